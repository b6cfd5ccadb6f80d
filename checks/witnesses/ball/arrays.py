"""Arrays of scalars, as tuples of their entries, row by row.  A number is a tuple of one, and spreads over an array.

Verbs: ``spread``, ``entrywise``, ``total``, ``multiplied``, ``transposed``, ``diagonal_of``, ``diagonal_matrix``,
``kronecker``, ``unit``, ``euclidean_norm``, ``leverrier``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import TypeAlias

from flint import fmpq

from checks.witnesses.ball.scalars import (
    HALF,
    ONE,
    ZERO,
    Jet,
    Real,
    Scalar,
    add,
    base,
    is_zero,
    kink,
    parts_of,
    power,
)

Entries: TypeAlias = tuple[Scalar, ...]


def spread(*operands: Entries) -> list[Entries]:
    """The operands at one length: numbers are repeated."""
    width = max(map(len, operands))
    return [operand if len(operand) == width else operand * width for operand in operands]


def entrywise(operation: Callable[[Scalar, Scalar], Scalar], left: Entries, right: Entries) -> Entries:
    """The operation entry by entry."""
    if len(left) == len(right):
        return (operation(left[0], right[0]),) if len(left) == 1 else tuple(map(operation, left, right))
    return tuple(map(operation, *spread(left, right)))


def total(values: Iterable[Scalar]) -> Scalar:
    """The sum of at least one number."""
    return reduce(add, values)


def multiplied(left: Entries, right: Entries, rows: int, inner: int, columns: int) -> Entries:
    """The matrix product (rows × inner)(inner × columns)."""
    return tuple(
        total(left[row * inner + k] * right[k * columns + column] for k in range(inner)) for row in range(rows) for column in range(columns)
    )


def transposed(value: Entries, rows: int, columns: int) -> Entries:
    """The transpose of a (rows × columns) matrix."""
    return tuple(value[row * columns + column] for column in range(columns) for row in range(rows))


def kronecker(left: Entries, right: Entries, one: tuple[int, int], other: tuple[int, int]) -> Entries:
    """The blocks left_ij · right; ``one`` and ``other`` are the rows and columns of the two."""
    return tuple(
        left[i * one[1] + j] * right[k * other[1] + m]
        for i in range(one[0])
        for k in range(other[0])
        for j in range(one[1])
        for m in range(other[1])
    )


def diagonal_of(value: Entries, size: int) -> Entries:
    """The diagonal of a (size × size) matrix."""
    return value[:: size + 1]


def diagonal_matrix(value: Entries) -> Entries:
    """The diagonal matrix of a vector."""
    places = range(len(value))
    return tuple(value[row] if row == column else ZERO for row in places for column in places)


def unit(index: int, size: int) -> Entries:
    """The unit vector with a one at ``index``, counted from 1."""
    return tuple(ONE if place == index else ZERO for place in range(1, size + 1))


def euclidean_norm(value: Entries) -> Scalar:
    """The square root of the sum of squares.

    Where all entries are exactly zero, it has a kink along every ε that moves any of them.
    """
    squares = total(entry * entry for entry in value)
    if not isinstance(squares, Jet) or not is_zero(base(squares)):
        return power(squares, HALF)
    slopes: dict[int, Real] = {0: ZERO}
    for entry in value:
        for key, part in parts_of(entry).items():
            slopes[key] = slopes.get(key, ZERO) + part * part
    return kink(ZERO, Jet(slopes), flat=True)


def leverrier(value: Entries, size: int) -> tuple[Scalar, Entries]:
    """A number c and a matrix M with A M = −c I, where c = (−1)^size det A (Faddeev and LeVerrier).

    It divides by whole numbers only: exact for rationals, good for jets, and there is no pivot to be sure of.
    """
    auxiliary: Entries = (ZERO,) * size**2
    last: Scalar = ONE
    for k in range(1, size + 1):
        moved = multiplied(value, auxiliary, size, size, size) if k > 1 else auxiliary
        auxiliary = tuple(entry + last if place % (size + 1) == 0 else entry for place, entry in enumerate(moved))
        trace = total(value[i * size + j] * auxiliary[j * size + i] for i in range(size) for j in range(size))
        last = trace * fmpq(-1, k)
    return last, auxiliary
