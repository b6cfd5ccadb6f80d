"""On a parabola the rates a/t shrink the distance like t^(−a), to 0; the rates a/t² leave sin(π√a)/(π√a) of it for ever."""

import jax
from jax import numpy as jnp

from checks.model import Chain, Derivation, Run, Step
from checks.notation import column, exp, given, index, infinity, limit, log, natural, number, product, real, sin, sqrt, total, π
from checks.pictures import Lines

a, t = real("a", above=0, below=1), natural("t", 1)
k = index("k", t)
m, n = index("m", t, 2), index("n", infinity)


def distances(a, steps=12):
    """What is left (steps + 1, 2) of the distance to the minimum of ½θ² under the rates a/t and a/t², t = 1, 2, …."""
    slope = jax.grad(lambda θ: jnp.sum(θ**2) / 2)

    def step(θ, t):
        return θ - a * jnp.stack([1 / t, 1 / t**2]) * slope(θ), θ

    return jax.lax.scan(step, jnp.ones(2), jnp.arange(1.0, steps + 2))[1]


def picture():
    """What two schedules leave of the distance to the minimum, a = 1/2."""
    slow, quick = distances(0.5, steps=200).T
    bound = jnp.arange(1.0, 202.0) ** -0.5
    left = float(jnp.sin(jnp.pi * 0.5**0.5) / (jnp.pi * 0.5**0.5))
    return (
        Lines(
            title="distance left on ½θ² by step, a = 1/2",
            lines={"a/t": slow, "its bound (t + 1)^(−a)": bound, "a/t²": quick},
            up="θ",
            log=True,
            levels={"sin(π√a)/π√a": left},
        ),
    )


derivation = Derivation(
    title="on a parabola the rates a/t shrink the distance like t^(−a), to 0; the rates a/t² leave sin(π√a)/(π√a) of it for ever",
    source="homework 1.5; Robbins & Monro, A Stochastic Approximation Method, 1951; Euler's product of the sine, 1735",
    given=given(a, t),
    start=product(k, 1 - a / k),
    steps=(
        Step(to=exp(-a * total(k, 1 / k)), relation="≤", because="1 − x ≤ e^(−x)"),
        Step(to=exp(-a * log(t + 1)), relation="≤", because="the harmonic sum is at least ln(t + 1)"),
        Step(to=(t + 1) ** (-a)),
    ),
    claims=(
        Chain(
            start=product(k, 1 - a / k**2),
            steps=(
                Step(to=(1 - a) * product(m, 1 - 1 / m**2), relation="≥", because="a < 1"),
                Step(to=(1 - a) * ((t + 1) / (2 * t)), because="the product telescopes: 1 − 1/m² is (m − 1)(m + 1)/m²"),
                Step(to=(1 - a) / 2, relation=">"),
            ),
        ),
        Chain(start=limit(t, product(k, 1 - a / k)), steps=(Step(to=product(n, 1 - a / n)), Step(to=number(0)))),
        Chain(start=product(n, 1 - a / n), steps=(Step(to=number(0), because="the roots above add up to a, those below to 0"),)),
        Chain(
            start=product(n, 1 - a / n**2),
            steps=(
                Step(to=sin(π * sqrt(a)) / (π * sqrt(a)), because="Euler's product"),
                Step(to=number(0), relation=">"),
            ),
        ),
    ),
    program=distances,
    run=Run(takes=(a,), along=t, value=column(product(k, 1 - a / k), product(k, 1 - a / k**2))),
    picture=picture,
)
