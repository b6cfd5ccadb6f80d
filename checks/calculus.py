"""Derivatives of integrals and series, written out: Leibniz's rule, the fundamental theorem, term by term.

Verbs: ``carried_inside`` (every such derivative in a term), ``differentiated`` (one).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from checks.functions import derivative_of
from checks.terms import (
    Apply,
    At,
    Constant,
    Defined,
    Derivative,
    Integral,
    Negative,
    Number,
    Plus,
    Power,
    Quotient,
    Reduce,
    Term,
    Times,
    Variable,
    free_variables,
    rebuild,
    walk,
)

ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))


def is_infinite(term: Term) -> bool:
    """Whether an integral or a series stands in it."""
    return any(isinstance(p, Integral) or (isinstance(p, Reduce) and p.index.high == Constant("infinity")) for p in walk(term))


def carried_inside(term: Term) -> Term:
    """The term with every derivative of an integral or a series by a number carried inside of it, where the rules below do."""
    done: dict[Term, Term] = {}

    def visit(current: Term) -> Term:
        if current not in done:
            inner = rebuild(current, visit)
            done[current] = _carried(inner) if isinstance(inner, Derivative) and is_infinite(inner.body) else inner
        return done[current]

    return visit(term) if any(isinstance(part, Derivative) for part in walk(term)) else term


def _carried(term: Derivative) -> Term:
    body: Term = term.body
    for target in term.targets:
        found = differentiated(body, target) if isinstance(target, Variable) and target.shape == body.shape == () else None
        if found is None:
            return term
        body = found
    return body


def differentiated(term: Term, by: Variable, *, written: bool = False) -> Term | None:
    """The derivative of a number by a number, carried inside the integrals and series in it; ``None`` where no rule does.

    Where it is ``written`` out it has no ``Derivative`` of what the rules cover, as it stands within an integral.
    """
    if by not in free_variables(term):
        return ZERO
    if not written and not is_infinite(term):
        return Derivative(term, (by,))
    return _by_the_rules(term, by, lambda part: differentiated(part, by, written=written))


Slope = Callable[[Term], Term | None]
Build = Callable[[list[Term]], Term]


def _by_the_rules(term: Term, by: Variable, slope: Slope) -> Term | None:
    match term:
        case Variable():
            return ONE
        case Defined(_, meaning):
            return slope(meaning)
        case Plus(terms):
            return _built(lambda d: Plus(tuple(d)), slope, *terms)
        case Negative(argument):
            return _built(lambda d: Negative(d[0]), slope, argument)
        case Times(factors):
            return _product(factors, slope)
        case Quotient(above, below):
            return _built(lambda d: (d[0] * below - above * d[1]) / below**2, slope, above, below)
        case Power(base, exponent):
            return _power(term, base, exponent, by, slope)
        case Apply(name, argument):
            return _built(lambda d: derivative_of(name, argument) * d[0], slope, argument)
        case _:
            return _binder(term, by, slope)


def _binder(term: Term, by: Variable, slope: Slope) -> Term | None:
    match term:
        case Reduce("sum", index, body, None) if by not in free_variables(index):
            inner = differentiated(body, by, written=True) if index.high == Constant("infinity") else slope(body)
            return None if inner is None else Reduce("sum", index, inner)
        case Integral():
            return _integral(term, by, slope)
        case _:
            return None


def _built(build: Build, slope: Slope, *parts: Term) -> Term | None:
    found = [slope(part) for part in parts]
    known = [inner for inner in found if inner is not None]
    return build(known) if len(known) == len(found) else None


def _product(factors: tuple[Term, ...], slope: Slope) -> Term | None:
    slopes = [slope(factor) for factor in factors]
    if any(found is None for found in slopes):
        return None
    terms = [Times((*factors[:k], found, *factors[k + 1 :])) for k, found in enumerate(slopes) if found is not None and found != ZERO]
    return Plus(tuple(terms)) if len(terms) != 1 else terms[0]


def _power(term: Power, base: Term, exponent: Term, by: Variable, slope: Slope) -> Term | None:
    if by not in free_variables(exponent):
        return _built(lambda d: exponent * base ** (exponent - 1) * d[0], slope, base)
    if base == Constant("e"):
        return _built(lambda d: term * d[0], slope, exponent)
    return None if by in free_variables(base) else _built(lambda d: term * Apply("log", base) * d[0], slope, exponent)


def _integral(term: Integral, by: Variable, slope: Slope) -> Term | None:
    """d/dx ∫_a^b f dt = f(b) b′ − f(a) a′ + ∫_a^b ∂f/∂x dt."""
    terms: list[Term] = []
    for bound, sign in ((term.high, 1), (term.low, -1)):
        moved = slope(bound)
        if moved is None:
            return None
        if moved != ZERO:
            edge = At(term.body, ((term.variable, bound),)) * moved
            terms.append(edge if sign == 1 else Negative(edge))
    if by != term.variable and by in free_variables(term.body):
        inside = differentiated(term.body, by, written=True)
        if inside is None:
            return None
        terms.append(Integral(inside, term.variable, term.low, term.high))
    return Plus(tuple(terms)) if len(terms) != 1 else terms[0]
