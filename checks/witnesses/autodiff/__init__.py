"""The autodiff witness: JAX differentiates what the page defines, and both sides are compared at many points.

A claim's two sides are traced into one JAX program, which is never compiled: numpy reads it at all points at once
(``reading``), and 53-bit balls read it again at the points where the floats differ (``balls``).  There is no
tolerance: two floats agree within ``8 × (radius_L + radius_R) + 1e-300``, the radii being what rounding can do to
this very program at this very point.  It may conclude "agrees" or "suspicious", never "proved" and never "refuted":
JAX is conventional at kinks (``abs'(0) = 1``, half at a tie of ``max``) and NaN where an unused case divides by zero.

Verbs: ``agree``, ``value``, ``evaluator``, ``program_agrees``, ``program_values``, ``program_gradient``.
"""

from __future__ import annotations

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")  # no search for accelerators

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax.scipy.special import polygamma

from checks.domains import Batch
from checks.terms import Term, Variable, show
from checks.witnesses.autodiff.comparing import Agreement, compared
from checks.witnesses.autodiff.programs import Floats, Program, mode_of, points_first, run, traced, variables_of
from checks.witnesses.autodiff.reading import UnknownPrimitive
from checks.witnesses.autodiff.scope import Mode, TooLarge

__all__ = [
    "Agreement",
    "TooLarge",
    "UnknownPrimitive",
    "agree",
    "arccsc",
    "arcoth",
    "arcsch",
    "arcsec",
    "arsech",
    "cot",
    "coth",
    "csc",
    "csch",
    "evaluator",
    "program_agrees",
    "program_gradient",
    "program_values",
    "sec",
    "sech",
    "trigamma",
    "value",
]


# ── functions that JAX lacks under one name (rows of checks.functions point here) ─────────────────


def trigamma(x: Any) -> Any:
    """ψ₁, the derivative of digamma."""
    return polygamma(1, x)


def cot(x: Any) -> Any:
    """The cotangent, cos x / sin x."""
    return jnp.cos(x) / jnp.sin(x)


def sec(x: Any) -> Any:
    """The secant, 1 / cos x."""
    return 1 / jnp.cos(x)


def csc(x: Any) -> Any:
    """The cosecant, 1 / sin x."""
    return 1 / jnp.sin(x)


def coth(x: Any) -> Any:
    """The hyperbolic cotangent, 1 / tanh x."""
    return 1 / jnp.tanh(x)


def sech(x: Any) -> Any:
    """The hyperbolic secant, 1 / cosh x."""
    return 1 / jnp.cosh(x)


def csch(x: Any) -> Any:
    """The hyperbolic cosecant, 1 / sinh x."""
    return 1 / jnp.sinh(x)


def arcsec(x: Any) -> Any:
    """The inverse secant, arccos 1/x."""
    return jnp.arccos(1 / x)


def arccsc(x: Any) -> Any:
    """The inverse cosecant, arcsin 1/x."""
    return jnp.arcsin(1 / x)


def arcoth(x: Any) -> Any:
    """The inverse hyperbolic cotangent, artanh 1/x."""
    return jnp.arctanh(1 / x)


def arsech(x: Any) -> Any:
    """The inverse hyperbolic secant, arcosh 1/x."""
    return jnp.arccosh(1 / x)


def arcsch(x: Any) -> Any:
    """The inverse hyperbolic cosecant, arsinh 1/x."""
    return jnp.arcsinh(1 / x)


# ── verbs ─────────────────────────────────────────────────────────────────────────────────────────


def agree(left: Term, right: Term, batch: Batch, *, mode: Mode = "reverse") -> Agreement:
    """Compare two terms of equal shape at every point of the batch.

    Raises ``TypeError`` for a term without a value, ``ValueError`` for unequal shapes or a letter the batch lacks,
    ``TooLarge``, ``UnknownPrimitive``.
    """
    if left.shape != right.shape:
        raise ValueError(f"cannot compare shapes {show(left.shape)} and {show(right.shape)}")
    with jax.enable_x64(True):  # noqa: FBT003 (JAX's own signature)
        return compared(traced((left, right), batch, mode), mode_of((left, right), mode))


def value(term: Term, batch: Batch, *, mode: Mode = "reverse") -> Floats:
    """The term in float64 at each point: ``(points, *shape)``.  Raises what ``agree`` raises."""
    with jax.enable_x64(True):  # noqa: FBT003
        return points_first(traced((term,), batch, mode).floats()[0])


def evaluator(terms: tuple[Term, ...], batch: Batch, *, mode: Mode = "reverse") -> Callable[[Batch], tuple[Floats, ...]]:
    """The terms as one function of batches like ``batch`` (equal sizes, indices and integers), traced once: ``(points, *shape)`` each.

    Raises what ``agree`` raises.
    """
    variables = variables_of(terms, batch)
    with jax.enable_x64(True):  # noqa: FBT003
        program = traced(terms, batch, mode)

    def values(other: Batch) -> tuple[Floats, ...]:
        with jax.enable_x64(True):  # noqa: FBT003
            return tuple(points_first(side) for side in program.at(other, variables).floats())

    return values


def program_agrees(term: Term, program: Program, variables: Sequence[Variable], batch: Batch) -> Agreement:
    """Compare a term with an engineer's JAX program of these variables, with the band of both.

    A program that cannot be read is compiled, and given the band of the term alone.  Raises what ``agree`` raises.
    """
    with jax.enable_x64(True):  # noqa: FBT003
        both = traced((term,), batch, "reverse", beside=(program, tuple(variables)))
        return compared(both, mode_of((term,), "reverse"))


def program_values(program: Program, arguments: Sequence[Floats]) -> Floats:
    """A JAX program at each point: arguments ``(points, *shape)``, result ``(points, *shape)``."""
    return run(program, arguments)[0]


def program_gradient(program: Program, arguments: Sequence[Floats], positions: Sequence[int] = (0,)) -> tuple[Floats, tuple[Floats, ...]]:
    """The program's value, and its derivative by the arguments at ``positions``, both ``(points, *shape)``.

    The derivative of an array by an argument has the array's axes first (JAX's and ``Derivative``'s layout).
    """

    def both(*point: Any) -> tuple[Any, ...]:
        result = program(*point)
        differentiate = jax.jacrev if jnp.ndim(result) else jax.grad
        return (result, *differentiate(program, argnums=tuple(positions))(*point))

    found, *gradients = run(both, arguments)
    return found, tuple(gradients)
