"""The two forms of the Fisher information of logits."""

import jax
from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, diag, given, gradient, hessian, index, log, size, softmax, total, vector

K = size("K")
z = vector("z", K)
x = index("x", K)
p = defined("p", softmax(z))
score = gradient(log(p[x]), z)


def information(z):
    """The expected outer product of the score; z (K,)."""
    scores = jax.jacobian(jax.nn.log_softmax)(z)
    return jnp.einsum("x,xi,xj->ij", jax.nn.softmax(z), scores, scores)


derivation = Derivation(
    title="the two forms of the Fisher information of logits",
    source="Murphy, Probabilistic Machine Learning: An Introduction, section 3.3.4",
    given=given(z),
    start=total(x, p[x] * (score @ score.T)),
    steps=(
        Step(to=-total(x, p[x] * hessian(log(p[x]), z)), because="the information matrix equality"),
        Step(to=diag(p) - p @ p.T),
    ),
    program=information,
)
