"""From a term to what JAX traces: ordinary ``jax.numpy`` code, with ``jax.grad`` and its kin for derivatives.

Nothing is simplified and no rule of ``checks.functions`` is used: a ``Derivative`` is whatever JAX makes of its body.
The entries of a symmetric or otherwise tied variable count as free of each other when it is differentiated by.

Verbs: ``refuse``, ``lower`` (a term's value), ``truth`` (a condition's).
"""

# pyright: reportUnknownLambdaType=false
# What JAX traces is a float, an array or a tracer: there is nothing to declare about it.

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from math import inf, isinf
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from checks.functions import FUNCTIONS, meaning_of
from checks.terms import (
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Constant,
    Defined,
    Derivative,
    Determinant,
    Diagonal,
    Entry,
    Extremum,
    Function,
    Hadamard,
    Identity,
    Index,
    Indicator,
    Integral,
    Inverse,
    Kronecker,
    Limit,
    Logic,
    MatMul,
    Matrix,
    Negative,
    Norm,
    Ones,
    Optimisers,
    Plus,
    Power,
    Quotient,
    Reduce,
    ShapeError,
    Table,
    Term,
    Times,
    Transpose,
    Unit,
    Variable,
    Vec,
    Zeros,
    product_shape,
    walk,
)
from checks.terms import Trace as TraceOf
from checks.witnesses.autodiff.elementwise import add, divide, exp, function, multiply, negative, sqrt
from checks.witnesses.autodiff.matrices import determinant, inverse, only_diagonal, stacked, taken, times
from checks.witnesses.autodiff.reading import UnknownPrimitive
from checks.witnesses.autodiff.scope import Scope, TooLarge, Trace, Value, running, settled, whole


def refuse(terms: tuple[Term, ...]) -> None:
    """Raise ``UnknownPrimitive`` for what no program has, before anything is traced: JAX is slow to let an exception through."""
    for part in (part for term in terms for part in walk(term)):
        match part:
            case Limit():
                raise UnknownPrimitive("a limit, which floats have no error band for")
            case Integral():
                raise UnknownPrimitive("an integral, which floats have no error band for")
            case Reduce(kind, Index(high=Constant("infinity"))):
                raise UnknownPrimitive(f"a {kind} of infinitely many terms, which floats have no error band for")
            case _:
                pass


def lower(term: Term, scope: Scope) -> Value:
    """The term's value in the scope; each term is lowered once in the outermost scope that settles it.

    Raises ``TypeError`` for what has no value (an arbitrary function, a set of optimisers), ``ValueError`` for a
    letter without one, ``TooLarge``.
    """
    leaves = scope.trace.leaves_of(term)
    while scope.parent is not None and not scope.barrier and leaves.isdisjoint(scope.values):
        scope = scope.parent
    found = _remembered(term, leaves, scope)
    if found is None:
        scope.trace.spend()
        folded = settled(term, scope) if term.shape == () else None
        if folded is not None:
            found = _float(folded)
        else:
            rule = _RULES.get(type(term))
            if rule is None:
                raise TypeError(f"{type(term).__name__} has no value that JAX could compute: {term!r}")
            found = rule(term, scope)
        scope.memory[term] = found
    return found


def _remembered(term: Term, leaves: frozenset[Term], scope: Scope) -> Value | None:
    """A value from this scope, or from one outside that it does not depend on being inside of."""
    current: Scope | None = scope
    while current is not None:
        if term in current.memory:
            return current.memory[term]
        if not leaves.isdisjoint(current.values):
            return None
        current = current.parent
    return None


def _float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


# ── leaves ────────────────────────────────────────────────────────────────────────────────────────


def _variable(term: Variable, scope: Scope) -> Value:
    binder = scope.binder(term)
    if binder is None:
        raise ValueError(f"the batch gives no values for {term.name}")
    return binder.values[term]


def _constant(term: Constant, scope: Scope) -> Value:
    """π and e are arguments of the program, so that balls take them as they are and not as they round."""
    binder = scope.binder(term)
    return inf if binder is None else binder.values[term]


def _full(term: Ones | Zeros, scope: Scope) -> Value:
    return lax.full(scope.trace.shape(term.shape), 1.0 if isinstance(term, Ones) else 0.0, np.float64)


