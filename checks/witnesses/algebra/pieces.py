"""Piecewise rational functions: quotients of polynomials, each where its guard holds.

Verbs: ``plain`` makes one of a polynomial, ``plus``, ``times``, ``negative``, ``reciprocal``, ``whole_power``, ``extremum``, ``sign``
and ``slope`` of others; ``compared`` and ``sign_of`` are conditions on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from flint import fmpq

from checks import terms as t
from checks.witnesses.algebra.formulas import (
    NONZERO,
    RING,
    ZERO,
    Formula,
    Polynomial,
    Signs,
    TooHard,
    closed,
    every,
    sign_in,
    some,
)

MOST_PIECES = 24
MOST_TERMS = 300  # of one polynomial
LARGEST_POWER = 12
PLUS, MINUS, NOT_NEGATIVE, NOT_POSITIVE = frozenset({1}), frozenset({-1}), frozenset({0, 1}), frozenset({-1, 0})
SIGNS: dict[t.Relation, Signs] = {"=": ZERO, "≠": NONZERO, "<": MINUS, "≤": NOT_POSITIVE, ">": PLUS, "≥": NOT_NEGATIVE}


@dataclass(frozen=True)
class Piece:
    """above/below, where the guard holds; below is not 0 there."""

    guard: Formula
    above: Polynomial
    below: Polynomial


Pieces: TypeAlias = tuple[Piece, ...]


def constant(value: Fraction | int) -> Polynomial:
    """A rational number as a polynomial."""
    value = Fraction(value)
    return RING.constant(fmpq(value.numerator, value.denominator))


ONE = constant(1)


def _piece(guard: Formula, above: Polynomial, below: Polynomial = ONE) -> Piece:
    """Without common factors; the points where one of them is 0 have no value, and stay outside the guard."""
    if below.is_constant():
        return Piece(guard, above / below.leading_coefficient(), ONE)
    common = above.gcd(below)
    if max(len(above.to_dict()), len(below.to_dict())) > MOST_TERMS:
        raise TooHard("too many terms")
    return Piece(every(guard, sign_in(below, NONZERO)), above / common, below / common)


def plain(polynomial: Polynomial) -> Pieces:
    """A polynomial, everywhere."""
    return (Piece(guard=True, above=polynomial, below=ONE),)


def limited(pieces: list[Piece]) -> Pieces:
    """Those that are somewhere; raises ``TooHard`` where they are too many."""
    kept = tuple(piece for piece in pieces if piece.guard is not False)
    if len(kept) > MOST_PIECES:
        raise TooHard("too many cases")
    return kept


def sign_of(piece: Piece, signs: Signs) -> Formula:
    """Where its value, where it has one, has one of the signs."""
    return sign_in(piece.above * piece.below, signs)


def compared(relation: t.Relation, ours: Pieces, theirs: Pieces) -> Formula:
    """Where both have a value and are in the relation."""
    pairs = ((every(a.guard, b.guard), (a.above * b.below - b.above * a.below) * a.below * b.below) for a in ours for b in theirs)
    return some(*(every(guard, sign_in(gap, SIGNS[relation])) for guard, gap in pairs))


def negative(pieces: Pieces) -> Pieces:
    """With the other sign."""
    return tuple(Piece(p.guard, -p.above, p.below) for p in pieces)


def plus(ours: Pieces, theirs: Pieces) -> Pieces:
    """The sum."""
    return limited(
        [_piece(every(a.guard, b.guard), a.above * b.below + b.above * a.below, a.below * b.below) for a in ours for b in theirs]
    )


def times(ours: Pieces, theirs: Pieces) -> Pieces:
    """The product."""
    return limited([_piece(every(a.guard, b.guard), a.above * b.above, a.below * b.below) for a in ours for b in theirs])


def reciprocal(pieces: Pieces) -> Pieces:
    """1 over it, where it is not zero."""
    return limited([_piece(p.guard, p.below, p.above) for p in pieces if not p.above.is_zero()])


def whole_power(pieces: Pieces, power: int) -> Pieces:
    """A power with a small positive integer for its exponent; raises ``TooHard`` for a large one."""
    if power > LARGEST_POWER:
        raise TooHard("a large power")
    return tuple(Piece(p.guard, p.above**power, p.below**power) for p in pieces)


def extremum(kind: str, ours: Pieces, theirs: Pieces) -> Pieces:
    """The larger, or the smaller, of two."""
    made: list[Piece] = []
    for a in ours:
        for b in theirs:
            gap = (a.above * b.below - b.above * a.below) * a.below * b.below
            gap = gap if kind == "max" else -gap
            both = every(a.guard, b.guard)
            made.append(Piece(every(both, sign_in(gap, NOT_NEGATIVE)), a.above, a.below))
            made.append(Piece(every(both, sign_in(-gap, PLUS)), b.above, b.below))
    return limited(made)


def sign(pieces: Pieces) -> Pieces:
    """−1, 0 or 1."""
    signs = ((PLUS, 1), (ZERO, 0), (MINUS, -1))
    return limited([Piece(every(p.guard, sign_of(p, where)), constant(value), ONE) for p in pieces for where, value in signs])


def slope(pieces: Pieces, letter: int | None) -> Pieces:
    """The derivative of each piece by a letter, on its closed guard; raises ``TooHard`` for cases with poles.

    Where a function has a derivative, it is that of a piece which is active on a side of the point, and whose closed guard
    holds there.  So what is true of all pieces whose closed guards hold is true of the derivative, where there is one.
    """
    if len(pieces) > 1 and not all(p.below.is_constant() for p in pieces):
        raise TooHard("cases with poles")
    made: list[Piece] = []
    for p in pieces:
        zero = constant(0)
        above = zero if letter is None else p.above.derivative(letter) * p.below - p.above * p.below.derivative(letter)
        made.append(_piece(every(closed(p.guard), sign_in(p.below, NONZERO)), above, p.below * p.below))
    return limited(made)
