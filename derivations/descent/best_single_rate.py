"""The best single rate 2/(λ + L) contracts every component by (κ − 1)/(κ + 1), and no rate does better."""

import jax
from jax import numpy as jnp

from checks.model import Chain, Derivation, Run, Step
from checks.notation import absolute, defined, given, maximum, natural, positive, real
from checks.pictures import Lines

α, λ, κ, t = real(r"\alpha"), positive(r"\lambda"), real(r"\kappa", above=1), natural("t")
L = defined("L", κ * λ)
best = defined("a", 2 / (λ + L))


def distances(λ, κ, steps=12):
    """Iterates (steps + 1, 2) on ½(λθ₁² + Lθ₂²), L = κλ, from (1, 1) at the rate 2/(λ + L)."""
    scales = jnp.stack([λ, κ * λ])
    slope = jax.grad(lambda θ: jnp.sum(scales * θ**2) / 2)

    def step(θ, _):
        return θ - 2 / jnp.sum(scales) * slope(θ), jnp.abs(θ)

    return jax.lax.scan(step, jnp.ones(2), length=steps + 1)[1].max(axis=1)


def picture():
    """The factor of the slower component at every rate; it is least at 2/(λ + L)."""
    α = jnp.linspace(0, 0.7, 281)
    slower = {f"κ = {κ}": (α, jnp.maximum(abs(1 - α), abs(1 - α * κ))) for κ in (3, 10)}
    runs = {f"κ = {κ}": distances(1.0, float(κ), steps=40) for κ in (3, 10, 30)}
    return (
        Lines(
            title="factor of the slower component, λ = 1",
            lines=slower,
            across="α",
            levels={"1/2": 1 / 2, "9/11": 9 / 11},
            window=(0.4, 1.4),
        ),
        Lines(title="distance by step at the best rate", lines=runs, up="largest |θᵢ|", log=True),
    )


derivation = Derivation(
    title="the best single rate 2/(λ + L) contracts every component by (κ − 1)/(κ + 1), and no rate does better",
    source="homework 1.3; Nesterov, Introductory Lectures on Convex Optimization, theorem 2.1.14",
    given=given(α, λ, κ, t),
    start=1 - best * λ,
    steps=(
        Step(to=(L - λ) / (L + λ), because="the flattest component"),
        Step(to=(κ - 1) / (κ + 1)),
    ),
    claims=(
        Chain(start=1 - best * L, steps=(Step(to=-(κ - 1) / (κ + 1), because="the steepest one: as fast, from side to side"),)),
        Chain(
            start=maximum(absolute(1 - α * λ), absolute(1 - α * L)),
            steps=(
                Step(to=(L * (1 - α * λ) - λ * (1 - α * L)) / (L + λ), relation="≥", because="no mean is above the largest"),
                Step(to=(κ - 1) / (κ + 1)),
            ),
        ),
    ),
    program=distances,
    run=Run(takes=(λ, κ), along=t, value=((κ - 1) / (κ + 1)) ** t),
    picture=picture,
)
