"""The log evidence is the ELBO plus a divergence."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import POSITIVE, defined, given, index, kl, log, size, table, total, vector

K = size("K")
q, w = table("q", K), vector("w", K, POSITIVE)  # w_z = p(x, z) at the x that was seen
z = index("z", K)
evidence = defined("Z", total(z, w[z]))

derivation = Derivation(
    title="the log evidence is the ELBO plus a divergence",
    source="Bishop, Pattern Recognition and Machine Learning, eq. 9.70",
    given=given(q, w),
    start=log(evidence),
    steps=(
        Step(to=total(z, q[z] * log(evidence)), because="q sums to one"),
        Step(to=total(z, q[z] * log(w[z] / q[z] * (q[z] / (w[z] / evidence))))),
        Step(to=total(z, q[z] * log(w[z] / q[z])) + kl(z, q[z], w[z] / evidence)),
    ),
    program=lambda w: jnp.log(jnp.sum(w)),
)
