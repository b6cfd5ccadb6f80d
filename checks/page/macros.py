r"""A page's own commands: ``\newcommand`` and kin read, their uses written out, places kept.

Every character that a command was written out to stands at the place of the command.  Nothing grows without end: a page has a budget of uses, a formula a
length, and commands that use one another a depth.

Verbs: ``definition_at``, ``Macros.expand``, ``expanded`` (a document whose formulas hold definitions).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from checks.page.sources import Found, Mathematics, Stretch, cut
from checks.page.tokens import MAX_LENGTH

MAX_USES = 50_000  # of all commands on one page, those within one another counted
MAX_USES_EACH = 5_000  # within one formula
MAX_DEPTH = 40

DEFINER = re.compile(
    r"\\(newcommand|renewcommand|providecommand|DeclareRobustCommand|DeclareMathOperator|DeclarePairedDelimiter|[gex]?def|let)(\*?)(?![A-Za-z@])"
)
_REACH = 5_000  # characters of one argument: an open brace is not searched for through a whole file
_NAME = re.compile(r"\s*(?:\{\s*(\\(?:[A-Za-z@]+|.))\s*\}|(\\(?:[A-Za-z@]+|.)))", re.DOTALL)
_COMMAND = re.compile(r"\\(?:[A-Za-z@]+|.)", re.DOTALL)
_PARAMETERS = re.compile(r"(?:\s*#\d)*\s*(?=\{)")
_OPTION = re.compile(r"\s*\[([^\[\]]*)\]")
_ENDS_WITH_WORD = re.compile(r"\\[A-Za-z]+\Z")


class Unexpandable(ValueError):
    """A use of a command that cannot be written out; the text says why."""


@dataclass(frozen=True)
class Macro:
    """A command: ``body`` has ``#1``, ``#2``, … for its arguments; ``trouble`` is why it cannot be used."""

    name: str
    arity: int
    body: str
    default: str | None = None
    paired: bool = False
    trouble: str = ""


def definition_at(text: str, match: re.Match[str]) -> tuple[Macro, int] | None:
    """The definition whose ``DEFINER`` matched, and where it ends; ``None`` where it is none after all."""
    kind, star = match.group(1), match.group(2)
    named = _NAME.match(text, match.end())
    if named is None:
        return None
    name, at = named.group(1) or named.group(2), named.end()
    if kind == "let":
        other = re.compile(r"\s*=?\s*(\\[A-Za-z@]+|\S)").match(text, at)
        return None if other is None else (Macro(name, 0, other.group(1)), other.end())
    if kind.endswith("def"):
        return _plain_definition(text, name, at)
    arity, default = 0, None
    if kind not in ("DeclareMathOperator", "DeclarePairedDelimiter") and (count := _OPTION.match(text, at)):
        arity, at = int(count.group(1)) if count.group(1).strip().isdigit() else -1, count.end()
        if first := _OPTION.match(text, at):
            default, at = first.group(1), first.end()
    try:
        body, at = _argument(text, at, name)
        if kind == "DeclareMathOperator":
            return Macro(name, 0, rf"\operatorname{star}{{{body}}}"), at
        if kind == "DeclarePairedDelimiter":
            closing, at = _argument(text, at, name)
            return Macro(name, 1, f"{body} #1 {closing}", paired=True), at
    except Unexpandable:
        return None
    trouble = "" if 0 <= arity <= 9 else f"`{name}` has no number of arguments"
    return Macro(name, arity, body, default, trouble=trouble), at


def _plain_definition(text: str, name: str, at: int) -> tuple[Macro, int] | None:
    r"""``\def\x#1#2{…}``; arguments delimited by anything but braces are not read."""
    parameters = _PARAMETERS.match(text, at)
    brace = text.find("{", at) if parameters is None else parameters.end()
    if brace < 0:
        return None
    try:
        body, end = _argument(text, brace, name)
    except Unexpandable:
        return None
    if parameters is None:
        return Macro(name, 0, "", trouble=f"`{name}` is a \\def with delimited arguments, which is not read"), end
    return Macro(name, parameters.group().count("#"), body), end


def _argument(text: str, at: int, name: str) -> tuple[str, int]:
    """The argument at ``at``: a group in braces, or one token."""
    while at < len(text) and text[at].isspace():
        at += 1
    if at >= len(text):
        raise Unexpandable(f"`{name}` without its argument")
    if text[at] != "{":
        command = _COMMAND.match(text, at)
        end = command.end() if command else at + 1
        return text[at:end], end
    depth = 0
    for mark in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, at, at + _REACH):
        depth += {"{": 1, "}": -1}.get(mark.group(), 0)
        if depth == 0:
            return text[at + 1 : mark.end() - 1], mark.end()
    raise Unexpandable(f"the brace behind `{name}` is never closed")


