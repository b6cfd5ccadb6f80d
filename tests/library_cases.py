"""What the property tests run over: every derivation of the library, and each of its steps."""

from __future__ import annotations

from functools import cache

from checks import library
from checks import terms as t
from checks.model import Claim, Derivation, claims_of

NAMES = tuple(name for name, _ in library.names())


@cache
def loaded(name: str) -> Derivation:
    return library.load(name)


def claims() -> list[tuple[str, int]]:
    """Each step as the name of its derivation and its number from 0."""
    return [(name, number) for name in NAMES for number in range(len(loaded(name).steps))]


def claim(name: str, number: int) -> Claim:
    return claims_of(loaded(name))[number]


def tabled(term: t.Term) -> tuple[t.Term, tuple[t.Variable, ...]]:
    """The term with a variable for the values of each arbitrary function: tables of logits become data."""
    calls = tuple(dict.fromkeys(part for part in t.walk(term) if isinstance(part, t.Call)))
    stand_ins = {call: t.Variable(call.function.name, call.function.dims) for call in calls}
    return t.substitute(term, dict(stand_ins)), tuple(stand_ins.values())
