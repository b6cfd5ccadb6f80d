"""The ridge gradient vanishes at (XᵀX + λI)⁻¹Xᵀy."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, given, identity, inverse, matrix, positive, sizes, vector

n, d = sizes("n d")
X, y, λ = matrix("X", n, d), vector("y", n), positive(r"\lambda")
A = defined("A", X.T @ X + λ * identity(d))
w = defined("w", inverse(A) @ X.T @ y)


def stationarity(X, y, λ):
    """Half the gradient at the solution; X (n, d), y (n,)."""
    w = jnp.linalg.solve(X.T @ X + λ * jnp.eye(X.shape[1]), X.T @ y)
    return X.T @ (X @ w - y) + λ * w


derivation = Derivation(
    title="the ridge gradient vanishes at (XᵀX + λI)⁻¹Xᵀy",
    source="Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, eq. 3.44",
    given=given(X, y, λ),
    start=X.T @ (X @ w - y) + λ * w,
    steps=(
        Step(to=A @ w - X.T @ y, because="w taken out"),
        Step(to=0 * (X.T @ y)),
    ),
    program=stationarity,
)
