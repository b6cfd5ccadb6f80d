r"""A cursor over the tokens of one formula, and what the parts of the grammar ask of one another.

The grammar is spread over ``scripts``, ``brackets``, ``constructs`` and ``expressions``; the last is the ``Cursor`` that is used, so that the first three need not
import it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from checks.page import bars
from checks.page.grouping import Element, Group
from checks.page.prose import is_empty, is_prose
from checks.page.syntax import Node, Span, UnreadableFormula
from checks.page.tokens import Token, excerpt


class Cursor(ABC):
    r"""``inside`` are the brackets around the cursor, the innermost last (``{`` for braces, ``left`` for ``\left``); ``font`` is that of the letters here;
    ``labels`` are the words over relations so far; ``left_bars`` counts bare bars; ``trials`` are the readings of ``||`` that were tried.
    """

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = [t for t in tokens if t.kind not in ("quad", "tag") and not is_empty(t)]
        self.at = 0
        self.labels: list[str] = []
        self.inside: list[str] = []
        self.font = ""
        self.trials = 0
        self.left_bars = bars.count_bars(self.tokens)

    @abstractmethod
    def sequence(self) -> list[Element]:
        """Terms and operators up to the end of the surrounding bracket, or of the formula."""

    @abstractmethod
    def group(self, *, partial: bool) -> Group:
        """The group in braces at the cursor."""

    @abstractmethod
    def argument(self) -> Node:
        """The argument of a command: a group in braces, or one token."""

    @abstractmethod
    def single(self) -> Node:
        """An argument without braces: one letter, one digit, one command with its own arguments."""

    @abstractmethod
    def cell(self, tokens: Sequence[Token]) -> Node:
        """One cell of a grid, prose and all."""

    @property
    def whole(self) -> Span:
        """The place of the whole formula."""
        return Span(self.tokens[0].start, self.tokens[-1].end) if self.tokens else Span(0, 0)

    @property
    def in_bracket(self) -> bool:
        """Whether the cursor is in a bracket that prints, so that ``:`` and a bar separate its parts."""
        return bool(self.inside) and self.inside[-1] != "{"

    def peek(self, ahead: int = 0) -> Token | None:
        """The token at the cursor, or further on; ``None`` behind the end."""
        try:
            return self.tokens[self.at + ahead]
        except IndexError:
            return None

    def take(self) -> Token:
        """The token at the cursor, which moves on.  Raises ``UnreadableFormula`` at the end."""
        try:
            token = self.tokens[self.at]
        except IndexError:
            raise UnreadableFormula("the formula ends here, expected a term", self.last()) from None
        self.at += 1
        return token

    def expect(self, text: str, opening: Token) -> Token:
        """Take the token that closes ``opening``.  Raises ``UnreadableFormula`` where something else stands."""
        token = self.peek()
        if token is None or token.text != text or token.kind == "text":
            raise self.unclosed(opening, text)
        return self.take()

    def expect_end(self) -> None:
        """Raise ``UnreadableFormula`` unless the formula ends here."""
        token = self.peek()
        if token is not None:
            raise self.unexpected(token, "an operator or the end of the formula")

    def unexpected(self, token: Token, expected: str) -> UnreadableFormula:
        """The error that shows ``token`` and what was expected."""
        span = Span(token.start, token.end)
        if token.kind == "bad":
            return UnreadableFormula(token.text, span)
        if is_prose(token):
            return UnreadableFormula(f"words inside a formula: `{excerpt(token.text)}`, expected {expected}", span)
        return UnreadableFormula(f"found `{excerpt(self.text[token.start : token.end])}`, expected {expected}", span)

    def unclosed(self, opening: Token, closing: str) -> UnreadableFormula:
        """The error for a bracket without its partner."""
        token = self.peek()
        shown = excerpt(self.text[opening.start : opening.end])
        if token is None:
            wanted = closing if closing == "a term" else f"`{closing}`"
            return UnreadableFormula(f"`{shown}` is never closed, expected {wanted}", Span(opening.start, opening.end))
        return self.unexpected(token, f"`{closing}` for `{shown}`")

    def span_from(self, start: int) -> Span:
        """From an offset to the last token taken."""
        return Span(start, self.tokens[self.at - 1].end)

    def last(self) -> Span:
        """The place of the last token of the formula."""
        return Span(self.tokens[-1].start, self.tokens[-1].end) if self.tokens else Span(0, 0)

    def raw_argument(self, command: Token) -> list[Token]:
        """The tokens of an argument, not read."""
        opening = self.take()
        if opening.text != "{" or opening.kind != "mark":
            return [opening]
        depth, found = 1, list[Token]()
        while True:
            if self.peek() is None:
                raise self.unclosed(command, "}")
            token = self.take()
            if token.kind == "mark":
                depth += {"{": 1, "}": -1}.get(token.text, 0)
            if depth == 0:
                return found
            found.append(token)
