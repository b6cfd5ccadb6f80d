r"""Truth values: what stands between ``\iff``, in ``\mathbf{1}[…]``, behind a case, and in a fact.

Verbs: ``condition``, ``proposition``.
"""

from __future__ import annotations

from dataclasses import replace

from checks.page import syntax as s
from checks.page.context import Context, refuse
from checks.page.letters import latex
from checks.terms import Logic, Relation, Term

DEMANDED = r"\overset{!}{=}"  # an equation to be solved
COMPARISONS: dict[str, Relation] = {"=": "=", DEMANDED: "=", r"\neq": "≠", "<": "<", ">": ">", r"\le": "≤", r"\ge": "≥"}


def condition(node: s.Node, ctx: Context) -> Term:
    r"""A relation or several, joined by commas, ``\land`` or ``\lor``.

    Raises ``UnreadableFormula`` for a relation that is no comparison.
    """
    match node:
        case s.Listing(items, separators):
            kind = "or" if r"\lor" in separators else "and"
            if kind == "or" and set(separators) != {r"\lor"}:
                refuse(f'"and" and "or" side by side have two readings: {latex(node)}; write brackets', node)
            return Logic(kind, tuple(condition(item, ctx) for item in items))
        case s.Related():
            return _compared(node, ctx)
        case s.Bracketed("(" | "[" | r"\{", _, (inside,)):
            return condition(inside, ctx)
        case _:
            refuse(f"an equation or inequality is expected here, not {latex(node)}", node)
    return None


def _compared(node: s.Related, ctx: Context) -> Term:
    parts: list[Term] = []
    for left, relation, right in zip(node.sides, node.relations, node.sides[1:], strict=False):
        if relation not in COMPARISONS or left is None or right is None:
            refuse(f"{relation} is no comparison: expected one of {' '.join(COMPARISONS)}", node)
        parts.append(ctx.fitting.compare(COMPARISONS[relation], ctx.term(left), ctx.term(right)))
    return parts[0] if len(parts) == 1 else Logic("and", tuple(parts))


def proposition(node: s.Node, ctx: Context) -> Term:
    r"""A condition in which ``\pm`` stands for "or", one sign throughout; behind ``\neq`` it is neither of the two."""
    if not has_double_sign(node):
        return condition(node, ctx)
    neither = isinstance(node, s.Related) and set(node.relations) == {r"\neq"}
    return Logic("and" if neither else "or", tuple(condition(node, replace(ctx, sign=sign)) for sign in ("+", "-")))


def has_double_sign(node: object) -> bool:
    r"""Whether ``\pm`` or ``\mp`` stands anywhere in it."""
    return any(isinstance(part, s.Additive) and not {r"\pm", r"\mp"}.isdisjoint(part.signs) for part in s.nodes_in(node))
