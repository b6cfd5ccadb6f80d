"""What is concluded about a step, and on what evidence.

A verdict is one of a closed union of frozen values; ``match`` over it.  Nothing here decides anything (``judge``
does) or prints anything (``report`` does).  Verbs: ``name``, ``worst``, ``exit_status``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NoReturn, TypeAlias

WitnessName: TypeAlias = Literal["algebra", "autodiff", "ball", "shapes"]
Nested: TypeAlias = "str | tuple[Nested, ...]"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What one witness did and found; ``points`` counts the points it truly compared (0 where it used none)."""

    witness: WitnessName
    says: str
    points: int = 0


@dataclass(frozen=True, kw_only=True)
class Counterexample:
    """A point of the declared domain where the two sides are certainly different.

    ``at`` maps each name to exact rationals written as text, nested like the array; ``left`` and ``right`` are the
    two sides there, decimal or exact; ``entry`` is the entry that differs, where the sides are arrays.
    """

    at: Mapping[str, Nested]
    sizes: Mapping[str, int]
    left: str
    right: str
    bits: int
    entry: tuple[int, ...] = ()


class _NoTruth:
    """A verdict is no truth value: ``if verdict:`` would take undecided for one or the other."""

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is a verdict, not a truth value: match on its class")


@dataclass(frozen=True, kw_only=True)
class Proved(_NoTruth):
    """Exact algebra shows it, and autodiff does not dissent."""

    evidence: tuple[Evidence, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Agrees(_NoTruth):
    """No proof; every witness agrees at all the points tried."""

    evidence: tuple[Evidence, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Conditional(_NoTruth):
    """It holds on a part of the declared domain only, or in the other layout convention."""

    holds_where: str
    outside: Counterexample | None
    evidence: tuple[Evidence, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Refuted(_NoTruth):
    """A certified counterexample, or shapes that cannot be equal (``reason`` names them)."""

    counterexample: Counterexample | None
    reason: str
    evidence: tuple[Evidence, ...]
    remarks: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class Undecided(_NoTruth):
    """Neither shown nor refuted; ``reason`` says why."""

    reason: str
    evidence: tuple[Evidence, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Unreadable(_NoTruth):
    """The formula could not be read; ``reason`` says what was found and what was expected."""

    reason: str


Verdict: TypeAlias = Proved | Agrees | Conditional | Refuted | Undecided | Unreadable

# From the worst to the best; a page is as good as its worst step.
_ORDER = (Unreadable, Undecided, Refuted, Conditional, Agrees, Proved)
_EXIT = {Unreadable: 2, Undecided: 3, Refuted: 1, Conditional: 1, Agrees: 0, Proved: 0}


def name(verdict: Verdict) -> str:
    """The word of the report: ``proved``, ``agrees``, …."""
    return type(verdict).__name__.lower()


def worst(verdicts: Iterable[Verdict]) -> Verdict | None:
    """The one that a page is reported by: the lowest in the order of the contract's table; ``None`` where there is none."""
    return min(verdicts, key=lambda verdict: _ORDER.index(type(verdict)), default=None)


def exit_status(verdict: Verdict) -> int:
    """0 stands, 1 does not, 2 unreadable, 3 undecided."""
    return _EXIT[type(verdict)]
