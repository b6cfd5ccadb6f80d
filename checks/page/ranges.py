r"""What stands under ``\sum``, ``\mathbb{E}`` and their kin: the letters that run, and what they run over.

Verbs: ``summed`` (a sum, product, maximum over a range), ``expected``, ``divergence``, ``entropy``, ``condition``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from checks.page import syntax as s
from checks.page.applications import Own, choose_law, head_of, parted
from checks.page.context import Context, refuse
from checks.page.letters import latex
from checks.page.names import Alphabet, Bound, Distribution, Distributions, Quantity
from checks.page.values import undeclared
from checks.terms import Apply, Compare, Defined, Index, Logic, Number, Reduce, Relation, Size, Term, as_term

Kind = Literal["sum", "prod", "max", "min"]
RELATIONS: dict[str, Relation] = {"=": "=", r"\neq": "≠", "<": "<", ">": ">", r"\le": "≤", r"\ge": "≥"}


@dataclass(frozen=True)
class Run:
    """A letter that runs; ``conditions`` are read once the letter is known."""

    index: Index
    conditions: tuple[s.Node, ...] = ()


def summed(kind: Kind, operator: s.Scripted, body: Callable[[Context], Term], ctx: Context) -> Term:
    """A sum (product, maximum, minimum) over the range that is written at the operator."""
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
    first, *rest = parts
    run = _run(first, operator, ctx)
    return [Run(run.index, (*run.conditions, *rest))]


def _run(node: s.Node, operator: s.Scripted, ctx: Context) -> Run:
    above = operator.superscript
    match node:
        case s.Related((s.Name(name), low), ("=",)) if low is not None and above is not None:
            return Run(Index(name, ctx.term(low), ctx.term(above)))
        case s.Name():
            if above is not None:
                return Run(Index(node.text, as_term(1), ctx.term(above)))
            return Run(_open_index(node, ctx))
        case s.Related((s.Name(name), over), (r"\in",)) if over is not None:
            return Run(index_over_set(name, over, ctx))
        case s.Related((s.Name() as name, other), (relation,)) if relation in RELATIONS and other is not None:
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


def _number(node: s.Node, ctx: Context) -> Fraction:
    from checks.terms import Negative

    match ctx.term(node):
        case Number(value):
            return value
        case Negative(Number(value)):
            return -value
        case _:
            refuse(f"the elements of a finite set are written numbers, not {latex(node)}", node)


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


# ── distributions ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Law:
    """A distribution as it stands in a formula: its letters, and what a family is taken at."""

    law: Distribution
    over: tuple[str, ...]
    given: tuple[s.Node, ...]
    parameter: Term | None
    name: str

    def value(self, ctx: Context) -> Term:
        """The probability, where the letters are known."""
        given = tuple(ctx.term(node) for node in self.given)
        over = tuple(ctx.term(s.Name(letter, s.Span(0, 0))) for letter in self.over)
        value = self.law.value(given, over, self.parameter)
        behind = rf" \mid {', '.join(latex(node) for node in self.given)}" if self.given else ""
        return Defined(f"{self.name}({', '.join(self.over)}{behind})", value) if self.law.parameter else value

    def indices(self) -> tuple[Index, ...]:
        """One index for each letter before the bar."""
        sizes = self.law.sizes[len(self.given) :]
        return tuple(Index(letter, as_term(1), size) for letter, size in zip(self.over, sizes, strict=True))

    def under(self, ctx: Context) -> Context:
        """The context in which the letters before the bar run."""
        for index in self.indices():
            ctx = ctx.where(index.name, index)
        return ctx


def law_of(node: s.Node, ctx: Context, letters: tuple[str, ...] | None = None) -> Law:
    r"""``p``, ``p(x)``, ``p(y\mid x)``, ``P_\theta(y\mid x)`` as a distribution; bare names take the declared letters."""
    bracket: s.Bracketed | None = None
    base = node
    if isinstance(node, s.Juxtaposition) and len(node.items) == 2 and isinstance(node.items[1], s.Bracketed):
        base, bracket = node.items
        assert isinstance(bracket, s.Bracketed)
    head = head_of(base, ctx)
    if not isinstance(head, Own) or not isinstance(head.entity, Distributions):
        if isinstance(base, s.Name | s.Scripted) and head is None:
            refuse(f"{latex(base)} is no declared distribution: say p(x) \\in \\Delta(\\mathcal{{X}}) before", base)
        refuse(f"{latex(node)} is no distribution", node)
    if bracket is None:
        members = [law for law in head.entity.members if not law.given and (letters is None or len(law.over) == len(letters))]
        if len(members) != 1:
            refuse(f"{latex(node)} names {len(members)} distributions without a condition: write its arguments", node)
        return Law(members[0], letters or members[0].over, (), head.parameter, head.name)
    over, given = parted(bracket)
    law = choose_law(head.entity, head.name, over, given, bracket)
    names = tuple(part.text if isinstance(part, s.Name) else "" for part in over)
    if not all(names):
        refuse(f"the letters before the bar run, so they are plain letters: {latex(bracket)}", bracket)
    for letter, size in zip(given, law.sizes, strict=False):
        if isinstance(letter, s.Name) and ctx.scope.find(letter.text) is None and letter.text not in ctx.scope.runs:
            index = ctx.fitting.index_of(letter.text)
            if isinstance(index.high, Size):
                ctx.fitting.same(index.high, size)
    return Law(law, names, given, head.parameter, head.name)


def expected(operator: s.Node, body: Callable[[Context], Term], ctx: Context) -> Term:
    r"""``\mathbb{E}_{x\sim p}[…]``, ``\mathbb{E}_{p(x)}[…]``, ``\mathbb{E}_p[…]`` over finite tables."""
    if not isinstance(operator, s.Scripted) or operator.subscript is None:
        refuse(r"an expectation needs its distribution: \mathbb{E}_{x\sim p}[…]", operator)
    match operator.subscript:
        case s.Related((left, right), (r"\sim",)) if left is not None and right is not None:
            letters = tuple(part.text for part in (left.items if isinstance(left, s.Listing) else (left,)) if isinstance(part, s.Name))
            law = law_of(right, ctx, letters)
        case below:
            law = law_of(below, ctx)
    inner = law.under(ctx)
    value = ctx.fitting.product((law.value(inner), body(inner)))
    for index in reversed(law.indices()):
        value = Reduce("sum", index, value)
    return value


def divergence(bracket: s.Bracketed, ctx: Context) -> Term:
    r"""``\operatorname{KL}(p\,\|\,q)``: Σ p log(p/q) over what stands before the bar."""
    if len(bracket.parts) != 2 or bracket.separators[0] not in {r"\|", ","}:
        refuse(r"a divergence is between two distributions: \operatorname{KL}(p\,\|\,q)", bracket)
    p = law_of(bracket.parts[0], ctx)
    q = law_of(bracket.parts[1], ctx, p.over if not isinstance(bracket.parts[1], s.Juxtaposition) else None)
    return _over(p, lambda inner: ctx.fitting.product((p.value(inner), Apply("log", p.value(inner) / _renamed(q, p).value(inner)))), ctx)


def entropy(bracket: s.Bracketed, ctx: Context) -> Term:
    """``H(p)``, or the cross-entropy ``H(p, q)``."""
    p = law_of(bracket.parts[0], ctx)
    q = p if len(bracket.parts) == 1 else _renamed(law_of(bracket.parts[1], ctx), p)
    return -_over(p, lambda inner: p.value(inner) * Apply("log", q.value(inner)), ctx)


def _renamed(law: Law, like: Law) -> Law:
    """The same distribution with the other's letters before the bar."""
    return Law(law.law, like.over if len(like.over) == len(law.over) else law.over, law.given, law.parameter, law.name)


