"""The gradient of log-sum-exp is the softmax."""

import jax

from checks.model import Derivation, Step
from checks.notation import exp, given, gradient, logsumexp, size, softmax, vector

K = size("K")
z = vector("z", K)

derivation = Derivation(
    title="the gradient of log-sum-exp is the softmax",
    source="Boyd and Vandenberghe, Convex Optimization, section 3.1.5",
    given=given(z),
    start=gradient(logsumexp(z), z),
    steps=(
        Step(to=exp(z) / exp(logsumexp(z)), because="chain rule"),
        Step(to=softmax(z)),
    ),
    program=lambda z: jax.nn.logsumexp(z),
)
