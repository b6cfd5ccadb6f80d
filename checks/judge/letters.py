"""Conditions on numbers as conditions that are algebraic in a few letters: what is not algebraic becomes a letter with a range.

A letter stands for a number that has a value everywhere on the domain, so that what holds for all values of the letters holds.
Exponentials of one monomial (e^x, e^2x, e^−x) are powers of one letter.

Verb: ``Lettering.condition``; raises ``Beyond``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from checks import terms as t
from checks.domains import Given, narrowed, written_number
from checks.judge.signs import PLUS, is_defined, signs
from checks.sets import POSITIVE, Interval, NumberSet, Structure
from checks.witnesses.algebra.algebraic import Beyond
from checks.witnesses.algebra.structure import bounds

MOST_TERMS = 40
MOST_LETTERS = 8
Monomial = tuple[tuple[t.Variable, int], ...]
Expansion = dict[Monomial, Fraction]


@dataclass
class Lettering:
    """The letters met so far: what they stand for, and where they lie."""

    given: Given
    letters: dict[t.Term, t.Variable] = field(default_factory=dict[t.Term, t.Variable])
    ranges: dict[t.Variable, NumberSet] = field(default_factory=dict[t.Variable, NumberSet])

    def condition(self, condition: t.Term) -> t.Term:
        """The condition in letters."""
        match condition:
            case t.Compare(relation, left, right) if left.shape == right.shape == () and not t.free_indices(condition):
                return t.Compare(relation, self._number(left), self._number(right))
            case t.Logic(kind, parts):
                return t.Logic(kind, tuple(map(self.condition, parts)))
            case _:
                raise Beyond("a condition on more than numbers")

    def _number(self, term: t.Term) -> t.Term:
        match term:
            case t.Number():
                return term
            case t.Variable(_, (), _, Structure.FREE):
                return self._letter(term, narrowed(term, self.given))
            case t.Plus() | t.Negative() | t.Times() | t.Quotient() | t.Extremum() | t.Apply("abs" | "sign") if term.shape == ():
                return t.rebuild(term, self._number)
            case t.Power(base, exponent) if written_number(exponent) is not None:
                return t.Power(self._number(base), exponent)
            case t.Power(base, exponent) if base == t.Constant("e") or ((number := written_number(base)) is not None and number > 0):
                return self._exponential(base, exponent, term)
            case t.Apply("exp", exponent):
                return self._exponential(t.Constant("e"), exponent, term)
            case t.Constant("e" | "pi"):
                return self._letter(term, bounds(term, self.given))
            case _:
                return self._whole(term)

    def _whole(self, term: t.Term) -> t.Variable:
        if term.shape != () or not is_defined(term, self.given):
            raise Beyond(f"{type(term).__name__} may have no value")
        positive = POSITIVE if signs(term, self.given) == PLUS else None
        return self._letter(term, positive or bounds(term, self.given))

    def _letter(self, term: t.Term, values: NumberSet) -> t.Variable:
        if term not in self.letters:
            if len(self.letters) == MOST_LETTERS:
                raise Beyond("a great many numbers")
            letter = term if isinstance(term, t.Variable) else t.Variable(f"letter {len(self.letters)}")
            self.letters[term], self.ranges[letter] = letter, values
        return self.letters[term]

    def _exponential(self, base: t.Term, exponent: t.Term, term: t.Term) -> t.Term:
        """A product of powers of exponentials of monomials."""
        try:
            parts = _expanded(exponent)
        except Beyond:
            return self._whole(term)
        factors: list[t.Term] = []
        for monomial, coefficient in parts.items():
            if monomial == ():
                whole = base if isinstance(base, t.Number | t.Quotient) else self._letter(base, bounds(base, self.given))
            else:
                whole = self._letter(t.Power(base, _written(monomial)), self._range(base, monomial))
            factors.append(whole if coefficient == 1 else t.Power(whole, t.as_term(coefficient)))
        return t.Times(tuple(factors)) if factors else t.as_term(1)

    def _range(self, base: t.Term, monomial: Monomial) -> Interval:
        """Above or below 1, where the exponent is a number of one sign."""
        ((letter, power), *others) = monomial
        values = narrowed(letter, self.given)
        number = written_number(base)
        if others or power != 1 or not isinstance(values, Interval) or (number is not None and number <= 1):
            return POSITIVE
        one = Fraction(1)
        if values.low is not None and values.low >= 0:
            return Interval(low=one, low_closed=values.low == 0 and values.low_closed)
        if values.high is not None and values.high <= 0:
            return Interval(Fraction(0), one, high_closed=values.high == 0 and values.high_closed)
        return POSITIVE


def _written(monomial: Monomial) -> t.Term:
    factors = tuple(letter if power == 1 else letter ** t.as_term(power) for letter, power in monomial)
    return factors[0] if len(factors) == 1 else t.Times(factors)


def _expanded(term: t.Term) -> Expansion:
    """A polynomial of the variables, multiplied out; raises ``Beyond`` for what is none."""
    match term:
        case t.Number(value):
            return {(): value} if value else {}
        case t.Variable(_, (), _, Structure.FREE):
            return {((term, 1),): Fraction(1)}
        case t.Negative(argument):
            return {monomial: -c for monomial, c in _expanded(argument).items()}
        case t.Plus(terms):
            return _total([_expanded(part) for part in terms])
        case t.Times(factors):
            found: Expansion = {(): Fraction(1)}
            for factor in factors:
                found = _product(found, _expanded(factor))
            return found
        case t.Quotient(above, below) if number := written_number(below):
            return {monomial: c / number for monomial, c in _expanded(above).items()}
        case t.Power(base, t.Number(power)) if power.denominator == 1 and 0 <= power <= 8:
            found = {(): Fraction(1)}
            for _ in range(int(power)):
                found = _product(found, _expanded(base))
            return found
        case _:
            raise Beyond(f"{type(term).__name__} is no polynomial")


def _total(parts: list[Expansion]) -> Expansion:
    found: Expansion = {}
    for part in parts:
        for monomial, c in part.items():
            found[monomial] = found.get(monomial, Fraction(0)) + c
    return {monomial: c for monomial, c in found.items() if c}


def _product(one: Expansion, other: Expansion) -> Expansion:
    if len(one) * len(other) > MOST_TERMS:
        raise Beyond("a great many terms")
    found: list[Expansion] = []
    for a, c in one.items():
        for b, d in other.items():
            powers = dict(a)
            for letter, k in b:
                powers[letter] = powers.get(letter, 0) + k
            found.append({tuple(sorted(powers.items(), key=lambda pair: pair[0].name)): c * d})
    return _total(found)
