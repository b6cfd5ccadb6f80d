"""Readers of formulas, each a function of declarations and a formula that says how many CPU seconds it took, or ``None``.

Verbs: ``ours``, ``math_verify``, ``sympy_parse_latex``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def ours(asked: tuple[str, str]) -> float | None:
    """CPU seconds for a formula with its declarations; ``None`` where it is not read."""
    from checks.model import Claim
    from checks.page.documents import formulas
    from checks.page.statements import read_page

    declared, side = asked
    text = f"{declared}\n$$\n{side} = {side}\n$$\n"  # two sides, as a claim has them
    page, seconds = _timed(lambda: read_page("page.md", formulas(text)))
    return seconds / 2 if page.claims and isinstance(page.claims[-1], Claim) else None


def math_verify(asked: tuple[str, str]) -> float | None:
    """The same of ``math_verify.parse``."""
    from math_verify import parse

    found, seconds = _timed(lambda: parse(f"${asked[1]}$"))
    return seconds if found and not isinstance(found[0], str) else None  # else it gives back the text


def sympy_parse_latex(asked: tuple[str, str]) -> float | None:
    """The same of ``sympy.parsing.latex.parse_latex`` with its ANTLR grammar."""
    from sympy.parsing.latex import parse_latex
    from sympy.parsing.latex.errors import LaTeXParsingError

    try:
        return _timed(lambda: parse_latex(asked[1]))[1]
    except LaTeXParsingError:
        return None


def _timed(read: Callable[[], Value]) -> tuple[Value, float]:
    start = time.process_time()
    value = read()
    return value, time.process_time() - start
