"""Roots of a residual in one free number of a point.

Where the residual is a rational function of that number, its roots are those of a polynomial: all of them are found, however far out
they are and whatever their multiplicity.  Elsewhere roots are isolated by a certified change of sign on a grid; a residual that
touches zero without one is looked at where its derivative changes its sign.

Verbs: ``roots``, ``located``, ``as_multiple_of_pi``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb, ctx, fmpq, fmpq_poly

from checks import terms as t
from checks.domains import NICE, Lattice, Point
from checks.judge.search import admits
from checks.sets import Interval, contains
from checks.witnesses import ball

Numbers = tuple[Fraction, ...]
Quotient = tuple[fmpq_poly, fmpq_poly]  # what stands above the line, and below it
HALF_GRID = {Fraction(k, 8) for k in range(1, 42, 2)} | {Fraction(2) ** k for k in range(-12, 21)}
GRID = tuple(sorted(sign * number for number in HALF_GRID for sign in (1, -1)))
BISECTIONS = 90
ROOT_BITS = 212
MOST_ROOTS = 6
MOST_DENOMINATOR = 10**6  # of a root that is looked at as a rational number
MOST_PARTS = 24  # of π, in a root that is looked at as a multiple of it
CLOSE = 1e-20  # how near such a multiple is
SAMPLES = 24  # exact values from which a rational function is found
SPARE = 4  # of them that it must meet besides those that determine it


@dataclass(frozen=True)
class Solution:
    """A point on a surface; ``near`` encloses the number that is irrational there (the point has a rational next to it).

    ``touching``: as far as balls tell, since no change of sign shows that there is a root.
    """

    point: Point
    near: tuple[tuple[t.Variable, tuple[arb, ...]], ...] = ()
    touching: bool = False


def located(lattice: Lattice, numbers: Numbers) -> Point | None:
    """The point of the domain with these free numbers."""
    if not all(contains(values, number) for values, number in zip(lattice.ranges(), numbers, strict=True)):
        return None
    point = lattice.located(numbers)
    return point if point is not None and admits(lattice.given, point) else None


@dataclass(frozen=True)
class _Curve:
    """A residual as a function of one free number; ``quotient`` where it is known to be that of two polynomials."""

    residual: t.Term
    lattice: Lattice
    base: Numbers
    slot: int
    quotient: Quotient | None = None

    def at(self, number: Fraction) -> Numbers:
        return (*self.base[: self.slot], number, *self.base[self.slot + 1 :])

    def sign(self, number: Fraction, bits: int = 53) -> int:
        """1 or −1 where it is certain; 0 where the residual is zero, undefined, or too close to zero."""
        if self.quotient is not None:
            above, below = (part(fmpq(number.numerator, number.denominator)) for part in self.quotient)
            return int(above * below > 0) - int(above * below < 0)
        point = self.lattice.located(self.at(number))
        if point is None:
            return 0
        (value,) = ball.enclose(self.residual, point, bits)
        return 1 if value > 0 else -1 if value < 0 else 0

    def located(self, number: Fraction) -> Point | None:
        return located(self.lattice, self.at(number))

    def beside(self, number: Fraction, root: arb) -> Solution | None:
        """The root that a ball encloses, next to a rational number; ``None`` where the residual is not continuous there."""
        point = self.located(number)
        variable, position = _slot_of(self.lattice, self.slot)
        if point is None or variable is None:
            return None
        entries = [_between(other, other) for other in point.values[variable]]
        entries[position] = root
        near = ((variable, tuple(entries)),)
        (enclosed,) = ball.enclose_near(self.residual, point, dict(near), ROOT_BITS)
        return Solution(point, near) if enclosed.is_finite() else None


def roots(residual: t.Term, lattice: Lattice, base: Numbers, slot: int) -> Iterator[Solution]:
    """Points where the residual vanishes, or may vanish, when one number of ``base`` is changed."""
    values = lattice.ranges()[slot]
    if not isinstance(values, Interval):
        return
    curve = _Curve(residual, lattice, base, slot)
    places = _places(values)
    for number in NICE:
        if contains(values, number) and curve.sign(number) == 0 and (point := curve.located(number)) is not None:
            yield Solution(point)
    quotients = [found for side in _samples(values) if (found := _quotient(curve, side)) is not None]
    exact = all(_is_arithmetic(part) for part in t.walk(residual))
    known = replace(curve, quotient=quotients[0]) if exact and quotients else curve
    for low, high in _changes(known, places)[:MOST_ROOTS]:
        yield from _root(known, low, high)
    for above, _ in quotients:
        yield from _roots_of(above, curve, exact=exact)
    variable = _slot_of(lattice, slot)[0]
    if not quotients and variable is not None and variable.shape == ():
        slope = replace(curve, residual=t.Derivative(residual, (variable,)))
        for low, high in _changes(slope, places)[:MOST_ROOTS]:
            yield from (replace(found, touching=True) for found in _root(slope, low, high))


def _changes(curve: _Curve, places: list[Fraction]) -> list[tuple[Fraction, Fraction]]:
    """Neighbours on the grid between which the sign changes."""
    signs = [curve.sign(number) for number in places]
    return [(a, b) for a, b, s, u in zip(places, places[1:], signs, signs[1:], strict=False) if s * u < 0]


def _places(values: Interval) -> list[Fraction]:
    if values.low is not None and values.high is not None:
        return [values.low + (values.high - values.low) * Fraction(k, 41) for k in range(1, 41)]
    return [number for number in GRID if contains(values, number)]


def _root(curve: _Curve, low: Fraction, high: Fraction) -> Iterator[Solution]:
    """The root between two numbers where the signs differ: the rational one, where there is one, and a ball around it."""
    below = curve.sign(low, ROOT_BITS)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        found = curve.sign(middle, ROOT_BITS)
        if found == 0:
            low = high = middle
            break
        low, high = (middle, high) if found == below else (low, middle)
    simple = ((low + high) / 2).limit_denominator(MOST_DENOMINATOR)
    if (low <= simple <= high or low == high) and (point := curve.located(simple)) is not None:
        yield Solution(point)
    if low == high or curve.sign(low, ROOT_BITS) * curve.sign(high, ROOT_BITS) >= 0:
        return
    if curve.located(high) is not None and (found := curve.beside(low, _between(low, high))) is not None:
        yield found


def _slot_of(lattice: Lattice, slot: int) -> tuple[t.Variable | None, int]:
    """The variable of a free number, and the entry that it is; of a variable without structure only."""
    for variable, _, own in lattice.layout():
        if slot < own.stop:
            return (variable, slot - own.start) if variable.structure is t.Structure.FREE else (None, 0)
    return None, 0


def _between(low: Fraction, high: Fraction) -> arb:
    """A ball around both numbers."""
    before, ctx.prec = ctx.prec, ROOT_BITS
    try:
        ends = [arb(x.numerator) / x.denominator for x in (low, high)]
        return ends[0].union(ends[1])
    finally:
        ctx.prec = before


def as_multiple_of_pi(solution: Solution) -> Callable[[t.Term], t.Term] | None:
    """What puts the exact number in for one that a ball encloses near a simple multiple of π; ``None`` where it is none."""
    (near,) = solution.near if len(solution.near) == 1 else (None,)
    if near is None or near[0].shape != ():
        return None
    variable, (entry,) = near
    times = Fraction(float(entry.mid()) / math.pi).limit_denominator(MOST_PARTS)
    before, ctx.prec = ctx.prec, ROOT_BITS
    try:
        close = abs(entry - arb.pi() * times.numerator / times.denominator) < CLOSE
    finally:
        ctx.prec = before
    return (lambda term: t.substitute(term, {variable: t.Number(times) * t.Constant("pi")})) if close else None


# ── rational functions ────────────────────────────────────────────────────────────────────────────


def _samples(values: Interval) -> list[list[Fraction]]:
    """Numbers of the range, on one side of its middle each, so that |x| is a rational function on them."""
    if values.low is not None and values.high is not None:
        return [[values.low + (values.high - values.low) * Fraction(k, SAMPLES + 1) for k in range(1, SAMPLES + 1)]]
    steps = [Fraction(7 * k + 3, 11) for k in range(SAMPLES)]
    above = [] if values.high is not None else [[(values.low or 0) + step for step in steps]]
    below = [] if values.low is not None else [[(values.high or 0) - step for step in steps]]
    return above + below


def _quotient(curve: _Curve, samples: list[Fraction]) -> Quotient | None:
    """The rational function with the residual's values at the samples; ``None`` where there is none of low degree, or it is constant.

    By the extended Euclidean algorithm on the interpolating polynomial (von zur Gathen and Gerhard, Modern Computer Algebra, 5.8).
    """
    numbers: list[fmpq] = []
    values: list[fmpq] = []
    for sample in samples:
        point = curve.lattice.located(curve.at(sample))
        exact = None if point is None else ball.exact(curve.residual, point)
        if exact is None and not numbers:
            return None
        if exact is not None:
            numbers.append(fmpq(sample.numerator, sample.denominator))
            values.append(fmpq(exact[0].numerator, exact[0].denominator))
    modulus, above = _interpolated(numbers, values)
    before, below = fmpq_poly([0]), fmpq_poly([1])
    while above.degree() >= 0:
        if above.degree() + below.degree() + SPARE < len(numbers):
            return (above, below) if above.degree() > 0 else None
        quotient, rest = divmod(modulus, above)
        modulus, above = above, rest
        before, below = below, before - quotient * below
    return None


def _interpolated(numbers: list[fmpq], values: list[fmpq]) -> tuple[fmpq_poly, fmpq_poly]:
    """The polynomial that vanishes at the numbers, and the one with these values there."""
    vanishing, found = fmpq_poly([1]), fmpq_poly([0])
    for number, value in zip(numbers, values, strict=True):
        found += vanishing * ((value - found(number)) / vanishing(number))
        vanishing *= fmpq_poly([-number, 1])
    return vanishing, found


def _roots_of(polynomial: fmpq_poly, curve: _Curve, *, exact: bool) -> Iterator[Solution]:
    """The rational roots, and balls around the others; on one branch of a function with others, balls tell whether it vanishes there."""
    for factor, multiplicity in polynomial.factor()[1]:
        if factor.degree() == 1:
            root = -factor[0] / factor[1]
            point = curve.located(Fraction(int(root.p), int(root.q)))
            if point is not None:
                yield Solution(point)
            continue
        for ball_of_root in _real_roots(factor):
            mantissa, exponent = ball_of_root.mid().man_exp()
            beside = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
            found = curve.beside(beside, ball_of_root)
            if found is not None:
                yield replace(found, touching=not exact and (multiplicity % 2 == 0 or not _changes_sign(curve, beside)))


def _is_arithmetic(part: t.Term) -> bool:
    """Whether it makes rational functions of rational functions."""
    match part:
        case t.Number() | t.Variable() | t.Plus() | t.Negative() | t.Times() | t.Quotient() | t.Defined():
            return True
        case t.Power(_, t.Number(value) | t.Negative(t.Number(value))):
            return value.denominator == 1
        case _:
            return False


def _real_roots(factor: fmpq_poly) -> list[arb]:
    before, ctx.prec = ctx.prec, ROOT_BITS
    try:
        return [root.real for root, _ in factor.complex_roots() if root.imag.is_zero()]  # pyright: ignore[reportGeneralTypeIssues] (its stub has no multiplicities)
    finally:
        ctx.prec = before


def _changes_sign(curve: _Curve, number: Fraction) -> bool:
    """Whether the residual has other signs a little below and above."""
    step = abs(number) / 2**60
    return curve.sign(number - step, ROOT_BITS) * curve.sign(number + step, ROOT_BITS) < 0
