"""Points of a declared domain.

A ``Given`` is what a page declares: variables, and facts that narrow them.  From it come the rational points, from
nice to ugly, the batches of floats, the Hypothesis strategy and the printed "for all".
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from checks.terms import Index, Size, Term, Variable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Given:
    """Variables in the order of declaration, and conditions that narrow them."""

    variables: tuple[Variable, ...] = ()
    facts: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Point:
    """One rational point: a length for each letter, the entries of each variable row by row, a value for each index."""

    sizes: Mapping[Size, int]
    values: Mapping[Variable, tuple[Fraction, ...]]
    indices: Mapping[Index, Fraction]


@dataclass(frozen=True)
class Batch:
    """Many float points of equal sizes: an array (points, *shape) for each variable."""

    sizes: Mapping[Size, int]
    values: Mapping[Variable, NDArray[np.float64]]
    indices: Mapping[Index, Fraction]
    points: int
