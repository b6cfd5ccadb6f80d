"""Conditions at points: the truth of equations, inequalities and what joins them, certified or not known.

A relation with an undefined side is false.
Verbs: ``truth_at``, ``truth_near``, ``residual``, ``equations_in``, ``compares_in``, ``factors``, ``parted``, ``mapped``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from flint import arb

from checks import terms as t
from checks.domains import Given, Point
from checks.judge.search import DIGITS_OF_A_TIE
from checks.witnesses import algebra, ball

NEAR_BITS = 212
NEAR = 1e-9  # a residual that is enclosed around zero within this, at a root, counts as zero there


@dataclass(frozen=True)
class Truth:
    """Whether a condition holds at a point (``None``: not known), and whether an undefined side made a relation in it false."""

    holds: bool | None
    undefined: bool = False


def truth_at(condition: t.Term, point: Point) -> Truth:
    """The truth at a rational point, certified."""
    return _joined(condition, lambda atom: _related(atom, point))


def _joined(condition: t.Term, atom: Callable[[t.Compare], Truth]) -> Truth:
    match condition:
        case t.Compare():
            return atom(condition)
        case t.Defined(_, meaning):
            return _joined(meaning, atom)
        case t.Logic("not", (inner,)):
            found = _joined(inner, atom)
            return Truth(None if found.holds is None else not found.holds, found.undefined)
        case t.Logic(kind, parts):
            found = [_joined(part, atom) for part in parts]
            decisive = kind == "or"
            values = {part.holds for part in found}
            holds = decisive if decisive in values else None if None in values else not decisive
            return Truth(holds, any(part.undefined for part in found))
        case _:
            raise TypeError(f"{type(condition).__name__} is no condition")


def _related(atom: t.Compare, point: Point) -> Truth:
    match ball.relation_holds(atom.relation, atom.left, atom.right, point):
        case ball.Holds():
            return Truth(holds=True)
        case ball.Violated():
            return Truth(holds=False)
        case ball.Undefined():
            return Truth(holds=False, undefined=True)
        case ball.Overlapping(_, digits) if digits >= DIGITS_OF_A_TIE and _are_equal(atom, point):
            return Truth(atom.relation in {"=", "≤", "≥"})
        case _:
            return Truth(None)


def _are_equal(atom: t.Compare, point: Point) -> bool:
    """Whether two sides are one number, by the laws of the model, or where they are constants such as cos 2π, by SymPy."""
    if algebra.equal_at(atom.left, atom.right, point):
        return True
    constant = not t.free_variables(atom.left) and not t.free_variables(atom.right) and not point.sizes
    return constant and isinstance(algebra.prove_by_sympy(atom.left, atom.right, Given(), ({},)), algebra.Proof)


@dataclass(frozen=True)
class Near:
    """A truth at an irrational root that a ball encloses: ``certain``, or to the digits of the ball."""

    holds: bool | None
    certain: bool


def truth_near(condition: t.Term, point: Point, near: Mapping[t.Variable, tuple[arb, ...]], root_of: t.Term | None) -> Near:
    """The truth at the root of ``root_of`` within the balls; other equations that hold as far as the balls tell are true, uncertainly."""
    certain = True

    def atom(compared: t.Compare) -> Truth:
        nonlocal certain
        difference = residual(compared)
        entries = ball.enclose_near(difference, point, near, NEAR_BITS)
        if any(entry.is_nan() for entry in entries):
            return Truth(None)
        if root_of in factors(difference) and all(entry.is_finite() for entry in entries):
            return Truth(_fits(compared.relation, 0))
        strict = [_sign(entry) for entry in entries]
        if compared.relation == "=" and any(sign is not None and sign != 0 for sign in strict):
            return Truth(holds=False)
        if all(sign is not None for sign in strict):
            return Truth(all(_fits(compared.relation, sign) for sign in strict if sign is not None))
        if compared.relation in {"=", "≤", "≥"} and all(abs(entry) < NEAR for entry in entries):
            certain = False
            return Truth(holds=True)
        return Truth(None)

    found = _joined(condition, atom)
    return Near(found.holds, certain)


def _sign(entry: arb) -> Literal[-1, 0, 1] | None:
    return 1 if entry > 0 else -1 if entry < 0 else 0 if entry.is_zero() else None


def _fits(relation: t.Relation, sign: int) -> bool:
    """Whether a left side less a right side of this sign is in the relation."""
    return {"=": sign == 0, "≠": sign != 0, "<": sign < 0, "≤": sign <= 0, ">": sign > 0, "≥": sign >= 0}[relation]


def residual(atom: t.Compare) -> t.Term:
    """Left less right; a plain side where the other is zero."""
    if _is_zero(atom.right):
        return atom.left
    return t.Negative(atom.right) if _is_zero(atom.left) else atom.left - atom.right


def factors(term: t.Term) -> tuple[t.Term, ...]:
    """Numbers that the number ``term`` is a product of, up to sign and powers: where one vanishes, so does it (if all have a value)."""
    match term:
        case t.Defined(_, meaning) | t.Negative(meaning) | t.Quotient(meaning, _):
            return factors(meaning)
        case t.Power(base, t.Number(exponent)) if exponent > 0:
            return factors(base)
        case t.Times(parts) if term.shape == ():
            return tuple(factor for part in parts for factor in factors(part) if t.free_variables(factor))
        case _:
            return (term,)


def parted(residuals: tuple[t.Term, ...]) -> list[tuple[t.Term, ...]]:
    """A residual that is a product as its factors, each by itself; several residuals as they are."""
    return [(factor,) for factor in factors(residuals[0])] if len(residuals) == 1 else [residuals]


def _is_zero(term: t.Term) -> bool:
    return isinstance(term, t.Zeros) or (isinstance(term, t.Number) and not term.value)


def compares_in(condition: t.Term) -> Iterator[t.Compare]:
    """The relations of a condition."""
    match condition:
        case t.Compare():
            yield condition
        case t.Defined(_, meaning):
            yield from compares_in(meaning)
        case t.Logic(_, parts):
            for part in parts:
                yield from compares_in(part)
        case _:
            return


def equations_in(condition: t.Term) -> Iterator[tuple[t.Term, ...]]:
    """Sets of residuals that vanish together somewhere on the condition, or on the boundary of its inequalities."""
    match condition:
        case t.Compare():
            yield (residual(condition),)
        case t.Defined(_, meaning):
            yield from equations_in(meaning)
        case t.Logic("and", parts):
            joint = tuple(residual(part) for part in parts if isinstance(part, t.Compare) and part.relation == "=")
            if len(joint) > 1:
                yield joint
            for part in parts:
                yield from equations_in(part)
        case t.Logic(_, parts):
            for part in parts:
                yield from equations_in(part)
        case _:
            return


def mapped(condition: t.Term, change: Callable[[t.Term], t.Term]) -> t.Term:
    """The condition with every side of its relations changed."""
    match condition:
        case t.Compare(relation, left, right):
            return t.Compare(relation, change(left), change(right))
        case t.Defined(_, meaning):
            return mapped(meaning, change)
        case t.Logic(kind, parts):
            return t.Logic(kind, tuple(mapped(part, change) for part in parts))
        case _:
            raise TypeError(f"{type(condition).__name__} is no condition")
