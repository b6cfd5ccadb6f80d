"""Sums of logarithms of terms.

Verb: ``logarithms_in``.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checks import terms as t
from checks.domains import written_number


def logarithms_in(term: t.Term) -> dict[t.Term, Fraction] | None:
    """Σ cᵢ log aᵢ as the cᵢ by the aᵢ; ``None`` for anything else."""
    found: dict[t.Term, Fraction] = {}
    for times, argument in _summands(term, Fraction(1)):
        if argument is None or argument.shape:
            return None
        found[argument] = found.get(argument, Fraction(0)) + times
    return found


def _summands(term: t.Term, times: Fraction) -> Iterator[tuple[Fraction, t.Term | None]]:
    match term:
        case t.Number(value) if value == 0:
            return
        case t.Defined(_, meaning):
            yield from _summands(meaning, times)
        case t.Apply("log", argument):
            yield times, argument
        case t.Negative(argument):
            yield from _summands(argument, -times)
        case t.Plus(terms):
            for part in terms:
                yield from _summands(part, times)
        case t.Times((scale, inner)) if (value := written_number(scale)) is not None:
            yield from _summands(inner, times * value)
        case t.Quotient(inner, scale) if value := written_number(scale):
            yield from _summands(inner, times / value)
        case _:
            yield times, None
