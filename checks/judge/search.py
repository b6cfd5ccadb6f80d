"""Where a claim fails: the walk through the rational points of its domain, and the way down to the smallest one.

Verbs: ``survey`` (try a claim at many points and count), ``smallest`` (shrink a point at which it fails).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from checks import terms as t
from checks.calculus import is_infinite
from checks.domains import Batch, Given, Lattice, Point, batch, leftover
from checks.model import StepRelation
from checks.sets import NumberSet, contains
from checks.sizes import Sizes, index_values
from checks.witnesses import algebra, ball
from checks.witnesses.ball import Different, Outcome, Overlapping, Undefined, Violated

FEWEST_POINTS = 12  # at each size, where algebra has a proof: only a defect of ours could make a difference
COSTLY_POINTS = 24  # at each size, where it has none, of a claim with integrals or series in it
MOST_POINTS = 60  # at each size, where it has none
REAL_POINTS = 8  # random real points at each size: they tell an open part of the domain from a thin one
PROVED_REAL_POINTS = 3  # the same where algebra has a proof
AGREEING_DIGITS = 10  # sides that are known to agree so far count as agreeing
THOROUGH_POINTS = 8  # at each size, where there is no proof: here bits are raised to the last, lest a tiny gap hides
SHRINKING_STEPS = 400
DIGITS_OF_A_TIE = 100  # to which balls have to agree before algebra is asked whether two numbers are equal


@dataclass(frozen=True)
class Claimed:
    """Two sides of equal shape in which every arbitrary function is concrete, and the domain they are about."""

    left: t.Term
    right: t.Term
    relation: StepRelation
    given: Given
    variables: tuple[t.Variable, ...]
    solved: tuple[tuple[t.Variable, t.Term], ...] = ()  # constrained variables, as expressions of those above

    def outcome(self, point: Point, enough: int | None = None) -> Outcome:
        """What balls say of the claim at a point; sides that agree to ``enough`` digits are not looked at with more bits."""
        if self.relation == "=":
            return ball.compare(self.left, self.right, point, enough=enough)
        assert self.relation in {"≤", "≥", "<", ">"}
        related = ball.relation_holds(self.relation, self.left, self.right, point, enough=enough)  # type: ignore[arg-type]
        match related:
            case Violated(entry, left, right, bits):
                return Different(entry, left, right, bits)
            case ball.Holds(bits):
                return Overlapping(bits, 15)
            case Overlapping(bits, digits) if self.relation in {"<", ">"} and digits >= DIGITS_OF_A_TIE and self._tied(point):
                ours, theirs = (ball.enclose(side, point, bits)[0] for side in (self.left, self.right))
                return Different((), ours, theirs, bits)
            case _:
                return related

    def _tied(self, point: Point) -> bool:
        """Whether the sides, two numbers, are equal at the point by exact algebra: then neither is less than the other."""
        return self.left.shape == () and algebra.equal_at(self.left, self.right, point)


@dataclass(frozen=True)
class Failure:
    """A point where the claim certainly fails, and the lattice and the free numbers that it came from (``None``: random reals)."""

    point: Point
    outcome: Different
    lattice: Lattice
    numbers: tuple[Fraction, ...] | None


@dataclass
class Survey:
    """What was found at the points tried: how many of each kind, and the first of those worth showing."""

    agreeing: int = 0
    undecided: int = 0
    rejected: int = 0
    undefined_both: int = 0
    undefined_at: list[Point] = field(default_factory=list[Point])
    failure: Failure | None = None
    one_sided: list[tuple[Point, Undefined]] = field(default_factory=list[tuple[Point, Undefined]])
    one_sided_real: list[tuple[Point, Undefined]] = field(default_factory=list[tuple[Point, Undefined]])
    agreeing_real: int = 0
    agreeing_at: list[Sizes] = field(default_factory=list[Sizes])

    @property
    def compared(self) -> int:
        """At how many points both sides were truly compared."""
        return self.agreeing + (self.failure is not None)


def admits(given: Given, point: Point) -> bool:
    """Whether every fact that is no plain bound holds at the point.

    A fact is asked where the point has all its letters: y ≤ K says nothing of y alone.
    """
    known, sized = set(point.values), set(point.sizes)
    asked = (f for f in leftover(given) if set(t.free_variables(f)) <= known and set(t.sizes_in(f)) <= sized)
    return all(_stands(fact, point) for fact in asked)


def _stands(fact: t.Term, point: Point) -> bool:
    """Whether a fact holds, for every value of the indices that stand free in it."""
    return all(
        ball.holds(fact, Point(point.sizes, point.values, {**point.indices, **indices}), 53) is True
        for indices in index_values((fact,), point.sizes)
    )


def survey(claimed: Claimed, assignments: tuple[Sizes, ...], *, proved: bool) -> Survey:
    """Try the claim at nice points and at random real ones, sizes from small to large; stop at the first failure.

    A claim that algebra has ``proved``, or that has integrals or series in it, which are costly, is tried at fewer points, and with no
    more bits than show that the sides agree.
    """
    found = Survey()
    points, thorough = (FEWEST_POINTS, 0) if proved else (MOST_POINTS, THOROUGH_POINTS)
    if not proved and (is_infinite(claimed.left) or is_infinite(claimed.right)):
        points, thorough = COSTLY_POINTS, 0
    real_points = PROVED_REAL_POINTS if proved else REAL_POINTS
    for sizes in assignments:
        before = found.agreeing
        for indices in index_values((claimed.left, claimed.right), sizes):
            lattice = Lattice(claimed.given, claimed.variables, sizes, indices)
            for tried, (point, numbers) in enumerate(_points(claimed, lattice, points, real_points)):
                if point is None or not admits(claimed.given, point):
                    found.rejected += numbers is not None
                    continue
                enough = None if tried < thorough else AGREEING_DIGITS
                _counted(found, claimed.outcome(point, enough), point, lattice, numbers)
                if found.failure is not None:
                    return found
        if found.agreeing > before:
            found.agreeing_at.append(sizes)
    return found


def without_impossible_sizes(found: Survey) -> tuple[Survey, tuple[Sizes, ...]]:
    """The survey without the lengths at which a side has no value anywhere, and those lengths.

    XᵀX has no inverse where X has more columns than rows, whatever its entries are: a line with (XᵀX)⁻¹ in it is not
    about such an X.  That holds only where there are lengths at which both sides have values, and where the same side is
    without one at all the others: a step from (AᵀA)⁻¹Aᵀ, for tall A, to Aᵀ(AAᵀ)⁻¹, for wide A, is about no A but square ones.
    """
    met = [(point.sizes, sides) for point, sides in (*found.one_sided, *found.one_sided_real) if point.sizes not in found.agreeing_at]
    if not found.agreeing_at or len(dict.fromkeys(sides for _, sides in met)) != 1:
        return found, ()
    impossible = [sizes for sizes, _ in met]

    def kept(listed: list[tuple[Point, Undefined]]) -> list[tuple[Point, Undefined]]:
        return [(point, sides) for point, sides in listed if point.sizes in found.agreeing_at]

    distinct = tuple(sizes for k, sizes in enumerate(impossible) if sizes not in impossible[:k])
    return replace(found, one_sided=kept(found.one_sided), one_sided_real=kept(found.one_sided_real)), distinct


def _counted(found: Survey, outcome: Outcome, point: Point, lattice: Lattice, numbers: tuple[Fraction, ...] | None) -> None:
    match outcome:
        case Different():
            found.failure = Failure(point, outcome, lattice, numbers)
        case Undefined(True, True):
            found.undefined_both += 1
            found.undefined_at.append(point)
        case Undefined():
            (found.one_sided_real if numbers is None else found.one_sided).append((point, outcome))
        case Overlapping(_, digits) if digits >= AGREEING_DIGITS:
            found.agreeing += 1
            found.agreeing_real += numbers is None
        case Overlapping():
            found.undecided += 1


def _points(
    claimed: Claimed, lattice: Lattice, nice: int, real: int
) -> Iterator[tuple[Point, None] | tuple[Point | None, tuple[Fraction, ...]]]:
    """The nicest points with their free numbers, then random floats (rational numbers too), the same ones every time."""
    for choice in lattice.choices(nice):
        numbers = lattice.numbers(choice)
        yield lattice.located(numbers), numbers
    drawn = real_batch(claimed, lattice, real)
    for number in range(drawn.points):
        yield drawn.point(number), None


def real_batch(claimed: Claimed, lattice: Lattice, points: int, seed: int = 0) -> Batch:
    """At most so many float points of the claim's domain at the sizes of the lattice."""
    more = 8 * points if leftover(claimed.given) else points
    drawn = batch(claimed.given, claimed.variables, lattice.sizes, lattice.indices, points=more, seed=seed)
    if more == points:
        return drawn
    inside = (number for number in range(more) if admits(claimed.given, drawn.point(number)))
    kept = np.isin(np.arange(more), list(itertools.islice(inside, points)))
    return drawn.select(kept)


