"""What was read between two brackets, a flat row of terms and operators, as one syntax tree.

Grouping happens after reading, level by level from the loosest operator to the tightest, so that the reader need not
recurse once for every level.

Verbs: ``fold`` (one expression), ``parts_of`` (the parts of a bracket).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from checks.page.syntax import (
    Additive,
    Fraction,
    Juxtaposition,
    Listing,
    Node,
    Related,
    Span,
    UnreadableFormula,
)


class Level(IntEnum):
    """How loosely an operator binds, the loosest first."""

    OVER = 0
    SEPARATOR = 1
    IMPLIES = 2
    OR = 3
    AND = 4
    RELATION = 5
    SIGN = 6


@dataclass(frozen=True)
class Op:
    """An infix operator as it stands; a relation may carry a subscript."""

    level: Level
    text: str
    span: Span
    subscript: Node | None = None


@dataclass(frozen=True)
class Group:
    """``{…}`` that prints nothing: transparent where it changes nothing on the printed page, else an error."""

    node: Node
    span: Span


Element: TypeAlias = Node | Group | Op


def fold(elements: list[Element], *, whole: Span, partial: bool) -> Node:
    """One tree; with ``partial``, a relation may lack its first or last side.

    Raises ``UnreadableFormula`` where an operator lacks an operand, or where invisible braces would change the meaning.
    """
    node = _fold(elements, whole, partial)
    return node.node if isinstance(node, Group) else node


def parts_of(elements: list[Element], whole: Span) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    """The parts of a bracket and what separates them.  Raises ``UnreadableFormula`` as ``fold`` does."""
    runs, ops = _split(elements, Level.SEPARATOR)
    parts = tuple(fold(run, whole=_gap(ops, at, whole), partial=False) for at, run in enumerate(runs))
    return parts, tuple(op.text for op in ops)


def visible(item: Node | Group, *, loosest: tuple[type, ...]) -> Node:
    """The content of a group, provided that it is none of the kinds that print as something looser than they mean."""
    if not isinstance(item, Group):
        return item
    if isinstance(item.node, loosest):
        raise UnreadableFormula(
            "braces `{…}` print nothing, so two readings remain, expected parentheses (or \\{…\\} for a set)", item.span
        )
    return item.node


def _fold(elements: list[Element], whole: Span, partial: bool) -> Node | Group:
    level = min([element.level for element in elements if isinstance(element, Op)], default=Level.SIGN)
    if level is Level.SIGN:
        return _additive(elements, whole)
    runs, ops = _split(elements, level)
    if level is Level.OVER:
        return _over(runs, ops, whole)
    open_ended = partial and level in (Level.IMPLIES, Level.RELATION)
    sides: list[Node | None] = []
    for at, run in enumerate(runs):
        if not run and open_ended and at in (0, len(runs) - 1):
            sides.append(None)
            continue
        inner = _fold(run, _gap(ops, at, whole), partial and level is Level.SEPARATOR)
        loosest = (Related, Listing) if level is Level.RELATION else (Listing,)
        sides.append(visible(inner, loosest=loosest))
    span = Span(
        min([op.span.start for op in ops] + [s.span.start for s in sides if s]),
        max([op.span.end for op in ops] + [s.span.end for s in sides if s]),
    )
    texts = tuple(op.text for op in ops)
    if level in (Level.IMPLIES, Level.RELATION):
        return Related(tuple(sides), texts, tuple(op.subscript for op in ops), tuple(op.span for op in ops), span)
    return Listing(tuple(s for s in sides if s is not None), texts, span)


def _over(runs: list[list[Element]], ops: list[Op], whole: Span) -> Fraction:
    if len(ops) > 1:
        raise UnreadableFormula(f"two `{ops[1].text}` in one group, expected one", ops[1].span)
    above, below = (fold(run, whole=_gap(ops, at, whole), partial=False) for at, run in enumerate(runs))
    style = "frac" if ops[0].text == r"\over" else "binom"
    return Fraction(above, below, style, Span(above.span.start, below.span.end))


def _additive(elements: list[Element], whole: Span) -> Node | Group:
    if len(elements) == 1 and not isinstance(elements[0], Op):
        return elements[0]
    signs: list[str] = []
    terms: list[Node] = []
    pending: list[Op] = []
    for element in elements:
        if isinstance(element, Op):
            pending.append(element)
            if len(pending) > 2 or (len(pending) == 2 and not terms):
                raise UnreadableFormula(f"`{element.text}` behind another sign, expected a term", element.span)
            continue
        if terms and not pending:
            raise UnreadableFormula("two terms without a sign between them, expected an operator", element.span)
        sign = pending[0].text if pending else "+"
        term = visible(element, loosest=(Related, Listing) if sign == "+" else (Related, Listing, Additive))
        if len(pending) == 2:  # a + -b
            term = Additive((pending[1].text,), (term,), Span(pending[1].span.start, term.span.end))
        signs.append(sign)
        terms.append(term)
        pending = []
    if pending or not terms:
        found = f"nothing behind `{pending[-1].text}`" if pending else "nothing here"
        raise UnreadableFormula(f"{found}, expected a term", pending[-1].span if pending else whole)
    first = elements[0].span.start
    return Additive(tuple(signs), tuple(terms), Span(first, terms[-1].span.end))


def _split(elements: list[Element], level: Level) -> tuple[list[list[Element]], list[Op]]:
    runs: list[list[Element]] = [[]]
    ops: list[Op] = []
    for element in elements:
        if isinstance(element, Op) and element.level is level:
            ops.append(element)
            runs.append([])
        else:
            runs[-1].append(element)
    return runs, ops


def _gap(ops: list[Op], at: int, whole: Span) -> Span:
    """Where run ``at`` stands, for the message when nothing stands there: at the operator before it, else behind it."""
    if not ops:
        return whole
    return ops[at - 1].span if at else ops[0].span


def juxtaposed(items: list[Node | Group]) -> Node | Group:
    """Factors side by side; groups of several factors are spliced in.

    Raises ``UnreadableFormula`` for two numbers side by side and for sums in invisible braces.
    """
    if len(items) == 1:
        return items[0]
    flat: list[Node] = []
    for item in items:
        node = visible(item, loosest=(Related, Listing, Additive)) if isinstance(item, Group) else item
        flat.extend(node.items if isinstance(item, Group) and isinstance(node, Juxtaposition) else (node,))
    return Juxtaposition(tuple(flat), Span(flat[0].span.start, flat[-1].span.end))
