"""σ′ = σ(1 − σ) by the quotient rule, every line kept."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, derivative, exp, given, real, sigma

a = real("a")
U, V = 1, defined("V", 1 + exp(-a))

derivation = Derivation(
    title="σ′ = σ(1 − σ) by the quotient rule, every line kept",
    source="homework 1.2a; Bishop, Pattern Recognition and Machine Learning, eq. 4.88",
    given=given(a),
    start=derivative(U / V, a),
    steps=(
        Step(to=(0 * V - U * derivative(V, a)) / V**2, because="quotient rule"),
        Step(to=(0 * (1 + exp(-a)) - 1 * (-exp(-a))) / (1 + exp(-a)) ** 2),
        Step(to=exp(-a) / (1 + exp(-a)) ** 2),
        Step(to=1 / (1 + exp(-a)) * (exp(-a) / (1 + exp(-a)))),
        Step(to=sigma(a) * (1 - sigma(a))),
    ),
    program=lambda a: 1 / (1 + jnp.exp(-a)),
)
