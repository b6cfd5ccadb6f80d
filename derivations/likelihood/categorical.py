"""The score of logits is n times the gap between the observed and the predicted frequencies."""

import jax
from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, given, gradient, index, log, ones, sizes, softmax, table, total, vector

n, K = sizes("n K")
z, Y = vector("z", K), table("Y", n, K)
i, k = index("i", n), index("k", K)
ℓ = defined(r"\ell", total(i, total(k, Y[i, k] * log(softmax(z)[k]))))


def log_likelihood(z, Y):
    """As an engineer writes it; z (K,), rows of Y (n, K) sum to one."""
    return jnp.sum(Y * jax.nn.log_softmax(z))


derivation = Derivation(
    title="the score of logits is n times the gap between the observed and the predicted frequencies",
    source="Murphy, Probabilistic Machine Learning: An Introduction, eq. 10.38",
    given=given(z, Y),
    start=gradient(ℓ, z),
    steps=(
        Step(to=total(i, Y[i] - softmax(z)), because="row by row"),
        Step(to=Y.T @ ones(n) - n * softmax(z)),
    ),
    program=log_likelihood,
)
