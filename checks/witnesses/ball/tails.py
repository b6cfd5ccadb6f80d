r"""How fast a function of one real variable falls: certified bounds of what lies behind a cut.

A ``Bound`` says |f(x)| ≤ scale · x^power · e^{q(x)} for every x ≥ R ≥ 2, q being a polynomial without constant term whose coefficients
are balls.  It is read off the term by the rules for products, sums, quotients and exponentials; nothing is sampled.

Verbs: ``tail``, and for bounds that are put together elsewhere ``bound_of``, ``added``, ``raised``, ``remainder``; of polynomials
``polynomial``, ``product``, ``stripped``, ``horner``.
Source: ∫_R^∞ e^{h} ≤ e^{h(R)}/m where h' ≤ −m < 0 on [R, ∞).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from math import comb

from flint import arb

from checks.functions import meaning_of
from checks.terms import (
    Apply,
    Constant,
    Defined,
    Hadamard,
    Negative,
    Number,
    Plus,
    Power,
    Quotient,
    Term,
    Times,
    Variable,
    free_variables,
)
from checks.witnesses.ball.scalars import Jet, Scalar, Undecided, is_undefined

Value = Callable[[Term], Scalar]
Coefficients = tuple[arb, ...]
MOST_DEGREE = 8
MINUS = Number(Fraction(-1))


class Divergent(ArithmeticError):
    """Certainly no finite integral or sum: the function is, up to its sign, one of the forms below and does not fall fast enough.

    ``settled`` where its sign is the same from the cut on, so that what diverges goes to ∞ or to −∞.
    """

    def __init__(self, *, settled: bool = False) -> None:
        super().__init__()
        self.settled = settled


@dataclass(frozen=True)
class Bound:
    """|f(x)| ≤ ``scale`` · x^``power`` · e^q(x); ``slopes`` are q's coefficients from x¹ on.

    ``exact`` where that is |f(x)| itself; ``alternating`` where the sign of f may change from one integer to the next.
    """

    scale: arb
    power: arb
    slopes: Coefficients = ()
    exact: bool = False
    alternating: bool = False


def tail(value: Value, body: Term, variable: Variable, cut: int) -> arb:
    """An upper bound of ∫ |body| over [cut, ∞), and of Σ |body| over the integers above ``cut``; [±∞] where none is found.

    Raises ``Divergent``, and what ``value`` raises.
    """
    bound = bound_of(value, body, variable, cut)
    return arb(0, float("inf")) if bound is None else remainder(bound, arb(cut))


def bound_of(value: Value, body: Term, variable: Variable, cut: int) -> Bound | None:
    """A bound of |body| behind ``cut``; ``None`` where no rule gives one.  Raises what ``value`` raises."""
    return _Reader(value, variable, arb(cut)).bound(body)


def remainder(bound: Bound, cut: arb) -> arb:
    """An upper bound of the bound's own integral over [cut, ∞) and sum behind ``cut``; as ``tail``."""
    slopes = stripped(bound.slopes)
    if bound.scale.is_zero():
        return arb(0)
    if not slopes:
        if bound.power < -1:
            return bound.scale * cut ** (bound.power + 1) / -(bound.power + 1)
        if bound.exact and bound.power >= (0 if bound.alternating else -1) and bound.scale > 0:
            raise Divergent(settled=not bound.alternating)
        return arb(0, float("inf"))
    if bound.exact and bound.scale > 0 and slopes[-1] > 0:
        raise Divergent(settled=not bound.alternating)
    derivative = tuple((k + 1) * c for k, c in enumerate(slopes))
    if not _nonpositive_beyond(tuple(k * c for k, c in enumerate(derivative))[1:], cut):
        return arb(0, float("inf"))
    fall = -(horner(derivative, cut) + bound.power.max(arb(0)) / cut)
    if not fall > 0:
        return arb(0, float("inf"))
    return bound.scale * (bound.power * cut.log() + cut * horner(slopes, cut)).exp() / fall


def polynomial(value: Value, term: Term, variable: Variable) -> Coefficients | None:
    """The coefficients, from x⁰ on, of a term that is a polynomial in the variable, else ``None``; raises what ``value`` raises."""
    return _Reader(value, variable, arb(2)).polynomial(term)


