"""∇ℓ = Xᵀ(y − σ(Xθ)) over a data set."""

import jax
from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import binary, defined, given, gradient, index, log, matrix, sigma, sizes, total, vector

n, d = sizes("n d")
i = index("i", n)
θ, X, y = vector(r"\theta", d), matrix("X", n, d), binary("y", n)
z = defined("z", X @ θ)
ℓ = defined(r"\ell", total(i, y[i] * log(sigma(z[i])) + (1 - y[i]) * log(1 - sigma(z[i]))))


def log_likelihood(θ, X, y):
    """As an engineer writes it; θ (d,), X (n, d), y (n,) of 0 and 1."""
    z = X @ θ
    return jnp.sum(y * jax.nn.log_sigmoid(z) + (1 - y) * jax.nn.log_sigmoid(-z))


derivation = Derivation(
    title="∇ℓ = Xᵀ(y − σ(Xθ)) over a data set",
    source="homework 1.2b; Bishop, Pattern Recognition and Machine Learning, eq. 4.91",
    given=given(θ, X, y),
    start=gradient(ℓ, θ),
    steps=(
        Step(to=total(i, (y[i] - sigma(z[i])) * X[i]), because="each example by itself"),
        Step(to=X.T @ (y - sigma(X @ θ)), because="a sum of rows is a product with the transpose"),
    ),
    program=log_likelihood,
)
