"""∇_X of tr(AX) is Aᵀ."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import given, gradient, matrix, sizes, trace

m, n = sizes("m n")
A, X = matrix("A", m, n), matrix("X", n, m)

derivation = Derivation(
    title="∇_X of tr(AX) is Aᵀ",
    source="Petersen and Pedersen, The Matrix Cookbook, eq. 100",
    given=given(A, X),
    start=gradient(trace(A @ X), X),
    steps=(Step(to=A.T),),
    program=lambda A, X: jnp.trace(A @ X),
)
