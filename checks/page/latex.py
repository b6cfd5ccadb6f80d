r"""LaTeX documents: mathematics, prose and the page's own commands.

The text is not typeset: comments and verbatim are blanked out, definitions are read and blanked out, and what is left is scanned for mathematics, all offsets
being kept.

Verbs: ``find``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checks.page import words
from checks.page.macros import DEFINER, Macro, Macros, definition_at
from checks.page.scanning import Scanner, mathematics
from checks.page.sources import Found, Mathematics, Prose, Stretch

_BLANK = "\u200b"  # stands for a blanked character; no space, so that a comment line is no paragraph's end
_HIDDEN = re.compile(
    r"""\\verb\*?([^\w\s*])[^\n]*?(?:\1|(?=\n)|\Z)
    |\\begin\{(verbatim|Verbatim|lstlisting|minted|comment|alltt|filecontents)(\*?)\}.*?(?:\\end\{\2\3\}|\Z)
    |\\iffalse(?![A-Za-z]).*?(?:\\fi(?![A-Za-z])|\Z)
    |\\[^A-Za-z]
    |%[^\n]*""",
    re.VERBOSE | re.DOTALL,
)
_BODY = re.compile(r"\\begin\{document\}(.*?)(?:\\end\{document\}|\Z)", re.DOTALL)
_BREAK = re.compile(
    r"\n[ \t]*\n\s*|\\(?:par|item|(?:sub)*section|(?:sub)?paragraph|chapter|part|caption)\b\*?|\\(?:begin|end)\{[A-Za-z]+\*?\}"
)
_DROPPED = re.compile(r"\\(?:label|ref|eqref|cite[tp]?|cref|Cref|footnote|vspace|hspace|url)\*?\s*(?:\[[^\]]*\])?\{[^{}]*\}")
_MARKUP = re.compile(r"\\[A-Za-z]+\*?|\\(?=[$%&#_])|\\.|[{}~" + _BLANK + "]")
_OPENS_MATHEMATICS = re.compile(r"\\begin\{([A-Za-z]+)\*?\}|\\\[|\$\$")


def find(text: str) -> Iterator[Found]:
    r"""Prose and mathematics in their order; offsets are those of ``text``, whose newlines must be ``\n``."""
    definitions, visible = _definitions(_blanked(text))
    start, end = _body(visible)
    visible = visible[:end]
    hidden = _delimiters_in_commands(visible, start, definitions)
    macros, whole, paragraph, at = Macros(), (Stretch(0, len(text), 0),), 0, start
    for spot in Scanner(visible, strict=True).spots(start):
        while hidden and hidden[0].stretches[0].source < spot.start:
            yield replace(hidden.pop(0), paragraph=paragraph)
        prose, paragraph = _prose(visible[at : spot.start], paragraph)
        yield from prose
        while definitions and definitions[0][0] < spot.start:
            macros.define(definitions.pop(0)[1])
        yield macros.expand(mathematics(text, whole, spot, paragraph))
        at = spot.end
    yield from (replace(item, paragraph=paragraph) for item in hidden)
    yield from _prose(visible[at:], paragraph)[0]


def _blanked(text: str) -> str:
    """The text with comments and verbatim blanked out."""

    def blank(match: re.Match[str]) -> str:
        found = match.group()
        if re.match(r"\\[^A-Za-z]", found):
            return found
        return re.sub(r"[^\n]", _BLANK, found)

    return _HIDDEN.sub(blank, text)


def _definitions(visible: str) -> tuple[list[tuple[int, Macro]], str]:
    """The page's own commands with the offsets of their definitions, and the text without these."""
    found: list[tuple[int, Macro]] = []
    pieces: list[str] = []
    at = 0
    for match in DEFINER.finditer(visible):
        if match.start() < at:
            continue
        definition = definition_at(visible, match)
        if definition is None:
            continue
        macro, end = definition
        found.append((match.start(), macro))
        pieces += [visible[at : match.start()], re.sub(r"[^\n]", _BLANK, visible[match.start() : end])]
        at = end
    return found, "".join((*pieces, visible[at:]))


def _body(visible: str) -> tuple[int, int]:
    match = _BODY.search(visible)
    return match.span(1) if match else (0, len(visible))


def _prose(text: str, paragraph: int) -> tuple[list[Found], int]:
    """The prose between two formulas, and the paragraph that the next one is in."""
    found: list[Found] = []
    at = 0
    for match in _BREAK.finditer(text):
        found += _words(text[at : match.start()], paragraph)
        paragraph += 1
        at = match.end()
    return found + _words(text[at:], paragraph), paragraph


def _words(text: str, paragraph: int) -> list[Found]:
    bare = " ".join(_MARKUP.sub(" ", _DROPPED.sub(" ", text)).split())
    return [Prose(bare, paragraph)] if bare else []


def _delimiters_in_commands(visible: str, start: int, definitions: list[tuple[int, Macro]]) -> list[Mathematics]:
    r"""Uses of a command that opens a display (``\be`` for ``\begin{equation}``): their mathematics is not found, and that is said."""
    openers = {macro.name for _, macro in definitions if _opens_mathematics(macro)}
    found: list[Mathematics] = []
    for match in re.compile(r"\\[A-Za-z]+").finditer(visible, start) if openers else ():
        if match.group() in openers:
            trouble = f"`{match.group()}` opens a display, expected the environment itself, written out"
            place = (Stretch(0, len(match.group()), match.start()),)
            found.append(Mathematics(match.group(), place, display=True, paragraph=0, trouble=trouble))
    return found


def _opens_mathematics(macro: Macro) -> bool:
    match = _OPENS_MATHEMATICS.search(macro.body)
    return match is not None and (match.group(1) is None or match.group(1) in words.ROW_ENVIRONMENTS)
