"""Wolfe's function is convex: in the coordinates (3θ₁, 4θ₂) it is the largest of the linear functions with slopes in a part of a disc."""

from fractions import Fraction

from jax import numpy as jnp

from checks.model import Chain, Derivation, Step
from checks.notation import absolute, at, both, cases, column, defined, dot, given, gradient, norm, number, positive, real, vector
from checks.sets import Interval

between = lambda low, high: Interval(Fraction(low), Fraction(high), low_closed=True, high_closed=True)  # noqa: E731
w, z, c = vector("w", 2), vector("z", 2), real("c", above=0, below=1)
r, s, p, q = real("r", between(3, 5)), real("s", between(-4, 4)), positive("p"), real("q")
ρ = defined(r"\rho", column(r, s))  # a slope in the disc of radius 5, not left of 3
f = defined("f", cases((5 * norm(w), 4 * w[1] > 3 * absolute(w[2])), otherwise=3 * w[1] + 4 * absolute(w[2])))
g = defined("g", gradient(5 * norm(w), w))
left = column(Fraction(3, 4) * absolute(q) - p, q)  # any point with 4w₁ < 3|w₂|


def loss_between(w, z, c):
    """Wolfe's loss, in the coordinates (3θ₁, 4θ₂), at a point between two others."""
    x, y = (1 - c) * w + c * z
    return jnp.where(4 * x > 3 * jnp.abs(y), 5 * jnp.hypot(x, y), 3 * x + 4 * jnp.abs(y))


derivation = Derivation(
    title="Wolfe's function is convex: in the coordinates (3θ₁, 4θ₂) it is the largest of linear functions with slopes in a part of a disc",
    source="homework 1.4; Wolfe, A Method of Conjugate Subgradients for Minimizing Nondifferentiable Functions, 1975",
    given=given(w, z, c, r, s, p, q, where=(r**2 + s**2 <= 25,)),
    start=at(f, w, (1 - c) * w + c * z),
    steps=(Step(to=(1 - c) * f + c * at(f, w, z), relation="≤", because="so is a largest value of linear functions, as below"),),
    claims=(
        Chain(
            start=dot(z, w),
            steps=(Step(to=norm(z) * norm(w), relation="≤", because="Cauchy–Schwarz"),),
        ),
        Chain(
            start=dot(ρ, ρ),
            steps=(Step(to=r**2 + s**2), Step(to=number(25), relation="≤", because="so on the right, where f is 5‖w‖, none is above f")),
        ),
        Chain(start=3 * r + 4 * s, steps=(Step(to=number(25), relation="≤", because="the tangent at (3, 4)"),)),
        Chain(start=3 * r - 4 * s, steps=(Step(to=number(25), relation="≤", because="and at (3, −4)"),)),
        Chain(
            start=3 * left[1] + 4 * absolute(left[2]) - dot(ρ, left),
            steps=(
                Step(to=(r - 3) * p + ((25 - 3 * r) * absolute(q) - 4 * s * q) / 4),
                Step(to=number(0), relation="≥", because="3r ± 4s ≤ 25: none is above f on the left"),
            ),
        ),
        Chain(start=dot(ρ, w), steps=(Step(to=f, relation="≤", because="the two sides together"),)),
        Chain(start=dot(g, w), steps=(Step(to=5 * norm(w), because="on the right f is the linear function of its own slope"),)),
        Chain(start=norm(g), steps=(Step(to=number(5), because="which lies on the circle"),)),
        Chain(
            start=both(w[1] > 0, g[1] >= 3),
            steps=(Step(to=both(w[1] > 0, 16 * w[1] ** 2 >= 9 * w[2] ** 2), relation="⇔", because="and not left of 3 there"),),
        ),
        Chain(start=norm(column(3, 4)), steps=(Step(to=number(5), because="the slopes on the left, (3, ±4), lie on the circle as well"),)),
    ),
    program=loss_between,
)
