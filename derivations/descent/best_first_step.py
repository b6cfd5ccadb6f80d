"""The best first step leaves 1 − (gᵀg)²/(gᵀAg · gᵀA⁻¹g) of a quadratic loss; from (1, 1) on ½(θ₁² + 2θ₂²) that is 2/27."""

from fractions import Fraction

import jax

from checks.model import Chain, Derivation, Step
from checks.notation import at, defined, dot, given, gradient, inverse, number, positive_definite, real, size, vector

d = size("d")
A, θ, a = positive_definite("A", d), vector(r"\theta", d), real("a")
f = defined("f", dot(θ, A @ θ) / 2)
g = defined("g", gradient(f, θ))
best = defined("b", dot(g, g) / dot(g, A @ g))
losses = defined("h", ((1 - a) ** 2 + 2 * (1 - 2 * a) ** 2) / 2)  # ½(θ₁² + 2θ₂²) one step of size a from (1, 1)


def after_best_step(A, θ):
    """The loss ½θᵀAθ after one step along its gradient, by a Newton search for the step size, which is exact here."""
    loss = lambda θ: θ @ A @ θ / 2  # noqa: E731
    along = lambda a: loss(θ - a * jax.grad(loss)(θ))  # noqa: E731
    slope, curvature = jax.grad(along), jax.grad(jax.grad(along))
    return along(-slope(0.0) / curvature(0.0))


derivation = Derivation(
    title="the best first step leaves 1 − (gᵀg)²/(gᵀAg · gᵀA⁻¹g) of a quadratic loss; from (1, 1) on ½(θ₁² + 2θ₂²) that is 2/27",
    source="homework 1.4; Nocedal & Wright, Numerical Optimization, eq. 3.28",
    given=given(A, θ, a),
    start=at(f, θ, θ - best * g),
    steps=(
        Step(to=f - best * dot(g, g) + best**2 * dot(g, A @ g) / 2, because="a parabola in the step size"),
        Step(to=f - dot(g, g) ** 2 / (2 * dot(g, A @ g))),
        Step(to=(1 - dot(g, g) ** 2 / (dot(g, A @ g) * dot(g, inverse(A) @ g))) * f, because="gᵀA⁻¹g is 2f"),
    ),
    claims=(
        Chain(
            start=losses,
            steps=(
                Step(to=(9 * a - 5) ** 2 / 18 + Fraction(1, 9), because="square completed"),
                Step(to=number(Fraction(1, 9)), relation="≥", because="with equality for a = 5/9"),
            ),
        ),
    ),
    program=after_best_step,
)
