"""∇ of xᵀAx is (A + Aᵀ)x."""

from checks.model import Derivation, Step
from checks.notation import given, gradient, index, matrix, size, total, vector

n = size("n")
A, x = matrix("A", n, n), vector("x", n)
i, j = index("i", n), index("j", n)

derivation = Derivation(
    title="∇ of xᵀAx is (A + Aᵀ)x",
    source="Petersen and Pedersen, The Matrix Cookbook, eq. 81",
    given=given(A, x),
    start=gradient(x.T @ A @ x, x),
    steps=(
        Step(to=gradient(total(i, total(j, A[i, j] * x[i] * x[j])), x), because="entry by entry"),
        Step(to=A @ x + A.T @ x),
        Step(to=(A + A.T) @ x),
    ),
    program=lambda A, x: x @ A @ x,
)
