"""A factor of e^(−1/T) a step needs T ln(1/ε) steps to shrink to ε, and no fewer."""

import jax
from jax import numpy as jnp

from checks.model import Derivation, Run, Step
from checks.notation import exp, given, log, natural, positive

T, ε, t = positive("T"), positive(r"\epsilon"), natural("t")


def distances(T, steps=20):
    """Distance to the minimum of ½θ² from 1 after 0, 1, …, steps at the rate 1 − e^(−1/T)."""
    slope = jax.grad(lambda θ: θ**2 / 2)

    def step(θ, _):
        return θ + jnp.expm1(-1 / T) * slope(θ), θ

    return jax.lax.scan(step, jnp.ones(()), length=steps + 1)[1]


derivation = Derivation(
    title="a factor of e^(−1/T) a step needs T ln(1/ε) steps to shrink to ε, and no fewer",
    source="homework 1.3; Boyd & Vandenberghe, Convex Optimization, section 9.3.1",
    given=given(T, ε, t),
    start=exp(-t / T) <= ε,
    steps=(
        Step(to=-t / T <= log(ε), relation="⇔", because="the logarithm grows"),
        Step(to=t >= -T * log(ε), relation="⇔", because="T is positive"),
        Step(to=t >= T * log(1 / ε), relation="⇔"),
    ),
    program=distances,
    run=Run(takes=(T,), along=t, value=exp(-t / T)),
)
