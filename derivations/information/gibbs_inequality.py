"""KL(p ‖ q) is never negative."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import given, index, kl, log, number, size, table, total

K = size("K")
p, q = table("p", K), table("q", K)
x = index("x", K)


def divergence(p, q):
    """As an engineer writes it; p and q (K,)."""
    return jnp.sum(p * (jnp.log(p) - jnp.log(q)))


derivation = Derivation(
    title="KL(p ‖ q) is never negative",
    source="Cover and Thomas, Elements of Information Theory, theorem 2.6.3",
    given=given(p, q),
    start=kl(x, p[x], q[x]),
    steps=(
        Step(to=-total(x, p[x] * log(q[x] / p[x]))),
        Step(to=-total(x, p[x] * (q[x] / p[x] - 1)), because="log t ≤ t − 1", relation="≥"),
        Step(to=number(0), because="both tables sum to one"),
    ),
    program=divergence,
)
