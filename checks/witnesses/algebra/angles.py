"""Angles: where facts say that one lies between multiples of π, and inverse functions that cancel there.

Verbs: ``range_of_angle``, ``without_inverses``.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from checks import terms as t
from checks.domains import Given, narrowed, written_number
from checks.functions import HALF
from checks.sets import Interval

ONE = t.as_term(1)
QUARTER = Fraction(1, 2)  # of π
MIRRORED: dict[t.Relation, t.Relation] = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}


def range_of_angle(angle: t.Term, given: Given) -> Interval:
    """Bounds of a variable in multiples of π, as far as facts state them."""
    if not isinstance(angle, t.Variable) or angle.shape:
        return Interval()
    found = Interval()
    declared = narrowed(angle, given)
    if isinstance(declared, Interval) and declared.low == 0:
        found = _cut(found, ">" if not declared.low_closed else "≥", Fraction(0))
    if isinstance(declared, Interval) and declared.high == 0:
        found = _cut(found, "<" if not declared.high_closed else "≤", Fraction(0))
    for fact in given.facts:
        match fact:
            case t.Compare("<" | "≤" | ">" | "≥" as relation, left, right):
                stated: tuple[tuple[t.Term, t.Term, t.Relation], ...] = ((left, right, relation), (right, left, MIRRORED[relation]))
                for a, b, how in stated:
                    multiple = _multiple_of_pi(b)
                    if a == angle and multiple is not None:
                        found = _cut(found, how, multiple)
            case _:
                pass
    return found


def _cut(inside: Interval, relation: t.Relation, bound: Fraction) -> Interval:
    closed = relation in {"≤", "≥"}
    if relation in {"<", "≤"}:
        tighter = inside.high is None or bound < inside.high or (bound == inside.high and not closed)
        return Interval(inside.low, bound, inside.low_closed, closed) if tighter else inside
    tighter = inside.low is None or bound > inside.low or (bound == inside.low and not closed)
    return Interval(bound, inside.high, closed, inside.high_closed) if tighter else inside


def _multiple_of_pi(term: t.Term) -> Fraction | None:
    match term:
        case t.Constant("pi"):
            return Fraction(1)
        case t.Number(value) if value == 0:
            return value
        case t.Negative(argument) if (inner := _multiple_of_pi(argument)) is not None:
            return -inner
        case t.Quotient(above, below) if (inner := _multiple_of_pi(above)) is not None and (value := written_number(below)):
            return inner / value
        case t.Times((number, inner)) if (value := written_number(number)) is not None and (times := _multiple_of_pi(inner)) is not None:
            return value * times
        case _:
            return None


@lru_cache(maxsize=1 << 12)  # a part that many share is looked at once
def without_inverses(term: t.Term, given: Given) -> t.Term:
    """The term with f(g(a)) replaced by what it is where f and g are inverse to one another; it may have a value at more points."""
    inner = t.rebuild(term, lambda child: child if isinstance(child, t.Index | t.Size) else without_inverses(child, given))
    match inner:
        case t.Apply(outer, t.Apply(function, argument)):
            return _cancelled(outer, function, argument, given) or inner
        case _:
            return inner


def _cancelled(outer: str, inner: str, a: t.Term, given: Given) -> t.Term | None:
    leg = t.Power(1 - a**2, HALF)
    slant = t.Power(1 + a**2, HALF)
    match outer, inner:
        case ("sin", "arcsin") | ("cos", "arccos") | ("tan", "arctan"):
            return a
        case ("sin", "arccos") | ("cos", "arcsin"):
            return leg
        case "tan", "arcsin":
            return a / leg
        case "tan", "arccos":
            return leg / a
        case "cos", "arctan":
            return 1 / slant
        case "sin", "arctan":
            return a / slant
        case ("arcsin", "sin") | ("arctan", "tan") if _is_within(a, -QUARTER, QUARTER, given):
            return a
        case ("arccos", "cos") if _is_within(a, Fraction(0), Fraction(1), given):
            return a
        case _:
            return None


def _is_within(angle: t.Term, low: Fraction, high: Fraction, given: Given) -> bool:
    inside = range_of_angle(angle, given)
    return inside.low is not None and inside.high is not None and low <= inside.low and inside.high <= high
