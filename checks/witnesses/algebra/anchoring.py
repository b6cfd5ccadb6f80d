"""Functions of one number that have the same derivative on an interval, and the same value at a point of it, are equal there.

Both sides must be differentiable on the whole of the declared box: made of smooth functions, with denominators and arguments of
roots and logarithms that the cells of the domain show to have a sign.

Verbs: ``anchors``, ``is_smooth``.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checks import terms as t
from checks.domains import Given, narrowed, written_number
from checks.functions import meaning_of
from checks.sets import Interval, contains
from checks.witnesses.algebra.deciding import ordered_by_cells

SMOOTH = {"exp", "sin", "cos", "arctan", "erf"}
ALGEBRAIC_SLOPES = {"arctan", "arcsin", "arccos", "arsinh", "arcosh", "artanh"}
NICE = (Fraction(0), Fraction(1), Fraction(1, 2), Fraction(-1), Fraction(2))
ZERO = t.as_term(0)


def anchors(left: t.Term, right: t.Term, given: Given) -> Iterator[tuple[t.Variable, Fraction]]:
    """Numbers that the sides depend on smoothly, within an interval each, with a point of the interval.

    Only for claims with an inverse function in them; the domain is to be a box, so that every point is joined to the anchor in it.
    """
    sides = (left, right)
    if not any(isinstance(part, t.Apply) and part.function in ALGEBRAIC_SLOPES for side in sides for part in t.walk(side)):
        return
    variables = dict.fromkeys(v for side in sides for v in t.free_variables(side))
    if not all(_is_box_side(v, given) for v in variables) or not all(is_smooth(side, given) for side in sides):
        return
    for v in variables:
        inside = narrowed(v, given)
        point = next((number for number in NICE if contains(inside, number)), None)
        if point is not None:
            yield v, point


def _is_box_side(v: t.Variable, given: Given) -> bool:
    """Whether it is a number in an interval, and no fact ties it to another or leaves out a point."""
    facts = [fact for fact in given.facts if v in t.free_variables(fact)]
    bare = all(
        isinstance(fact, t.Compare)
        and fact.relation in {"<", "≤", ">", "≥"}
        and any(a == v and written_number(b) is not None for a, b in ((fact.left, fact.right), (fact.right, fact.left)))
        for fact in facts
    )
    return v.shape == () and isinstance(v.values, Interval) and bare


def is_smooth(term: t.Term, given: Given) -> bool:
    """Whether a number is a differentiable function of its variables on the whole declared domain."""
    if term.shape != ():
        return False
    match term:
        case t.Number() | t.Variable():
            return True
        case t.Constant(name):
            return name != "infinity"
        case t.Defined(_, inner) | t.Negative(inner):
            return is_smooth(inner, given)
        case t.Plus(parts) | t.Times(parts):
            return all(is_smooth(part, given) for part in parts)
        case t.Quotient(above, below):
            return is_smooth(above, given) and is_smooth(below, given) and _has_sign(below, given)
        case t.Power(base, exponent):
            value = written_number(exponent)
            if value is None or not is_smooth(base, given):
                return False
            return (
                (value.denominator == 1 and value >= 0) or _is_positive(base, given) or (value.denominator == 1 and _has_sign(base, given))
            )
        case t.Apply("log", argument):
            return is_smooth(argument, given) and _is_positive(argument, given)
        case t.Apply(function, argument):
            meaning = meaning_of(function, argument)
            return is_smooth(argument, given) and function in SMOOTH if meaning is None else is_smooth(meaning, given)
        case _:
            return False


def _is_positive(term: t.Term, given: Given) -> bool:
    return bool(ordered_by_cells(">", term, ZERO, given))


def _has_sign(term: t.Term, given: Given) -> bool:
    return _is_positive(term, given) or bool(ordered_by_cells("<", term, ZERO, given))
