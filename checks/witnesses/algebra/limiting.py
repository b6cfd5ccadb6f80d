r"""Where a number goes, by rule: limits at ±∞, and sums and products of infinitely many numbers.

qᵗ → 0 for |q| < 1 and → ∞ for q > 1, exponentials beat powers, limits are carried through sums, products, quotients, powers and
continuous functions, Σ c k^(−p) converges for p > 1 and not for p ≤ 1.  What a rule asks of the other letters (|1 − αλ| < 1) is shown on
the declared domain by the rules for inequalities; nothing is sampled.

Verbs: ``settled``, ``goes_to_a_number``.  Source: Knopp, Theory and Application of Infinite Series, chapters II, III and VII.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from checks import terms as t
from checks.domains import Given
from checks.functions import meaning_of
from checks.witnesses.algebra.deciding import ordered_by_cells

INFINITY, BELOW = t.Constant("infinity"), t.Negative(t.Constant("infinity"))
ZERO, ONE, MINUS = (t.Number(Fraction(value)) for value in (0, 1, -1))
CONTINUOUS = {"sin", "cos", "arctan", "erf", "abs"}
BOUNDED = {"sin", "cos", "arctan", "erf", "tanh", "sigma", "sign"}


def settled(term: t.Term, given: Given) -> t.Term:
    """The number with the limits in it replaced by what they are, or ∞ or −∞ where it goes there, as far as the rules tell."""
    if term.shape != () or not any(_is_endless(part) for part in t.walk(term)):
        return term
    return _Rules(None, given).where(term) or term


def goes_to_a_number(term: t.Term, given: Given) -> bool:
    """Whether the rules show that the number, with limits or without, is one wherever it is defined: neither ∞ nor −∞."""
    found = _Rules(None, given).where(term) if term.shape == () else None
    return found is not None and not _is_far(found)


def _is_endless(part: t.Term) -> bool:
    return isinstance(part, t.Limit) or part == INFINITY  # of a sum or a product without end that is its upper end


class _Rules:
    """Where terms go while ``variable`` goes to ∞ (``None``: they stay); ``None`` where no rule tells."""

    def __init__(self, variable: t.Variable | t.Index | None, given: Given) -> None:
        self.variable, self.given = variable, given

    # ── conditions ────────────────────────────────────────────────────────────────────────────────

    def stays(self, term: t.Term) -> bool:
        """Whether the term does not depend on the variable."""
        return self.variable is None or (self.variable not in t.free_variables(term) and self.variable not in t.free_indices(term))

    def below(self, lower: t.Term, upper: t.Term, *, strictly: bool = True) -> bool:
        """Whether lower < upper (≤) is shown on the whole domain."""
        from checks.witnesses.algebra.ordering import greater  # SymPy is loaded where an inequality is met

        if any(shown.strict or not strictly for shown in greater(lower, upper, self.given)):
            return True
        return ordered_by_cells("<" if strictly else "≤", lower, upper, self.given) != ""

    def sign(self, term: t.Term) -> int | None:
        """The sign that a number is shown to have everywhere."""
        if term == ZERO:
            return 0
        return 1 if self.below(ZERO, term) else -1 if self.below(term, ZERO) else None

    def _is_small(self, base: t.Term) -> bool:
        return self.below(t.Apply("abs", base), ONE)

    # ── the rules ─────────────────────────────────────────────────────────────────────────────────

    def where(self, term: t.Term) -> t.Term | None:
        """The limit, or ∞, or −∞."""
        if self.stays(term) and not any(_is_endless(part) for part in t.walk(term)):
            return term
        match _plain(term):
            case t.Variable() | t.Index() | t.Constant("infinity"):
                return INFINITY
            case t.Negative(argument):
                return _negative(self.where(argument))
            case t.Plus(parts):
                return self._sum([self.where(part) for part in parts])
            case t.Times(parts):
                return self._product(parts)
            case t.Quotient(above, below):
                return self._quotient(above, below)
            case t.Power(base, exponent):
                return self._power(base, exponent)
            case t.Apply(name, argument):
                return self._applied(name, argument)
            case t.Limit(body, variable, place, _) if place in {INFINITY, BELOW}:
                moved = body if place == INFINITY else t.substitute(body, {variable: t.Negative(variable)})
                return _Rules(variable, self.given).where(moved) if self.stays(term) else None
            case t.Reduce("sum" | "prod", index, _, None) as reduced if index.high is not None and self._is_endless(index.high):
                return self._endless(reduced)
            case _:
                return None

    def _sum(self, parts: list[t.Term | None]) -> t.Term | None:
        known = [part for part in parts if part is not None]
        far = {part for part in known if _is_far(part)}
        if len(known) < len(parts) or len(far) > 1:
            return None
        return far.pop() if far else t.Plus(tuple(known))

    def _product(self, factors: tuple[t.Term, ...]) -> t.Term | None:
        if any(map(self._fades, factors)) and all(self._fades(f) or self._is_tame(f) for f in factors):
            return ZERO
        found = [self.where(factor) for factor in factors]
        if ZERO in found and all((f is not None and not _is_far(f)) or self._is_bounded(g) for f, g in zip(found, factors, strict=True)):
            return ZERO
        known = [part for part in found if part is not None]
        if len(known) < len(found):
            return None
        if not any(map(_is_far, known)):
            return t.Times(tuple(known))
        sign = 1
        for part in known:
            its = (1 if part == INFINITY else -1) if _is_far(part) else self.sign(part)
            if not its:
                return None
            sign *= its
        return INFINITY if sign > 0 else BELOW

    def _quotient(self, above: t.Term, below: t.Term) -> t.Term | None:
        if self._fades(t.Power(below, MINUS)) and self._is_tame(above):
            return ZERO
        low, high = self.where(below), self.where(above)
        if low is None:
            return None
        if _is_far(low):
            return ZERO if (high is not None and not _is_far(high)) or self._is_bounded(above) else None
        sign = self.sign(low)
        if not sign or high is None:
            return None
        return (high if sign > 0 else _negative(high)) if _is_far(high) else t.Quotient(high, low)

    def _power(self, base: t.Term, exponent: t.Term) -> t.Term | None:
        if self.stays(exponent):
            return self._of_power(self.where(base), exponent)
        if not self.stays(base):
            return None
        height = self.where(exponent)
        if height is None or not _is_far(height):
            return None if height is None or self.sign(base) != 1 else t.Power(base, height)
        if base == t.Constant("e") or self.below(ONE, base):
            return INFINITY if height == INFINITY else ZERO
        if self.sign(base) == 1 and self.below(base, ONE):
            return ZERO if height == INFINITY else INFINITY
        return ZERO if height == INFINITY and self._is_line(exponent) and self._is_small(base) else None

    def _of_power(self, base: t.Term | None, exponent: t.Term) -> t.Term | None:
        if base is None:
            return None
        if base == INFINITY:
            sign = self.sign(exponent)
            return {1: INFINITY, -1: ZERO, 0: ONE}[sign] if sign is not None else None
        natural = isinstance(exponent, t.Number) and exponent.value.denominator == 1 and exponent.value > 0
        if base == BELOW:
            return (INFINITY if exponent.value % 2 == 0 else BELOW) if natural and isinstance(exponent, t.Number) else None
        return t.Power(base, exponent) if natural or self.sign(base) == 1 else None

    def _applied(self, name: str, argument: t.Term) -> t.Term | None:
        meaning = meaning_of(name, argument)
        if meaning is not None:
            return self.where(meaning)
        if name == "abs":
            return self._size(argument)
        found = self.where(argument)
        match name:
            case "exp" if found is not None:
                return (INFINITY if found == INFINITY else ZERO) if _is_far(found) else t.Apply("exp", found)
            case "log" if found is not None:
                return INFINITY if found == INFINITY else t.Apply("log", found) if not _is_far(found) and self.sign(found) == 1 else None
            case _:
                return t.Apply(name, found) if name in CONTINUOUS and found is not None and not _is_far(found) else None

    def _size(self, argument: t.Term) -> t.Term | None:
        """Of |argument|: factor by factor, for a power of a negative number has a size that goes somewhere."""
        match _plain(argument):
            case t.Times(factors):
                return self.where(t.Times(tuple(t.Apply("abs", factor) for factor in factors)))
            case t.Power(base, exponent) if not self.stays(exponent) and base != t.Constant("e"):
                return self.where(t.Power(t.Apply("abs", base), exponent))
            case _:
                found = self.where(argument)
                return None if found is None else INFINITY if _is_far(found) else t.Apply("abs", found)

    def _is_endless(self, high: t.Term) -> bool:
        return high == INFINITY or (not self.stays(high) and self.where(high) == INFINITY)

    # ── how fast ──────────────────────────────────────────────────────────────────────────────────

    def _is_line(self, exponent: t.Term) -> bool:
        """Whether it is the variable, plus an integer."""
        match _plain(exponent):
            case t.Plus(parts):
                rest = [part for part in parts if part != self.variable]
                return len(rest) == len(parts) - 1 and all(isinstance(part, t.Number) and part.value.denominator == 1 for part in rest)
            case other:
                return other == self.variable

    def _is_tame(self, term: t.Term) -> bool:
        """Whether it is at most a power of the variable in size."""
        if self.stays(term) or self._is_bounded(term):
            return True
        match _plain(term):
            case t.Variable() | t.Index():
                return True
            case t.Negative(argument) | t.Apply("log" | "abs", argument):
                return self._is_tame(argument) and (not isinstance(term, t.Apply) or term.function == "abs" or argument == self.variable)
            case t.Plus(parts) | t.Times(parts):
                return all(map(self._is_tame, parts))
            case t.Power(base, exponent):
                return base == self.variable and self.stays(exponent)
            case t.Quotient(above, below):
                return self._is_tame(above) and (below == self.variable or self.stays(below))
            case _:
                return False

    def _is_bounded(self, term: t.Term) -> bool:
        match _plain(term):
            case t.Apply(name, _):
                return name in BOUNDED
            case t.Power(base, exponent) if self.stays(base) and self._is_line(exponent):
                return self.below(t.Apply("abs", base), ONE, strictly=False)
            case _:
                return False

    def _fades(self, term: t.Term) -> bool:
        """Whether it falls like e^(−c · variable) for some c > 0, or faster."""
        match _plain(term):
            case t.Apply("exp", argument) | t.Power(t.Constant("e"), argument):
                return self._slope(argument) == -1
            case t.Power(t.Apply("exp", argument), exponent) if exponent == MINUS:
                return self._slope(argument) == 1
            case t.Power(t.Power(base, exponent), outer) if outer == MINUS and self.stays(base):
                return self._slope(exponent) == 1 and (base == t.Constant("e") or self.below(ONE, base))
            case t.Power(base, exponent) if self.stays(base):
                return self._is_line(exponent) and self._is_small(base)
            case t.Apply("abs", argument):
                return self._fades(argument)
            case _:
                return False

    def _slope(self, exponent: t.Term) -> int | None:
        """The sign of c where the exponent is c · variable plus what stays."""
        match _plain(exponent):
            case t.Plus(parts):
                moving = [part for part in parts if not self.stays(part)]
                return self._slope(moving[0]) if len(moving) == 1 else None
            case t.Negative(argument):
                found = self._slope(argument)
                return None if found is None else -found
            case t.Times(factors) if [factor for factor in factors if not self.stays(factor)] == [self.variable]:
                return self.sign(t.Times(tuple(factor for factor in factors if factor != self.variable)))
            case t.Quotient(above, below) if self.stays(below) and self.sign(below) in {1, -1}:
                found, below_sign = self._slope(above), self.sign(below)
                return None if found is None or below_sign is None else found * below_sign
            case other:
                return 1 if other == self.variable else None

    # ── sums and products without end ─────────────────────────────────────────────────────────────

    def _endless(self, reduced: t.Reduce) -> t.Term | None:
        index = replace(reduced.index, high=INFINITY)
        endless = t.substitute(reduced, {reduced.index: index})
        if not self.stays(endless) or not isinstance(endless, t.Reduce) or index.low is None or not self.below(ZERO, index.low):
            return None
        along = _Rules(index, self.given)
        if reduced.kind == "sum":
            fate = along.fate(endless.body)
        else:
            match _plain(endless.body):
                case t.Plus((t.Number(one), rest)) if one == 1:
                    fate = along.fate(rest)
                    fate = {INFINITY: INFINITY, BELOW: ZERO}.get(fate, fate) if fate is not None and along.falls(rest) else None
                case _:
                    fate = None
            limit = along.where(endless.body)
            if fate is None and limit is not None and not _is_far(limit) and self._is_small(limit):
                fate = ZERO
        return endless if fate == ONE else fate

    def fate(self, body: t.Term) -> t.Term | None:
        """Of the sum of ``body`` over the variable: ∞, −∞, or 1 where it converges absolutely."""
        match _plain(body):
            case t.Negative(argument):
                found = self.fate(argument)
                return _negative(found) if found is not None and _is_far(found) else found
            case t.Plus(parts) if all(self.fate(part) == ONE for part in parts):
                return ONE
            case t.Times(factors) if any(map(self._fades, factors)) and all(self._fades(f) or self._is_tame(f) for f in factors):
                return ONE
            case _ if self._fades(body):
                return ONE
            case _:
                pass
        degree = self._degree(body)
        if degree is None:
            return self._of_terms(self.where(body))
        if self.below(degree, MINUS):
            return ONE
        sign = (
            self.sign(t.substitute(body, {self.variable: ONE})) if self.variable is not None else None
        )  # body = its value at 1 · k^degree
        if not sign or not self.below(MINUS, degree, strictly=False):
            return None
        return INFINITY if sign > 0 else BELOW

    def _of_terms(self, term: t.Term | None) -> t.Term | None:
        """Of a sum whose terms go there: ±∞ unless that may be 0."""
        if term is None or _is_far(term):
            return term
        return {1: INFINITY, -1: BELOW}.get(self.sign(term) or 0)

    def falls(self, body: t.Term) -> bool:
        """Whether a multiple of a power tends to 0, or another term certainly does."""
        return self.where(body) == ZERO or ((degree := self._degree(body)) is not None and self.below(degree, ZERO))

    def _degree(self, body: t.Term) -> t.Term | None:
        """The exponent q where the body is a multiple of variable^q."""
        if self.stays(body):
            return ZERO
        match _plain(body):
            case t.Negative(argument):
                return self._degree(argument)
            case t.Times(factors):
                degrees = [self._degree(factor) for factor in factors]
                known = [degree for degree in degrees if degree is not None]
                return _total(known) if len(known) == len(degrees) else None
            case t.Quotient(above, below):
                over, under = self._degree(above), self._degree(below)
                return None if over is None or under is None else _total([over, t.Times((MINUS, under))])
            case t.Power(base, exponent) if self.stays(exponent):
                inner = self._degree(base)
                return None if inner is None else t.Times((inner, exponent))
            case other:
                return ONE if other == self.variable else None


def _total(parts: list[t.Term]) -> t.Term:
    return t.Plus(tuple(parts)) if len(parts) > 1 else parts[0]


def _is_far(term: t.Term) -> bool:
    return term in {INFINITY, BELOW}


def _negative(term: t.Term | None) -> t.Term | None:
    if term is None:
        return None
    return BELOW if term == INFINITY else INFINITY if term == BELOW else t.Negative(term)


def _plain(term: t.Term) -> t.Term:
    match term:
        case t.Defined(_, meaning):
            return _plain(meaning)
        case t.Hadamard(factors):
            return t.Times(factors)
        case _:
            return term
