"""Rates α₀/t² and α₀e^(−t) stop short: on a slope G they travel α₀Gπ²/6 and α₀G/(e − 1) and no further; α₀/t travels on for ever."""

import jax
from jax import numpy as jnp

from checks.model import Chain, Derivation, Run, Step
from checks.notation import column, e, exp, given, index, infinity, log, natural, positive, total, π
from checks.pictures import Lines

a, G, t = positive(r"\alpha_0"), positive("G"), natural("t")
k, n = index("k", t), index("n", infinity)


def travelled(a, G, steps=12):
    """How far (steps + 1, 3) descent on the slope Gθ has come under the rates a/t, a/t² and a e^(−t), t = 1, 2, …."""
    slope = jax.grad(lambda θ: jnp.sum(G * θ))

    def step(θ, t):
        return θ - a * jnp.stack([1 / t, 1 / t**2, jnp.exp(-t)]) * slope(θ), -θ

    return jax.lax.scan(step, jnp.zeros(3), jnp.arange(1.0, steps + 2))[1]


def picture():
    """The three schedules, and how far they come on a slope of 1."""
    t = jnp.arange(1.0, 31.0)
    schedules = {"1/t": (t, 1 / t), "1/t²": (t, 1 / t**2), "e^(−t)": (t, jnp.exp(-t))}
    come = dict(zip(schedules, travelled(1.0, 1.0, steps=30).T, strict=True))
    levels = {"π²/6": float(jnp.pi**2 / 6), "1/(e − 1)": float(1 / (jnp.e - 1))}
    return (
        Lines(title="three schedules", lines=schedules, across="t", up="α / α₀", log=True, window=(1e-6, 2)),
        Lines(title="distance come, in units of α₀G", lines=come, across="t", levels=levels),
    )


derivation = Derivation(
    title="rates α₀/t² and α₀e^(−t) stop short: on a slope G they travel α₀Gπ²/6 and α₀G/(e − 1) and no further",
    source="homework 1.5; Robbins & Monro, A Stochastic Approximation Method, 1951",
    given=given(a, G, t),
    start=total(n, a * G / n**2),
    steps=(Step(to=a * G * (π**2 / 6), because="Euler's sum"),),
    claims=(
        Chain(start=total(n, a * G * exp(-n)), steps=(Step(to=a * G / (e - 1), because="a geometric series"),)),
        Chain(start=total(k, a * G * exp(-k)), steps=(Step(to=a * G * (1 - exp(-t)) / (e - 1)), Step(to=a * G / (e - 1), relation="<"))),
        Chain(
            start=total(n, a * G / n),
            steps=(Step(to=infinity, because="the harmonic series"),),
        ),
        Chain(
            start=total(k, a * G / k),
            steps=(Step(to=a * G * log(t + 1), relation="≥", because="1/k is at least the area under 1/x from k to k + 1"),),
        ),
    ),
    program=travelled,
    run=Run(takes=(a, G), along=t, value=column(*(total(k, a * G * rate) for rate in (1 / k, 1 / k**2, exp(-k))))),
    picture=picture,
)
