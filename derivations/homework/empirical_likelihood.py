"""With p̂ counted from n samples, the expected log-likelihood is the average log-likelihood of the samples."""

import jax
from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import binary, family, given, index, log, size, sizes, total, vector

n, X, Y = sizes(r"n \mathcal{X} \mathcal{Y}")
i, x, y = index("i", n), index("x", X), index("y", Y)
θ = vector(r"\theta", size("m"))
u, v = binary("u", n, X), binary("v", n, Y)  # row i has its one at x_i, at y_i
P = family(r"P_\theta(y \mid x)", θ, x, y)
counted = total(i, u[i, x] * v[i, y]) / n  # p̂(x, y)


def average_log_likelihood(logits, u, v):
    """Tables: logits of P_θ (X, Y), the samples' one-hot rows u (n, X) and v (n, Y); as an engineer writes it."""
    return jnp.mean(jnp.einsum("ix,iy,xy->i", u, v, jax.nn.log_softmax(logits, axis=-1)))


derivation = Derivation(
    title="with p̂ counted from n samples, the expected log-likelihood is the average log-likelihood of the samples",
    source="homework 1.1; Cover & Thomas, Elements of Information Theory, section 11.1",
    given=given(θ, u, v),
    start=total(x, total(y, counted * log(P))),
    steps=(
        Step(to=total(x, total(y, total(i, u[i, x] * v[i, y] * log(P)))) / n, because="the counts, written out"),
        Step(to=total(i, total(x, total(y, u[i, x] * v[i, y] * log(P)))) / n, because="sums change places"),
    ),
    program=average_log_likelihood,
)
