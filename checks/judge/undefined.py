"""Why a side has no value at a point: which expression is zero, or has a kink there.  Verb: ``reason``."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checks import terms as t
from checks.domains import Point
from checks.latex.terms import latex
from checks.sizes import index_values
from checks.witnesses import ball

ZERO = t.Number(Fraction(0))
CHILDREN_WITHOUT_VALUE = (t.Compare, t.Logic, t.Index, t.Size, t.Function)


def reason(term: t.Term, point: Point) -> str | None:
    """The set as ``expression = 0``, from the innermost part that has no value there; ``None`` where none is found."""
    for part, here in _parts(term, point):
        if not _is_undefined(part, here):
            continue
        for expression in _suspects(part):
            depends = t.free_variables(expression) or t.free_indices(expression)  # "0 = 0" names no set
            if depends and expression.shape == () and _known(expression, here) and _is_zero(expression, here):
                return f"{latex(expression)} = 0"
    return None


def _parts(term: t.Term, point: Point) -> Iterator[tuple[t.Term, Point]]:
    """Every part with the point at which it is evaluated, the innermost first."""
    match term:
        case t.Reduce(_, index, body) | t.Table((index,), body):
            try:
                values = list(index_values((index,), point.sizes))
            except (ValueError, KeyError):
                values = []
            for chosen in values:
                yield from _parts(body, Point(point.sizes, point.values, {**point.indices, **chosen}))
        case t.At() | t.Integral() | t.Limit():
            pass
        case _:
            for child in t.children(term):
                if not isinstance(child, CHILDREN_WITHOUT_VALUE):
                    yield from _parts(child, point)
    yield term, point


def _suspects(part: t.Term) -> Iterator[t.Term]:
    match part:
        case t.Quotient(_, denominator):
            yield denominator
        case t.Apply("log", argument):
            yield argument
        case t.Apply("tan" | "sec", argument):
            yield t.Apply("cos", argument)
        case t.Apply("cot" | "csc", argument):
            yield t.Apply("sin", argument)
        case t.Power(base, _):
            yield base
        case t.Inverse(argument):
            yield t.Determinant(argument)
        case t.Derivative(body):
            yield from _kinks(body)
        case _:
            pass


def _kinks(body: t.Term) -> Iterator[t.Term]:
    """Expressions whose zeros are where a function has a value and no derivative."""
    for part in t.walk(body):
        match part:
            case t.Apply("abs" | "sign" | "relu", argument):
                yield argument
            case t.Norm(argument):
                yield part
            case t.Power(base, exponent) if not isinstance(exponent, t.Number) or exponent.value.denominator != 1:
                yield base
            case t.Extremum(_, (a, b)):
                yield a if b == ZERO else b if a == ZERO else a - b
            case _:
                pass


def _known(expression: t.Term, point: Point) -> bool:
    return set(t.free_variables(expression)) <= set(point.values) and set(t.free_indices(expression)) <= set(point.indices)


def _is_undefined(part: t.Term, point: Point) -> bool:
    try:
        return _known(part, point) and any(entry.is_nan() for entry in ball.enclose(part, point, 53))
    except (TypeError, KeyError, ball.TooLarge):
        return False


def _is_zero(expression: t.Term, point: Point) -> bool:
    """Whether it is zero as far as balls tell."""
    try:
        return all(entry.contains(0) for entry in ball.enclose(expression, point, 106))
    except (TypeError, KeyError, ball.TooLarge):
        return False
