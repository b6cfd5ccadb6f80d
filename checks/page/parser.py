r"""From the text of one formula or display to syntax: the reader's door.

``parse_formula`` reads one formula.  ``parse_rows`` reads a display: a ``Row`` is one formula of it, with the writer's reason; a row that cannot be
read carries the error and the others are read all the same.

How a display becomes rows:

* an outer environment (``align``, ``equation`` around ``split``, …) is stripped, ``\\`` ends a line, ``&`` is dropped;
* a line that begins with a sign or a product sign (behind ``&``, or without a relation of its own), or whose predecessor ends with an operator, is
  more of the formula above it and makes one ``Row`` with it; a line that begins with a relation is a ``Row`` whose node is a ``Related`` with
  ``None`` for its first side;
* ``\quad``, ``\qquad`` and ``&&`` between two formulas with relations part them into two ``Row``s; a comma or "and" between them leaves one ``Row``
  with a ``Listing``;
* ``\text{…}`` behind the mathematics, ``\tag{…}``, ``(1)`` behind a space and labels over a relation are the ``reason``; words before the mathematics
  ("where", "for all") are the ``lead`` of a ``Row`` of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from checks.page.expressions import read
from checks.page.prose import drop_punctuation
from checks.page.rows import Part, parts_of_display, parts_of_line
from checks.page.syntax import Juxtaposition, Listing, Node, Span, UnreadableFormula, Words
from checks.page.tokens import tokenize


@dataclass(frozen=True)
class Row:
    """One formula of a display.

    ``line`` counts the lines of the display from 0, ``column`` the alignment columns of the line: a row that begins with a relation continues
    the last row above it in its own column.  ``span`` covers the mathematics, the reason left out.
    """

    node: Node | UnreadableFormula
    reason: str
    span: Span
    lead: str = ""
    line: int = 0
    column: int = 0


def parse_formula(text: str) -> Node:
    r"""The tree of one formula, punctuation at its end dropped.

    Several formulas apart by ``\quad`` or words are one ``Listing`` with the separator ``\quad``; one that words stand before is a
    ``Juxtaposition`` of these ``Words`` and the formula.  Raises ``UnreadableFormula``.
    """
    parts, _ = parts_of_line(text, tokenize(text))
    if not parts:
        raise UnreadableFormula("an empty formula, expected mathematics", Span(0, len(text)))
    rows = [_row(text, part) for part in parts]
    nodes: list[Node] = []
    for row in rows:
        if isinstance(row.node, UnreadableFormula):
            raise row.node
        worded = (Words(row.lead, Span(row.span.start, row.span.start)), row.node)
        nodes.append(Juxtaposition(worded, row.span) if row.lead else row.node)
    if len(nodes) == 1:
        return nodes[0]
    return Listing(tuple(nodes), (r"\quad",) * (len(nodes) - 1), Span(rows[0].span.start, rows[-1].span.end))


def parse_rows(text: str) -> tuple[Row, ...]:
    """The formulas of a display, or of inline mathematics; empty where there is no mathematics.  Raises nothing."""
    try:
        parts = parts_of_display(text, tokenize(text))
    except UnreadableFormula as error:
        return (Row(error, "", Span(0, len(text))),)
    except RecursionError:
        return (Row(UnreadableFormula("blocks nested too deeply", Span(0, len(text))), "", Span(0, len(text))),)
    return tuple(_row(text, part) for part in parts)


def _row(text: str, part: Part) -> Row:
    tokens = drop_punctuation(part.tokens)
    labels: tuple[str, ...] = ()
    try:
        if part.trouble is not None:
            raise part.trouble
        node, labels = read(text, tokens)
    except UnreadableFormula as error:
        node = error
    span = Span(tokens[0].start, tokens[-1].end)
    reason = "; ".join((*part.reasons, *labels))
    return Row(node, reason, span, part.lead, part.line, part.column)
