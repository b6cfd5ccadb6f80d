"""All minimisers of an objective over an interval, enclosed.  Verb: ``minimisers``."""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from checks import terms as t
from checks.domains import Point
from checks.sets import Interval
from checks.witnesses import ball

HALVINGS = 9
MOST_CELLS = 256


def minimisers(objective: t.Term, point: Point, variable: t.Variable) -> arb | None:
    """A ball that holds every minimiser of a continuous objective over the closed interval of ``variable``.

    Cells whose lower bound lies above some value of the objective are dropped, the others are halved.  ``None`` where the
    objective is not enclosed on some cell that is left, or too many are.
    """
    assert isinstance(variable.values, Interval)
    low, high = variable.values.low, variable.values.high
    assert low is not None
    assert high is not None
    cells = [(low + (high - low) * Fraction(k, 8), low + (high - low) * Fraction(k + 1, 8)) for k in range(8)]
    for _ in range(HALVINGS):
        bounds = [ball.enclose_over(objective, point, variable, _ball(cell)) for cell in cells]
        if not all(bound.is_finite() for bound in bounds):
            return None
        middles = [ball.enclose_over(objective, point, variable, _ball((sum(cell) / 2,) * 2)) for cell in cells]
        least = min(middle.upper() for middle in middles)
        kept = [cell for cell, bound in zip(cells, bounds, strict=True) if not bound.lower() > least]
        if len(kept) > MOST_CELLS:
            return None
        cells = [half for a, b in kept for half in ((a, (a + b) / 2), ((a + b) / 2, b))]
    first, *rest = (_ball(cell) for cell in cells)
    for cell in rest:
        first = first.union(cell)
    return first


def _ball(cell: tuple[Fraction, Fraction]) -> arb:
    low, high = (arb(x.numerator) / x.denominator for x in cell)
    return low.union(high)
