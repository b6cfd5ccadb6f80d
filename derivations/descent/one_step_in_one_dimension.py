"""In one dimension one step can be enough: (θ − m)/f′(θ) takes θ to the minimum m, and 1/λ does on every parabola."""

import jax

from checks.model import Chain, Derivation, Run, Step
from checks.notation import at, call, defined, derivative, function, given, natural, positive, real

θ, s, m, λ, t = real(r"\theta"), real("s"), real("m"), positive(r"\lambda"), natural("t")
f = call(function("f"), θ)
parabola = defined("g", λ * (θ - m) ** 2 / 2)


def descend(s, m, λ, steps=1):
    """Iterates (steps + 1,) of gradient descent on ½λ(θ − m)² from s at the rate 1/λ."""
    slope = jax.grad(lambda θ: λ * (θ - m) ** 2 / 2)

    def step(θ, _):
        return θ - slope(θ) / λ, θ

    return jax.lax.scan(step, s, length=steps + 1)[1]


derivation = Derivation(
    title="in one dimension one step can be enough: (θ − m)/f′(θ) takes θ to the minimum m, and 1/λ does on every parabola",
    source="homework 1.4",
    given=given(θ, s, m, λ, t),
    start=θ - (θ - m) / derivative(f, θ) * derivative(f, θ),
    steps=(Step(to=θ - (θ - m)), Step(to=m)),
    claims=(
        Chain(
            start=s - 1 / λ * at(derivative(parabola, θ), θ, s),
            steps=(Step(to=s - 1 / λ * (λ * (s - m))), Step(to=m, because="from wherever it starts")),
        ),
    ),
    program=descend,
    run=Run(takes=(s, m, λ), along=t, value=m + 0**t * (s - m)),
)
