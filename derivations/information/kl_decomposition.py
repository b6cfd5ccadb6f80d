"""Cross-entropy is entropy plus divergence."""

from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import cross_entropy, entropy, given, index, kl, log, size, table, total

K = size("K")
p, q = table("p", K), table("q", K)
x = index("x", K)

derivation = Derivation(
    title="cross-entropy is entropy plus divergence",
    source="Cover and Thomas, Elements of Information Theory, section 5.4",
    given=given(p, q),
    start=cross_entropy(x, p[x], q[x]),
    steps=(
        Step(to=-total(x, p[x] * log(p[x] * (q[x] / p[x])))),
        Step(to=-total(x, p[x] * log(p[x])) - total(x, p[x] * log(q[x] / p[x]))),
        Step(to=entropy(x, p[x]) + kl(x, p[x], q[x])),
    ),
    program=lambda p, q: -jnp.dot(p, jnp.log(q)),
)
