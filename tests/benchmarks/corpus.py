"""The steps that everybody is asked about, with what is known of each: the tables of the tests, and whole pages with labels.

Verb: ``pages``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from checks.model import Claim, Page
from checks.page.reading import read_file
from tests import test_analysis, test_constraints, test_domain_findings, test_help, test_inequalities, test_relations

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class Labelled:
    """A page, as it is in a file of the name ``path``, and whether each of its steps holds on the whole declared domain."""

    path: str
    data: bytes
    holds: tuple[bool, ...]


@dataclass(frozen=True)
class Step:
    """The step ``number`` (from 0) of a page."""

    page: Labelled
    number: int

    @property
    def holds(self) -> bool:
        """Whether it is right."""
        return self.page.holds[self.number]


@lru_cache(maxsize=8)
def read(page: Labelled) -> Page:
    """What the page says."""
    return read_file(Path(page.path), page.data)


def claim_of(step: Step) -> Claim | None:
    """The claim of a step that could be read."""
    claim = read(step.page).claims[step.number]
    return claim if isinstance(claim, Claim) else None


def pages() -> tuple[Labelled, ...]:
    """All of them."""
    return (*_tables(), *_files())


def _tables() -> list[Labelled]:
    """Rows with one step; of a false chain the tables do not say which step is false."""
    found: list[Labelled] = []
    for module in (test_inequalities, test_relations, test_analysis, test_constraints):
        name = module.__name__.rpartition(".")[2]
        found += [_row(f"{name}.TRUE", row, holds=True) for row in module.TRUE]
        found += [_row(f"{name}.FALSE", row, holds=False) for row in module.FALSE]
    findings = test_domain_findings
    found += [_row("test_domain_findings.CONDITIONAL", row[:2], holds=False) for row in findings.CONDITIONAL]
    found += [_row("test_domain_findings.REFUTED", row, holds=False) for row in findings.REFUTED]
    found += [_row("test_domain_findings.REMARKED", row[:2], holds=True) for row in findings.REMARKED]
    found += [Labelled("test_help.HELP.md", text.encode(), (False,)) for text, _, _ in test_help.HELP]
    return [page for page in found if len(read(page).claims) == 1]


def _row(name: str, row: tuple[str, ...], *, holds: bool) -> Labelled:
    declared, claim = row
    return Labelled(f"{name}.md", f"Let {declared}.\n$$\n{claim}\n$$\n".encode(), (holds,))


def _files() -> list[Labelled]:
    labels = json.loads((PAGES / "labels.json").read_text(encoding="utf-8"))
    found = [
        Labelled(str(PAGES / name), (PAGES / name).read_bytes(), tuple(step == "ok" for step in label["steps"]))
        for name, label in labels.items()
    ]
    return [page for page in found if len(read(page).claims) == len(page.holds)]
