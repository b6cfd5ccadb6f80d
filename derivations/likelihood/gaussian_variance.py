"""The score of a Gaussian variance vanishes at the mean square."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, derivative, given, index, log, positive, real, size, total, vector

n = size("n")
x, μ, v = vector("x", n), real(r"\mu"), positive("v")
i = index("i", n)
S = defined("S", total(i, (x[i] - μ) ** 2))
ℓ = defined(r"\ell", -S / (2 * v) - n * log(v) / 2)


def log_likelihood(x, μ, v):
    """Up to a constant; x (n,), variance v."""
    return jnp.sum(-((x - μ) ** 2) / (2 * v)) - x.shape[0] * jnp.log(v) / 2


derivation = Derivation(
    title="the score of a Gaussian variance vanishes at the mean square",
    source="Bishop, Pattern Recognition and Machine Learning, eq. 1.56",
    given=given(x, μ, v),
    start=derivative(ℓ, v),
    steps=(
        Step(to=S / (2 * v**2) - n / (2 * v)),
        Step(to=n * (S / n - v) / (2 * v**2), because="zero at v = S/n"),
    ),
    program=log_likelihood,
)
