"""Real algebraic numbers, and the exact sign of a term at one of them.

A number is a root of an irreducible polynomial with integer coefficients.  A term of arithmetic, roots, absolute and extreme values
has an algebraic value α there; it is enclosed with more and more bits until the ball tells the sign, or is so small that α must
be 0: by Liouville's inequality log₂|α| ≥ −D·h(α) for α ≠ 0 in a field of degree D, where h is the absolute logarithmic height
(M. Waldschmidt, Diophantine Approximation on Linear Algebraic Groups, 2000, sections 3.2 and 3.5).

Verbs: ``number``, ``real_roots``, ``sign_at``, ``written``, ``exponent_of``, ``primitive``, ``exact``; ``Undefined`` and ``Beyond`` say what has no sign.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import gcd, log2

from flint import arb, ctx, fmpz_poly

from checks import terms as t
from checks.domains import written_number

FEWEST_BITS, MOST_BITS = 64, 1 << 14
LARGEST_POWER = 40


class Undefined(ValueError):
    """The term has no value there."""


class Beyond(ValueError):
    """The term is not algebraic, or is too large to be decided; the message says which."""


@dataclass(frozen=True)
class Root:
    """The real root number ``index``, from the smallest, of an irreducible polynomial (coefficients from the constant on, no common factor)."""

    coefficients: tuple[int, ...]
    index: int = 0

    @property
    def degree(self) -> int:
        """Of its polynomial."""
        return len(self.coefficients) - 1

    @property
    def rational(self) -> Fraction | None:
        """The number, where it is rational."""
        return Fraction(-self.coefficients[0], self.coefficients[1]) if self.degree == 1 else None

    @property
    def height(self) -> float:
        """At least log₂ of the Mahler measure over the degree, by Landau's inequality."""
        largest = log2(max(map(abs, self.coefficients)))
        return largest if self.degree == 1 else (largest + log2(self.degree + 1) / 2) / self.degree

    def enclosed(self, bits: int) -> arb:
        """A ball around the number, which shrinks with more bits."""
        return real_roots(self.coefficients, bits)[self.index]


def number(value: Fraction) -> Root:
    """A rational number."""
    return Root((-value.numerator, value.denominator))


@lru_cache(maxsize=1 << 10)
def real_roots(coefficients: tuple[int, ...], bits: int) -> tuple[arb, ...]:
    """Disjoint balls around the real roots of a polynomial without multiple ones, from the smallest."""
    before, ctx.prec = ctx.prec, bits
    try:
        if len(coefficients) == 2:
            return (arb(-coefficients[0]) / coefficients[1],)
        found = [root.real for root, _ in fmpz_poly(list(coefficients)).complex_roots() if root.imag.is_zero()]  # pyright: ignore[reportGeneralTypeIssues] (its stub has no multiplicities)
        return tuple(sorted(found, key=lambda ball: exact(ball.mid())))
    finally:
        ctx.prec = before


def exact(end: arb) -> Fraction:
    """A ball without a radius, as a rational number."""
    mantissa, exponent = end.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def exponent_of(power: t.Power) -> Fraction:
    """A written exponent; raises ``Beyond`` for another, or a large one."""
    found = written_number(power.exponent)
    if found is None or abs(found.numerator) > LARGEST_POWER or found.denominator > LARGEST_POWER:
        raise Beyond("a power that is no small written number")
    return found


def sign_at(term: t.Term, letter: t.Variable, root: Root) -> int:
    """The sign of the number ``term``, a function of one letter, where that is ``root``; raises ``Undefined`` and ``Beyond``."""
    return _Place(letter, root).sign(term)


