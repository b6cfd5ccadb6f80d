"""Equality by SymPy, where the finite model has no law for it: special functions, sums to a letter or to infinity, integrals.

SymPy may take very long, and memory without end: it works in a process of its own, which is stopped after ``SECONDS`` of work.

Verb: ``deduced``.
"""

from __future__ import annotations

import atexit
import importlib
import signal
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from checks import terms as t
from checks.domains import Given
from checks.sizes import Sizes, index_values, letters
from checks.workers import FAILURES, Raised, Worker

if TYPE_CHECKING:
    from checks.symbolic.encoding import Encoding

SECONDS = 2.0  # of work; the longest of the proofs in the tests takes 1
PATIENCE = 5  # times that by the clock: other processes work, too, and C code is not interrupted
MEGABYTES = 512
MOST_PARTS = 400  # different terms in both sides
MOST_ENTRIES = 9


@dataclass(frozen=True)
class Deduction:
    """How it was shown, for every size or for those that were asked about."""

    how: str
    every_size: bool


@dataclass(frozen=True)
class Question:
    """Whether two sides of equal shape are equal, for every size or else at each of the given ones."""

    left: t.Term
    right: t.Term
    given: Given
    assignments: tuple[Sizes, ...]


def deduced(question: Question) -> Deduction | str:
    """How SymPy shows it, or why not."""
    parts = {part for side in (question.left, question.right) for part in t.walk(side)}
    if len(parts) > MOST_PARTS:
        return f"{len(parts)} different parts are too many for SymPy"
    found = _worker().call(answered, question, PATIENCE * SECONDS)
    if isinstance(found, Raised):
        return "SymPy cannot work on it"
    return "SymPy takes too long, or too much memory" if isinstance(found, FAILURES) else found


@cache
def _worker() -> Worker:
    worker = Worker(MEGABYTES)
    atexit.register(worker.close)
    return worker


# ── in the worker ─────────────────────────────────────────────────────────────────────────────────


class _Over(BaseException):
    """The time is over; no handler of SymPy's is to catch it."""


@contextmanager
def _limited(seconds: float) -> Generator[None]:
    """Raise ``_Over`` after so much work of this process: how long it waits for others does not count."""

    def over(*_: object) -> None:
        raise _Over

    signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def answered(question: Question) -> Deduction | str:
    """``deduced``, in this process."""
    importlib.import_module("checks.symbolic.zero")  # loading SymPy is no work on the question

    try:
        with _limited(SECONDS):
            return _answered(question)
    except _Over:
        return "SymPy takes too long"
    except RecursionError:
        return "nested too deeply for SymPy"


def _answered(question: Question) -> Deduction | str:
    from checks.symbolic.encoding import Encoding, NotSymbolic

    reason = ""
    try:
        how = _shown(question, Encoding({}, question.given))
        if how is not None:
            return Deduction(how, every_size=True)
        reason = "SymPy does not bring the difference to 0"
    except NotSymbolic as error:
        reason = f"SymPy: {error}"
    if not letters(question.left, question.right):
        return reason
    found = ""
    try:
        for sizes in question.assignments:
            for indices in index_values((question.left, question.right), sizes):
                how = _shown(question, Encoding(sizes, question.given, indices))
                if how is None:
                    return reason
                found = how
    except NotSymbolic as error:
        return f"SymPy: {error}"
    return Deduction(found, every_size=False) if found else reason


def _shown(question: Question, encoding: Encoding) -> str | None:
    """How all entries were shown to be equal, as was said of the last one."""
    from checks.symbolic.encoding import NotSymbolic
    from checks.symbolic.zero import shown_equal

    if len(question.left.shape) > 2:
        raise NotSymbolic("an array of more than two axes")
    how: str | None = None
    for place in _places(question.left.shape, encoding):
        how = shown_equal(encoding.entry(question.left, place), encoding.entry(question.right, place), encoding.symbols)
        if how is None:
            return None
    return how


def _places(shape: t.Shape, encoding: Encoding) -> list[Any]:
    from checks.symbolic.encoding import NotSymbolic

    places = encoding.places(shape)
    if len(places) > MOST_ENTRIES:
        raise NotSymbolic(f"an array of {len(places)} entries")
    return places
