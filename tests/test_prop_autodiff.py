"""JAX agrees with every line of the hand, in reverse and in forward mode, at the points that Hypothesis draws."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import instances
from checks import terms as t
from checks.domains import Given, batch
from checks.sizes import assignments, index_values, letters
from checks.witnesses import autodiff
from tests.library_cases import claim, claims, infinite, step, within

EQUALITIES = [
    case
    for case in claims()
    if claim(*case).relation == "="
    and not isinstance(claim(*case).left, t.Optimisers)
    and not step(*case).false
    and not infinite(claim(*case))
]


@pytest.mark.parametrize(("name", "number"), EQUALITIES)
@settings(max_examples=5)
@given(seed=st.integers(0, 2**32 - 1))
def test_jax_agrees_with_the_hand(name: str, number: int, seed: int) -> None:
    wanted = claim(name, number)
    left, right = instances.concrete(wanted.left, wanted.right)
    variables = tuple(dict.fromkeys((*wanted.given.variables, *t.free_variables(left), *t.free_variables(right))))
    sizes = assignments(letters(left, right, *variables))[-1]
    compared = 0
    for indices in index_values((left, right), sizes):
        points = within(batch(Given(variables, wanted.given.facts), variables, sizes, indices, points=64, seed=seed), wanted.given)
        for mode in ("reverse", "forward"):
            agreement = autodiff.agree(left, right, points, mode=mode)
            assert agreement.agreeing == agreement.points, (mode, agreement, points)
            compared += agreement.points
    assert compared > 0
