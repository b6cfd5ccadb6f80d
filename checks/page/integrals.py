r"""Integrals: ``\int_a^b f\,dx``, and ``\int_{\mathbb{R}} f\,dx``.

Verbs: ``differential_at`` (where the ``dx`` of an integral stands), ``integral``.
"""

from __future__ import annotations

from checks.page import syntax as s
from checks.page.context import Context, not_yet, refuse
from checks.page.derivatives import STRAIGHT
from checks.page.letters import key, latex
from checks.sets import REALS
from checks.terms import Constant, Integral, Negative, Term, Variable, as_term

Items = tuple[s.Node, ...]
INFINITY = Constant("infinity")


def differential_at(items: Items, at: int) -> int | None:
    r"""Where the ``d`` of the integral that begins at ``at`` stands; integrals inside of it end before it does."""
    depth = 0
    for place in range(at, len(items) - 1):
        node = items[place]
        if _is_integral(node):
            depth += 1
        elif isinstance(node, s.Name) and node.text in STRAIGHT and key(items[place + 1]) is not None:
            depth -= 1
            if depth == 0:
                return place
    return None


def _is_integral(node: s.Node) -> bool:
    base = node.base if isinstance(node, s.Scripted) else node
    return isinstance(base, s.Operator) and base.text == r"\int"


def integral(items: Items, at: int, ctx: Context) -> tuple[Term, int]:
    """The integral that begins at ``at``, and where it ends: behind its variable.

    Raises ``UnreadableFormula`` where the variable or the range is missing.
    """
    node, place = items[at], differential_at(items, at)
    if place is None:
        refuse(f"{latex(node)} needs its variable, for example {latex(node)} f\\,dx; put a sum in brackets", node)
    letter = key(items[place + 1]) or ""
    low, high = _bounds(node, ctx)
    variable = Variable(letter, (), REALS)
    body = as_term(1) if place == at + 1 else ctx.where(letter, variable).product(items[at + 1 : place])
    return Integral(ctx.fitting.settle(body), variable, low, high), place + 2


def _bounds(node: s.Node, ctx: Context) -> tuple[Term, Term]:
    if isinstance(node, s.Scripted) and node.subscript is not None and node.superscript is not None:
        return ctx.term(node.subscript), ctx.term(node.superscript)
    whole = key(node.subscript) if isinstance(node, s.Scripted) and node.subscript is not None else None
    if whole == r"\mathbb{R}":
        return Negative(INFINITY), INFINITY
    return not_yet(f"{latex(node)} without two bounds", node)
