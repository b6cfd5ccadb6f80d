"""Minimum expected KL(p̂ ‖ P_θ) is maximum expected log-likelihood."""

import jax
from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import argmax, argmin, expectation, family, given, index, kl, log, size, sizes, table, vector

X, Y = sizes(r"\mathcal{X} \mathcal{Y}")
x, y = index("x", X), index("y", Y)
θ = vector(r"\theta", size("m"))
marginal, conditional = table(r"\hat{p}(x)", X), table(r"\hat{p}(y \mid x)", X, Y)
p, q = marginal[x], conditional[x, y]
P = family(r"P_\theta(y \mid x)", θ, x, y)


def expected_divergence(logits, marginal, conditional):
    """Tables: logits of P_θ and the conditional (X, Y), the marginal (X,); the objective as an engineer writes it."""
    log_ratio = jnp.log(conditional) - jax.nn.log_softmax(logits, axis=-1)
    return jnp.einsum("x,xy,xy->", marginal, conditional, log_ratio)


derivation = Derivation(
    title="minimum expected KL(p̂ ‖ P_θ) is maximum expected log-likelihood",
    source="homework 1.1; Cover & Thomas, Elements of Information Theory, eq. 2.26",
    given=given(θ, marginal, conditional),
    start=argmin(θ, expectation(x, p, kl(y, q, P))),
    steps=(
        Step(to=argmin(θ, expectation(x, p, expectation(y, q, log(q) - log(P)))), because="the definition of KL"),
        Step(to=argmax(θ, expectation(x, p, expectation(y, q, log(P)))), because="the first term does not depend on θ"),
    ),
    program=expected_divergence,
)
