r"""Words within mathematics: which tokens are prose, which join formulas ("and"), and what may be dropped at the ends.

Verbs: ``is_prose``, ``connective``, ``drop_punctuation``, ``plain_words``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.page import words
from checks.page.tokens import Token

_WORDED = re.compile(r"\\(?:text|mathrm|textrm|textit|mbox)\s*\{([^{}]*)\}")
_WORD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*")


def is_prose(token: Token) -> bool:
    r"""``\text{…}`` (or ``\mathrm{if}``) that is neither a name nor a connective."""
    if token.kind == "word":
        return token.text.lower() in words.PROSE
    if token.kind == "command":
        return token.text == r"\forall"
    if token.kind != "text" or connective(token) is not None:
        return False
    content = token.text.strip()
    return bool(content) and (content.lower() in words.PROSE or _WORD_NAME.fullmatch(content) is None)


def connective(token: Token) -> str | None:
    r"""``\land`` or ``\lor`` where the token says so, in a sign or in a word."""
    if token.kind in ("text", "word"):
        return words.CONNECTIVES.get(token.text.strip(" ,~").lower())
    if token.kind == "command":
        return {r"\land": r"\land", r"\wedge": r"\land", r"\lor": r"\lor", r"\vee": r"\lor"}.get(token.text)
    return None


def drop_punctuation(tokens: Sequence[Token]) -> list[Token]:
    """Without full stops, commas and spaces at the end, and without spaces at the start."""
    run = list(tokens)
    while run and (run[-1].kind == "quad" or is_empty(run[-1]) or (run[-1].kind == "mark" and run[-1].text in ".,;:")):
        run.pop()
    while run and (run[0].kind == "quad" or is_empty(run[0]) or (run[0].kind == "mark" and run[0].text in ",;")):
        run.pop(0)
    return run


def is_empty(token: Token) -> bool:
    r"""A ``\text{ }`` or a ``\text{.}``."""
    return token.kind == "text" and not token.text.strip(" .,;~")


def plain_words(written: str) -> str:
    r"""Text of the page as a reason: without the ``\text{…}`` around it."""
    bare = re.sub(r"^\{([^{}]*)\}$", r"\1", _WORDED.sub(r"\1", written))
    return " ".join(bare.split())
