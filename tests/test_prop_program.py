"""The engineer's JAX program equals the hand's undifferentiated definition, in value and in derivative."""

from __future__ import annotations

import pytest

from checks import terms as t
from checks.domains import batch
from checks.sizes import assignments, letters
from checks.witnesses import autodiff
from tests.library_cases import NAMES, loaded, tabled


def definition(start: t.Term) -> tuple[t.Term, tuple[t.Term, ...]]:
    """What is differentiated or optimised in the first line, and by what."""
    while isinstance(start, t.Defined):
        start = start.meaning
    if isinstance(start, t.Optimisers):
        return start.objective, ()
    if isinstance(start, t.Derivative):
        inner, targets = definition(start.body) if isinstance(start.body, t.Derivative) else (start.body, ())
        return inner, (*targets, *start.targets)
    return start, ()


@pytest.mark.parametrize("name", NAMES)
def test_program_equals_definition(name: str) -> None:
    derivation = loaded(name)
    body, targets = definition(derivation.start)
    body, logits = tabled(body)
    parameters = [v for v in derivation.given.variables if v in t.free_variables(body)]
    variables = (*logits, *parameters)
    for sizes in assignments(letters(body, *variables)):
        points = batch(derivation.given, variables, sizes, {}, points=32, seed=3)
        values = autodiff.program_agrees(body, derivation.program, variables, points)
        assert values.agreeing == values.points > 0, values
        for position, variable in enumerate(variables):
            if targets and variable not in {target.array if isinstance(target, t.Entry) else target for target in targets}:
                continue

            def slope(*point: object, at: int = position) -> object:
                import jax

                return jax.grad(derivation.program, argnums=at)(*point)

            slopes = autodiff.program_agrees(t.Derivative(body, (variable,)), slope, variables, points)
            assert slopes.agreeing == slopes.points > 0, (variable.name, slopes)
