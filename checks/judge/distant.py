"""Where a claim may fail that no point near 0 shows: far out, about the numbers that it is written with, and of long arrays.

|x − 1000| = 1000 − x holds at every number that one would try first, Π (n − j) over j ≤ 10 is 0 for n ≤ 10, and ‖x‖₁ ≤ √3 ‖x‖₂
holds of up to three entries.

Verb: ``failure_far_out``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

from checks import terms as t
from checks.domains import Lattice
from checks.judge.search import AGREEING_DIGITS, Claimed, Failure, admits
from checks.sets import Finite, Integers, NumberSet, contains
from checks.sizes import Sizes, index_values
from checks.witnesses import ball
from checks.witnesses.ball import Different

FAR = (7, 8, 9, 10, 12, 16, 30, 100)
FARTHEST = (1000, 10**6)  # where nothing is added up, entry by entry
LONGEST_LOOP = 1000  # that a number from the claim itself may make
REAL_FAR = (Fraction(1, 1000), *map(Fraction, (40, 100, 1000, 10**6)))
BASES = 2  # points, of which one number is moved at a time
MOST_NUMBERS = 6  # of a point that are moved
MOST_WRITTEN = 12
LENGTHS = (4, 6, 10)  # of all letters at once, beyond the usual ones
MOST_ENTRIES = 64  # of all the arrays of a point
CHOICES = 4  # points of long arrays that are no pattern
HALF = Fraction(1, 2)


def failure_far_out(claimed: Claimed, sizes: Sizes) -> Failure | None:
    """A certified failure at a point of which one number is far out or near a number of the claim; ``None`` where none was found."""
    for indices in itertools.islice(index_values((claimed.left, claimed.right), sizes), 1):
        lattice = Lattice(claimed.given, claimed.variables, sizes, indices)
        for base in itertools.islice((lattice.numbers(choice) for choice in lattice.choices(8 * BASES)), BASES):
            for slot, values in itertools.islice(enumerate(lattice.ranges()), MOST_NUMBERS):
                for number in _distant(claimed, values):
                    found = _failing(claimed, lattice, (*base[:slot], number, *base[slot + 1 :]))
                    if found is not None:
                        return found
    return _failure_of_long_arrays(claimed, sizes)


def _failure_of_long_arrays(claimed: Claimed, sizes: Sizes) -> Failure | None:
    for longer in (dict.fromkeys(sizes, length) for length in LENGTHS if sizes):
        for indices in itertools.islice(index_values((claimed.left, claimed.right), longer), 1):
            lattice = Lattice(claimed.given, claimed.variables, longer, indices)
            if len(ranges := lattice.ranges()) > MOST_ENTRIES:
                return None
            choices = (lattice.numbers(choice) for choice in lattice.choices(CHOICES))
            for numbers in itertools.chain(_patterns(len(ranges), max(longer.values())), choices):
                found = _failing(claimed, lattice, numbers) if all(map(contains, ranges, numbers)) else None
                if found is not None:
                    return found
    return None


def _patterns(entries: int, length: int) -> Iterator[tuple[Fraction, ...]]:
    """Entries that are all equal, that alternate, of unit vectors and matrices, and 1, 2, 3, …: where norms are extreme."""
    for number in (Fraction(1), Fraction(-1), Fraction(0), HALF):
        yield (number,) * entries
    yield tuple(Fraction((-1) ** k) for k in range(entries))
    yield tuple(Fraction(k == 0) for k in range(entries))
    yield tuple(Fraction(k % (length + 1) == 0) for k in range(entries))
    yield tuple(Fraction(k + 1) for k in range(entries))


def _failing(claimed: Claimed, lattice: Lattice, numbers: tuple[Fraction, ...]) -> Failure | None:
    point = lattice.located(numbers)
    if point is None or not admits(claimed.given, point):
        return None
    try:
        outcome = claimed.outcome(point, AGREEING_DIGITS)
    except ball.TooLarge:  # a sum of sums to a hundred
        return None
    return Failure(point, outcome, lattice, numbers) if isinstance(outcome, Different) else None


def _distant(claimed: Claimed, values: NumberSet) -> Iterator[Fraction]:
    """Numbers of the set that are far out or near those of the claim, both signs, the smaller ones first."""
    if isinstance(values, Finite):
        return
    written, loops = _written(claimed), _loops(claimed)
    if isinstance(values, Integers):
        near = {c + k for number in written for c in (int(number),) for k in (-1, 0, 1)}
        far = set(FAR) if loops else {*FAR, *FARTHEST}
        sizes = {Fraction(number) for number in near | far if not loops or abs(number) <= LONGEST_LOOP}
    else:
        between = {(a + b) / 2 for a, b in itertools.pairwise(written)}
        sizes = {*REAL_FAR, *between, *(c + k for c in written for k in (-HALF, 0, HALF))}
    for size in sorted(sizes):
        yield from (number for number in {size, -size} if contains(values, number))


def _written(claimed: Claimed) -> list[Fraction]:
    """The largest numbers that the claim is written with."""
    found = {part.value for side in (claimed.left, claimed.right) for part in t.walk(side) if isinstance(part, t.Number)}
    return sorted(sorted(found)[-MOST_WRITTEN:])


def _loops(claimed: Claimed) -> bool:
    return any(isinstance(part, t.Reduce | t.Table | t.Integral) for side in (claimed.left, claimed.right) for part in t.walk(side))
