"""Where an inequality may fail that neither nice points nor a climb show: far out among the integers, and at narrow extrema.

At an extremum of left less right in one number its derivative vanishes there, and ``roots`` finds where.

Verb: ``failure_at_extremes``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

from checks import terms as t
from checks.domains import Lattice
from checks.judge.roots import Numbers, roots
from checks.judge.search import Claimed, Failure, failure_at
from checks.sets import Integers, contains
from checks.sizes import Sizes
from checks.witnesses import ball

FAR = (7, 8, 9, 10, 12, 16, 30, 100)
FARTHEST = (1000,)  # where nothing is added up, entry by entry
BASES = 2  # points, of which one number is moved at a time
MOST_NUMBERS = 4


def failure_at_extremes(claimed: Claimed, sizes: Sizes) -> Failure | None:
    """A certified violation of an inequality between numbers of numbers, or ``None`` where none was found."""
    variables = claimed.variables
    if sizes or claimed.left.shape != () or not 0 < len(variables) <= MOST_NUMBERS or any(v.shape != () for v in variables):
        return None
    lattice = Lattice(claimed.given, variables, sizes, {})
    for base in itertools.islice((lattice.numbers(choice) for choice in lattice.choices(8 * BASES)), BASES):
        for numbers in itertools.chain(_far(claimed, lattice, base), _stationary(claimed, lattice, base)):
            try:
                found = failure_at(claimed, lattice, numbers)
            except ball.TooLarge:  # a sum of sums to a hundred
                continue
            if found is not None:
                return found
    return None


def _far(claimed: Claimed, lattice: Lattice, base: Numbers) -> Iterator[Numbers]:
    loops = any(isinstance(part, t.Reduce | t.Table | t.Integral) for side in (claimed.left, claimed.right) for part in t.walk(side))
    for slot, values in enumerate(lattice.ranges()):
        for number in FAR if loops else (*FAR, *FARTHEST):
            if isinstance(values, Integers) and contains(values, Fraction(number)):
                yield (*base[:slot], Fraction(number), *base[slot + 1 :])


def _stationary(claimed: Claimed, lattice: Lattice, base: Numbers) -> Iterator[Numbers]:
    for slot, variable in enumerate(lattice.variables):
        if not isinstance(variable.values, Integers):
            slope = t.Derivative(claimed.left - claimed.right, (variable,))
            for solution in roots(slope, lattice, base, slot):
                yield tuple(solution.point.values[v][0] for v in lattice.variables)