class Macros:
    """The commands known so far, and what is left of the page's budget."""

    def __init__(self) -> None:
        self._known: dict[str, Macro] = {}
        self._left = MAX_USES

    def define(self, macro: Macro) -> None:
        """Know a command from here on."""
        self._known[macro.name] = macro

    def uses(self, text: str) -> bool:
        """Whether a known command stands in ``text``."""
        return bool(self._known) and any(match.group() in self._known for match in _COMMAND.finditer(text))

    def expand(self, found: Mathematics) -> Mathematics:
        """The mathematics with every known command written out, or with the trouble that there was in doing so."""
        if found.trouble or not self.uses(found.text):
            return found
        self._budget = min(MAX_USES_EACH, self._left)
        spent = self._budget
        try:
            text, stretches = self._stretched(found)
        except Unexpandable as error:
            return replace(found, trouble=str(error))
        finally:
            self._left -= spent - self._budget
        return replace(found, text=text, stretches=stretches)

    def _stretched(self, found: Mathematics) -> tuple[str, tuple[Stretch, ...]]:
        out: list[str] = []
        stretches: list[Stretch] = []
        length = done = 0

        def add(text: str, own: Iterable[Stretch]) -> None:
            nonlocal length
            out.append(text)
            stretches.extend(replace(stretch, start=stretch.start + length) for stretch in own if stretch.length)
            length += len(text)
            if length > MAX_LENGTH:
                raise Unexpandable(f"the commands of the page make this longer than {MAX_LENGTH} characters")

        for start, end, written in self._calls(found.text, 0):
            add(*cut(found.text, found.stretches, done, start))
            _, own = cut(found.text, found.stretches, start, end)
            first, last = own[0].at(0)[0], own[-1].at(end - start - 1)[1]
            written = _apart(out[-1] if out[-1] else "".join(out[-3:]), written, found.text[end : end + 1])
            add(written, [Stretch(0, len(written), first, last - first)])
            done = end
        add(*cut(found.text, found.stretches, done, len(found.text)))
        return "".join(out), tuple(stretches) or found.stretches

    def _calls(self, text: str, depth: int) -> Iterator[tuple[int, int, str]]:
        """Each use of a known command: where it starts and ends, and all that it is written out to."""
        at = 0
        while (match := _COMMAND.search(text, at)) is not None:
            macro = self._known.get(match.group())
            at = match.end()
            if macro is not None:
                body, at = self._body(macro, text, at)
                yield match.start(), at, self._written_out(macro.name, body, depth + 1)

    def _body(self, macro: Macro, text: str, at: int) -> tuple[str, int]:
        """The body with its arguments put in, and where the use ends."""
        if macro.trouble:
            raise Unexpandable(macro.trouble)
        self._budget -= 1
        if self._budget < 0:
            raise Unexpandable(f"`{macro.name}`: the commands of the page are used too often to be written out")
        arguments: list[str] = []
        if macro.paired:
            at += text.startswith("*", at)
        option = _OPTION.match(text, at) if macro.paired or macro.default is not None else None
        if option is not None:
            at = option.end()
        if macro.default is not None:
            arguments.append(option.group(1) if option else macro.default)
        while len(arguments) < macro.arity:
            argument, at = _argument(text, at, macro.name)
            arguments.append(argument)
        body = _filled(macro.body.replace("\n", " "), arguments)
        if len(body) > MAX_LENGTH:
            raise Unexpandable(f"`{macro.name}` is longer than {MAX_LENGTH} characters when written out")
        return body, at

    def _written_out(self, name: str, body: str, depth: int) -> str:
        if depth > MAX_DEPTH:
            raise Unexpandable(f"`{name}` uses itself, or commands more than {MAX_DEPTH} deep")
        out = ""
        done = 0
        for start, end, written in self._calls(body, depth):
            out += body[done:start]
            out += _apart(out, written, body[end : end + 1])
            done = end
            if len(out) > MAX_LENGTH:
                raise Unexpandable(f"`{name}` is longer than {MAX_LENGTH} characters when written out")
        return out + body[done:]


def _filled(body: str, arguments: list[str]) -> str:
    """The body with its arguments in place; a command before one keeps its end."""

    def argument(match: re.Match[str]) -> str:
        number = int(match.group(1)) - 1
        if number >= len(arguments):
            return match.group()
        return _apart(body[: match.start()], arguments[number], body[match.end() : match.end() + 1])

    return re.sub(r"#([1-9])", argument, body)


def _apart(before: str, written: str, behind: str) -> str:
    """``written`` with the spaces that keep a command before or at the end of it from running into letters."""
    if written[:1].isalpha() and _ENDS_WITH_WORD.search(before[-64:]):
        written = " " + written
    if behind.isalpha() and _ENDS_WITH_WORD.search(written[-64:]):
        written += " "
    return written


def expanded(found: Iterable[Found], macros: Macros) -> Iterator[Found]:
    """A document whose definitions stand within its mathematics, as MathJax has them: taken out, and the uses behind them written out."""
    for item in found:
        if isinstance(item, Mathematics):
            rest = _without_definitions(item, macros) if DEFINER.search(item.text) else item
            if rest is not None:
                yield macros.expand(rest)
        else:
            yield item


def _without_definitions(item: Mathematics, macros: Macros) -> Mathematics | None:
    text, stretches, at = item.text, item.stretches, 0
    kept: list[tuple[int, int]] = []
    for match in DEFINER.finditer(text):
        if match.start() < at:
            continue
        definition = definition_at(text, match)
        if definition is not None:
            macros.define(definition[0])
            kept.append((at, match.start()))
            at = definition[1]
    kept.append((at, len(text)))
    pieces = [(start, end) for start, end in kept if text[start:end].strip()]
    if not pieces:
        return None
    if len(pieces) > 1:
        return replace(item, trouble="definitions of commands between formulas, expected them in a block of their own")
    inner, own = cut(text, stretches, *pieces[0])
    return replace(item, text=inner, stretches=own)
