"""Softmax does not change when all logits move by the same amount."""

import jax

from checks.model import Derivation, Step
from checks.notation import exp, given, index, real, size, softmax, total, vector

K = size("K")
z, c = vector("z", K), real("c")
j = index("j", K)

derivation = Derivation(
    title="softmax does not change when all logits move by the same amount",
    source="Goodfellow, Bengio and Courville, Deep Learning, section 4.1",
    given=given(z, c),
    start=softmax(z + c),
    steps=(
        Step(to=exp(c) * exp(z) / total(j, exp(c) * exp(z[j])), because="e^(z + c) = e^c e^z"),
        Step(to=exp(c) * exp(z) / (exp(c) * total(j, exp(z[j]))), because="out of the sum"),
        Step(to=softmax(z)),
    ),
    program=lambda z, c: jax.nn.softmax(z + c),
)
