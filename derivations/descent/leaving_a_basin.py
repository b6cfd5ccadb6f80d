"""A large first rate leaves the worse basin: with 2/(15t) descent goes from 1/2 over 3/2 to −3/5, on the side of the better minimum."""

from fractions import Fraction

import jax
from jax import numpy as jnp

from checks.model import Chain, Derivation, Step
from checks.notation import at, defined, derivative, given, number, positive, real
from checks.pictures import Lines

a, θ = positive(r"\alpha_0"), real(r"\theta")
f = defined("f", 3 * θ**4 + 4 * θ**3 - 12 * θ**2)  # its minima: 1, and −2, which lies deeper
large, over, beyond = Fraction(2, 15), number(Fraction(3, 2)), number(Fraction(-3, 5))
stable = a / (1 + 72 * a)  # any rate below 1/72, at which no step jumps over a minimum


def step_from(place, rate):
    """One step of gradient descent."""
    return place - rate * at(derivative(f, θ), θ, place)


first = defined("u", step_from(Fraction(1, 2), a))
second = defined("v", step_from(first, a / 2))


def descend(rates):
    """Iterates (steps,) of descent on the double well from 1/2 under the rates (steps,)."""
    slope = jax.grad(lambda θ: 3 * θ**4 + 4 * θ**3 - 12 * θ**2)
    return jax.lax.scan(lambda θ, rate: (θ - rate * slope(θ), θ), 0.5 + 0 * rates[0], rates)[1]


def picture():
    """The decaying rate over the hill beside the largest stable constant one; both begin at 1/2, in the worse basin."""
    runs = {"α = 2/(15t)": descend(2 / 15 / jnp.arange(1.0, 26.0)), "α = 1/72": descend(jnp.full(25, 1 / 72))}
    levels = {"minimum at 1": 1, "hill at 0": 0, "better minimum at −2": -2}
    return (Lines(title="θ on 3θ⁴ + 4θ³ − 12θ² by step", lines=runs, up="θ", levels=levels),)


derivation = Derivation(
    title="a large first rate leaves the worse basin: with 2/(15t) descent goes from 1/2 over 3/2 to −3/5",
    source="homework 1.5",
    given=given(a, θ),
    start=second,
    steps=(
        Step(to=first - 6 * a * first * (first + 2) * (first - 1), because="the slope is 12θ(θ + 2)(θ − 1)"),
        Step(to=(1 + 15 * a) / 2 * (1 - Fraction(3, 2) * a * (15 * a + 5) * (15 * a - 1)), because="the first step leads to (1 + 15a)/2"),
    ),
    claims=(
        Chain(start=at(first, a, large), steps=(Step(to=over), Step(to=number(1), relation=">", because="over the near minimum"))),
        Chain(start=at(second, a, large), steps=(Step(to=beyond), Step(to=number(0), relation="<", because="and over the hill at 0"))),
        Chain(
            start=at(1 - first, a, stable),
            steps=(Step(to=(1 - 15 * stable) / 2), Step(to=number(0), relation=">", because="no stable rate gets so far: see basins")),
        ),
    ),
    program=lambda a: descend(a / jnp.array([1.0, 2.0, 3.0]))[2],
    picture=picture,
)
