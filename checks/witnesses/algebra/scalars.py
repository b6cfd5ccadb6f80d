"""Terms that are functions of a few real numbers as SymPy expressions, over symbols of our own (x0, x1, …).

What has no place in such an expression, but only real numbers in it, becomes a number of its own: an inner product of
which nothing else is used, the norm of a vector.  So σ(θᵀx) ≤ 1 is a claim about one number, for every d.

Verbs: ``Reading.expression``; ``NotScalar`` says what has no such form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from checks import terms as t
from checks.domains import Given
from checks.functions import meaning_of
from checks.witnesses.algebra.positivity import Range, Ranges, Sign, sign_of
from checks.witnesses.algebra.structure import bounds

LARGEST_POWER = 12  # a written exponent beyond this is not expanded
LONGEST_NUMBER = 1000  # bits: powers of powers of numbers grow without bound
MOST_LETTERS = 6
FUNCTIONS: dict[str, Callable[[Any], Any]] = {"exp": sp.exp, "log": sp.log, "sin": sp.sin, "cos": sp.cos, "arctan": sp.atan}


class NotScalar(ValueError):
    """A term without a form in a few real numbers; the message names it."""


@dataclass
class Reading:
    """Terms read so far: which became letters, and the range of each letter."""

    given: Given
    letters: dict[t.Term, Any] = field(default_factory=dict[t.Term, Any])
    ranges: Ranges = field(default_factory=dict[Any, Range])
    narrower: dict[t.Term, Range] = field(default_factory=dict[t.Term, Range])  # parts of a range, where cases are told apart

    def expression(self, term: t.Term) -> Any:
        """The term, a number, as an expression of the letters; raises ``NotScalar``."""
        if term.shape != ():
            raise NotScalar(f"an array of shape {t.show(term.shape)}")
        match term:
            case t.Number(value):
                return sp.Rational(value.numerator, value.denominator)
            case t.Constant("pi"):
                return sp.pi
            case t.Constant("e"):
                return sp.E
            case t.Defined(_, meaning):
                return self.expression(meaning)
            case t.Negative(argument):
                return -self.expression(argument)
            case t.Plus(terms):
                return sp.Add(*map(self.expression, terms))
            case t.Times(factors) | t.Hadamard(factors):
                return sp.Mul(*map(self.expression, factors))
            case t.Quotient(numerator, denominator):
                return self.expression(numerator) / self.expression(denominator)
            case t.Power(base, exponent):
                return self._power(base, exponent)
            case t.Apply(function, argument):
                return self._applied(function, argument)
            case t.Extremum(kind, (a, b)):
                first, second = self.expression(a), self.expression(b)
                sign = self._sign(first - second, term)
                return first if (sign.sign > 0) is (kind == "max") else second
            case _:
                return self.letter(term)

    def letter(self, term: t.Term) -> Any:
        """A symbol for a number that is taken as it is; its range is what its structure shows."""
        if term not in self.letters:
            if len(self.letters) == MOST_LETTERS:
                raise NotScalar(f"more than {MOST_LETTERS} numbers")
            symbol = sp.Symbol(f"x{len(self.letters)}", real=True)
            self.letters[term], self.ranges[symbol] = symbol, self.narrower.get(term) or range_of(term, self.given)
        return self.letters[term]

    def _power(self, base: t.Term, exponent: t.Term) -> Any:
        if base == t.Constant("e"):
            return sp.exp(self.expression(exponent))
        power = self.expression(exponent)
        if not power.is_Rational or abs(power) > LARGEST_POWER:
            raise NotScalar("a power that is no small written number")
        if isinstance(base, t.Norm) and base.kind == "2" and power == 2:
            return self.letter(base) ** 2
        under = self.expression(base)
        if under.is_Rational and max(int(under.p).bit_length(), int(under.q).bit_length()) > LONGEST_NUMBER:
            raise NotScalar("a power of a long number")
        if not power.is_Integer and self._sign(under, base).sign < 0:
            raise NotScalar("a root of a negative number")
        return under**power

    def _applied(self, function: str, argument: t.Term) -> Any:
        if function in FUNCTIONS:
            return FUNCTIONS[function](self.expression(argument))
        if function == "abs":
            value = self.expression(argument)
            return value if self._sign(value, argument).sign > 0 else -value
        meaning = meaning_of(function, argument)
        if meaning is None:
            return self.letter(t.Apply(function, argument))
        return self.expression(meaning)

    def _sign(self, value: Any, term: t.Term) -> Sign:
        found = sign_of(value, self.ranges)
        if found is None:
            raise NotScalar(f"the sign of a part ({type(term).__name__}) is not known")
        return found


def range_of(term: t.Term, given: Given) -> Range:
    """Where a number that is taken as it is lies, as its structure shows."""
    found = bounds(term, given)
    low, high = (None if b is None else sp.Rational(b.numerator, b.denominator) for b in (found.low, found.high))
    return Range(-sp.oo if low is None else low, sp.oo if high is None else high, found.low_closed, found.high_closed)
