"""Where might a claim fail that its nice points do not show?  Floats look for the place, a ball at a rational point decides.

An inequality is climbed: from starts of all magnitudes, on boundaries too, points walk at random and keep what brings the
sides nearer to a violation, in two measures (the gap itself, and the gap relative to the sides).  Of an equality the sides
are compared at points of all magnitudes.  What floats find is nothing but a place to look at.

Verbs: ``attack``, ``wide``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from checks.domains import Lattice, candidates
from checks.judge.distant import failure_far_out
from checks.judge.extremes import failure_at_extremes
from checks.judge.search import Claimed, Failure, failure_at
from checks.sets import Finite, Integers, Interval, NumberSet, contains
from checks.sizes import Sizes, index_values
from checks.witnesses import autodiff

Array = NDArray[np.float64]
Objective = Callable[[Array], tuple[Array, Array]]  # free numbers (points, slots) to the gap and the size of the sides

WALKERS = 96
ROUNDS = 40
MOST_LOOKED_AT = 10  # places that floats find, and balls look at
MOST_INDEX_VALUES = 3
ROUND = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 100, 1000, 10**6)  # denominators that a place is rounded to, in turn
NEARLY = 1e-9  # of the sides: floats that differ by less may be equal


def attack(claimed: Claimed, assignments: tuple[Sizes, ...]) -> Failure | None:
    """A certified violation of an inequality, or ``None`` where the climb found none."""
    assert claimed.relation != "="
    for sizes in assignments:
        for number, indices in enumerate(index_values((claimed.left, claimed.right), sizes)):
            if number == MOST_INDEX_VALUES:
                break
            lattice = Lattice(claimed.given, claimed.variables, sizes, indices)
            for seed in range(3 if _has_integers(lattice) else 1):
                found = _attacked(claimed, lattice, seed)
                if found is not None:
                    return found
    if not assignments:
        return None
    return failure_far_out(claimed, assignments[0]) or failure_at_extremes(claimed, assignments[0])


def _has_integers(lattice: Lattice) -> bool:
    return any(isinstance(values, Integers) for values in lattice.ranges())


def _attacked(claimed: Claimed, lattice: Lattice, seed: int) -> Failure | None:
    start = wide(lattice, WALKERS, seed)
    if not start.shape[1]:
        return None
    try:
        objective = _objective(claimed, lattice, start)
        places = _climbed(objective, start, lattice.ranges(), np.random.default_rng(seed))
    except (autodiff.TooLarge, autodiff.UnknownPrimitive):
        return None
    gap, scale = objective(places)
    for place in _promising(gap, scale):
        found = _certified(claimed, lattice, places[place])
        if found is not None:
            return found
    return None


def _objective(claimed: Claimed, lattice: Lattice, start: Array) -> Objective:
    """How far each point is beyond the inequality (negative: within it), in the entry where it is furthest."""
    sides = autodiff.evaluator((claimed.left, claimed.right), lattice.floats(start))
    upward = claimed.relation in {"≤", "<"}

    def objective(numbers: Array) -> tuple[Array, Array]:
        with np.errstate(all="ignore"):
            left, right = (side.reshape(len(numbers), -1) for side in sides(lattice.floats(numbers)))
            gap = left - right if upward else right - left
            worst = np.argmax(np.where(np.isfinite(gap), gap, -np.inf), axis=1)[:, None]
            chosen = np.take_along_axis(gap, worst, 1)[:, 0]
            scale = np.abs(np.take_along_axis(left, worst, 1)) + np.abs(np.take_along_axis(right, worst, 1))
        return np.where(np.isfinite(chosen), chosen, -np.inf), np.where(np.isfinite(scale[:, 0]), scale[:, 0], 1.0) + 1e-300

    return objective


def _climbed(objective: Objective, start: Array, ranges: tuple[NumberSet, ...], generator: np.random.Generator) -> Array:
    """Every walker at the best place of its walk; even ones look at the gap, odd ones at the gap relative to the sides."""
    relative = np.arange(len(start)) % 2 == 1

    def score(numbers: Array) -> Array:
        gap, scale = objective(numbers)
        return np.where(relative, gap / scale, gap)

    place, best = start, score(start)
    step = np.ones(len(start))
    for _ in range(ROUNDS):
        moved = place + _moves(place, step, generator)
        moved = np.stack([_within(moved[:, k], place[:, k], values, generator) for k, values in enumerate(ranges)], axis=1)
        found = score(moved)
        better = found > best
        place = np.where(better[:, None], moved, place)
        best = np.where(better, found, best)
        step = np.clip(np.where(better, 1.6 * step, 0.7 * step), 1e-6, 4.0)
    return place


def _moves(place: Array, step: Array, generator: np.random.Generator) -> Array:
    """Steps in one free number or in all, in proportion to it or not."""
    single = generator.integers(place.shape[1], size=len(place))
    chosen = (np.arange(place.shape[1]) == single[:, None]) | (generator.random(len(place)) < 0.5)[:, None]
    size = np.where(generator.random(len(place)) < 0.5, 1.0, 0.0)[:, None] * np.abs(place) + 0.3
    return chosen * generator.normal(size=place.shape) * step[:, None] * size


def _within(moved: Array, before: Array, values: NumberSet, generator: np.random.Generator) -> Array:
    """Numbers pulled back into their set: onto a closed bound, half the way to an open one."""
    match values:
        case Integers():
            return before
        case Finite(listed):
            return np.where(generator.random(len(moved)) < 0.3, generator.choice(np.array(listed, np.float64), size=len(moved)), before)
        case Interval(low, high, low_closed, high_closed):
            if low is not None:
                moved = np.where(moved > float(low), moved, float(low) if low_closed else (before + float(low)) / 2)
            if high is not None:
                moved = np.where(moved < float(high), moved, float(high) if high_closed else (before + float(high)) / 2)
            return moved


def wide(lattice: Lattice, points: int, seed: int) -> Array:
    """Free numbers (points, slots) of all magnitudes, some of them on the bounds; an integer is one number throughout."""
    generator = np.random.default_rng([seed, len(lattice.ranges())])
    magnitude = 10.0 ** generator.uniform(-2.5, 2.0, size=(points, 1))
    columns = [_spread(values, magnitude[:, 0] * generator.normal(size=points), generator) for values in lattice.ranges()]
    return np.stack(columns, axis=1) if columns else np.zeros((points, 0))


def _spread(values: NumberSet, drawn: Array, generator: np.random.Generator) -> Array:
    match values:
        case Integers():
            return np.full(len(drawn), float(generator.choice(np.array(candidates(values), np.float64))))
        case Finite(listed):
            return generator.choice(np.array(listed, np.float64), size=len(drawn))
        case Interval(None, None):
            return drawn
        case Interval(low, None):
            return float(low or 0) + np.abs(drawn)
        case Interval(None, high):
            return float(high or 0) - np.abs(drawn)
        case Interval(low, high):
            share = 1 / (1 + np.abs(drawn))
            share = np.where(generator.random(len(drawn)) < 0.5, share, 1 - share)
            return float(low or 0) + float((high or 0) - (low or 0)) * share


def _promising(gap: Array, scale: Array) -> Iterator[int]:
    """Where to look first: the furthest beyond in either measure; ties count, as they violate a strict inequality."""
    orders = (np.argsort(-gap / scale), np.argsort(-gap))
    ahead = dict.fromkeys(int(k) for pair in zip(*orders, strict=True) for k in pair)
    yield from [k for k in ahead if gap[k] >= -NEARLY * scale[k]][:MOST_LOOKED_AT]


def _certified(claimed: Claimed, lattice: Lattice, numbers: Array) -> Failure | None:
    """A violation at the place, rounded as far as the violation bears it."""
    for chosen in _rounded(numbers, lattice.ranges()):
        found = failure_at(claimed, lattice, chosen)
        if found is not None:
            return found
    return None


def _rounded(numbers: Array, ranges: tuple[NumberSet, ...]) -> Iterator[tuple[Fraction, ...]]:
    exact = [Fraction(float(number)) for number in numbers]
    seen: set[tuple[Fraction, ...]] = set()
    for denominator in ROUND:
        rounded = tuple(Fraction(round(x * denominator), denominator) for x in exact)
        kept = tuple(r if contains(values, r) else x for r, x, values in zip(rounded, exact, ranges, strict=True))
        if kept not in seen:
            seen.add(kept)
            yield kept
    yield tuple(exact)
