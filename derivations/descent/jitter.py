"""A rate between 1/λ and 2/λ steps over the minimum every time, and comes nearer all the same."""

import jax

from checks.model import Chain, Derivation, Run, Step
from checks.notation import absolute, defined, given, limit, natural, number, positive, real
from checks.pictures import Lines

α, λ, s, t = positive(r"\alpha"), positive(r"\lambda"), real("s"), natural("t")
u = defined("u", (1 - α * λ) ** t * s)  # θ after t steps from s
v = defined("v", (1 - α * λ) ** (t + 1) * s)  # and one step later


def descend(α, λ, start, steps=12):
    """Iterates (steps + 1,) of gradient descent on ½λθ² from ``start``."""
    slope = jax.grad(lambda θ: λ * θ**2 / 2)

    def step(θ, _):
        return θ - α * slope(θ), θ

    return jax.lax.scan(step, start, length=steps + 1)[1]


def picture():
    """Steps over the minimum beside steps towards it, λ = 1."""
    runs = {f"α = {α}/λ": descend(α, 1.0, 1.0, steps=20) for α in (0.4, 1.6, 1.9)}
    return (Lines(title="θ on ½λθ² by step: from 1/λ on every step crosses the minimum", lines=runs, up="θ", levels={"minimum": 0}),)


derivation = Derivation(
    title="a rate between 1/λ and 2/λ steps over the minimum every time, and comes nearer all the same",
    source="homework 1.4",
    given=given(α, λ, s, t, where=(s > 0, α > 1 / λ, α < 2 / λ)),
    start=v * u,
    steps=(
        Step(to=(1 - α * λ) * u**2, because="the next point is 1 − αλ times this one"),
        Step(to=number(0), relation="<", because="αλ > 1"),
    ),
    claims=(
        Chain(
            start=limit(t, (1 - α * λ) ** t * s),
            steps=(Step(to=number(0), because="the factor lies between −1 and 0"),),
        ),
        Chain(
            start=absolute(v),
            steps=(
                Step(to=(α * λ - 1) * absolute(u)),
                Step(to=absolute(u), relation="<", because="αλ < 2"),
            ),
        ),
    ),
    program=descend,
    run=Run(takes=(α, λ, s), along=t, value=(1 - α * λ) ** t * s),
    picture=picture,
)
