"""Plain numbers as a page writes them, without any name: bounds of intervals, elements of finite sets.

Verbs: ``exact``, ``finite_set``.
"""

from __future__ import annotations

from fractions import Fraction

from checks.page import syntax as s
from checks.page.letters import latex


def exact(node: s.Node) -> Fraction | None:
    """The rational that ``node`` writes; ``None`` where it is no plain number."""
    match node:
        case s.Numeral(text):
            return Fraction(text)
        case s.Additive((sign,), (term,)) if sign in "+-":
            inner = exact(term)
            return None if inner is None else (-inner if sign == "-" else inner)
        case s.Fraction(above, below, "frac"):
            return _over(exact(above), exact(below))
        case s.Juxtaposition((above, s.Symbol("/"), below)):
            return _over(exact(above), exact(below))
        case _:
            return None


def _over(above: Fraction | None, below: Fraction | None) -> Fraction | None:
    return above / below if above is not None and below else None


def finite_set(node: s.Bracketed) -> tuple[Fraction, ...]:
    r"""The numbers of ``\{0, 1\}``.

    Raises ``UnreadableFormula`` for an element that is no plain number.
    """
    values: list[Fraction] = []
    for part in node.parts:
        value = exact(part)
        if value is None:
            raise s.UnreadableFormula(f"{latex(part)} is no plain number, and a finite set is read of such only", part.span)
        values.append(value)
    return tuple(values)
