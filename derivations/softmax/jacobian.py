"""∂softmax/∂z = diag(s) − s sᵀ."""

import jax

from checks.model import Derivation, Step
from checks.notation import defined, diag, given, jacobian, size, softmax, vector

K = size("K")
z = vector("z", K)
s = defined("s", softmax(z))


def probabilities(z):
    """As an engineer writes it; z (K,)."""
    return jax.nn.softmax(z)


derivation = Derivation(
    title="∂softmax/∂z = diag(s) − s sᵀ",
    source="Murphy, Probabilistic Machine Learning: An Introduction, eq. 10.37",
    given=given(z),
    start=jacobian(softmax(z), z),
    steps=(Step(to=diag(s) - s @ s.T, because="quotient rule, entry by entry"),),
    program=probabilities,
)
