r"""Sums with dots: ``x_1 + x_2 + \dots + x_n`` as ``\sum_{i=1}^n x_i`` where the pattern is plain.

The pattern is plain where the terms around the dots differ in one number alone, which runs up to a number or a letter.
Verb: ``without_dots``.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from checks.page import syntax as s
from checks.page.context import refuse
from checks.page.letters import latex

LETTER = "i'"  # no letter of a page: a prime is a mark of its own there


def without_dots(node: s.Additive) -> s.Additive:
    r"""The sum with a ``\sum`` in place of what the dots stand for; raises ``UnreadableFormula`` where that is not plain."""
    at = next((at for at, term in enumerate(node.terms) if _is_dots(term)), None)
    if at is None:
        return node
    if not 0 < at < len(node.terms) - 1 or node.signs[at - 1 : at + 2] != ("+",) * 3:
        refuse(r"the dots of a sum stand between two terms, as in x_1 + \dots + x_n: write it with \sum", node)
    first, last = node.terms[at - 1], node.terms[at + 1]
    ends = _difference(first, last)
    if ends is None or len(ends) != 1 or r"\dots" in latex(first):
        refuse(
            rf"what runs from {latex(first)} to {latex(last)} is not plain: write \sum_{{i=1}}^{{n}} and the term with the index i", node
        )
    ((pair, high),) = ends.items()
    low = pair.partition("|")[0]
    start, number = at - 1, int(low)
    while start > 0 and number > 0 and node.signs[start - 1] == "+" and _runs(node.terms[start - 1], first, str(number - 1), low, last):
        start, number = start - 1, number - 1
    if start > 0 and _difference(node.terms[start - 1], node.terms[start]):  # 1 + 3 + \dots goes in other steps
        refuse(rf"the terms before the dots do not go up by one: write {latex(first)} and its like with \sum", node)
    span = s.Span(node.terms[start].span.start, last.span.end)
    name = s.Name(LETTER, span)
    body = _general(first, last, name)
    below = s.Related((name, s.Numeral(str(number), span)), ("=",), (None,), (span,), span)
    whole = s.Scripted(s.Operator(r"\sum", span), below, high, 0, span)
    total = s.Juxtaposition((whole, s.Bracketed("(", ")", (body,), (), span)), span)
    signs = (*node.signs[:start], "+", *node.signs[at + 2 :])
    return without_dots(replace(node, signs=signs, terms=(*node.terms[:start], total, *node.terms[at + 2 :])))


def _is_dots(node: s.Node) -> bool:
    return isinstance(node, s.Symbol) and node.text == r"\dots"


def _differs(one: object, other: object) -> bool:
    """A number against a number or a letter that is its end."""
    return isinstance(one, s.Numeral) and one.text.isdigit() and isinstance(other, s.Name | s.Numeral) and latex(one) != latex(other)


def _difference(one: Any, other: Any) -> dict[str, s.Node] | None:
    """The numbers in ``one`` with what ``other`` has in their places; ``None`` where they differ in more than that."""
    if _differs(one, other):
        return {f"{one.text}|{latex(other)}": other}
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        pairs: list[tuple[Any, Any]] = list(zip(one, other, strict=True))
    elif is_dataclass(one) and type(one) is type(other) and not isinstance(one, s.Span):
        pairs = [(getattr(one, f.name), getattr(other, f.name)) for f in fields(one)]
    else:
        return {} if isinstance(one, s.Span) or one == other else None
    found: dict[str, s.Node] = {}
    for a, b in pairs:
        inner = _difference(a, b)
        if inner is None:
            return None
        found |= inner
    return found


def _general(one: Any, other: Any, name: s.Name) -> Any:
    """``one`` with ``name`` where ``other`` has something else."""
    if _differs(one, other):
        return name
    if isinstance(one, tuple):
        return tuple(_general(a, b, name) for a, b in zip(one, other, strict=True))
    if is_dataclass(one) and not isinstance(one, s.Span):
        return replace(one, **{f.name: _general(getattr(one, f.name), getattr(other, f.name), name) for f in fields(one)})  # type: ignore[type-var]
    return one


def _runs(before: s.Node, first: s.Node, number: str, low: str, last: s.Node) -> bool:
    """Whether ``before`` is the term in front of ``first``: in the places that run, ``number`` for ``low``."""
    ends = _difference(before, first)
    against = _difference(before, last)
    return ends is not None and set(ends) == {f"{number}|{low}"} and against is not None and len(against) == 1
