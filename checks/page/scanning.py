r"""Where mathematics starts and ends in running text: ``$…$``, ``$$…$$``, ``\(…\)``, ``\[…\]`` and bare environments.

The rules about ``$`` that keep money apart from mathematics are those of Pandoc and of ``dollarmath`` without digits: the closing sign has no space before it and
no digit behind it.  One pass from left to right; nothing is searched twice, so that a long text of signs costs linear time.

Verbs: ``Scanner.spots``, ``mathematics``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from checks.page import words
from checks.page.sources import Mathematics, Stretch, cut

_OPENING = re.compile(r"\\\(|\\\[|\\begin\{([A-Za-z]+)\*?\}|\\.|\$\$|\$", re.DOTALL)
# in Markdown also: MyST's role, and brackets whose backslash is itself escaped
_OPENING_OR_CODE = re.compile(r"\{math\}`+|\\\\[(\[]|" + _OPENING.pattern + r"|`+|<!--", re.DOTALL)
_MONEY = re.compile(r"\s*\d[\d.,]*\s*[kKmM]?\b[^\\^_={}]*\b[^\W\d_]{2,}[^\\^_={}]*\Z")
_MONEY_REACH = 200
_UNIT = re.compile(r"\d\s*\Z")
_TEXT_OPENS = re.compile(r"\\(?:text|textrm|textit|textbf|mbox|hbox|tag|intertext)\s*\{")
_LOOKS_LIKE_MATHEMATICS = re.compile(r"\\[A-Za-z]|=")
_REACH = 10_000  # how far a brace may close that keeps a `$` within a \text


@dataclass(frozen=True, slots=True)
class Spot:
    """Mathematics in a text: the whole with its signs, and its content; ``trouble`` where it is never closed."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    display: bool
    trouble: str = ""


def mathematics(text: str, stretches: tuple[Stretch, ...], spot: Spot, paragraph: int) -> Mathematics:
    """What stands at a spot, without the spaces around it."""
    content = text[spot.inner_start : spot.inner_end]
    start = spot.inner_start + len(content) - len(content.lstrip())
    inner, own = cut(text, stretches, start, start + len(content.strip()))
    return Mathematics(inner, own, spot.display, paragraph, spot.trouble)


