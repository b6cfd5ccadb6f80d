"""Points on the solution sets of equations: random points lie on none.

Residuals that are affine in some free numbers of a point are solved exactly over the rationals; roots of one residual in one
number are isolated by a certified change of sign, and are rational points where they are rational.

Verbs: ``solutions``, ``located``, ``around``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb, ctx

from checks import terms as t
from checks.domains import NICE, Lattice, Point
from checks.judge.search import admits
from checks.sets import Interval, NumberSet, contains
from checks.witnesses import ball

Numbers = tuple[Fraction, ...]
HALF_GRID = {Fraction(k, 8) for k in range(1, 42, 2)} | {Fraction(2) ** k for k in range(-9, 8)}
GRID = tuple(sorted(sign * number for number in HALF_GRID for sign in (1, -1)))
BISECTIONS = 90
ROOT_BITS = 212
MOST_ROOTS = 6
MOST_DENOMINATOR = 10**6  # of a root that is looked at as a rational number


@dataclass(frozen=True)
class Solution:
    """A point on a surface; ``near`` encloses the number that is irrational there (the point has a rational next to it)."""

    point: Point
    near: tuple[tuple[t.Variable, tuple[arb, ...]], ...] = ()


def solutions(residuals: tuple[t.Term, ...], lattice: Lattice, base: Numbers, *, curved: bool) -> Iterator[Solution]:
    """Points where all residuals may vanish (the caller decides), near ``base``; with ``curved``, roots of one residual too."""
    involved = {v for r in residuals for v in t.free_variables(r)}
    groups = _groups(lattice, involved)
    for group in groups:
        numbers = _affine(residuals, lattice, base, group)
        if numbers is not None and (point := located(lattice, numbers)) is not None:
            yield Solution(point)
    if curved and len(residuals) == 1 and residuals[0].shape == ():
        for group in groups:
            if len(group) == 1:
                yield from _roots(residuals[0], lattice, base, group[0])


def located(lattice: Lattice, numbers: Numbers) -> Point | None:
    """The point of the domain with these free numbers."""
    if not all(contains(values, number) for values, number in zip(lattice.ranges(), numbers, strict=True)):
        return None
    point = lattice.located(numbers)
    return point if point is not None and admits(lattice.given, point) else None


def _groups(lattice: Lattice, involved: set[t.Variable]) -> list[tuple[int, ...]]:
    """Free numbers to solve for: those of one variable, each by itself, and all together."""
    found: dict[tuple[int, ...], None] = {}
    start, everything = 0, list[int]()
    for variable in lattice.variables:
        width = len(replace(lattice, variables=(variable,)).slots())
        slots = tuple(range(start, start + width))
        start += width
        if variable in involved and variable.structure in {t.Structure.FREE, t.Structure.SYMMETRIC}:
            found[slots] = None
            found |= {(slot,): None for slot in slots[:3]}
            everything += slots
    found[tuple(everything)] = None
    return [group for group in found if group]


def _values(residuals: tuple[t.Term, ...], lattice: Lattice, numbers: Numbers) -> list[Fraction] | None:
    point = lattice.located(numbers)
    if point is None:
        return None
    found: list[Fraction] = []
    for term in residuals:
        values = ball.exact(term, point)
        if values is None:
            return None
        found.extend(values)
    return found


def _affine(residuals: tuple[t.Term, ...], lattice: Lattice, base: Numbers, group: tuple[int, ...]) -> Numbers | None:
    """The residuals taken for affine in a group of numbers and solved; wrong where they are not, and then no solution."""
    start = _values(residuals, lattice, base)
    if start is None:
        return None
    columns: list[list[Fraction]] = []
    for slot in group:
        moved = _values(residuals, lattice, (*base[:slot], base[slot] + 1, *base[slot + 1 :]))
        if moved is None or len(moved) != len(start):
            return None
        columns.append([b - a for a, b in zip(start, moved, strict=True)])
    step = _solved([[column[row] for column in columns] for row in range(len(start))], [-value for value in start])
    if step is None:
        return None
    numbers = list(base)
    for slot, change in zip(group, step, strict=True):
        numbers[slot] += change
    return tuple(numbers)


def _solved(matrix: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> list[Fraction] | None:
    """One solution of a linear system, free unknowns zero; ``None`` where there is none."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    width = len(rows[0]) - 1
    pivots: list[int] = []
    for column in range(width):
        top = len(pivots)
        pivot = next((k for k in range(top, len(rows)) if rows[k][column]), None)
        if pivot is None:
            continue
        rows[top], rows[pivot] = rows[pivot], rows[top]
        rows[top] = [x / rows[top][column] for x in rows[top]]
        for k in range(len(rows)):
            if k != top and rows[k][column]:
                factor = rows[k][column]
                rows[k] = [x - factor * y for x, y in zip(rows[k], rows[top], strict=True)]
        pivots.append(column)
    if any(row[-1] for row in rows[len(pivots) :]):
        return None
    found = [Fraction(0)] * width
    for row, column in zip(rows, pivots, strict=False):
        found[column] = row[-1]
    return found


