"""``pytest --derivations``: derivation modules and pages as test items, in any project's folders; off unless it is asked for.

A module of Python is collected where it gives ``derivation`` a value, a page (Markdown, LaTeX, a notebook) where it holds
mathematics; each step is one item, judged in a worker, and a failure reads like the command's text report.  A step that a
derivation marks as false is to be refuted.  Everything heavy is imported only where something is collected.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from checks.tasks import Step
    from checks.verdicts import Verdict
    from checks.workers import Worker

STEP_SECONDS = 20  # a third of what the command gives a page
_WORKER: pytest.StashKey[Worker] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--derivations``."""
    parser.getgroup("handcheck").addoption(
        "--derivations", action="store_true", help="collect derivation modules and pages of mathematics, each step as a test"
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A derivation module, or a page."""
    if not parent.config.getoption("derivations"):
        return None
    from checks.tasks import PAGE_SUFFIXES

    wanted = _holds_a_derivation(file_path) if file_path.suffix == ".py" else file_path.suffix.lower() in PAGE_SUFFIXES
    return Derivations.from_parent(parent, path=file_path) if wanted else None


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the worker."""
    worker = config.stash.get(_WORKER, None)
    if worker is not None:
        worker.close()


class DoesNotStand(Exception):
    """A step that does not stand, or a file that cannot be read: the text of its report."""


class Derivations(pytest.File):
    """A file with steps."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its steps; one item that fails where it cannot be read."""
        from checks.tasks import NothingToCheck, Source, Step, loaded, page_of

        source = Source(os.path.relpath(self.path))
        try:
            page = page_of(source)
        except NothingToCheck as error:
            if not error.trouble.empty:
                yield Unread.from_parent(self, name="read", said=str(error))
            return
        false: list[bool] = []
        if self.path.suffix == ".py":
            false = [step.false for chain in loaded(source.wanted)[1].chains for step in chain.steps]
        for number, claim in enumerate(page.claims):
            is_false = bool(false) and false[number]
            yield OneStep.from_parent(self, name=f"{claim.chain}.{claim.step}", step=Step(source, number), false=is_false)


class _Reported(pytest.Item):
    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The report alone, without a traceback of ours."""
        if isinstance(excinfo.value, DoesNotStand):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """What the heading of a failure says."""
        return self.path, None, f"{self.path.name} {self.name}"


class Unread(_Reported):
    """A file that cannot be read."""

    def __init__(self, *, said: str, **others: object) -> None:
        super().__init__(**others)  # pyright: ignore[reportArgumentType]
        self.said = said

    def runtest(self) -> None:
        """Fail with what is wrong with it."""
        raise DoesNotStand(self.said)


class OneStep(_Reported):
    """A step; ``false`` where it is marked so."""

    def __init__(self, *, step: Step, false: bool, **others: object) -> None:
        super().__init__(**others)  # pyright: ignore[reportArgumentType]
        self.step, self.false = step, false

    def runtest(self) -> None:
        """Pass where it is proved or agrees, or where a step that is marked as false is refuted."""
        from checks.report.text import step_as_text
        from checks.tasks import page_of
        from checks.verdicts import Agrees, Proved, Refuted

        verdict = self._verdict()
        if isinstance(verdict, Refuted if self.false else Proved | Agrees):
            return
        said = step_as_text(page_of(self.step.source), self.step.number, verdict)
        raise DoesNotStand(f"{said}\n   = the step is marked as false" if self.false else said)

    def _verdict(self) -> Verdict:
        from checks.checking import step_verdict
        from checks.workers import Worker

        worker = self.config.stash.setdefault(_WORKER, Worker())
        return step_verdict(worker, self.step, STEP_SECONDS)


def _holds_a_derivation(path: Path) -> bool:
    from checks.library import holds_a_derivation

    try:
        return holds_a_derivation(ast.parse(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, SyntaxError, RecursionError):
        return False
