"""One Newton step solves a quadratic."""

import jax
from jax import numpy as jnp

from checks.model import Derivation, Step
from checks.notation import defined, given, gradient, hessian, inverse, positive_definite, size, vector

n = size("n")
A, b, x = positive_definite("A", n), vector("b", n), vector("x", n)
f = defined("f", x.T @ A @ x / 2 - b.T @ x)


def newton(A, b, x):
    """One step of Newton's method by autodiff; A (n, n), b and x (n,)."""

    def f(x):
        return x @ A @ x / 2 - b @ x

    return x - jnp.linalg.solve(jax.hessian(f)(x), jax.grad(f)(x))


derivation = Derivation(
    title="one Newton step solves a quadratic",
    source="homework 1.4; Nocedal and Wright, Numerical Optimization, section 2.2",
    given=given(A, b, x),
    start=x - inverse(hessian(f, x)) @ gradient(f, x),
    steps=(
        Step(to=x - inverse(A) @ (A @ x - b)),
        Step(to=inverse(A) @ b, because="wherever the start was"),
    ),
    program=newton,
)
