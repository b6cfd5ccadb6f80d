"""Is an identity true at given sizes?  A randomised test over the finite model; a proof with a stated bound.

Verbs: ``test_identity``, ``test_at``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from checks import terms as t
from checks.domains import Given, Point, narrowed
from checks.sets import Finite, Integers, Interval, NumberSet, Structure, is_positive
from checks.witnesses.algebra.duals import ONE, ZERO, Scalar, plain
from checks.witnesses.algebra.evaluate import Entries, Evaluation, Scope
from checks.witnesses.algebra.tower import COMPLEX, ORDERED, OutsideModel, Tower, Value

ENOUGH = 100  # a false identity survives one good point with a chance below 1/2, so all of them below 2^-100
# Each sign that is read (a root, a modulus) halves the good points: more are taken where too few were good.
POINTS = (128, 1024, 16384)
MOST_COMBINATIONS = 64
TRIGONOMETRIC = ("sin", "cos", "tan", "cot", "sec", "csc")


@dataclass(frozen=True)
class Equal:
    """Equal at every one of ``points`` random points of the model."""

    points: int


@dataclass(frozen=True)
class Unequal:
    """Different at some random point: no law of the model makes the sides equal.  This is no refutation."""


@dataclass(frozen=True)
class Outside:
    """The model does not cover these sides.

    ``some`` points were good, though fewer than enough; or the sides have a value ``nowhere``, at none of the points.
    """

    reason: str
    some: bool = False
    nowhere: bool = False


Outcome = Equal | Unequal | Outside


def test_identity(
    left: t.Term,
    right: t.Term,
    given: Given,
    sizes: Mapping[t.Size, int],
    indices: Mapping[t.Index, Fraction],
    *,
    every_size: bool = False,
) -> Outcome:
    """Test left = right at one assignment of sizes and free indices, over the whole declared domain.

    With ``every_size`` the lengths stay letters, and ``sizes`` says how many places stand for each (see ``evaluate``).

    A variable with finitely many values is first taken to be any number at all; where that does not do, every
    combination of its values is gone through.  Where the sides differ at random points, those are left out at which the
    facts do not hold that say which of two numbers is greater.
    """
    outcome: Outcome = Outside("nothing was tried")
    for points in POINTS:
        outcome = _attempt(left, right, given, sizes, indices, points, enumerated=False, lettered=every_size)
        if not isinstance(outcome, Equal) and not every_size and _has_finite(left, right, given):
            outcome = _attempt(left, right, given, sizes, indices, points, enumerated=True, lettered=False)
        if not isinstance(outcome, Equal) and any(_positive(given)):
            outcome = _attempt(left, right, given, sizes, indices, points, enumerated=False, lettered=every_size, ordered=True)
        if not (isinstance(outcome, Outside) and outcome.some):
            break
    return outcome


test_identity.__test__ = False  # type: ignore[attr-defined] # a verb of the page, not a test of pytest's


def test_at(left: t.Term, right: t.Term, point: Point) -> Outcome:
    """Test left = right at one rational point only: every letter is worth what it is there."""
    primes = COMPLEX if _has(left, right, functions=TRIGONOMETRIC) else ORDERED
    try:
        tower = Tower.over(primes, POINTS[0])
        values: dict[t.Variable, Entries] = dict(point.values)
        evaluation = Evaluation(tower, point.sizes, Scope(values, point.indices, {}))
        a, b = (evaluation.entries(side, evaluation.scope) for side in (left, right))
        return _compared(tower, a, b, ENOUGH)
    except OutsideModel as error:
        return Outside(str(error))
    except ZeroDivisionError as error:
        return Outside(f"undefined: {error}")


test_at.__test__ = False  # type: ignore[attr-defined]


def _attempt(
    left: t.Term,
    right: t.Term,
    given: Given,
    sizes: Mapping[t.Size, int],
    indices: Mapping[t.Index, Fraction],
    points: int,
    *,
    enumerated: bool,
    lettered: bool,
    ordered: bool = False,
) -> Outcome:
    primes = COMPLEX if _has(left, right, functions=TRIGONOMETRIC) else ORDERED
    try:
        sampler = _Sampler(given, sizes, enumerated=enumerated)
        variables = tuple(dict.fromkeys((*t.free_variables(left), *t.free_variables(right))))
        combinations = sampler.combinations(variables)
        tower = Tower.over(primes, points * len(combinations))
        weights = _weights(sizes, tower) if lettered else {}
        values = {v: sampler.entries(v, tower, combinations, weights) for v in variables}
        evaluation = Evaluation(tower, sizes, Scope(values, indices, {}), weights)
        for gap in _positive(given) if ordered else ():
            if set(t.free_variables(gap)) <= set(variables):
                tower.suppose_positive(plain(evaluation.number(gap, evaluation.scope)))
        a = evaluation.entries(left, evaluation.scope)
        b = evaluation.entries(right, evaluation.scope)
        return _compared(tower, a, b, ENOUGH * len(combinations))
    except OutsideModel as error:
        return Outside(str(error))
    except ZeroDivisionError as error:
        return Outside(f"undefined: {error}")


def _positive(given: Given) -> Iterator[t.Term]:
    """What the facts and the declared bounds say to be positive (or 0, on a thin set): the greater of two numbers less the lesser."""
    for variable in given.variables:
        values = narrowed(variable, given)
        if (
            variable.shape == ()
            and isinstance(values, Interval)
            and values.high is not None
            and (values.high > 0 or values.low is not None)
        ):
            yield t.as_term(values.high) - variable
    for fact in given.facts:
        match fact:
            case t.Compare(">" | "≥", greater, lesser) | t.Compare("<" | "≤", lesser, greater) if greater.shape == lesser.shape == ():
                if not t.free_indices(fact):
                    yield greater - lesser
            case _:
                pass


def _weights(sizes: Mapping[t.Size, int], tower: Tower) -> dict[t.Size, Entries]:
    return {size: tuple(tower.random(("weight", size.name, k), positive=True) for k in range(count)) for size, count in sizes.items()}


def _compared(tower: Tower, left: Entries, right: Entries, enough: int) -> Outcome:
    if len(left) != len(right):
        return Unequal()
    least = tower.points
    for a, b in zip(left, right, strict=True):
        good, equal = tower.equal_points(plain(a), plain(b))
        if not equal:
            return Unequal()
        least = min(least, good)
    if least < enough:
        return Outside(f"only {least} of {tower.points} random points were in the domain", some=least > 0, nowhere=least == 0)
    return Equal(least)


def _has(*sides: t.Term, functions: tuple[str, ...]) -> bool:
    return any(isinstance(p, t.Apply) and p.function in functions for side in sides for p in t.walk(side))


def _has_finite(left: t.Term, right: t.Term, given: Given) -> bool:
    variables = (*t.free_variables(left), *t.free_variables(right))
    return any(isinstance(narrowed(v, given), Finite | Integers) for v in variables)


@dataclass(frozen=True)
class _Sampler:
    """Generic values of variables; ``enumerated`` goes through all the values of those that have finitely many."""

    given: Given
    sizes: Mapping[t.Size, int]
    enumerated: bool

    def _count(self, variable: t.Variable) -> int:
        count = 1
        for dim in variable.shape:
            count *= t.measured(dim, self.sizes)
        return count

    def combinations(self, variables: tuple[t.Variable, ...]) -> list[dict[tuple[t.Variable, int], Fraction]]:
        """Every combination of values of the entries that are gone through; one empty one where there is none."""
        slots: list[tuple[tuple[t.Variable, int], tuple[Fraction, ...]]] = []
        for variable in variables:
            values = narrowed(variable, self.given)
            if self.enumerated and isinstance(values, Finite):
                slots.extend(((variable, k), values.values) for k in range(self._count(variable)))
        total = 1
        for _, values in slots:
            total *= len(values)
        if total > MOST_COMBINATIONS:
            raise OutsideModel(f"{total} combinations of values")
        keys = [key for key, _ in slots]
        return [dict(zip(keys, chosen, strict=True)) for chosen in itertools.product(*(v for _, v in slots))]

    def entries(
        self,
        variable: t.Variable,
        tower: Tower,
        combinations: list[dict[tuple[t.Variable, int], Fraction]],
        weights: Mapping[t.Size, Entries],
    ) -> Entries:
        """The entries of a variable, row by row, under the structure that it is declared to have."""
        values = narrowed(variable, self.given)
        count = self._count(variable)
        if self.enumerated and isinstance(values, Finite):
            return tuple(_listed([c[variable, k] for c in combinations], tower) for k in range(count))
        drawn = [_drawn((variable.name, variable.shape, k), values, tower) for k in range(count)]
        match variable.structure:
            case Structure.FREE:
                return tuple(drawn)
            case Structure.SIMPLEX:
                dim = variable.shape[-1]
                length = t.measured(dim, self.sizes)
                shares = weights.get(dim) if isinstance(dim, t.Size) else None
                return _normalised(drawn, shares or (ONE,) * length, tower)
            case _:
                n = round(count**0.5)
                return tuple(drawn[min(i, j) * n + max(i, j)] for i in range(n) for j in range(n))


def _drawn(key: tuple[object, ...], values: NumberSet, tower: Tower) -> Value:
    if is_positive(values) or (isinstance(values, Interval) and values.low == 0):
        if isinstance(values, Integers):
            return tower.whole(_integers(key, tower.points, low=values.low or 1), positive=True, sampled=True)
        return tower.random(key, positive=True)
    match values:
        case Interval(_, high) if high is not None and high <= 0:
            return tower.multiply(-ONE, tower.random(key, positive=True))
        case Interval(low, None) if low is not None:
            return tower.add(low, tower.random(key, positive=True))
        case Integers(low):
            return tower.whole(_integers(key, tower.points, low=-1000 if low is None else low), sampled=True)
        case _:
            return tower.random(key)


def _integers(key: tuple[object, ...], points: int, *, low: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    seed = [ord(letter) for letter in repr(key)]
    return np.random.default_rng(seed).integers(low, low + 10_000, points)


def _listed(values: list[Fraction], tower: Tower) -> Value:
    """One value for each combination, each for an equal share of the points."""
    share = tower.points // len(values)
    if all(value.denominator == 1 for value in values):
        return tower.whole(np.repeat(np.array([int(v) for v in values], np.int64), share))
    numerators = tower.whole(np.repeat(np.array([v.numerator for v in values], np.int64), share))
    denominators = tower.whole(np.repeat(np.array([v.denominator for v in values], np.int64), share))
    return tower.divide(numerators, denominators)


def _normalised(drawn: list[Value], shares: Entries, tower: Tower) -> Entries:
    """Positive numbers divided by their sums along the last axis."""
    entries: list[Scalar] = []
    length = len(shares)
    for start in range(0, len(drawn), length):
        row = drawn[start : start + length]
        total: Value = ZERO
        for value, share in zip(row, shares, strict=True):
            total = tower.add(total, tower.multiply(plain(share), value))
        entries.extend(tower.divide(value, total) for value in row)
    return tuple(entries)
