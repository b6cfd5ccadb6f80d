"""Numbers that enclose: exact rationals while they last, balls after that, jets over both for derivatives.

A ``Real`` is an exact ``fmpq`` or a ball ``arb``.  A ``Jet`` holds, beside its value, its coefficients along
infinitesimals ε₁, ε₂, … with εᵢ² = 0: where x is replaced by x + ε₁ + ε₂, the coefficient of ε₁ε₂ of f(x) is f''(x).
Every derivative that is being taken owns an infinitesimal, so nested derivatives cannot be confused, and a derivative
of exact rationals is exact.  Known functions enter through their power series (``arb_series``).

There are two ways to have no value, and they are never mixed up:
undefined is NaN (certainly no number: log 0, 1/0, the derivative of |x| at 0);
undecided raises ``Undecided`` (the ball is too wide to tell: with more bits it may be a number).

Verbs: ``add``, ``multiply``, ``divide``, ``power``, ``apply``, ``extremum``, ``kink``, ``decide``, ``perturbed``,
``coefficient``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, Literal, TypeAlias, final

import flint
from flint import arb, arb_series, fmpq

from checks.terms import Relation


class Undecided(ArithmeticError):
    """The balls are too wide to tell; the message says what could not be told."""


Real: TypeAlias = fmpq | arb
Parts: TypeAlias = dict[int, Real]

UNDEFINED = arb.nan()
INFINITE = arb("inf")
ZERO, ONE, HALF = fmpq(0), fmpq(1), fmpq(1, 2)
# Beyond this many bits a rational is rounded to a ball: exactness would cost more than it decides.
EXACT_BITS = 4096
# Longer series than any derivative asks for; FLINT cuts every series at ``ctx.cap``, which is 10 unless told.
LONGEST_SERIES = 64


@final
@dataclass(frozen=True, slots=True, eq=False)
class Jet:
    """A value (``parts[0]``) and coefficients: bit i of a key stands for εᵢ, a key's bits for their product.

    A key that is there with coefficient 0 depends on its infinitesimals; a missing key does not.
    """

    parts: Parts

    @property
    def epsilons(self) -> int:
        """The infinitesimals it depends on, as bits."""
        return max(self.parts) if len(self.parts) < 3 else reduce(operator.or_, self.parts)

    def __add__(self, other: Scalar) -> Scalar:
        ours, parts = self.parts, dict(self.parts)
        if type(other) is not Jet:
            theirs: Parts = {0: other}
            parts[0] = parts[0] + other
        else:
            theirs = other.parts
            for key, part in theirs.items():
                parts[key] = parts[key] + part if key in parts else part
        return _jet(parts, lambda key: [ONE for side in (ours, theirs) if is_undefined(side.get(key, ZERO))])

    __radd__ = __add__

    def __neg__(self) -> Jet:
        return Jet({key: -part for key, part in self.parts.items()})

    def __sub__(self, other: Scalar) -> Scalar:
        return self + -other

    def __rsub__(self, other: Scalar) -> Scalar:
        return -self + other

    def __mul__(self, other: Scalar) -> Scalar:
        ours, theirs = self.parts, parts_of(other)
        return _jet(_product(ours, theirs), lambda key: [*_partners(ours, theirs, key), *_partners(theirs, ours, key)])

    __rmul__ = __mul__


Scalar: TypeAlias = fmpq | arb | Jet


class precision:  # noqa: N801 (it is used like a function)
    """FLINT at ``bits`` bits, and with long enough series; as it was before afterwards.

    A class, as a generator takes ten times as long, and there are thousands of points.
    """

    __slots__ = ("before", "bits")

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __enter__(self) -> None:
        context = flint.ctx
        self.before = context.prec, context.cap
        context.prec, context.cap = self.bits, LONGEST_SERIES

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        flint.ctx.prec, flint.ctx.cap = self.before


# ── looking at scalars ────────────────────────────────────────────────────────────────────────────


def base(x: Scalar) -> Real:
    """The value of ``x``, without its infinitesimals."""
    return x.parts[0] if type(x) is Jet else x


def parts_of(x: Scalar) -> Parts:
    """The coefficients of ``x``; a number has one."""
    return x.parts if type(x) is Jet else {0: x}


def is_undefined(x: Scalar) -> bool:
    """Whether ``x`` is certainly no number."""
    value = x.parts[0] if type(x) is Jet else x
    return type(value) is arb and value.is_nan()


def is_boundless(x: Scalar) -> bool:
    """Whether ``x`` is ∞ or −∞: where a limit goes that is no number."""
    return type(x) is arb and x.is_exact() and not x.is_finite()


def finite(x: Scalar) -> Scalar:
    """``x``, undefined where it is infinite."""
    return UNDEFINED if is_boundless(x) else x


def is_zero(x: Real) -> bool:
    """Whether ``x`` is exactly zero (a ball around zero is not)."""
    return not x if type(x) is fmpq else x.is_zero()


def _is_nonzero(x: Real) -> bool:
    return bool(x < 0 or x > 0)


def trimmed(x: Any) -> Any:
    """A scalar, as a ball where it is a rational that has grown too long."""
    return arb(x) if type(x) is fmpq and x.height_bits() > EXACT_BITS else x


def _settled(x: arb) -> Real:
    """An integer that came out exactly (exp 0, log 1, Γ(5)) as a rational; any other ball as it is."""
    if not x.is_exact():
        return x
    whole = x.unique_fmpz() if abs(x) < 2**62 else None
    return x if whole is None else fmpq(whole)


_DECIDERS: dict[str, tuple[Callable[..., bool], Callable[..., bool]]] = {
    "=": (operator.eq, operator.ne),
    "≠": (operator.ne, operator.eq),
    "<": (operator.lt, operator.ge),
    "≤": (operator.le, operator.gt),
    ">": (operator.gt, operator.le),
    "≥": (operator.ge, operator.lt),
}


def decide(relation: Relation, left: Real, right: Real) -> bool | None:
    """Whether ``left`` stands in ``relation`` to ``right``; ``None`` where the balls do not tell.

    FLINT's comparisons of balls are true only where they hold for all numbers in them, exact ties included.
    """
    holds, fails = _DECIDERS[relation]
    return True if holds(left, right) else False if fails(left, right) else None


# ── jets ──────────────────────────────────────────────────────────────────────────────────────────


def perturbed(x: Scalar, epsilon: int) -> Scalar:
    """``x`` + ε, for an infinitesimal that ``x`` does not yet depend on."""
    return Jet({0: ZERO, epsilon: ONE}) + x


def coefficient(x: Scalar, epsilons: int) -> Scalar:
    """The coefficient of the product of ``epsilons``: the derivative in their directions; NaN where ``x`` is."""
    if is_undefined(x):
        return UNDEFINED
    found = {key ^ epsilons: part for key, part in parts_of(x).items() if key & epsilons == epsilons}
    value = found.setdefault(0, ZERO)
    return value if len(found) == 1 or is_undefined(value) else Jet(found)


def kink(value: Real, at: Jet, *, flat: bool) -> Scalar:
    """The jet of a function that is ``value`` where its argument ``at`` is zero, but not smooth there.

    Certainly undefined along every ε that moves the argument off zero.  Where it does not move the argument to first
    order, the derivative is 0 for a function like |x| (``flat``), and unknown otherwise (√(x²), sign(x²)).
    """
    parts: Parts = {0: value}
    for key in range(1, at.epsilons + 1):
        if key & at.epsilons != key:
            continue
        slope = at.parts.get(key, ZERO)
        first_order = key & (key - 1) == 0
        if any(key & part == part and is_undefined(parts[part]) for part in parts) or (first_order and _is_nonzero(slope)):
            parts[key] = UNDEFINED
        elif first_order and flat and is_zero(slope):
            parts[key] = ZERO
        else:
            raise Undecided("the derivative of a function at its kink")
    return Jet(parts)


def _product(left: Parts, right: Parts) -> Parts:
    if len(right) == 1 and 0 in right:
        y = right[0]
        return {key: trimmed(x * y) for key, x in left.items()}
    parts: Parts = {}
    for key, x in left.items():
        for other, y in right.items():
            if not key & other:
                both = key | other
                parts[both] = trimmed(parts[both] + x * y if both in parts else x * y)
    return parts


def _partners(left: Parts, right: Parts, key: int) -> list[Real]:
    """What the undefined coefficients of ``left`` are multiplied by in the product's coefficient at ``key``."""
    return [right[key ^ part] for part, x in left.items() if key & part == part and key ^ part in right and is_undefined(x)]


