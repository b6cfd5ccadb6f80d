r"""What stands under ``\sum``, ``\mathbb{E}`` and their kin: the letters that run, and what they run over.

Verbs: ``reduced`` (a sum, product, largest or smallest value over a range), ``extremum`` (of a written list), ``optimisers``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from checks.page import syntax as s
from checks.page.context import Context, not_yet, refuse
from checks.page.letters import latex
from checks.page.logic import COMPARISONS, condition
from checks.page.names import Alphabet, Bound, Distributions
from checks.page.reach import operator_of
from checks.terms import (
    Extremum,
    Index,
    Logic,
    Negative,
    Number,
    Optimisers,
    Reduce,
    Size,
    Term,
    Variable,
    as_term,
)

Kind: TypeAlias = Literal["sum", "prod", "max", "min"]
KINDS: dict[str, Kind] = {
    r"\sum": "sum", r"\prod": "prod", r"\max": "max", r"\min": "min", r"\sup": "max", r"\inf": "min"
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """A letter that runs; ``conditions`` are read once the letter is known."""

    index: Index
    conditions: tuple[s.Node, ...] = ()


def reduced(node: s.Node, body: Callable[[Context], Term], ctx: Context) -> Term:
    """A sum (product, largest or smallest value) of ``body`` over the range that is written at the operator ``node``.

    Raises ``UnreadableFormula`` where nothing tells what runs, or how far.
    """
    kind = KINDS.get(operator_of(node) or "")
    if kind is None:
        not_yet(latex(node), node)
    if not isinstance(node, s.Scripted):
        refuse(f"{latex(node)} needs to say what runs: {latex(node)}_{{i=1}}^n", node)
    operator = node
    runs = _runs(operator, ctx)
    inner = ctx
    for run in runs:
        inner = inner.where(run.index.name, run.index)
    value = body(inner)
    for run in reversed(runs):
        held = [condition(node, inner) for node in run.conditions]
        index = ctx.fitting.settle_index(run.index)
        if ctx.fitting.open_in(index) is not None:
            refuse(f"nothing tells what {index.name} runs over: write its range, \\sum_{{{index.name}=1}}^n", operator)
        joined = None if not held else held[0] if len(held) == 1 else Logic("and", tuple(held))
        value = Reduce(kind, index, ctx.fitting.settle(value), joined if joined is None else ctx.fitting.settle(joined))
    return ctx.fitting.settle(value)


def _runs(operator: s.Scripted, ctx: Context) -> list[Run]:
    below = operator.subscript
    if below is None:
        refuse(f"{latex(operator)} needs to say what runs: \\sum_{{i=1}}^n", operator)
    parts = below.items if isinstance(below, s.Listing) else (below,)
    names = [part for part in parts if isinstance(part, s.Name)]
    if operator.superscript is None and len(parts) > 1 and len(names) == len(parts):
        return [Run(_open_index(name, ctx)) for name in names]
    if len(parts) > 1 and isinstance(parts[-1], s.Related) and len(names) == len(parts) - 1:
        last = _run(parts[-1], operator, ctx).index
        return [Run(Index(n.text, last.low, last.high, last.values)) for n in names] + [Run(last)]
    pair = _pair(parts[0], ctx) if len(parts) == 1 else None
    if pair is not None:
        return pair
    run = _run(parts[0], operator, ctx)  # pyright: ignore[reportGeneralTypeIssues]
    return [Run(run.index, (*run.conditions, *parts[1:]))]


def _pair(node: s.Node, ctx: Context) -> list[Run] | None:
    r"""Both letters of ``1 \le i < j \le n``, the second outside: the first runs below it."""
    match node:
        case s.Related((low, s.Name(first) as one, s.Name(second) as other, high), (r"\le", relation, r"\le")) if (
            low is not None and high is not None and relation in COMPARISONS
        ):
            bounds = ctx.term(low), ctx.term(high)
            (span,) = node.relation_spans[1:2]
            related = s.Related((one, other), (relation,), (None,), (span,), node.span)
            return [Run(Index(second, *bounds)), Run(Index(first, *bounds), (related,))]
        case _:
            return None


def _run(node: s.Node, operator: s.Scripted, ctx: Context) -> Run:
    above = operator.superscript
    match node:
        case s.Related((s.Name(name), low), ("=",)) if low is not None and above is not None:
            return Run(_counted(name, low, above, ctx))
        case s.Name():
            if above is not None:
                return Run(Index(node.text, as_term(1), ctx.term(above)))
            return Run(_open_index(node, ctx))
        case s.Related((s.Name(name), over), (r"\in",)) if over is not None:
            return Run(index_over_set(name, over, ctx))
        case s.Related((s.Name() as name, other), (relation,)) if relation in COMPARISONS and other is not None:
            known = ctx.scope.find(name.text)
            if isinstance(known, Bound) or (name.text in ctx.fitting.indices and relation == "<"):
                refuse(f"which letter runs in {latex(node)}?", node)
            index = _open_index(name, ctx)
            if isinstance(other, s.Name) and ctx.scope.find(other.text) is None:
                partner = ctx.fitting.index_of(other.text)
                assert partner.high is not None
                if isinstance(index.high, Size) and isinstance(partner.high, Size):
                    ctx.fitting.same(index.high, partner.high)
            return Run(index, (node,))
        case s.Related((low, s.Name() as name, high), (r"\le" | "<", r"\le" | "<")) if low is not None and high is not None:
            bounds = (ctx.term(low), ctx.term(high))
            if node.relations != (r"\le", r"\le"):
                refuse(f"a range is written with \\le on both sides, or \\sum_{{{name.text}=…}}^{{…}}", node)
            return Run(Index(name.text, *bounds))
        case _:
            refuse(f"{latex(node)} is no range that is read: write i=1 below and n above, or i, x \\in \\mathcal{{X}}", node)
    return None


def _counted(name: str, low: s.Node, above: s.Node, ctx: Context) -> Index:
    if r"\infty" in latex(low):
        not_yet("a sum or product that begins at −∞", low)
    return Index(name, ctx.term(low), ctx.term(above))


def index_over_set(name: str, over: s.Node, ctx: Context) -> Index:
    r"""An index that runs over ``\mathcal{X}``, ``\{0,1\}`` or ``\{1,\dots,K\}``."""
    match over:
        case s.Name(letter) if isinstance(known := ctx.scope.find(letter), Alphabet):
            return Index(name, as_term(1), known.size)
        case s.Bracketed(r"\{", r"\}", (first, *_, s.Symbol(), last)):
            return Index(name, ctx.term(first), ctx.term(last))
        case s.Bracketed(r"\{", r"\}", parts):
            return Index(name, values=tuple(_number(part, ctx) for part in parts))
        case _:
            refuse(f"{latex(over)} is no finite set that is known here", over)
    return None


def _number(node: s.Node, ctx: Context) -> Fraction:
    match ctx.term(node):
        case Number(value):
            return value
        case Negative(Number(value)):
            return -value
        case _:
            refuse(f"the elements of a finite set are written numbers, not {latex(node)}", node)
    return None


def _open_index(name: s.Name, ctx: Context) -> Index:
    """The index of a letter whose range is known elsewhere, or will be told by what it indexes."""
    if name.text in ctx.scope.runs:
        return ctx.scope.runs[name.text]
    size = letter_size(name.text, ctx)
    if size is not None:
        return Index(name.text, as_term(1), size)
    return Index(name.text, as_term(1), ctx.fitting.open_length(name.text))


def letter_size(letter: str, ctx: Context) -> Size | None:
    """How many values a letter takes that stands in a declared distribution."""
    for entity in ctx.scope.names.values():
        if isinstance(entity, Distributions):
            for law in entity.members:
                for known, size in zip((*law.given, *law.over), law.sizes, strict=True):
                    if known == letter:
                        return size
    return None


# ── lists and optimisers ──────────────────────────────────────────────────────────────────────────


def extremum(word: str, bracket: s.Bracketed, ctx: Context) -> Term:
    r"""``\max(a, b)`` of a written list."""
    parts = tuple(ctx.term(part) for part in bracket.parts)
    ctx.fitting.agree(part.shape for part in parts)
    return Extremum("max" if KINDS[word] == "max" else "min", ctx.fitting.settled(parts))


def optimisers(node: s.Node, objective: s.Node, ctx: Context) -> Term:
    r"""``\arg\min_\theta`` of an objective.

    Raises ``UnreadableFormula`` where the variable is missing, or is none that the page declared.
    """
    below = node.subscript if isinstance(node, s.Scripted) else None
    if isinstance(below, s.Related):
        below = below.sides[0]
    if below is None:
        refuse(f"{latex(node)} needs its variable: {latex(node)}_\\theta", node)
    variable = ctx.term(below)
    if not isinstance(variable, Variable):
        refuse(f"{latex(node)} is over a declared variable, not over {latex(below)}", below)
    kind = "min" if operator_of(node) == r"\arg\min" else "max"
    return Optimisers(kind, ctx.fitting.settle(ctx.term(objective)), variable)
