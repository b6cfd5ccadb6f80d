"""From step 6 on the rates 2/(15t) lead to the better minimum: |θ + 2| shrinks by a factor of 1 − 1/(2t), and the product of those is 0."""

from fractions import Fraction

import jax
from jax import numpy as jnp

from checks.model import Chain, Derivation, Run, Step
from checks.notation import absolute, at, defined, derivative, given, index, infinity, limit, natural, number, product, real
from checks.pictures import Lines

θ, k, t = real(r"\theta"), natural("k", 6), natural("t")
δ = real(r"\delta")  # θ + 2 at step k, where |δ| ≤ 1/5
i, n = index("i", t + 6, 6), index("n", infinity, 6)
f = defined("f", 3 * θ**4 + 4 * θ**3 - 12 * θ**2)  # its better minimum is −2


def step_from(place, step):
    """One step of gradient descent at the rate 2/(15 step)."""
    return place - 2 / (15 * step) * at(derivative(f, θ), θ, place)


sixth = step_from(step_from(step_from(number(Fraction(-3, 5)), number(3)), number(4)), number(5))  # −3/5: see leaving_a_basin


def distances(δ, steps=12):
    """|θ + 2| behind the steps 6, 7, … (steps + 1,) of descent on the double well, before them from −2 + δ."""
    slope = jax.grad(lambda θ: 3 * θ**4 + 4 * θ**3 - 12 * θ**2)

    def step(θ, k):
        θ = θ - 2 / (15 * k) * slope(θ)
        return θ, jnp.abs(θ + 2)

    return jax.lax.scan(step, δ - 2, jnp.arange(6.0, steps + 7))[1]


def picture():
    """How far descent is from −2, and the bound that the factors give."""
    k = jnp.arange(6.0, 18.0)
    bound = 0.176 * jnp.cumprod(1 - 1 / (2 * k))
    runs = {"from −1.824 before step 6": (k, distances(0.176, steps=11)), "the bound": (k, bound)}
    return (Lines(title="distance to −2 behind step t", lines=runs, across="t", up="|θ + 2|", log=True),)


derivation = Derivation(
    title="from step 6 on the rates 2/(15t) lead to the better minimum: |θ + 2| shrinks by 1 − 1/(2t), and Π(1 − 1/(2t)) = 0",
    source="homework 1.5",
    given=given(θ, δ, k, t, where=(absolute(δ) <= Fraction(1, 5),)),
    start=absolute(step_from(δ - 2, k) + 2),
    steps=(
        Step(to=absolute(δ) * absolute(1 - 8 * (2 - δ) * (3 - δ) / (5 * k)), because="the slope is 12θ(θ + 2)(θ − 1)"),
        Step(to=absolute(δ) * (1 - 1 / (2 * k)), relation="≤", because="8(2 − δ)(3 − δ)/5 lies between 8 and 11.3, and k ≥ 6"),
    ),
    claims=(
        Chain(start=sixth, steps=(Step(to=number(Fraction(-9, 5)), relation="<"),)),
        Chain(start=sixth, steps=(Step(to=number(Fraction(-11, 5)), relation=">", because="so |δ| ≤ 1/5 at step 6"),)),
        Chain(
            start=limit(t, absolute(δ) * product(i, 1 - 1 / (2 * i))),
            steps=(Step(to=number(0), because="like the square root of 1/t"),),
        ),
        Chain(start=product(n, 1 - 1 / (2 * n)), steps=(Step(to=number(0)),)),
    ),
    program=distances,
    run=Run(takes=(δ,), along=t, value=absolute(δ) * product(i, 1 - 1 / (2 * i)), relation="≤"),
    picture=picture,
)
