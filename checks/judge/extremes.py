"""Where an inequality may fail that neither nice points nor a climb show: at narrow extrema.

At an extremum of left less right in one number its derivative vanishes there, and ``roots`` finds where.

Verb: ``failure_at_extremes``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from checks import terms as t
from checks.domains import Lattice
from checks.judge.roots import Numbers, roots
from checks.judge.search import Claimed, Failure, failure_at
from checks.sets import Integers
from checks.sizes import Sizes
from checks.witnesses import ball

BASES = 2  # points, of which one number is moved at a time
MOST_NUMBERS = 4


def failure_at_extremes(claimed: Claimed, sizes: Sizes) -> Failure | None:
    """A certified violation of an inequality between numbers of numbers, or ``None`` where none was found."""
    variables = claimed.variables
    if sizes or claimed.left.shape != () or not 0 < len(variables) <= MOST_NUMBERS or any(v.shape != () for v in variables):
        return None
    lattice = Lattice(claimed.given, variables, sizes, {})
    for base in itertools.islice((lattice.numbers(choice) for choice in lattice.choices(8 * BASES)), BASES):
        for numbers in _stationary(claimed, lattice, base):
            try:
                found = failure_at(claimed, lattice, numbers)
            except ball.TooLarge:
                continue
            if found is not None:
                return found
    return None


def _stationary(claimed: Claimed, lattice: Lattice, base: Numbers) -> Iterator[Numbers]:
    for slot, variable in enumerate(lattice.variables):
        if not isinstance(variable.values, Integers):
            slope = t.Derivative(claimed.left - claimed.right, (variable,))
            for solution in roots(slope, lattice, base, slot):
                yield tuple(solution.point.values[v][0] for v in lattice.variables)
