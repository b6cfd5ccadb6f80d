"""The pages of ``tests/corpus`` with what each of their steps must get; which of them the suite judges every time."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from checks.judge import judge_page
from checks.page.reading import read_file
from checks.verdicts import Agrees, Conditional, Proved, Refuted, Verdict

FOLDER = Path(__file__).parent / "corpus"

# What a label of ``labels.json`` accepts; there is one label for each step, in page order.
ACCEPTED: dict[str, type[Verdict] | tuple[type[Verdict], ...]] = {
    "ok": (Proved, Agrees),
    "wrong": Refuted,
    "conditional": Conditional,
    "layout": Conditional,
}

# Every so manieth page of a collection is judged in each run, and every page with HYPOTHESIS_PROFILE=nightly.  The pages of
# ``students`` and ``samples`` come as a right one and its slips, two or three in a row: 7 meets each of the three in turn.
# ``suites`` are claims of other tools' test suites and of formula collections, right and wrong in turn: an odd share meets both.
# ``courses`` are pages as different courses write them, some with a slip beside them.
SHARES = {"published": 2, "students": 7, "courses": 5, "samples": 7, "suites": 21}
SLOW = (
    "gamma-moments",
    "geometric-",
    "kl-gaussians",
    "mgf-normal",
    "score-gradient",
)  # infinite sums, integrals: with the nightly profile only


@dataclass(frozen=True)
class LabelledPage:
    """A page, by its collection and its name, and the labels of its steps."""

    collection: str
    name: str
    labels: tuple[str, ...]

    @property
    def path(self) -> Path:
        return FOLDER / self.collection / self.name


def collected(collection: str) -> list[LabelledPage]:
    """All pages of a collection, in the order of its ``labels.json``."""
    entries = json.loads((FOLDER / collection / "labels.json").read_text(encoding="utf-8"))
    return [LabelledPage(collection, name, tuple(entry["steps"])) for name, entry in entries.items()]


def judged_today() -> list[LabelledPage]:
    """The pages that this run judges."""
    every = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
    if every:
        return [page for collection in SHARES for page in collected(collection)]
    shares = [page for collection, share in SHARES.items() for page in collected(collection)[::share]]
    return [page for page in shares if not page.name.startswith(SLOW)]


def verdicts_of(page: LabelledPage) -> tuple[Verdict, ...]:
    """The verdicts on the steps of a page."""
    return tuple(judge_page(read_file(page.path)).verdicts)


def as_labelled(labels: tuple[str, ...], verdicts: tuple[Verdict, ...]) -> bool:
    """Whether every step got what its label asks for."""
    return len(labels) == len(verdicts) and all(
        isinstance(verdict, ACCEPTED[label]) for label, verdict in zip(labels, verdicts, strict=True)
    )