def product(a: Coefficients, b: Coefficients) -> Coefficients | None:
    """The coefficients of a product; ``None`` where its degree is too high."""
    if len(a) + len(b) > 2 * MOST_DEGREE:
        return None
    found = [arb(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            found[i + j] += x * y
    return tuple(found)


def stripped(coefficients: Coefficients) -> Coefficients:
    """Without the zeros at the end."""
    end = len(coefficients)
    while end and coefficients[end - 1].is_zero():
        end -= 1
    return coefficients[:end]


def horner(coefficients: Coefficients, x: arb) -> arb:
    """The value of a polynomial."""
    total = arb(0)
    for c in reversed(coefficients):
        total = total * x + c
    return total


def _shifted(coefficients: Coefficients, by: arb) -> Coefficients:
    """The coefficients of p(x + by)."""
    return tuple(
        sum((coefficients[n] * comb(n, k) * by ** (n - k) for n in range(k, len(coefficients))), arb(0)) for k in range(len(coefficients))
    )


def _nonpositive_beyond(coefficients: Coefficients, cut: arb) -> bool:
    """Whether a polynomial is certainly ≤ 0 on [cut, ∞)."""
    return all(c <= 0 for c in _shifted(coefficients, cut))


def _combined(left: Coefficients, right: Coefficients, sign: int = 1) -> Coefficients:
    size = max(len(left), len(right))
    zero = arb(0)
    return tuple((left[k] if k < len(left) else zero) + sign * (right[k] if k < len(right) else zero) for k in range(size))


class _Reader:
    def __init__(self, value: Value, variable: Variable, cut: arb) -> None:
        self.value, self.variable, self.cut = value, variable, cut

    def _free(self, term: Term) -> bool:
        return self.variable not in free_variables(term)

    def _constant(self, term: Term) -> arb:
        found = self.value(term)
        if isinstance(found, Jet):
            raise Undecided("an integral or a series that is differentiated by what it depends on")
        if is_undefined(found):
            raise Undecided("a part that is undefined")
        return arb(found)

    # ── polynomials ───────────────────────────────────────────────────────────────────────────────

    def polynomial(self, term: Term) -> Coefficients | None:
        """The coefficients, from x⁰ on, of a term that is a polynomial in the variable."""
        if self._free(term):
            return (self._constant(term),)
        match plain(term):
            case Variable():
                return arb(0), arb(1)
            case Plus(terms):
                found = [self.polynomial(part) for part in terms]
                known = [inner for inner in found if inner is not None]
                return reduce(_combined, known) if len(known) == len(found) else None
            case Times(factors):
                return self._product(factors)
            case Quotient(above, below) if self._free(below):
                inner, divisor = self.polynomial(above), self._constant(below)
                return None if inner is None or divisor.contains(0) else tuple(c / divisor for c in inner)
            case Power(base, Number(exponent)) if exponent.denominator == 1 and 0 < exponent <= MOST_DEGREE:
                return self._product((base,) * int(exponent))
            case _:
                return None

    def _product(self, factors: tuple[Term, ...]) -> Coefficients | None:
        total: Coefficients | None = (arb(1),)
        for part in factors:
            inner = self.polynomial(part)
            total = None if inner is None or total is None else product(total, inner)
        return total

    # ── bounds ────────────────────────────────────────────────────────────────────────────────────

    def bound(self, term: Term) -> Bound | None:
        """A bound for x ≥ cut; ``None`` where no rule applies."""
        if self._free(term):
            return Bound(abs(self._constant(term)), arb(0), exact=True)
        match plain(term):
            case Variable():
                return Bound(arb(1), arb(1), exact=True)
            case Plus(terms):
                return added([self.bound(part) for part in terms], self.cut)
            case Times(factors):
                return self._times([self.bound(part) for part in factors])
            case Quotient(above, below):
                return self._times([self.bound(above), self.inverse(below)])
            case Power(base, exponent):
                return self._power(base, exponent)
            case Apply(name, argument):
                return self._function(name, argument)
            case _:
                return None

    def _function(self, name: str, argument: Term) -> Bound | None:
        match name:
            case "exp":
                return self._exponential(self.polynomial(argument))
            case "sin" | "cos" | "erf" | "sign":
                return Bound(arb(1), arb(0))
            case "arctan":
                return Bound(arb.pi() / 2, arb(0))
            case "abs":
                return self.bound(argument)
            case "log" if argument == self.variable:
                return Bound(arb(2), arb(1) / 2)  # log x ≤ 2 √x for x ≥ 1
            case _:
                return None

    def _times(self, bounds: list[Bound | None]) -> Bound | None:
        scale, power, slopes, exact, alternating = arb(1), arb(0), (), True, False
        for bound in bounds:
            if bound is None:
                return None
            scale, power, exact = scale * bound.scale, power + bound.power, exact and bound.exact
            slopes, alternating = _combined(slopes, bound.slopes), alternating or bound.alternating
        return Bound(scale, power, slopes, exact, alternating)

    def _exponential(self, exponent: Coefficients | None) -> Bound | None:
        return None if exponent is None else Bound(exponent[0].exp(), arb(0), exponent[1:], exact=True)

    def _power(self, base: Term, exponent: Term) -> Bound | None:
        if self._free(base):
            return self._geometric(self._constant(base), self.polynomial(exponent))
        if not self._free(exponent):
            return None
        power = self._constant(exponent)
        if power < 0:
            below = self.inverse(base)
            return None if below is None else raised(below, -power)
        inner = self.bound(base)
        return raised(inner, power) if inner is not None and power >= 0 else None

    def _geometric(self, base: arb, exponent: Coefficients | None) -> Bound | None:
        size = abs(base)
        if exponent is None or (size.contains(0) and not size.is_zero()):
            return None
        if size.is_zero():
            rises = _nonpositive_beyond((arb(0), *(-c for c in exponent[1:])), self.cut) and horner(exponent, self.cut) > 0
            return Bound(arb(0), arb(0)) if rises else None
        bound = self._exponential(tuple(c * size.log() for c in exponent))
        return bound if bound is None else replace(bound, alternating=not base > 0)

    # ── denominators ──────────────────────────────────────────────────────────────────────────────

    def inverse(self, term: Term) -> Bound | None:
        """A bound of 1/term for x ≥ cut."""
        if self._free(term):
            number = self._constant(term)
            return None if number.contains(0) else Bound(1 / abs(number), arb(0), exact=True)
        match plain(term):
            case Variable():
                return Bound(arb(1), arb(-1), exact=True)
            case Times(factors):
                return self._times([self.inverse(part) for part in factors])
            case Quotient(above, below):
                return self._times([self.inverse(above), self.bound(below)])
            case Apply("exp", argument):
                return self.bound(Apply("exp", Negative(argument)))
            case Power(base, exponent):
                return self._power(base, Negative(exponent))
            case Apply("gamma", argument):
                return self._inverse_gamma(argument)
            case Plus(terms):
                return self._inverse_sum(term, terms)
            case _:
                return None

    def _inverse_gamma(self, argument: Term) -> Bound | None:
        """1/Γ(x + 1) ≤ (e/x)^x ≤ e^{(1 − log R) x}, and Γ(x + c) ≥ Γ(x + 1) for c ≥ 1."""
        inner = self.polynomial(argument)
        if inner is None or len(inner) != 2 or not (inner[1] == 1 and inner[0] >= 1):
            return None
        return Bound(arb(1), arb(0), (1 - self.cut.log(),))

    def _inverse_sum(self, term: Term, terms: tuple[Term, ...]) -> Bound | None:
        inner = self.polynomial(term)
        if inner is None:
            return self._inverse_positive(terms)
        inner = stripped(inner)
        degree = len(inner) - 1
        if degree < 1:
            return None
        reciprocal = arb(1) / (2 * self.cut)
        below = abs(horner(tuple(reversed(inner)), reciprocal + arb(0, reciprocal.upper()))).lower()
        return Bound(1 / below, arb(-degree)) if below > 0 else None

    def _inverse_positive(self, terms: tuple[Term, ...]) -> Bound | None:
        """A sum of a positive number and exponentials is at least that number."""
        numbers = [self._constant(part) for part in terms if self._free(part)]
        others = [part for part in terms if not self._free(part)]
        if not numbers or not all(_is_exponential(part) for part in others):
            return None
        total = sum(numbers, arb(0))
        return Bound(1 / total, arb(0)) if total > 0 else None


def added(bounds: list[Bound | None], cut: arb) -> Bound | None:
    """A bound of a sum behind ``cut``."""
    total: Bound | None = None
    for bound in bounds:
        if bound is None:
            return None
        total = bound if total is None else _larger(total, bound, cut)
        if total is None:
            return None
    return total


def _larger(a: Bound, b: Bound, cut: arb) -> Bound | None:
    """A bound of a sum: the slower exponential of the two, the larger power (x ≥ 1)."""
    gap = (arb(0), *_combined(a.slopes, b.slopes, -1))
    if _nonpositive_beyond(gap, cut):
        slopes = b.slopes
    elif _nonpositive_beyond(tuple(-c for c in gap), cut):
        slopes = a.slopes
    else:
        return None
    return Bound(a.scale + b.scale, a.power.max(b.power), slopes)


def plain(term: Term) -> Term:
    """The same number through fewer kinds of term: names and functions with a meaning are written out, −x is (−1) x."""
    match term:
        case Defined(_, meaning):
            return plain(meaning)
        case Negative(argument):
            return Times((MINUS, argument))
        case Hadamard(factors):
            return Times(factors)
        case Apply(name, argument) if (meaning := meaning_of(name, argument)) is not None:
            return plain(meaning)
        case _:
            return term


def _is_exponential(term: Term) -> bool:
    return (isinstance(term, Apply) and term.function == "exp") or (isinstance(term, Power) and term.base == Constant("e"))


def raised(bound: Bound, power: arb) -> Bound:
    """A bound of a power, whose exponent is not negative."""
    return Bound(bound.scale**power, bound.power * power, tuple(c * power for c in bound.slopes), bound.exact, bound.alternating)
