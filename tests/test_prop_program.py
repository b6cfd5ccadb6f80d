"""The engineer's JAX program equals the hand's undifferentiated definition, in value and in derivative.

A program that runs something (a descent, a loop that sums) equals at every step what the derivation says of that step; its
derivatives are taken inside.
"""

from __future__ import annotations

import pytest

from checks import terms as t
from checks.domains import batch
from checks.model import Run
from checks.sizes import assignments, letters
from checks.witnesses import autodiff
from tests.library_cases import NAMES, loaded, tabled, within


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


@pytest.mark.parametrize("name", [name for name in NAMES if loaded(name).run is None])
def test_program_equals_definition(name: str) -> None:
    derivation = loaded(name)
    body, targets = definition(derivation.start)
    body, logits = tabled(body)
    parameters = [v for v in derivation.given.variables if v in t.free_variables(body)]
    variables = (*logits, *parameters)
    for sizes in assignments(letters(body, *variables)):
        points = within(batch(derivation.given, variables, sizes, {}, points=32, seed=3), derivation.given)
        values = autodiff.program_agrees(body, derivation.program, variables, points)
        assert values.agreeing == values.points > 0, values
        for position, variable in enumerate(variables):
            if targets and variable not in {target.array if isinstance(target, t.Entry) else target for target in targets}:
                continue
            if len(body.shape) + len(variable.shape) > 2:  # no matrix holds these slopes
                continue

            def slope(*point: object, at: int = position) -> object:
                import jax

                return jax.jacobian(derivation.program, argnums=at)(*point)

            slopes = autodiff.program_agrees(t.Derivative(body, (variable,)), slope, variables, points)
            assert slopes.agreeing == slopes.points > 0, (variable.name, slopes)


def stacked(run: Run, steps: int) -> t.Term:
    """What the run is said to be at 0, 1, …, along the first axis."""
    counted = t.Index("step of the run", t.as_term(1), t.as_term(steps))
    return t.Table((counted,), t.substitute(run.value, {run.along: counted - 1}))


@pytest.mark.parametrize("name", [name for name in NAMES if loaded(name).run is not None])
def test_run_is_what_the_derivation_says_at_every_step(name: str) -> None:
    derivation = loaded(name)
    run = derivation.run
    assert run is not None
    for sizes in assignments(letters(run.value, *run.takes)):
        points = within(batch(derivation.given, run.takes, sizes, {}, points=32, seed=3), derivation.given)
        ran = autodiff.program_values(derivation.program, [points.values[v] for v in run.takes])
        claimed = stacked(run, ran.shape[1])
        if run.relation == "=":
            values = autodiff.program_agrees(claimed, derivation.program, run.takes, points)
            assert values.agreeing == values.points > 0, values
        else:
            bound = autodiff.value(claimed, points)
            assert points.points > 0
            assert {"≤": ran <= bound, "≥": ran >= bound, "<": ran < bound, ">": ran > bound}[run.relation].all(), (ran, bound)
