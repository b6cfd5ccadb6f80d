"""At the rate 2/λ descent goes to and fro between θ₀ and −θ₀ for ever."""

import jax

from checks.model import Chain, Derivation, Run, Step
from checks.notation import absolute, at, defined, derivative, given, natural, positive, real

λ, θ, s, t = positive(r"\lambda"), real(r"\theta"), real("s"), natural("t")
f = defined("f", λ * θ**2 / 2)
u = defined("u", (-1) ** t * s)  # θ after t steps from s


def descend(λ, start, steps=12):
    """Iterates (steps + 1,) of gradient descent on ½λθ² at the rate 2/λ from ``start``."""
    slope = jax.grad(lambda θ: λ * θ**2 / 2)

    def step(θ, _):
        return θ - 2 / λ * slope(θ), θ

    return jax.lax.scan(step, start, length=steps + 1)[1]


derivation = Derivation(
    title="at the rate 2/λ descent goes to and fro between θ₀ and −θ₀ for ever",
    source="homework 1.4",
    given=given(λ, θ, s, t),
    start=u - 2 / λ * at(derivative(f, θ), θ, u),
    steps=(
        Step(to=u - 2 / λ * (λ * u)),
        Step(to=-u),
        Step(to=(-1) ** (t + 1) * s, because="the same expression at t + 1"),
    ),
    claims=(Chain(start=absolute(u), steps=(Step(to=absolute(s), because="no step comes nearer"),)),),
    program=descend,
    run=Run(takes=(λ, s), along=t, value=u),
)
