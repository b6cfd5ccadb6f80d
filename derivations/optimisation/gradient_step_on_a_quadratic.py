"""A gradient step on a quadratic shrinks the error by I − ηA."""

import jax

from checks.model import Derivation, Step
from checks.notation import defined, given, gradient, identity, positive, size, symmetric, vector

n = size("n")
A, x, c, η = symmetric("A", n), vector("x", n), vector("c", n), positive(r"\eta")
f = defined("f", (x - c).T @ A @ (x - c) / 2)


def error_after_a_step(A, x, c, η):
    """One step of gradient descent by autodiff; A (n, n), x and c (n,)."""
    return x - η * jax.grad(lambda x: (x - c) @ A @ (x - c) / 2)(x) - c


derivation = Derivation(
    title="a gradient step on a quadratic shrinks the error by I − ηA",
    source="Nocedal and Wright, Numerical Optimization, section 3.3",
    given=given(A, x, c, η),
    start=x - η * gradient(f, x) - c,
    steps=(
        Step(to=x - η * (A @ (x - c)) - c),
        Step(to=(identity(n) - η * A) @ (x - c)),
    ),
    program=error_after_a_step,
)
