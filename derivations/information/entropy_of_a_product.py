"""The entropies of independent variables add up."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import given, index, log, sizes, table, total

K, L = sizes("K L")
p, q = table("p", K), table("q", L)
x, y = index("x", K), index("y", L)


def joint_entropy(p, q):
    """Of the table p(x) q(y); p (K,), q (L,)."""
    joint = p[:, None] * q[None, :]
    return -jnp.sum(joint * jnp.log(joint))


derivation = Derivation(
    title="the entropies of independent variables add up",
    source="Cover and Thomas, Elements of Information Theory, theorem 2.6.6",
    given=given(p, q),
    start=-total(x, total(y, p[x] * q[y] * log(p[x] * q[y]))),
    steps=(
        Step(to=-total(x, total(y, p[x] * q[y] * (log(p[x]) + log(q[y]))))),
        Step(to=-total(x, p[x] * log(p[x])) - total(y, q[y] * log(q[y])), because="each table sums to one"),
    ),
    program=joint_entropy,
)
