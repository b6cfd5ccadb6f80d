r"""Factors side by side: which of them is an application, which a product, and of what kind.

Verb: ``product``.
"""

from __future__ import annotations

from collections.abc import Callable

from checks.page import syntax as s
from checks.page.applications import (
    AMBIGUOUS_POWER,
    Head,
    Known,
    OfArrays,
    OfDistributions,
    Own,
    apply,
    apply_array_word,
    apply_known,
    head_of,
    order_of,
    powered,
    primed,
)
from checks.page.context import Context, not_yet, refuse, side_by_side
from checks.page.densities import density
from checks.page.derivatives import (
    differential_of,
    differentiate,
    gradient,
    is_nabla,
    is_partial,
    jacobian,
    subscript_derivative,
    with_fractions,
)
from checks.page.expectations import conditional, expectation, of_distributions
from checks.page.fitting import Fitting
from checks.page.integrals import integral, limit, with_differentials
from checks.page.letters import key, latex
from checks.page.names import Distribution, Distributions, Quantity
from checks.page.ranges import extremum, optimisers, reduced
from checks.page.reach import (
    Items,
    argument_end,
    begins_with_operator,
    bracket_of,
    factor_end,
    is_open_differential,
    is_sign,
    operator_of,
)
from checks.page.values import entity_of, is_transpose, raised, with_scripts
from checks.terms import Apply, Constant, Defined, ShapeError, Term, Variable, as_term, free_variables

EXPECTED = frozenset({r"\mathbb{E}", r"\mathrm{E}", "E"})


def product(items: Items, ctx: Context) -> Term:
    """The value of factors side by side, with explicit product signs between some of them.

    Raises ``UnreadableFormula`` where shapes do not fit or two readings remain.
    """
    items = with_fractions(items, ctx)
    items = with_differentials(items)
    total, at = _run(items, 0, ctx)
    while at < len(items):
        sign, start = items[at], at
        slash = latex(sign) == "/"
        if slash or is_sign(sign):
            if at + 1 >= len(items) or is_sign(items[at + 1]):
                refuse(f"nothing to multiply by behind {latex(sign)}", sign)
            right, at = _divisor(items, at + 1, ctx) if slash else _run(items, at + 1, ctx)
        else:  # a / (b) c is (a / b) c
            right, at = _run(items, at, ctx)
        mark = latex(sign) if is_sign(sign) else r"\times"
        total = _joined(mark, total, right, items[max(start - 1, 0) : at], ctx.fitting)
    return total


def _joined(sign: str, left: Term, right: Term, around: Items, fitting: Fitting) -> Term:
    node = side_by_side(around)
    try:
        match sign:
            case r"\cdot":
                return fitting.dot(left, right)
            case r"\times":
                return fitting.product((left, right))
            case r"\odot":
                return fitting.odot(left, right)
            case r"\otimes":
                return fitting.kronecker(left, right)
            case "/" | r"\oslash":
                return fitting.quotient(left, right)
            case _:
                not_yet(f"the product {sign}", node)
    except ShapeError as error:
        raise s.UnreadableFormula(readable(error), node.span) from error


def readable(error: ShapeError) -> str:
    """The message of a ``ShapeError``, an open length as a question mark."""
    words = str(error)
    while "?" in words and (cut := _open_name(words)):
        words = words.replace(cut, "…")
    return words


def _open_name(words: str) -> str:
    start = words.index("?")
    end = min((at for at in (words.find(")", start), words.find(" ×", start), words.find(",", start)) if at > 0), default=len(words))
    return words[start:end]


def _divisor(items: Items, at: int, ctx: Context) -> tuple[Term, int]:
    """What stands below a slash: one factor; two factors behind a slash have two readings."""
    value, end = factor(items, at, ctx)
    closed = bracket_of(items[at]) is not None
    if end < len(items) and not is_sign(items[end]) and not closed and operator_of(items[end]) is None:
        above = latex(items[at - 2]) if at > 1 else ""
        below, rest = latex(side_by_side(items[at:end])), latex(side_by_side(items[end:]))
        refuse(f"two readings: ({above}/{below}) {rest} or {above}/({below} {rest}); write the bracket", side_by_side(items[at:]))
    return value, end


def _run(items: Items, at: int, ctx: Context) -> tuple[Term, int]:
    """The product of neighbours up to the next explicit sign."""
    terms: list[Term] = []
    start = at
    while at < len(items) and not is_sign(items[at]):
        value, at = factor(items, at, ctx)
        terms.append(value)
    if not terms:
        refuse(f"nothing stands before {latex(items[at])}", items[at])
    try:
        return ctx.fitting.product(tuple(terms)), at
    except ShapeError as error:
        raise s.UnreadableFormula(readable(error), side_by_side(items[start:at]).span) from error


