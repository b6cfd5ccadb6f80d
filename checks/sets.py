"""Sets that a number may be declared to lie in.

A variable's entries all lie in one such set; what ties the entries together (a simplex, a symmetric
matrix) is the variable's ``Structure``.  Verbs: ``contains``, ``describe``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class EmptySet(ValueError):
    """A set of numbers without a number in it; the message names it."""


@dataclass(frozen=True)
class Interval:
    """The reals between two bounds; ``None`` is an infinite bound, bounds are left out unless ``closed``."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_closed: bool = False
    high_closed: bool = False

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None:
            empty = self.low > self.high or (self.low == self.high and not (self.low_closed and self.high_closed))
            if empty:
                raise EmptySet(f"the interval {describe(self)} is empty")


@dataclass(frozen=True)
class Integers:
    """The integers from ``low`` to ``high``, both included; ``None`` is an infinite bound."""

    low: int | None = None
    high: int | None = None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise EmptySet(f"there is no integer from {self.low} to {self.high}")


@dataclass(frozen=True)
class Finite:
    """A finite set of numbers, in the order in which the page lists them."""

    values: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("a finite set needs at least one value")


NumberSet = Interval | Integers | Finite

REALS = Interval()
POSITIVE = Interval(low=Fraction(0))
NONNEGATIVE = Interval(low=Fraction(0), low_closed=True)
BINARY = Finite((Fraction(0), Fraction(1)))


class Structure(Enum):
    """What ties the entries of an array together."""

    FREE = "free"
    SIMPLEX = "simplex"  # the entries along the last axis are non-negative and sum to one
    SYMMETRIC = "symmetric"
    POSITIVE_DEFINITE = "positive definite"
    POSITIVE_SEMIDEFINITE = "positive semidefinite"


def contains(values: NumberSet, number: Fraction) -> bool:
    """Whether ``number`` lies in ``values``."""
    match values:
        case Finite(listed):
            return number in listed
        case Integers(low, high):
            whole = number.denominator == 1
            return whole and (low is None or number >= low) and (high is None or number <= high)
        case Interval(low, high, low_closed, high_closed):
            above = low is None or number > low or (low_closed and number == low)
            below = high is None or number < high or (high_closed and number == high)
            return above and below


def is_positive(values: NumberSet) -> bool:
    """Whether every number of the set is greater than zero."""
    match values:
        case Finite(listed):
            return all(value > 0 for value in listed)
        case Integers(low, _):
            return low is not None and low > 0
        case Interval(low, _, low_closed, _):
            return low is not None and (low > 0 or (low == 0 and not low_closed))


def describe(values: NumberSet) -> str:
    """The set in the notation of a page, without the dollar signs: ``(0, 1]``, ``{0, 1}``."""
    match values:
        case Finite(listed):
            return "{" + ", ".join(str(value) for value in listed) + "}"
        case Integers(None, None):
            return "ℤ"
        case Integers(1, None):
            return "ℕ"
        case Integers(low, high):
            return f"{{{'…' if low is None else low}, …, {'…' if high is None else high}}}"
        case Interval(None, None):
            return "ℝ"
        case Interval(low, high, low_closed, high_closed):
            left = "[" if low_closed else "("
            right = "]" if high_closed else ")"
            return f"{left}{'−∞' if low is None else low}, {'∞' if high is None else high}{right}"
