"""∇_X of aᵀX⁻¹b is −X⁻ᵀabᵀX⁻ᵀ."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import given, gradient, inverse, matrix, size, vector

n = size("n")
X, a, b = matrix("X", n, n), vector("a", n), vector("b", n)

derivation = Derivation(
    title="∇_X of aᵀX⁻¹b is −X⁻ᵀabᵀX⁻ᵀ",
    source="Petersen and Pedersen, The Matrix Cookbook, eq. 61",
    given=given(X, a, b),
    start=gradient(a.T @ inverse(X) @ b, X),
    steps=(Step(to=-(inverse(X).T @ a @ b.T @ inverse(X).T)),),
    program=lambda X, a, b: jnp.dot(a, jnp.linalg.solve(X, b)),
)
