"""On |θ| a constant step ends in a two-cycle: from 0 < θ < α to θ − α and back, for ever, past the minimum."""

import jax
from jax import numpy as jnp

from checks.model import Derivation, Run, Step
from checks.notation import absolute, at, defined, derivative, given, natural, positive, real, sign
from checks.pictures import Lines

α, θ, t = positive(r"\alpha"), real(r"\theta"), natural("t")
f = defined("f", absolute(θ))
there = defined("u", θ - α * derivative(f, θ))
back = there - α * at(derivative(f, θ), θ, there)


def descend(α, θ, steps=12):
    """Iterates (steps + 1,) of gradient descent on |θ|."""

    def step(θ, _):
        return θ - α * jax.grad(jnp.abs)(θ), θ

    return jax.lax.scan(step, θ, length=steps + 1)[1]


def picture():
    """A constant step on |θ| ends in a cycle around the kink."""
    runs = {f"from θ = {s}": descend(1.0, s, steps=12) for s in (0.3, 3.75)}
    return (Lines(title="θ on |θ| by step, α = 1", lines=runs, up="θ", levels={"minimum": 0}),)


derivation = Derivation(
    title="on |θ| a constant step ends in a two-cycle: from 0 < θ < α to θ − α and back, for ever, past the minimum",
    source="homework 1.4; Shor, Minimization Methods for Non-Differentiable Functions, section 2.1",
    given=given(α, θ, t, where=(θ > 0, θ < α)),
    start=back,
    steps=(
        Step(to=there - α * sign(there), because="the slope of |θ| is its sign"),
        Step(to=(θ - α) - α * sign(θ - α), because="θ is positive"),
        Step(to=(θ - α) + α, because="θ − α is negative"),
        Step(to=θ),
    ),
    program=descend,
    run=Run(takes=(α, θ), along=t, value=θ - α * (1 - (-1) ** t) / 2),
    picture=picture,
)