def smallest(claimed: Claimed, failure: Failure) -> Failure:
    """The failure moved to nicer numbers, one slot after the other, until none can be made nicer."""
    lattice = failure.lattice
    if failure.numbers is None:
        nearby = _nice_failure(claimed, lattice)
        if nearby is None:
            return failure
        failure = nearby
    slots, ranges = lattice.slots(), lattice.ranges()
    steps, moved = 0, True
    while moved and steps < SHRINKING_STEPS:
        moved = False
        numbers = failure.numbers or ()
        for slot, current in enumerate(numbers):
            for nicer in _nicer(current, slots[slot], ranges[slot]):
                steps += 1
                found = failure_at(claimed, lattice, (*numbers[:slot], nicer, *numbers[slot + 1 :]))
                if found is not None:
                    failure, moved, numbers = found, True, found.numbers or ()
                    break
    return failure


def _nicer(current: Fraction, slot: tuple[Fraction, ...], values: NumberSet) -> Iterator[Fraction]:
    """What to try in place of a number: the nice numbers before it, and the number rounded."""
    yield from itertools.takewhile(lambda number: number != current, slot)
    if current not in slot:
        for digits in (-1, 0, 1, 2):
            rounded = Fraction(round(current, digits))
            if rounded.denominator < current.denominator and contains(values, rounded):
                yield rounded


def _nice_failure(claimed: Claimed, lattice: Lattice) -> Failure | None:
    for choice in lattice.choices(4 * MOST_POINTS):
        found = failure_at(claimed, lattice, lattice.numbers(choice))
        if found is not None:
            return found
    return None


def failure_at(claimed: Claimed, lattice: Lattice, numbers: tuple[Fraction, ...]) -> Failure | None:
    """The failure at these free numbers, if they give a point of the domain and the claim certainly fails there."""
    point = lattice.located(numbers)
    if point is None or not admits(claimed.given, point):
        return None
    outcome = claimed.outcome(point)
    return Failure(point, outcome, lattice, numbers) if isinstance(outcome, Different) else None