def _over(law: Law, body: Callable[[Context], Term], ctx: Context) -> Term:
    value = body(law.under(ctx))
    for index in reversed(law.indices()):
        value = Reduce("sum", index, value)
    return value


# ── conditions ────────────────────────────────────────────────────────────────────────────────────


def condition(node: s.Node, ctx: Context) -> Term:
    """A truth value: relations, joined by "and" and "or".

    Raises ``UnreadableFormula`` for anything else.
    """
    match node:
        case s.Related(sides, relations):
            parts: list[Term] = []
            for left, relation, right in zip(sides, relations, sides[1:], strict=False):
                if left is None or right is None or relation not in RELATIONS:
                    refuse(f"{latex(node)} is no condition: expected = \\neq < \\le > \\ge between two values", node)
                parts.append(ctx.fitting.compare(RELATIONS[relation], ctx.term(left), ctx.term(right)))
            return parts[0] if len(parts) == 1 else Logic("and", tuple(parts))
        case s.Listing(items, separators):
            joined: Literal["and", "or"] = "or" if r"\lor" in separators else "and"
            return Logic(joined, tuple(condition(item, ctx) for item in items))
        case s.Bracketed("(" | "[", _, (inner,)):
            return condition(inner, ctx)
        case s.Juxtaposition((s.Words(), *rest)) if len(rest) == 1:
            return condition(rest[0], ctx)
        case _:
            refuse(f"{latex(node)} is no condition", node)


_ = (Quantity, undeclared)
