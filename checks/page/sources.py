"""What a document says, whatever its kind: formulas, each with its place in the file and the prose around it.

A document module finds ``Prose`` and ``Mathematics`` in their order; ``assemble`` makes ``Formula``s of them.  The text of a formula is stitched
together from stretches of the file (a blockquote's ``>`` is left out, a macro is written out), and every offset in it leads back to the file.

Verbs: ``assemble``, ``stitched``, ``cut``, ``Formula.place``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from checks.model import Place


@dataclass(frozen=True)
class Lines:
    r"""The text of a file (or of a cell) and where its lines start; newlines are ``\\n``."""

    text: str
    cell: int | None = None

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The offset of the first character of each line."""
        return (0, *(match.end() for match in re.finditer("\n", self.text)))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """``length`` characters of a text, from its offset ``start`` on, and where they stand in the file.

    They are the characters there from ``source`` on; or, if ``span`` is set, they were written out for the ``span`` characters there.
    """

    start: int
    length: int
    source: int
    span: int | None = None

    def at(self, offset: int) -> tuple[int, int]:
        """Where the character at ``offset`` of the text starts and ends in the file."""
        if self.span is not None:
            return self.source, self.source + self.span
        found = self.source + min(max(offset - self.start, 0), max(self.length - 1, 0))
        return found, found + 1


@dataclass(frozen=True)
class Formula:
    """Mathematics of a document.

    ``prose_before`` and ``prose_after`` reach to the neighbouring formulas, but not beyond the paragraph; ``paragraph`` counts them from 0, ``opens`` is whether
    no formula of the paragraph stands before.  ``trouble`` is why the formula cannot be read at all: it is never closed, or a macro in it cannot be expanded.
    """

    text: str
    display: bool
    prose_before: str
    prose_after: str
    paragraph: int
    opens: bool
    stretches: tuple[Stretch, ...] = field(repr=False)
    lines: Lines = field(repr=False)
    trouble: str = ""

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """Where ``text[start:end]`` stands in the file; without arguments, where the whole formula stands."""
        length = len(self.text)
        stop = length if end is None else min(end, length)
        first = self._source(start)[0] if start < length else self._source(length - 1)[1]
        last = max(first, self._source(stop - 1)[1]) if stop > start else first
        line, column = self.lines.position(first)
        end_line, end_column = self.lines.position(last)
        return Place(line, column, end_line, end_column, self.lines.cell)

    def _source(self, offset: int) -> tuple[int, int]:
        """Where the character at ``offset`` starts and ends in the file."""
        return self.stretches[_index(self.stretches, offset)].at(offset)


def _index(stretches: Sequence[Stretch], offset: int) -> int:
    """Which stretch the character at ``offset`` is in: the last that starts at or before it."""
    return max(0, bisect_right(stretches, offset, key=lambda stretch: stretch.start) - 1)


@dataclass(frozen=True)
class Prose:
    """Words of a document."""

    text: str
    paragraph: int


@dataclass(frozen=True)
class Mathematics:
    """Mathematics of a document, before the prose around it is known."""

    text: str
    stretches: tuple[Stretch, ...]
    display: bool
    paragraph: int
    trouble: str = ""


Found: TypeAlias = Prose | Mathematics


def stitched(source: str, pieces: Iterable[tuple[int, int]]) -> tuple[str, tuple[Stretch, ...]]:
    """Stretches ``source[start:end]`` as the lines of one text; the newline between two belongs to the end of the first."""
    kept = list(pieces)
    stretches: list[Stretch] = []
    at = 0
    for start, end in kept:
        stretches.append(Stretch(at, end - start + 1, start))
        at += end - start + 1
    return "\n".join(source[start:end] for start, end in kept), tuple(stretches)


def cut(text: str, stretches: Sequence[Stretch], start: int, end: int) -> tuple[str, tuple[Stretch, ...]]:
    """``text[start:end]`` with its own stretches, of which there is at least one."""
    kept: list[Stretch] = []
    for stretch in stretches[_index(stretches, start) :]:
        first, last = max(start, stretch.start), min(end, stretch.start + stretch.length)
        if kept and first >= last:
            break
        source = stretch.source if stretch.span is not None else stretch.source + first - stretch.start
        kept.append(Stretch(first - start, max(0, last - first), source, stretch.span))
    return text[start:end], tuple(kept)


def assemble(found: Iterable[Found], lines: Lines) -> tuple[Formula, ...]:
    """The formulas among what was found, with the prose of their paragraphs."""
    kept = list(found)
    formulas: list[Formula] = []
    for at, item in enumerate(kept):
        if isinstance(item, Prose):
            continue
        opens = True
        before: list[str] = []
        for other in reversed(kept[:at] if at < 64 else kept[at - 64 : at]):
            if other.paragraph != item.paragraph or isinstance(other, Mathematics):
                opens = other.paragraph != item.paragraph
                break
            before.insert(0, other.text)
        after: list[str] = []
        for other in kept[at + 1 : at + 65]:
            if other.paragraph != item.paragraph or isinstance(other, Mathematics):
                break
            after.append(other.text)
        formulas.append(
            Formula(
                text=item.text,
                display=item.display,
                prose_before=_plain(" ".join(before)),
                prose_after=_plain(" ".join(after)),
                paragraph=item.paragraph,
                opens=opens,
                stretches=item.stretches,
                lines=lines,
                trouble=item.trouble,
            )
        )
    return tuple(formulas)


_LABEL = re.compile(r"<!--.*?-->|\{#[^{}\s]*[^{}]*\}|^\s*\((?:eq|eqn|equation)[:.-][\w:.-]*\)", re.DOTALL)


def _plain(prose: str) -> str:
    """One line, without the marks of emphasis and the labels of equations."""
    bare = _LABEL.sub(" ", prose)
    return " ".join(re.sub(r"[*_]{1,3}(?=\w)|(?<=[\w.,:;!?])[*_]{1,3}", "", bare).split())
