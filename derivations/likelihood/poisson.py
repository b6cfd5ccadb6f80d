"""The score of a Poisson rate."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import COUNTS, defined, derivative, given, index, log, positive, size, total, vector

n = size("n")
x, λ = vector("x", n, COUNTS), positive(r"\lambda")
i = index("i", n)
ℓ = defined(r"\ell", total(i, x[i] * log(λ) - λ))


def log_likelihood(x, λ):
    """Up to the factorials; x (n,) counts."""
    return jnp.sum(x * jnp.log(λ) - λ)


derivation = Derivation(
    title="the score of a Poisson rate",
    source="Casella and Berger, Statistical Inference, section 7.2",
    given=given(x, λ),
    start=derivative(ℓ, λ),
    steps=(
        Step(to=total(i, x[i] / λ - 1)),
        Step(to=total(i, x[i]) / λ - n, because="zero at the sample mean"),
    ),
    program=log_likelihood,
)
