"""Where the features are collinear, Xv = 0, the loss is flat along v: descent leaves vᵀθ where it started."""

import jax
from jax import numpy as jnp

from checks.model import Chain, Derivation, Run, Step
from checks.notation import (
    at,
    binary,
    defined,
    dot,
    given,
    gradient,
    hessian,
    index,
    log,
    matrix,
    natural,
    real,
    sigma,
    sizes,
    total,
    vector,
)

n, d = sizes("n d")
i = index("i", n)
θ, v, W, y = vector(r"\theta", d), vector("v", d), matrix("W", n, d), binary("y", n)
α, c, t = real(r"\alpha"), real("c"), natural("t")
X = defined("X", W - (W @ v) @ v.T / dot(v, v))  # any matrix with Xv = 0
s = defined("s", sigma(X @ θ))
J = defined("J", -total(i, y[i] * log(s[i]) + (1 - y[i]) * log(1 - s[i])))


def along_v(θ, v, W, y, α, steps=6):
    """vᵀθ at the iterates (steps + 1,) of descent on the logistic loss of data that are collinear along v."""
    X = W - jnp.outer(W @ v, v) / (v @ v)
    slope = jax.grad(lambda θ: -jnp.sum(y * jax.nn.log_sigmoid(X @ θ) + (1 - y) * jax.nn.log_sigmoid(-X @ θ)))

    def step(θ, _):
        return θ - α * slope(θ), v @ θ

    return jax.lax.scan(step, θ, length=steps + 1)[1]


derivation = Derivation(
    title="where the features are collinear, Xv = 0, the loss is flat along v: descent leaves vᵀθ where it started",
    source="homework 1.4; Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, section 4.4",
    given=given(θ, v, W, y, α, c, t),
    start=dot(v, θ - α * gradient(J, θ)),
    steps=(
        Step(to=dot(v, θ) - α * dot(v, X.T @ (s - y)), because="the gradient of the logistic loss"),
        Step(to=dot(v, θ) - α * dot(X @ v, s - y)),
        Step(to=dot(v, θ), because="Xv = 0"),
    ),
    claims=(
        Chain(start=hessian(J, θ) @ v, steps=(Step(to=0 * v, because="no curvature along v"),)),
        Chain(start=at(J, θ, θ + c * v), steps=(Step(to=J, because="so no minimiser is alone"),)),
    ),
    program=along_v,
    run=Run(takes=(θ, v, W, y, α), along=t, value=dot(v, θ)),
)