def _unit(term: Unit, scope: Scope) -> Value:
    length = scope.trace.length(term.size)
    number = whole(term.index, scope, "the place of the one in a unit vector")
    if not 1 <= number <= length:
        return np.full(length, np.nan)
    return np.eye(length)[number - 1]


# ── arithmetic ────────────────────────────────────────────────────────────────────────────────────


def _power(term: Power, scope: Scope) -> Value:
    if term.base == Constant("e"):
        return exp(lower(term.exponent, scope))
    base, exponent = lower(term.base, scope), settled(term.exponent, scope)
    base = jnp.asarray(base, np.float64) if isinstance(base, float) else base
    if exponent is None:
        return jnp.power(base, lower(term.exponent, scope))
    if isinf(_float(exponent)):
        raise TooLarge("an exponent is larger than any float")
    if exponent.denominator == 1:
        return lax.integer_pow(base, int(exponent))
    if exponent.denominator == 2:
        root = sqrt(base)
        return root if exponent.numerator == 1 else lax.integer_pow(root, exponent.numerator)
    return jnp.power(base, float(exponent))


def _apply(term: Apply, scope: Scope) -> Value:
    if term.function not in FUNCTIONS:
        raise TypeError(f"{term.function} is no known function")
    known = function(FUNCTIONS[term.function].jax)
    if known is not None:
        return known(lower(term.argument, scope))
    meaning = meaning_of(term.function, term.argument)
    if meaning is None:
        raise TypeError(f"JAX has no {FUNCTIONS[term.function].jax}, and {term.function} is a primitive")
    return lower(meaning, scope)


def _extremum(term: Extremum, scope: Scope) -> Value:
    pick = jnp.maximum if term.kind == "max" else jnp.minimum
    return reduce(pick, (lower(part, scope) for part in term.terms))


# ── arrays ────────────────────────────────────────────────────────────────────────────────────────


def _array(term: Term, scope: Scope) -> Value:
    """The value with all its axes, also where it was written with numbers that go with anything."""
    value, shape = lower(term, scope), scope.trace.shape(term.shape)
    return value if np.shape(value) == shape and not isinstance(value, float) else jnp.broadcast_to(value, shape)


def _matmul(term: MatMul, scope: Scope) -> Value:
    value, shape = _array(term.factors[0], scope), term.factors[0].shape
    for factor in term.factors[1:]:
        result = product_shape(shape, factor.shape)
        value = times(value, _array(factor, scope), shape, factor.shape)
        value, shape = lax.reshape(value, scope.trace.shape(result)), result
    return value


def _transpose(term: Transpose, scope: Scope) -> Value:
    value, shape = _array(term.argument, scope), scope.trace.shape(term.shape)
    return lax.transpose(value, (1, 0)) if len(shape) == np.ndim(value) == 2 else lax.reshape(value, shape)


def _trace_of(term: TraceOf, scope: Scope) -> Value:
    if term.argument.shape == ():
        return lower(term.argument, scope)
    return jnp.sum(only_diagonal(_array(term.argument, scope)))


def _diagonal(term: Diagonal, scope: Scope) -> Value:
    value = _array(term.argument, scope)
    if len(term.argument.shape) == 2:
        return jnp.sum(only_diagonal(value), axis=1)
    return only_diagonal(jnp.broadcast_to(value, (len(value), len(value))))


def _vec(term: Vec, scope: Scope) -> Value:
    value = _array(term.argument, scope)
    return lax.reshape(lax.transpose(value, (1, 0)) if value.ndim == 2 else value, scope.trace.shape(term.shape))


def _kronecker(term: Kronecker, scope: Scope) -> Value:
    """Entry (i, k; j, m) of a grid of four axes, read as a matrix."""
    left, right = (_array(part, scope) for part in (term.left, term.right))
    left, right = (part if part.ndim == 2 else part[:, None] for part in (left, right))
    return lax.reshape(left[:, None, :, None] * right[None, :, None, :], scope.trace.shape(term.shape))


def _norm(term: Norm, scope: Scope) -> Value:
    value = _array(term.argument, scope)
    match term.kind:
        case "2":
            return sqrt(jnp.sum(multiply(value, value)))
        case "1":
            return jnp.sum(jnp.abs(value))
        case "inf":
            return jnp.max(jnp.abs(value))


def _entry(term: Entry, scope: Scope) -> Value:
    array = _array(term.array, scope)
    for index in term.indices:
        number = settled(index, scope, variables=True)
        array = _chosen(array, lower(index, scope)) if number is None else taken(array, number)
    return array


