"""How many steps of which kind the project's tests hold, and what verdicts they get: ``python -m tests.corpus_table``.

Judges every page of ``tests/corpus``, every step of the library, and every claim of the tables of claims in the tests, and
writes the counts to ``tests/corpus/README.md``, with the true steps for which there is no proof.  Takes about ten minutes.
"""

from __future__ import annotations

import importlib
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.judge import judge_page
from checks.model import Report
from checks.page.documents import formulas
from checks.page.reading import read_file
from checks.page.statements import read_page
from checks.report.page import as_page
from checks.verdicts import name
from tests.corpus_pages import ACCEPTED, FOLDER, SHARES, collected
from tests.library_cases import NAMES, loaded
from tests.test_inequalities import page_of

README = FOLDER / "README.md"

# The tables of claims in the tests, each by its name in its module, with the label of its claims.
TABLES = {"TRUE": "ok", "REMARKED": "ok", "PARTLY": "ok", "FALSE": "wrong", "REFUTED": "wrong", "CONDITIONAL": "conditional"}
INTRODUCTION = """\
# The step corpus

Written by `python -m tests.corpus_table`, which judges everything anew; what stands here is never edited by hand.
`labels.json` has one label for each step of a page, in page order: `ok` (to be proved, or to agree), `wrong` (to be refuted),
`conditional`, and `layout` (conditional: equal in the other layout of derivatives).  `published` are errors from issue trackers
and classic slips, each beside its right page, `students` are pages as students write them with slips, `samples` are of both
kinds; `source` cites the thread an error is from.
"""


@dataclass(frozen=True)
class Judged:
    """Steps of one page, or one claim of a table: where they stand, their labels, what they got, and in how many seconds."""

    source: str
    where: str
    labels: tuple[str, ...]
    verdicts: tuple[str, ...]
    seconds: float


def main() -> None:
    """Judge everything and write the table."""
    judged = [*_pages(), *_library(), *_tables()]
    README.write_text("\n".join((INTRODUCTION, *_counted(judged), "", *_unproved(judged), "")), encoding="utf-8")


# ── what is judged ────────────────────────────────────────────────────────────────────────────────


def _pages() -> Iterator[Judged]:
    for collection in SHARES:
        for page in collected(collection):
            start = time.process_time()
            report = judge_page(read_file(page.path))
            yield _judged(f"pages: {collection}", page.name, page.labels, report, start)


def _library() -> Iterator[Judged]:
    for each in NAMES:
        start = time.process_time()
        report = judge_page(read_page(f"{each}.md", formulas(as_page(loaded(each)))))
        labels = tuple("wrong" if step.false else "ok" for chain in loaded(each).chains for step in chain.steps)
        yield _judged("library", each, labels, report, start)


def _tables() -> Iterator[Judged]:
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        tables = vars(importlib.import_module(f"tests.{path.stem}"))
        for declared, claim, label in dict.fromkeys(_claims(tables)):
            start = time.process_time()
            report = judge_page(page_of(declared, claim))
            labels = (label,) * len(report.verdicts)  # `a ≤ b ≤ c` is two steps
            yield _judged(f"claims: {path.stem}", f"{declared}: `{claim}`", labels, report, start)


def _claims(tables: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    """What is declared, what is claimed, and its label, of every table of these with such rows."""
    for table, label in TABLES.items():
        rows = tables.get(table)
        for row in rows if isinstance(rows, tuple) else ():
            match row:
                case (str(declared), str(claim), *_):
                    yield declared, claim, label
                case _:
                    pass


def _judged(source: str, where: str, labels: tuple[str, ...], report: Report, start: float) -> Judged:
    verdicts = tuple(map(name, report.verdicts))
    return Judged(source, where, labels, verdicts, time.process_time() - start)


# ── what is written ───────────────────────────────────────────────────────────────────────────────


def _counted(judged: Sequence[Judged]) -> Iterator[str]:
    """A row for each source: true steps with what they got, false ones, and those that hold on a part."""
    yield "| source | pages | true | proved | agrees | else | false | refuted | else | in part | as labelled | else | median, longest CPU time of a page |"
    yield "|" + "---|" * 13
    sources = tuple(dict.fromkeys(each.source for each in judged))
    for source in sources:
        yield _row(source, [each for each in judged if each.source == source])
    yield _row("**all**", judged)
    yield ""
    pairs = list(_steps(judged))
    true, false = (Counter(got for label, got in pairs if label == wanted) for wanted in ("ok", "wrong"))
    proved, refuted = 100 * true["proved"] / true.total(), 100 * false["refuted"] / false.total()
    yield f"{proved:.1f} % of the true steps are proved, {refuted:.1f} % of the false ones are refuted."


def _row(source: str, judged: Sequence[Judged]) -> str:
    counts = Counter(_steps(judged))
    true, false = (sum(counts[label, got] for (label, got) in counts if label == wanted) for wanted in ("ok", "wrong"))
    proved, agrees, refuted = counts["ok", "proved"], counts["ok", "agrees"], counts["wrong", "refuted"]
    part = sum(number for (label, _), number in counts.items() if label in {"conditional", "layout"})
    found = counts["conditional", "conditional"] + counts["layout", "conditional"]
    seconds = [each.seconds for each in judged]
    cells = (source, len(judged), true, proved, agrees, true - proved - agrees, false, refuted, false - refuted, part, found, part - found)
    return f"| {' | '.join(map(str, cells))} | {statistics.median(seconds):.2f} s, {max(seconds):.1f} s |"


def _steps(judged: Iterable[Judged]) -> Iterator[tuple[str, str]]:
    """Each step's label and verdict; where their numbers differ, every label is missed."""
    for each in judged:
        fits = len(each.labels) == len(each.verdicts)
        yield from zip(each.labels, each.verdicts if fits else ("missing",) * len(each.labels), strict=True)


def _unproved(judged: Sequence[Judged]) -> Iterator[str]:
    """The true steps that have no proof, and what else is not as labelled."""
    yield "## True steps without a proof, and steps that are not as labelled\n"
    for each in judged:
        if len(each.labels) != len(each.verdicts):
            yield f"- {each.source}, {each.where}: {len(each.verdicts)} steps were read, expected {len(each.labels)}"
            continue
        for number, (label, got) in enumerate(zip(each.labels, each.verdicts, strict=True), start=1):
            words = {kind.__name__.lower() for kind in _kinds(label)} - {"agrees"}
            if got not in words:
                yield f"- {each.source}, {each.where}, step {number}: {got}, label {label}"


def _kinds(label: str) -> tuple[type, ...]:
    accepted = ACCEPTED[label]
    return accepted if isinstance(accepted, tuple) else (accepted,)


if __name__ == "__main__":
    main()
