"""∂ℓ/∂θ_c = x_c (y − σ(θᵀx)) for one example."""

import jax
from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import binary, defined, derivative, given, index, log, sigma, size, vector

d = size("d")
c = index("c", d)
θ, x, y = vector(r"\theta", d), vector("x", d), binary("y")
z = defined("z", θ.T @ x)
ℓ = defined(r"\ell", y * log(sigma(z)) + (1 - y) * log(1 - sigma(z)))


def log_likelihood(θ, x, y):
    """As an engineer writes it; θ and x (d,), y 0 or 1."""
    z = jnp.dot(θ, x)
    return y * jax.nn.log_sigmoid(z) + (1 - y) * jax.nn.log_sigmoid(-z)


derivation = Derivation(
    title="∂ℓ/∂θ_c = x_c (y − σ(θᵀx)) for one example",
    source="homework 1.2b; Bishop, Pattern Recognition and Machine Learning, eq. 4.91",
    given=given(θ, x, y),
    start=derivative(ℓ, θ[c]),
    steps=(
        Step(to=(y / sigma(z) - (1 - y) / (1 - sigma(z))) * sigma(z) * (1 - sigma(z)) * x[c], because="chain rule"),
        Step(to=(y * (1 - sigma(z)) - (1 - y) * sigma(z)) * x[c]),
        Step(to=x[c] * (y - sigma(θ.T @ x))),
    ),
    program=log_likelihood,
)
