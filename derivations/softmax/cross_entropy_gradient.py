"""∇ of the cross-entropy by the logits is softmax(z) − y."""

import jax
from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, given, gradient, index, log, logsumexp, size, softmax, table, total, vector

K = size("K")
z, y = vector("z", K), table("y", K)
k = index("k", K)
loss = defined("L", -total(k, y[k] * log(softmax(z)[k])))


def cross_entropy(z, y):
    """As an engineer writes it; z and y (K,)."""
    return -jnp.dot(y, jax.nn.log_softmax(z))


derivation = Derivation(
    title="∇ of the cross-entropy by the logits is softmax(z) − y",
    source="Bishop, Pattern Recognition and Machine Learning, eq. 4.109",
    given=given(z, y),
    start=gradient(loss, z),
    steps=(
        Step(to=gradient(total(k, y[k] * (logsumexp(z) - z[k])), z), because="the logarithm of the softmax"),
        Step(to=gradient(logsumexp(z) - z.T @ y, z), because="the weights y sum to one"),
        Step(to=softmax(z) - y),
    ),
    program=cross_entropy,
)
