"""∇ of ‖Xw − y‖² + λ‖w‖² is 2Xᵀ(Xw − y) + 2λw."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, given, gradient, matrix, norm, positive, sizes, vector

n, d = sizes("n d")
X, y, w, λ = matrix("X", n, d), vector("y", n), vector("w", d), positive(r"\lambda")
loss = defined("J", norm(X @ w - y) ** 2 + λ * norm(w) ** 2)


def penalised(X, y, w, λ):
    """As an engineer writes it; X (n, d), y (n,), w (d,)."""
    return jnp.sum((X @ w - y) ** 2) + λ * jnp.dot(w, w)


derivation = Derivation(
    title="∇ of ‖Xw − y‖² + λ‖w‖² is 2Xᵀ(Xw − y) + 2λw",
    source="Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, eq. 3.43",
    given=given(X, y, w, λ),
    start=gradient(loss, w),
    steps=(Step(to=2 * (X.T @ (X @ w - y)) + 2 * λ * w),),
    program=penalised,
)
