"""A loss with two minima, −2 and 1: its critical points, what the curvature says of them, and which lies deeper."""

from checks.model import Chain, Derivation, Step
from checks.notation import at, defined, derivative, either, equal, given, number, real

θ = real(r"\theta")
f = defined("f", 3 * θ**4 + 4 * θ**3 - 12 * θ**2)
slope, curvature = derivative(f, θ), derivative(f, θ, θ)


def loss(θ):
    """The double well 3θ⁴ + 4θ³ − 12θ²."""
    return ((3 * θ + 4) * θ - 12) * θ**2


derivation = Derivation(
    title="a loss with two minima, −2 and 1: its critical points, what the curvature says of them, and which lies deeper",
    source="homework 1.4",
    given=given(θ),
    start=slope,
    steps=(Step(to=12 * θ**3 + 12 * θ**2 - 24 * θ), Step(to=12 * θ * (θ + 2) * (θ - 1))),
    claims=(
        Chain(
            start=equal(slope, 0),
            steps=(Step(to=either(equal(θ, -2), equal(θ, 0), equal(θ, 1)), relation="⇔", because="a product is 0 where a factor is"),),
        ),
        Chain(start=at(curvature, θ, -2), steps=(Step(to=number(72)), Step(to=number(0), relation=">", because="so −2 is a minimum"))),
        Chain(
            start=at(curvature, θ, 0),
            steps=(Step(to=number(-24)), Step(to=number(0), relation="<", because="so 0 is a maximum between them")),
        ),
        Chain(start=at(curvature, θ, 1), steps=(Step(to=number(36)), Step(to=number(0), relation=">", because="so 1 is a minimum"))),
        Chain(
            start=at(f, θ, -2),
            steps=(Step(to=number(-32)), Step(to=number(-5), relation="<", because="so 1 is not the best"), Step(to=at(f, θ, 1))),
        ),
    ),
    program=loss,
)
