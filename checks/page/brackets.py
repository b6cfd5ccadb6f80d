r"""Brackets of all kinds, the bare bar among them.

Verbs: ``bracket``, ``paired`` (``\left``), ``between_bars``, ``bar_role``, ``separating_bar``, ``taken_at``.
"""

from __future__ import annotations

from checks.page import bars, scripts, words
from checks.page.cursor import Cursor
from checks.page.grouping import Group, Level, Op, juxtaposed, parts_of, visible
from checks.page.syntax import (
    Additive,
    Bracketed,
    Fraction,
    Grid,
    Listing,
    Node,
    Numeral,
    Related,
    Scripted,
    Span,
    Symbol,
    UnreadableFormula,
)
from checks.page.tokens import Token

MAX_TRIALS = 50  # `||` may open a norm or two absolute values: both are tried, but not without end
_BAR_NAMES = {r"\lvert": "|", r"\rvert": "|", r"\lVert": r"\|", r"\rVert": r"\|"}
_INTERVAL = {"(", "["}, {")", "]"}


def bracket(reader: Cursor, opening: Token) -> Node:
    r"""``(…)``, ``[…]``, ``\{…\}`` and the half-open ones."""
    reader.take()
    own = _BAR_NAMES.get(opening.text, opening.text)
    expected = words.OPENERS[opening.text]
    parts, separators = _parts(reader, opening.text, opening)
    closing = reader.peek()
    if closing is None or closing.kind not in ("mark", "command"):
        raise reader.unclosed(opening, expected)
    if closing.text != expected:
        _check_interval(reader, opening, closing, expected, separators)
    reader.take()
    return Bracketed(own, _BAR_NAMES.get(closing.text, closing.text), parts, separators, reader.span_from(opening.start))


def _check_interval(reader: Cursor, opening: Token, closing: Token, expected: str, separators: tuple[str, ...]) -> None:
    half_open = opening.text in _INTERVAL[0] and closing.text in _INTERVAL[1]
    if not (half_open and separators == (",",)):
        raise reader.unclosed(opening, expected)


def _parts(reader: Cursor, inside: str, opening: Token) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    reader.inside.append(inside)
    font, reader.font = reader.font, ""
    elements = reader.sequence()
    if not elements:
        raise reader.unclosed(opening, "a term") if reader.peek() is None else reader.unexpected(reader.take(), "a term")
    reader.inside.pop()
    reader.font = font
    return parts_of(elements, reader.span_from(opening.start))


def paired(reader: Cursor) -> Node:
    r"""``\left( … \right)``."""
    opening = reader.take()
    parts, separators = _parts(reader, "left", opening)
    closing = reader.peek()
    if closing is None or closing.kind != "right":
        raise reader.unclosed(opening, r"\right")
    reader.take()
    span = reader.span_from(opening.start)
    start, end = (_BAR_NAMES.get(t.text, t.text) for t in (opening, closing))
    if (start, end) == (r"\{", ".") and len(parts) == 1 and isinstance(parts[0], Grid):
        return Grid("cases", parts[0].rows, span)
    if start == "." and end == "|" and len(parts) == 1:
        return Bracketed(start, end, parts, (), span)
    expected = words.OPENERS.get(start, start if start in bars.BARS else "")
    if end != expected and (start not in _INTERVAL[0] or end not in _INTERVAL[1] or separators != (",",)):
        raise reader.unexpected(closing, rf"`\right{expected}`" if expected else "a bracket of the same kind")
    return Bracketed(start, end, parts, separators, span)


def bar_role(reader: Cursor) -> str:
    """``close``, ``open``, ``separate`` or ``at``: what the bar behind an operand does."""
    token = reader.tokens[reader.at]
    inner = reader.inside[-1] if reader.inside else ""
    double = bars.adjacent(reader.tokens, reader.at)
    if inner == token.text or (inner == "||" and (double or token.text == r"\|")):
        return "close"
    if bars.is_evaluation(reader.tokens, reader.at):
        return "at"
    left = reader.left_bars.get(reader.at, 1)
    if double and token.text == "|" and left == 2:
        return "separate"
    if left % 2 == 0:
        return "open"
    following = reader.peek(1)
    if left == 1 or (bars.is_bar(following) and not double):
        return "separate"
    raise reader.unexpected(token, r"\mid for a condition and \lvert … \rvert for absolute values")


def separating_bar(reader: Cursor) -> Op:
    """The bar of a condition or a divergence, taken."""
    token = reader.take()
    text = r"\mid" if token.text == "|" else r"\|"
    if text == r"\mid" and bars.adjacent(reader.tokens, reader.at - 1):
        reader.take()
        text = r"\|"
    span = reader.span_from(token.start)
    if reader.in_bracket:
        return Op(Level.SEPARATOR, text, span)
    if text == r"\|":
        raise reader.unexpected(token, r"`\|` in pairs, or within a bracket as in \operatorname{KL}(p \,\|\, q)")
    return Op(Level.RELATION, text, span)


def taken_at(reader: Cursor, items: list[Node | Group]) -> Node:
    r"""``f'(x)|_{x=0}``: what stands before it is unmistakable for one factor, or for a derivative with its operand."""
    token = reader.take()
    first = items[0].base if isinstance(items[0], Scripted) else items[0]
    derivative = isinstance(first, Fraction) or (isinstance(first, Symbol) and first.text == r"\nabla")
    application = len(items) == 2 and isinstance(items[1], Bracketed) and not isinstance(first, Numeral)
    if not (len(items) == 1 or derivative or application):
        raise reader.unexpected(token, r"\left. … \right| around what is taken there")
    body = visible(juxtaposed(items), loosest=(Related, Listing, Additive))
    base = Bracketed(".", "|", (body,), (), Span(body.span.start, token.end))
    reader.take()
    subscript = scripts.script(reader, "_")
    return Scripted(base, subscript, None, 0, reader.span_from(body.span.start))


def between_bars(reader: Cursor, token: Token) -> Node:
    r"""``|x|``, ``\|x\|`` and ``||x||`` at the place of an operand."""
    if not bars.adjacent(reader.tokens, reader.at):
        return _value(reader, token, token.text, token.text)
    reader.trials += 1
    if reader.trials > MAX_TRIALS:
        raise reader.unexpected(token, r"\lVert … \rVert")
    start, labels, depth, font = reader.at, len(reader.labels), len(reader.inside), reader.font
    try:
        return _value(reader, token, "||", r"\|")
    except UnreadableFormula:
        reader.at, reader.font = start, font
        del reader.labels[labels:], reader.inside[depth:]
        return _value(reader, token, "|", "|")


def _value(reader: Cursor, token: Token, bar: str, canonical: str) -> Node:
    reader.at += len(bar) if bar == "||" else 1
    parts, separators = _parts(reader, bar, token)
    closing = reader.peek()
    if closing is None or not bars.is_bar(closing) or _bar_width(reader, bar) == 0:
        raise reader.unclosed(token, bar)
    reader.at += _bar_width(reader, bar)
    return Bracketed(canonical, canonical, parts, separators, reader.span_from(token.start))


def _bar_width(reader: Cursor, bar: str) -> int:
    token = reader.tokens[reader.at]
    if bar == "||":
        return 1 if token.text == r"\|" else 2 * bars.adjacent(reader.tokens, reader.at)
    return int(token.text == bar)
