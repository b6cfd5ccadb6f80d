"""The arithmetic of 53-bit balls for traced programs: how far floats may be off, operation by operation.

Arrays of floats become arrays of ``flint.arb``; integers stay as they are; a truth value that the balls leave open
is ``None``, and a choice by it is the union of both cases, so that a kink widens the band instead of hiding in it.

Verbs: ``balls``, ``middles``, ``radii``; ``BALLS`` is the arithmetic, to be used under ``precision()``.
"""

# pyright: reportUnknownLambdaType=false

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import reduce
from typing import Any

import numpy as np
from flint import arb, ctx

from checks.witnesses.autodiff.reading import FLOATS, MOVES, Arithmetic, Array, Rule, UnknownPrimitive

BITS = 53  # the precision of the floats whose error is to be bounded


def precision() -> AbstractContextManager[Any]:
    """Work at the precision of floats, whatever the precision around it."""
    return ctx.workprec(BITS)


def balls(values: Array) -> Array:
    """Floats as balls of radius zero."""
    return _lift(arb, 1)(values)


def middles(values: Array) -> Array:
    """The middle of each ball as a float, NaN where the ball is not finite."""
    return _lift(lambda ball: float(ball.mid()) if ball.is_finite() else math.nan, 1)(values).astype(np.float64)


def radii(values: Array) -> Array:
    """The radius of each ball, infinite where the ball is not finite."""
    return _lift(lambda ball: float(ball.rad()) if ball.is_finite() else math.inf, 1)(values).astype(np.float64)


def _lift(function: Callable[..., Any], arity: int) -> Callable[..., Array]:
    """The function of numbers on arrays of objects (numpy hands back a bare object for an array without axes)."""
    entrywise = np.frompyfunc(function, arity, 1)
    return lambda *arrays: np.asarray(entrywise(*arrays), dtype=object)


def _constant(value: Any) -> Array:
    array = np.asarray(value)
    return _lift(_rounded, 1)(array) if array.dtype.kind == "f" else array


def _rounded(value: float) -> arb:
    """A constant of the program: one that fills all 53 bits was itself rounded, and is known to half a unit only."""
    if not math.isfinite(value) or float(np.ldexp(math.frexp(value)[0], 40)).is_integer():
        return arb(value)
    return arb(value, math.ulp(value) / 2)


# ruff: noqa: FBT001 (three-valued logic takes truth values)
# ── truth values ──────────────────────────────────────────────────────────────────────────────────


def _less(x: arb, y: arb) -> bool | None:
    return True if x < y else (False if x >= y else None)


def _less_equal(x: arb, y: arb) -> bool | None:
    return True if x <= y else (False if x > y else None)


def _equal(x: Any, y: Any) -> bool | None:
    if isinstance(x, bool) or x is None:
        return None if x is None or y is None else x == y
    if x is y:  # JAX asks `x != x` to find a NaN
        return not x.is_nan()
    return True if x == y else (None if x.overlaps(y) else False)


def _not(x: bool | None) -> bool | None:
    return None if x is None else not x


def _and(x: bool | None, y: bool | None) -> bool | None:
    return False if x is False or y is False else (None if x is None or y is None else bool(x and y))


def _or(x: bool | None, y: bool | None) -> bool | None:
    return _not(_and(_not(x), _not(y)))


def _choose(which: bool | int | None, *cases: Any) -> Any:
    return reduce(_either, cases) if which is None else cases[int(which)]


def _either(x: Any, y: Any) -> Any:
    if isinstance(x, arb) and isinstance(y, arb):
        return x.union(y) if x.is_finite() and y.is_finite() else arb("nan")
    return x if x is y else None


def _first_true(*values: bool | None) -> int | None:
    """Where the first truth is, 0 where there is none."""
    for number, holds in enumerate(values):
        if holds is not False:
            return number if holds else None
    return 0


# ── functions ─────────────────────────────────────────────────────────────────────────────────────


def _pow(x: arb, y: arb) -> arb:
    whole = y.unique_fmpz() if y.is_exact() else None
    if whole is not None and abs(whole) < 1_000_000:
        return x ** int(whole)
    return arb(0) if x == 0 and y > 0 else x**y


def _polygamma(order: arb, x: arb) -> arb:
    n = round(float(order.mid()))
    if n == 0:
        return x.digamma()
    total, shifted = arb(0), x
    while not shifted > 0:  # FLINT's Hurwitz zeta wants a positive argument: ζ(s, x) = x^(−s) + ζ(s, x + 1)
        if not shifted > -1000:
            return arb("nan")
        total, shifted = total + shifted ** (-n - 1), shifted + 1
    return (-1) ** (n + 1) * arb(n + 1).gamma() * (total + arb(n + 1).zeta(shifted))


def _sign(x: arb) -> arb:
    return x.sgn()


def _remainder(x: arb, y: arb) -> arb:
    quotient = x / y
    return x - y * (quotient.floor() if x * y >= 0 else quotient.ceil())


