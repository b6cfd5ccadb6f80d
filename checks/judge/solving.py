"""Points on the solution sets of equations: random points lie on none.

Residuals that are affine in some free numbers of a point are solved exactly over the rationals; ``roots`` has those of one
residual in one number.

Verbs: ``solutions``, ``around``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from checks import terms as t
from checks.domains import Lattice
from checks.judge.roots import Numbers, Solution, located, roots
from checks.sets import NumberSet, contains
from checks.witnesses import ball


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
                yield from roots(residuals[0], lattice, base, group[0])


def _groups(lattice: Lattice, involved: set[t.Variable]) -> list[tuple[int, ...]]:
    """Free numbers to solve for: those of one variable, each by itself, and all together."""
    found: dict[tuple[int, ...], None] = {}
    everything: list[int] = []
    for variable, _, own in lattice.layout():
        slots = tuple(range(own.start, own.stop))
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


def around(numbers: Numbers, ranges: tuple[NumberSet, ...]) -> Iterator[Numbers]:
    """Points beside a boundary: each number a little up and down."""
    for slot, values in enumerate(ranges):
        for step in (Fraction(1, 64), Fraction(-1, 64)):
            moved = numbers[slot] + step
            if contains(values, moved):
                yield (*numbers[:slot], moved, *numbers[slot + 1 :])