# ── one factor ────────────────────────────────────────────────────────────────────────────────────


def factor(items: Items, at: int, ctx: Context) -> tuple[Term, int]:
    """The value of the factor that begins at ``at``, and where it ends."""
    node = items[at]
    if isinstance(node, s.Numeral):  # nothing below is one
        return _with_factorials(ctx.term(node), items, at + 1, ctx)
    if (word := operator_of(node)) is not None:
        return _operator(word, items, at, ctx)
    if is_nabla(node):
        return _gradient(items, at, ctx)
    if is_open_differential(node, ctx):
        return _differential(items, at, ctx)
    if (taken := _derivative_at_point(items, at, ctx)) is not None:
        return taken
    if isinstance(node, s.Scripted) and at + 1 < len(items) and (bracket := bracket_of(items[at + 1])):
        matrix = jacobian(node, bracket, ctx)
        if matrix is not None:
            return _scripted(matrix, items[at + 1], ctx), at + 2
    bracket = bracket_of(items[at + 1]) if at + 1 < len(items) else None
    if (partial := subscript_derivative(node, bracket, ctx)) is not None:
        return (partial, at + 1) if bracket is None else (_scripted(partial, items[at + 1], ctx), at + 2)
    if (height := density(items[at : at + 2], ctx)) is not None:
        return _scripted(height, items[at + 1], ctx), at + 2
    head = head_of(node, ctx)
    if head is not None and (applied := _application(head, items, at, ctx)) is not None:
        return applied
    return _with_factorials(ctx.term(node), items, at + 1, ctx)


def _with_factorials(value: Term, items: Items, end: int, ctx: Context) -> tuple[Term, int]:
    """``n!`` and ``n!!``, which is (n!)!: the value with the signs that stand behind it, and where these end."""
    while end < len(items) and isinstance(mark := items[end], s.Symbol) and mark.text == "!":
        value, end = Apply("gamma", ctx.fitting.plus((value, as_term(1)))), end + 1
    return value, end


def _application(head: Head, items: Items, at: int, ctx: Context) -> tuple[Term, int] | None:
    """A function with its argument; ``None`` where its name stands for its value."""
    node = items[at]
    end = factor_end(items, at, ctx)
    follows = items[at + 1] if end > at + 1 else None
    bracket = None if follows is None else bracket_of(follows)
    order = _derivative_order(node)
    if follows is None:
        return _without_argument(head, node, order, ctx), end
    if bracket is not None:
        _refuse_power(head, node, follows, ctx)
        return _scripted(_value_at(head, node, order, bracket, ctx), follows, ctx), end
    if order:
        refuse(f"{latex(node)} needs its argument in brackets", node)
    return _bare_word(head, node, items[at + 1 : end], ctx), end


def _derivative_order(node: s.Node) -> int:
    match node:
        case s.Scripted(_, _, superscript, primes):
            return primes or order_of(superscript) or 0
        case _:
            return 0


def _without_argument(head: Head, node: s.Node, order: int, ctx: Context) -> Term:
    """A function's name without its argument: a page's own quantity stands for its value."""
    match head:
        case Own(Quantity(name, meaning)):
            if order:
                return primed(head, node, order, None, ctx)
            return _raised(Defined(name, meaning), node, ctx)
        case Own(Distributions((Distribution(given=(), source=Variable() as table),))):
            return _raised(table, node, ctx)
        case Own(Distributions()) if key(node) == r"\pi":  # beside a policy π(a | s), a bare π is the number
            return Constant("pi")
        case Known() | OfArrays() | OfDistributions():
            letter = r"; if it is a number here, declare it, for example $\sigma > 0$" if isinstance(head, Known) else ""
            refuse(f"{latex(node)} is a function and needs an argument{letter}", node)
        case _:
            refuse(f"{latex(node)} is a function: write its argument, {latex(node)}(…)", node)
    return None


def _raised(value: Term, node: s.Node, ctx: Context) -> Term:
    superscript = node.superscript if isinstance(node, s.Scripted) and entity_of(node, ctx) is None else None
    return value if superscript is None else raised(value, superscript, ctx)


def _refuse_power(head: Head, node: s.Node, follows: s.Node, ctx: Context) -> None:
    r"""``\log(a)^b`` and ``\operatorname{tr}(A)^2`` are printed for both readings."""
    power = follows.superscript if isinstance(follows, s.Scripted) else None
    if power is None or is_transpose(power, ctx):
        return
    doubtful = (isinstance(head, Known) and head.function in AMBIGUOUS_POWER and head.bare) or (
        isinstance(head, OfArrays) and head.word in {"tr", "Tr", "trace"}
    )
    if doubtful:
        name, inside, up = latex(node), latex(follows.base), latex(power)  # type: ignore[union-attr]
        refuse(
            f"two readings: ({name}{inside})^{{{up}}} or {name}({inside}^{{{up}}}); write {name}^{{{up}}}{inside} or the bracket", follows
        )


