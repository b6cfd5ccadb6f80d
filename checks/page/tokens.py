r"""LaTeX mathematics as a sequence of tokens, each with its place in the text.

Spacing, size commands, labels and comments are gone, Unicode mathematics is LaTeX, prose in ``\text`` is one token.  Text
that cannot be a token becomes one of kind ``bad`` that carries the message, so that a slip in one row of a display leaves
the other rows readable; only the caps (length, tokens, nesting) end the reading at once.

Verbs: ``tokenize``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from checks.page import words
from checks.page.syntax import Span, UnreadableFormula

MAX_LENGTH = 100_000  # characters of one formula
MAX_TOKENS = 20_000
MAX_DEPTH = 100  # brackets and braces within one another
MAX_DIGITS = 1000  # of one numeral

Kind: TypeAlias = Literal[
    "letter", "number", "command", "mark", "text", "word", "begin", "end", "left", "right", "break", "quad", "tag", "bad"
]


class Token(NamedTuple):
    r"""``text`` is canonical: ``\le`` for ``\leq``, the delimiter of a ``\left``, the content of a ``\text``, the message of a bad one."""

    kind: Kind
    text: str
    start: int
    end: int


_SCAN = re.compile(
    r"""(?P<space>[\s\u00a0\u2000-\u200d\u202f\u205f\u2060\ufeff~]+)
    |(?P<comment>%[^\n]*\n?)
    |(?P<number>\d+(?:\.\d+)?|\.\d+)
    |(?P<letter>[A-Za-z])
    |(?P<command>\\(?:[A-Za-z]+\*?|[^A-Za-z]|$))
    |(?P<dots>\.\.\.)
    |(?P<define>:=|=:)
    |(?P<mark>[-+*/=<>()\[\]|,;:!'.&^_{}])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ENVIRONMENT = re.compile(r"\s*\{\s*([A-Za-z]+)(\*?)\s*\}")
_DELIMITER = re.compile(r"\s*(\\[A-Za-z]+|\\.|[^\s\\])", re.DOTALL)
_BREAK_OPTION = re.compile(r"\*?[ \t]*\[\s*-?[\d.]+\s*[a-z]{2}\s*\]|\*")
_WORD_SPACING = re.compile(r"\\[,;:!]|\{\}")
_UPRIGHT = re.compile(r"[^{}\\]*")
_TIDIED = frozenset({"^", "_", "{", r"\not"})
_PLAIN = frozenset[Kind](("mark", "command"))
_TURNS = {"{": 1, "}": -1} | dict.fromkeys(words.OPENERS, 1) | dict.fromkeys(words.CLOSERS, -1)
_KIND_TURNS: dict[Kind, int] = {"left": 1, "begin": 1, "right": -1, "end": -1}
_STARRED = {r"\operatorname*", r"\hspace*", r"\vspace*"}


def tokenize(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """The tokens of ``text[start:end]``, with offsets into the whole ``text``.

    Raises ``UnreadableFormula`` where a cap is exceeded: length, number of tokens, depth of nesting.
    """
    stop = len(text) if end is None else end
    if stop - start > MAX_LENGTH:
        raise UnreadableFormula(f"a formula of {stop - start} characters, expected at most {MAX_LENGTH}", Span(start, start + 1))
    tokens: list[Token] = []
    for token in _tidy(_scan(text, start, stop)):
        tokens.append(token)
        if len(tokens) > MAX_TOKENS:
            raise UnreadableFormula(f"a formula of more than {MAX_TOKENS} tokens, expected at most that many", Span(start, stop))
    _check_depth(tokens)
    return tuple(tokens)


def nesting(token: Token) -> int:
    """1 where a bracket, a brace or an environment opens, -1 where one closes, else 0."""
    if token.kind in _PLAIN:
        return _TURNS.get(token.text, 0)
    return _KIND_TURNS.get(token.kind, 0)


def excerpt(text: str, limit: int = 40) -> str:
    """``text`` on one line, shortened, printable whatever stands in it."""
    line = " ".join(text.split())
    line = line if len(line) <= limit else line[: limit - 1] + "…"
    return "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in line)


def _scan(text: str, start: int, stop: int) -> Iterator[Token]:
    position = start
    while position < stop:
        match = _SCAN.match(text, position, stop)
        assert match is not None  # the last alternative takes any character
        group, found = match.lastgroup, match.group()
        following = match.end()
        if group == "command":
            following, made = _command(text, position, found, stop)
            yield from made
        elif group in ("letter", "other") and following < stop and text[following] in words.COMBINING:
            letter = words.unicode_latex(found) or found
            following += 1
            yield from _replaced(f"{words.COMBINING[text[following - 1]]}{{{letter}}}", position, following)
        elif group == "other":
            following, made = _beyond_ascii(text, position, stop)
            yield from made
        elif group == "number":
            yield _number(found, position)
        elif group not in ("space", "comment"):
            kind: Kind = "letter" if group == "letter" else "mark"
            yield Token(kind, r"\dots" if group == "dots" else found, position, following)
        position = following


def _number(found: str, position: int) -> Token:
    end = position + len(found)
    if len(found) > MAX_DIGITS:
        return Token("bad", f"a numeral of {len(found)} digits, expected at most {MAX_DIGITS}", position, end)
    return Token("number", found, position, end)


def _command(text: str, position: int, found: str, stop: int) -> tuple[int, list[Token]]:
    """The offset behind the command at ``position``, with its argument where that belongs to the token."""
    if found.endswith("*") and found not in _STARRED:
        found = found[:-1]
    after = position + len(found)
    if found == "\\\\" or found in (r"\cr", r"\newline"):
        option = _BREAK_OPTION.match(text, after, stop)
        return (option.end() if option else after), [Token("break", r"\\", position, after)]
    if found in words.REFERENCES or (found in (r"\eqno", r"\leqno") and text[after : after + 1] == "{"):
        closed, content = _argument(text, after, stop)
        return closed, [Token("text", f"({(content or '').strip('()')})", position, closed)]
    if found in (r"\quad", r"\qquad", r"\eqno", r"\leqno"):  # behind the last two stands a label
        return after, [Token("quad", found, position, after)]
    if found in (r"\begin", r"\end"):
        return _environment(text, position, found, stop)
    if found in (r"\left", r"\right", r"\middle") or found in words.SIZES | words.OPENING_SIZES | words.CLOSING_SIZES:
        return _sized(text, position, found, stop)
    if found in words.TEXT_COMMANDS | words.WORD_COMMANDS_WITH_ARGUMENT or found in (r"\tag", r"\rm", r"\substack"):
        return _worded(text, position, found, stop)
    if found in words.DROPPED_WITH_ARGUMENT:
        closed, _ = _argument(text, after, stop)
        return closed, []
    if found in words.DROPPED:
        return after, []
    if found in words.SHORTHANDS:
        return after, _replaced(words.SHORTHANDS[found], position, after)
    if found == "\\":
        return after, [Token("bad", "a backslash at the end", position, after)]
    name = found if found in (r"\lt", r"\gt") else words.DELIMITERS.get(found, found)
    return after, [Token("mark" if len(name) == 1 else "command", name, position, after)]


def _environment(text: str, position: int, found: str, stop: int) -> tuple[int, list[Token]]:
    match = _ENVIRONMENT.match(text, position + len(found), stop)
    if match is None:
        after = position + len(found)
        return after, [Token("bad", f"`{found}` without the name of an environment in braces", position, after)]
    kind: Kind = "begin" if found == r"\begin" else "end"
    return match.end(), [Token(kind, match.group(1), position, match.end())]


def _sized(text: str, position: int, found: str, stop: int) -> tuple[int, list[Token]]:
    r"""``\left(`` and kin: the paired ones are kept with their delimiter, the others only tell which way a bar faces."""
    after = position + len(found)
    match = _DELIMITER.match(text, after, stop)
    if match is None:
        return after, [Token("bad", f"`{found}` without a bracket behind it", position, after)]
    delimiter = words.DELIMITERS.get(match.group(1), match.group(1))
    delimiter = words.UNICODE.get(delimiter, delimiter)
    if found == r"\middle":
        return match.end(), [Token("command", r"\mid" if delimiter == "|" else delimiter, position, match.end())]
    if found in (r"\left", r"\right"):
        kind: Kind = "left" if found == r"\left" else "right"
        return match.end(), [Token(kind, delimiter, position, match.end())]
    facing = {"|": "vert", r"\|": "Vert"}.get(delimiter)
    if facing is not None and found in words.OPENING_SIZES | words.CLOSING_SIZES:
        side = "l" if found in words.OPENING_SIZES else "r"
        return match.end(), [Token("command", rf"\{side}{facing}", position, match.end())]
    if facing == "vert" and found.endswith("m"):
        return match.end(), [Token("command", r"\mid", position, match.end())]
    if delimiter in (r"\langle", r"\rangle"):
        return match.end(), [Token("command", delimiter, position, match.end())]
    return after, []


def _worded(text: str, position: int, found: str, stop: int) -> tuple[int, list[Token]]:
    closed, content = _argument(text, position + len(found), stop)
    if found == r"\rm":  # the old switch: {\rm KL}
        content = _UPRIGHT.match(text, position + len(found), stop)[0]  # pyright: ignore[reportOptionalSubscript]
        closed = position + len(found) + len(content)
    if found == r"\substack":
        message = r"`\substack` is not read, expected one condition, as in \sum_{i<j}"
        return closed, [Token("bad", message, position, closed)]
    if content is None:
        return stop, [Token("bad", f"the brace behind `{found}` is never closed", position, stop)]
    if found == r"\tag":
        return closed, [Token("tag", content, position, closed)]
    if found in words.TEXT_COMMANDS:
        return closed, [Token("text", content, position, closed)]
    word = " ".join(_WORD_SPACING.sub("", content.replace("\\ ", " ").replace("~", " ")).split())
    if word == "d":  # the differential
        return closed, [Token("letter", word, position, closed)]
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 .:!*-]*", word):
        message = f"`{excerpt(content)}` in {found}, expected a word"
        return closed, [Token("bad", message, position, closed)]
    return closed, [Token("word", word, position, closed)]


def _argument(text: str, position: int, stop: int) -> tuple[int, str | None]:
    """The offset behind the argument at ``position`` and its text: a group in braces or one token; ``None``: never closed."""
    while position < stop and text[position].isspace():
        position += 1
    if position >= stop:
        return stop, None
    if text[position] != "{":
        match = _SCAN.match(text, position, stop)
        end = match.end() if match and match.lastgroup == "command" else position + 1
        return end, text[position:end]
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, position, stop):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end(), text[position + 1 : match.end() - 1]
    return stop, None


def _beyond_ascii(text: str, position: int, stop: int) -> tuple[int, list[Token]]:
    character, after = text[position], position + 1
    for table, script in ((words.SUPERSCRIPTS, "^"), (words.SUBSCRIPTS, "_")):
        if character in table:
            while after < stop and text[after] in table:
                after += 1
            run = "".join(table[c] for c in text[position:after])
            return after, _replaced(f"{script}{{{run}}}", position, after)
    latex = words.unicode_latex(character)
    if latex in (r"\top", r"\intercal") and not text[:position].rstrip().endswith(("^", "{", "-", "−")):
        latex = r"^{\top}"  # xᵀ written x⊤
    if latex is None:
        shown = f"`{character}` (U+{ord(character):04X})" if character.isprintable() else f"U+{ord(character):04X}"
        message = f"the character {shown}, expected mathematics"
        return after, [Token("bad", message, position, after)]
    return after, _replaced(latex, position, after)


def _replaced(latex: str, start: int, end: int) -> list[Token]:
    """The tokens of ``latex``, all of them standing at one place of the text."""
    return [Token(token.kind, token.text, start, end) for token in _scan(latex, 0, len(latex))]


def _tidy(tokens: Iterator[Token]) -> Iterator[Token]:
    r"""Without ``{}`` and ``^{}``, with ``{=}`` as ``=`` and ``\not=`` as one relation."""
    found = list(tokens)
    at = 0
    while at < len(found):
        one = found[at]
        if one.text not in _TIDIED:
            yield one
            at += 1
            continue
        two, three = (*found[at + 1 : at + 3], None, None)[:2]
        if two is not None and three is not None and one.text in ("^", "_") and (two.text, three.text) == ("{", "}"):
            at += 3  # a script that says nothing, as an optional argument leaves it
        elif two is not None and one.text == "{" and two.text == "}" and (three is None or three.text not in ("^", "_")):
            at += 2
        elif two is not None and three is not None and one.text == "{" and three.text == "}" and _is_operator(two):
            yield Token(two.kind, two.text, one.start, three.end)
            at += 3
        elif two is not None and one.text == r"\not" and two.text in words.NEGATED:
            yield Token("command", words.NEGATED[two.text], one.start, two.end)
            at += 2
        else:
            yield one
            at += 1


def _is_operator(token: Token) -> bool:
    return token.kind in ("mark", "command") and (token.text in words.RELATIONS or token.text in words.SIGNS)


def _check_depth(tokens: list[Token]) -> None:
    depth = 0
    for token in tokens:
        turn = nesting(token)
        depth = max(0, depth + turn)
        if depth > MAX_DEPTH:
            raise UnreadableFormula(f"brackets nested more than {MAX_DEPTH} deep, expected at most that many", Span(token.start, token.end))
