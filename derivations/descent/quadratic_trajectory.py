"""On f = ½ Σ λᵢθᵢ² component i of gradient descent is (1 − αλᵢ)ᵗ θᵢ(0): one rate, a factor of its own for each component."""

import jax
from jax import numpy as jnp

from checks.model import Chain, Derivation, Run, Step
from checks.notation import at, defined, derivative, given, index, natural, positive, size, tabulated, total, vector
from checks.pictures import Lines, Paths

d = size("d")
i, j = index("i", d), index("j", d)
α, t = positive(r"\alpha"), natural("t")
λ, θ, θ0 = positive(r"\lambda", d), vector(r"\theta", d), vector("s", d)
f = defined("f", total(j, λ[j] * θ[j] ** 2) / 2)
u = defined("u", tabulated((1 - α * λ[j]) ** t * θ0[j], j))  # claimed to be θ after t steps from θ0


def descend(α, λ, start, steps=12):
    """Iterates (steps + 1, d) of gradient descent from ``start`` (d,)."""
    slope = jax.grad(lambda θ: jnp.sum(λ * θ**2) / 2)

    def step(θ, _):
        return θ - α * slope(θ), θ

    return jax.lax.scan(step, start, length=steps + 1)[1]


def picture():
    """Four rates on curvatures 1 and 10: too slow for one component, or too fast for the other."""
    λ, start = jnp.array([1.0, 10.0]), jnp.array([8.0, 2.0])
    paths = {f"α = {α}": descend(α, λ, start, steps=30) for α in (0.02, 0.1, 0.18, 0.205)}
    first = {label: path[:13] for label, path in paths.items()}
    losses = {label: (path**2 @ λ) / 2 for label, path in paths.items()}
    return (
        Paths(
            title="½(θ₁² + 10θ₂²), 12 steps",
            paths=first,
            loss=lambda x, y: (x**2 + 10 * y**2) / 2,
            window=(-3, 9, -4, 4),
            minimum=(0, 0),
        ),
        Lines(title="loss by step", lines=losses, up="loss", log=True),
    )


derivation = Derivation(
    title="on f = ½ Σ λᵢθᵢ² component i of gradient descent is (1 − αλᵢ)ᵗ θᵢ(0)",
    source="homework 1.3; Goodfellow, Bengio & Courville, Deep Learning, section 4.3.1",
    given=given(α, λ, θ, θ0, t),
    start=u[i] - α * at(derivative(f, θ[i]), θ, u),
    steps=(
        Step(to=u[i] - α * λ[i] * u[i], because="component i of the gradient holds no other component"),
        Step(to=(1 - α * λ[i]) * ((1 - α * λ[i]) ** t * θ0[i])),
        Step(to=(1 - α * λ[i]) ** (t + 1) * θ0[i], because="one factor more: the same expression at t + 1"),
    ),
    claims=(Chain(start=at(u, t, 0), steps=(Step(to=θ0, because="the start"),)),),
    program=descend,
    run=Run(takes=(α, λ, θ0), along=t, value=u),
    picture=picture,
)