def _value_at(head: Head, node: s.Node, order: int, bracket: s.Bracketed, ctx: Context) -> Term:
    if order:
        if len(bracket.parts) != 1:
            refuse(f"a prime needs a function of one variable, not of {len(bracket.parts)}", bracket)
        return primed(head, node, order, ctx.term(bracket.parts[0]), ctx)
    if isinstance(head, OfDistributions):
        return of_distributions(head, node, bracket, ctx)
    return _powered(head, node, apply(head, node, bracket, ctx), ctx)


def _powered(head: Head, node: s.Node, value: Term, ctx: Context) -> Term:
    superscript = node.superscript if isinstance(node, s.Scripted) else None
    if superscript is None or (isinstance(head, Own) and _in_name(node, ctx)):
        return value
    return powered(head, value, superscript, node, ctx)


def _in_name(node: s.Node, ctx: Context) -> bool:
    return isinstance(node, s.Scripted) and node.superscript is not None and entity_of(node, ctx) is not None


def _bare_word(head: Head, node: s.Node, argument: Items, ctx: Context) -> Term:
    value = ctx.product(argument)
    match head:
        case Known(function):
            return _powered(head, node, apply_known(function, node, value, ctx), ctx)
        case OfArrays(word):
            return _powered(head, node, apply_array_word(word, node, value, ctx), ctx)
        case _:
            refuse(f"{latex(node)} needs its argument in brackets", node)
    return None


def _scripted(value: Term, node: s.Node, ctx: Context) -> Term:
    """The value of an application with the scripts of its bracket."""
    return with_scripts(value, node, ctx) if isinstance(node, s.Scripted) else value


# ── operators ─────────────────────────────────────────────────────────────────────────────────────


def _operator(word: str, items: Items, at: int, ctx: Context) -> tuple[Term, int]:
    if word == r"\int":
        return integral(items, at, ctx)
    node, end = items[at], factor_end(items, at, ctx)
    if at + 1 >= len(items):
        refuse(f"nothing stands behind {latex(node)}", node)
    if word in {r"\arg\max", r"\arg\min"}:
        return optimisers(node, side_by_side(items[at + 1 :]), ctx), len(items)
    if word == r"\lim":
        return limit(node, lambda inner: inner.product(items[at + 1 : end]), ctx), end
    bracket = bracket_of(items[at + 1]) if end == at + 2 else None
    if bracket is not None and isinstance(node, s.Operator) and word in {r"\max", r"\min", r"\sup", r"\inf"}:
        return _scripted(extremum(word, bracket, ctx), items[at + 1], ctx), end
    if bracket is None or word not in EXPECTED:  # the power behind \sum (…)^2 belongs to what is summed
        body = items[at + 1 : end]
        return _ranged(word, node, lambda inner: inner.product(body), ctx), end
    if len(bracket.parts) != 1:
        if any(mark in {r"\mid", "|"} for mark in bracket.separators):
            return _scripted(conditional(node, bracket, ctx), items[at + 1], ctx), end
        refuse(f"{latex(node)} takes one value, not {len(bracket.parts)}", bracket)
    inside = bracket.parts[0]
    return _scripted(_ranged(word, node, lambda inner: inner.term(inside), ctx), items[at + 1], ctx), end


def _ranged(word: str, node: s.Node, body: Callable[[Context], Term], ctx: Context) -> Term:
    return expectation(node, body, ctx) if word in EXPECTED else reduced(node, body, ctx)


def _gradient(items: Items, at: int, ctx: Context) -> tuple[Term, int]:
    r"""``\nabla`` takes the page's own function with its argument alone, else everything up to the next explicit sign."""
    end = factor_end(items, at, ctx)
    if at + 1 >= len(items):
        refuse(f"nothing stands behind {latex(items[at])}", items[at])
    first = _first_end(items, at + 1, ctx)
    shape_mark, operand = _transposed(items[at + 1 : first], ctx)
    if first < end or shape_mark is not None:
        value = _short_gradient(items, at, first, end, operand, ctx)
        if value is None and first < end and is_partial(items[at]):
            mark, short, more = latex(items[at]), latex(side_by_side(operand)), latex(side_by_side(items[first:end]))
            refuse(f"two readings: ({mark} {short}) {more} or {mark} ({short} {more}); write the bracket", side_by_side(items[at:end]))
        if value is not None:
            return (value if shape_mark is None else with_scripts(value, shape_mark, ctx)), first
    return gradient(items[at], items[at + 1 : end], ctx), end


