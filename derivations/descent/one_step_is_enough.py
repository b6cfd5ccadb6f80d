"""On a convex loss the best step size reaches the minimum in one step: false for two curvatures."""

import jax
from jax import numpy as jnp

from checks.model import Chain, Derivation, Step
from checks.notation import at, defined, derivative, dot, given, gradient, hadamard, number, positive, real, vector
from checks.pictures import Lines, Paths

λ, θ, a = positive(r"\lambda", 2), vector(r"\theta", 2), real("a")
f = defined("f", dot(λ, hadamard(θ, θ)) / 2)  # convex, and least at 0, where it is 0
g = defined("g", gradient(f, θ))
best = defined("b", dot(g, g) / dot(λ, hadamard(g, g)))


def after_best_step(λ, θ):
    """The loss ½ Σ λᵢθᵢ² after one step along its gradient, by a Newton search for the step size, which is exact here."""
    loss = lambda θ: jnp.sum(λ * θ**2) / 2  # noqa: E731
    along = lambda a: loss(θ - a * jax.grad(loss)(θ))  # noqa: E731
    slope, curvature = jax.grad(along), jax.grad(jax.grad(along))
    return along(-slope(0.0) / curvature(0.0))


def picture():
    """The losses that one step from (1, 1) on ½(θ₁² + 2θ₂²) can reach, and the place of the best one."""
    a = jnp.linspace(0, 1.1, 111)
    step = jnp.stack([1 - a, 1 - 2 * a], axis=1)
    losses = (a, (step[:, 0] ** 2 + 2 * step[:, 1] ** 2) / 2)
    best = float(after_best_step(jnp.array([1.0, 2.0]), jnp.ones(2)))
    return (
        Paths(
            title="one step of every size from (1, 1)",
            paths={"along the gradient": step[::10]},
            loss=lambda x, y: (x**2 + 2 * y**2) / 2,
            window=(-0.6, 1.2, -1.2, 1.2),
            minimum=(0, 0),
        ),
        Lines(title="the loss it leads to", lines={"loss": losses}, across="step size", up="loss", levels={"least: 1/9": best}),
    )


derivation = Derivation(
    title="on a convex loss the best step size reaches the minimum in one step: false for two curvatures",
    source="homework 1.4",
    given=given(λ, θ, a),
    start=at(f, θ, θ - best * g),
    steps=(Step(to=number(0), because="as the homework has it", false=True),),
    claims=(
        Chain(
            start=at(f, θ, θ - a * g),
            steps=(
                Step(to=at(f, θ, θ - best * g) + dot(λ, hadamard(g, g)) * (a - best) ** 2 / 2, because="a parabola in the step size"),
                Step(to=at(f, θ, θ - best * g), relation="≥", because="no step size does better"),
            ),
        ),
        Chain(
            start=at(derivative(at(f, θ, θ - a * g), a), a, best),
            steps=(Step(to=number(0), because="the loss is flat along the gradient there"),),
        ),
    ),
    program=after_best_step,
    picture=picture,
)