def _chosen(array: Value, place: Value) -> Value:
    chosen: Value = np.full(np.shape(array)[1:], np.nan)
    for number in range(1, len(array) + 1):
        chosen = jnp.where(place == number, taken(array, number), chosen)
    return chosen


def _table(term: Table, scope: Scope) -> Value:
    if not term.indices:
        return _array(term.body, scope)
    first, rest = term.indices[0], term.indices[1:]
    inner = Table(rest, term.body) if rest else term.body
    return stacked([_array(inner, scope.inside({first: k})) for k in running(first, scope)])


def _matrix(term: Matrix, scope: Scope) -> Value:
    entries = [_array(entry, scope) for row in term.rows for entry in row]
    return lax.reshape(stacked(entries), scope.trace.shape(term.shape))


# ── binders ───────────────────────────────────────────────────────────────────────────────────────

_EMPTY = {"sum": 0.0, "prod": 1.0, "max": -np.inf, "min": np.inf}


def _reduce(term: Reduce, scope: Scope) -> Value:
    kept: list[Value] = []
    for number in running(term.index, scope):
        inner = scope.inside({term.index: number})
        holds = True if term.condition is None else truth(term.condition, inner)
        if holds is False:
            continue
        value = lower(term.body, inner)
        kept.append(value if holds is True else jnp.where(holds, value, _EMPTY[term.kind]))
    if not kept:
        return np.full(scope.trace.shape(term.shape), _EMPTY[term.kind])
    match term.kind:
        case "sum":
            return reduce(add, kept)
        case "prod":
            return reduce(multiply, kept)
        case "max":
            return jnp.max(stacked([jnp.asarray(value) for value in kept]))
        case "min":
            return jnp.min(stacked([jnp.asarray(value) for value in kept]))


def _derivative(term: Derivative, scope: Scope) -> Value:
    if any(isinstance(target, Entry) for target in term.targets):
        whole = _by_whole_variables(term)
        if whole is not None:
            return lower(whole, scope)
    body: Callable[[Scope], Value] = lambda inner: jnp.asarray(_array(term.body, inner), np.float64)  # noqa: E731
    for order, target in enumerate(term.targets):
        body = _differentiated(body, target, first=order == 0, number=term.body.shape == ())
    return body(scope)


def _by_whole_variables(term: Derivative) -> Entry | None:
    """Entries of the gradient, so that all of them share one gradient; ``None`` where that is no matrix."""
    indices: list[Term] = []
    bases: list[Term] = []
    for target in term.targets:
        if not isinstance(target, Entry) or target.shape != ():
            return None
        bases.append(target.array)
        indices.extend(target.indices)
    try:
        return Entry(Derivative(term.body, tuple(bases)), tuple(indices)) if term.body.shape == () else None
    except ShapeError:
        return None


def _differentiated(body: Callable[[Scope], Value], target: Term, *, first: bool, number: bool) -> Callable[[Scope], Value]:
    variable = target.array if isinstance(target, Entry) else target

    def derivative(scope: Scope) -> Value:
        point = jnp.asarray(_array(variable, scope), np.float64)

        def moved(value: Value) -> Value:
            return body(scope.inside({variable: value}, barrier=True))

        result = _by(moved, point, scope.trace, first=first, number=number)
        if isinstance(target, Entry):
            axis = result.ndim - point.ndim
            for index in target.indices:
                place = whole(index, scope, "the entry to differentiate by")
                result = taken(jnp.moveaxis(result, axis, 0), place)
        return result

    return derivative


def _by(function: Callable[[Value], Value], point: Value, trace: Trace, *, first: bool, number: bool) -> Value:
    """Reverse mode for the first derivative, forward over it for the next (measured: the cheapest to trace)."""
    if trace.mode == "reverse" and first:
        return (jax.grad if number else jax.jacrev)(function)(point)
    if point.shape == ():
        return jax.jvp(function, (point,), (jnp.ones_like(point),))[1]
    return jax.jacfwd(function)(point)


def _at(term: At, scope: Scope) -> Value:
    values: dict[Term, Value] = {variable: _array(value, scope) for variable, value in term.values}
    written: dict[Term, tuple[Term, Scope]] = {variable: (value, scope) for variable, value in term.values}
    return lower(term.body, scope.inside(values, written=written))


