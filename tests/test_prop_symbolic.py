"""The hand's line in SymPy, worked out to 30 digits at a rational point, is what JAX computes from the definition, derivatives and all."""

from __future__ import annotations

from fractions import Fraction

import jax
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import instances
from checks import terms as t
from checks.domains import Batch, Given, Lattice, Point, lengths
from checks.sets import contains
from checks.sizes import assignments, index_values, letters
from checks.symbolic.encoding import Encoding
from checks.witnesses import ball
from checks.witnesses.autodiff.comparing import FLOOR, SLACK, ULPS
from checks.witnesses.autodiff.programs import traced
from tests.library_cases import claim, claims, step

DIGITS = 30


def is_finite(side: t.Term) -> bool:
    """Whether floats can compute it: no optimiser, and nothing without an end."""
    return not any(isinstance(part, t.Optimisers | t.Integral) or part == t.Constant("infinity") for part in t.walk(side))


LINES = [case for case in claims() if is_finite(claim(*case).left) and is_finite(claim(*case).right) and not step(*case).false]
MOST_TRIED = 200
GRID = 64  # numbers with this denominator are floats


def is_float(number: Fraction) -> bool:
    return Fraction(float(number)) == number


def point_of(wanted: Given, variables: tuple[t.Variable, ...], sizes: dict[t.Size, int], seed: int) -> Point | None:
    """A rational point of the domain whose numbers are floats exactly, so that both compute at the same point."""
    lattice = Lattice(wanted, variables, sizes, {})
    generator = np.random.default_rng(seed)
    slots = [
        [y for x in slot if contains(values, y := Fraction(round(x * GRID), GRID))]
        for slot, values in zip(lattice.slots(), lattice.ranges(), strict=True)
    ]
    for _ in range(MOST_TRIED if all(slots) else 0):
        found = lattice.located(tuple(slot[generator.integers(len(slot))] for slot in slots))
        if found is None or not all(is_float(x) for xs in found.values.values() for x in xs):
            continue
        if all(ball.holds(fact, found, 53) is True for fact in wanted.facts):
            return found
    return None


def sides(name: str, number: int) -> tuple[t.Term, ...]:
    found = claim(name, number)
    return tuple(side for side in (found.left, found.right) if not isinstance(side, t.Compare | t.Logic))


@pytest.mark.parametrize(("name", "number"), LINES)
@settings(max_examples=1)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_hand_in_sympy_is_what_jax_computes(name: str, number: int, seed: int) -> None:
    wanted = claim(name, number).given
    concrete = instances.concrete(*sides(name, number))
    variables = tuple(dict.fromkeys((*wanted.variables, *(v for side in concrete for v in t.free_variables(side)))))
    tried = assignments(letters(*concrete, *variables))
    sizes = dict(tried[min(1, len(tried) - 1)])
    point = point_of(Given(variables, wanted.facts), variables, sizes, seed)
    if point is None:
        pytest.skip("no point of the domain is made of floats")
    indices = next(index_values(concrete, sizes))
    values = {v: np.array([float(x) for x in xs]).reshape((1, *lengths(v.shape, sizes))) for v, xs in point.values.items()}
    batch = Batch(sizes, values, indices, 1)
    for side in concrete:
        encoding = Encoding(sizes, Given(variables, wanted.facts), indices)
        exact = [encoding.entry(side, place) for place in encoding.places(side.shape)]
        compare(side, batch, [x.subs(encoding.at(point)).evalf(DIGITS) for x in exact])


def compare(side: t.Term, batch: Batch, exact: list[sp.Expr]) -> None:
    """Each entry within the band that rounding can explain."""
    with jax.enable_x64(True):  # noqa: FBT003 (JAX's own signature)
        program = traced((side,), batch, "reverse")
        floats = program.floats()[0].reshape(-1)
        radii = program.balls(np.array([0]))[0][1].reshape(-1)
    assert len(floats) == len(exact)
    for value, radius, hand in zip(floats, radii, exact, strict=True):
        if not hand.is_finite or not np.isfinite(value):
            assert not np.isfinite(value) or not np.isfinite(radius)
            continue
        gap = abs(sp.Rational(*float(value).as_integer_ratio()) - hand)
        assert gap <= SLACK * radius + FLOOR + ULPS * np.spacing(abs(value)), (value, hand, radius)