# ── roots ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Curve:
    """A residual as a function of one free number."""

    residual: t.Term
    lattice: Lattice
    base: Numbers
    slot: int

    def at(self, number: Fraction) -> Numbers:
        return (*self.base[: self.slot], number, *self.base[self.slot + 1 :])

    def sign(self, number: Fraction, bits: int = 53) -> int:
        """1 or −1 where it is certain; 0 where the residual is zero, undefined, or too close to zero."""
        point = self.lattice.located(self.at(number))
        if point is None:
            return 0
        (value,) = ball.enclose(self.residual, point, bits)
        return 1 if value > 0 else -1 if value < 0 else 0

    def located(self, number: Fraction) -> Point | None:
        return located(self.lattice, self.at(number))


def _roots(residual: t.Term, lattice: Lattice, base: Numbers, slot: int) -> Iterator[Solution]:
    values = lattice.ranges()[slot]
    if not isinstance(values, Interval):
        return

    curve = _Curve(residual, lattice, base, slot)
    places = _places(values)
    for number in NICE:
        if contains(values, number) and curve.sign(number) == 0 and (point := curve.located(number)) is not None:
            yield Solution(point)
    signs = [curve.sign(number) for number in places]
    changes = [(a, b) for a, b, s, u in zip(places, places[1:], signs, signs[1:], strict=False) if s * u < 0]
    for low, high in changes[:MOST_ROOTS]:
        yield from _root(curve, low, high)


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
    point = curve.located(low)
    variable, position = _slot_of(curve.lattice, curve.slot)
    if point is None or curve.located(high) is None or variable is None:
        return
    entries = [_between(number, number) for number in point.values[variable]]
    entries[position] = _between(low, high)
    near = ((variable, tuple(entries)),)
    (enclosed,) = ball.enclose_near(curve.residual, point, dict(near), ROOT_BITS)
    if enclosed.is_finite():  # continuous there: the change of sign is a root, and no pole
        yield Solution(point, near)


def _slot_of(lattice: Lattice, slot: int) -> tuple[t.Variable | None, int]:
    """The variable of a free number, and the entry that it is; of a variable without structure only."""
    start = 0
    for variable in lattice.variables:
        width = len(replace(lattice, variables=(variable,)).slots())
        if slot < start + width:
            return (variable, slot - start) if variable.structure is t.Structure.FREE else (None, 0)
        start += width
    return None, 0


def _between(low: Fraction, high: Fraction) -> arb:
    """A ball around both numbers."""
    before, ctx.prec = ctx.prec, ROOT_BITS
    try:
        ends = [arb(x.numerator) / x.denominator for x in (low, high)]
        return ends[0].union(ends[1])
    finally:
        ctx.prec = before


def around(numbers: Numbers, ranges: tuple[NumberSet, ...]) -> Iterator[Numbers]:
    """Points beside a boundary: each number a little up and down."""
    for slot, values in enumerate(ranges):
        for step in (Fraction(1, 64), Fraction(-1, 64)):
            moved = numbers[slot] + step
            if contains(values, moved):
                yield (*numbers[:slot], moved, *numbers[slot + 1 :])
