"""Points of a declared domain.

A ``Given`` is what a page declares: variables, and facts that narrow them.  From it come the rational points, from nice
to ugly (``Lattice``), the batches of floats (``batch``) and the Hypothesis strategy (``strategy``).  Facts that bound one
variable by a number narrow its set (``narrowed``); the others are left to the caller to decide at each point.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from checks import terms as t
from checks.sets import NONNEGATIVE, POSITIVE, REALS, Finite, Integers, Interval, NumberSet, Structure, contains
from checks.terms import Index, Size, Term, Variable

if TYPE_CHECKING:
    import numpy as np
    from hypothesis.strategies import SearchStrategy
    from numpy.typing import NDArray

NICE = tuple(
    sorted(
        {Fraction(p, q) for p in range(-5, 6) for q in (1, 2, 3)},
        key=lambda f: (f.denominator + abs(f.numerator), f.denominator, f < 0),
    )
)
WEIGHTS = tuple(Fraction(w) for w in (1, 2, 3, 4, 5))


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

    def select(self, mask: NDArray[np.bool_]) -> Batch:
        """The points where ``mask`` (points,) is true."""
        return replace(self, values={v: a[mask] for v, a in self.values.items()}, points=int(mask.sum()))

    def point(self, number: int) -> Point:
        """One of the points as rationals that lie in the domain exactly: floats of a simplex sum to 1 only nearly."""
        values = {v: _exactly(v, a[number].ravel().tolist(), a.shape[-1]) for v, a in self.values.items()}
        return Point(self.sizes, values, self.indices)


def _exactly(variable: Variable, floats: list[float], length: int) -> tuple[Fraction, ...]:
    entries = [Fraction(x) for x in floats]
    if variable.structure is Structure.SIMPLEX:
        rows = [entries[k : k + length] for k in range(0, len(entries), length)]
        return tuple(x for row in rows for x in (*row[:-1], 1 - sum(row[:-1], Fraction(0))))
    if variable.structure is Structure.FREE:
        return tuple(entries)
    return tuple(entries[max(i, j) * length + min(i, j)] for i in range(length) for j in range(length))


# ── sets, narrowed by facts ───────────────────────────────────────────────────────────────────────


def _bound(fact: Term) -> tuple[Variable, t.Relation, Fraction] | None:
    """A fact of the form "variable relation number", read from either side."""
    mirrored: dict[t.Relation, t.Relation] = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}
    match fact:
        case t.Compare(relation, left, right) if (variable := _bounded(left)) is not None and (number := written_number(right)) is not None:
            return variable, relation, number
        case t.Compare(relation, left, right) if (variable := _bounded(right)) is not None and (number := written_number(left)) is not None:
            return variable, mirrored.get(relation, relation), number
        case _:
            return None


def _bounded(term: Term) -> Variable | None:
    """The number, or the array of which every entry is meant: ``x_k`` with ``k`` free, over its whole range."""
    match term:
        case t.Variable(_, ()):
            return term
        case t.Entry(t.Variable() as array, indices) if len(set(indices)) == len(array.shape):
            return array if all(map(_runs_along, indices, array.shape)) else None
        case _:
            return None


def _runs_along(index: Term, dim: t.Dim) -> bool:
    return isinstance(index, Index) and index.low == t.Number(Fraction(1)) and index.high == t.as_term(dim)


def written_number(term: Term) -> Fraction | None:
    """The rational number that is written there: a number, its negative, a quotient of two."""
    match term:
        case t.Number(value):
            return value
        case t.Negative(argument):
            value = written_number(argument)
            return None if value is None else -value
        case t.Quotient(above, below):
            numerator, denominator = written_number(above), written_number(below)
            return numerator / denominator if numerator is not None and denominator else None
        case _:
            return None


@lru_cache(maxsize=1 << 10)
def narrowed(variable: Variable, given: Given) -> NumberSet:
    """The set that the entries of ``variable`` lie in, after the facts that bound it by a number."""
    values = variable.values
    for fact in given.facts:
        found = _bound(fact)
        if found is not None and found[0] == variable:
            values = _cut(values, found[1], found[2])
    return values


def _cut(values: NumberSet, relation: t.Relation, bound: Fraction) -> NumberSet:
    upper, closed = relation in {"<", "≤"}, relation in {"≤", "≥"}
    if relation in {"=", "≠"}:
        return values
    half = Interval(high=bound, high_closed=closed) if upper else Interval(low=bound, low_closed=closed)
    match values:
        case Finite(listed):
            kept = tuple(value for value in listed if contains(half, value))
            return Finite(kept) if kept else values
        case Integers(low, high):
            if upper:
                top = -(-bound.numerator // bound.denominator) - 1 if not closed else bound.numerator // bound.denominator
                return Integers(low, int(top) if high is None else min(high, int(top)))
            bottom = bound.numerator // bound.denominator + 1 if not closed else -(-bound.numerator // bound.denominator)
            return Integers(int(bottom) if low is None else max(low, int(bottom)), high)
        case Interval():
            return _intersected(values, half)


def _intersected(a: Interval, b: Interval) -> Interval:
    low, low_closed = a.low, a.low_closed
    if b.low is not None and (low is None or (b.low, not b.low_closed) > (low, not low_closed)):
        low, low_closed = b.low, b.low_closed
    high, high_closed = a.high, a.high_closed
    if b.high is not None and (high is None or (b.high, b.high_closed) < (high, high_closed)):
        high, high_closed = b.high, b.high_closed
    return Interval(low, high, low_closed, high_closed)


@lru_cache(maxsize=1 << 8)  # asked at every point
def leftover(given: Given) -> tuple[Term, ...]:
    """The facts that ``narrowed`` does not take care of."""
    return tuple(fact for fact in given.facts if (found := _bound(fact)) is None or not _drawn_within(*found))


def _drawn_within(variable: Variable, relation: t.Relation, bound: Fraction) -> bool:
    """Whether points are drawn so that the fact holds: of a simplex one can only ask that no entry is 0, of a definite matrix nothing."""
    match variable.structure:
        case Structure.FREE | Structure.SYMMETRIC:
            return relation not in {"=", "≠"}
        case Structure.SIMPLEX:
            return relation in {">", "≥"} and bound == 0
        case _:
            return False


# ── rational points ───────────────────────────────────────────────────────────────────────────────


@cache
def candidates(values: NumberSet) -> tuple[Fraction, ...]:
    """Numbers of the set from nice to ugly; never empty."""
    match values:
        case Finite(listed):
            return listed
        case Integers(low, high):
            start = 0 if low is None and high is None else low if low is not None else high
            assert start is not None
            around = [start + k for k in range(6)] + [start - k for k in range(1, 6)]
            return tuple(Fraction(k) for k in around if contains(values, Fraction(k)))
        case Interval(low, high):
            found = [number for number in NICE if contains(values, number)]
            if len(found) < 5:
                found += [number for number in _inside(low, high) if number not in found]
            return tuple(found)


def _inside(low: Fraction | None, high: Fraction | None) -> list[Fraction]:
    """Numbers strictly between two bounds, where the nice ones are too few."""
    if low is not None and high is not None:
        return [low + (high - low) * Fraction(p, q) for q in (2, 3, 4, 5) for p in range(1, q)]
    if low is not None:
        return [low + number for number in NICE if number > 0]
    assert high is not None
    return [high - number for number in NICE if number > 0]


def lengths(shape: t.Shape, sizes: Mapping[Size, int]) -> tuple[int, ...]:
    """A shape with its letters replaced by numbers."""
    return tuple(t.measured(dim, sizes) for dim in shape)


@dataclass(frozen=True)
class Lattice:
    """The rational points of a domain at given sizes; a point is named by a choice for each slot, 0 the nicest."""

    given: Given
    variables: tuple[Variable, ...]
    sizes: Mapping[Size, int]
    indices: Mapping[Index, Fraction]

    def ranges(self) -> tuple[NumberSet, ...]:
        """The set that each free number of the point may be taken from."""
        return self._known_ranges

    def slots(self) -> tuple[tuple[Fraction, ...], ...]:
        """The candidates of every free number of the point."""
        return self._known_slots

    def layout(self) -> tuple[tuple[Variable, tuple[int, ...], slice], ...]:
        """Each variable with its lengths, and which of the free numbers are its own."""
        return self._known_layout

    @cached_property
    def _known_ranges(self) -> tuple[NumberSet, ...]:
        return tuple(values for variable in self.variables for values in self._ranges(variable))

    @cached_property
    def _known_slots(self) -> tuple[tuple[Fraction, ...], ...]:
        return tuple(slot for variable in self.variables for slot in self._slots(variable))

    @cached_property
    def _known_layout(self) -> tuple[tuple[Variable, tuple[int, ...], slice], ...]:
        layout: list[tuple[Variable, tuple[int, ...], slice]] = []
        start = 0
        for variable in self.variables:
            width = len(self._slots(variable))
            layout.append((variable, lengths(variable.shape, self.sizes), slice(start, start + width)))
            start += width
        return tuple(layout)

    def _ranges(self, variable: Variable) -> list[NumberSet]:
        values, width = narrowed(variable, self.given), len(self._slots(variable))
        match variable.structure:
            case Structure.SIMPLEX:
                return [NONNEGATIVE if contains(values, Fraction(0)) else POSITIVE] * width
            case Structure.POSITIVE_DEFINITE | Structure.POSITIVE_SEMIDEFINITE:
                diagonal = POSITIVE if variable.structure is Structure.POSITIVE_DEFINITE else NONNEGATIVE
                n = lengths(variable.shape, self.sizes)[0]
                return [diagonal if i == j else REALS for i in range(n) for j in range(i + 1)]
            case _:
                return [values] * width

    def _slots(self, variable: Variable) -> list[tuple[Fraction, ...]]:
        values = narrowed(variable, self.given)
        shape = lengths(variable.shape, self.sizes)
        count = 1
        for n in shape:
            count *= n
        match variable.structure:
            case Structure.SIMPLEX:
                zeros = (Fraction(0),) if contains(values, Fraction(0)) else ()
                return [WEIGHTS + zeros] * count
            case Structure.SYMMETRIC:
                return [candidates(values)] * (shape[0] * (shape[0] + 1) // 2)
            case Structure.POSITIVE_DEFINITE | Structure.POSITIVE_SEMIDEFINITE:
                zeros = (Fraction(0),) if variable.structure is Structure.POSITIVE_SEMIDEFINITE else ()
                diagonal = (Fraction(1), Fraction(2), Fraction(1, 2), Fraction(3), *zeros)
                return [diagonal if i == j else NICE[:9] for i in range(shape[0]) for j in range(i + 1)]
            case Structure.FREE:
                return [candidates(values)] * count

    def point(self, choice: tuple[int, ...]) -> Point | None:
        """The point of a choice; ``None`` where the structure has none (weights that are all zero)."""
        return self.located(self.numbers(choice))

    def numbers(self, choice: tuple[int, ...]) -> tuple[Fraction, ...]:
        """The free numbers of a choice."""
        return tuple(slot[k] for slot, k in zip(self.slots(), choice, strict=True))

    def located(self, numbers: tuple[Fraction, ...]) -> Point | None:
        """The point with these free numbers, each from its range; ``None`` where the structure has none."""
        values: dict[Variable, tuple[Fraction, ...]] = {}
        for variable, shape, own in self._known_layout:
            built = _built(variable, shape, list(numbers[own]))
            if built is None:
                return None
            values[variable] = built
        return Point(self.sizes, values, self.indices)

    def floats(self, numbers: NDArray[np.float64]) -> Batch:
        """The points (up to rounding) with these free numbers: an array (points, slots)."""
        values = {variable: _built_floats(variable, shape, numbers[:, own]) for variable, shape, own in self._known_layout}
        return Batch(self.sizes, values, self.indices, len(numbers))

    def choices(self, limit: int) -> Iterator[tuple[int, ...]]:
        """At most ``limit`` different choices: the nicest ones in order, mixed with generic ones."""
        slots = self.slots()
        seen: set[tuple[int, ...]] = set()
        generic = _generic(slots)
        for nice in _by_cost(slots):
            for choice in (nice, next(generic)):
                if choice not in seen:
                    seen.add(choice)
                    yield choice
                if len(seen) >= limit:
                    return
        for choice in itertools.islice(generic, 4 * limit):
            if choice not in seen:
                seen.add(choice)
                yield choice
            if len(seen) >= limit:
                return


def _built(variable: Variable, shape: tuple[int, ...], chosen: list[Fraction]) -> tuple[Fraction, ...] | None:
    """The entries, row by row, from the free numbers of a variable."""
    if variable.structure is Structure.FREE:
        return tuple(chosen)
    if variable.structure is Structure.SIMPLEX:
        rows = [chosen[k : k + shape[-1]] for k in range(0, len(chosen), shape[-1])]
        if any(sum(row) == 0 for row in rows):
            return None
        return tuple(weight / sum(row) for row in rows for weight in row)
    n = shape[0]
    lower = {(i, j): chosen[i * (i + 1) // 2 + j] for i in range(n) for j in range(i + 1)}
    if variable.structure is Structure.SYMMETRIC:
        return tuple(lower[max(i, j), min(i, j)] for i in range(n) for j in range(n))
    zero = Fraction(0)
    return tuple(sum((lower[i, k] * lower[j, k] for k in range(min(i, j) + 1)), zero) for i in range(n) for j in range(n))


def _built_floats(variable: Variable, shape: tuple[int, ...], chosen: NDArray[np.float64]) -> NDArray[np.float64]:
    """``_built`` for many points at once."""
    import numpy as np

    if variable.structure in {Structure.FREE, Structure.SIMPLEX}:
        entries = chosen.reshape((len(chosen), *shape))
        return entries / entries.sum(axis=-1, keepdims=True) if variable.structure is Structure.SIMPLEX else entries
    lower = np.zeros((len(chosen), *shape))
    rows, columns = np.tril_indices(shape[0])
    lower[:, rows, columns] = chosen
    if variable.structure is Structure.SYMMETRIC:
        lower[:, columns, rows] = chosen
        return lower
    return lower @ np.swapaxes(lower, -1, -2)


def _by_cost(slots: tuple[tuple[Fraction, ...], ...]) -> Iterator[tuple[int, ...]]:
    """All choices by the sum of their numbers, then with the last slots moved first."""

    def parts(total: int, position: int) -> Iterator[tuple[int, ...]]:
        if position == len(slots):
            if total == 0:
                yield ()
            return
        for first in range(min(total, len(slots[position]) - 1) + 1):
            for rest in parts(total - first, position + 1):
                yield (first, *rest)

    most = sum(len(slot) - 1 for slot in slots)
    for total in range(most + 1):
        yield from parts(total, 0)


def _generic(slots: tuple[tuple[Fraction, ...], ...]) -> Iterator[tuple[int, ...]]:
    """Choices drawn at random, always the same ones: neighbours differ, zeros are rare."""
    generator = random.Random(len(slots))
    while True:
        yield tuple(generator.randrange(min(len(slot), 9)) for slot in slots)


# ── floats ────────────────────────────────────────────────────────────────────────────────────────


def batch(
    given: Given,
    variables: tuple[Variable, ...],
    sizes: Mapping[Size, int],
    indices: Mapping[Index, Fraction],
    *,
    points: int = 64,
    seed: int = 0,
) -> Batch:
    """``points`` random float points; an integer variable has one value for the whole batch."""
    import numpy as np

    generator = np.random.default_rng(seed)
    values = {
        variable: _floats(variable, narrowed(variable, given), (points, *lengths(variable.shape, sizes)), generator)
        for variable in variables
    }
    return Batch(sizes, values, indices, points)


def _floats(variable: Variable, values: NumberSet, shape: tuple[int, ...], generator: Any) -> NDArray[np.float64]:
    import numpy as np

    match variable.structure:
        case Structure.SIMPLEX:
            weights = generator.exponential(size=shape) + 1e-3
            return weights / weights.sum(axis=-1, keepdims=True)
        case Structure.SYMMETRIC:
            matrix = generator.normal(size=shape)
            return (matrix + np.swapaxes(matrix, -1, -2)) / 2
        case Structure.POSITIVE_DEFINITE | Structure.POSITIVE_SEMIDEFINITE:
            root = generator.normal(size=shape)
            return root @ np.swapaxes(root, -1, -2) + 0.1 * np.eye(shape[-1])
        case Structure.FREE:
            return _drawn(values, shape, generator)


def _drawn(values: NumberSet, shape: tuple[int, ...], generator: Any) -> NDArray[np.float64]:
    import numpy as np

    match values:
        case Finite(listed):
            return generator.choice(np.array([float(value) for value in listed]), size=shape)
        case Integers():
            pool = candidates(values)
            return np.full(shape, float(pool[generator.integers(len(pool))]))
        case Interval(None, None):
            return generator.normal(size=shape) * generator.choice(np.array([0.5, 1.0, 3.0]), size=shape)
        case Interval(low, None):
            assert low is not None
            return float(low) + np.exp(generator.normal(size=shape))
        case Interval(None, high):
            assert high is not None
            return float(high) - np.exp(generator.normal(size=shape))
        case Interval(low, high):
            assert low is not None
            assert high is not None
            return float(low) + (float(high) - float(low)) * generator.uniform(0.01, 0.99, size=shape)


def strategy(given: Given, variables: tuple[Variable, ...], sizes: Mapping[Size, int], *, points: int = 64) -> SearchStrategy[Batch]:
    """A Hypothesis strategy that draws one integer and makes a whole batch of it."""
    from hypothesis import strategies as st

    seeds = st.integers(min_value=0, max_value=2**32 - 1)
    return seeds.map(lambda seed: batch(given, variables, sizes, {}, points=points, seed=seed))
