"""Signs of expressions of a few real numbers over intervals, by exact means.

Polynomials: coefficients of one sign, Sturm's count of roots in one variable, the discriminant in several.  Other functions
of one variable: factor by factor, and where a factor resists by calculus (its value at an anchor and the sign of its
derivative on either side of it, again by these means).  Everything is SymPy over symbols of our own.

Verbs: ``sign_of``, ``is_small``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp

DEEPEST = 4  # derivatives taken of one factor
LARGEST = 120  # operations in an expression that is still looked at
MOST_DEGREES, MOST_DEGREES_TOGETHER = 24, 10  # of an expression of one number, and of several
MOST_TERMS = 300


@dataclass(frozen=True)
class Range:
    """The numbers between two bounds (SymPy numbers, or infinite), which belong to it where closed."""

    low: Any = -sp.oo
    high: Any = sp.oo
    low_closed: bool = False
    high_closed: bool = False


@dataclass(frozen=True)
class Sign:
    """``sign`` · expression ≥ 0 on the whole range, and > 0 where ``strict``; by which ``rules``."""

    sign: int
    strict: bool
    rules: frozenset[str] = frozenset()


Ranges = dict[sp.Symbol, Range]


def sign_of(expression: Any, ranges: Ranges, depth: int = DEEPEST) -> Sign | None:
    """The sign that the expression has on the whole of the ranges; ``None`` where these means do not show one."""
    if not is_small(expression):
        return None
    expression = sp.together(expression)
    numerator, denominator = sp.fraction(expression)
    below = _product(denominator, ranges, depth)
    if below is None or not below.strict:
        return None
    above = _product(numerator, ranges, depth)
    if above is None:
        return None
    return Sign(above.sign * below.sign, above.strict, above.rules | below.rules)


def is_small(expression: Any) -> bool:
    """Whether SymPy is sure to be done with it soon: few operations, a low degree, exp and log of one number only."""
    several = len(expression.free_symbols) > 1
    if several and expression.has(sp.exp, sp.log, sp.sin, sp.cos, sp.atan):
        return False
    return sp.count_ops(expression) <= LARGEST and _degree(expression) <= (MOST_DEGREES_TOGETHER if several else MOST_DEGREES)


def _degree(expression: Any) -> int:
    """The degree if everything is multiplied out, roughly; of a fraction that of both parts together."""
    if expression.is_Add:
        return max(_degree(part) for part in expression.args) + sum(_degree(1 / sp.fraction(part)[1]) for part in expression.args)
    if expression.is_Mul:
        return sum(map(_degree, expression.args))
    if expression.is_Pow and expression.exp.is_Rational:
        return int(sp.ceiling(abs(expression.exp))) * _degree(expression.base)
    return 0 if expression.is_number else max(map(_degree, expression.args), default=1)


def _product(expression: Any, ranges: Ranges, depth: int) -> Sign | None:
    sign, strict, rules = 1, True, frozenset[str]()
    for factor in sp.Mul.make_args(sp.factor(expression)):
        found = _factor(factor, ranges, depth)
        if found is None:
            return None
        sign, strict, rules = sign * found.sign, strict and found.strict, rules | found.rules
    return Sign(sign, strict, rules)


def _factor(factor: Any, ranges: Ranges, depth: int) -> Sign | None:
    if factor.is_number:
        return _of_number(factor)
    if isinstance(factor, sp.exp):
        return Sign(1, strict=True)
    if factor.is_Pow:
        base = sign_of(factor.base, ranges, depth)
        if factor.exp.is_Integer and factor.exp % 2 == 0:
            return Sign(1, base is not None and base.strict, frozenset({"squares"}))
        if base is not None and base.sign > 0:
            return base
        return base if base is not None and factor.exp.is_Integer else None
    if isinstance(factor, sp.log):
        return sign_of(factor.args[0] - 1, ranges, depth)
    return _sum(factor, ranges) or _polynomial(factor, ranges, depth) or _by_calculus(factor, ranges, depth)


def _of_number(number: Any) -> Sign | None:
    if number.is_positive:
        return Sign(1, strict=True)
    if number.is_negative:
        return Sign(-1, strict=True)
    return Sign(1, strict=False) if number.is_zero else None


def _sum(expression: Any, ranges: Ranges) -> Sign | None:
    """Terms of one sign."""
    if isinstance(expression, sp.Symbol):
        return _of_symbol(ranges[expression])
    if not expression.is_Add:
        return _term(expression, ranges) if expression.is_Mul else None
    found = [_term(term, ranges) for term in expression.args]
    signs = {s.sign for s in found if s is not None}
    if None in found or len(signs) != 1:
        return _bounded(expression, ranges)
    return Sign(signs.pop(), any(s.strict for s in found if s is not None), frozenset({"terms of one sign"}))


def _bounded(expression: Any, ranges: Ranges) -> Sign | None:
    """A constant and a sine or cosine that does not outweigh it."""
    waves = sum((abs(c) for wave, c in expression.as_coefficients_dict().items() if isinstance(wave, sp.sin | sp.cos)), sp.Integer(0))
    rest = sum((c * part for part, c in expression.as_coefficients_dict().items() if not isinstance(part, sp.sin | sp.cos)), sp.Integer(0))
    if waves == 0 or not rest.is_number:
        return None
    if (rest - waves).is_nonnegative:
        return Sign(1, bool((rest - waves).is_positive), frozenset({"|sin|, |cos| ≤ 1"}))
    if (-rest - waves).is_nonnegative:
        return Sign(-1, bool((-rest - waves).is_positive), frozenset({"|sin|, |cos| ≤ 1"}))
    return None


def _term(term: Any, ranges: Ranges) -> Sign | None:
    sign, strict = 1, True
    factors: tuple[Any, ...] = sp.Mul.make_args(term)
    for factor in factors:
        if factor.is_Add:
            found = _sum(factor, ranges) or _polynomial(factor, ranges, 0)
        elif isinstance(factor, sp.log):
            beyond = sp.expand(factor.args[0] - 1)
            found = _sum(beyond, ranges) or _polynomial(beyond, ranges, 0)
        elif factor.is_Pow and factor.base.is_Add and not factor.exp.is_even:
            found = _sum(factor.base, ranges)
            found = found if found is not None and (found.sign > 0 or factor.exp.is_Integer) else None
        elif isinstance(factor, sp.Symbol | sp.Pow | sp.exp) or factor.is_number:
            found = _simple(factor, ranges)
        else:
            found = None
        if found is None:
            return None
        sign, strict = sign * found.sign, strict and found.strict
    return Sign(sign, strict)


def _simple(factor: Any, ranges: Ranges) -> Sign | None:
    """A number, a symbol, a power of one, an exponential."""
    if factor.is_number:
        return _of_number(factor)
    if isinstance(factor, sp.exp):
        return Sign(1, strict=True)
    if isinstance(factor, sp.Symbol):
        return _of_symbol(ranges[factor])
    base = _of_symbol(ranges[factor.base]) if isinstance(factor.base, sp.Symbol) else None
    if factor.exp.is_Integer and factor.exp % 2 == 0:
        return Sign(1, base is not None and base.strict)
    if base is None:
        return None
    return base if base.sign > 0 or factor.exp.is_Integer else None


def _of_symbol(values: Range) -> Sign | None:
    if values.low >= 0:
        return Sign(1, bool(values.low > 0 or not values.low_closed))
    if values.high <= 0:
        return Sign(-1, bool(values.high < 0 or not values.high_closed))
    return None


# ── polynomials ───────────────────────────────────────────────────────────────────────────────────


def _polynomial(expression: Any, ranges: Ranges, depth: int) -> Sign | None:
    symbols = sorted(expression.free_symbols, key=str)
    if len(symbols) == 1:
        (x,) = symbols
        if expression.is_polynomial(x):
            return _sturm(sp.Poly(expression, x), ranges[x])
        u = sp.Symbol("u0", positive=True)
        exponential = sp.powsimp(expression).subs(sp.exp(x), u)
        if x not in exponential.free_symbols and exponential.is_polynomial(u):
            values = ranges[x]
            low = sp.exp(values.low) if values.low != -sp.oo else sp.Integer(0)
            if low.is_Rational and (values.high == sp.oo or sp.exp(values.high).is_Rational):
                image = Range(low, sp.exp(values.high), values.low_closed, values.high_closed)
                return _sturm(sp.Poly(exponential, u), image)
        return None
    if not expression.is_polynomial(*symbols):
        return None
    return _shifted(expression, symbols, ranges) or _by_discriminant(expression, symbols, ranges, depth)


def _sturm(polynomial: Any, values: Range) -> Sign | None:
    """One variable: roots of odd order inside the range are counted."""
    if not all(c.is_Rational for c in polynomial.all_coeffs()) or not all(
        b.is_Rational or b.is_infinite for b in (values.low, values.high)
    ):
        return None
    low, high = (None if b.is_infinite else b for b in (values.low, values.high))

    def inside(p: Any) -> int:
        ends = sum(1 for b in (low, high) if b is not None and p(b) == 0)
        return p.count_roots(low, high) - ends

    _, factors = polynomial.sqf_list()
    if any(order % 2 and inside(p) for p, order in factors):
        return None
    at_ends = any(closed and b is not None and polynomial(b) == 0 for b, closed in ((low, values.low_closed), (high, values.high_closed)))
    touches = at_ends or any(inside(p) for p, order in factors if order % 2 == 0)
    for sample in _samples(low, high):
        if polynomial(sample) != 0:
            return Sign(1 if polynomial(sample) > 0 else -1, not touches, frozenset({"no root of odd order (Sturm)"}))
    return None


def _samples(low: Any, high: Any) -> Iterator[Any]:
    for k in range(1, 12):
        if low is not None and high is not None:
            yield low + (high - low) * sp.Rational(k, 12)
        elif low is not None:
            yield low + sp.Rational(k, 3)
        elif high is not None:
            yield high - sp.Rational(k, 3)
        else:
            yield sp.Rational(k, 3)


def _shifted(expression: Any, symbols: list[sp.Symbol], ranges: Ranges) -> Sign | None:
    """Every bounded number written through a non-negative one, in the hope that all coefficients have one sign then."""
    replaced, moved, open_ends = expression, dict(ranges), False
    for x in symbols:
        values = ranges[x]
        if values.low.is_infinite and values.high.is_infinite:
            continue
        if values.high.is_infinite:
            replaced = replaced.subs(x, values.low + x)
        elif values.low.is_infinite:
            replaced = replaced.subs(x, values.high - x)
            moved[x] = Range(sp.Integer(0), sp.oo, low_closed=values.high_closed)
            continue
        else:
            replaced, open_ends = replaced.subs(x, values.low + (values.high - values.low) * x / (1 + x)), True
        moved[x] = Range(sp.Integer(0), sp.oo, low_closed=values.low_closed)
    numerator, _ = sp.fraction(sp.together(replaced))  # the denominator is a product of powers of 1 + x
    numerator = sp.expand(numerator)
    if len(sp.Add.make_args(numerator)) > MOST_TERMS:
        return None
    found = _sum(numerator, moved) if numerator.is_Add else _term(numerator, moved)
    if found is None:
        return None
    return Sign(found.sign, found.strict and not open_ends, frozenset({"coefficients of one sign"}))


def _by_discriminant(expression: Any, symbols: list[sp.Symbol], ranges: Ranges, depth: int) -> Sign | None:
    """A x² + B x + C with A ≥ 0, C ≥ 0 and 4AC − B² ≥ 0 (or all of it with the other sign)."""
    if depth <= 0:
        return None
    for x in symbols:
        polynomial = sp.Poly(expression, x)
        if polynomial.degree() != 2:
            continue
        a, b, c = polynomial.all_coeffs()
        leading, constant = (sign_of(part, ranges, depth - 1) for part in (a, c))
        if (
            leading is None
            or (constant is None and not leading.strict)
            or (constant is not None and constant.sign != leading.sign and c != 0)
        ):
            continue
        gap = sp.expand(4 * a * c - b**2)
        rest = Sign(1, strict=False) if gap == 0 else sign_of(gap, ranges, depth - 1)
        if rest is not None and rest.sign > 0:
            strict = rest.strict and leading.strict
            return Sign(leading.sign, strict, frozenset({"a square completed"}))
    return None


# ── calculus ──────────────────────────────────────────────────────────────────────────────────────


def _by_calculus(g: Any, ranges: Ranges, depth: int) -> Sign | None:
    """One variable: the value at an anchor, and the derivative's sign on either side of it."""
    if depth <= 0 or len(g.free_symbols) != 1:
        return None
    (x,) = g.free_symbols
    values, slope = ranges[x], sp.diff(g, x)
    for anchor in _anchors(g, slope, x, values):
        value = _of_number(sp.expand(sp.expand_log(g.subs(x, anchor))))
        if value is None:
            continue
        parts = _either_side(slope, x, values, anchor, depth)
        if parts is None:
            continue
        left, right = parts
        wanted = {right.sign} if right else set[int]()
        wanted |= {-left.sign} if left else set[int]()
        if len(wanted) != 1:
            continue
        (sign,) = wanted
        if value.strict and value.sign != sign:
            continue
        outside = (anchor == values.low and not values.low_closed) or (anchor == values.high and not values.high_closed)
        strict = value.strict or (outside and all(part.strict for part in (left, right) if part))
        rules = frozenset[str]().union(*(part.rules for part in (left, right) if part))
        return Sign(sign, strict, rules | {"the derivative's sign"})
    return None


def _anchors(g: Any, slope: Any, x: sp.Symbol, values: Range) -> Iterator[Any]:
    """Finite ends of the range where the function still has a value, and simple numbers where its derivative is zero."""
    known = (sp.Integer(0), sp.Integer(1), sp.Rational(1, 2), sp.Integer(-1), sp.Integer(2), sp.E, 1 / sp.E)
    for anchor in dict.fromkeys((values.low, values.high, *known)):
        if anchor.is_infinite or not (anchor >= values.low and anchor <= values.high):
            continue
        if not g.subs(x, anchor).is_finite:
            continue
        turning = sp.expand(sp.expand_log(slope.subs(x, anchor)))
        if anchor in {values.low, values.high} or turning == 0:
            yield anchor


def _either_side(slope: Any, x: sp.Symbol, values: Range, anchor: Any, depth: int) -> tuple[Sign | None, Sign | None] | None:
    left = right = None
    if anchor != values.low:
        left = sign_of(slope, {x: Range(values.low, anchor)}, depth - 1)
        if left is None:
            return None
    if anchor != values.high:
        right = sign_of(slope, {x: Range(anchor, values.high)}, depth - 1)
        if right is None:
            return None
    return left, right