_UNARY: dict[str, Callable[[Any], Any]] = {
    "neg": lambda x: -x, "abs": abs, "sign": _sign, "floor": arb.floor, "ceil": arb.ceil, "exp": arb.exp,
    "exp2": lambda x: arb(2) ** x, "log": arb.log, "log1p": arb.log1p, "expm1": arb.expm1, "sin": arb.sin,
    "cos": arb.cos, "tan": arb.tan, "asin": arb.asin, "acos": arb.acos, "atan": arb.atan, "sinh": arb.sinh,
    "cosh": arb.cosh, "tanh": arb.tanh, "asinh": arb.asinh, "acosh": arb.acosh, "atanh": arb.atanh,
    "sqrt": arb.sqrt, "rsqrt": arb.rsqrt, "cbrt": lambda x: x.root(3) if x >= 0 else -((-x).root(3)),
    "square": lambda x: x * x, "logistic": lambda x: 1 / (1 + (-x).exp()), "erf": arb.erf, "erfc": arb.erfc,
    "erf_inv": arb.erfinv, "lgamma": lambda x: abs(x.gamma()).log() if x < 0 else x.lgamma(), "digamma": arb.digamma,
    "is_finite": arb.is_finite, "not": _not,
}  # fmt: skip
_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda x, y: x + y, "add_any": lambda x, y: x + y, "sub": lambda x, y: x - y, "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y, "max": arb.max, "min": arb.min, "pow": _pow, "atan2": lambda x, y: arb.atan2(x, y),
    "rem": _remainder, "polygamma": _polygamma, "zeta": lambda s, a: s.zeta(a),
    "lt": _less, "le": _less_equal, "gt": lambda x, y: _less(y, x), "ge": lambda x, y: _less_equal(y, x),
    "eq": _equal, "ne": lambda x, y: _not(_equal(x, y)), "and": _and, "or": _or,
    "xor": lambda x, y: _not(_equal(x, y)),
}  # fmt: skip


def _or_floats(name: str, rule: Rule) -> Rule:
    """Integers and certain truth values are computed as numpy does, without balls."""

    def chosen(params: Mapping[str, Any], *arrays: Array) -> Any:
        with_balls = any(array.dtype == object for array in arrays)
        return (rule if with_balls else FLOATS.rules[name])(params, *arrays)

    return chosen


def _plain(function: Callable[..., Any], arity: int) -> Rule:
    entrywise = _lift(function, arity)
    return lambda _, *arrays: entrywise(*arrays)


def _reduced(function: Callable[[Any, Any], Any]) -> Rule:
    entrywise = np.frompyfunc(function, 2, 1)

    def reduced(params: Mapping[str, Any], x: Array) -> Array:
        for axis in sorted(params["axes"], reverse=True):
            x = entrywise.reduce(x, axis=axis)
        return x

    return reduced


def _select(_: Mapping[str, Any], which: Array, *cases: Array) -> Array:
    return _lift(_choose, 1 + len(cases))(which.astype(object), *cases)


def _argmax(params: Mapping[str, Any], x: Array) -> Array:
    if x.dtype == object and any(isinstance(entry, arb) for entry in x.flat):
        raise UnknownPrimitive("no ball decides where the largest number is")
    parts = np.moveaxis(x, params["axes"][0], 0)
    return _lift(_first_true, len(parts))(*parts.astype(object))


def _sign_bit(_: Mapping[str, Any], x: Array) -> Array:
    """JAX looks at the bits of a float for its sign only: all bits set where it is negative, none elsewhere."""
    return _lift(lambda ball: -1 if ball < 0 else 0, 1)(x).astype(np.int64)


def _convert(params: Mapping[str, Any], x: Array) -> Array:
    if np.dtype(params["new_dtype"]).kind == "f":
        return _lift(_number, 1)(x)
    return x if x.dtype == object else x.astype(params["new_dtype"])


def _number(x: Any) -> arb:
    if x is None:
        return arb(0).union(arb(1))
    return x if isinstance(x, arb) else arb(int(x))


def _integer_pow(params: Mapping[str, Any], x: Array) -> Array:
    return _lift(lambda ball: ball ** int(params["y"]), 1)(x)


_RULES: dict[str, Rule] = {
    **{name: _plain(function, 1) for name, function in _UNARY.items()},
    **{name: _plain(function, 2) for name, function in _BINARY.items()},
    "integer_pow": _integer_pow,
    "clamp": lambda _, low, x, high: _lift(lambda a, b, c: b.max(a).min(c), 3)(low, x, high),
    "reduce_max": _reduced(arb.max),
    "reduce_min": _reduced(arb.min),
    "reduce_prod": _reduced(lambda x, y: x * y),
    "reduce_and": _reduced(_and),
    "reduce_or": _reduced(_or),
}

BALLS = Arithmetic(
    rules={
        **MOVES,
        **{name: _or_floats(name, rule) for name, rule in _RULES.items()},
        "select_n": _select,
        "argmax": _argmax,
        "bitcast_convert_type": _sign_bit,
        "shift_right_arithmetic": FLOATS.rules["shift_right_arithmetic"],
        "convert_element_type": _convert,
    },
    constant=_constant,
)
