r"""What a number is worth, or whether it goes to ±∞.

That is for a limit, a sum or a product of infinitely many numbers, ∞ itself, and their sums and multiples.

Verbs: ``destined``, ``is_infinity``, ``goes_somewhere``, ``may_be_infinite``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce

from checks.terms import Constant, Defined, Hadamard, Index, Limit, Negative, Plus, Reduce, Term, Times, walk
from checks.witnesses.ball.approach import limit
from checks.witnesses.ball.infinite import series
from checks.witnesses.ball.products import infinite_product
from checks.witnesses.ball.scalars import INFINITE, Scalar, Undecided, add, is_undefined, multiply

Value = Callable[[Term], Scalar]
INFINITY = Constant("infinity")


def destined(value: Value, terms_of: Callable[[Reduce], Callable[[int], Scalar]], term: Term) -> Scalar:
    """A number or ±∞; NaN where there is certainly neither.

    ``value`` is what other terms are worth, ``terms_of`` what is summed or multiplied.  Raises ``Undecided``, and what they raise.
    """
    inner = partial(destined, value, terms_of)
    match term:
        case Defined(_, meaning) if term.shape == ():
            return inner(meaning)
        case Constant("infinity"):
            return INFINITE
        case Limit():
            return limit(inner, term)
        case Reduce("sum" | "prod" as kind, Index(_, _, high), _, None) if high == INFINITY and term.shape == ():
            enclosed = series if kind == "sum" else infinite_product
            return enclosed(inner, terms_of(term), term)
        case Negative(argument) if may_be_infinite(term):
            return -inner(argument)
        case Times(factors) | Hadamard(factors) if may_be_infinite(term):
            return _told(multiply, [inner(factor) for factor in factors])
        case Plus(terms) if may_be_infinite(term):
            return _told(add, [inner(part) for part in terms])
        case _:
            return value(term)


def is_infinity(term: Term) -> bool:
    """Whether it is ∞ or −∞ as written."""
    match term:
        case Defined(_, inner) | Negative(inner):
            return is_infinity(inner)
        case _:
            return term == INFINITY


def goes_somewhere(term: Term) -> bool:
    """Whether it is a limit, or a sum or a product without end: of these it is known whether they go to ±∞."""
    match term:
        case Defined(_, inner) | Negative(inner):
            return goes_somewhere(inner)
        case Reduce(index=index):
            return index.high == INFINITY
        case _:
            return isinstance(term, Limit) or is_infinity(term)


def may_be_infinite(term: Term) -> bool:
    """Whether a number in it may go to ±∞."""
    if term.shape != ():
        return False
    return any(isinstance(part, Limit) or part == INFINITY for part in walk(term))


def _told(combine: Callable[[Scalar, Scalar], Scalar], parts: list[Scalar]) -> Scalar:
    found = reduce(combine, parts)
    if is_undefined(found) and not any(map(is_undefined, parts)):
        raise Undecided("∞ − ∞, or 0 · ∞")
    return found
