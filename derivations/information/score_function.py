"""The expected score is zero."""

import jax

from checks.model import Derivation, Step
from checks.notation import defined, given, gradient, index, log, size, softmax, total, vector

K = size("K")
z = vector("z", K)
x = index("x", K)
p = defined("p", softmax(z))


def expected_score(z):
    """Of a categorical distribution with logits z (K,)."""
    return jax.nn.softmax(z) @ jax.jacobian(jax.nn.log_softmax)(z)


derivation = Derivation(
    title="the expected score is zero",
    source="Williams (1992), Simple statistical gradient-following algorithms",
    given=given(z),
    start=total(x, p[x] * gradient(log(p[x]), z)),
    steps=(
        Step(to=total(x, gradient(p[x], z)), because="p ∇ log p = ∇p"),
        Step(to=gradient(total(x, p[x]), z)),
        Step(to=0 * z, because="the total is one"),
    ),
    program=expected_score,
)
