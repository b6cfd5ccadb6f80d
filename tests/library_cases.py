"""What the property tests run over: every derivation of the library, and each of its steps."""

from __future__ import annotations

from functools import cache
from types import UnionType

import numpy as np

from checks import library
from checks import terms as t
from checks.domains import Batch, Given, leftover
from checks.model import Claim, Derivation, Step, claims_of
from checks.verdicts import Agrees, Proved, Verdict
from checks.witnesses import ball

ENTRIES = tuple(entry for entry in library.catalogue()[0] if entry.origin == library.OWN)
NAMES = tuple(entry.name for entry in ENTRIES)


@cache
def loaded(name: str) -> Derivation:
    return library.load(name)


def claims() -> list[tuple[str, int]]:
    """Each step as the name of its derivation and its number from 0, chain after chain."""
    return [(name, number) for name in NAMES for number in range(len(claims_of(loaded(name))))]


def step(name: str, number: int) -> Step:
    return [step for chain in loaded(name).chains for step in chain.steps][number]


def claim(name: str, number: int) -> Claim:
    return claims_of(loaded(name))[number]


def tabled(term: t.Term) -> tuple[t.Term, tuple[t.Variable, ...]]:
    """The term with a variable for the values of each arbitrary function: tables of logits become data."""
    calls = tuple(dict.fromkeys(part for part in t.walk(term) if isinstance(part, t.Call)))
    stand_ins = {call: t.Variable(call.function.name, call.function.dims) for call in calls}
    return t.substitute(term, dict(stand_ins)), tuple(stand_ins.values())


def expected(claim: Claim) -> type[Verdict] | UnionType:
    """What a step that stands is: an equality is proved."""
    return Proved if claim.relation == "=" else Proved | Agrees


def infinite(claim: Claim) -> bool:
    """Whether a sum in it has infinitely many terms, for which floats have no error band."""
    return any(t.Constant("infinity") in t.walk(side) for side in (claim.left, claim.right))


def within(points: Batch, given: Given) -> Batch:
    """The points at which the facts about their letters hold that say more than which numbers a letter may take."""
    facts = [fact for fact in leftover(given) if set(t.free_variables(fact)) <= set(points.values)]
    if not facts:
        return points
    kept = [all(ball.holds(fact, points.point(number), 53) is True for fact in facts) for number in range(points.points)]
    return points.select(np.array(kept))
