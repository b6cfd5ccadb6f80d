r"""How far a function word or an operator reaches along factors that stand side by side.

A word without a bracket takes what follows up to the next explicit product sign, function name, or factor with an operator of its own;
a bracket that follows at once is the argument alone.

Verbs: ``factor_end`` (where the factor that begins here ends), ``argument_end`` (where the argument of a word ends).
"""

from __future__ import annotations

from checks.page import syntax as s
from checks.page.applications import Head, Known, OfArrays, OfDistributions, Own, head_of
from checks.page.context import Context, refuse, side_by_side
from checks.page.derivatives import differential_of, is_nabla, partials_of
from checks.page.integrals import differential_at
from checks.page.letters import latex, names_in
from checks.page.values import is_transpose
from checks.terms import free_variables

PRODUCT_SIGNS = frozenset({r"\cdot", r"\times", r"\odot", r"\otimes", r"\oslash", r"\circ", "/"})
Items = tuple[s.Node, ...]


def is_sign(node: s.Node) -> bool:
    """An explicit product sign."""
    return isinstance(node, s.Symbol) and node.text in PRODUCT_SIGNS


def operator_of(node: s.Node) -> str | None:
    r"""The word of an operator with or without its range: ``\sum``, ``\mathbb{E}``."""
    match node:
        case s.Operator(text) | s.Scripted(s.Operator(text), _, _, _):
            return text
        case _:
            return None


def bracket_of(node: s.Node) -> s.Bracketed | None:
    """The bracket that ``node`` is, with or without scripts: ``(x)``, ``[x]^2``."""
    inner = node.base if isinstance(node, s.Scripted) else node
    if isinstance(inner, s.Bracketed) and inner.opening in {"(", "[", r"\{"} and inner.closing in {")", "]", r"\}"}:
        return inner
    return None


def _bars(node: s.Node) -> bool:
    inner = node.base if isinstance(node, s.Scripted) else node
    return isinstance(inner, s.Bracketed) and inner.opening in {"|", r"\|"}


def begins_with_operator(node: s.Node, ctx: Context) -> bool:
    r"""A factor with an operator of its own: ``\nabla f``, ``\frac{\partial f}{\partial x}``, and a bracket that begins with ``\nabla``."""
    if is_nabla(node) or (isinstance(node, s.Fraction) and differential_of(node, ctx) is not None):
        return True
    bracket = bracket_of(node)
    if bracket is None or len(bracket.parts) != 1:
        return False
    inside = bracket.parts[0]
    first = inside.items[0] if isinstance(inside, s.Juxtaposition) else inside
    return is_nabla(first)


def is_open_differential(node: s.Node, ctx: Context) -> bool:
    r"""``\frac{d}{dx}`` that takes what follows."""
    differential = differential_of(node, ctx)
    return differential is not None and differential.body is None


def takes_bracket(head: Head, node: s.Node) -> bool:
    """Whether a bracket behind this function is its argument."""
    match head:
        case Known(_, bare=bare):
            return bare or bracket_of(node) is not None
        case _:
            return True


def factor_end(items: Items, at: int, ctx: Context) -> int:
    """The end of the factor that begins at ``at``.

    Raises ``UnreadableFormula`` where a word has nothing to be applied to, or where two readings remain.
    """
    node = items[at]
    if operator_of(node) == r"\int" and (place := differential_at(items, at)) is not None:
        return place + 2
    if operator_of(node) is not None:
        return at + 2 if at + 1 < len(items) and bracket_of(items[at + 1]) and not _reaches_on(node) else len(items)
    if is_nabla(node):
        return argument_end(items, at + 1, ctx) if at + 1 < len(items) else len(items)
    if is_open_differential(node, ctx):
        return argument_end(items, at + 1, ctx) if at + 1 < len(items) else len(items)
    head = head_of(node, ctx)
    if head is None:
        applied = at + 1 < len(items) and bracket_of(items[at + 1]) is not None and partials_of(node, ctx)[0] is not None
        return at + 2 if applied else at + 1
    if at + 1 < len(items) and bracket_of(items[at + 1]) is not None:
        return at + 1 if _is_product(items, at, head, ctx) else at + 2
    if isinstance(head, Own | OfDistributions) or (isinstance(head, Known) and not head.bare):
        return at + 1
    return argument_end(items, at + 1, ctx)


