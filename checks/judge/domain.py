"""Claims that hold on a part of the domain only, and the name of that part.

An equality between functions that are analytic on the whole domain holds everywhere or on no open part (identity theorem),
so only sides with a kink, a pole or a bounded domain are looked at.  Random real points are generic: what is met at one of
them happens on an open part.

Verbs: ``may_part``, ``look``, ``part``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from checks import terms as t
from checks.domains import Lattice, Point
from checks.functions import FUNCTIONS
from checks.judge.attack import Array, wide
from checks.judge.naming import name_of
from checks.judge.search import Claimed, Failure, admits
from checks.sets import NONNEGATIVE, POSITIVE, REALS, Finite, Integers, Interval
from checks.sizes import Sizes, index_values
from checks.witnesses import algebra, autodiff, ball
from checks.witnesses.ball import Different, Overlapping, Undefined

POINTS = 160
MOST_OF_A_KIND = 16  # points of a kind that balls look at
FEWEST_ON_A_PART = 3
LARGEST = 30.0  # e^-x² is 10^-391 there: balls of so many bits still tell it from 0
BITS = 4096
DIGITS = 1000
ANALYTIC = {"exp", "sin", "cos", "arctan", "erf", "sigma", "softplus", "tanh", "sinh", "cosh", "arsinh"}


@dataclass
class Look:
    """The random points at which balls have compared the sides, by what they found, with their free numbers."""

    holding: list[Point] = field(default_factory=list[Point])
    agreeing: list[Point] = field(default_factory=list[Point])
    failing: list[tuple[Point, Different, tuple[Fraction, ...]]] = field(
        default_factory=list[tuple[Point, Different, tuple[Fraction, ...]]]
    )
    one_sided: list[tuple[Point, Undefined]] = field(default_factory=list[tuple[Point, Undefined]])
    undefined: list[Point] = field(default_factory=list[Point])


def may_part(*sides: t.Term) -> bool:
    """Whether some side is not known to be analytic on the whole domain."""

    def cuts(part: t.Term) -> bool:
        match part:
            case t.Apply(function):
                return function not in ANALYTIC and function in FUNCTIONS
            case t.Power(_, exponent):
                return not (isinstance(exponent, t.Number) and exponent.value.denominator == 1 and exponent.value >= 0)
            case t.Quotient(_, denominator):
                return not isinstance(denominator, t.Number)
            case t.Norm() | t.Extremum() | t.Cases() | t.Indicator() | t.Inverse() | t.Integral() | t.Limit():
                return True
            case t.Reduce(kind, _, _, condition):
                return kind in {"max", "min"} or condition is not None
            case _:
                return False

    return any(cuts(part) for side in sides for part in t.walk(side))


def looked_over(claimed: Claimed, assignments: tuple[Sizes, ...], *, enough: int | None = None) -> tuple[Look, Lattice] | None:
    """A look at the smallest sizes at which anything but agreement, to ``enough`` digits, is met."""
    if not may_part(claimed.left, claimed.right):
        return None
    for sizes in assignments[:2]:
        for indices in index_values((claimed.left, claimed.right), sizes):
            lattice = Lattice(claimed.given, claimed.variables, sizes, indices)
            found = look(claimed, lattice, {}, enough)
            if found.failing or found.one_sided:
                return found, lattice
    return None


def part(claimed: Claimed, failure: Failure) -> str | None:
    """A name for the open part of the domain on which the claim holds; ``None`` where it holds on no such part.

    Discrete variables keep the values that they have at the failure: an equality that holds for special values of
    those only is refuted.
    """
    if not may_part(claimed.left, claimed.right):
        return None
    fixed = {
        slot: failure.numbers[slot] if failure.numbers is not None else None
        for slot, values in enumerate(failure.lattice.ranges())
        if isinstance(values, Finite | Integers)
    }
    if None in fixed.values():
        return None
    found = look(claimed, failure.lattice, {slot: float(number) for slot, number in fixed.items() if number is not None})
    if len(found.holding) < FEWEST_ON_A_PART:
        return None
    outside = [point for point, _, _ in found.failing] + [point for point, _ in found.one_sided] + found.undefined
    return name_of(claimed, failure.lattice, found.holding, outside or [failure.point])


def look(claimed: Claimed, lattice: Lattice, fixed: dict[int, float], enough: int | None = None) -> Look:
    """The sides compared at random real points of moderate and of small size; ``fixed`` gives some free numbers a value.

    With ``enough``, points at which the sides agree to so many digits are not looked at any more: they are listed as agreeing.
    """
    numbers = wide(lattice, POINTS, seed=3)
    for slot, values in enumerate(lattice.ranges()):
        if isinstance(values, Interval) and values in {REALS, POSITIVE, NONNEGATIVE}:
            numbers[:, slot] = np.fmod(numbers[:, slot], LARGEST)
    for slot, value in fixed.items():
        numbers[:, slot] = value
    found = Look()
    if not numbers.shape[1]:
        return found
    counts = {"same": 0, "apart": 0, "undefined": 0}
    for kind, number in zip(_kinds(claimed, lattice, numbers), numbers, strict=True):
        if counts[kind] < MOST_OF_A_KIND:
            exact = tuple(Fraction(float(x)) for x in number)
            point = lattice.located(exact)
            if point is not None and admits(claimed.given, point):
                counts[kind] += 1
                _sorted(claimed, point, exact, found, enough)
    return found


def _sorted(claimed: Claimed, point: Point, numbers: tuple[Fraction, ...], found: Look, enough: int | None) -> None:
    match ball.compare(claimed.left, claimed.right, point, max_bits=BITS, enough=enough):
        case Overlapping(bits, digits) if bits <= ball.START_BITS or (digits >= DIGITS and not _vanishing(claimed, point)):
            found.holding.append(point)  # few bits: equal as exact rationals
        case Overlapping(_, digits) if enough is not None and digits >= enough:
            found.agreeing.append(point)
        case Different() as outcome:
            found.failing.append((point, outcome, numbers))
        case Undefined(True, True):
            found.undefined.append(point)
        case Undefined() as outcome:
            found.one_sided.append((point, outcome))
        case _:
            pass


def _vanishing(claimed: Claimed, point: Point) -> bool:
    """Whether a side may be 0 here for all that its digits say, and no law makes the sides equal.

    What a saturated softmax leaves of a derivative is so small that a thousand digits do not tell it from its negative.
    """
    left, right = (ball.enclose(side, point, BITS) for side in (claimed.left, claimed.right))
    if not any(0 in ours or 0 in theirs for ours, theirs in zip(left, right, strict=True)):
        return False
    return algebra.lawless_at(claimed.left, claimed.right, point)


def _kinds(claimed: Claimed, lattice: Lattice, numbers: Array) -> list[str]:
    """What floats make of each point: the sides the ``same``, ``apart``, or one of them ``undefined``."""
    batch = lattice.floats(numbers)
    try:
        sides = autodiff.evaluator((claimed.left, claimed.right), batch)(batch)
    except (autodiff.TooLarge, autodiff.UnknownPrimitive):
        return ["same"] * (len(numbers) // 2) + ["apart"] * (len(numbers) - len(numbers) // 2)
    left, right = (side.reshape(len(numbers), -1) for side in sides)
    with np.errstate(all="ignore"):
        near = (np.abs(left - right) <= 1e-7 * (np.abs(left) + np.abs(right) + 1e-9)).all(axis=1)
    defined = (np.isfinite(left) & np.isfinite(right)).all(axis=1)
    return ["undefined" if not d else "same" if n else "apart" for d, n in zip(np.atleast_1d(defined), np.atleast_1d(near), strict=True)]
