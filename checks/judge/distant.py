"""Where a claim may fail that no point near 0 shows: far out, and about the numbers that it is written with.

|x − 1000| = 1000 − x holds at every number that one would try first, and Π (n − j) over j ≤ 10 is 0 for n ≤ 10.

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
    return None


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
