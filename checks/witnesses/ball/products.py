r"""Infinite products, enclosed: the limit of the partial products.

A rational function of n is, behind some M, exp(Σ_k c_k n^{−k}) with the power sums of its roots for coefficients; summed over n that
is Σ_k c_k ζ(k, M), and what is cut off of it falls like (ρ/M)^k, ρ being a bound of the roots.  Other factors 1 + u(n) are bounded by
``tails``: |Π(1 + u) − 1| ≤ exp(Σ|u|) − 1.  A product whose partial products tend to 0 is 0.

Verb: ``infinite_product``.  Source: Fujiwara's bound of the roots; Knopp, Theory and Application of Infinite Series, chapter VII.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce

from flint import arb, fmpq
from flint import ctx as flint_context

from checks.terms import Apply, Plus, Power, Quotient, Reduce, Term, Times, Variable, free_variables
from checks.witnesses.ball.infinite import MOST_TERMS, Value, opened, real_value, remembered
from checks.witnesses.ball.scalars import INFINITE, ONE, ZERO, Jet, Real, Scalar, Undecided, is_undefined, is_zero
from checks.witnesses.ball.tails import Bound, Divergent, added, bound_of, plain, raised, remainder

Polynomial = tuple[Real, ...]  # coefficients from x⁰ on
Ratio = tuple[Polynomial, Polynomial]
MOST_DEGREE = 16
FIRST = 16  # factors multiplied one by one, at least
COEFFICIENTS = 40  # of log f in powers of 1/n: what is cut off is below 4^(−40)


def infinite_product(value: Value, at: Callable[[int], Scalar], term: Reduce) -> Scalar:
    """The product of ``term`` from a whole number to infinity; ``at`` gives its factors.

    ±∞ where the partial products certainly go there; NaN where they certainly have no such limit, or where a factor is undefined.  Raises
    ``Undecided`` where no enclosure is found.
    """
    return remembered(value, term, lambda: _multiplied(value, at, term))


def _multiplied(value: Value, at: Callable[[int], Scalar], term: Reduce) -> Scalar:
    first, running, body = opened(value, term)
    ratio = _ratio(value, body, running)
    if ratio is not None:
        return _of_ratio(ratio, at, first)
    total, done, length = ONE, first, FIRST
    while length <= MOST_TERMS:
        factor = _factors(at, done, first + length)
        total, done = total * factor, first + length
        excess = _excess(value, body, running, done - 1)
        error = remainder(excess, arb(done - 1)) if excess is not None and done > 4 else arb(0, float("inf"))
        if error < arb(2) ** -flint_context.prec or (length * 4 > MOST_TERMS and error < 1):
            return arb(total) * (1 + arb(0, error.expm1().upper()))
        length *= 4
    raise Undecided("a product whose tail is not bounded")


def _factors(at: Callable[[int], Scalar], low: int, high: int) -> Real:
    """The product of the factors from ``low`` to ``high`` − 1; raises ``Divergent`` where one is undefined."""
    total: Real = ONE
    for number in range(low, high):
        factor = at(number)
        if isinstance(factor, Jet):
            raise Undecided("a product that is differentiated by what it depends on")
        if is_undefined(factor):
            raise Divergent
        total = total * factor if is_zero(factor) or is_zero(total) else arb(total * factor)
    return total


# ── rational functions of n ───────────────────────────────────────────────────────────────────────


def _of_ratio(ratio: Ratio, at: Callable[[int], Scalar], first: int) -> Real:
    above, below = ratio
    bound = max(_root_bound(above) if above else 0.0, _root_bound(below))
    behind = max(FIRST, first + 1, int(4 * bound) + 1)
    if behind - first > MOST_TERMS:
        raise Undecided("a product whose factors settle late")
    start = _factors(at, first, behind)
    if is_zero(start):
        return ZERO
    fate = _fate(above, below)
    if fate != 0:
        if fate > 0 and not (start > 0 or start < 0):
            raise Undecided("a product whose first factors may be zero")
        if fate < 0:
            return ZERO
        if not above[-1] / below[-1] > 0:
            raise Divergent
        return INFINITE if start > 0 else -INFINITE
    logarithms = [a - b for a, b in zip(_logarithm(above), _logarithm(below), strict=True)]
    tail = sum((c * arb(k).zeta(arb(behind)) for k, c in enumerate(logarithms) if k > 1 and not is_zero(c)), arb(0))
    share = arb(bound) / behind
    cut_off = (len(above) + len(below)) * behind * 2 * share ** (COEFFICIENTS + 1) / (1 - share)
    return arb(start) * (tail + arb(0, cut_off.upper())).exp()


def _fate(above: Polynomial, below: Polynomial) -> int:
    """−1 where the partial products tend to 0, 1 where their size grows without end, 0 where they converge to another number."""
    if len(above) != len(below):
        return 1 if len(above) > len(below) else -1
    leading = above[-1] / below[-1]
    size = abs(leading)
    if size > 1 or size < 1:
        return 1 if size > 1 else -1
    if not (isinstance(leading, fmpq) and leading == 1):
        raise Undecided("a product whose factors may tend to 1, or to −1")
    gain = (above[-2] - below[-2]) / below[-1] if len(above) > 1 else ZERO
    if is_zero(gain):
        return 0
    if not (gain > 0 or gain < 0):
        raise Undecided("a product whose factors may tend to 1 too slowly")
    return 1 if gain > 0 else -1


def _root_bound(polynomial: Polynomial) -> float:
    """No root is of a larger size: Fujiwara's 2 max |a_{d−k}/a_d|^{1/k}."""
    *lower, leading = polynomial
    sizes = [abs(arb(c / leading)).upper().root(k).upper() for k, c in enumerate(reversed(lower), start=1) if not is_zero(c)]
    return 2 * max((float(size) * (1 + 2**-40) for size in sizes), default=0.0)


