"""On the tail of log(1 + e^(−θ)) a step moves by at most α e^(−θ)."""

import jax

from checks.model import Chain, Derivation, Run, Step
from checks.notation import defined, derivative, exp, given, log, natural, positive, real, sigma
from checks.pictures import Lines

α, θ, s, t = positive(r"\alpha"), real(r"\theta"), real("s"), natural("t")
f = defined("f", log(1 + exp(-θ)))


def travelled(α, start, steps=30):
    """How far descent on log(1 + e^(−θ)) has come from ``start`` after 0, 1, …, steps."""
    slope = jax.grad(lambda θ: jax.nn.softplus(-θ))

    def step(θ, _):
        return θ - α * slope(θ), θ - start

    return jax.lax.scan(step, start, length=steps + 1)[1]


def picture():
    """The further out descent begins, the less it moves."""
    runs = {f"from θ = {s}": travelled(1.0, float(s), steps=40) for s in (0, 2, 4, 8)}
    return (Lines(title="distance come on log(1 + e^(−θ)) at α = 1", lines=runs, up="θ − start"),)


derivation = Derivation(
    title="on the tail of log(1 + e^(−θ)) a step moves by at most α e^(−θ)",
    source="homework 1.4; Soudry et al., The Implicit Bias of Gradient Descent on Separable Data, 2018",
    given=given(α, θ, s, t),
    start=-α * derivative(f, θ),
    steps=(
        Step(to=α * exp(-θ) / (1 + exp(-θ)), because="chain rule"),
        Step(to=α * sigma(-θ)),
        Step(to=α * exp(-θ), relation="≤", because="1 + e^(−θ) is at least 1"),
    ),
    claims=(
        Chain(
            start=t * α * exp(-s) >= 1,  # t steps from s on reach no further: the slope only falls on the way
            steps=(Step(to=t >= exp(s) / α, relation="⇔", because="to come 1 further takes e^s/α steps at least"),),
        ),
    ),
    program=travelled,
    run=Run(takes=(α, s), along=t, value=t * α * exp(-s), relation="≤"),
    picture=picture,
)
