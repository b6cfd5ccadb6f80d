"""Wolfe's example: on a convex loss with a kink the best size at every step leads to a point that is no minimum."""

from fractions import Fraction

import jax
from jax import numpy as jnp

from checks.model import Chain, Derivation, Run, Step
from checks.notation import at, column, defined, derivative, finite, given, gradient, limit, natural, number, positive, real, sqrt, vector
from checks.pictures import Paths

θ, s, e, a, t = vector(r"\theta", 2), positive("s"), finite("e", (1, -1)), real("a"), natural("t")
f = defined("f", 5 * sqrt(9 * θ[1] ** 2 + 16 * θ[2] ** 2))  # where θ₁ > |θ₂|; elsewhere it is 9θ₁ + 16|θ₂|
point = defined("p", column(16 * s, 9 * e * s))
g = defined("g", at(gradient(f, θ), θ, point))


def loss(θ):
    """Wolfe's convex function of two numbers."""
    x, y = θ
    return jnp.where(x > jnp.abs(y), 5 * jnp.sqrt(9 * x**2 + 16 * y**2), 9 * x + 16 * jnp.abs(y))


def descend(s, e, steps=4):
    """Iterates (steps + 1, 2) of descent with exact line search from s (16, 9e)."""

    def step(θ, _):
        squared = lambda a: loss(θ - a * jax.grad(loss)(θ)) ** 2  # noqa: E731  a parabola: one Newton step finds its minimum
        return θ + jax.grad(squared)(0.0) / jax.grad(jax.grad(squared))(0.0) * jax.grad(loss)(θ), θ

    return jax.lax.scan(step, s * jnp.stack([16.0, 9 * e]), length=steps + 1)[1]


def picture():
    """Exact line search ends at 0, although the loss falls without end to the left."""
    paths = {"exact line search": descend(0.25, 1.0)}
    return (
        Paths(
            title="exact line search on Wolfe's function ends at 0, which is no minimum",
            paths=paths,
            loss=lambda x, y: loss((x, y)),
            window=(-2, 4.5, -2.6, 2.6),
        ),
    )


derivation = Derivation(
    title="Wolfe's example: on a convex loss with a kink the best size at every step leads to a point that is no minimum",
    source="homework 1.4; Wolfe, A Method of Conjugate Subgradients for Minimizing Nondifferentiable Functions, 1975",
    given=given(θ, s, e, a, t),
    start=g,
    steps=(Step(to=column(12, 12 * e)),),
    claims=(
        Chain(
            start=at(derivative(at(f, θ, point - a * g), a), a, 24 * s / 25),
            steps=(Step(to=number(0), because="so 24s/25 is the best step size: the loss is convex along a line"),),
        ),
        Chain(
            start=point - 24 * s / 25 * g,
            steps=(
                Step(to=column(16 * s - 24 * s / 25 * 12, 9 * e * s - 24 * s / 25 * (12 * e))),
                Step(to=column(16 * (7 * s / 25), -9 * e * (7 * s / 25)), because="the mirror image, 7/25 as far away"),
            ),
        ),
        Chain(start=limit(t, 16 * s * number(Fraction(7, 25)) ** t), steps=(Step(to=number(0), because="so the iterates go to 0"),)),
        Chain(
            start=at(f, θ, point),
            steps=(Step(to=300 * s), Step(to=-9 * s, relation=">", because="the loss at (−s, 0): there is no minimum at 0")),
        ),
    ),
    program=descend,
    run=Run(takes=(s, e), along=t, value=column(16 * s, 9 * e * (-1) ** t * s) * (7**t / 25**t)),
    picture=picture,
)