def _jet(parts: Parts, factors: Callable[[int], list[Real]]) -> Scalar:
    """The jet of ``parts``, where a NaN stays only if the derivative certainly does not exist.

    ``factors(key)`` lists what each undefined derivative was multiplied by on its way into ``key``: one of them, times
    a number that is not zero, plus defined ones, is undefined; but 0·|x|' or |x|' + |x|' need not be.  A higher
    derivative does not exist where a lower one does not.
    """
    undefined = [key for key, part in parts.items() if type(part) is arb and part.is_nan()]
    if not undefined:
        return Jet(parts)
    undefined.sort()
    if undefined[0] == 0:
        return UNDEFINED
    certain: list[int] = []
    for key in undefined:
        if not any(key & lower == lower for lower in certain):
            multiplied = factors(key)
            if len(multiplied) != 1 or not _is_nonzero(multiplied[0]):
                raise Undecided("the chain rule does not apply: a part has no derivative")
        certain.append(key)
    return Jet(parts)


def _compose(series: list[Real], x: Jet) -> Scalar:
    """f(x) from the Taylor coefficients of f at the value of ``x``."""
    rest = {key: part for key, part in x.parts.items() if key}
    parts: Parts = {key: trimmed(part * series[-1]) for key, part in rest.items()} if len(series) > 1 else {}
    for value in reversed(series[1:-1]):
        parts[0] = value
        parts = _product(parts, rest)
    parts[0] = series[0]
    return _jet(parts, lambda _: [series[1]])


