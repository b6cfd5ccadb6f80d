"""∇_X of ‖AX − B‖² is 2Aᵀ(AX − B)."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import given, gradient, matrix, norm, sizes, trace

m, n, k = sizes("m n k")
A, X, B = matrix("A", m, n), matrix("X", n, k), matrix("B", m, k)

derivation = Derivation(
    title="∇_X of ‖AX − B‖² is 2Aᵀ(AX − B)",
    source="Petersen and Pedersen, The Matrix Cookbook, section 2.5",
    given=given(A, X, B),
    start=gradient(norm(A @ X - B) ** 2, X),
    steps=(
        Step(to=gradient(trace((A @ X - B).T @ (A @ X - B)), X), because="‖M‖² = tr MᵀM"),
        Step(to=2 * (A.T @ (A @ X - B))),
    ),
    program=lambda A, X, B: jnp.sum((A @ X - B) ** 2),
)
