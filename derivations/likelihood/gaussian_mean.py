"""The score of a Gaussian mean, and its root, the sample mean."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, derivative, given, index, log, positive, real, size, total, vector

n = size("n")
x, μ, v = vector("x", n), real(r"\mu"), positive("v")
i = index("i", n)
ℓ = defined(r"\ell", -total(i, (x[i] - μ) ** 2) / (2 * v) - n * log(v) / 2)
mean = defined(r"\bar{x}", total(i, x[i]) / n)


def log_likelihood(x, μ, v):
    """Up to a constant; x (n,), variance v."""
    return jnp.sum(-((x - μ) ** 2) / (2 * v)) - x.shape[0] * jnp.log(v) / 2


derivation = Derivation(
    title="the score of a Gaussian mean, and its root, the sample mean",
    source="Bishop, Pattern Recognition and Machine Learning, eq. 1.55",
    given=given(x, μ, v),
    start=derivative(ℓ, μ),
    steps=(
        Step(to=total(i, x[i] - μ) / v),
        Step(to=n * (mean - μ) / v, because="zero at the sample mean"),
    ),
    program=log_likelihood,
)
