"""Proofs that one condition implies another: both sides vanish together, or the solved form is put in.

An equation is its residual, left less right.  It follows from another whose residual times a number (or a matrix) it is; a
solved equation ``v = e`` is put into what it is to imply.  What is implied has to be defined on the whole domain, so that an
identity of residuals holds wherever the condition that implies it does.  Conditions on one number are decided by their solution
sets, those on several by the cells of these (``solution_sets``).

Verb: ``implied``.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from math import isfinite

from checks import instances
from checks import terms as t
from checks.domains import Given, Lattice, Point
from checks.judge.conditions import residual
from checks.judge.search import admits
from checks.judge.signs import ANY, MINUS, PLUS, is_defined, is_definite, signs
from checks.judge.solution_sets import compared, decided
from checks.sets import Structure
from checks.sizes import assignments, index_values, letters
from checks.witnesses import algebra, ball
from checks.witnesses.algebra import written_out

MOST_FACTORS = 8
POWERS = (1, -1, 2, -2)
LEAST = 1e-50  # of a number whose powers are tried
MIRRORED: dict[t.Relation, t.Relation] = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}


def implied(left: t.Term, right: t.Term, given: Given) -> str:
    """Why the right condition holds wherever the left one does; "" where no proof was found."""
    if (how := decided(left, right, given)) is not None:
        return how
    ours, theirs = (_plain(written_out(side), given) for side in (left, right))
    defined = all(is_defined(part, given) for part in _sides(theirs))  # where the left condition holds, it is defined
    return (_implied(ours, theirs, given) if defined else "") or compared(left, right, given)


def _sides(condition: t.Term) -> Iterator[t.Term]:
    if isinstance(condition, t.Compare):
        yield from (condition.left, condition.right)
    elif isinstance(condition, t.Logic):
        for part in condition.terms:
            yield from _sides(part)


def _plain(condition: t.Term, given: Given) -> t.Term:
    """With |a| < b written as −b < a < b, greater-than turned round, and an array equation for a norm or a definite form that is 0."""
    match condition:
        case t.Logic(kind, parts):
            return t.Logic(kind, tuple(_plain(part, given) for part in parts))
        case t.Compare("<" | "≤" as relation, t.Apply("abs", a), b):
            return t.Logic("and", (t.Compare(relation, -b, a), t.Compare(relation, a, b)))
        case t.Compare(">" | "≥" as relation, a, b):
            return _plain(t.Compare(MIRRORED[relation], b, a), given)
        case t.Compare("=", t.Transpose(a), t.Transpose(b)):
            return _plain(t.Compare("=", a, b), given)
        case t.Compare("=") if (array := _vanishing(residual(condition), given)) is not None:
            return t.Compare("=", array, t.Zeros(array.shape))
        case _:
            return condition


def _vanishing(number: t.Term, given: Given) -> t.Term | None:
    """The array that is zero where, and only where, the number is: of a norm, or of a definite quadratic form."""
    match number:
        case t.Negative(inner) | t.Power(inner, t.Number()) if inner.shape == ():
            positive = isinstance(number, t.Negative) or (isinstance(number.exponent, t.Number) and number.exponent.value > 0)
            return _vanishing(inner, given) if positive else None
        case t.Norm(array):
            return array
        case t.MatMul((t.Transpose(x), y)) if number.shape == () and x == y:
            return x
        case t.MatMul((t.Transpose(x), matrix, y)) if number.shape == () and x == y and is_definite(matrix, given):
            return x
        case _:
            return None


def _implied(left: t.Term, right: t.Term, given: Given) -> str:
    if isinstance(right, t.Logic) and right.kind == "and":
        return _all(_implied(left, part, given) for part in right.terms)
    if isinstance(left, t.Logic) and left.kind == "or":
        return _all(_implied(part, right, given) for part in left.terms)
    if isinstance(left, t.Logic) and left.kind == "and":
        return next((how for part in left.terms if (how := _implied(part, right, given))), "")
    if isinstance(right, t.Logic) and right.kind == "or":
        product = _product(right)
        if product is not None and isinstance(left, t.Compare) and (how := _between(left, product, given)):
            return how
        return next((how for part in right.terms if (how := _implied(left, part, given))), "")
    if isinstance(left, t.Compare) and isinstance(right, t.Compare):
        return _put_in(left, right, given) or _between(left, right, given)
    return ""


def _all(reasons: Iterator[str]) -> str:
    found: dict[str, None] = {}
    for reason in reasons:
        if not reason:
            return ""
        found[reason] = None
    return ", ".join(found)


def _product(condition: t.Logic) -> t.Compare | None:
    """One of several numbers is zero where their product is."""
    parts = [part for part in condition.terms if isinstance(part, t.Compare) and part.relation == "=" and part.left.shape == ()]
    if len(parts) < len(condition.terms):
        return None
    return t.Compare("=", t.Times(tuple(residual(part) for part in parts)), t.as_term(0))


def _equal(left: t.Term, right: t.Term, given: Given) -> bool:
    tried = assignments(letters(left, right, *given.variables))
    return isinstance(algebra.prove(left, right, given, tried), algebra.Proof)


# ── the solved form ───────────────────────────────────────────────────────────────────────────────


def _put_in(left: t.Compare, right: t.Compare, given: Given) -> str:
    """``v = e`` put into an equation: where v = e holds, e is one of the values that v may have."""
    if left.relation != "=" or right.relation != "=":
        return ""
    for v, e in ((left.left, left.right), (left.right, left.left)):
        if isinstance(v, t.Variable) and v not in t.free_variables(e) and v.structure is Structure.FREE:
            ours, theirs = (t.At(side, ((v, e),)) for side in (right.left, right.right))
            if _equal(ours, theirs, given):
                return f"{v.name} put in"
    return ""


# ── residuals ─────────────────────────────────────────────────────────────────────────────────────


def _between(left: t.Compare, right: t.Compare, given: Given) -> str:
    if left.relation != right.relation and not (left.relation == "<" and right.relation == "≤"):
        return ""
    ours, theirs = residual(left), residual(right)
    for factor in _factors(ours, theirs, given):
        found = signs(factor, given)
        if left.relation == "≠" and 0 in found:
            continue
        if left.relation in {"<", "≤"} and found != PLUS:
            continue
        if _equal(theirs, t.Times((factor, ours)), given):
            return "the sides' differences are multiples of each other"
    if left.relation == "=" and ours.shape != () and ours.shape == theirs.shape and _by_matrix(ours, theirs, given):
        return "the sides' differences are multiples of each other by an invertible matrix"
    return ""


def _by_matrix(ours: t.Term, theirs: t.Term, given: Given) -> bool:
    """Whether A theirs = k ours for a definite A in either: then ours = 0 makes theirs 0."""
    matrices = dict.fromkeys(
        part.argument if isinstance(part, t.Inverse) else part
        for side in (ours, theirs)
        for part in t.walk(side)
        if isinstance(part, t.Inverse | t.Variable) and part.shape == (ours.shape[0], ours.shape[0])
    )
    for matrix in itertools.islice((m for m in matrices if is_definite(m, given)), 3):
        products = [t.MatMul((matrix, theirs))] if len(theirs.shape) == 1 else [t.MatMul((matrix, theirs)), t.MatMul((theirs, matrix))]
        for product in products:
            for factor in _factors(ours, product, given):
                if _equal(product, t.Times((factor, ours)), given):
                    return True
    return False


def _factors(ours: t.Term, theirs: t.Term, given: Given) -> Iterator[t.Term]:
    """Numbers c, defined everywhere, with theirs = c ours at a few points: constants times powers of what is never zero."""
    if ours.shape != theirs.shape:
        return
    basis = _never_zero((ours, theirs), given)
    points = _sampled(ours, theirs, given)
    if not points:
        return
    singles = [single for base in basis for single in _powers(base, points)]
    pairs = (_Scaled(a.terms + b.terms, tuple(map(operator.mul, a.values, b.values))) for a, b in itertools.combinations(singles[:24], 2))
    for candidate in itertools.chain((_Scaled((t.as_term(1),), (1.0,) * len(points)), *singles), pairs):
        scale = _scale(points, candidate.values)
        if scale is not None:
            yield t.as_term(scale) * reduce(operator.mul, candidate.terms)


@dataclass(frozen=True)
class _Scaled:
    """A product of terms, and what it is worth at a few points."""

    terms: tuple[t.Term, ...]
    values: tuple[float, ...]


def _powers(base: t.Term, points: list[tuple[Point, float, float]]) -> Iterator[_Scaled]:
    """Powers of a number, where they have values that floats can hold."""
    (concrete,) = instances.concrete(base)
    values = [float(ball.enclose(concrete, point, 106)[0]) for point, _, _ in points]
    if all(isfinite(value) and LEAST < abs(value) < 1 / LEAST for value in values):
        for power in POWERS:
            yield _Scaled((base if power == 1 else base ** t.as_term(power),), tuple(value**power for value in values))


def _never_zero(sides: tuple[t.Term, ...], given: Given) -> list[t.Term]:
    found: dict[t.Term, None] = {}
    for side in sides:
        for part in t.walk(side):
            simple = part.base if isinstance(part, t.Power) else part
            numeric = simple.shape == () and not isinstance(simple, t.Number | t.Constant | t.Negative | t.Index | t.Compare | t.Logic)
            if numeric and set(t.free_indices(simple)) <= set(t.free_indices(side)) and simple not in found:
                known = signs(simple, given)
                if (known in (PLUS, MINUS) or known == ANY - {0}) and is_defined(simple, given):
                    found[simple] = None
    return list(found)[:MOST_FACTORS]


def _sampled(ours: t.Term, theirs: t.Term, given: Given) -> list[tuple[Point, float, float]]:
    """Both residuals, in their first entry, at a few points where they do not vanish."""
    ours, theirs = instances.concrete(ours, theirs)
    found = dict.fromkeys((*t.free_variables(ours), *t.free_variables(theirs), *given.variables))
    sizes = assignments(letters(ours, theirs, *found))[-1]
    indices = next(index_values((ours, theirs), sizes), {})
    lattice = Lattice(replace(given, variables=tuple(found)), tuple(found), sizes, indices)
    points: list[tuple[Point, float, float]] = []
    for choice in lattice.choices(30):
        point = lattice.point(choice)
        if point is None or not admits(lattice.given, point):
            continue
        a, b = (float(ball.enclose(side, point, 106)[0]) for side in (ours, theirs))
        if isfinite(a) and isfinite(b) and a and b:
            points.append((point, a, b))
    return points[-4:]


def _scale(points: list[tuple[Point, float, float]], values: tuple[float, ...]) -> Fraction | None:
    """The constant that theirs / (ours value) is at all the points, if it is a simple one."""
    scaled = [(theirs, ours * value) for (_, ours, theirs), value in zip(points, values, strict=True)]
    found = [above / below for above, below in scaled if below]
    if len(found) < len(scaled) or not all(map(isfinite, found)):
        return None
    if max(found) - min(found) > 1e-9 * max(map(abs, found)):
        return None
    return Fraction(found[0]).limit_denominator(1000)
