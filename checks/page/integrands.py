r"""Sums that an operator takes whole though no bracket says so: ``\int 3x^2 - 2x\,dx``, which its ``dx`` closes, and ``\sum_k -p_k``.

Verb: ``closed``.
"""

from __future__ import annotations

from checks.page import syntax as s
from checks.page.integrals import differentials

Items = tuple[s.Node, ...]
SUMMING = {r"\sum", r"\int"}


def closed(node: s.Additive) -> s.Additive:
    """The sum with brackets about the sums that an integral or a sign behind a sum sign takes whole."""
    for place, term in enumerate(node.terms[:-1]):
        items = _items(term)
        opened = [at for at, closes in differentials(items).items() if closes is None]
        joined = None
        if opened:
            joined = _integral(node, place, opened[-1])
        elif _summing(items[-1]) and node.signs[place + 1] in {"+", "-"}:
            inner = s.Additive((node.signs[place + 1],), (node.terms[place + 1],), node.terms[place + 1].span)
            joined = _joined(node, place, place + 1, (*items, _bracketed(inner)))
        if joined is not None:
            return closed(joined)
    return node


def _integral(node: s.Additive, place: int, at: int) -> s.Additive | None:
    """The sum in which the integral that begins at factor ``at`` of a term ends in a later one; ``None`` where it ends in none."""
    items = _items(node.terms[place])
    for last in range(place + 1, len(node.terms)):
        factors = _items(node.terms[last])
        end = differentials((items[at], *factors)).get(0)
        if end is None or end < 2:
            continue
        first = items[at + 1 :]
        parts = [*([_product(first)] if first else []), *node.terms[place + 1 : last], _product(factors[: end - 1])]
        signs = ("+", *node.signs[place + 1 : last + 1]) if first else node.signs[place + 1 : last + 1]
        inner = s.Additive(signs, tuple(parts), s.Span(parts[0].span.start, parts[-1].span.end))
        return _joined(node, place, last, (*items[: at + 1], _bracketed(inner), *factors[end - 1 :]))
    return None


def _joined(node: s.Additive, place: int, last: int, items: Items) -> s.Additive:
    """The sum with one product in place of its terms from ``place`` to ``last``."""
    return s.Additive(
        (*node.signs[: place + 1], *node.signs[last + 1 :]),
        (*node.terms[:place], _product(items), *node.terms[last + 1 :]),
        node.span,
    )


def _bracketed(inner: s.Additive) -> s.Bracketed:
    return s.Bracketed("(", ")", (inner,), (), inner.span)


def _items(term: s.Node) -> Items:
    return term.items if isinstance(term, s.Juxtaposition) else (term,)


def _product(items: Items) -> s.Node:
    return items[0] if len(items) == 1 else s.Juxtaposition(items, s.Span(items[0].span.start, items[-1].span.end))


def _summing(node: s.Node) -> bool:
    base = node.base if isinstance(node, s.Scripted) else node
    return isinstance(base, s.Operator) and base.text in SUMMING
