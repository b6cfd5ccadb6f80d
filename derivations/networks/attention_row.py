"""A row of attention, differentiated by its values, is the attention weights."""

import jax
from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, diag, given, gradient, hadamard, matrix, sizes, softmax, vector

n, d = sizes("n d")
q, K, v = vector("q", d), matrix("K", n, d), vector("v", n)
weights = defined("a", softmax(K @ q))


def attended(q, K, v):
    """One output number; q (d,), K (n, d), v (n,)."""
    return jnp.dot(jax.nn.softmax(K @ q), v)


derivation = Derivation(
    title="a row of attention, differentiated by its values, is the attention weights",
    source="Vaswani et al. (2017), Attention is all you need, eq. 1",
    given=given(q, K, v),
    start=gradient(weights.T @ v, q),
    steps=(
        Step(to=K.T @ (diag(weights) - weights @ weights.T) @ v, because="chain rule, Jacobian of the softmax"),
        Step(to=K.T @ (hadamard(weights, v) - weights * (weights.T @ v))),
    ),
    program=attended,
)
