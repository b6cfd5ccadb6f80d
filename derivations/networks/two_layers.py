"""Backpropagation through two layers."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, given, gradient, hadamard, matrix, real, sizes, tanh, vector

d, h = sizes("d h")
W, v, x, y = matrix("W", h, d), vector("v", h), vector("x", d), real("y")
a = defined("a", tanh(W @ x))
e = defined("e", v.T @ a - y)


def loss(W, v, x, y):
    """As an engineer writes it; W (h, d), v (h,), x (d,)."""
    return 0.5 * (jnp.dot(v, jnp.tanh(W @ x)) - y) ** 2


derivation = Derivation(
    title="backpropagation through two layers",
    source="Goodfellow, Bengio and Courville, Deep Learning, section 6.5",
    given=given(W, v, x, y),
    start=gradient(e**2 / 2, W),
    steps=(Step(to=e * hadamard(v, 1 - hadamard(a, a)) @ x.T, because="chain rule: tanh' = 1 − tanh²"),),
    program=loss,
)