def _reaches_on(node: s.Node) -> bool:
    r"""``\sum`` and ``\prod`` take the whole product, also behind a bracket; the others take the bracket alone."""
    return operator_of(node) in {r"\sum", r"\prod", r"\arg\max", r"\arg\min", r"\int", r"\lim"}


def _is_product(items: Items, at: int, head: Head, ctx: Context) -> bool:
    r"""``\sigma(1-\sigma)``: a bracket that uses the function itself as a number is a factor; so is one that begins with an operator."""
    if not isinstance(head, Own):
        return False
    if begins_with_operator(items[at + 1], ctx):
        return True
    bracket = bracket_of(items[at + 1])
    return bracket is not None and any(_bare_use(part, items[at], ctx) for part in bracket.parts)


def _bare_use(node: s.Node, function: s.Node, ctx: Context) -> bool:
    """Whether ``function`` stands in ``node`` without an argument."""
    name = latex(function)
    match node:
        case s.Juxtaposition(items):
            for number, item in enumerate(items):
                follows = items[number + 1] if number + 1 < len(items) else None
                if latex(item) == name and (follows is None or bracket_of(follows) is None):
                    return True
                if latex(item) != name and _bare_use(item, function, ctx):
                    return True
            return False
        case s.Additive(_, terms):
            return any(latex(term) == name or _bare_use(term, function, ctx) for term in terms)
        case s.Scripted(base, _, _, _):
            return latex(base) == name
        case _:
            return latex(node) == name


def argument_end(items: Items, start: int, ctx: Context) -> int:
    """The end of what a word that stands before ``start`` is applied to."""
    if start >= len(items) or is_sign(items[start]):
        before = items[start - 1]
        refuse(f"{latex(before)} needs an argument, and nothing follows it", before)
    if (bracket_of(items[start]) is not None and not _is_row_to_differentiate(items, start, ctx)) or _bars(items[start]):
        return start + 1
    at = factor_end(items, start, ctx)
    word = head_of(items[start - 1], ctx)  # of \log\pi(a) b the logarithm may end behind the bracket
    called = word is not None and at > start + 1 and bracket_of(items[at - 1]) is not None
    while at < len(items):
        node = items[at]
        if is_sign(node):
            if isinstance(node, s.Symbol) and node.text == "/":
                _two_readings(items, start, at, at + 1)
            break
        head = head_of(node, ctx)
        if isinstance(head, Known | OfArrays | OfDistributions) or begins_with_operator(node, ctx):
            break
        plain = operator_of(node) is None and not isinstance(head, Own) and not called
        if not plain and not _is_constant_to_differentiate(items, start, at, ctx):
            _two_readings(items, start, at, at)
        at = factor_end(items, at, ctx)
    return at


def _differentiates(node: s.Node, ctx: Context) -> bool:
    return is_nabla(node) or is_open_differential(node, ctx)


def _is_row_to_differentiate(items: Items, start: int, ctx: Context) -> bool:
    r"""``\nabla_w (Xw - y)^\top (Xw - y)``: nobody differentiates a row and multiplies it, so the operator takes the whole product."""
    node = items[start]
    transposed = isinstance(node, s.Scripted) and is_transpose(node.superscript, ctx)
    return transposed and start + 1 < len(items) and _differentiates(items[start - 1], ctx)


def _is_constant_to_differentiate(items: Items, start: int, end: int, ctx: Context) -> bool:
    r"""``\nabla_w \frac1n \sum_i …``: a factor without the variable is not what is differentiated, so the operator reaches on."""
    operator = items[start - 1]
    if not _differentiates(operator, ctx):
        return False
    inside = {variable.name for variable in free_variables(ctx.term(side_by_side(items[start:end])))}
    differential = differential_of(operator, ctx)
    if differential is not None:
        return not inside & {name for target in differential.targets for name in names_in(target)}
    below = operator.subscript if isinstance(operator, s.Scripted) else None
    return not inside & (names_in(below) if below is not None else inside)


def _two_readings(items: Items, start: int, end: int, follows: int) -> None:
    word, inside = latex(items[start - 1]), latex(side_by_side(items[start:end]))
    rest = latex(side_by_side(items[end:])) if follows <= len(items) else ""
    gap = "" if rest.startswith("/") else " "
    node = side_by_side(items[start - 1 :])
    refuse(f"two readings: {word}({inside}){gap}{rest} or {word}({inside}{gap}{rest}); write the bracket", node)
