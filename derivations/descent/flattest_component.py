"""A rate of at most 1/L leaves e^(−t/(κ − 1)) of the flattest component, or more."""

import jax
from jax import numpy as jnp

from checks.model import Derivation, Run, Step
from checks.notation import exp, given, natural, positive, real

α, λ, κ, t = positive(r"\alpha"), positive(r"\lambda"), real(r"\kappa", above=1), natural("t")


def share_left(α, λ, κ, steps=40):
    """What is left of the flattest component of ½(λθ₁² + κλθ₂²) after 0, 1, …, steps; it starts at 1."""
    slope = jax.grad(lambda θ: (λ * θ[0] ** 2 + κ * λ * θ[1] ** 2) / 2)

    def step(θ, _):
        return θ - α * slope(θ), θ[0]

    return jax.lax.scan(step, jnp.ones(2), length=steps + 1)[1]


derivation = Derivation(
    title="a rate of at most 1/L leaves e^(−t/(κ − 1)) of the flattest component, or more",
    source="homework 1.3; Boyd & Vandenberghe, Convex Optimization, section 9.3.2",
    given=given(α, λ, κ, t, where=(α <= 1 / (κ * λ),)),
    start=(1 - α * λ) ** t,
    steps=(
        Step(to=(1 - λ / (κ * λ)) ** t, relation="≥", because="α ≤ 1/L for the largest curvature L = κλ"),
        Step(to=(1 - 1 / κ) ** t),
        Step(to=exp(-t / (κ - 1)), relation="≥", because="ln(1 − 1/κ) = −ln(1 + 1/(κ − 1)) ≥ −1/(κ − 1)"),
    ),
    program=share_left,
    run=Run(takes=(α, λ, κ), along=t, value=(1 - α * λ) ** t),
)
