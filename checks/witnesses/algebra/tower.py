r"""A finite model of the real numbers with exp and log, for testing identities at random points.

A number is known by its residues modulo a few primes, the *levels* p₀ > p₁ > …, where every p_{k+1} divides p_k − 1.
The exponential takes level k+1 to level k: exp(x)_k = G_k^{x_{k+1}} with G_k of order p_{k+1}, so exp(x + y) = exp(x) exp(y) holds
exactly; the logarithm takes level k to level k+1.  A law that follows from field axioms and the laws of exp and log
holds in the model at every random point; an identity that is false holds at a random point with a chance far below
one half (its two sides are polynomials of small degree in independent random residues and characters: Schwartz, Zippel,
Weil), so that it survives a hundred points with a chance below 2^-100.

In the first tower p_k ≡ 7 (mod 8) and 2, 3, 5, 7 are squares, so that the quadratic character is a *sign*: it is
multiplicative, −1 has sign −1, and squares and small integers are positive.  Roots, |x|, max and indicators are read off
it.  In the second tower −1 is a square i², so that sin and cos are (exp(iu) ∓ exp(−iu)) over 2i and 2; it has no sign.

Verbs: ``Tower.random``, ``Tower.constant``, ``add``, ``multiply``, ``divide``, ``whole_power``, ``root``, ``exp``, ``log``, ``sign``, ``sine``, ``cosine``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Residues: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]

ORDERED = (285599, 142799, 71399)
COMPLEX = (271357, 22613, 5653)
LARGEST_POWER = 1000  # x^p = x for every residue: exponents stay far below the primes


class OutsideModel(ValueError):
    """The model has no value for this; the reason is the message."""


@dataclass(frozen=True, slots=True)
class Residual:
    """A number at many random points: residues (points,) for each level, ``None`` where a level is lost.

    ``signs[k]`` is the part of a logarithm that exp at level k−1 needs to give back a number of negative sign; ``positive``
    says that the real number is known to be positive; ``whole`` are its integer values where it is an integer.  Where it is
    ``sampled``, there are others beside them: powers may be taken to them, but what is greater or equal is not read off them.
    """

    levels: tuple[Residues | None, ...]
    signs: tuple[Residues | None, ...] | None = None
    positive: bool = False
    whole: Residues | None = None
    sampled: bool = False

    @property
    def every_value(self) -> Residues | None:
        """The integer values, where these are all that the number takes."""
        return None if self.sampled else self.whole


Value: TypeAlias = "Fraction | Residual"


@cache
def _tables(prime: int) -> tuple[Residues, Residues]:
    """Powers of a generator, and the discrete logarithm of each residue (0 has none and gets 0)."""
    generator = next(g for g in range(2, prime) if _generates(g, prime))
    powers = np.empty(prime - 1, np.int64)
    powers[0], filled, step = 1, 1, generator
    while filled < prime - 1:
        more = min(filled, prime - 1 - filled)
        powers[filled : filled + more] = powers[:more] * step % prime
        filled, step = filled + more, step * step % prime
    logs = np.zeros(prime, np.int64)
    logs[powers] = np.arange(prime - 1)
    return powers, logs


def _generates(candidate: int, prime: int) -> bool:
    order, factors, divisor = prime - 1, set[int](), 2
    while divisor * divisor <= order:
        while order % divisor == 0:
            factors.add(divisor)
            order //= divisor
        divisor += 1
    if order > 1:
        factors.add(order)
    return all(pow(candidate, (prime - 1) // factor, prime) != 1 for factor in factors)


@dataclass(frozen=True)
class Tower:
    """The arithmetic of one model at ``points`` random points; ``spoiled[k]`` marks points that are void at level k."""

    primes: tuple[int, ...]
    points: int
    spoiled: tuple[Mask, ...] = field(default=(), compare=False)

    @classmethod
    def over(cls, primes: tuple[int, ...], points: int) -> Tower:
        """A model with no point spoiled yet."""
        return cls(primes, points, tuple(np.zeros(points, np.bool_) for _ in primes))

    @property
    def ordered(self) -> bool:
        """Whether the model has signs (else it has sin and cos)."""
        return self.primes == ORDERED

    # ── values ────────────────────────────────────────────────────────────────────────────────────

    def random(self, key: tuple[object, ...], *, positive: bool = False) -> Residual:
        """A generic number, always the same for the same key; a positive one has positive sign at every level."""
        seed = int.from_bytes(hashlib.blake2b(repr(key).encode(), digest_size=8).digest(), "big")
        generator = np.random.default_rng(seed)
        levels: list[Residues | None] = []
        for prime in self.primes:
            powers, _ = _tables(prime)
            exponents = generator.integers(0, prime - 1, self.points)
            levels.append(powers[exponents - exponents % self._cofactor(prime)] if positive else powers[exponents])
        return Residual(tuple(levels), positive=positive)

    def _cofactor(self, prime: int) -> int:
        position = self.primes.index(prime)
        return (prime - 1) // self.primes[position + 1] if position + 1 < len(self.primes) else 2

    def whole(self, values: Residues, *, positive: bool = False, sampled: bool = False) -> Residual:
        """Integers (points,) as numbers of the model; ``sampled`` where the number takes others too."""
        return Residual(tuple(values % prime for prime in self.primes), positive=positive, whole=values, sampled=sampled)

    def constant(self, number: Fraction) -> Residual:
        """A rational number; raises ``OutsideModel`` where its denominator is 0 modulo a prime."""
        levels: list[Residues | None] = []
        for prime in self.primes:
            if number.denominator % prime == 0:
                raise OutsideModel(f"the denominator of {number} vanishes modulo {prime}")
            residue = number.numerator * pow(number.denominator, -1, prime) % prime
            levels.append(np.full(self.points, residue, np.int64))
        whole = None
        if number.denominator == 1 and abs(number) < 1 << 40:
            whole = np.full(self.points, int(number), np.int64)
        return Residual(tuple(levels), positive=number > 0, whole=whole)

    def _residual(self, value: Value) -> Residual:
        return self.constant(value) if isinstance(value, Fraction) else value

    # ── field operations ──────────────────────────────────────────────────────────────────────────

    def add(self, a: Value, b: Value) -> Value:
        """A + b."""
        if isinstance(a, Fraction) and isinstance(b, Fraction):
            return a + b
        if isinstance(a, Fraction) and a == 0:
            return b
        if isinstance(b, Fraction) and b == 0:
            return a
        x, y = self._residual(a), self._residual(b)
        levels = tuple(
            None if u is None or v is None else (u + v) % prime for u, v, prime in zip(x.levels, y.levels, self.primes, strict=True)
        )
        return Residual(levels, self._added_signs(x, y), x.positive and y.positive, _whole_sum(x.whole, y.whole), x.sampled or y.sampled)

    def _added_signs(self, x: Residual, y: Residual) -> tuple[Residues | None, ...] | None:
        if x.signs is None or y.signs is None:
            return x.signs if y.signs is None else y.signs
        return tuple(v if u is None else u if v is None else (u + v) % 2 for u, v in zip(x.signs, y.signs, strict=True))

    def multiply(self, a: Value, b: Value) -> Value:
        """a·b."""
        if isinstance(b, Fraction):
            a, b = b, a
        if isinstance(a, Fraction):
            if isinstance(b, Fraction):
                return a * b
            return self._scale(a, b)
        x, y = self._residual(a), self._residual(b)
        levels = tuple(
            None if u is None or v is None else u * v % prime for u, v, prime in zip(x.levels, y.levels, self.primes, strict=True)
        )
        return Residual(levels, None, x.positive and y.positive, _whole_product(x.whole, y.whole), x.sampled or y.sampled)

    def _scale(self, factor: Fraction, x: Residual) -> Value:
        if factor == 0:
            return Fraction(0)
        if factor == 1:
            return x
        scaled = self.constant(factor)
        levels = tuple(
            None if u is None or v is None else u * v % prime for u, v, prime in zip(scaled.levels, x.levels, self.primes, strict=True)
        )
        signs = None
        if x.signs is not None and factor.denominator == 1:
            signs = tuple(None if s is None else s * int(factor % 2) % 2 for s in x.signs)
        return Residual(levels, signs, x.positive and factor > 0, _whole_product(scaled.whole, x.whole), x.sampled)

    def divide(self, a: Value, b: Value) -> Value:
        """A / b; raises ``ZeroDivisionError`` where b is exactly 0, spoils the points where it is 0."""
        return self.multiply(a, self.whole_power(b, -1))

    def whole_power(self, base: Value, exponent: int) -> Value:
        """base^exponent for a written integer; raises ``OutsideModel`` for an exponent too large to be tested."""
        if isinstance(base, Fraction):
            if abs(exponent) > LARGEST_POWER * 10:
                raise OutsideModel(f"the exponent {exponent} is too large")
            return base**exponent
        if abs(exponent) > LARGEST_POWER:
            raise OutsideModel(f"the exponent {exponent} is too large")
        levels: list[Residues | None] = []
        for level, (residues, prime) in enumerate(zip(base.levels, self.primes, strict=True)):
            if residues is None:
                levels.append(None)
                continue
            powers, logs = _tables(prime)
            zero = residues == 0
            if exponent < 0 and zero.any():
                self.spoiled[level][zero] = True
            levels.append(np.where(zero & (exponent != 0), 0, powers[logs[residues] * exponent % (prime - 1)]))
        return Residual(tuple(levels), positive=base.positive or exponent % 2 == 0)

    def integer_power(self, base: Value, exponents: Residues) -> Value:
        """base^n where n is another integer at each point."""
        number = self._residual(base)
        levels: list[Residues | None] = []
        for level, (residues, prime) in enumerate(zip(number.levels, self.primes, strict=True)):
            if residues is None:
                levels.append(None)
                continue
            self.spoiled[level][residues == 0] = True
            powers, logs = _tables(prime)
            levels.append(powers[logs[residues] * (exponents % (prime - 1)) % (prime - 1)])
        return Residual(tuple(levels), positive=number.positive)

    # ── signs and roots ───────────────────────────────────────────────────────────────────────────

    def _characters(self, x: Residual) -> list[Residues | None]:
        """The sign (±1, 0 for zero) at each level; a level's points where a known positive is not so are spoiled."""
        if not self.ordered:
            raise OutsideModel("signs and sines do not go together")
        found: list[Residues | None] = []
        for level, (residues, prime) in enumerate(zip(x.levels, self.primes, strict=True)):
            if residues is None:
                found.append(None)
                continue
            _, logs = _tables(prime)
            character = np.where(residues == 0, 0, 1 - 2 * (logs[residues] % 2))
            if x.positive:
                self.spoiled[level][character == -1] = True
            found.append(character)
        return found

    def sign(self, x: Value) -> Value:
        """The sign: −1, 0 or 1.  A number may be zero on an open part of the domain (x + |x|), so those points count."""
        if isinstance(x, Fraction):
            return Fraction((x > 0) - (x < 0))
        if x.positive:
            return Fraction(1)
        if x.every_value is not None:
            return self.whole(np.sign(x.every_value))
        characters = self._characters(x)
        return Residual(tuple(None if c is None else c % prime for c, prime in zip(characters, self.primes, strict=True)))

    def suppose_positive(self, x: Value) -> None:
        """Leave out the points where a number that is known to be positive is not so."""
        if isinstance(x, Residual) and not x.positive:
            for level, character in enumerate(self._characters(x)):
                if character is not None:
                    self.spoiled[level][character != 1] = True

    def root(self, x: Value, exponent: Fraction) -> Value:
        """x^exponent for a fraction, of a number taken to be positive: points where there is none are spoiled."""
        number = self._residual(x)
        characters = self._characters(number)
        levels: list[Residues | None] = []
        for level, (residues, prime) in enumerate(zip(number.levels, self.primes, strict=True)):
            if residues is None:
                levels.append(None)
                continue
            zero = residues == 0
            self.spoiled[level][(characters[level] == -1) | (zero & (exponent < 0))] = True
            powers, logs = _tables(prime)
            order = (prime - 1) // 2  # of the positive residues, which are the even powers of the generator
            if exponent.denominator % order == 0 or abs(exponent.numerator) > LARGEST_POWER:
                raise OutsideModel(f"the exponent {exponent} is too large")
            factor = exponent.numerator * pow(exponent.denominator, -1, order) % order
            levels.append(np.where(zero, 0, powers[(logs[residues] // 2 * factor % order) * 2]))
        return Residual(tuple(levels), positive=True)

    # ── exp, log, sine, cosine ────────────────────────────────────────────────────────────────────

    def exp(self, x: Value) -> Value:
        """e^x; the last level is lost."""
        if isinstance(x, Fraction) and x == 0:
            return Fraction(1)
        return self._exp(self._residual(x))

    def _exp(self, number: Residual) -> Residual:
        levels: list[Residues | None] = []
        for level, prime in enumerate(self.primes[:-1]):
            residues = number.levels[level + 1]
            if residues is None:
                levels.append(None)
                continue
            powers, _ = _tables(prime)
            order = self.primes[level + 1]
            cofactor = (prime - 1) // order
            exponents = residues * (cofactor * pow(cofactor, -1, order)) % (prime - 1)
            sign = None if number.signs is None else number.signs[level + 1]
            if sign is not None:
                exponents = (exponents + sign * ((prime - 1) // 2)) % (prime - 1)
            levels.append(powers[exponents])
        return Residual((*levels, None), positive=True)

    def log(self, x: Value) -> Value:
        """Log |x|; the first level is lost.  Raises ``ZeroDivisionError`` for an exact 0."""
        if isinstance(x, Fraction):
            if x == 1:
                return Fraction(0)
            if x <= 0:
                raise ZeroDivisionError(f"the logarithm of {x}")
        number = self._residual(x)
        levels: list[Residues | None] = [None]
        signs: list[Residues | None] = [None]
        for level, prime in enumerate(self.primes[:-1]):
            residues = number.levels[level]
            if residues is None:
                levels.append(None)
                signs.append(None)
                continue
            self.spoiled[level + 1][residues == 0] = True
            _, logs = _tables(prime)
            found = logs[residues]
            levels.append(found % self.primes[level + 1])
            signs.append(found % 2)
        return Residual(tuple(levels), tuple(signs) if self.ordered else None)

    def _circle(self, x: Value) -> tuple[Value, Value, Residual]:
        """exp(iu), exp(−iu) and i."""
        if self.ordered:
            raise OutsideModel("signs and sines do not go together")
        roots = tuple(np.full(self.points, int(_tables(prime)[0][(prime - 1) // 4]), np.int64) for prime in self.primes)
        imaginary = Residual(roots)
        turned = self._residual(self.multiply(imaginary, x))
        forward = self._exp(turned)
        return forward, self.whole_power(forward, -1), imaginary

    def sine(self, x: Value) -> Value:
        """Sin x."""
        forward, backward, imaginary = self._circle(x)
        difference = self.add(forward, self.multiply(Fraction(-1), backward))
        return _real(self.divide(difference, self.multiply(Fraction(2), imaginary)))

    def cosine(self, x: Value) -> Value:
        """Cos x."""
        forward, backward, _ = self._circle(x)
        return _real(self.multiply(Fraction(1, 2), self.add(forward, backward)))

    # ── comparison ────────────────────────────────────────────────────────────────────────────────

    def equal_points(self, a: Value, b: Value) -> tuple[int, bool]:
        """How many good points the best level has, and whether a and b are equal at every good point of every level."""
        difference = self.add(a, self.multiply(Fraction(-1), b))
        if isinstance(difference, Fraction):
            return self.points, difference == 0
        good, equal = 0, True
        for level, residues in enumerate(difference.levels):
            if residues is not None:
                valid = ~self.spoiled[level]
                good = max(good, int(valid.sum()))
                equal = equal and not bool(residues[valid].any())
        return good, equal


def _real(value: Value) -> Value:
    """The value without the claim to be positive: e^{iu} is no positive number."""
    if isinstance(value, Fraction):
        return value
    return Residual(value.levels)


def _whole_sum(a: Residues | None, b: Residues | None) -> Residues | None:
    return None if a is None or b is None else _kept(a + b)


def _whole_product(a: Residues | None, b: Residues | None) -> Residues | None:
    if a is None or b is None or int(np.abs(a).max()) * int(np.abs(b).max()) > 1 << 50:
        return None
    return a * b


def _kept(values: Residues) -> Residues | None:
    return values if int(np.abs(values).max()) < 1 << 50 else None