# ── arithmetic ────────────────────────────────────────────────────────────────────────────────────


def _quotient(a: Real, b: Real) -> Real:
    if is_zero(b) or is_undefined(b):
        return UNDEFINED
    if type(b) is arb and b.contains(0):
        raise Undecided("a denominator may be zero")
    return a / b


def add(x: Scalar, y: Scalar) -> Scalar:
    """The sum."""
    return x + y


def multiply(x: Scalar, y: Scalar) -> Scalar:
    """The product."""
    return x * y


def divide(x: Scalar, y: Scalar) -> Scalar:
    """The quotient: undefined where ``y`` is exactly zero, undecided where it may be."""
    if type(y) is Jet:
        return x * power(y, -ONE)
    return x * _quotient(ONE, y) if type(x) is Jet else _quotient(x, y)


def power(x: Scalar, y: Scalar) -> Scalar:
    """The power of ``x`` to ``y``.  0⁰ = 1; a negative base needs an integer exponent; a zero base a positive one."""
    if is_undefined(x) or is_undefined(y):
        return UNDEFINED
    exponent = _settled(y) if type(y) is arb else y
    if type(exponent) is fmpq:
        return _rational_power(x, exponent)
    value = base(x)
    if value > 0:
        return apply("exp", exponent * apply("log", x))
    if value < 0 and type(exponent) is arb and not exponent.contains_integer():
        return UNDEFINED
    if is_zero(value) and type(x) is not Jet and type(exponent) is arb and not exponent.contains(0):
        return ZERO if exponent > 0 else UNDEFINED
    raise Undecided("a power whose base may be negative or zero")


def _rational_power(x: Scalar, exponent: fmpq) -> Scalar:
    value = base(x)
    if not exponent:
        return ONE
    if exponent < 0 and is_zero(value):
        return UNDEFINED
    if exponent.q != 1 and not value > 0:
        if value < 0:
            return UNDEFINED
        if is_zero(value):
            return kink(ZERO, x, flat=False) if type(x) is Jet else ZERO
        raise Undecided("a root of what may be negative")
    if type(x) is Jet:
        return _compose(_power_series(value, exponent, x.epsilons.bit_count()), x)
    return _root(value, exponent) if exponent.q != 1 else _whole_power(value, int(exponent.p))


def _power_series(centre: Real, exponent: fmpq, order: int) -> list[Real]:
    """The binomial series: its k-th coefficient is (exponent over k) · centre^(exponent − k)."""
    whole = exponent.q == 1
    head = ONE if whole else _root(centre, exponent)
    series: list[Real] = []
    binomial = ONE
    for k in range(order + 1):
        rest = int(exponent.p) - k if whole else -k
        series.append(binomial * head * _whole_power(centre, rest) if binomial else ZERO)
        binomial = binomial * (exponent - k) / (k + 1)
    return series


def _whole_power(x: Real, exponent: int) -> Real:
    """An integer power; by squaring, since FLINT's own gives NaN for a ball that contains zero."""
    if exponent < 0:
        return _quotient(ONE, _whole_power(x, -exponent))
    if type(x) is fmpq:
        if exponent * x.height_bits() <= EXACT_BITS:
            return x**exponent
        x = arb(x)
    result: Real = arb(1)
    for bit in bin(exponent)[2:]:
        result = result * result * x if bit == "1" else result * result
    return result


def _root(x: Real, exponent: fmpq) -> Real:
    """A fractional power of a positive number; exact where the root of a rational is."""
    degree = int(exponent.q)
    if degree > EXACT_BITS:
        return _finite([(arb(x).log() * exponent).exp()])[0]
    if type(x) is fmpq:
        above, below = x.p.root(degree), x.q.root(degree)
        if above**degree == x.p and below**degree == x.q:
            return _whole_power(fmpq(above, below), int(exponent.p))
    return _whole_power(arb(x).root(degree), int(exponent.p))


