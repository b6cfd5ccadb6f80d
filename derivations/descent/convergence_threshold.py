"""A component of curvature λ converges exactly for 0 < α < 2/λ; all of them do exactly for α < 2/λ_max."""

import jax

from checks.model import Chain, Derivation, Run, Step
from checks.notation import absolute, both, equal, given, index, largest, limit, natural, positive, real, size
from checks.pictures import Lines

d = size("d")
i = index("i", d)
α, s, t = real(r"\alpha"), real("s"), natural("t")
λ, curvatures = positive(r"\lambda"), positive(r"\mu", d)
factor = 1 - α * λ


def descend(α, start, λ, steps=12):
    """Iterates (steps + 1,) of gradient descent on ½λθ² from ``start``."""
    slope = jax.grad(lambda θ: λ * θ**2 / 2)

    def step(θ, _):
        return θ - α * slope(θ), θ

    return jax.lax.scan(step, start, length=steps + 1)[1]


def picture():
    """Rates on both sides of the threshold 2/λ, for λ = 1."""
    runs = {f"α = {α}/λ": abs(descend(α, 1.0, 1.0, steps=30)) for α in (0.3, 1.7, 2.0, 2.1)}
    return (Lines(title="|θ| on ½λθ² by step: the threshold is 2/λ", lines=runs, up="|θ|", log=True),)


derivation = Derivation(
    title="a component of curvature λ converges exactly for 0 < α < 2/λ; all of them do exactly for α < 2/λ_max",
    source="homework 1.3; Nesterov, Introductory Lectures on Convex Optimization, section 1.2.3",
    given=given(α, s, t, λ, curvatures),
    start=absolute(factor) < 1,
    steps=(
        Step(to=both(factor > -1, factor < 1), relation="⇔", because="θ shrinks by this factor at every step"),
        Step(to=both(α * λ < 2, α * λ > 0), relation="⇔"),
        Step(to=both(α < 2 / λ, α > 0), relation="⇔", because="λ is positive"),
    ),
    claims=(
        Chain(
            start=equal(limit(t, factor**t), 0),
            steps=(Step(to=absolute(factor) < 1, relation="⇔", because="powers of a factor vanish where it is below 1 only"),),
        ),
        Chain(
            start=both(α > 0, largest(i, α * curvatures[i]) < 2),
            steps=(Step(to=both(α > 0, α < 2 / largest(i, curvatures[i])), relation="⇔", because="the steepest component decides"),),
        ),
    ),
    program=descend,
    run=Run(takes=(α, s, λ), along=t, value=factor**t * s),
    picture=picture,
)
