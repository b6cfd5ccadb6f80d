"""All minimisers of objectives over an interval, enclosed by branch and bound.  Verb: ``parted``."""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from checks import terms as t
from checks.domains import Point
from checks.sets import Interval
from checks.witnesses import ball

Cell = tuple[Fraction, Fraction]

HALVINGS = 8
MOST_CELLS = 128


def parted(left: t.Term, right: t.Term, point: Point, variable: t.Variable) -> tuple[arb, arb] | None:
    """Balls without a common point that hold every minimiser of ``left`` and of ``right`` over the variable's closed interval.

    Both objectives are continuous numbers.  ``None`` where their minimisers could not be told apart.
    """
    ours, theirs = _first(variable), _first(variable)
    for _ in range(HALVINGS):
        ours, theirs = _narrower(left, point, variable, ours), _narrower(right, point, variable, theirs)
        if not ours or not theirs:
            return None
        if not _hull(ours).overlaps(_hull(theirs)):
            return _hull(ours), _hull(theirs)
    return None


def _first(variable: t.Variable) -> list[Cell]:
    assert isinstance(variable.values, Interval)
    low, high = variable.values.low, variable.values.high
    assert low is not None
    assert high is not None
    return [(low + (high - low) * Fraction(k, 8), low + (high - low) * Fraction(k + 1, 8)) for k in range(8)]


def _narrower(objective: t.Term, point: Point, variable: t.Variable, cells: list[Cell]) -> list[Cell]:
    """The halves of the cells that may hold a minimiser: no lower bound above a value that is taken.  Empty: given up."""
    bounds = [ball.enclose_over(objective, point, variable, _ball(cell)) for cell in cells]
    middles = [ball.enclose_over(objective, point, variable, _ball(_middle(cell))) for cell in cells]
    if not all(bound.is_finite() for bound in (*bounds, *middles)):
        return []
    least = min(middle.upper() for middle in middles)
    kept = [cell for cell, bound in zip(cells, bounds, strict=True) if not bound.lower() > least]
    if len(kept) > MOST_CELLS:
        return []
    return [half for a, b in kept for half in ((a, (a + b) / 2), ((a + b) / 2, b))]


def _middle(cell: Cell) -> Cell:
    middle = (cell[0] + cell[1]) / 2
    return middle, middle


def _hull(cells: list[Cell]) -> arb:
    return _ball((min(low for low, _ in cells), max(high for _, high in cells)))


def _ball(cell: Cell) -> arb:
    low, high = (arb(x.numerator) / x.denominator for x in cell)
    return low.union(high)
