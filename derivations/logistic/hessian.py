"""∇²ℓ = −Xᵀ diag(σ(1 − σ)) X over a data set."""

import jax
from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import binary, defined, diag, given, hadamard, hessian, index, log, matrix, sigma, sizes, total, vector

n, d = sizes("n d")
i = index("i", n)
θ, X, y = vector(r"\theta", d), matrix("X", n, d), binary("y", n)
s = defined("s", sigma(X @ θ))
ℓ = defined(r"\ell", total(i, y[i] * log(s[i]) + (1 - y[i]) * log(1 - s[i])))


def log_likelihood(θ, X, y):
    """As an engineer writes it; θ (d,), X (n, d), y (n,) of 0 and 1."""
    z = X @ θ
    return jnp.sum(y * jax.nn.log_sigmoid(z) + (1 - y) * jax.nn.log_sigmoid(-z))


derivation = Derivation(
    title="∇²ℓ = −Xᵀ diag(σ(1 − σ)) X over a data set",
    source="homework 1.2b; Bishop, Pattern Recognition and Machine Learning, eq. 4.97",
    given=given(θ, X, y),
    start=hessian(ℓ, θ),
    steps=(
        Step(to=-total(i, s[i] * (1 - s[i]) * (X[i] @ X[i].T)), because="the slope of σ, example by example"),
        Step(to=-(X.T @ diag(hadamard(s, 1 - s)) @ X)),
    ),
    program=log_likelihood,
)
