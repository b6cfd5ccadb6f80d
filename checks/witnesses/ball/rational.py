r"""Infinite sums of rational functions, and poles of integrands: what the rules for tails do not enclose.

With f(k) = P(k)/Q(k), d = deg Q − deg P ≥ 2 and u = 1/k, f is the power series u^d p(u)/q(u) = Σ_j a_j u^j, so that the sum of f(k) over
k ≥ N is Σ_j a_j ζ(j, N).  On |u| = ρ, |f| ≤ M, so |a_j| ≤ M ρ^-j (Cauchy); what is left out behind the J-th term is at most
M Σ_{j>J} ρ^-j ζ(j, N), and ζ(j, N) ≤ 2 N^{1-j} for j ≥ 2 and N ≥ 2.  An alternating sum is one of f(2k) − f(2k+1).

Verbs: ``rational_series``, ``has_pole``.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction

from flint import acb, arb, arb_series
from flint import ctx as flint_context

from checks.terms import Number, Plus, Power, Quotient, Term, Times, Variable, substitute
from checks.witnesses.ball.scalars import Scalar
from checks.witnesses.ball.tails import Coefficients, Divergent, horner, plain, polynomial, product, stripped

Value = Callable[[Term], Scalar]
Complex = Callable[[acb, bool], acb]
Fractional = tuple[Coefficients, Coefficients]
MOST_POWER = 8
MOST_TERMS_ADDED = 4096
SAMPLES = 64
HALVINGS = 40
TWO = Number(Fraction(2))
MINUS = Number(Fraction(-1))


def rational_series(value: Value, body: Term, running: Variable, first: int) -> arb | None:
    """Σ of a rational function, or of one with alternating signs, over the integers from ``first`` on; ``None`` where it is no such sum.

    Raises ``Divergent`` where the terms of an alternating one do not go to 0, and what ``value`` raises.
    """
    alternating = _without_sign(body, running)
    if alternating is None:
        read = _read(value, body, running)
        return None if read is None else _summed(*read, first)
    single = _read(value, alternating, running)
    if single is None:
        return None
    above, below = map(stripped, single)
    if len(above) >= len(below):  # its terms do not go to 0
        if any(side[-1].contains(0) for side in (above, below)):
            return None
        raise Divergent
    even, odd = (substitute(alternating, {running: Plus((Times((TWO, running)), Number(Fraction(first + k))))}) for k in (0, 1))
    read = _read(value, Plus((even, Times((MINUS, odd)))), running)
    found = None if read is None else _summed(*read, 0)
    return found if found is None or first % 2 == 0 else -found


def _without_sign(body: Term, running: Variable) -> Term | None:
    """The body without its factor (−1)^(k + c); ``None`` where it has none.  An odd c turns the sign."""
    factors = _factors(body)
    for position, factor in enumerate(factors):
        match factor:
            case Power(base, exponent) if plain(base) == Times((MINUS, Number(Fraction(1)))) or base == MINUS:
                shift = _shift(exponent, running)
                if shift is not None:
                    rest = Times((*factors[:position], *factors[position + 1 :])) if len(factors) > 1 else Number(Fraction(1))
                    return Times((MINUS, rest)) if shift % 2 else rest
            case _:
                pass
    return None


def _factors(term: Term) -> tuple[Term, ...]:
    match plain(term):
        case Times(factors):
            return tuple(inner for factor in factors for inner in _factors(factor))
        case Quotient(above, below):
            return (*_factors(above), *map(_inverse, _factors(below)))
        case other:
            return (other,)


def _inverse(factor: Term) -> Term:
    match factor:
        case Power(base, exponent) if (number := _whole(exponent)) is not None:
            return Power(base, Number(Fraction(-number)))
        case _:
            return Power(factor, MINUS)


def _shift(exponent: Term, running: Variable) -> int | None:
    """The integer c where the exponent is k + c."""
    match exponent:
        case Variable() if exponent == running:
            return 0
        case Plus((first, Number(c))) if first == running and c.denominator == 1:
            return int(c)
        case Plus((first, last)) if first == running and isinstance(plain(last), Times):
            match plain(last):
                case Times((Number(sign), Number(c))) if c.denominator == 1:
                    return int(sign * c)
                case _:
                    return None
        case _:
            return None


def _read(value: Value, term: Term, running: Variable) -> Fractional | None:
    """Numerator and denominator, their coefficients from k⁰ on; ``None`` where the term is no rational function."""
    whole = polynomial(value, term, running)
    if whole is not None:
        return whole, (arb(1),)
    match plain(term):
        case Plus(terms):
            return _folded([_read(value, part, running) for part in terms], _added)
        case Times(factors):
            return _folded([_read(value, part, running) for part in factors], _multiplied)
        case Quotient(above, below):
            return _folded([_read(value, above, running), _inverted(_read(value, below, running))], _multiplied)
        case Power(base, exponent) if (number := _whole(exponent)) is not None and 0 < abs(number) <= MOST_POWER:
            read = _read(value, base, running)
            return _folded([read if number > 0 else _inverted(read)] * abs(number), _multiplied)
        case _:
            return None


def _whole(term: Term) -> int | None:
    match plain(term):
        case Number(value) if value.denominator == 1:
            return int(value)
        case Times((Number(sign), Number(value))) if (sign * value).denominator == 1:
            return int(sign * value)
        case _:
            return None


def _inverted(read: Fractional | None) -> Fractional | None:
    return None if read is None else (read[1], read[0])


def _folded(parts: list[Fractional | None], combine: Callable[[Fractional, Fractional], Fractional | None]) -> Fractional | None:
    total, *rest = parts
    for part in rest:
        total = None if total is None or part is None else combine(total, part)
    return total


def _multiplied(a: Fractional, b: Fractional) -> Fractional | None:
    above, below = product(a[0], b[0]), product(a[1], b[1])
    return None if above is None or below is None else (above, below)


def _added(a: Fractional, b: Fractional) -> Fractional | None:
    first, second, below = product(a[0], b[1]), product(b[0], a[1]), product(a[1], b[1])
    if first is None or second is None or below is None:
        return None
    size = max(len(first), len(second))
    padded = ((*part, *[arb(0)] * (size - len(part))) for part in (first, second))
    return tuple(x + y for x, y in zip(*padded, strict=True)), below


def _summed(above: Coefficients, below: Coefficients, first: int) -> arb | None:
    above, below = stripped(above), stripped(below)
    degree = len(below) - len(above)
    if not above:
        return arb(0)
    if degree < 2 or below[-1].contains(0):
        return None
    p, q = tuple(reversed(above)), tuple(reversed(below))
    rest = sum((abs(c) for c in q[1:]), arb(0))
    radius = (abs(q[0]) / (2 * (abs(q[0]) + rest))).lower()  # ρ ≤ 1/2, and |q(u)| ≥ |q₀|/2 within it
    start = max(first, 2, int(4 / float(radius)) + 1)
    if start - first > MOST_TERMS_ADDED:
        return None
    total = arb(0)
    for k in range(first, start):
        under = horner(below, arb(k))
        if under.contains(0):
            return None
        total += horner(above, arb(k)) / under
    return total + _behind(p, q, degree, arb(radius), start)


def _behind(p: Coefficients, q: Coefficients, degree: int, radius: arb, start: int) -> arb:
    """Σ over k ≥ start of the power series in 1/k, with start ≥ 4/ρ."""
    terms = flint_context.prec // 2 + degree + 2
    previous, flint_context.cap = flint_context.cap, terms
    try:
        series = arb_series(list(p)) / arb_series(list(q))
    finally:
        flint_context.cap = previous
    total = sum((series[j] * arb(degree + j).zeta(arb(start)) for j in range(terms)), arb(0))
    largest = sum((abs(c) * radius**k for k, c in enumerate(p)), arb(0)) / (abs(q[0]) / 2)  # of |p/q| on the circle
    ratio = 1 / (radius * start)  # ≤ 1/4
    error = 2 * start * largest * radius**degree * ratio ** (degree + terms) / (1 - ratio)
    return total + arb(0, error.upper())


# ── poles ─────────────────────────────────────────────────────────────────────────────────────────


def has_pole(value: Value, function: Callable[[Term], Complex], body: Term, variable: Variable, ends: tuple[arb, arb]) -> bool:
    """Whether ``body`` certainly has a pole in the closed range, so that its integral over it has no value.

    It is g(x)/D(x)^n there, with a polynomial D that is 0 at some x₀ of the range, n ≥ 1, and g finite and apart from 0 about x₀: then
    |body| ≥ c/|x − x₀|, with one sign on either side.
    """
    factors = _factors(body)
    for position, factor in enumerate(factors):
        match factor:
            case Power(base, exponent) if (number := _whole(exponent)) is not None and number < 0:
                divisor = polynomial(value, base, variable)
                others = [function(other) for k, other in enumerate(factors) if k != position]
                if divisor is not None and any(_bounded_apart_from_zero(others, zero) for zero in _zeros(stripped(divisor), ends)):
                    return True
            case _:
                pass
    return False


def _bounded_apart_from_zero(functions: list[Complex], place: arb) -> bool:
    values = [function(acb(place), False) for function in functions]  # noqa: FBT003
    return all(found.is_finite() and not found.contains(acb(0)) for found in values)


def _zeros(divisor: Coefficients, ends: tuple[arb, arb]) -> list[arb]:
    """Small balls about zeros in the range: of a linear polynomial its own, of others where the sign changes."""
    low, high = ends
    if len(divisor) == 2 and not divisor[1].contains(0):
        zero = -divisor[0] / divisor[1]
        return [zero] if zero >= low and zero <= high else []
    if len(divisor) < 3:
        return []
    places = [low + (high - low) * arb(k) / SAMPLES for k in range(SAMPLES + 1)]
    return [_between(divisor, a, b) for a, b in itertools.pairwise(places) if horner(divisor, a) * horner(divisor, b) < 0]


def _between(divisor: Coefficients, a: arb, b: arb) -> arb:
    """A ball about a zero between two places where the signs differ."""
    sign = horner(divisor, a)
    for _ in range(HALVINGS):
        middle = arb(((a + b) / 2).mid())
        here = sign * horner(divisor, middle)
        if here > 0:
            a = middle
        elif here < 0:
            b = middle
        else:
            break
    return a.union(b)
