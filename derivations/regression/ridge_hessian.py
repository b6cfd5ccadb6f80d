"""∇² of the ridge loss is 2XᵀX + 2λI."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, given, hessian, identity, jacobian, matrix, norm, positive, sizes, vector

n, d = sizes("n d")
X, y, w, λ = matrix("X", n, d), vector("y", n), vector("w", d), positive(r"\lambda")
loss = defined("J", norm(X @ w - y) ** 2 + λ * norm(w) ** 2)


def penalised(X, y, w, λ):
    """As an engineer writes it; X (n, d), y (n,), w (d,)."""
    return jnp.sum((X @ w - y) ** 2) + λ * jnp.dot(w, w)


derivation = Derivation(
    title="∇² of the ridge loss is 2XᵀX + 2λI",
    source="Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, section 3.4.1",
    given=given(X, y, w, λ),
    start=hessian(loss, w),
    steps=(
        Step(to=jacobian(2 * (X.T @ (X @ w - y)) + 2 * λ * w, w), because="the gradient"),
        Step(to=2 * (X.T @ X) + 2 * λ * identity(d)),
    ),
    program=penalised,
)
