r"""Limits, enclosed: what is approached is expanded at the place in powers of a small t > 0.

x → a from above is x = a + tᵐ, from below a − tᵐ, x → ±∞ is ±t⁻ᵐ.  A function is e^{E(t)} L(t): E has negative powers only (so that the
factor beats every power of t), and L is a Laurent series cut off at some power, where O(t^n) stands for all that is smaller.
Coefficients are exact numbers or balls; log t is O(1/t).

Verb: ``expanded``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from math import factorial

from flint import arb, fmpq

from checks.terms import Apply, Constant, Limit, Negative, Number, Plus, Power, Quotient, Term, Times, Variable, free_variables
from checks.witnesses.ball.scalars import (
    INFINITE,
    ONE,
    UNDEFINED,
    ZERO,
    Jet,
    Real,
    Scalar,
    Undecided,
    apply,
    is_boundless,
    is_undefined,
    is_zero,
    power,
)
from checks.witnesses.ball.tails import plain

Value = Callable[[Term], Scalar]
ORDER = 12  # coefficients of a series: as many may cancel
MOST_POWER = 64
STEPS = (1, 2, 4)  # with x = a + t² roots of x − a are series, too, and (x − a) log (x − a) is O(t)


class NoValue(ArithmeticError):
    """Certainly no value near the place, on this side of it."""


@dataclass(frozen=True)
class Series:
    """t^low (c₀ + c₁ t + …) + O(t^(low + how many there are)); c₀ is certainly not 0."""

    low: int
    terms: tuple[Real, ...] = ()

    @property
    def end(self) -> int:
        """The first power that is not known."""
        return self.low + len(self.terms)

    def at(self, k: int) -> Real:
        """The coefficient of t^k, k < end."""
        return self.terms[k - self.low] if k >= self.low else ZERO


@dataclass(frozen=True)
class Germ:
    """e^{E} L near t = 0; ``polar`` are the coefficients of E by (negative) power, none of them 0.

    Where it ``alternates`` that is multiplied by (−1)^x, x being the variable, which then runs through integers.
    """

    polar: tuple[tuple[int, Real], ...]
    series: Series
    alternates: bool = False

    @property
    def size_only(self) -> Germ:
        """What is known of it apart from how its sign changes."""
        return Germ(self.polar, Series(self.series.low)) if self.alternates else self


NOTHING = Germ((), Series(ORDER))  # exactly 0: times what grows it is 0, too


def expanded(value: Value, term: Limit, sign: int) -> Real:
    """The limit from one side, the place being approached by place + ``sign`` tᵐ; ±∞ where the function goes there.

    ``value`` is what a term is worth outside of it.  Raises ``Undecided``, and ``NoValue`` where there is none on this side.
    """
    infinite = term.place in {Constant("infinity"), Negative(Constant("infinity"))}
    place = ZERO if infinite else _known(value, term.place)
    reason = Undecided("a limit")
    for step in STEPS:
        moved = _constant(place, ORDER) if not infinite else None
        away = Series(-step if infinite else step, (fmpq(sign),) + (ZERO,) * (ORDER - 1))
        start = away if moved is None else _plus(moved, away)
        try:
            return _value(_Expansion(value, term.variable, start).of(term.body))
        except Undecided as error:
            reason = error
    raise reason


def _known(value: Value, term: Term) -> Real:
    found = value(term)
    if isinstance(found, Jet):
        raise Undecided("a limit that is differentiated by what it depends on")
    if is_undefined(found):
        raise NoValue
    if is_boundless(found):
        raise Undecided("an infinite part")
    return found


def _value(germ: Germ) -> Real:
    series = germ.series
    if germ.polar and germ.polar[0][1] < 0:
        return ZERO
    if not germ.polar and series.low > 0:
        return ZERO
    if not series.terms:
        raise Undecided("a limit whose leading term is not known")
    if germ.alternates:
        return UNDEFINED
    if germ.polar or series.low < 0:
        return INFINITE if series.terms[0] > 0 else -INFINITE
    return series.terms[0]


# ── series ────────────────────────────────────────────────────────────────────────────────────────


def _trimmed(low: int, terms: list[Real]) -> Series:
    start = 0
    while start < len(terms) and is_zero(terms[start]):
        start += 1
    if start < len(terms) and not (terms[start] > 0 or terms[start] < 0):
        raise Undecided("a coefficient may be zero")
    return Series(low + start, tuple(terms[start:][:ORDER]))


def _constant(number: Real, count: int) -> Series:
    return _trimmed(0, [number] + [ZERO] * (count - 1))


def _plus(a: Series, b: Series) -> Series:
    low, end = min(a.low, b.low), min(a.end, b.end)
    return _trimmed(min(low, end), [a.at(k) + b.at(k) for k in range(low, end)])


def _times(a: Series, b: Series) -> Series:
    count = min(len(a.terms), len(b.terms))
    terms = [sum((a.terms[i] * b.terms[k - i] for i in range(k + 1)), ZERO) for k in range(count)]
    return _trimmed(a.low + b.low, terms)


def _scaled(a: Series, factor: Real) -> Series:
    return _times(a, _constant(factor, max(len(a.terms), 1))) if a.terms else a


def _inverse(a: Series) -> Series:
    if not a.terms:
        raise Undecided("a denominator whose leading term is not known")
    terms: list[Real] = [ONE / a.terms[0]]
    for k in range(1, len(a.terms)):
        terms.append(-sum((a.terms[i] * terms[k - i] for i in range(1, k + 1)), ZERO) / a.terms[0])
    return Series(-a.low, tuple(terms))


def _composed(coefficients: list[Real], inner: Series) -> Series:
    """Σ c_k inner^k for an inner series without constant term."""
    total = Series(min(inner.end, ORDER))
    total = _plus(_constant(coefficients[0], ORDER), total)
    step = _constant(ONE, ORDER)
    for c in coefficients[1:]:
        step = _times(step, inner)
        total = _plus(total, _scaled(step, c)) if not is_zero(c) else _plus(total, Series(step.end))
    return _plus(total, Series(inner.low * len(coefficients)))


def _parted(a: Series) -> tuple[tuple[tuple[int, Real], ...], Real, Series]:
    """The polar part, the constant, and what vanishes at 0."""
    if a.end <= 0:
        raise Undecided("an argument that is not known up to its constant")
    polar = tuple((k, a.at(k)) for k in range(a.low, 0) if not is_zero(a.at(k)))
    if any(not (c > 0 or c < 0) for _, c in polar):
        raise Undecided("a coefficient may be zero")
    return polar, a.at(0), _trimmed(1, [a.at(k) for k in range(1, a.end)])


# ── functions ─────────────────────────────────────────────────────────────────────────────────────


class _Expansion:
    def __init__(self, value: Value, variable: Variable, start: Series) -> None:
        self.value, self.variable, self.start = value, variable, start

    def of(self, term: Term) -> Germ:
        """The germ of a term; raises ``Undecided``, ``NoLimit``."""
        if self.variable not in free_variables(term):
            number = _known(self.value, term)
            return NOTHING if is_zero(number) else Germ((), _constant(number, ORDER))
        match plain(term):
            case Variable():
                return Germ((), self.start)
            case Plus(terms):
                return reduce(_sum, map(self.of, terms))
            case Times(factors):
                return reduce(_product, map(self.of, factors))
            case Quotient(above, below):
                return _product(self.of(above), _reciprocal(self.of(below)))
            case Power(base, exponent):
                return self._power(base, exponent)
            case Apply("abs", argument):
                return self._absolute(argument)
            case Apply(name, argument):
                return _applied(name, self.of(argument))
            case _:
                raise Undecided(f"a limit of {type(term).__name__}")

    def _absolute(self, argument: Term) -> Germ:
        """Factor by factor, for the sign of a power of a negative number is not known."""
        match plain(argument):
            case Times(factors):
                return reduce(_product, map(self._absolute, factors))
            case Quotient(above, below):
                return _product(self._absolute(above), _reciprocal(self._absolute(below)))
            case Power(base, exponent) if base != Constant("e"):
                return self._power(Apply("abs", base), exponent)
            case _:
                return _applied("abs", self.of(argument))

    def _power(self, base: Term, exponent: Term) -> Germ:
        if base == Constant("e"):
            return _exponential(_regular(self.of(exponent)))
        inner = self.of(base)
        if self.variable not in free_variables(exponent):
            number = _known(self.value, exponent)
            if isinstance(number, fmpq) and number.q == 1 and abs(number) <= MOST_POWER:
                whole = int(number.p)
                return reduce(_product, [inner if whole > 0 else _reciprocal(inner)] * abs(whole), Germ((), _constant(ONE, ORDER)))
            return _real_power(inner, number)
        height = _regular(self.of(exponent))
        if self.variable not in free_variables(base) and is_zero(_known(self.value, base)) and _grows(height):
            return NOTHING
        if inner.series.terms and inner.series.terms[0] < 0:
            return self._alternating(inner, exponent, height)
        return _exponential(_times(height, _logarithm(inner)))

    def _alternating(self, base: Germ, exponent: Term, height: Series) -> Germ:
        """A power of a negative number, which has values at integers: (−1)^(m x + c) times that of its size."""
        line = _line(exponent, self.variable)
        if line is None or base.alternates:
            raise Undecided("powers of a negative number, which has them at integers")
        times, more = line
        size = _exponential(_times(height, _logarithm(Germ(base.polar, _scaled(base.series, fmpq(-1))))))
        return Germ(size.polar, _scaled(size.series, fmpq(-1) ** (more % 2)), alternates=times % 2 == 1)


def _grows(series: Series) -> bool:
    return series.low < 0 and bool(series.terms) and series.terms[0] > 0


def _line(exponent: Term, variable: Variable) -> tuple[int, int] | None:
    """Integers m and c where the exponent is m · variable + c."""
    match plain(exponent):
        case Number(number):
            return (0, int(number)) if number.denominator == 1 else None
        case Plus(parts):
            lines = [_line(part, variable) for part in parts]
            known = [line for line in lines if line is not None]
            return (sum(m for m, _ in known), sum(c for _, c in known)) if len(known) == len(lines) else None
        case Times((Number(factor), other)) if factor.denominator == 1:
            line = _line(other, variable)
            return None if line is None else (int(factor) * line[0], int(factor) * line[1])
        case other:
            return (1, 0) if other == variable else None


def _sum(a: Germ, b: Germ) -> Germ:
    if a.polar == b.polar and a.alternates == b.alternates:
        return Germ(a.polar, _plus(a.series, b.series), a.alternates)
    if a.polar == b.polar:
        return Germ(a.polar, _plus(a.size_only.series, b.size_only.series))
    gap = _added(a.polar, b.polar, -1)
    if not gap:
        raise Undecided("exponents that may be equal")
    return a if gap[0][1] > 0 else b  # the other is smaller beside it than every power of t, and series are cut off at one


def _added(a: tuple[tuple[int, Real], ...], b: tuple[tuple[int, Real], ...], sign: int) -> tuple[tuple[int, Real], ...]:
    found: dict[int, Real] = dict(a)
    for k, c in b:
        found[k] = found.get(k, ZERO) + sign * c
    kept = tuple((k, c) for k, c in sorted(found.items()) if not is_zero(c))
    if any(not (c > 0 or c < 0) for _, c in kept):
        raise Undecided("exponents that may be equal")
    return kept


def _product(a: Germ, b: Germ) -> Germ:
    if a is NOTHING or b is NOTHING:
        return NOTHING
    return Germ(_added(a.polar, b.polar, 1), _times(a.series, b.series), a.alternates != b.alternates)


def _reciprocal(a: Germ) -> Germ:
    return Germ(tuple((k, -c) for k, c in a.polar), _inverse(a.series), a.alternates)


def _regular(a: Germ) -> Series:
    """The series of a germ without exponential factor; one that vanishes faster than all powers is O(t^ORDER)."""
    if not a.polar:
        return a.size_only.series
    if a.polar[0][1] < 0:
        return Series(ORDER)
    raise Undecided("an exponential within a function")


def _exponential(inner: Series) -> Germ:
    polar, constant, rest = _parted(inner)
    series = _composed([fmpq(1, factorial(k)) for k in range(ORDER)], rest)
    return Germ(polar, _scaled(series, _number("exp", constant)))


def _number(name: str, x: Real) -> Real:
    found = apply(name, x)
    assert not isinstance(found, Jet)
    if is_undefined(found):
        raise NoValue
    return found


def _logarithm(a: Germ) -> Series:
    """E + log L, where L is positive."""
    series = a.size_only.series
    if not series.terms:
        raise Undecided("the logarithm of what is not known")
    if series.terms[0] < 0:
        raise NoValue
    found = _composed([ZERO, *(fmpq((-1) ** (k + 1), k) for k in range(1, ORDER))], _relative(series))
    found = _plus(found, _constant(_number("log", series.terms[0]), ORDER))
    if series.low != 0:
        found = _plus(found, Series(-1))
    for k, c in a.polar:
        found = _plus(found, Series(k, (c,) + (ZERO,) * (ORDER - 1 - k)))
    return found


def _relative(a: Series) -> Series:
    """L / (c₀ t^v) − 1."""
    return _trimmed(1, [c / a.terms[0] for c in a.terms[1:]])


def _real_power(a: Germ, exponent: Real) -> Germ:
    """(e^E t^v c (1 + …))^r, where c > 0 and v r is an integer."""
    series = a.size_only.series
    if not series.terms:
        raise Undecided("a power of what is not known")
    if series.terms[0] < 0:
        raise NoValue if isinstance(exponent, fmpq) and exponent.q % 2 == 0 else Undecided("a power of a negative number")
    moved = series.low * exponent
    if not isinstance(moved, fmpq) or moved.q != 1:
        raise Undecided("a root of the variable")
    coefficients: list[Real] = [ONE]
    for k in range(1, ORDER):
        coefficients.append(coefficients[-1] * (exponent - (k - 1)) / k)
    scale = power(series.terms[0], exponent)
    assert not isinstance(scale, Jet)
    found = _scaled(_composed(coefficients, _relative(series)), scale)
    return Germ(tuple((k, c * exponent) for k, c in a.polar), Series(found.low + int(moved.p), found.terms))


def _applied(name: str, inner: Germ) -> Germ:
    if name == "abs":
        inner = replace(inner, alternates=False)
    elif name not in {"exp", "log"}:
        inner = inner.size_only
    match name:
        case "exp":
            return _exponential(_regular(inner))
        case "log":
            return Germ((), _logarithm(inner))
        case "abs" if inner.series.terms:
            return inner if inner.series.terms[0] > 0 else _product(inner, Germ((), _constant(fmpq(-1), ORDER)))
        case "sign" if inner.series.terms:
            return Germ((), _constant(ONE if inner.series.terms[0] > 0 else fmpq(-1), ORDER))
        case "sin" | "cos":
            return Germ((), _trigonometric(name, _regular(inner)))
        case "arctan":
            return Germ((), _arctangent(inner))
        case _:
            raise Undecided(f"a limit of {name}")


def _trigonometric(name: str, inner: Series) -> Series:
    if inner.low < 0 or inner.end <= 0:
        return Series(0)  # bounded
    _, constant, rest = _parted(inner)
    sine = _composed([ZERO if k % 2 == 0 else fmpq((-1) ** (k // 2), factorial(k)) for k in range(ORDER)], rest)
    cosine = _composed([ZERO if k % 2 else fmpq((-1) ** (k // 2), factorial(k)) for k in range(ORDER)], rest)
    s, c = _number("sin", constant), _number("cos", constant)
    if name == "sin":
        return _plus(_scaled(cosine, s), _scaled(sine, c))
    return _plus(_scaled(cosine, c), _scaled(sine, -s))


def _arctangent(inner: Germ) -> Series:
    """Near 0 by its series, near ±∞ as ±π/2 − arctan(1/x)."""
    series = inner.series
    grows = (inner.polar and inner.polar[0][1] > 0) or (not inner.polar and series.low < 0)
    if grows and series.terms:
        half = arb.pi() / 2 * (1 if series.terms[0] > 0 else -1)
        return _plus(_constant(half, ORDER), _scaled(_arctangent(_reciprocal(inner)), fmpq(-1)))
    regular = _regular(inner)
    if regular.low < 1:
        raise Undecided("the arctangent of what neither vanishes nor grows")
    return _composed([ZERO if k % 2 == 0 else fmpq((-1) ** (k // 2), k) for k in range(ORDER)], regular)
