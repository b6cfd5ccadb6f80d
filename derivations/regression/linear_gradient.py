"""∇ of ½‖Xw − y‖² is Xᵀ(Xw − y)."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, given, gradient, matrix, norm, sizes, vector

n, d = sizes("n d")
X, y, w = matrix("X", n, d), vector("y", n), vector("w", d)
loss = defined("J", norm(X @ w - y) ** 2 / 2)


def half_squared_error(X, y, w):
    """As an engineer writes it; X (n, d), y (n,), w (d,)."""
    return 0.5 * jnp.sum((X @ w - y) ** 2)


derivation = Derivation(
    title="∇ of ½‖Xw − y‖² is Xᵀ(Xw − y)",
    source="Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, eq. 3.4",
    given=given(X, y, w),
    start=gradient(loss, w),
    steps=(
        Step(to=gradient((w.T @ X.T @ X @ w - 2 * (y.T @ X @ w) + y.T @ y) / 2, w), because="the square written out"),
        Step(to=X.T @ X @ w - X.T @ y),
        Step(to=X.T @ (X @ w - y)),
    ),
    program=half_squared_error,
)
