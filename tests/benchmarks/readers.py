"""Readers of formulas, each a function of declarations and a formula that says how many CPU seconds it took, or ``None``.

Verbs: ``ours``, ``ours_with_the_page``, ``math_verify``, ``sympy_parse_latex``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from checks.page.names import Scope
    from checks.terms import Term

Value = TypeVar("Value")


def ours(asked: tuple[str, str]) -> float | None:
    """CPU seconds from the text of a formula to its expression tree, the declarations read before; ``None`` where it is not read."""
    from checks.page.elaborate import Formula
    from checks.page.logic import proposition
    from checks.page.parser import parse_formula
    from checks.page.syntax import Listing, Related, UnreadableFormula

    declared, side = asked
    scope = _known(declared)

    def tree() -> Term:
        node, reading = parse_formula(side), Formula(scope)
        read = proposition(node, reading.context) if isinstance(node, Related | Listing) else reading.read(node)
        return reading.settled(read, node)

    try:
        return _timed(tree)[1]
    except UnreadableFormula:
        return None


@lru_cache(maxsize=1)
def _known(declared: str) -> Scope:
    from checks.page.documents import formulas
    from checks.page.statements import understood

    return understood("page.md", formulas(declared))[1]


def ours_with_the_page(asked: tuple[str, str]) -> float | None:
    """The same of a page that holds the declarations and the formula, from its Markdown to what it claims."""
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
