"""Linear algebra on what JAX traces: plain functions of arrays, made of few and small primitives.

``jax.numpy.linalg`` is LAPACK underneath, which no ball can follow; here determinants and inverses are sums of signed
products (Leibniz), right at the small sizes that claims are tried at.

Verbs: ``determinant``, ``inverse``, ``times``, ``only_diagonal``, ``stacked``, ``taken``.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, reduce
from itertools import permutations, product
from math import factorial

import jax.numpy as jnp
import numpy as np
from jax import lax

from checks.terms import Shape
from checks.witnesses.autodiff.scope import TooLarge, Value

LARGEST = 4  # rows of a determinant: 24 products of 4


def stacked(values: list[Value]) -> Value:
    """One array of equal arrays, along a new first axis."""
    return lax.concatenate([lax.reshape(value, (1, *np.shape(value))) for value in values], 0)


def taken(array: Value, number: Fraction | int) -> Value:
    """The part at a number counted from 1, NaN where there is none."""
    if number.denominator != 1 or not 1 <= number <= len(array):
        return np.full(np.shape(array)[1:], np.nan)
    return lax.index_in_dim(array, int(number) - 1, keepdims=False)


def times(left: Value, right: Value, left_shape: Shape, right_shape: Shape) -> Value:
    """The matrix product, up to axes of length one; the shapes say which vector stands as a column."""
    if () in {left_shape, right_shape}:
        return left * right
    if len(left_shape) == 1:  # a column times a row
        return left[:, None] * right
    return jnp.matmul(left, right)


def only_diagonal(matrix: Value) -> Value:
    """The matrix with zeros off its diagonal."""
    return jnp.where(np.eye(len(matrix), dtype=bool), matrix, 0.0)


def determinant(matrix: Value) -> Value:
    """The sum over permutations; raises ``TooLarge``."""
    return _signed_products(matrix, *_leibniz(_order(matrix)))


def inverse(matrix: Value) -> Value:
    """The adjugate over the determinant; raises ``TooLarge``."""
    size = _order(matrix)
    adjugate = _signed_products(matrix, *_adjugate(size))
    return lax.reshape(adjugate, (size, size)) / determinant(matrix)


def _order(matrix: Value) -> int:
    size = len(matrix)
    if size > LARGEST:
        raise TooLarge(f"a determinant of {size}×{size} has {factorial(size)} products; the most is {LARGEST}×{LARGEST}")
    return size


@cache
def _leibniz(size: int) -> tuple[Value, Value]:
    """Which entries of a flattened matrix each product of its determinant takes, and the products' signs."""
    orders = list(permutations(range(size)))
    picks = np.zeros((size, len(orders), size * size))
    for number, order in enumerate(orders):
        for row, column in enumerate(order):
            picks[row, number, row * size + column] = 1.0
    return picks, np.array([_sign(order) for order in orders])


@cache
def _adjugate(size: int) -> tuple[Value, Value]:
    """The same for the entries of the adjugate, row by row, each a signed sum over one minor's permutations."""
    orders = list(permutations(range(size - 1)))
    picks = np.zeros((size - 1, size * size * len(orders), size * size))
    signs = np.zeros((size * size, size * size * len(orders)))
    for entry, (row, column) in enumerate(product(range(size), repeat=2)):
        rows = [i for i in range(size) if i != column]
        columns = [j for j in range(size) if j != row]
        for number, order in enumerate(orders):
            place = entry * len(orders) + number
            signs[entry, place] = (-1) ** (row + column) * _sign(order)
            for i, j in enumerate(order):
                picks[i, place, rows[i] * size + columns[j]] = 1.0
    return picks, signs


def _sign(order: tuple[int, ...]) -> float:
    return (-1.0) ** sum(a > b for i, a in enumerate(order) for b in order[i + 1 :])


def _signed_products(matrix: Value, picks: Value, signs: Value) -> Value:
    factors, products, entries = picks.shape
    flat = lax.reshape(matrix, (entries,))
    if not factors:
        return jnp.asarray(signs).sum(axis=-1)
    picked = jnp.matmul(picks.reshape(factors * products, entries), flat)
    parts = (lax.slice(picked, (k * products,), ((k + 1) * products,)) for k in range(factors))
    return jnp.matmul(signs, reduce(lax.mul, parts))
