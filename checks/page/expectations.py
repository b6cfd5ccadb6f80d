r"""Expectations over finite sets, and what is made of distributions: divergences, entropies, variances.

Verbs: ``expectation``, ``of_distributions``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from checks import laws
from checks.latex import latex as as_latex
from checks.laws import NamedLaw
from checks.page import syntax as s
from checks.page.applications import OfDistributions, Own, apply, choose_law, head_of, index_over, parted
from checks.page.binding import replace_variables
from checks.page.context import Context, not_yet, refuse, side_by_side
from checks.page.densities import BARS, categorical, named_law
from checks.page.letters import key, latex
from checks.page.logic import condition
from checks.page.names import Bound, Distribution, Distributions, LawName, Quantity, RandomLetter
from checks.page.values import entity_of
from checks.terms import (
    Apply,
    Defined,
    Entry,
    Index,
    Indicator,
    MatMul,
    Matrix,
    Negative,
    Power,
    Quotient,
    Reduce,
    Term,
    Times,
    Transpose,
    Variable,
    as_term,
    free_variables,
    show,
    walk,
)


@dataclass(frozen=True)
class Law:
    """A distribution as it is used: what it is over, and the probability (or density) at any values of that.

    ``named`` is the law where it has a name, and ``written`` what it was written as.
    """

    indices: tuple[Index | Variable, ...]
    at: Callable[[tuple[Term, ...]], Term]
    names: tuple[str, ...]
    named: NamedLaw | None = None
    written: str = ""

    def span(self) -> tuple[object, ...]:
        """What tells whether two laws are over the same set."""
        real = None if self.named is None else (self.named.low, self.named.high, self.named.dims)
        return tuple((i.low, i.high, i.values) if isinstance(i, Index) else real for i in self.indices)

    def log(self, at: tuple[Term, ...]) -> Term:
        """The logarithm of the probability (or density) at these values."""
        return Apply("log", self.at(at)) if self.named is None else self.named.logarithm(at[0])

    def average(self, value: Term, node: s.Node) -> Term:
        """The expectation of ``value``.

        Raises ``UnreadableFormula``, at ``node``, where there is no way to write it out.
        """
        if self.named is not None:
            (letter,) = self.indices
            found = self.named.expectation(value, letter)
            if found is None:
                not_yet("an expectation over a normal vector of what is no polynomial in it, of degree 5 at most,", node)
            return Defined(rf"\mathbb{{E}}_{{{letter.name} \sim {self.written}}}\left[{as_latex(value)}\right]", found)
        weighted = Times((self.at(self.indices), value))
        for index in reversed(self.indices):
            assert isinstance(index, Index)
            weighted = Reduce("sum", index, weighted)
        return weighted


def _as_items(node: s.Node) -> tuple[s.Node, ...]:
    return node.items if isinstance(node, s.Juxtaposition) else (node,)


def law_of(node: s.Node, ctx: Context, letters: tuple[str, ...] = ()) -> Law:
    r"""``p``, ``p(x)``, ``p(y\mid x)``, ``P_\theta(y\mid x)`` or a vector of probabilities as a distribution.

    ``letters`` are the names of what it is over, where the page gives them elsewhere (``x \sim p``).
    """
    items = _as_items(node)
    if (labels := categorical(items, ctx)) is not None:
        return _vector(labels, letters, ctx)
    if (named := named_law(items, ctx, letters[0] if letters else "")) is not None:
        letter = named.letter(letters[0] if letters else "x")
        return Law((letter,), lambda at: named.density(at[0]), (letter.name,), named, latex(node))
    if len(items) == 1 and isinstance(entity := entity_of(items[0], ctx), LawName | RandomLetter):
        return law_of(entity.law, ctx, letters or ((key(items[0]) or "",) if isinstance(entity, RandomLetter) else ()))
    head = head_of(items[0], ctx)
    if isinstance(head, Own) and isinstance(head.entity, Quantity) and head.entity.law is not None:
        return law_of(head.entity.law, ctx, letters or (_argument(items) or head.entity.parameters[0].name,))
    if isinstance(head, Own) and isinstance(head.entity, Distributions):
        bracket = items[1] if len(items) == 2 and isinstance(items[1], s.Bracketed) else None
        if len(items) == 1 or bracket is not None:
            return _table(head.entity, head, bracket, node, letters, ctx)
    return _vector(node, letters, ctx)


def _argument(items: tuple[s.Node, ...]) -> str | None:
    return key(items[1].parts[0]) if len(items) == 2 and isinstance(items[1], s.Bracketed) and items[1].parts else None


def _table(laws: Distributions, head: Own, bracket: s.Bracketed | None, node: s.Node, letters: tuple[str, ...], ctx: Context) -> Law:
    if bracket is not None:
        over, given = parted(bracket)
        law = choose_law(laws, head.name, over, given, node)
        names, behind = tuple(key(part) or "" for part in over), tuple(key(part) or "" for part in given)
    else:
        law = _bare(laws, letters, node, ctx)
        names, behind = letters or law.over, law.given
    values = tuple(_given_value(name, law, node, ctx) for name in behind)
    indices = tuple(Index(name, as_term(1), size) for name, size in zip(names, law.sizes[len(behind) :], strict=True))
    return Law(indices, lambda at: law.value(values, at, head.parameter), names)


def _bare(laws: Distributions, letters: tuple[str, ...], node: s.Node, ctx: Context) -> Distribution:
    """The distribution that a bare letter means: the one over these letters, or the only unconditional one."""
    found = [law for law in laws.members if len(law.over) == len(letters or law.over)]
    plain = [law for law in found if not law.given]
    for candidates in ([law for law in plain if law.over == letters], plain, found):
        if len(candidates) == 1:
            return candidates[0]
    refuse(f"which distribution is {latex(node)}? several of this letter are declared: write its arguments", node)
    return None


def _given_value(name: str, law: Distribution, node: s.Node, ctx: Context) -> Term:
    match ctx.scope.find(name):
        case Bound(term):
            return term
        case _ if name in ctx.scope.runs:
            return ctx.scope.runs[name]
        case _:
            refuse(f"{name} stands behind the bar of {latex(node)}, but nothing says what it runs over", node)
    return None


def _vector(node: s.Node, letters: tuple[str, ...], ctx: Context) -> Law:
    value = ctx.term(node)
    if len(value.shape) != 1:
        refuse(f"{latex(node)} is no distribution: it has shape {show(value.shape)}", node)
    taken = {part.name for part in walk(value) if isinstance(part, Index)}
    name = letters[0] if letters else next(letter for letter in ("k", "l", "k'", "l'") if letter not in taken)
    return Law((index_over(name, value.shape[0]),), lambda at: Entry(value, at), (name,))


# ── expectations ──────────────────────────────────────────────────────────────────────────────────


def expectation(operator: s.Node, body: Callable[[Context], Term], ctx: Context) -> Term:
    r"""``\mathbb{E}_{x\sim p}``, ``\mathbb{E}_{p(x)}``, ``\mathbb{E}_p`` of what ``body`` reads where x is bound."""
    return _averaged(_laws_below(operator, body, ctx), body, ctx)


def conditional(operator: s.Node, bracket: s.Bracketed, ctx: Context) -> Term:
    r"""``\mathbb{E}[y \mid x]`` where y has a law given x: the mean over y, x as it stands."""
    over, given = parted(bracket)
    below = _laws_given(over, given, operator, ctx)
    if len(over) != 1:
        refuse(f"{latex(operator)} takes one value before the bar, not {len(over)}", bracket)
    return _averaged(below, lambda inner: inner.term(over[0]), ctx)


def _laws_given(over: tuple[s.Node, ...], given: tuple[s.Node, ...], node: s.Node, ctx: Context) -> Laws:
    """The laws of what is random before the bar, where they are laws given what stands behind it."""
    letters = [known for known in ctx.scope.names.values() if isinstance(known, RandomLetter) and known.given]
    below = _laws_inside(letters, node, lambda inner: Matrix((tuple(_first(inner.term(part)) for part in over),)), ctx)
    names = {latex(part) for part in given}
    laws_used = [known for known in letters if any(known.variable.name in letters_of for _, letters_of in below)]
    if not below or any(not set(known.given) <= names for known in laws_used):
        behind = ", ".join(latex(part) for part in given)
        refuse(f"a conditional expectation is read where the page gives the law: $y \\mid {behind} \\sim \\dots$", node)
    return below


Laws = list[tuple[s.Node, tuple[str, ...]]]


def _laws_below(operator: s.Node, body: Callable[[Context], Term], ctx: Context) -> Laws:
    """The laws that stand below an operator, or those of the random variables in what it is of."""
    below = operator.subscript if isinstance(operator, s.Scripted) else None
    if below is None and (letters := [known for known in ctx.scope.names.values() if isinstance(known, RandomLetter)]):
        return _laws_inside(letters, operator, body, ctx)
    if below is None:
        refuse(f"{latex(operator)} needs its distribution below it, for example {latex(operator)}_{{x\\sim p}}", operator)
    if not isinstance(below, s.Listing):
        return [_law_below(below)]
    return [_law_below(item) for item in _regrouped(below)]


def _laws_inside(letters: list[RandomLetter], operator: s.Node, body: Callable[[Context], Term], ctx: Context) -> Laws:
    occurring = set(free_variables(ctx.fitting.settle(body(ctx))))
    found = [letter for letter in letters if letter.variable in occurring]
    if (len(found) > 1 or any(letter.variable.shape for letter in found)) and not ctx.scope.independent:
        names = " and ".join(letter.variable.name for letter in found)
        refuse(f"{names} are random here: say that they are independent, or what their joint law is", operator)
    return [(letter.law, (letter.variable.name,)) for letter in found]


def _regrouped(listing: s.Listing) -> list[s.Node]:
    r"""``x, y \sim p`` is one law of two letters; ``x\sim p, y\sim q`` are two laws."""
    out: list[s.Node] = []
    waiting: list[s.Node] = []
    for item in listing.items:
        if isinstance(item, s.Related):
            left = s.Listing((*waiting, item.sides[0]), (",",) * len(waiting), item.span) if waiting and item.sides[0] else item.sides[0]
            out.append(s.Related((left, *item.sides[1:]), item.relations, item.subscripts, item.relation_spans, item.span))
            waiting = []
        else:
            waiting.append(item)
    return out + waiting


def _law_below(node: s.Node) -> tuple[s.Node, tuple[str, ...]]:
    match node:
        case s.Related((left, right), (r"\sim",)) if left is not None and right is not None:
            letters = left.items if isinstance(left, s.Listing) else left.parts if isinstance(left, s.Bracketed) else (left,)
            return right, tuple(key(letter) or latex(letter) for letter in letters)
        case s.Related():
            refuse(f"{latex(node)} names no distribution: expected x \\sim p, p(x) or p", node)
        case _:
            return node, ()
    return None


def _averaged(below: Laws, body: Callable[[Context], Term], ctx: Context) -> Term:
    if not below:
        return body(ctx)
    (node, letters), *rest = below
    law = law_of(node, ctx, letters)
    random = ctx.scope.find(letters[0]) if len(letters) == 1 else None
    if isinstance(random, RandomLetter) and random.variable.shape and law.named is not None and law.named.dims == ():
        law = _sampled(law, laws.sample(law.named, random.variable.shape[0]), random.variable)
    inner = ctx
    for name, index in zip(law.names, law.indices, strict=True):
        inner = inner.where(name, index)
    value = _averaged(rest, body, inner)
    if value == law.indices[0] and categorical(_as_items(node), ctx) is not None:
        refuse(f"the mean of {letters[0]} is that of a label, or of a one-hot vector: write \\mathbf{{1}}[{letters[0]} = k]", node)
    if isinstance(random, RandomLetter) and random.variable != law.indices[0]:  # in what the page has defined by it
        value = replace_variables(value, {random.variable: law.indices[0]})
    return law.average(ctx.fitting.settle(value), node)


def _sampled(law: Law, named: NamedLaw, letter: Variable) -> Law:
    def at(values: tuple[Term, ...]) -> Term:
        return named.density(values[0])

    return replace(law, indices=(letter,), named=named, at=at)


def of_distributions(head: OfDistributions, node: s.Node, bracket: s.Bracketed, ctx: Context) -> Term:
    r"""``\operatorname{KL}(p\,\|\,q)``, ``H(p)``, ``H(p, q)``, ``\operatorname{Var}_{x\sim p}[f]``, ``\operatorname{Cov}_{x\sim p}[f, g]``."""
    match head.kind, bracket.parts:
        case "Pr", _:
            return _probability(node, bracket, ctx)
        case "KL", (left, right):
            return _divergence(left, right, ctx)
        case "KL", _:
            refuse(f"a divergence is of two distributions, KL(p\\,\\|\\,q), not {latex(bracket)}", bracket)
        case "H", (one,):
            return _cross_entropy(one, one, ctx)
        case "H", (left, right) if bracket.separators == (",",):
            return _cross_entropy(left, right, ctx)
        case "Var" | "Cov", (one, *_) if set(bracket.separators) & BARS:
            (first, *others), given = parted(bracket)
            if len(others) > 1:
                refuse(f"{latex(node)} takes one or two values before the bar, not {len(others) + 1}", bracket)
            second = others[0] if others else first
            return _covariance(first, second, _laws_given((first, second), given, node, ctx), ctx)
        case "Var" | "Cov", (one,):
            return _covariance(one, one, _laws_of_both(node, one, one, ctx), ctx)
        case "Cov", (left, right):
            return _covariance(left, right, _laws_of_both(node, left, right, ctx), ctx)
        case _:
            refuse(f"{latex(node)}{latex(bracket)} is not understood: the number of arguments does not fit", bracket)
    return None


def _probability(node: s.Node, bracket: s.Bracketed, ctx: Context) -> Term:
    r"""``\Pr_{x\sim p}(x > 1)``, the mean of an indicator; ``\Pr(X = x)``, ``\Pr(Y = y \mid X = x)`` of the one declared table over x."""
    if isinstance(node, s.Scripted) and node.subscript is not None:
        if len(bracket.parts) != 1:
            refuse(f"{latex(node)} is read of one event without a bar, not of {latex(bracket)}", bracket)

        def event(inner: Context) -> Term:
            return Indicator(condition(bracket.parts[0], inner))

        return _averaged(_laws_below(node, event, ctx), event, ctx)
    if len(bracket.parts) == 1 and (below := _laws_of_event(bracket.parts[0], node, ctx)):
        return _averaged(below, lambda inner: Indicator(condition(bracket.parts[0], inner)), ctx)
    values: list[s.Node] = []
    letters: list[s.Node] = []
    for part in bracket.parts:
        match part:
            case s.Related((s.Name() as letter, value), ("=",)) if value is not None and ctx.scope.find(letter.text.upper()) is None:
                letters.append(replace(letter, text=letter.text.lower()))
                values.append(value)
            case _:
                break
    if letters and len(letters) == len(bracket.parts):
        over, given = (tuple(latex(part) for part in side) for side in parted(replace(bracket, parts=tuple(letters))))
        found = [
            Own(entity, name)
            for name, entity in ctx.scope.names.items()
            if isinstance(entity, Distributions)
            and any((law.over, law.given, law.parameter) == (over, given, None) for law in entity.members)
        ]
        if len(found) == 1:
            return apply(found[0], node, replace(bracket, parts=tuple(values)), ctx)
    refuse(
        f"{latex(node)}{latex(bracket)} needs its distribution: write p(x) of a declared table, or {latex(node)}_{{x\\sim p}}(x = 1)", node
    )
    return None


def _laws_of_event(event: s.Node, node: s.Node, ctx: Context) -> Laws:
    """The laws of the random variables in an event; none where it is none of theirs."""
    letters = [known for known in ctx.scope.names.values() if isinstance(known, RandomLetter)]
    if not letters or not isinstance(event, s.Related | s.Listing):
        return []
    return _laws_inside(letters, node, lambda inner: Indicator(condition(event, inner)), ctx)


def _pair(left: s.Node, right: s.Node, ctx: Context) -> tuple[Law, Law]:
    """The law before the bar, and the one behind it."""
    one = law_of(left, ctx)
    inner = ctx
    for name, index in zip(one.names, one.indices, strict=True):
        inner = inner.where(name, index)
    letters = one.names if _is_bare(right, inner) or one.named is not None else ()
    other = law_of(right, inner, letters)
    if one.named is not None and other.named is not None and one.named.dims and other.named.dims:
        ctx.fitting.agree((one.named.dims, other.named.dims))  # N(0, I) is as long as the other
        one, other = law_of(left, ctx), law_of(right, inner, letters)
    if one.span() != other.span():
        both = side_by_side((left, right))
        refuse(f"{latex(left)} and {latex(right)} are not over the same set", both)
    return one, other


def _is_bare(node: s.Node, ctx: Context) -> bool:
    return len(_as_items(node)) == 1 and (entity_of(node, ctx) is not None or head_of(node, ctx) is not None)


def _divergence(left: s.Node, right: s.Node, ctx: Context) -> Term:
    law, other = _pair(left, right, ctx)
    if law.named is not None and other.named is not None:
        return law.average(ctx.fitting.settle(law.log(law.indices) - other.log(law.indices)), left)
    return law.average(Apply("log", Quotient(law.at(law.indices), other.at(law.indices))), left)


def _cross_entropy(left: s.Node, right: s.Node, ctx: Context) -> Term:
    law, other = _pair(left, right, ctx)
    return Negative(law.average(ctx.fitting.settle(other.log(law.indices)), left))


def _laws_of_both(node: s.Node, left: s.Node, right: s.Node, ctx: Context) -> Laws:
    return _laws_below(node, lambda within: Matrix(((_first(within.term(left)), _first(within.term(right))),)), ctx)


def _covariance(left: s.Node, right: s.Node, below: Laws, ctx: Context) -> Term:
    one_by_other = s.Juxtaposition((left, right), s.Span(left.span.start, right.span.end))

    def centred(part: s.Node, inner: Context) -> Term:
        mean = _averaged(below, lambda within: within.term(part), ctx)
        return ctx.fitting.settle(ctx.fitting.plus((inner.term(part), Negative(mean))))

    def body(inner: Context) -> Term:
        one, other = centred(left, inner), centred(right, inner)
        match len(one.shape), len(other.shape):
            case 0, 0:
                return Power(one, as_term(2)) if left is right else Times((one, other))
            case 1, 1:
                return MatMul((one, Transpose(other)))
            case _:
                refuse(f"a covariance is of two numbers or two vectors, not of {show(one.shape)} and {show(other.shape)}", one_by_other)
        return one

    return _averaged(below, body, ctx)


def _first(value: Term) -> Term:
    """The first entry of an array: a number with the same random variables in it."""
    return value if value.shape == () else Entry(value, tuple(as_term(1) for _ in value.shape))
