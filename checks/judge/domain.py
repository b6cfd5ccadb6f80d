"""Claims that hold on a part of the domain only.  Verb: ``holds_on``."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np

from checks import terms as t
from checks.domains import Point, narrowed
from checks.judge.search import Claimed, Failure, admits, discrete, real_batch
from checks.sets import Interval
from checks.witnesses.ball import Different, Overlapping

SAMPLES = 32
FEWEST_ON_A_PART = 3


def holds_on(claimed: Claimed, failure: Failure) -> str | None:
    """A name for the open part of the domain on which the claim holds; ``None`` where it holds on no such part.

    Discrete variables keep the values that they have at the failure: an equality that holds for special values of
    those only is refuted.
    """
    drawn = real_batch(claimed, failure.lattice, SAMPLES, seed=2)
    fixed = {
        v: np.broadcast_to(
            np.array([float(x) for x in failure.point.values[v]]).reshape(drawn.values[v].shape[1:]),
            drawn.values[v].shape,
        )
        for v in discrete(claimed)
    }
    drawn = replace(drawn, values={**drawn.values, **fixed})
    holding: list[Point] = []
    failing: list[Point] = []
    for number in range(drawn.points):
        point = drawn.point(number)
        if not admits(claimed.given, point):
            continue
        match claimed.outcome(point):
            case Overlapping(_, digits) if digits >= 10:
                holding.append(point)
            case Different():
                failing.append(point)
            case _:
                pass
        if number == 7 and not holding:  # nearly every failure is one everywhere
            return None
    if len(holding) < FEWEST_ON_A_PART:
        return None
    return _named(claimed, holding, failing)


def _named(claimed: Claimed, holding: list[Point], failing: list[Point]) -> str:
    for text, test in _candidates(claimed):
        if all(test(point) for point in holding) and not any(test(point) for point in failing):
            return f"where {text}"
    return f"on a part of the domain ({len(holding)} of {len(holding) + len(failing)} random points)"


def _candidates(claimed: Claimed) -> Iterator[tuple[str, Callable[[Point], bool]]]:
    """Simple conditions on one number or on two, the plainest first."""
    numbers = [v for v in claimed.variables if v.shape == () and isinstance(narrowed(v, claimed.given), Interval)]
    for v in numbers:
        for bound in (Fraction(0), Fraction(1), Fraction(-1), Fraction(2)):
            yield f"{v.name} > {bound}", partial(_above, v, bound)
            yield f"{v.name} < {bound}", partial(_below, v, bound)
        yield f"|{v.name}| < 1", partial(_inside, v)
        yield f"|{v.name}| > 1", partial(_outside, v)
    for a, b in itertools.permutations(numbers, 2):
        yield f"{a.name} > {b.name}", partial(_greater, a, b)


def _above(v: t.Variable, bound: Fraction, point: Point) -> bool:
    return point.values[v][0] > bound


def _below(v: t.Variable, bound: Fraction, point: Point) -> bool:
    return point.values[v][0] < bound


def _inside(v: t.Variable, point: Point) -> bool:
    return abs(point.values[v][0]) < 1


def _outside(v: t.Variable, point: Point) -> bool:
    return abs(point.values[v][0]) > 1


def _greater(a: t.Variable, b: t.Variable, point: Point) -> bool:
    return point.values[a][0] > point.values[b][0]
