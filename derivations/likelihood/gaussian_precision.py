"""The score of a Gaussian precision matrix is ½(n Λ⁻¹ − S)."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, det, given, gradient, index, inverse, log, matrix, positive_definite, sizes, total

n, d = sizes("n d")
Λ, X = positive_definite(r"\Lambda", d), matrix("X", n, d)
i = index("i", n)
ℓ = defined(r"\ell", n * log(det(Λ)) / 2 - total(i, X[i].T @ Λ @ X[i]) / 2)


def log_likelihood(Λ, X):
    """Of centred rows, up to a constant; Λ (d, d), X (n, d)."""
    return X.shape[0] * jnp.linalg.slogdet(Λ)[1] / 2 - jnp.einsum("ij,jk,ik->", X, Λ, X) / 2


derivation = Derivation(
    title="the score of a Gaussian precision matrix is ½(n Λ⁻¹ − S)",
    source="Bishop, Pattern Recognition and Machine Learning, eq. 2.122; Petersen and Pedersen, The Matrix Cookbook, eq. 57",
    given=given(Λ, X),
    start=gradient(ℓ, Λ),
    steps=(
        Step(to=n * inverse(Λ).T / 2 - total(i, X[i] @ X[i].T) / 2, because="∂ log det Λ = Λ⁻ᵀ"),
        Step(to=(n * inverse(Λ) - X.T @ X) / 2, because="Λ is symmetric"),
    ),
    program=log_likelihood,
)
