"""What a derivation is, what a page claims, and what is reported about it: frozen values.

A ``Derivation`` is a module of the library; ``claims_of`` turns it into the ``Claim``s that a page turns into as well,
so that there is one judge for both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from checks.domains import Given
from checks.terms import ShapeError, Term, show
from checks.verdicts import Verdict

StepRelation: TypeAlias = Literal["=", "≤", "≥", "<", ">", "⇔", "⇒", "⇐", "≈", "∝"]


@dataclass(frozen=True)
class Place:
    """Where something stands: lines and columns count from 1, ``end_column`` is one past the last character."""

    line: int
    column: int
    end_line: int
    end_column: int
    cell: int | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """``… relation to``, because of ``because``: one line of a derivation module."""

    to: Term
    because: str = ""
    relation: StepRelation = "="


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """One result with its hand derivation and, written independently, the same quantity as a JAX program.

    ``program`` takes the given variables in the order of ``given.variables`` (arrays of their shapes, floats) and
    returns what ``start`` is before anything is differentiated by hand; ``source`` cites where the claim is from.
    Raises ``ShapeError`` where a line cannot follow the one above because its shape differs.
    """

    title: str
    source: str
    given: Given
    start: Term
    steps: tuple[Step, ...]
    program: Callable[..., Any]

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError(f"{self.title!r} has no steps")
        line = self.start
        for number, step in enumerate(self.steps, start=1):
            if step.to.shape != line.shape:
                raise ShapeError(
                    f"step {number} of {self.title!r} has shape {show(step.to.shape)}, but the line above has shape {show(line.shape)}"
                )
            line = step.to


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One step to be judged: ``left relation right`` for every value of ``given``."""

    left: Term
    relation: StepRelation
    right: Term
    given: Given
    chain: int
    step: int
    left_source: str = ""
    right_source: str = ""
    reason: str = ""
    up_to: Term | None = None
    place: Place | None = None


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A claim that could not be read; ``message`` shows the offending text and what was expected."""

    message: str
    source: str
    place: Place
    chain: int
    step: int


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Something on a page that is no claim: a declaration, a definition, a condition, or mathematics passed over."""

    text: str
    place: Place
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a page says, read and not yet judged; ``claims`` in page order, the unreadable ones among them."""

    path: str
    claims: tuple[Claim | Unread, ...]
    declared: tuple[Listed, ...] = ()
    defined: tuple[Listed, ...] = ()
    skipped: tuple[Listed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """A page with a verdict beside each of its claims."""

    page: Page
    verdicts: tuple[Verdict, ...] = field(default=())

    def __post_init__(self) -> None:
        if len(self.verdicts) != len(self.page.claims):
            raise ValueError(f"{len(self.verdicts)} verdicts for {len(self.page.claims)} claims")


def claims_of(derivation: Derivation) -> tuple[Claim, ...]:
    """The steps of a derivation module as claims, all in chain 1."""
    lines = (derivation.start, *(step.to for step in derivation.steps))
    return tuple(
        Claim(
            left=lines[number],
            relation=step.relation,
            right=step.to,
            given=derivation.given,
            chain=1,
            step=number + 1,
            reason=step.because,
        )
        for number, step in enumerate(derivation.steps)
    )
