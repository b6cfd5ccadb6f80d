"""With two minima the start decides: at a stable rate descent from (0, 1] goes to 1, from [−2, 0) to −2."""

from fractions import Fraction

import jax
from jax import numpy as jnp

from checks.model import Chain, Derivation, Run, Step
from checks.notation import at, defined, derivative, given, limit, natural, number, positive, real
from checks.pictures import Lines

α, θ, u, v, t = positive(r"\alpha"), real(r"\theta"), real("u", above=0, below=1), real("v", above=-2, below=0), natural("t")
f = defined("f", 3 * θ**4 + 4 * θ**3 - 12 * θ**2)


def step_from(place):
    """One step of gradient descent."""
    return place - α * at(derivative(f, θ), θ, place)


def distance_left(α, start, steps=25):
    """1 − θ along the iterates (steps + 1,) of descent on the double well from ``start``."""
    slope = jax.grad(lambda θ: 3 * θ**4 + 4 * θ**3 - 12 * θ**2)

    def step(θ, _):
        return θ - α * slope(θ), 1 - θ

    return jax.lax.scan(step, start, length=steps + 1)[1]


def picture():
    """The double well, and where descent at the rate 1/72 goes from starts on both sides of the hill."""
    θ = jnp.linspace(-2.6, 1.7, 200)
    runs = {f"from {s}": 1 - distance_left(1 / 72, s, steps=20) for s in (-0.6, -0.05, 0.05, 0.6)}
    return (
        Lines(title="3θ⁴ + 4θ³ − 12θ²", lines={"loss": (θ, 3 * θ**4 + 4 * θ**3 - 12 * θ**2)}, across="θ", up="loss"),
        Lines(title="θ by step: the start decides", lines=runs, up="θ", levels={"minimum at 1": 1, "hill at 0": 0, "minimum at −2": -2}),
    )


derivation = Derivation(
    title="with two minima the start decides: at a stable rate descent from (0, 1] goes to 1, from [−2, 0) to −2",
    source="homework 1.4",
    given=given(α, θ, u, v, t, where=(α <= Fraction(1, 72),)),
    start=1 - step_from(u),
    steps=(
        Step(to=(1 - u) * (1 - 12 * α * u * (u + 2)), because="the slope at u is 12u(u + 2)(u − 1)"),
        Step(to=(1 - u) * Fraction(1, 2), relation="≥", because="u(u + 2) < 3 and α ≤ 1/72: it never jumps over 1"),
    ),
    claims=(
        Chain(
            start=step_from(u),
            steps=(Step(to=u + 12 * α * u * (u + 2) * (1 - u)), Step(to=u, relation=">", because="and climbs towards it at every step")),
        ),
        Chain(
            start=(1 - u) * (1 - 12 * α * u * (u + 2)),
            steps=(Step(to=(1 - u) * (1 - 24 * α * u), relation="≤", because="u + 2 ≥ 2; and u only grows"),),
        ),
        Chain(start=limit(t, (1 - u) * (1 - 24 * α * u) ** t), steps=(Step(to=number(0), because="so it ends at 1"),)),
        Chain(
            start=step_from(v) + 2,
            steps=(
                Step(to=(v + 2) * (1 - 12 * α * v * (v - 1))),
                Step(to=number(0), relation=">", because="v(v − 1) < 6: it never jumps over −2"),
            ),
        ),
        Chain(
            start=(v + 2) * (1 - 12 * α * v * (v - 1)),
            steps=(Step(to=(v + 2) * (1 + 12 * α * v), relation="≤", because="v(v − 1) ≥ −v; and v only falls"),),
        ),
        Chain(start=limit(t, (v + 2) * (1 + 12 * α * v) ** t), steps=(Step(to=number(0), because="so it ends at −2"),)),
        Chain(
            start=step_from(v),
            steps=(Step(to=v - 12 * α * -v * (v + 2) * (1 - v)), Step(to=v, relation="<", because="and falls towards it at every step")),
        ),
    ),
    program=distance_left,
    run=Run(takes=(α, u), along=t, value=(1 - u) / 2**t, relation="≥"),
    picture=picture,
)
