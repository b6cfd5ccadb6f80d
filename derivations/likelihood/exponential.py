"""The score of an exponential rate."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import POSITIVE, defined, derivative, given, index, log, positive, size, total, vector

n = size("n")
x, λ = vector("x", n, POSITIVE), positive(r"\lambda")
i = index("i", n)
ℓ = defined(r"\ell", total(i, log(λ) - λ * x[i]))

derivation = Derivation(
    title="the score of an exponential rate",
    source="Casella and Berger, Statistical Inference, section 7.2",
    given=given(x, λ),
    start=derivative(ℓ, λ),
    steps=(
        Step(to=total(i, 1 / λ - x[i])),
        Step(to=n / λ - total(i, x[i]), because="zero at the reciprocal of the mean"),
    ),
    program=lambda x, λ: jnp.sum(jnp.log(λ) - λ * x),
)