class Scanner:
    """Finds mathematics in one text; remembers which signs have no partner further on."""

    def __init__(self, text: str, *, strict: bool = False) -> None:
        r"""``strict`` is LaTeX, where every ``$`` is mathematics and a paragraph ends it; else Markdown, where it may be money."""
        self.text = text
        self.strict = strict
        self._missing: set[str] = set()
        self._pattern = _OPENING if strict else _OPENING_OR_CODE
        self._runs: dict[int, list[int]] | None = None
        self._last_mathematics: int | None = None

    def spots(self, start: int = 0) -> Iterator[Spot]:
        """All the mathematics of the text from ``start`` on, in order."""
        position = start
        while (match := self._pattern.search(self.text, position)) is not None:
            found = self.spot(match)
            if found is not None:
                yield found
                position = found.end
            elif match.group()[0] in "`<":
                position = self._behind_code(match)
            else:
                position = match.end()

    def _behind_code(self, match: re.Match[str]) -> int:
        """Behind the code span or the comment that starts at ``match``; behind the sign itself if it is never closed."""
        if match.group() == "<!--":
            end = self._find("-->", match.end())
            return match.end() if end < 0 else end + 3
        if self._runs is None:
            self._runs = {}
            for run in re.finditer("`+", self.text):
                self._runs.setdefault(len(run.group()), []).append(run.start())
        starts = self._runs.get(len(match.group()), [])
        following = bisect_left(starts, match.end())
        return starts[following] + len(match.group()) if following < len(starts) else match.end()

    def spot(self, match: re.Match[str]) -> Spot | None:
        """The mathematics that ``match`` opens; ``None`` if it opens none."""
        sign = match.group()
        if sign == "$":
            return self._dollar(match.start())
        if sign == "$$":
            return self._delimited(match, "$$")
        if sign.startswith("{math}"):
            return self._role(match)
        if sign in (r"\\(", r"\\["):
            return self._escaped(match)
        if sign in (r"\(", r"\["):
            return self._delimited(match, r"\)" if sign == r"\(" else r"\]")
        if match.group(1) in words.ROW_ENVIRONMENTS:
            return self._environment(match)
        return None

    def _find(self, sign: str, position: int) -> int:
        """The next unescaped ``sign``, or -1."""
        if sign in self._missing:
            return -1
        at = self.text.find(sign, position)
        while at > 0 and sign[0] == "$" and _escaped(self.text, at):
            at = self.text.find(sign, at + 1)
        if at < 0:
            self._missing.add(sign)
        return at

    def _dollar(self, start: int) -> Spot | None:
        end = self._find("$", start + 1)
        for _ in range(20):
            if end < 0 or not _in_text(self.text, start + 1, end):
                break
            end = self._find("$", end + 1)
        if end < 0:
            return self._unclosed(start, start + 1, "$") if self.strict else None
        content = self.text[start + 1 : end]
        if not self.strict and not self._plausible(content, start, end):
            return None
        inner = (start + 1, end)
        if len(content) > 2 and content[0] == content[-1] == "`" and not self.strict:
            inner = (start + 2, end - 1)
        return Spot(start, end + 1, *inner, display=False)

    def _plausible(self, content: str, start: int, end: int) -> bool:
        if not content.strip() or content[0] in ".,;:!?)" or "\n\n" in content:
            return False
        following = self.text[end + 1 : end + 2]
        if following.isdigit():
            return False
        leads, trails = content[0].isspace(), content[-1].isspace()
        if leads != trails and (trails or _UNIT.search(self.text[max(0, start - 9) : start])):
            return False
        if leads and trails and _UNIT.search(self.text[max(0, start - 9) : start]):
            return False
        return len(content) > _MONEY_REACH or _MONEY.match(content) is None

    def _delimited(self, match: re.Match[str], closing: str) -> Spot | None:
        start, inner = match.span()
        end = self._find(closing, inner)
        display = closing in ("$$", r"\]")
        if end < 0:
            if self.strict or closing == "$$" or self._mathematics_behind(inner):
                return self._unclosed(start, inner, match.group())
            return None
        if not self.text[inner:end].strip():
            return None
        return Spot(start, end + len(closing), inner, end, display)

    def _role(self, match: re.Match[str]) -> Spot | None:
        """MyST's role for mathematics, with as many backticks behind it as before."""
        ticks = match.group().removeprefix("{math}")
        end = self._find(ticks, match.end())
        if end < 0 or not self.text[match.end() : end].strip():
            return None
        return Spot(match.start(), end + len(ticks), match.end(), end, display=False)

    def _escaped(self, match: re.Match[str]) -> Spot | None:
        r"""``\\(…\\)``, as some renderers want it; without its end it is a line break before a bracket."""
        closing = {"(": r"\\)", "[": r"\\]"}[match.group()[-1]]
        end = self._find(closing, match.end())
        if end < 0 or not self.text[match.end() : end].strip():
            return None
        return Spot(match.start(), end + len(closing), match.end(), end, closing[-1] == "]")

    def _mathematics_behind(self, position: int) -> bool:
        r"""Whether a command or an equation stands further on: ``\\(`` alone may also be an escaped bracket."""
        if self._last_mathematics is None:
            self._last_mathematics = max((m.start() for m in _LOOKS_LIKE_MATHEMATICS.finditer(self.text)), default=-1)
        return position <= self._last_mathematics

    def _environment(self, match: re.Match[str]) -> Spot:
        ending = match.group().replace("begin", "end", 1)
        end = self._find(ending, match.end())
        if end < 0:
            return self._unclosed(match.start(), match.end(), match.group())
        end += len(ending)
        return Spot(match.start(), end, match.start(), end, display=True)

    def _unclosed(self, start: int, inner: int, sign: str) -> Spot:
        blank = self.text.find("\n\n", inner)
        end = len(self.text) if blank < 0 else blank
        return Spot(start, end, start, end, sign != "$", f"`{sign}` is never closed")


def _escaped(text: str, at: int) -> bool:
    backslashes = 0
    while at > 0 and text[at - 1] == "\\":
        backslashes += 1
        at -= 1
    return backslashes % 2 == 1


def _in_text(text: str, start: int, at: int) -> bool:
    r"""Whether ``at`` is within a ``\text{…}`` that opened behind ``start``."""
    for match in _TEXT_OPENS.finditer(text, max(start, at - _REACH), at):
        depth = 1
        for mark in re.finditer(r"\\.|[{}]", text[match.end() : at]):
            depth += {"{": 1, "}": -1}.get(mark.group(), 0)
            if depth == 0:
                break
        if depth > 0 and text.find("}", at, at + _REACH) > 0:
            return True
    return False
