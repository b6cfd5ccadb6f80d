r"""From the syntax of an expression and the names of a page to a term.

Every node is read here or handed to the module that reads its kind; a ``ShapeError`` becomes an ``UnreadableFormula`` at the smallest node
whose parts do not fit.

Verbs: ``elaborate`` (one expression), ``Formula`` (the sides of one relation, which tell each other's open lengths).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from checks.page import syntax as s
from checks.page.applications import head_of, order_of, primed, primed_quantity
from checks.page.bounds import difference
from checks.page.context import Context, not_yet, refuse
from checks.page.derivatives import differential_of, differentiate, evaluated, partials_of, subscript_derivative
from checks.page.dots import without_dots
from checks.page.fitting import Fitting
from checks.page.integrands import closed
from checks.page.letters import key, latex, word
from checks.page.logic import condition
from checks.page.names import Alphabet, Quantity, Scope
from checks.page.products import product, readable
from checks.page.ranges import optimisers
from checks.page.reach import operator_of
from checks.page.values import ONES, entity_of, name_value, scripted_value, undeclared, with_scripts
from checks.terms import (
    Apply,
    Cases,
    Determinant,
    Extremum,
    Index,
    Indicator,
    MatMul,
    Matrix,
    Negative,
    Norm,
    Number,
    Power,
    Quotient,
    ShapeError,
    Size,
    Term,
    Times,
    Trace,
    Transpose,
    as_term,
    show,
    walk,
)

MATRICES = frozenset({"matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array", "psmallmatrix", "bsmallmatrix"})
INDICATORS = frozenset({*ONES, r"\mathrm{1}", r"\mathbb{1}"})


def read_node(node: s.Node, ctx: Context) -> Term:
    """The value of one node.

    Raises ``UnreadableFormula`` with the place of the smallest node that cannot be read.
    """
    try:
        return _read(node, ctx)
    except ShapeError as error:
        raise s.UnreadableFormula(readable(error), node.span) from error


def _read(node: s.Node, ctx: Context) -> Term:
    match node:
        case s.Numeral(text):
            return Number(Fraction(text))
        case s.Name():
            return name_value(node, ctx) if head_of(node, ctx) is None else product((node,), ctx)
        case s.Scripted():
            return _scripted(node, ctx)
        case s.Bracketed():
            return _bracketed(node, ctx)
        case s.Fraction():
            return _fraction(node, ctx)
        case s.Root(radicand, degree):
            return _root(ctx.term(radicand), degree, ctx)
        case s.Juxtaposition(items):
            indicator = _indicator(items, ctx)
            return indicator if indicator is not None else product(items, ctx)
        case s.Additive():
            whole = closed(without_dots(node))
            return ctx.term(whole.terms[0]) if whole.signs == ("+",) and len(whole.terms) == 1 else _additive(whole, ctx)
        case s.Grid():
            return _grid(node, ctx)
        case s.Symbol(r"\infty"):
            return name_value(s.Name(r"\infty", node.span), ctx)
        case s.Symbol(r"\dots"):
            not_yet("a list or sum with dots", node)
        case s.Related() | s.Listing():
            refuse(f"a value is expected here, not {latex(node)}", node)
        case _:
            refuse(f"{latex(node)} is no value by itself", node)
    return None


def _indicator(items: tuple[s.Node, ...], ctx: Context) -> Term | None:
    r"""``\mathbf{1}[y = k]`` where it is the whole product; among other factors ``_with_indicators`` finds it."""
    grouped = _with_indicators(items)
    if grouped == items:
        return None
    return ctx.term(grouped[0]) if len(grouped) == 1 else product(grouped, ctx)


def _with_indicators(items: tuple[s.Node, ...]) -> tuple[s.Node, ...]:
    """The factors, an indicator and its bracket as one node (a ``Scripted`` whose subscript is the condition)."""
    out: list[s.Node] = []
    for item in items:
        if out and isinstance(out[-1], s.Name) and out[-1].text in INDICATORS and (inside := _condition_of(item)) is not None:
            out[-1] = s.Scripted(out[-1], inside, None, 0, s.Span(out[-1].span.start, item.span.end))
        else:
            out.append(item)
    return tuple(out)


def _condition_of(node: s.Node) -> s.Node | None:
    if isinstance(node, s.Bracketed) and len(node.parts) == 1 and isinstance(node.parts[0], s.Related | s.Listing):
        return node.parts[0]
    return None


def _scripted(node: s.Scripted, ctx: Context) -> Term:
    match node:
        case s.Scripted(s.Bracketed(_, "|", (body,)) as bar, below, None, 0) if bar.opening == "." and below is not None:
            return evaluated(body, below, ctx)
        case s.Scripted(s.Bracketed(r"\|", r"\|", (body,)), below, above, 0):
            norm = _norm(ctx.term(body), below, ctx)
            return norm if above is None else with_scripts(norm, s.Scripted(node.base, None, above, 0, node.span), ctx)
        case s.Scripted(s.Name(text) as base, below, above, 0) if text in INDICATORS and isinstance(below, s.Related | s.Bracketed):
            inside = below.parts[0] if isinstance(below, s.Bracketed) and len(below.parts) == 1 else below
            value: Term = Indicator(condition(inside, ctx))
            return value if above is None else with_scripts(value, s.Scripted(base, None, above, 0, node.span), ctx)
        case s.Scripted(s.Bracketed("(" | "[", _, (inside,)), s.Symbol("+" | "-" as part), above, 0):
            return _part(part, ctx.term(inside), s.Scripted(node.base, None, above, 0, node.span), ctx)
        case s.Scripted(s.Bracketed("[", "]", (body,)) | s.Bracketed(".", "|", (body,)), below, above, 0) if (
            below is not None and above is not None
        ):
            between = difference(body, below, above, ctx)
            return with_scripts(ctx.term(node.base), node, ctx) if between is None else between
        case s.Scripted(s.Numeral("1"), s.Related() as below, None, 0):
            return Indicator(condition(below, ctx))
        case s.Scripted(s.Numeral("1"), s.Bracketed(r"\{", r"\}", (s.Related() as below,)), None, 0):
            return Indicator(condition(below, ctx))
        case s.Scripted(s.Name(), _, superscript, primes) if primes or order_of(superscript):
            return _primed(node, primes or order_of(superscript) or 1, ctx)
        case s.Scripted(base, below, above, 0) if below is not None and above is not None and entity_of(node, ctx) is None:
            derived = subscript_derivative(s.Scripted(base, below, None, 0, node.span), None, ctx)
            if derived is not None:
                return with_scripts(derived, s.Scripted(base, None, above, 0, node.span), ctx)
            return scripted_value(node, ctx) if head_of(node, ctx) is None else product((node,), ctx)
        case _:
            named = head_of(node, ctx) is None and partials_of(node, ctx)[0] is None
            return scripted_value(node, ctx) if named else product((node,), ctx)


def _part(sign: str, value: Term, node: s.Scripted, ctx: Context) -> Term:
    """``[a]_+``, the positive part of each entry."""
    if sign == "-":
        refuse(r"two readings of [a]_-: \max(0, -a) or \min(0, a); write the one that is meant", node)
    positive = Extremum("max", (as_term(0), value))
    return positive if node.superscript is None else with_scripts(positive, node, ctx)


def _primed(node: s.Scripted, order: int, ctx: Context) -> Term:
    """A primed name: a name of its own if the page declared it, else a derivative."""
    if entity_of(node, ctx) is not None:
        return scripted_value(node, ctx)
    plain = node.base if node.subscript is None else s.Scripted(node.base, node.subscript, None, 0, node.span)
    entity = entity_of(plain, ctx)
    if isinstance(entity, Quantity) and not entity.parameters:
        derived = primed_quantity(entity, node, order)
    elif not node.primes and head_of(plain, ctx) is None:
        return scripted_value(node, ctx)
    elif entity is None and head_of(plain, ctx) is None:
        refuse(undeclared(plain), node)
    else:
        derived = primed(head_of(plain, ctx), node, order, None, ctx)
    above = node.superscript if node.primes else None
    return derived if above is None else with_scripts(derived, s.Scripted(plain, None, above, 0, node.span), ctx)


def _bracketed(node: s.Bracketed, ctx: Context) -> Term:
    if len(node.parts) == 2 and node.opening in {r"\langle", "⟨"}:
        return _inner_product(ctx.term(node.parts[0]), ctx.term(node.parts[1]), ctx)
    if len(node.parts) != 1:
        refuse(f"a value is expected here, not the list {latex(node)}", node)
    (inside,) = node.parts
    match node.opening, node.closing:
        case ("(", ")") | ("[", "]") | (r"\{", r"\}"):
            return ctx.term(inside)
        case "|", "|":
            if isinstance(inside, s.Name) and isinstance(known := ctx.scope.find(inside.text), Alphabet):
                return known.size
            return _magnitude(ctx.term(inside), node)
        case r"\|", r"\|":
            return _norm(ctx.term(inside), None, ctx)
        case _:
            not_yet(f"the bracket {node.opening} … {node.closing}", node)
    return None


def _magnitude(value: Term, node: s.Node) -> Term:
    """``|A|``: of a number its absolute value, of a square matrix its determinant."""
    if value.shape == ():
        return Apply("abs", value)
    if len(value.shape) == 2:
        return Determinant(value)
    refuse(rf"|…| of shape {show(value.shape)} has two readings, a norm or entry by entry: write \|…\|", node)
    return None


def _norm(value: Term, below: s.Node | None, ctx: Context) -> Term:
    value = ctx.fitting.settle(value)
    match None if below is None else latex(below):
        case None:
            return Norm(value)
        case "2" if len(value.shape) == 2 and 1 not in value.shape:
            refuse(
                r"\|A\|_2 of a matrix is its spectral norm, which is not read: \|A\|_F is the Frobenius norm",
                below or s.Words("", s.Span(0, 0)),
            )
        case "2" | "F" | r"\mathrm{F}":
            return Norm(value)
        case "1":
            return Norm(value, "1")
        case r"\infty":
            return Norm(value, "inf")
        case other:
            not_yet(f"the norm with the subscript {other}", below or s.Words("", s.Span(0, 0)))
    return None


def _inner_product(left: Term, right: Term, ctx: Context) -> Term:
    ctx.fitting.agree((left.shape, right.shape))
    left, right = ctx.fitting.settled((left, right))
    if left.shape != right.shape:
        raise ShapeError(f"an inner product of shapes {show(left.shape)} and {show(right.shape)}")
    if left.shape == ():
        return Times((left, right))
    product_ = MatMul((Transpose(left), right))
    return product_ if len(left.shape) == 1 else Trace(product_)


def _fraction(node: s.Fraction, ctx: Context) -> Term:
    if node.style == "binom":
        return _binomial(ctx.term(node.numerator), ctx.term(node.denominator))
    differential = differential_of(node, ctx)
    if differential is None:
        return ctx.fitting.quotient(ctx.term(node.numerator), ctx.term(node.denominator))
    if differential.body is None:
        refuse(f"{latex(node)} needs something to differentiate behind it", node)
    return differentiate(ctx.term(differential.body), differential.targets, ctx)


def _binomial(above: Term, below: Term) -> Term:
    r"""``\binom{n}{k}`` = Γ(n+1) / (Γ(k+1) Γ(n−k+1))."""
    return Quotient(Apply("gamma", above + 1), Apply("gamma", below + 1) * Apply("gamma", above - below + 1))


def _root(radicand: Term, degree: s.Node | None, ctx: Context) -> Term:
    """A root; an odd one is the real root, also of a negative number."""
    if radicand.shape != ():
        raise ShapeError(f"a root of shape {show(radicand.shape)}: write it entry by entry")
    if degree is None:
        return Power(radicand, Quotient(as_term(1), as_term(2)))
    value = ctx.term(degree)
    reciprocal = Quotient(as_term(1), value)
    if isinstance(value, Number) and value.value.denominator == 1 and value.value % 2 == 1:
        return Times((Apply("sign", radicand), Power(Apply("abs", radicand), reciprocal)))
    return Power(radicand, reciprocal)


def _additive(node: s.Additive, ctx: Context) -> Term:
    first = node.terms[0]
    leading = first.items[0] if isinstance(first, s.Juxtaposition) else first
    if operator_of(leading) in {r"\arg\max", r"\arg\min"} and node.signs[0] == "+":
        return _optimisers_of_sum(node, leading, ctx)
    terms = tuple(_signed(sign, ctx.term(term), ctx, node) for sign, term in zip(node.signs, node.terms, strict=True))
    return ctx.fitting.plus(terms)


def _signed(sign: str, term: Term, ctx: Context, node: s.Node) -> Term:
    if sign in {r"\pm", r"\mp"}:
        if not ctx.sign:
            refuse(f"{sign} is read in an equation beside \\iff or \\implies only", node)
        sign = ctx.sign if sign == r"\pm" else {"+": "-", "-": "+"}[ctx.sign]
    return Negative(term) if sign == "-" else term


def _optimisers_of_sum(node: s.Additive, operator: s.Node, ctx: Context) -> Term:
    r"""``\arg\min_\theta a + b`` optimises the whole sum."""
    first = node.terms[0]
    if not isinstance(first, s.Juxtaposition):
        refuse(f"nothing stands behind {latex(operator)}", node)
    rest = first.items[1:]
    head: s.Node = rest[0] if len(rest) == 1 else s.Juxtaposition(rest, s.Span(rest[0].span.start, rest[-1].span.end))
    objective = s.Additive(node.signs, (head, *node.terms[1:]), s.Span(head.span.start, node.span.end))
    return optimisers(operator, objective, ctx)


def _grid(node: s.Grid, ctx: Context) -> Term:
    match node.environment:
        case "cases" | "dcases" | "rcases":
            return Cases(tuple(_case(row, ctx) for row in node.rows))
        case "vmatrix":
            return Determinant(_matrix(node, ctx))
        case name if name in MATRICES:
            return _matrix(node, ctx)
        case name:
            not_yet(f"the environment {name}", node)
    return None


def _matrix(node: s.Grid, ctx: Context) -> Term:
    rows = tuple(tuple(ctx.term(cell) for cell in row) for row in node.rows)
    return Matrix(rows)


def _case(row: tuple[s.Node, ...], ctx: Context) -> tuple[Term, Term | None]:
    if len(row) != 2:
        refuse("a case needs a value and a condition, parted by &", row[0])
    value, when = row
    return ctx.term(value), _when(when, ctx)


def _when(node: s.Node, ctx: Context) -> Term | None:
    r"""The condition of a case: ``\text{if } x > 0``, ``x > 0``, ``\text{otherwise}``."""
    match node:
        case s.Words(text) if text.strip(" ,.").lower() in {"otherwise", "else", "sonst"}:
            return None
        case s.Name() if word(node) in {"otherwise", "else"}:
            return None
        case s.Juxtaposition(items):
            parts = [item for item in items if not isinstance(item, s.Words)]
            if len(parts) == 1:
                return condition(parts[0], ctx)
            refuse(f"the condition of a case is not understood: {latex(node)}", node)
        case _:
            return condition(node, ctx)
    return None


# ── formulas ──────────────────────────────────────────────────────────────────────────────────────


class Formula:
    """One formula being read: its sides share their open lengths and free indices."""

    def __init__(self, scope: Scope, sign: Literal["", "+", "-"] = "") -> None:
        self.fitting = Fitting()
        self.context = Context(scope, self.fitting, read_node, sign)

    def read(self, node: s.Node) -> Term:
        """The value of one side; open lengths may be told by another side yet."""
        return self.context.term(node)

    def settled(self, term: Term, node: s.Node) -> Term:
        """``term`` when all sides are read.

        Raises ``UnreadableFormula`` for a length or a range that nothing tells.
        """
        term = self.fitting.settle(term)
        hint = self.fitting.open_in(term)
        if hint is None:
            return term
        for part in walk(term):
            if isinstance(part, Index) and isinstance(part.high, Size) and self.fitting.open_in(part.high):
                refuse(f"the range of the index {part.name} is not clear: nothing here tells how far {part.name} runs", node)
        refuse(f"the size of {hint} is not clear here: write it, for example {hint}_n", node)
        return None


def elaborate(node: s.Node, scope: Scope) -> Term:
    """The term that an expression means where ``scope`` is known.

    Raises ``UnreadableFormula`` with the reason and the place.
    """
    formula = Formula(scope)
    return formula.settled(formula.read(node), node)


__all__ = ["Formula", "elaborate", "key", "read_node"]
