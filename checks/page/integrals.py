r"""Limits and integrals: ``\int_a^b f\,dx``, ``\int_{\mathbb{R}} f\,dx``, and those without bounds.

Verbs: ``differentials``, ``differential_at`` (where the ``dx`` of an integral stands), ``is_integral``, ``with_differentials``, ``integral``, ``limit``, ``limit_of``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from checks.page import syntax as s
from checks.page.context import Context, not_yet, refuse
from checks.page.derivatives import STRAIGHT
from checks.page.letters import key, latex
from checks.page.names import Bound, Declared, Quantity
from checks.sets import REALS, Interval
from checks.terms import Constant, Defined, Integral, Limit, Negative, Term, Variable, as_term

Items = tuple[s.Node, ...]
INFINITY = Constant("infinity")
SIDES: dict[str, Literal["above", "below"]] = {"+": "above", "-": "below"}
BARE = "an integral without bounds"  # what the scope calls the lower end of antiderivatives


def differentials(items: Items) -> dict[int, int | None]:
    r"""Where each integral begins, and where its ``d`` stands, if it has one; integrals inside of it end before it does."""
    found: dict[int, int | None] = {}
    waiting: list[int] = []
    for place, node in enumerate(items):
        if is_integral(node):
            found[place] = None
            waiting.append(place)
        elif (
            waiting and isinstance(node, s.Name) and node.text in STRAIGHT and place + 1 < len(items) and key(items[place + 1]) is not None
        ):
            found[waiting.pop()] = place
    return found


def differential_at(items: Items, at: int) -> int | None:
    r"""Where the ``d`` of the integral that begins at ``at`` stands."""
    return differentials(items).get(at)


def is_integral(node: s.Node) -> bool:
    """Whether it is an integral sign."""
    base = node.base if isinstance(node, s.Scripted) else node
    return isinstance(base, s.Operator) and base.text == r"\int"


def with_differentials(items: Items) -> Items:
    r"""The factors with the ``dx`` of ``\int \frac{dx}{x}`` moved behind the fraction that it stands above."""
    at = next((k for k, place in differentials(items).items() if place is None), None)
    for place in range(len(items) if at is None else at + 1, len(items)):
        match items[place]:
            case s.Fraction(s.Juxtaposition((*before, s.Name(mark) as sign, letter)), below, "frac", span) if mark in STRAIGHT:
                above = s.Juxtaposition(tuple(before), span) if len(before) > 1 else before[0] if before else s.Numeral("1", span)
                fraction = s.Fraction(above, below, "frac", span)
                return with_differentials((*items[:place], fraction, sign, letter, *items[place + 1 :]))
            case _:
                pass
    return items


def integral(items: Items, at: int, ctx: Context) -> tuple[Term, int]:
    """The integral that begins at ``at``, and where it ends: behind its variable.

    Raises ``UnreadableFormula`` where the variable or the range is missing.
    """
    node, place = items[at], differential_at(items, at)
    if place is None:
        refuse(f"{latex(node)} needs its variable, for example {latex(node)} f\\,dx; put a sum in brackets", node)
    letter = key(items[place + 1]) or ""
    inside = items[at + 1 : place]
    if isinstance(node, s.Operator):
        return _without_bounds(node, letter, inside, ctx), place + 2
    low, high = _bounds(node, ctx)
    variable = Variable(letter, (), REALS)
    return Integral(_integrand(inside, ctx.where(letter, variable)), variable, low, high), place + 2


def _integrand(inside: Items, ctx: Context) -> Term:
    return ctx.fitting.settle(ctx.product(inside)) if inside else as_term(1)


def _bounds(node: s.Node, ctx: Context) -> tuple[Term, Term]:
    if isinstance(node, s.Scripted) and node.subscript is not None and node.superscript is not None:
        return ctx.term(node.subscript), ctx.term(node.superscript)
    whole = key(node.subscript) if isinstance(node, s.Scripted) and node.subscript is not None else None
    if whole == r"\mathbb{R}":
        return Negative(INFINITY), INFINITY
    return not_yet(f"{latex(node)} without two bounds", node)


def _without_bounds(node: s.Node, letter: str, inside: Items, ctx: Context) -> Term:
    r"""An antiderivative, from the end that the scope gives; else the integral over the declared set of its variable."""
    own = Variable(letter, (), REALS)
    base, known = ctx.scope.find(BARE), ctx.scope.find(letter)
    if isinstance(base, Bound):
        high = (
            known.variable if isinstance(known, Declared) else Defined(known.name, known.meaning) if isinstance(known, Quantity) else None
        )
        if high is None or high.shape != ():
            refuse(f"{letter} is no number that an integral without bounds could run over", node)
        return Integral(_integrand(inside, ctx.where(letter, own)), own, base.term, high)
    values = known.variable.values if isinstance(known, Declared) and known.variable.shape == () else None
    if not isinstance(values, Interval):
        refuse(f"{latex(node)} has no bounds: write them, or declare the interval that {letter} runs over", node)
    low = Negative(INFINITY) if values.low is None else as_term(values.low)
    high = INFINITY if values.high is None else as_term(values.high)
    return Integral(_integrand(inside, ctx.where(letter, own)), own, low, high)


def limit_of(body: s.Node, goes: s.Node | None) -> s.Node:
    r"""The syntax of ``\lim_{t\to\infty} (body)``, where ``goes`` is ``t\to\infty``."""
    sign = s.Scripted(s.Operator(r"\lim", body.span), goes, None, 0, body.span)
    return s.Juxtaposition((sign, s.Bracketed("(", ")", (body,), (), body.span)), body.span)


def limit(node: s.Node, body: Callable[[Context], Term], ctx: Context) -> Term:
    r"""``\lim_{x\to a}``, ``\lim_{x\to 0^+}``, ``\lim_{n\to\infty}`` of what ``body`` reads where the letter is bound."""
    match node:
        case s.Scripted(_, s.Related((letter, place), (r"\to",)), None) if letter is not None and place is not None and key(letter):
            name = key(letter) or ""
        case _:
            refuse(f"{latex(node)} needs what goes where below it, for example \\lim_{{x\\to 0}}", node)
    side: Literal["both", "above", "below"] = "both"
    if isinstance(place, s.Scripted) and place.superscript is not None and latex(place.superscript) in SIDES:
        side, place = SIDES[latex(place.superscript)], place.base
    variable = Variable(name, (), REALS)
    return Limit(ctx.fitting.settle(body(ctx.where(name, variable))), variable, ctx.term(place), side)
