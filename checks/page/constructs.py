r"""Commands with arguments: fractions, roots, fonts, accents, grids.

Verbs: ``construct``, ``in_font``, ``accented``, ``arg_operator``, ``grid``.
"""

from __future__ import annotations

from checks.page import brackets, words
from checks.page.cursor import Cursor
from checks.page.grouping import Group, fold
from checks.page.prose import plain_words
from checks.page.syntax import (
    Fraction,
    Grid,
    Juxtaposition,
    Name,
    Node,
    Numeral,
    Operator,
    Root,
    Scripted,
    Span,
    UnreadableFormula,
)
from checks.page.tokens import Token, excerpt

CONSTRUCTS = frozenset(
    [r"\frac", r"\tfrac", r"\dfrac", r"\cfrac", r"\binom", r"\tbinom", r"\dbinom", r"\sqrt", r"\underset", r"\underbrace", r"\overbrace"]
)


def construct(reader: Cursor, token: Token) -> Node | Group:
    """A command of ``CONSTRUCTS``, itself already taken, with its arguments."""
    text = token.text
    if text.endswith(("frac", "binom")):
        return _fraction(reader, token)
    if text == r"\sqrt":
        return _root(reader, token)
    if text == r"\underset":
        return _underset(reader, token)
    return _braced(reader, token)


def _fraction(reader: Cursor, token: Token) -> Node:
    above = reader.argument()
    below = reader.argument()
    rest = reader.peek()
    if rest is not None and rest.kind == "number" and rest.start == below.span.end:
        _refuse_run_on(reader, token, rest, below)
    style = "binom" if token.text.endswith("binom") else "frac"
    end = max(below.span.end, reader.tokens[reader.at - 1].end)
    return Fraction(above, below, style, Span(token.start, end))


def _refuse_run_on(reader: Cursor, token: Token, rest: Token, argument: Node) -> None:
    if isinstance(argument, Numeral):
        written = excerpt(reader.text[token.start : rest.end])
        raise UnreadableFormula(f"`{written}` has more digits than arguments, expected braces", Span(token.start, rest.end))


def _root(reader: Cursor, token: Token) -> Node:
    degree = None
    following = reader.peek()
    if following is not None and following.kind == "mark" and following.text == "[":
        opening = reader.take()
        reader.inside.append("{")
        degree = fold(reader.sequence(), whole=Span(opening.start, opening.end), partial=False)
        reader.expect("]", opening)
        reader.inside.pop()
        following = reader.peek()
    if following is not None and following.text == "(" and reader.text[token.start] == "√":
        radicand = brackets.bracket(reader, following)
    else:
        radicand = reader.argument()
    rest = reader.peek()
    if rest is not None and rest.kind in ("number", "letter") and rest.start == radicand.span.end:
        if reader.text[token.start] == "√":
            raise reader.unexpected(rest, "brackets that say how far the root reaches")
        if rest.kind == "number":
            _refuse_run_on(reader, token, rest, radicand)
    return Root(radicand, degree, Span(token.start, max(radicand.span.end, reader.tokens[reader.at - 1].end)))


def _underset(reader: Cursor, token: Token) -> Node:
    r"""``\underset{\theta}{\arg\max}``: a range written below."""
    below = reader.argument()
    base = reader.argument()
    if not isinstance(base, Operator):
        raise reader.unexpected(token, r"it below \max, \min, \arg\max or another operator with a range")
    return Scripted(base, below, None, 0, reader.span_from(token.start))


def _braced(reader: Cursor, token: Token) -> Node | Group:
    r"""``\underbrace{…}_{\text{…}}``: the content; a note that claims nothing is a reason."""
    content = reader.argument()
    mark = reader.peek()
    if mark is not None and mark.kind == "mark" and mark.text in ("_", "^"):
        reader.take()
        note = reader.raw_argument(token)
        claimed = next((t for t in note if words.RELATIONS.get(t.text, ":=") not in (":=", "=:")), None)
        if claimed is not None and claimed.kind in ("mark", "command"):
            said = excerpt(reader.text[note[0].start : note[-1].end])
            raise UnreadableFormula(
                f"`{said}` beside a brace claims something, expected it as a step of its own", Span(note[0].start, note[-1].end)
            )
        if note:
            reader.labels.append(plain_words(reader.text[note[0].start : note[-1].end]))
    return Group(content, reader.span_from(token.start))


