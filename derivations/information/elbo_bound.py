"""The ELBO is a lower bound on the log evidence."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import POSITIVE, given, index, log, size, table, total, vector

K = size("K")
q, w = table("q", K), vector("w", K, POSITIVE)  # w_z = p(x, z) at the x that was seen
z = index("z", K)


def elbo(q, w):
    """As an engineer writes it; q and w (K,)."""
    return jnp.sum(q * (jnp.log(w) - jnp.log(q)))


derivation = Derivation(
    title="the ELBO is a lower bound on the log evidence",
    source="Bishop, Pattern Recognition and Machine Learning, section 9.4",
    given=given(q, w),
    start=total(z, q[z] * log(w[z] / q[z])),
    steps=(
        Step(to=log(total(z, q[z] * (w[z] / q[z]))), because="Jensen", relation="≤"),
        Step(to=log(total(z, w[z]))),
    ),
    program=elbo,
)