def _logarithm(polynomial: Polynomial) -> list[Real]:
    """The coefficients of log(p(n) / (leading n^d)) in powers of 1/n, COEFFICIENTS + 1 of them."""
    reversed_ = [c / polynomial[-1] for c in reversed(polynomial)]
    found: list[Real] = [ZERO]
    for k in range(1, COEFFICIENTS + 1):
        own = reversed_[k] * k if k < len(reversed_) else ZERO
        known = sum((found[j] * j * reversed_[k - j] for j in range(max(1, k - len(reversed_) + 1), k)), ZERO)
        found.append((own - known) / k)
    return found


def _ratio(value: Value, term: Term, running: Variable) -> Ratio | None:
    """A rational function of the variable as two polynomials; ``None`` where it is none, or has too high a degree."""
    if running not in free_variables(term):
        number = real_value(value, term)
        if is_undefined(number):
            raise Divergent
        return _trimmed((number,)), (ONE,)
    match plain(term):
        case Variable():
            return (ZERO, ONE), (ONE,)
        case Plus(parts):
            return _folded(_sum, [_ratio(value, part, running) for part in parts])
        case Times(parts):
            return _folded(_product, [_ratio(value, part, running) for part in parts])
        case Quotient(above, below):
            return _folded(_product, [_ratio(value, above, running), _turned(_ratio(value, below, running))])
        case Power(base, exponent) if running not in free_variables(exponent):
            power = real_value(value, exponent)
            if not isinstance(power, fmpq) or power.q != 1 or not 0 < abs(int(power.p)) <= MOST_DEGREE:
                return None
            inner = _ratio(value, base, running)
            return _folded(_product, [inner if power > 0 else _turned(inner)] * abs(int(power.p)))
        case _:
            return None