def arg_operator(reader: Cursor, token: Token) -> Operator:
    r"""``\arg\max``."""
    following = reader.peek()
    if following is None or following.text not in (r"\max", r"\min", "max", "min"):
        raise reader.unexpected(token, r"\arg\max or \arg\min")
    reader.take()
    return Operator(rf"\arg\{following.text.removeprefix(chr(92))}", reader.span_from(token.start))


def in_font(reader: Cursor, token: Token) -> Node | Group:
    r"""``\mathbf{x}``; over a formula the font is that of each of its letters, scripts left out."""
    font = words.FONTS[token.text]
    if font in words.WORD_FONTS and (word := _font_word(reader, font, token)) is not None:
        return word
    outer, reader.font = reader.font, font
    try:
        node = reader.argument()
    finally:
        reader.font = outer
    span = reader.span_from(token.start)
    if isinstance(node, Name | Operator):
        return type(node)(node.text, span)
    if isinstance(node, Juxtaposition) and all(isinstance(i, Name) and len(_letter(i.text)) == 1 for i in node.items):
        written = excerpt(reader.text[span.start : span.end])
        raise UnreadableFormula(
            f"`{written}`: one name or a product? expected \\mathrm{{…}} for a word, one {token.text} for each letter", span
        )
    return Group(node, span)


def _font_word(reader: Cursor, font: str, token: Token) -> Name | None:
    ahead, letters = 1, ""
    first = reader.peek()
    while first is not None and first.text == "{" and (inner := reader.peek(ahead)) and inner.kind == "letter":
        letters += inner.text
        ahead += 1
    closing = reader.peek(ahead)
    if len(letters) < 2 or closing is None or closing.text != "}":
        return None
    reader.at += ahead + 1
    known = letters in words.FUNCTION_WORDS
    return Name(words.function_word(letters) if known else rf"{font}{{{letters}}}", reader.span_from(token.start))


def accented(reader: Cursor, token: Token) -> Node | Group:
    r"""``\hat{p}``; ``\hat{x_i}`` is ``\hat{x}`` with the index i; a line under a whole formula only stresses it."""
    accent = words.ACCENTS[token.text]
    node = reader.argument()
    span = reader.span_from(token.start)
    if isinstance(node, Name):
        return Name(rf"{accent}{{{node.text}}}", span)
    if token.text == r"\underline" and not isinstance(node, Scripted):
        return Group(node, span)
    if isinstance(node, Scripted) and isinstance(node.base, Name):
        base = Name(rf"{accent}{{{node.base.text}}}", node.base.span)
        return Scripted(base, node.subscript, node.superscript, node.primes, span)
    raise reader.unexpected(token, "one letter or one name below it")


def grid(reader: Cursor) -> Node:
    r"""``\begin{cases} … \end{cases}`` and matrices."""
    opening = reader.take()
    if opening.text not in words.GRID_ENVIRONMENTS:
        raise reader.unexpected(opening, "cases, a matrix, or the block on its own")
    rows = _rows_of_cells(reader, opening)
    if opening.text == "array":
        _drop_columns(rows[0][0])
    if not any(rows[-1]):
        rows.pop()
    cells = tuple(tuple(reader.cell(cell) for cell in row) for row in rows)
    names = {"dcases": "cases", "psmallmatrix": "pmatrix", "bsmallmatrix": "bmatrix"}
    return Grid(names.get(opening.text, opening.text), cells, reader.span_from(opening.start))


def _rows_of_cells(reader: Cursor, opening: Token) -> list[list[list[Token]]]:
    """The tokens of each cell, up to the end of the environment, which is taken."""
    rows: list[list[list[Token]]] = [[[]]]
    depth = 0
    while True:
        if reader.peek() is None:
            raise reader.unclosed(opening, rf"\end{{{opening.text}}}")
        token = reader.take()
        if depth == 0 and token.kind == "end":
            return rows
        depth += {"begin": 1, "end": -1}.get(token.kind, 0)
        if depth == 0 and token.kind == "break":
            rows.append([[]])
        elif depth == 0 and token.kind == "mark" and token.text == "&":
            rows[-1].append([])
        else:
            rows[-1][-1].append(token)


def _drop_columns(cell: list[Token]) -> None:
    """Without the ``{cc}`` of an array."""
    if cell and cell[0].text == "{":
        closing = next((at for at, token in enumerate(cell) if token.text == "}"), len(cell) - 1)
        del cell[: closing + 1]


def _letter(name: str) -> str:
    return name[name.index("{") + 1 : -1] if "{" in name else name
