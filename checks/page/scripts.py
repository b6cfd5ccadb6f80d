r"""Subscripts, superscripts and primes.

Verbs: ``script``, ``primes``, ``scripted``.
"""

from __future__ import annotations

from checks.page import words
from checks.page.cursor import Cursor
from checks.page.grouping import Group, visible
from checks.page.syntax import (
    Additive,
    Juxtaposition,
    Listing,
    Name,
    Node,
    Related,
    Scripted,
    Span,
    Symbol,
    UnreadableFormula,
)
from checks.page.tokens import Token, excerpt


def script(reader: Cursor, mark: str) -> Node:
    """The subscript or superscript behind its mark: a whole formula in braces, or one token."""
    font, reader.font = reader.font, ""
    try:
        return _script_group(reader, mark) or _script_token(reader, mark)
    finally:
        reader.font = font


def primes(reader: Cursor) -> int:
    r"""How many ``\prime`` the superscript at the cursor is, taken; 0 if it is something else."""
    token = reader.peek()
    if token is not None and token.kind == "command" and token.text == r"\prime":
        reader.take()
        return 1
    count = 0
    if token is not None and token.text == "{" and token.kind == "mark":
        while (inner := reader.peek(1 + count)) is not None and inner.text in (r"\prime", "'"):
            count += 1
        closing = reader.peek(1 + count)
        if count and closing is not None and closing.text == "}":
            reader.at += count + 2
            return count
    return 0


def _script_token(reader: Cursor, mark: str) -> Node:
    token = reader.peek()
    if token is None:
        raise UnreadableFormula(f"nothing behind `{mark}`, expected a script", reader.last())
    if token.kind in ("mark", "command") and token.text in words.LONE_SCRIPTS:
        reader.take()
        return Symbol(words.LONE_SCRIPTS[token.text], Span(token.start, token.end))
    if token.kind == "number" and len(token.text) > 1:
        raise reader.unexpected(token, f"one digit, or braces: {mark}{{{excerpt(token.text)}}}")
    if token.kind in ("text", "word"):
        reader.take()
        return _script_word(mark, token.text.strip(), Span(token.start, token.end))
    return _transposed(mark, reader.single())


def _script_group(reader: Cursor, mark: str) -> Node | None:
    opening = reader.peek()
    if opening is None or opening.kind != "mark" or opening.text != "{":
        return None
    ahead, inner = 1, list[Token]()
    while (token := reader.peek(ahead)) is not None and token.text != "}" and len(inner) < 4:
        inner.append(token)
        ahead += 1
    span = Span(opening.start, token.end if token else opening.end)
    if token is not None and token.text == "}" and inner:
        if all(t.kind in ("mark", "command") and t.text in words.LONE_SCRIPTS for t in inner):
            reader.at += ahead + 1
            return Symbol("".join(words.LONE_SCRIPTS[t.text] for t in inner), span)
        if len(inner) == 1 and inner[0].kind in ("text", "word"):
            reader.at += ahead + 1
            return _script_word(mark, inner[0].text.strip(), Span(inner[0].start, inner[0].end))
    return _transposed(mark, reader.group(partial=True).node)


def scripted(base: Node | Group, subscript: Node | None, superscript: Node | None, primes: int, span: Span) -> Node:
    """A base with its scripts; braces around the base are opened where that changes nothing on the page."""
    if not isinstance(base, Group):
        return Scripted(base, subscript, superscript, primes, span)
    inner = visible(base, loosest=(Related, Listing, Additive, Juxtaposition))
    if not isinstance(inner, Scripted):
        return Scripted(inner, subscript, superscript, primes, span)
    clash = (subscript and inner.subscript) or ((superscript or primes) and inner.superscript)
    if clash:
        raise UnreadableFormula("braces `{…}` print nothing, so two readings remain, expected parentheses", base.span)
    return Scripted(inner.base, subscript or inner.subscript, superscript or inner.superscript, primes + inner.primes, span)


def _script_word(mark: str, word: str, span: Span) -> Node:
    if mark == "^" and word == "T":
        return Symbol(r"\top", span)
    return Name(words.function_word(" ".join(word.split())), span)


def _transposed(mark: str, node: Node) -> Node:
    if mark == "^" and isinstance(node, Name) and node.text in (r"\mathsf{T}", r"\mathrm{T}"):
        return Symbol(r"\top", node.span)
    return node
