r"""Markdown documents: their blocks by markdown-it, the mathematics in each block by ``scanning``.

The rules of blocks are CommonMark's with two of our own in front: a display (``$$``, ``\[``, ``\begin{align}``, …) that starts a line is a block even within a
paragraph, so that a line of it may begin with ``-`` or ``=``; and an HTML comment is nothing.  Inline rules are not run: emphasis and links do not
matter here, and some of them take quadratic time.

Verbs: ``find``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.front_matter import front_matter_plugin

from checks.page import words
from checks.page.scanning import Scanner, Spot, mathematics
from checks.page.sources import Found, Prose, stitched

_START = re.compile(r"\$\$|\\\[|\\begin\{([A-Za-z]+)\*?\}")
_BEHIND = re.compile(r"\s*(?:\{#[^{}]*\}|\(\s*[\w:.*-]+\s*\))?\s*[.,;:]?\s*\Z")
_MATH_FENCE = re.compile(r"\s*(?:math|latex-math|\{math\})(?:\s|\Z)")
_COLONS = re.compile(r"(:{3,})\s*\{math\}")
_INTERRUPTS = {"alt": ["paragraph", "reference", "blockquote", "list"]}


def find(text: str) -> Iterator[Found]:
    r"""Prose and mathematics in their order; offsets are those of ``text``, whose newlines must be ``\n``."""
    paragraph = -1
    last = Block("", 0, -1, (), apart=True)
    for block in _blocks(text):
        joins = block.first == last.last and not block.apart and {block.kind, last.kind} <= {"paragraph", "display"}
        paragraph += not joins
        last = block
        if block.spans:
            yield from _in_block(text, block, paragraph)


def _in_block(text: str, block: Block, paragraph: int) -> Iterator[Found]:
    content, stretches = stitched(text, block.spans)
    if block.kind == "display":
        spot = next(Scanner(content).spots(), None)
        if spot is not None:
            yield mathematics(content, stretches, spot, paragraph)
        return
    if block.kind == "fence":
        whole = Spot(0, len(content), 0, len(content), display=True)
        yield mathematics(content, stretches, whole, paragraph)
        return
    at = 0
    for spot in Scanner(content).spots():
        if content[at : spot.start].strip():
            yield Prose(content[at : spot.start], paragraph)
        yield mathematics(content, stretches, spot, paragraph)
        at = spot.end
    if content[at:].strip():
        yield Prose(content[at:], paragraph)


@dataclass(frozen=True)
class Block:
    """A block that may hold mathematics: its lines, where its content stands, and whether a list or a quotation opened or closed before it."""

    kind: str
    first: int
    last: int
    spans: tuple[tuple[int, int], ...]
    apart: bool


def _blocks(text: str) -> Iterator[Block]:
    apart = True
    for token in _parser().parse(text):
        spans = token.meta.get("spans") if token.meta else None
        if spans is None or token.map is None:
            apart = apart or not token.type.startswith("paragraph")
            continue
        kind = token.meta["kind"]
        if kind == "fence":
            if not _MATH_FENCE.match(token.info):
                continue
            spans = [span for span in spans if not text.startswith(":", span[0])]
        yield Block(kind, token.map[0], token.map[1], tuple(spans), apart)
        apart = False


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
    parser.disable(["reference", "html_block"])
    parser.core.ruler.disable(["inline", "text_join"])
    front_matter_plugin(parser)
    parser.block.ruler.before("fence", "display", _display_rule, _INTERRUPTS)  # pyright: ignore[reportArgumentType]
    parser.block.ruler.before("fence", "comment", _comment_rule, _INTERRUPTS)  # pyright: ignore[reportArgumentType]
    parser.block.ruler.before("fence", "colons", _colon_rule, _INTERRUPTS)  # pyright: ignore[reportArgumentType]
    for rule in ("paragraph", "heading", "lheading", "fence"):
        _recording(parser, rule)
    return parser


def _recording(parser: MarkdownIt, name: str) -> None:
    """Make a rule of markdown-it note where in the text the content of its block stands."""
    ruler = parser.block.ruler
    known = next(rule for rule in ruler.__rules__ if rule.name == name)
    original, alternatives = known.fn, {"alt": list(known.alt)}

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        count = len(state.tokens)
        if not original(state, start, end, silent):
            return False
        if not silent:
            kind = "heading" if name == "lheading" else name
            for token in state.tokens[count:]:
                if token.type in ("inline", "fence"):
                    first, last = _content_lines(state, kind, start)
                    token.meta = {**token.meta, "kind": kind, "spans": _spans(state, first, last)}
        return True

    ruler.at(name, rule, alternatives)  # pyright: ignore[reportArgumentType]


def _content_lines(state: StateBlock, kind: str, start: int) -> tuple[int, int]:
    """The lines of a block without the lines of a fence."""
    if kind != "fence":
        return start, state.line
    closed = state.line > start + 1 and _line(state, state.line - 1).strip("`~ \t") == ""
    return start + 1, state.line - (1 if closed and _line(state, state.line - 1).strip() else 0)


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _spans(state: StateBlock, first: int, last: int) -> list[tuple[int, int]]:
    """Where the content of each line stands, without the ``>`` of a blockquote and without indentation."""
    return [(state.bMarks[line] + state.tShift[line], state.eMarks[line]) for line in range(first, last)]


def _display_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    match = _START.match(_line(state, start))
    if match is None or (match.group(1) and match.group(1) not in words.ROW_ENVIRONMENTS):
        return False
    last = _last_line(state, start, end, match.group())
    if last is None:
        return False
    if not silent:
        token = state.push("display", "", 0)
        token.map = [start, last + 1]
        token.meta = {"kind": "display", "spans": _spans(state, start, last + 1)}
        state.line = last + 1
    return True


def _colon_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """MyST's ``:::{math}`` up to its closing colons, or to the end."""
    match = None if state.is_code_block(start) else _COLONS.match(_line(state, start))
    if match is None:
        return False
    colons = match.group(1)
    last = next((number for number in range(start + 1, end) if _line(state, number).strip() == colons), end)
    if not silent:
        token = state.push("fence", "code", 0)
        token.info, token.map = "{math}", [start, last]
        token.meta = {"kind": "fence", "spans": _spans(state, start + 1, last)}
        state.line = min(last + 1, end)
    return True


def _last_line(state: StateBlock, start: int, end: int, opening: str) -> int | None:
    """The line on which the display ends, nothing but a label and punctuation behind it; ``None`` if there is none."""
    closing = {"$$": "$$", r"\[": r"\]"}.get(opening, opening.replace("begin", "end", 1))
    alone = _line(state, start).strip() == opening
    blank = False
    for number in range(start, end):
        line = _line(state, number)
        if number > start and state.sCount[number] < state.blkIndent and line.strip():
            return None  # out of the list item
        blank = blank or not line.strip()
        content = line[len(opening) :] if number == start else line
        at = content.find(closing)
        if at < 0:
            if blank and (not alone or content.lstrip().startswith(opening)):
                return None
            continue
        another = blank and content.strip().startswith(opening) and content.strip() != closing
        if another or not _BEHIND.match(content, at + len(closing)):
            return None
        return number
    return None


def _comment_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start) or not _line(state, start).startswith("<!--"):
        return False
    for number in range(start, end):
        if "-->" in _line(state, number):
            if _line(state, number).split("-->", 1)[1].strip():
                return False
            if not silent:
                state.line = number + 1
            return True
    return False
