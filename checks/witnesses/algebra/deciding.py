"""Claims about real numbers, decided by the cells in which they could fail.

Verbs: ``equal_by_cells``, ``ordered_by_cells``, ``implied_by_cells``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from checks import terms as t
from checks.domains import Given
from checks.witnesses.algebra.cells import is_empty
from checks.witnesses.algebra.formulas import Formula, Joined, TooHard, every, negated
from checks.witnesses.algebra.piecewise import NotAlgebraic, Reading, inner_pair

HOW = "a decomposition of the real numbers into cells has none where it fails"
MOST_WRITTEN_OUT = 2000  # terms that both sides are made of
TOTAL = (t.Variable, t.Number, t.Constant, t.Size, t.Index, t.Plus, t.Negative, t.Times, t.MatMul, t.Transpose, t.Norm, t.Trace, t.Defined)
TOTAL_FUNCTIONS = {"exp", "sin", "cos", "arctan", "erf", "abs"}


def equal_by_cells(left: t.Term, right: t.Term, given: Given) -> str:
    """Why two sides are equal wherever both have a value, entry by entry; "" where that was not shown."""
    return _shown(lambda reading: reading.related("≠", left, right), (left, right), given)


def ordered_by_cells(relation: t.Relation, left: t.Term, right: t.Term, given: Given) -> str:
    """Why the numbers are in the relation wherever both have a value; "" where that was not shown."""
    if left.shape or right.shape:
        return ""
    opposite: dict[t.Relation, t.Relation] = {"≤": ">", "<": "≥", "≥": "<", ">": "≤"}
    return _shown(lambda reading: reading.related(opposite[relation], left, right), (left, right), given)


def implied_by_cells(left: t.Term, right: t.Term, given: Given) -> str:
    """Why one condition holds wherever another does, which does so somewhere; a relation with an undefined side is false."""

    def failing(reading: Reading) -> Formula:
        concluded = negated(reading.condition(right))
        if not all(map(_is_total, reading.letters.keys() - reading.roots)):
            raise NotAlgebraic("a number without a value somewhere, in what is concluded")
        return every(reading.condition(left), concluded)

    how = _shown(failing, (left, right), given)
    return how if how and not _shown(lambda reading: reading.condition(left), (left,), given) else ""


def _shown(violation: Callable[[Reading], Formula], sides: tuple[t.Term, ...], given: Given) -> str:
    if sum(map(_written_out, sides)) > MOST_WRITTEN_OUT:
        return ""
    try:
        reading = Reading(given, metric=_has_norm(sides))
        failing = violation(reading)
        domain = reading.domain(sides)
        cases = failing.parts if isinstance(failing, Joined) and not failing.together else (failing,)
        return HOW if all(is_empty(every(domain, case)) for case in cases) else ""
    except (NotAlgebraic, TooHard, OverflowError):
        return ""


@lru_cache(maxsize=1 << 12)
def _written_out(term: t.Term) -> int:
    """How many terms it is made of, a part that many share counted wherever it stands: pieces are made of each anew."""
    return 1 + sum(map(_written_out, t.children(term)))


def _has_norm(sides: tuple[t.Term, ...]) -> bool:
    return any(
        isinstance(part, t.Norm) or (inner_pair(part) and len(set(inner_pair(part))) == 1) for side in sides for part in t.walk(side)
    )


def _is_total(term: t.Term) -> bool:
    """Whether it has a value everywhere, by what it is made of."""
    return all(isinstance(part, TOTAL) or (isinstance(part, t.Apply) and part.function in TOTAL_FUNCTIONS) for part in t.walk(term))
