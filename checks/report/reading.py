"""How a page was understood, in plain mathematics: what it declares, defines and claims, each formula with its shape.

Nothing here is judged.  Verbs: ``as_text``, ``as_json``, ``without_formulas``, ``is_read``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from checks.latex import declaration, plain, plain_latex
from checks.model import Claim, Listed, Page, Place, Unread
from checks.report.json import SCHEMA, Json
from checks.report.text import printable, shortened
from checks.terms import Compare, Defined, Derivative, Function, Logic, Plus, Term, Variable, show, walk

BROADCAST = "a number added to an array is added to each entry"
LAYOUT = {
    0: "a gradient has the shape of its variable",
    1: "the derivative of a vector (m) by a vector (n) is (m × n)",
}


@dataclass(frozen=True)
class _Line:
    """One formula: where it stands, what it is, how it was understood, and what is to be known about it."""

    place: Place
    kind: str
    text: str
    understood: str
    notes: tuple[str, ...] = ()
    chain: int = 0
    step: int = 0


def is_read(page: Page) -> bool:
    """Whether every claim of the page could be read."""
    return not any(isinstance(claim, Unread) for claim in page.claims)


def as_text(page: Page) -> str:
    """One line for each formula in page order, notes below it, without a newline at the end."""
    out: list[str] = []
    for line in _lines(page):
        cell = "" if line.place.cell is None else f"cell {line.place.cell}:"
        out.append(f"{printable(page.path)}:{cell}{line.place.line}:{line.place.column}: {line.kind}: {shortened(line.understood)}")
        out.extend(f"   = {shortened(note)}" for note in line.notes)
    return "\n".join(out) if out else f"{printable(page.path)}: nothing declared, defined or claimed"


def as_json(page: Page) -> str:
    """The same as one object on one line."""
    lines: list[Json] = [_entry(line) for line in _lines(page)]
    return json.dumps({"schema": SCHEMA, "path": page.path, "read": lines})


def without_formulas(path: str, message: str) -> str:
    """The line of JSON for a page that could not be read: the same object, and why there is nothing in it."""
    return json.dumps({"schema": SCHEMA, "path": path, "read": [], "message": message})


def _entry(line: _Line) -> dict[str, Json]:
    place = line.place
    entry: dict[str, Json] = {"line": place.line, "column": place.column, "end_line": place.end_line, "end_column": place.end_column}
    if place.cell is not None:
        entry["cell"] = place.cell
    if line.chain:
        entry |= {"chain": line.chain, "step": line.step}
    return {**entry, "kind": line.kind, "text": line.text, "understood": line.understood, "notes": list(line.notes)}


def _lines(page: Page) -> list[_Line]:
    found = [
        *(_listed(item, "declared") for item in page.declared),
        *(_listed(item, "defined") for item in page.defined),
        *(_listed(item, "condition" if "condition" in item.why else "skipped") for item in page.skipped),
        *(_claimed(claim) for claim in page.claims),
    ]
    return sorted(found, key=lambda line: (line.place.cell or 0, line.place.line, line.place.column))


def _listed(item: Listed, kind: str) -> _Line:
    understood = "; ".join(_introduced(term) for term in item.terms) or plain_latex(" ".join(item.text.split()))
    why = (item.why,) if item.why else ()
    return _Line(item.place, kind, item.text, understood, (*why, *_notes(item.terms)))


def _introduced(term: Term) -> str:
    match term:
        case Variable() | Function():
            return plain_latex(declaration(term))
        case Defined(name, meaning):
            return f"{plain_latex(name)} := {plain(meaning)} : {_shape(meaning)}"
        case _:
            return plain(term)


def _claimed(claim: Claim | Unread) -> _Line:
    if isinstance(claim, Unread):
        return _Line(claim.place, "unreadable", claim.source, claim.message, (f"written: {claim.source}",), claim.chain, claim.step)
    shape = "" if isinstance(claim.left, Compare | Logic) else f" : {_shape(claim.left)}"
    up_to = "" if claim.up_to is None else f"_{plain(claim.up_to)}"
    understood = f"{plain(claim.left)} {claim.relation}{up_to} {plain(claim.right)}{shape}"
    facts = (f"where {', '.join(map(plain, claim.given.facts))}",) if claim.given.facts else ()
    text = f"{claim.left_source} {claim.relation} {claim.right_source}"
    place = claim.place or Place(0, 0, 0, 0)
    kind = f"claim {claim.chain}.{claim.step}"
    return _Line(place, kind, text, understood, (*facts, *_notes((claim.left, claim.right))), claim.chain, claim.step)


def _shape(term: Term) -> str:
    """The shape of a term, its lengths in plain letters."""
    return plain_latex(show(term.shape))


def _notes(terms: tuple[Term, ...]) -> Iterator[str]:
    """What a reader of a formula may not have expected, and the layout of its derivatives."""
    parts = [part for term in terms for part in _seen(term)]
    for part in dict.fromkeys(parts):
        if isinstance(part, Plus) and part.shape != () and (numbers := [item for item in part.terms if item.shape == ()]):
            yield f"{BROADCAST}: {plain(numbers[0])} in {plain(part)}"
    ranks = {len(part.body.shape) for part in parts if isinstance(part, Derivative) and any(by.shape for by in part.targets)}
    yield from (LAYOUT[rank] for rank in sorted(ranks) if rank in LAYOUT)


def _seen(term: Term) -> Iterator[Term]:
    """The parts that stand in the formula itself: a defined name is one, its meaning was shown where it was defined."""
    if isinstance(term, Defined):
        yield from walk(term.meaning)
    else:
        yield from walk(term)
