"""σ′ = σ(1 − σ)."""

import jax

from checks.model import Derivation, Step
from checks.notation import derivative, given, real, sigma

a = real("a")

derivation = Derivation(
    title="σ′ = σ(1 − σ)",
    source="homework 1.2a; Bishop, Pattern Recognition and Machine Learning, eq. 4.88",
    given=given(a),
    start=derivative(sigma(a), a),
    steps=(Step(to=sigma(a) * (1 - sigma(a))), Step(to=sigma(a) * sigma(-a))),
    program=jax.nn.sigmoid,
)
