"""∇_X of log det X is X⁻ᵀ."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import det, given, gradient, inverse, log, positive_definite, size

n = size("n")
X = positive_definite("X", n)

derivation = Derivation(
    title="∇_X of log det X is X⁻ᵀ",
    source="Petersen and Pedersen, The Matrix Cookbook, eq. 57",
    given=given(X),
    start=gradient(log(det(X)), X),
    steps=(Step(to=inverse(X).T),),
    program=lambda X: jnp.linalg.slogdet(X)[1],
)
