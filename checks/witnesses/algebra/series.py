"""Sums to infinity in closed form, where the form of the summand tells it: geometric series, and Σ 1/nˢ for even s.

    Σ_{n≥a} c rⁿ = c rᵃ/(1 − r), |r| < 1, also with a polynomial in n        Σ_{n≥1} c/nˢ = c ζ(s), ζ(2) = π²/6, ζ(4) = π⁴/90, ζ(6) = π⁶/945

Verb: ``in_closed_form``.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from math import comb

from flint import arb, fmpq

from checks import terms as t
from checks.domains import Given
from checks.polynomials import degree
from checks.sets import Interval
from checks.witnesses.algebra.structure import bounds

INFINITY, E, PI = t.Constant("infinity"), t.Constant("e"), t.Constant("pi")
ZETA = {2: Fraction(1, 6), 4: Fraction(1, 90), 6: Fraction(1, 945)}  # ζ(s)/πˢ (Euler)
MOST_DEGREE = 6  # of a polynomial before the powers
MOST_LEFT_OUT = 50  # terms of Σ 1/nˢ before the first of the sum
Factor = tuple[t.Term, t.Term]  # a base and its exponent


@lru_cache(maxsize=1 << 12)  # a part that many share is looked at once
def in_closed_form(term: t.Term, given: Given) -> t.Term:
    """The term with closed forms for the sums to infinity that have one, on the declared domain.

    Nothing inside of a derivative, an integral, a limit or another sum is looked at: letters mean something else there.
    """
    match term:
        case t.Defined(_, meaning):
            return in_closed_form(meaning, given)
        case t.Plus() | t.Times() | t.Quotient() | t.Negative() | t.Power() | t.Apply():
            return t.rebuild(term, lambda part: in_closed_form(part, given))
        case t.Reduce("sum", t.Index(_, t.Number(low), high), body, None) if high == INFINITY and body.shape == ():
            found = _sum(body, term.index, low, given) if low.denominator == 1 else None
            return term if found is None else found
        case _:
            return term


def _sum(body: t.Term, n: t.Index, low: Fraction, given: Given) -> t.Term | None:
    factors = list(_factors(body, t.as_term(1)))
    inside = [(base, exponent) for base, exponent in factors if n in (*t.free_indices(base), *t.free_indices(exponent))]
    constant = [_power(base, exponent) for base, exponent in factors if (base, exponent) not in inside]
    if inside and all(base == n for base, _ in inside):
        total = _zeta([exponent for _, exponent in inside], low)
    else:
        total = _geometric(inside, n, low, given)
    return None if total is None else t.Times((*constant, total))


def _factors(term: t.Term, exponent: t.Term) -> Iterator[Factor]:
    """Of what the term, to an exponent, is a product."""
    match term:
        case t.Defined(_, meaning):
            yield from _factors(meaning, exponent)
        case t.Negative(argument):
            yield t.as_term(-1), exponent
            yield from _factors(argument, exponent)
        case t.Times(factors) if not any(factor.shape for factor in factors):
            for factor in factors:
                yield from _factors(factor, exponent)
        case t.Quotient(above, below):
            yield from _factors(above, exponent)
            yield from _factors(below, -exponent)
        case t.Power(base, inner) if exponent in (t.as_term(1), t.as_term(-1)):  # (bᵖ)⁻¹ = b⁻ᵖ; other exponents may not be multiplied
            yield base, (inner if exponent == t.as_term(1) else -inner)
        case t.Apply("exp", argument) if exponent in (t.as_term(1), t.as_term(-1)):
            yield E, (argument if exponent == t.as_term(1) else -argument)
        case _:
            yield term, exponent


def _power(base: t.Term, exponent: t.Term) -> t.Term:
    return base if exponent == t.as_term(1) else base**exponent


# ── geometric series ──────────────────────────────────────────────────────────────────────────────


def _geometric(inside: list[Factor], n: t.Index, low: Fraction, given: Given) -> t.Term | None:
    """Σ of a product of powers whose exponents are affine in n, the bases without n, and of a polynomial in n."""
    weights = [_power(base, exponent) for base, exponent in inside if n in t.free_indices(base)]
    powers = [(base, exponent) for base, exponent in inside if n not in t.free_indices(base)]
    ratios: list[Factor] = []
    for base, exponent in powers:
        slope = _slope(exponent, n)
        if slope is None:
            return None
        ratios.append((base, t.as_term(slope)))
    differences = _differences(t.Times(tuple(weights)), n, low) if weights else [t.as_term(1)]
    if differences is None or not powers or not _is_below_one(ratios, given):
        return None
    first = t.Times(tuple(_power(base, t.substitute(exponent, {n: t.as_term(low)})) for base, exponent in powers))
    ratio = t.Times(tuple(_power(base, slope) for base, slope in ratios))
    total = [_power(ratio, t.as_term(j)) * gap / _power(1 - ratio, t.as_term(j + 1)) for j, gap in enumerate(differences)]
    return first * t.Plus(tuple(total)) if weights else first / (1 - ratio)


def _differences(weight: t.Term, n: t.Index, low: Fraction) -> list[t.Term] | None:
    """The forward differences at ``low`` of a polynomial in n: Σ_m P(low + m) rᵐ = Σ_j ΔʲP(low) rʲ/(1 − r)ʲ⁺¹ (Newton)."""
    running = t.Variable(f"the real {n.name}")
    order = degree(t.substitute(weight, {n: running}), running)
    if order is None or order > MOST_DEGREE:
        return None
    values = [t.substitute(weight, {n: t.as_term(low + k)}) for k in range(order + 1)]
    return [t.Plus(tuple((-1) ** (j - i) * comb(j, i) * values[i] for i in range(j + 1))) for j in range(order + 1)]


def _slope(term: t.Term, n: t.Index) -> Fraction | None:
    """The whole number k of k n + c, c without n; ``None`` where the term is not seen to be that."""
    if n not in t.free_indices(term):
        return Fraction(0)
    match term:
        case t.Index():
            return Fraction(1)
        case t.Defined(_, argument):
            return _slope(argument, n)
        case t.Negative(argument):
            slope = _slope(argument, n)
            return None if slope is None else -slope
        case t.Plus(terms):
            slopes = [_slope(part, n) for part in terms]
            known = [slope for slope in slopes if slope is not None]
            return sum(known, Fraction(0)) if len(known) == len(slopes) else None
        case t.Times((t.Number(value), other)) | t.Times((other, t.Number(value))) if value.denominator == 1:
            slope = _slope(other, n)
            return None if slope is None else value * slope
        case _:
            return None


def _is_below_one(ratios: list[Factor], given: Given) -> bool:
    """Whether the product lies between −1 and 1 on the whole domain: as a number q eᵏ, or one letter by its bounds."""
    ratios = [(base, exponent) for base, exponent in ratios if exponent != t.as_term(0)]
    values = [_number(base) for base, _ in ratios]
    if all(value is not None for value in values):
        size = arb(1)
        for value, (_, exponent) in zip(values, ratios, strict=True):
            assert value is not None
            if not value:
                return False
            size *= value ** int(_whole(exponent))
        return bool(abs(size) < 1)
    return len(ratios) == 1 and ratios[0][1] == t.as_term(1) and _within_one(bounds(ratios[0][0], given))


def _whole(term: t.Term) -> Fraction:
    return -_whole(term.argument) if isinstance(term, t.Negative) else term.value if isinstance(term, t.Number) else Fraction(0)


def _number(term: t.Term) -> arb | None:
    match term:
        case t.Number(value):
            return arb(fmpq(value.numerator, value.denominator))
        case t.Negative(argument):
            value = _number(argument)
            return None if value is None else -value
        case t.Quotient(t.Number(above), t.Number(below)) if below:
            return arb(fmpq(above.numerator, above.denominator)) / arb(fmpq(below.numerator, below.denominator))
        case _:
            return arb.const_e() if term == E else None


def _within_one(values: Interval) -> bool:
    if values.low is None or values.high is None:
        return False
    return (values.low > -1 or (values.low == -1 and not values.low_closed)) and (
        values.high < 1 or (values.high == 1 and not values.high_closed)
    )


# ── powers of n ───────────────────────────────────────────────────────────────────────────────────


def _zeta(exponents: list[t.Term], low: Fraction) -> t.Term | None:
    """Σ_{n≥low} n^(sum of the exponents)."""
    s = -sum(map(_whole, exponents), Fraction(0))
    written = all(isinstance(part.argument if isinstance(part, t.Negative) else part, t.Number) for part in exponents)
    if not written or s not in ZETA or not 1 <= low <= MOST_LEFT_OUT:
        return None
    before = sum((Fraction(k) ** -int(s) for k in range(1, int(low))), Fraction(0))
    return t.as_term(ZETA[int(s)]) * PI ** int(s) - t.as_term(before)
