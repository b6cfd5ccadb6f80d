"""∇ of the Rayleigh quotient vanishes at eigenvectors only."""

from checks.model import Derivation, Step
from checks.notation import defined, given, gradient, size, symmetric, vector

n = size("n")
A, x = symmetric("A", n), vector("x", n)
ρ = defined(r"\rho", (x.T @ A @ x) / (x.T @ x))

derivation = Derivation(
    title="∇ of the Rayleigh quotient vanishes at eigenvectors only",
    source="Golub and Van Loan, Matrix Computations, section 8.2.3",
    given=given(A, x),
    start=gradient(ρ, x),
    steps=(
        Step(to=(2 * (x.T @ x) * (A @ x) - 2 * (x.T @ A @ x) * x) / (x.T @ x) ** 2, because="quotient rule"),
        Step(to=2 / (x.T @ x) * (A @ x - ρ * x), because="zero where Ax = ρx"),
    ),
    program=lambda A, x: (x @ A @ x) / (x @ x),
)
