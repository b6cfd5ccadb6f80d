r"""Where a function goes: to a number, to ∞ or to −∞.

What ``limits`` cannot expand is taken apart: the limit of a sum, a product, a quotient, a power or a continuous function is that of the
limits of its parts, unless they are of a form such as ∞ − ∞ or 0 · ∞; and a sum or a product up to the variable goes where the infinite
one does.

Verb: ``limit``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from flint import arb, fmpq

from checks.terms import Apply, Constant, Index, Limit, Negative, Plus, Power, Quotient, Reduce, Term, Times, free_variables, substitute
from checks.witnesses.ball import limits
from checks.witnesses.ball.limits import NoValue, Value
from checks.witnesses.ball.scalars import (
    INFINITE,
    UNDEFINED,
    ZERO,
    Jet,
    Real,
    Scalar,
    Undecided,
    apply,
    divide,
    is_boundless,
    is_undefined,
    is_zero,
    power,
)
from checks.witnesses.ball.tails import plain

INFINITY = Constant("infinity")
CONTINUOUS = {"exp", "log", "sin", "cos", "arctan", "erf", "abs", "gamma"}


def limit(value: Value, term: Limit) -> Scalar:
    """The limit, or ±∞; ``value`` is what a term is worth outside of it.

    NaN where there is certainly none.  Raises ``Undecided``.
    """
    found: list[Real] = []
    for sign in _signs(term):
        try:
            found.append(_one_sided(value, term, sign))
        except NoValue:
            continue  # where there is no value on one side, the limit is that of the other one
    if not found:
        return UNDEFINED
    first, *rest = found
    if any(is_boundless(x) for x in found):
        return first if all(arb(other) == arb(first) for other in rest) else UNDEFINED
    if any(arb(other) != arb(first) and not arb(other).overlaps(arb(first)) for other in rest):
        return UNDEFINED
    return first if all(isinstance(x, fmpq) for x in found) else reduce(lambda a, b: a.union(arb(b)), rest, arb(first))


def _signs(term: Limit) -> tuple[int, ...]:
    if term.place == INFINITY:
        return (1,)
    if term.place == Negative(INFINITY):
        return (-1,)
    return {"above": (1,), "below": (-1,), "both": (1, -1)}[term.side]


def _one_sided(value: Value, term: Limit, sign: int) -> Real:
    try:
        return limits.expanded(value, term, sign)
    except Undecided as reason:
        return _Parts(value, term, sign, reason).of(term.body)


class _Parts:
    """The limit of a term by those of its parts; ``reason`` is why it could not be expanded as a whole."""

    def __init__(self, value: Value, term: Limit, sign: int, reason: Undecided) -> None:
        self.value, self.term, self.sign, self.reason = value, term, sign, reason

    def limit(self, part: Term) -> Real:
        """The limit of a part."""
        return _one_sided(self.value, Limit(part, self.term.variable, self.term.place, self.term.side), self.sign)

    def of(self, body: Term) -> Real:
        """The limit of the whole."""
        if self.term.variable not in free_variables(body):
            return _number(self.value(body))
        match plain(body):
            case Plus(parts):
                return reduce(lambda a, b: _told(a + b), map(self.limit, parts))
            case Times(parts):
                return reduce(lambda a, b: _told(a * b), map(self.limit, parts))
            case Quotient(above, below):
                return self._quotient(self.limit(above), self.limit(below))
            case Power(base, exponent) if self.term.variable not in free_variables(exponent):
                return self._power(self.limit(base), _number(self.value(exponent)))
            case Apply(name, argument) if name in CONTINUOUS:
                return self._applied(name, self.limit(argument))
            case Reduce("sum" | "prod", index, _, None) if index.high is not None and self.term.variable in free_variables(index.high):
                return self._endless(body, index, index.high)
            case _:
                raise self.reason

    def _endless(self, body: Term, index: Index, high: Term) -> Real:
        """A sum or product up to what goes to ∞ goes where the infinite one does; where that goes nowhere, a part of it still may."""
        endless = substitute(body, {index: replace(index, high=INFINITY)})
        if self.term.variable in free_variables(endless) or self.limit(high) != INFINITE:
            raise self.reason
        found = self.value(endless)
        if is_undefined(found) and high != self.term.variable:
            raise self.reason
        return _number(found)

    def _quotient(self, above: Real, below: Real) -> Real:
        if not is_boundless(below):
            if is_zero(below) or not (below > 0 or below < 0):
                raise self.reason
            return _told(_number(divide(above, below))) if not is_boundless(above) else above if below > 0 else -above
        if is_boundless(above):
            raise self.reason
        return ZERO

    def _power(self, base: Real, exponent: Real) -> Real:
        if not is_boundless(base):
            if not base > 0 and not (isinstance(exponent, fmpq) and exponent.q == 1 and exponent > 0):
                raise self.reason
            return _number(power(base, exponent))
        if exponent < 0:
            return ZERO
        if not exponent > 0 or base < 0:
            raise self.reason
        return INFINITE

    def _applied(self, name: str, argument: Real) -> Real:
        if not is_boundless(argument):
            if (name in {"log", "gamma"} and not argument > 0) or is_undefined(argument):
                raise self.reason
            return _number(apply(name, argument))
        match name:
            case "exp":
                return INFINITE if argument > 0 else ZERO
            case "log" if argument > 0:
                return INFINITE
            case "abs":
                return INFINITE
            case _:
                raise self.reason


def _number(found: Scalar) -> Real:
    if isinstance(found, Jet):
        raise Undecided("a limit that is differentiated by what it depends on")
    if is_undefined(found):
        raise NoValue
    return found


def _told(found: Real) -> Real:
    """A combination of two limits, unless it is of a form that says nothing."""
    if is_undefined(found) or (not is_boundless(found) and not arb(found).is_finite()):
        raise Undecided("∞ − ∞, or 0 · ∞")
    return found