def _folded(combine: Callable[[Ratio, Ratio], Ratio], parts: list[Ratio | None]) -> Ratio | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    found = reduce(combine, known)
    return found if max(map(len, found)) <= MOST_DEGREE + 1 else None


def _turned(ratio: Ratio | None) -> Ratio | None:
    if ratio is None or not ratio[0]:
        return None
    return ratio[1], ratio[0]


def _sum(a: Ratio, b: Ratio) -> Ratio:
    if a[1] == b[1]:
        return _added(a[0], b[0]), a[1]
    return _added(_multiplied_out(a[0], b[1]), _multiplied_out(b[0], a[1])), _multiplied_out(a[1], b[1])


def _product(a: Ratio, b: Ratio) -> Ratio:
    return _multiplied_out(a[0], b[0]), _multiplied_out(a[1], b[1])


def _added(a: Polynomial, b: Polynomial) -> Polynomial:
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    return _trimmed(tuple(c + (shorter[k] if k < len(shorter) else ZERO) for k, c in enumerate(longer)))


def _multiplied_out(a: Polynomial, b: Polynomial) -> Polynomial:
    found: list[Real] = [ZERO] * (len(a) + len(b) - 1 if a and b else 0)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            found[i + j] = found[i + j] + x * y
    return _trimmed(tuple(found))


def _trimmed(coefficients: Polynomial) -> Polynomial:
    """Without leading zeros; raises ``Undecided`` where the leading one may be zero."""
    end = len(coefficients)
    while end and is_zero(coefficients[end - 1]):
        end -= 1
    if end and not (coefficients[end - 1] > 0 or coefficients[end - 1] < 0):
        raise Undecided("a coefficient may be zero")
    return coefficients[:end]


# ── other factors near 1 ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Place:
    value: Value
    variable: Variable
    cut: int

    def bound(self, term: Term) -> Bound | None:
        return bound_of(self.value, term, self.variable, self.cut)


def _excess(value: Value, body: Term, running: Variable, cut: int) -> Bound | None:
    """A bound of |f − 1| behind the cut, which holds if its own sum there is below 1: then what it was made from is small enough."""
    found = _distance(body, _Place(value, running, cut))
    return None if found is None else replace(found, exact=False)  # Σ|u| may diverge where Π(1 + u) tends to 0


def _distance(term: Term, place: _Place) -> Bound | None:
    if place.variable not in free_variables(term):
        return Bound(abs(arb(real_value(place.value, term) - ONE)), arb(0))
    match plain(term):
        case Plus(parts):
            fixed = [part for part in parts if place.variable not in free_variables(part)]
            if sum((real_value(place.value, part) for part in fixed), ZERO) != ONE:
                return None
            return place.bound(Plus(tuple(part for part in parts if part not in fixed)))
        case Times(parts):
            return _joint([_distance(part, place) for part in parts], place)
        case Quotient(above, below):  # |1/(1 + u) − 1| ≤ 2|u| for |u| ≤ ½
            under = _distance(below, place)
            return None if under is None else _joint([_distance(above, place), replace(under, scale=2 * under.scale)], place)
        case Apply("exp", argument):  # |e^h − 1| ≤ 2|h| for |h| ≤ 1
            inner = place.bound(argument)
            return None if inner is None else replace(inner, scale=2 * inner.scale)
        case Apply("cos", argument):  # |cos h − 1| ≤ h²/2
            inner = place.bound(argument)
            return None if inner is None else replace(raised(inner, arb(2)), scale=inner.scale**2 / 2)
        case _:
            return None


def _joint(distances: list[Bound | None], place: _Place) -> Bound | None:
    """|Π(1 + uᵢ) − 1| ≤ e^{Σ|uᵢ|} − 1 ≤ 2 Σ|uᵢ| for Σ|uᵢ| ≤ 1."""
    total = added([bound for bound in distances if bound is None or not bound.scale.is_zero()], arb(place.cut))
    return None if total is None else replace(total, scale=2 * total.scale)
