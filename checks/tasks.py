"""What a worker does for the command, each a function of values that can be sent: read a page, judge a step of it, render the report.

The page that was read last is remembered, so that each step costs no second reading; a worker that had to be started again
reads it again.  Everything heavy is imported where it is needed.

Verbs: ``page_of``, ``opened``, ``judged``, ``helped``, ``remarked``, ``rendered``, ``read_back``.
"""

from __future__ import annotations

import os
import resource
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from checks.keys import Key
    from checks.model import Derivation, Page
    from checks.page.sources import Formula
    from checks.terms import Term
    from checks.verdicts import Refuted, Verdict

PAGE_SUFFIXES = frozenset({".md", ".markdown", ".tex", ".ipynb"})


@dataclass(frozen=True)
class Source:
    """What is to be checked: a path or a name of the library as it was written; ``data`` is what standard input held.

    ``found`` where it was not named itself, but stands in a folder or matches a pattern; ``key`` is the path or the name of what
    its answer is checked against; ``libraries`` are folders of derivations besides those installed.
    """

    wanted: str
    data: bytes | None = None
    found: bool = False
    key: str = ""
    libraries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trouble:
    """Why there is nothing to check, in one line; ``empty`` where a page was read and has no mathematics."""

    message: str
    empty: bool = False


@dataclass(frozen=True)
class Step:
    """The step ``number`` (from 0) of a source."""

    source: Source
    number: int


@dataclass(frozen=True)
class Rendering:
    """A source with a verdict for each of its steps, and how the report is to look."""

    source: Source
    verdicts: tuple[Verdict, ...]
    format: str
    color: bool
    verbose: bool


@dataclass(frozen=True)
class Rendered:
    """The report as text, the word for the page, its exit status, and the most memory that the worker ever took."""

    text: str
    verdict: str
    status: int
    megabytes: int


class NothingToCheck(Exception):
    """Carries a ``Trouble``."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


def opened(source: Source) -> int | Trouble:
    """How many steps the source has."""
    try:
        return len(page_of(source).claims)
    except NothingToCheck as error:
        return error.trouble


def judged(step: Step) -> Verdict:
    """The verdict on one step, still without help and without what its chain says of it."""
    from checks.judge import judge_step

    return judge_step(page_of(step.source).claims[step.number], _starts(step.source))


def helped(step_and_verdict: tuple[Step, Refuted]) -> Verdict:
    """The verdict on a refuted step with what would mend it."""
    from checks.judge import with_help

    step, verdict = step_and_verdict
    return with_help(page_of(step.source).claims[step.number], verdict)


def remarked(source_and_verdicts: tuple[Source, tuple[Verdict, ...]]) -> tuple[Verdict, ...]:
    """The verdicts with what is to be said of whole chains."""
    from checks.judge import with_chain_remarks

    source, verdicts = source_and_verdicts
    return with_chain_remarks(page_of(source).claims, verdicts)


def rendered(request: Rendering) -> Rendered:
    """The report."""
    from checks.model import Report
    from checks.report.diagnostic import page_verdict
    from checks.verdicts import exit_status, name

    report = Report(page=page_of(request.source), verdicts=request.verdicts)
    if request.format == "json":
        from checks.report.json import as_json

        text = as_json(report)
    else:
        from checks.report.text import as_text

        text = as_text(report, color=request.color, verbose=request.verbose)
    verdict = page_verdict(report)
    return Rendered(text, name(verdict), exit_status(verdict), _peak())


def read_back(source_and_format: tuple[Source, str]) -> Rendered | Trouble:
    """How a page is understood, without a judgement; the word and the status say whether all of it is."""
    from checks.report.reading import as_json, as_text, is_read
    from checks.verdicts import Unreadable, exit_status

    source, form = source_and_format
    try:
        page = page_of(source)
    except NothingToCheck as error:
        return error.trouble
    text = as_json(page) if form == "json" else as_text(page)
    if is_read(page):
        return Rendered(text, "read", 0, _peak())
    return Rendered(text, "unreadable", exit_status(Unreadable(reason="")), _peak())


def _peak() -> int:
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kibibytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit >> 20


@lru_cache(maxsize=1)
def _starts(source: Source) -> Mapping[int, Term]:
    from checks.judge import chain_starts

    return chain_starts(page_of(source).claims)


@lru_cache(maxsize=1)
def page_of(source: Source) -> Page:
    """What a file says, or else the derivation of that name; a file wins.  Raises ``NothingToCheck``."""
    wanted = source.wanted
    if source.data is not None or _is_file(wanted):
        return _file(Path(wanted), source.data) if not source.key else _answer(source)
    from checks.model import Page, claims_of

    name, derivation = loaded(wanted, source.libraries)
    if source.key:
        raise NothingToCheck(Trouble(f"{name}: a derivation of the library, expected a page that answers the key {source.key}"))
    return Page(path=name, claims=claims_of(derivation))


def _is_file(wanted: str) -> bool:
    path = Path(wanted)
    return path.suffix != ".py" and (os.path.lexists(wanted) or path.suffix in PAGE_SUFFIXES)


def _file(path: Path, data: bytes | None) -> Page:
    from checks.page.reading import read_file

    with _troubles_told(path):
        return read_file(path, data)


def _formulas(path: Path, data: bytes | None = None) -> tuple[Formula, ...]:
    from checks.page.reading import formulas_of

    with _troubles_told(path):
        return formulas_of(path, data)


@contextmanager
def _troubles_told(path: Path) -> Generator[None]:
    from checks.page.documents import DocumentError, NoMathematics

    try:
        yield
    except (DocumentError, OSError) as error:
        raise NothingToCheck(Trouble(_document_trouble(path, error), isinstance(error, NoMathematics))) from None


def _answer(source: Source) -> Page:
    from checks.keys import NoKey, answered

    path = Path(source.wanted)
    formulas = _formulas(path, source.data)
    try:
        return answered(str(path), formulas, _key(source.key, source.libraries))
    except NoKey as error:
        raise NothingToCheck(Trouble(f"{path}: {error}")) from None


@lru_cache(maxsize=1)
def _key(wanted: str, libraries: tuple[str, ...]) -> Key:
    """What is asked by a teacher's page, or by the derivation of that name."""
    from checks.keys import key_of, key_of_derivation

    if _is_file(wanted):
        return key_of(wanted, _formulas(Path(wanted)))
    return key_of_derivation(*loaded(wanted, libraries))


def _document_trouble(path: Path, error: Exception) -> str:
    if isinstance(error, OSError):
        reason = (error.strerror or type(error).__name__).lower()
        return f"{path}: {'no such file' if isinstance(error, FileNotFoundError) else reason}"
    message = str(error)
    return message if message.startswith(str(path)) else f"{path}: {message}"


def loaded(wanted: str, libraries: tuple[str, ...] = ()) -> tuple[str, Derivation]:
    """The full name of a derivation of the library, and the derivation."""
    from checks import library

    try:
        return library.resolve(wanted, libraries), library.load(wanted, libraries)
    except LookupError as error:
        raise NothingToCheck(Trouble(f"no such file, and {error.args[0]}")) from None
    except library.Unusable as error:
        raise NothingToCheck(Trouble(str(error))) from None
