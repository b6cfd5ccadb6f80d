"""With responsibilities fixed, the best mean is the weighted mean."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import POSITIVE, defined, derivative, given, index, real, size, total, vector

n = size("n")
x, r, μ = vector("x", n), vector("r", n, POSITIVE), real(r"\mu")
i = index("i", n)
Q = defined("Q", -total(i, r[i] * (x[i] - μ) ** 2) / 2)
N = defined("N", total(i, r[i]))

derivation = Derivation(
    title="with responsibilities fixed, the best mean is the weighted mean",
    source="Bishop, Pattern Recognition and Machine Learning, eq. 9.17",
    given=given(x, r, μ),
    start=derivative(Q, μ),
    steps=(
        Step(to=total(i, r[i] * (x[i] - μ))),
        Step(to=N * (total(i, r[i] * x[i]) / N - μ), because="zero at the weighted mean"),
    ),
    program=lambda x, r, μ: -jnp.sum(r * (x - μ) ** 2) / 2,
)