def _first_end(items: Items, at: int, ctx: Context) -> int:
    return at + 1 if bracket_of(items[at]) is not None else factor_end(items, at, ctx)


def _transposed(operand: Items, ctx: Context) -> tuple[s.Scripted | None, Items]:
    r"""``\nabla f(x)^\top``: the transpose is of the gradient.  The mark, and the operand without it."""
    match operand[-1]:
        case s.Scripted(base, None, superscript, 0) as marked if is_transpose(superscript, ctx):
            return marked, (*operand[:-1], base)
        case s.Scripted(base, subscript, superscript, 0) as marked if is_transpose(superscript, ctx):
            bare = s.Scripted(base, subscript, None, 0, marked.span)
            return s.Scripted(base, None, superscript, 0, marked.span), (*operand[:-1], bare)
        case _:
            return None, operand


def _short_gradient(items: Items, at: int, first: int, end: int, operand: Items, ctx: Context) -> Term | None:
    """The gradient of the first factor alone, where that is what is meant; ``None`` where it is of all that follows."""
    head = head_of(operand[0], ctx)
    named = isinstance(head, Own) or (isinstance(operand[0], s.Name | s.Scripted) and isinstance(entity_of(operand[0], ctx), Quantity))
    bracketed = bracket_of(operand[0]) is not None
    if not named and not bracketed:
        return None
    value = ctx.product(operand)
    if value.shape != ():
        return None
    rest = items[first:end]
    if rest and not bracketed and ctx.product(rest).shape == () and not _is_constant(rest, ctx):
        short, whole = latex(side_by_side(operand)), latex(side_by_side(items[at + 1 : end]))
        mark, more = latex(items[at]), latex(side_by_side(rest))
        refuse(f"two readings: ({mark} {short}) {more} or {mark} ({whole}); write the bracket", side_by_side(items[at:end]))
    return gradient(items[at], operand, ctx)


def _is_constant(items: Items, ctx: Context) -> bool:
    return not free_variables(ctx.product(items))


def _differential(items: Items, at: int, ctx: Context) -> tuple[Term, int]:
    r"""``\frac{d}{dx}`` before its operand: ``[…]`` alone, a round bracket alone unless more factors make two readings."""
    node = items[at]
    differential = differential_of(node, ctx)
    if differential is None or at + 1 >= len(items):
        refuse(f"nothing stands behind {latex(node)}", node)
    end = argument_end(items, at + 1, ctx)
    bracket = bracket_of(items[at + 1])
    more = end < len(items) and not is_sign(items[end]) and not begins_with_operator(items[end], ctx)
    if bracket is not None and bracket.opening != "[" and more:
        mark, inside = latex(node), latex(items[at + 1])
        rest = latex(side_by_side(items[end:]))
        refuse(f"two readings: {mark}[{inside}] {rest} or {mark}[{inside} {rest}]; write the square bracket", side_by_side(items[at:]))
    if bracket is None:
        end = _long_end(items, at + 1, ctx)
    body = ctx.product(items[at + 1 : end])
    return differentiate(body, differential.targets, ctx), end


def _long_end(items: Items, at: int, ctx: Context) -> int:
    """Up to the next explicit sign or the next factor with an operator of its own."""
    start = at
    while at < len(items) and not is_sign(items[at]) and not (at > start and begins_with_operator(items[at], ctx)):
        at = factor_end(items, at, ctx)
    return at


def _derivative_at_point(items: Items, at: int, ctx: Context) -> tuple[Term, int] | None:
    r"""``\frac{df}{dx}(0)`` with f a function of the page: the derivative at that point."""
    node = items[at]
    bracket = bracket_of(items[at + 1]) if at + 1 < len(items) else None
    differential = differential_of(node, ctx) if isinstance(node, s.Fraction) else None
    if bracket is None or differential is None or differential.body is None or len(bracket.parts) != 1:
        return None
    head = head_of(differential.body, ctx)
    point = bracket.parts[0]
    if not isinstance(head, Own) or not isinstance(head.entity, Quantity) or not isinstance(point, s.Numeral | s.Name | s.Scripted):
        return None
    (first, *_) = differential.targets
    if len(head.entity.parameters) != 1 or key(first) != head.entity.parameters[0].name:
        return None
    value = primed(head, differential.body, len(differential.targets), ctx.term(point), ctx)
    return _scripted(value, items[at + 1], ctx), at + 2