# ── truth values ──────────────────────────────────────────────────────────────────────────────────

_RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": lambda a, b: a == b,
    "≠": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "≤": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "≥": lambda a, b: a >= b,
}


def truth(term: Term, scope: Scope) -> Value:
    """A condition: ``True`` or ``False`` where indices and sizes decide it, else a traced truth value."""
    scope.trace.spend()
    match term:
        case Compare(relation, left, right):
            return _compare(relation, left, right, scope)
        case Logic("not", (only,)):
            holds = truth(only, scope)
            return not holds if isinstance(holds, bool) else jnp.logical_not(holds)
        case Logic(kind, parts):
            deciding = kind == "or"
            found = [truth(part, scope) for part in parts]
            if any(holds is deciding for holds in found):
                return deciding
            join = jnp.logical_or if deciding else jnp.logical_and
            return reduce(join, [holds for holds in found if not isinstance(holds, bool)] or [not deciding])
        case Defined(_, meaning):
            return truth(meaning, scope)
        case _:
            raise TypeError(f"{type(term).__name__} is no condition: {term!r}")


def _compare(relation: str, left: Term, right: Term, scope: Scope) -> Value:
    if left.shape == right.shape == ():
        exact_left, exact_right = settled(left, scope), settled(right, scope)
        if exact_left is not None and exact_right is not None:
            return bool(_RELATIONS[relation](exact_left, exact_right))
    a, b = jnp.asarray(lower(left, scope), np.float64), jnp.asarray(lower(right, scope), np.float64)
    if a.shape == b.shape == ():
        return _RELATIONS[relation](a, b)
    equal = jnp.all(a == b)
    return equal if relation == "=" else jnp.logical_not(equal)


def _indicator(term: Indicator, scope: Scope) -> Value:
    holds = truth(term.condition, scope)
    return float(holds) if isinstance(holds, bool) else jnp.where(holds, 1.0, 0.0)


def _cases(term: Cases, scope: Scope) -> Value:
    """Undefined (NaN) where no condition holds."""
    chosen: Value = np.full(scope.trace.shape(term.shape), np.nan)
    for value, condition in reversed(term.branches):
        holds = True if condition is None else truth(condition, scope)
        if holds is True:
            chosen = _array(value, scope)
        elif holds is not False:
            chosen = jnp.where(holds, _array(value, scope), chosen)
    return chosen


def _no_value(term: Call | Optimisers | Function, _: Scope) -> Value:
    what = term.function.name if isinstance(term, Call) else type(term).__name__
    raise TypeError(f"{what} stands for no particular function: put a concrete one in its place first")


_RULES: dict[type[Term], Callable[[Any, Scope], Value]] = {
    Variable: _variable,
    Constant: _constant,
    Ones: _full,
    Zeros: _full,
    Identity: lambda term, scope: np.eye(scope.trace.length(term.size)),
    Unit: _unit,
    Plus: lambda term, scope: reduce(add, (lower(part, scope) for part in term.terms)),
    Negative: lambda term, scope: negative(lower(term.argument, scope)),
    Times: lambda term, scope: reduce(multiply, (lower(part, scope) for part in term.factors)),
    Hadamard: lambda term, scope: reduce(multiply, (lower(part, scope) for part in term.factors)),
    Quotient: lambda term, scope: divide(lower(term.numerator, scope), lower(term.denominator, scope)),
    Power: _power,
    Apply: _apply,
    Extremum: _extremum,
    MatMul: _matmul,
    Transpose: _transpose,
    Inverse: lambda term, scope: inverse(_array(term.argument, scope)),
    TraceOf: _trace_of,
    Determinant: lambda term, scope: determinant(_array(term.argument, scope)),
    Vec: _vec,
    Kronecker: _kronecker,
    Norm: _norm,
    Diagonal: _diagonal,
    Entry: _entry,
    Table: _table,
    Matrix: _matrix,
    Reduce: _reduce,
    Integral: lambda term, _: refuse((term,)),
    Limit: lambda term, _: refuse((term,)),
    Derivative: _derivative,
    At: _at,
    Indicator: _indicator,
    Cases: _cases,
    Defined: lambda term, scope: lower(term.meaning, scope),
    Call: _no_value,
    Optimisers: _no_value,
    Function: _no_value,
}
