"""A rate above 2/λ diverges: |θ_t| = (αλ − 1)ᵗ |θ₀| goes to ∞, above a line that climbs."""

import jax

from checks.model import Chain, Derivation, Run, Step
from checks.notation import absolute, given, infinity, limit, natural, positive, real
from checks.pictures import Lines

α, λ, s, t = positive(r"\alpha"), positive(r"\lambda"), real("s"), natural("t")


def descend(α, λ, start, steps=12):
    """Iterates (steps + 1,) of gradient descent on ½λθ² from ``start``."""
    slope = jax.grad(lambda θ: λ * θ**2 / 2)

    def step(θ, _):
        return θ - α * slope(θ), θ

    return jax.lax.scan(step, start, length=steps + 1)[1]


def picture():
    """Beyond 2/λ every step is longer than the one before, λ = 1."""
    runs = {f"α = {α}/λ": abs(descend(α, 1.0, 1.0, steps=20)) for α in (2.05, 2.2, 2.5)}
    return (Lines(title="|θ| on ½λθ² by step, beyond the threshold", lines=runs, up="|θ|", log=True),)


derivation = Derivation(
    title="a rate above 2/λ diverges: |θ_t| = (αλ − 1)ᵗ |θ₀| goes to ∞, above a line that climbs",
    source="homework 1.4; Goodfellow, Bengio & Courville, Deep Learning, section 4.3.1",
    given=given(α, λ, s, t, where=(α > 1 / λ, α > 2 / λ, absolute(s) > 0)),
    start=absolute((1 - α * λ) ** t * s),
    steps=(
        Step(to=absolute(1 - α * λ) ** t * absolute(s)),
        Step(to=(α * λ - 1) ** t * absolute(s), because="αλ > 1"),
        Step(to=(1 + t * (α * λ - 2)) * absolute(s), relation="≥", because="Bernoulli's inequality: a line that climbs"),
    ),
    claims=(
        Chain(
            start=limit(t, absolute((1 - α * λ) ** t * s)),
            steps=(
                Step(to=limit(t, (α * λ - 1) ** t * absolute(s))),
                Step(to=infinity, because="a factor above 1"),
            ),
        ),
    ),
    program=descend,
    run=Run(takes=(α, λ, s), along=t, value=(1 - α * λ) ** t * s),
    picture=picture,
)