@dataclass
class _Place:
    letter: t.Variable
    root: Root
    signs: dict[t.Term, int] = field(default_factory=dict[t.Term, int])
    values: dict[tuple[t.Term, int], arb] = field(default_factory=dict[tuple[t.Term, int], arb])

    def sign(self, term: t.Term) -> int:
        if term not in self.signs:
            self.signs[term] = self._sign(term)
        return self.signs[term]

    def _sign(self, term: t.Term) -> int:
        smallest = int(self._degree(term) * self._height(term) * 1.001) + 2  # the height is a float
        bits = FEWEST_BITS
        while bits <= MOST_BITS:
            value = self.value(term, bits)
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
            if value.is_zero() or (value.is_finite() and abs(value) < arb(2) ** -smallest):
                return 0
            bits *= 2
        raise Beyond(f"a sign that {MOST_BITS} bits do not tell")

    def value(self, term: t.Term, bits: int) -> arb:
        """A ball around the value, NaN where more bits are needed."""
        key = (term, bits)
        if key not in self.values:
            before, ctx.prec = ctx.prec, bits
            try:
                self.values[key] = self._value(term, bits)
            finally:
                ctx.prec = before
        return self.values[key]

    def _value(self, term: t.Term, bits: int) -> arb:
        match term:
            case t.Number(value):
                return arb(value.numerator) / value.denominator
            case t.Variable() if term == self.letter:
                return self.root.enclosed(bits)
            case t.Negative(argument):
                return -self.value(argument, bits)
            case t.Plus(terms):
                return sum((self.value(part, bits) for part in terms), arb(0))
            case t.Times(factors):
                found = arb(1)
                for factor in factors:
                    found *= self.value(factor, bits)
                return found
            case t.Quotient(above, below):
                if self.sign(below) == 0:
                    raise Undefined("a quotient by 0")
                return self.value(above, bits) / self.value(below, bits)
            case t.Power(base, _):
                return self._power(base, exponent_of(term), bits)
            case t.Apply("abs", argument):
                return abs(self.value(argument, bits))
            case t.Apply("sign", argument):
                return arb(self.sign(argument))
            case t.Extremum(kind, terms):
                found, *others = (self.value(part, bits) for part in terms)
                for other in others:
                    found = found.max(other) if kind == "max" else found.min(other)
                return found
            case _:
                raise Beyond(f"{type(term).__name__} is not algebraic")

    def _power(self, base: t.Term, exponent: Fraction, bits: int) -> arb:
        value = self.value(base, bits)
        if exponent.denominator == 1 and exponent >= 0:
            return value ** int(exponent)
        sign = self.sign(base)
        if (sign == 0 and exponent < 0) or (sign < 0 and exponent.denominator > 1):
            raise Undefined("a power without a value")
        if sign == 0:
            return arb(0)
        if exponent.denominator == 1:
            return value ** int(exponent)
        return value.root(exponent.denominator) ** exponent.numerator if value > 0 else arb("nan")

    def _degree(self, term: t.Term) -> int:
        """A bound of the degree of a field that has the value."""
        radicals = {(p.base, e) for p in t.walk(term) if isinstance(p, t.Power) and (e := exponent_of(p).denominator) > 1}
        found = self.root.degree
        for _, order in radicals:
            found *= order
        return found

    def _height(self, term: t.Term) -> float:
        """A bound of the height of the value, to the base 2."""
        match term:
            case t.Number(value):
                return log2(max(abs(value.numerator), value.denominator, 1))
            case t.Variable():
                return self.root.height
            case t.Plus(terms):
                return sum(map(self._height, terms)) + log2(len(terms))
            case t.Times(factors):
                return sum(map(self._height, factors))
            case t.Quotient(above, below):
                return self._height(above) + self._height(below)
            case t.Power(base, _):
                return abs(float(exponent_of(term))) * self._height(base)
            case t.Extremum(_, terms):
                return max(map(self._height, terms))
            case t.Apply("sign"):
                return 0.0
            case t.Negative(argument) | t.Apply(_, argument):
                return self._height(argument)
            case _:
                raise Beyond(f"{type(term).__name__} is not algebraic")


def primitive(coefficients: list[int]) -> tuple[int, ...]:
    """Without a common factor, and with a positive leading one."""
    common = gcd(*coefficients) * (1 if coefficients[-1] > 0 else -1)
    return tuple(c // common for c in coefficients)
