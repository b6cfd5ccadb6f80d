"""∇_W of the cross-entropy of a softmax layer is (softmax(Wx) − y) xᵀ."""

import jax
from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, given, gradient, index, log, matrix, sizes, softmax, table, total, vector

d, K = sizes("d K")
W, x, y = matrix("W", K, d), vector("x", d), table("y", K)
k = index("k", K)
loss = defined("L", -total(k, y[k] * log(softmax(W @ x)[k])))


def cross_entropy(W, x, y):
    """As an engineer writes it; W (K, d), x (d,), y (K,)."""
    return -jnp.dot(y, jax.nn.log_softmax(W @ x))


derivation = Derivation(
    title="∇_W of the cross-entropy of a softmax layer is (softmax(Wx) − y) xᵀ",
    source="Goodfellow, Bengio and Courville, Deep Learning, section 6.2.2.3",
    given=given(W, x, y),
    start=gradient(loss, W),
    steps=(Step(to=(softmax(W @ x) - y) @ x.T, because="chain rule through z = Wx"),),
    program=cross_entropy,
)
