"""When a decaying rate becomes stable: α₀/t from t > α₀λ/2 on, α₀/t² from the root of that on, α₀e^(−t) from its logarithm on."""

import jax
from jax import numpy as jnp

from checks.model import Chain, Derivation, Run, Step
from checks.notation import column, exp, given, index, log, natural, positive, product, real, sqrt

a, λ, s, t = positive(r"\alpha_0"), positive(r"\lambda"), real("s"), natural("t", 1)
k = index("k", t)


def descend(a, λ, start, steps=10):
    """Iterates (steps + 1, 3) on ½λθ² from ``start`` under the rates a/t, a/t² and a e^(−t), t = 1, 2, …."""
    slope = jax.grad(lambda θ: λ * jnp.sum(θ**2) / 2)

    def step(θ, t):
        return θ - a * jnp.stack([1 / t, 1 / t**2, jnp.exp(-t)]) * slope(θ), θ

    return jax.lax.scan(step, jnp.full(3, start), jnp.arange(1.0, steps + 2))[1]


derivation = Derivation(
    title="when a decaying rate becomes stable: α₀/t from t > α₀λ/2 on, α₀/t² from the root of that on, α₀e^(−t) from its logarithm on",
    source="homework 1.5",
    given=given(a, λ, s, t),
    start=a / t < 2 / λ,
    steps=(Step(to=t > a * λ / 2, relation="⇔", because="t and λ are positive"),),
    claims=(
        Chain(
            start=a / t**2 < 2 / λ,
            steps=(Step(to=t**2 > a * λ / 2, relation="⇔"), Step(to=t > sqrt(a * λ / 2), relation="⇔", because="t is positive")),
        ),
        Chain(
            start=a * exp(-t) < 2 / λ,
            steps=(Step(to=exp(t) > a * λ / 2, relation="⇔"), Step(to=t > log(a * λ / 2), relation="⇔", because="the logarithm grows")),
        ),
    ),
    program=descend,
    run=Run(
        takes=(a, λ, s),
        along=t,
        value=column(*(product(k, 1 - λ * rate) * s for rate in (a / k, a / k**2, a * exp(-k)))),
    ),
)
