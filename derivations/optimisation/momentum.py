"""Momentum on a parabola is a linear map of the last two points."""

import jax

from checks.model import Derivation, Step
from checks.notation import defined, derivative, given, positive, real

x, last, λ, η, β = real("x"), real("x'"), positive(r"\lambda"), positive(r"\eta"), real(r"\beta")
f = defined("f", λ * x**2 / 2)


def heavy_ball(x, last, λ, η, β):
    """One step of Polyak's method by autodiff; numbers."""
    return x - η * jax.grad(lambda x: λ * x**2 / 2)(x) + β * (x - last)


derivation = Derivation(
    title="momentum on a parabola is a linear map of the last two points",
    source="Polyak (1964), Some methods of speeding up the convergence of iteration methods",
    given=given(x, last, λ, η, β),
    start=x - η * derivative(f, x) + β * (x - last),
    steps=(
        Step(to=x - η * λ * x + β * x - β * last),
        Step(to=(1 + β - η * λ) * x - β * last),
    ),
    program=heavy_ball,
)
