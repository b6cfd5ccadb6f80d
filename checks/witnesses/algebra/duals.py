"""Dual numbers over the finite model: exact derivatives, of any order, in any number of directions.

A ``Dual`` carries the value and its derivative along each direction of one differentiation; a differentiation within
another has the higher ``tag``, which stands outermost.  Verbs: the arithmetic of ``Arithmetic``, and ``tangents``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from checks.functions import derivative_of
from checks.terms import Function, Term, Variable
from checks.witnesses.algebra.tower import OutsideModel, Residual, Tower, Value

ARGUMENT = Variable("argument")
ODD = frozenset({"erf", "arctan"})
ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Dual:
    """``primal`` + Σ ε_k ``tangents[k]``; either part may be a dual of a lower tag."""

    tag: int
    primal: Scalar
    tangents: tuple[Scalar, ...]


Scalar: TypeAlias = "Fraction | Residual | Dual"


def _tag(x: Scalar) -> int:
    return x.tag if isinstance(x, Dual) else 0


def plain(x: Scalar) -> Value:
    """The value without any derivative."""
    while isinstance(x, Dual):
        x = x.primal
    return x


def tangents(x: Scalar, tag: int, directions: int) -> tuple[Scalar, ...]:
    """The derivatives along the directions of one differentiation."""
    return x.tangents if isinstance(x, Dual) and x.tag == tag else (ZERO,) * directions


@dataclass(frozen=True)
class Arithmetic:
    """Field operations and functions on duals over one tower; ``evaluate`` gives the value of a term of ARGUMENT."""

    tower: Tower
    evaluate: Callable[[Term, Scalar], Scalar]

    def add(self, a: Scalar, b: Scalar) -> Scalar:
        """A + b."""
        if not isinstance(a, Dual) and not isinstance(b, Dual):
            return self.tower.add(a, b)
        if _tag(a) < _tag(b):
            a, b = b, a
        assert isinstance(a, Dual)
        if not isinstance(b, Dual) or b.tag < a.tag:
            return Dual(a.tag, self.add(a.primal, b), a.tangents)
        summed = tuple(self.add(u, v) for u, v in zip(a.tangents, b.tangents, strict=True))
        return Dual(a.tag, self.add(a.primal, b.primal), summed)

    def multiply(self, a: Scalar, b: Scalar) -> Scalar:
        """a·b, by the product rule."""
        if not isinstance(a, Dual) and not isinstance(b, Dual):
            return self.tower.multiply(a, b)
        if _tag(a) < _tag(b):
            a, b = b, a
        assert isinstance(a, Dual)
        if not isinstance(b, Dual) or b.tag < a.tag:
            return Dual(a.tag, self.multiply(a.primal, b), tuple(self.multiply(u, b) for u in a.tangents))
        both = tuple(self.add(self.multiply(u, b.primal), self.multiply(a.primal, v)) for u, v in zip(a.tangents, b.tangents, strict=True))
        return Dual(a.tag, self.multiply(a.primal, b.primal), both)

    def negative(self, a: Scalar) -> Scalar:
        """−a."""
        return self.multiply(-ONE, a)

    def total(self, values: list[Scalar]) -> Scalar:
        """The sum of several."""
        result: Scalar = ZERO
        for value in values:
            result = self.add(result, value)
        return result

    def divide(self, a: Scalar, b: Scalar) -> Scalar:
        """A / b."""
        return self.multiply(a, self.whole_power(b, -1))

    def _chained(self, x: Dual, value: Scalar, slope: Callable[[], Scalar]) -> Scalar:
        """f(x) for a dual: the value at the primal, and f′ there times each tangent."""
        if all(isinstance(t, Fraction) and t == 0 for t in x.tangents):
            return Dual(x.tag, value, x.tangents)
        factor = slope()
        return Dual(x.tag, value, tuple(self.multiply(factor, t) for t in x.tangents))

    def whole_power(self, base: Scalar, exponent: int) -> Scalar:
        """base^exponent for a written integer; base^0 is 1."""
        if exponent == 0:
            return ONE
        if not isinstance(base, Dual):
            return self.tower.whole_power(base, exponent)
        return self._chained(
            base,
            self.whole_power(base.primal, exponent),
            lambda: self.multiply(Fraction(exponent), self.whole_power(base.primal, exponent - 1)),
        )

    def power(self, base: Scalar, exponent: Scalar) -> Scalar:
        """base^exponent: a written integer, a fraction of a positive base, an integer variable, or exp(y log x)."""
        if isinstance(exponent, Fraction):
            if exponent.denominator == 1:
                return self.whole_power(base, int(exponent))
            if not isinstance(base, Dual):
                return ZERO if base == 0 and exponent > 0 else self.tower.root(base, exponent)
            return self._chained(
                base,
                self.power(base.primal, exponent),
                lambda: self.multiply(exponent, self.power(base.primal, exponent - 1)),
            )
        if isinstance(exponent, Residual) and exponent.whole is not None:
            if not isinstance(base, Dual):
                return self.tower.integer_power(base, exponent.whole)
            return self._chained(
                base,
                self.power(base.primal, exponent),
                lambda: self.multiply(exponent, self.power(base.primal, self.add(exponent, -ONE))),
            )
        return self.apply("exp", self.multiply(exponent, self.apply("log", base)))

    def apply(self, function: str, x: Scalar) -> Scalar:
        """A primitive of ``checks.functions``; raises ``OutsideModel`` where the model has no value."""
        if function == "abs":
            return self.multiply(self.tower.sign(plain(x)), x)
        if function == "sign":
            return self.tower.sign(plain(x))
        if not isinstance(x, Dual):
            return self._value(function, x)
        value = self.apply(function, x.primal)
        if function == "exp":
            return self._chained(x, value, lambda: value)
        return self._chained(x, value, lambda: self.evaluate(derivative_of(function, ARGUMENT), x.primal))

    def _value(self, function: str, x: Value) -> Value:
        match function:
            case "exp":
                return self.tower.exp(x)
            case "log":
                return self.tower.log(x)
            case "sin":
                return self.tower.sine(x)
            case "cos":
                return self.tower.cosine(x)
            case _:
                return self._oracle(function, x)

    def _oracle(self, function: str, x: Value) -> Value:
        """A function of which only its parity is known: a random value for each argument."""
        if function not in ODD:
            return self.tower.random((function, fingerprint(x)))
        if isinstance(x, Fraction) and x == 0:
            return ZERO
        mirrored = self.tower.multiply(-ONE, x)
        if fingerprint(mirrored) < fingerprint(x):
            return self.tower.multiply(-ONE, self.tower.random((function, fingerprint(mirrored))))
        return self.tower.random((function, fingerprint(x)))

    def call(self, function: Function, partials: tuple[int, ...], entry: int, inputs: tuple[Scalar, ...]) -> Scalar:
        """An entry of an arbitrary function, differentiated by the inputs counted in ``partials`` (sorted)."""
        tag = max((_tag(x) for x in inputs), default=0)
        if tag == 0:
            key = tuple(fingerprint(plain(x)) for x in inputs)
            return self.tower.random(("call", function.name, partials, entry, key))
        base = tuple(x.primal if isinstance(x, Dual) and x.tag == tag else x for x in inputs)
        directions = next(len(x.tangents) for x in inputs if isinstance(x, Dual) and x.tag == tag)
        slopes: list[Scalar] = [ZERO] * directions
        for position, x in enumerate(inputs):
            if isinstance(x, Dual) and x.tag == tag:
                slope = self.call(function, tuple(sorted((*partials, position))), entry, base)
                slopes = [self.add(s, self.multiply(slope, t)) for s, t in zip(slopes, x.tangents, strict=True)]
        return Dual(tag, self.call(function, partials, entry, base), tuple(slopes))

    def largest(self, a: Scalar, b: Scalar) -> Scalar:
        """max(a, b) = (a + b + |a − b|)/2."""
        gap = self.add(a, self.negative(b))
        return self.multiply(HALF, self.add(self.add(a, b), self.apply("abs", gap)))

    def smallest(self, a: Scalar, b: Scalar) -> Scalar:
        """min(a, b) = −max(−a, −b)."""
        return self.negative(self.largest(self.negative(a), self.negative(b)))


def fingerprint(x: Value) -> bytes:
    """Equal for equal numbers of the model; raises ``OutsideModel`` where too little of the number is known."""
    if isinstance(x, Fraction):
        return f"{x}".encode()
    for level, residues in enumerate(x.levels[1:], start=1):
        if residues is not None:
            return bytes([level]) + residues.tobytes()
    raise OutsideModel("too many logarithms or exponentials within each other")
