"""The sign of a difference of two functions of a few numbers, over SymPy: in each case of the signs of what stands under magnitudes.

Verb: ``sign_of_difference``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import sympy as sp

from checks import terms as t
from checks.domains import Given
from checks.witnesses.algebra.positivity import Range, Sign, is_small, sign_of
from checks.witnesses.algebra.scalars import NotScalar, Reading, range_of


def sign_of_difference(lower: t.Term, upper: t.Term, given: Given) -> Sign | None:
    """That upper − lower ≥ 0 on the whole domain (> 0 where strict); ``None`` where that is not shown."""
    found: list[Sign] = []
    for case in _sign_cases((lower, upper), given):
        sign = _sign(lower, upper, given, case)
        if sign is None:
            return None
        found.append(sign)
    return Sign(1, all(sign.strict for sign in found), frozenset[str]().union(*(sign.rules for sign in found)))


def _sign_cases(sides: tuple[t.Term, ...], given: Given) -> Iterator[dict[t.Term, Range]]:
    kinked: dict[t.Term, None] = {}
    for part in (part for side in sides for part in t.walk(side)):
        match part:
            case t.Apply("abs" | "relu" | "sign", t.Variable(_, ()) as v) if range_of(v, given).low < 0:
                kinked[v] = None
            case _:
                pass
    halves = [((v, Range(sp.Integer(0), sp.oo, low_closed=True)), (v, Range(-sp.oo, sp.Integer(0), high_closed=True))) for v in kinked]
    for chosen in itertools.product(*halves):
        yield dict(chosen)


def _sign(lower: t.Term, upper: t.Term, given: Given, case: dict[t.Term, Range]) -> Sign | None:
    reading = Reading(given, narrower=case)
    try:
        below, above = reading.expression(lower), reading.expression(upper)
    except NotScalar:
        return None
    for a, b in _compared(below, above, reading):
        found = sign_of(b - a, reading.ranges)
        if found is not None and (found.sign > 0 or (b - a) == 0):
            return found
    return None


def _compared(below: Any, above: Any, reading: Reading) -> Iterator[tuple[Any, Any]]:
    """Pairs that stand in the same order as the sides: these, their exponentials, their squares where both are not negative."""
    if not is_small(below - above):
        return
    yield below, above
    if below.has(sp.log) or above.has(sp.log):
        yield sp.exp(below), sp.exp(above)
    parts: list[Any] = [part for side in (below, above) for part in sp.preorder_traversal(side)]
    if any(part.is_Pow and not part.exp.is_Integer for part in parts):
        signs = [sign_of(side, reading.ranges) for side in (below, above)]
        if all(sign is not None and sign.sign > 0 for sign in signs):
            yield sp.expand(below**2), sp.expand(above**2)
            yield sp.expand(sp.expand(below**2) ** 2), sp.expand(sp.expand(above**2) ** 2)