def extremum(kind: Literal["max", "min"], x: Scalar, y: Scalar) -> Scalar:
    """The larger or smaller of two numbers."""
    if is_undefined(x) or is_undefined(y):
        return UNDEFINED
    a, b = base(x), base(y)
    if a > b or a < b:
        return x if (a > b) == (kind == "max") else y
    if type(x) is not Jet and type(y) is not Jet:
        return a if type(a) is fmpq and type(b) is fmpq else getattr(arb(a), kind)(arb(b))
    distance = apply("abs", x - y)
    return HALF * (x + y + (distance if kind == "max" else -distance))


# ── known functions ───────────────────────────────────────────────────────────────────────────────

# What FLINT calls them, on balls and on power series alike.  arcsin and arccos are here although they have a meaning,
# because that meaning (through x/√(1 − x²)) fails at ±1.
_NATIVE = {
    "exp": "exp",
    "log": "log",
    "sin": "sin",
    "cos": "cos",
    "arctan": "atan",
    "erf": "erf",
    "gamma": "gamma",
    "arcsin": "asin",
    "arccos": "acos",
}
# How often ψ = Γ'/Γ is differentiated; tetragamma is the derivative of trigamma.
_POLYGAMMA = {"digamma": 0, "trigamma": 1, "tetragamma": 2}
PRIMITIVES = frozenset({*_NATIVE, *_POLYGAMMA, "abs", "sign"})


def apply(name: str, x: Scalar) -> Scalar:
    """A primitive at ``x``; undefined outside its domain, undecided where ``x`` may be outside."""
    value = base(x)
    if is_undefined(value) or _is_outside(name, value):
        return UNDEFINED
    if name in {"abs", "sign"}:
        return _by_sign(name, x)
    if type(x) is not Jet:
        return _series(name, value, 0)[0]
    if name in {"arcsin", "arccos"} and is_zero(abs(value) - 1):
        return kink(_series(name, value, 0)[0], Jet({**x.parts, 0: ZERO}), flat=False)
    return _compose(_series(name, value, x.epsilons.bit_count()), x)


def _by_sign(name: str, x: Scalar) -> Scalar:
    value = base(x)
    if _is_nonzero(value):
        sign = ONE if value > 0 else -ONE
        return sign if name == "sign" else x * sign
    if is_zero(value):
        return kink(ZERO, x, flat=name == "abs") if type(x) is Jet else ZERO
    if type(x) is Jet:
        raise Undecided("the sign of an argument that is being differentiated")
    return abs(value) if name == "abs" else arb(value).sgn()


def _is_outside(name: str, x: Real) -> bool:
    if name == "log":
        return bool(x <= 0)
    if name == "gamma" or name in _POLYGAMMA:
        whole = x.q == 1 if isinstance(x, fmpq) else x.is_exact() and x.is_integer()
        return bool(whole and x <= 0)
    return name in {"arcsin", "arccos"} and bool(abs(x) > 1)


def _series(name: str, centre: Real, order: int) -> list[Real]:
    """The Taylor coefficients of a primitive at ``centre``, up to ``order``; ``Undecided`` where one is not finite."""
    if name in _POLYGAMMA:
        coefficients = _polygamma(_POLYGAMMA[name], centre, order)
    elif order == 0:
        coefficients = [getattr(arb(centre), _NATIVE[name])()]
    else:
        coefficients = getattr(arb_series([centre, 1], order + 1), _NATIVE[name])().coeffs()
    found = _finite(coefficients)
    return [*found, *[ZERO] * (order + 1 - len(found))]


def _polygamma(times: int, centre: Real, order: int) -> list[arb]:
    """ψ = −R'/R where R = 1/Γ, which is analytic everywhere (log Γ is not real for negative arguments)."""
    reciprocal = arb_series([centre, 1], order + times + 2).rgamma()
    if reciprocal[0].contains(0):
        raise Undecided("an argument that may be a pole of the polygamma functions")
    psi = -(reciprocal.derivative() / reciprocal)
    for _ in range(times):
        psi = psi.derivative()
    return psi.coeffs()


def _finite(coefficients: list[arb]) -> list[Real]:
    if not all(coefficient.is_finite() for coefficient in coefficients):
        raise Undecided("a function near the edge of its domain, or too large")
    return [_settled(coefficient) for coefficient in coefficients]
