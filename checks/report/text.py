"""A report as text for a person: one line for each step that stands, a short block for each that does not.

Every first line stands alone (``path:line:column: verdict: message``), so that editors and ``grep`` understand it.
Verbs: ``as_text``, ``step_as_text``, ``printable``, ``shortened``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from checks.model import Listed, Page, Report
from checks.report.diagnostic import Diagnostic, counts, diagnose, diagnostics, page_verdict, plain
from checks.verdicts import Undecided, Verdict, name

_COLOURS = {
    "proved": "32",
    "agrees": "32",
    "conditional": "33",
    "refuted": "1;31",
    "undecided": "35",
    "unreadable": "1;31",
    "help": "36",
}
Paint: TypeAlias = Callable[[str], str]
_LONGEST = 300  # characters of one written line that are shown
# what a page may not send to a terminal: control characters, and marks that reorder the text around them
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def as_text(report: Report, *, color: bool = False, verbose: bool = False) -> str:
    """The whole report, its summary line last, without a newline at the end."""
    lines: list[str] = []
    paint = _coloured if color else str
    for diagnostic in diagnostics(report):
        lines.extend(_block(report.page.path, diagnostic, paint))
    lines.extend(f"{printable(report.page.path)}: note: {printable(plain(note))}" for note in report.page.notes)
    if verbose:
        lines.extend(_listings(report))
    lines.append(_summary(report, paint))
    return "\n".join(lines)


def step_as_text(page: Page, number: int, verdict: Verdict) -> str:
    """What the whole report would say of the step ``number`` (from 0) alone."""
    several = len({claim.chain for claim in page.claims}) > 1
    return "\n".join(_block(page.path, diagnose(page.claims[number], verdict, several_chains=several), str))


def _block(path: str, diagnostic: Diagnostic, paint: Paint) -> Iterator[str]:
    yield f"{_location(path, diagnostic)}: {paint(diagnostic.verdict)}: {printable(diagnostic.message)}"
    if diagnostic.verdict not in {"proved", "agrees"}:
        width = max((len(label) for label, _ in diagnostic.lines), default=0)
        for label, source in diagnostic.lines:
            yield f"   |  {label:>{width}}{'   ' if width else ''}{shortened(source)}"
    for note in (*diagnostic.notes, *diagnostic.remarks):
        yield f"   = {printable(note)}"
    if diagnostic.help:
        yield f"{paint('help')}: {printable(diagnostic.help)}"


def _location(path: str, diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    if not diagnostic.on_page:
        return f"{printable(path)}:{place.line}"
    cell = "" if place.cell is None else f"cell {place.cell}:"
    return f"{printable(path)}:{cell}{place.line}:{place.column}"


def _summary(report: Report, paint: Paint) -> str:
    verdict = page_verdict(report)
    word = paint(name(verdict))
    if isinstance(verdict, Undecided) and not report.verdicts:
        return f"{printable(report.page.path)}: {word} · {verdict.reason}"
    return f"{printable(report.page.path)}: {word} · " + ", ".join(f"{count} {each}" for each, count in counts(report))


def _listings(report: Report) -> Iterator[str]:
    page = report.page
    for heading, listed in (("declared", page.declared), ("defined", page.defined), ("skipped", page.skipped)):
        for item in listed:
            yield f"{printable(page.path)}:{_listed(item, heading)}"


def _listed(item: Listed, heading: str) -> str:
    cell = "" if item.place.cell is None else f"cell {item.place.cell}:"
    why = f"   ({printable(item.why)})" if item.why else ""
    return f"{cell}{item.place.line}:{item.place.column}: {heading}: {shortened(item.text)}{why}"


def shortened(source: str) -> str:
    """On one line, printable, and cut where it is long."""
    text = printable(" ".join(source.split()))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 2] + " …"


def printable(text: str) -> str:
    """Without what a page may not send to a terminal."""
    return _UNPRINTABLE.sub("�", text)


def _coloured(word: str) -> str:
    return f"\x1b[{_COLOURS[word]}m{word}\x1b[0m"
