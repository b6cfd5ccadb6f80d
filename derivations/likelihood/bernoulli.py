"""The score of a Bernoulli probability."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import UNIT, binary, defined, derivative, given, index, log, real, size, total

n = size("n")
y, p = binary("y", n), real("p", UNIT)
i = index("i", n)
N = defined("N", total(i, y[i]))
ℓ = defined(r"\ell", total(i, y[i] * log(p) + (1 - y[i]) * log(1 - p)))


def log_likelihood(y, p):
    """As an engineer writes it; y (n,) of 0 and 1."""
    return jnp.sum(y * jnp.log(p) + (1 - y) * jnp.log1p(-p))


derivation = Derivation(
    title="the score of a Bernoulli probability",
    source="Murphy, Probabilistic Machine Learning: An Introduction, eq. 4.21",
    given=given(y, p),
    start=derivative(ℓ, p),
    steps=(
        Step(to=N / p - (n - N) / (1 - p)),
        Step(to=(N - n * p) / (p * (1 - p)), because="zero at p = N/n"),
    ),
    program=log_likelihood,
)
