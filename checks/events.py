r"""Events about one random number: between which bounds it lies, and what a law says of that.

Verbs: ``bounds_of`` (the bounds that an event sets), ``between`` (an integral over them), ``among`` (a finite sum over them).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from checks.sets import Integers
from checks.terms import (
    Apply,
    Compare,
    Constant,
    Extremum,
    Index,
    Integral,
    Logic,
    Negative,
    Number,
    Plus,
    Reduce,
    Term,
    Variable,
    as_term,
    free_indices,
    free_variables,
)

MIRRORED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤", "=": "="}
INFINITY = Constant("infinity")
Density = Callable[[Term], Term]


@dataclass(frozen=True)
class Bounds:
    """What a number lies between, ``None`` for no bound; a strict bound matters to integers only."""

    low: Term | None = None
    high: Term | None = None
    strict_low: bool = False
    strict_high: bool = False


def bounds_of(event: Term, letter: Term) -> Bounds | None:
    """The bounds that ``event`` sets on ``letter``; ``None`` where it says something else."""
    match event:
        case Compare(relation, left, right) if left != letter and right == letter and relation in MIRRORED:
            return bounds_of(Compare(MIRRORED[relation], right, left), letter)  # type: ignore[arg-type]
        case Compare("<" | "≤" as relation, Apply("abs", inside), bound) if inside == letter and not _mentions(bound, letter):
            return Bounds(Negative(bound), bound, relation == "<", relation == "<")
        case Compare(relation, left, bound) if left == letter and relation in MIRRORED and not _mentions(bound, letter):
            low = bound if relation in {">", "≥", "="} else None
            high = bound if relation in {"<", "≤", "="} else None
            return Bounds(low, high, relation == ">", relation == "<")
        case Logic("and", (first, second)):
            one, other = bounds_of(first, letter), bounds_of(second, letter)
            return None if one is None or other is None else _joined(one, other)
        case _:
            return None


def _mentions(bound: Term, letter: Term) -> bool:
    return letter in free_variables(bound) or letter in free_indices(bound)


def _joined(one: Bounds, other: Bounds) -> Bounds | None:
    if one.low is not None and one.high is None and other.low is None and other.high is not None:
        return Bounds(one.low, other.high, one.strict_low, other.strict_high)
    return _joined(other, one) if one.low is None and other.low is not None else None


def between(density: Density, letter: Variable, bounds: Bounds, low: Term, high: Term) -> Integral:
    """The integral over what lies within the bounds and within ``low`` and ``high``: nothing where the bounds cross."""
    start, end = bounds.low, bounds.high
    if start is None:
        start = low
    elif low != -INFINITY:
        start = _largest(low, start)
    if end is None:
        end = high
    elif high != INFINITY:
        end = _smallest(high, end)
    crossing = bounds.low is not None and bounds.high is not None and bounds.low != Negative(bounds.high)
    if end != INFINITY and start != -INFINITY and (crossing or low != -INFINITY or high != INFINITY):
        end = _largest(start, end)
    return Integral(density(letter), letter, start, end)


def among(density: Density, letter: Index, bounds: Bounds) -> Term | None:
    """The sum over the integers within the bounds, or 1 without the others; ``None`` where a bound need be no integer."""
    assert letter.low is not None
    assert letter.high is not None
    if not all(bound is None or _is_whole(bound) for bound in (bounds.low, bounds.high)):
        return None
    start = None if bounds.low is None else bounds.low + 1 if bounds.strict_low else bounds.low
    end = None if bounds.high is None else bounds.high - 1 if bounds.strict_high else bounds.high
    if start is not None and start == end and letter.high == INFINITY and _at_least(start, letter.low):
        return density(start)
    if end is None and start is not None:
        return 1 - _summed(density, letter, letter.low, start - 1)
    if end is None:
        return None
    return _summed(density, letter, letter.low if start is None else _largest(letter.low, start), end)


def _summed(density: Density, letter: Index, start: Term, end: Term) -> Term:
    assert letter.high is not None
    own = Index(letter.name, start, _number(end) if letter.high == INFINITY else _smallest(letter.high, end))
    return Reduce("sum", own, density(own))


def _is_whole(bound: Term) -> bool:
    match bound:
        case Number(value):
            return value.denominator == 1
        case Variable():
            return isinstance(bound.values, Integers)
        case Index():
            return True
        case Plus(terms):
            return all(map(_is_whole, terms))
        case Negative(inside):
            return _is_whole(inside)
        case _:
            return False


def _at_least(bound: Term, low: Term) -> bool:
    """Whether a bound is certainly no smaller than a written number."""
    match bound, _number(low):
        case Number(value), Number(least):
            return value >= least
        case Variable(values=Integers(low=int() as smallest)), Number(least):
            return smallest >= least
        case _:
            return False


def _number(term: Term) -> Term:
    """A sum of written numbers as one."""
    match term:
        case Plus(terms) if all(isinstance(_number(each), Number) for each in terms):
            return as_term(sum((each.value for each in map(_number, terms) if isinstance(each, Number)), Fraction(0)))
        case Negative(Number(value)):
            return as_term(-value)
        case _:
            return term


def _largest(one: Term, other: Term) -> Term:
    match _number(one), _number(other):
        case Number(a), Number(b):
            return as_term(max(a, b))
        case _:
            return one if one == other else Extremum("max", (one, other))


def _smallest(one: Term, other: Term) -> Term:
    match _number(one), _number(other):
        case Number(a), Number(b):
            return as_term(min(a, b))
        case _:
            return one if one == other else Extremum("min", (one, other))
