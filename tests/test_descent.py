"""Gradient descent in the library: named slips are refuted, and long runs of the programs behave as the limits say.

A run is evidence for a limit and no proof: what is compared is the observed ratio of neighbouring iterates, or how far the run
still is from the limit beside how far it may be after so many steps.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import Any

import jax
import numpy as np
import pytest
from jax import numpy as jnp

from checks import terms as t
from checks.functions import HALF
from checks.judge import judge
from checks.model import Claim, claims_of
from checks.verdicts import Agrees, Proved, Refuted, Undecided
from tests.library_cases import claim, loaded

_, λ, κ, _ = loaded("descent/flattest_component").given.variables
T = loaded("descent/time_to_shrink").given.variables[0]
LAMBDA = loaded("descent/jitter").given.variables[1]
a = loaded("descent/product_of_factors").given.variables[0]
PI = t.Constant("pi")
PI_SQUARED = PI**2

SLIPS = {
    "threshold 1/λ for 2/λ": ("convergence_threshold", 2, 2 / λ, 1 / λ),
    "threshold 4/λ for 2/λ": ("convergence_threshold", 2, 2 / λ, 4 / λ),
    "κ + 1 for κ − 1 in the exponent": ("flattest_component", 2, κ - 1, κ + 1),
    "κ + 1 for κ − 1 in the best factor": ("best_single_rate", 1, κ - 1, κ + 1),
    "π²/8 for π²/6": ("rates_that_stop_short", 0, PI_SQUARED / 6, PI_SQUARED / 8),
    "e + 1 for e − 1": ("rates_that_stop_short", 1, t.Constant("e") - 1, t.Constant("e") + 1),
    "ln(1/ε) without T": ("time_to_shrink", 2, T, t.as_term(1)),
    "a minimum at −1": ("double_well", 2, t.as_term(-2), t.as_term(-1)),
    "no sign change": ("two_cycle_at_threshold", 2, t.as_term(-1), t.as_term(1)),
    "a third for 7/25": ("wolfe_line_search", 3, t.as_term(25), t.as_term(21)),
    "a for √a in the sine": ("product_of_factors", 9, t.Power(a, HALF), a),
    "a cosine for the sine": ("product_of_factors", 9, t.Apply("sin", PI * t.Power(a, HALF)), t.Apply("cos", PI * t.Power(a, HALF))),
    "α₀λ for α₀λ/2": ("stable_from_then_on", 0, t.as_term(2), t.as_term(1)),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_named_slip_is_refuted(slip: str) -> None:
    name, number, right, wrong = SLIPS[slip]
    step = claim(f"descent/{name}", number)
    slipped = replace(step, right=t.substitute(step.right, {right: wrong}))
    assert slipped.right != step.right
    assert isinstance(judge(slipped, slipped.left), Refuted)


def test_rates_a_over_n_do_not_leave_what_rates_a_over_n_squared_leave() -> None:
    slower, quicker = claim("descent/product_of_factors", 8), claim("descent/product_of_factors", 9)
    assert isinstance(judge(replace(quicker, left=slower.left), slower.left), Refuted)


def limit_of(name: str) -> Claim:
    """The first step of a derivation whose left side is a limit."""
    return next(step for step in claims_of(loaded(f"descent/{name}")) if isinstance(step.left, t.Limit))


@pytest.mark.parametrize(("name", "rate"), [("jitter", 3), ("jitter", 4), ("divergence", 1)])
def test_the_limits_need_the_threshold(name: str, rate: int) -> None:
    """Between 1/λ and 3/λ descent does not always end at the minimum, and above 1/λ it does not always diverge."""
    step = limit_of(name)
    facts = tuple(t.substitute(fact, {2 / LAMBDA: rate / LAMBDA}) for fact in step.given.facts)
    last = claims_of(loaded("descent/divergence"))[4].right if name == "divergence" else step.right
    wider = replace(step, given=replace(step.given, facts=facts), right=last)
    assert isinstance(judge(replace(wider, given=step.given), step.left), Proved)
    assert not isinstance(judge(wider, step.left), Proved | Agrees | Undecided)


@pytest.mark.parametrize("factor", [3, 5])
def test_with_another_slope_on_the_left_wolfes_function_is_not_convex(factor: int) -> None:
    step = claim("descent/wolfe_is_convex", 0)
    size = t.Apply("abs", t.Variable("w", (2,))[2])
    left, right = (t.substitute(without_names(side), {4 * size: factor * size}) for side in (step.left, step.right))
    assert (left, right) != (without_names(step.left), without_names(step.right))
    assert isinstance(judge(replace(step, left=left, right=right), left), Refuted)


def without_names(term: t.Term) -> t.Term:
    return without_names(term.meaning) if isinstance(term, t.Defined) else t.rebuild(term, without_names)


def run(name: str, *arguments: Any, **options: int) -> np.ndarray:
    """The program of a derivation about descent, in float64."""
    program = loaded(f"descent/{name}").program
    with jax.enable_x64(True):  # noqa: FBT003
        return np.asarray(program(*(jnp.asarray(argument, jnp.float64) for argument in arguments), **options))


@pytest.mark.parametrize("rate", [0.3, 1.0, 1.7, 1.99])
def test_below_the_threshold_the_observed_ratio_is_the_factor(rate: float) -> None:
    iterates = abs(run("convergence_threshold", rate, 1.0, 1.0, steps=4000))
    assert iterates[-1] < 1e-12
    seen = iterates[:-1] > 1e-300
    np.testing.assert_allclose(iterates[1:][seen], abs(1 - rate) * iterates[:-1][seen], rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("rate", [2.01, 2.5])
def test_above_the_threshold_the_iterates_grow_by_the_factor(rate: float) -> None:
    iterates = abs(run("divergence", rate, 1.0, 1.0, steps=700))
    assert iterates[-1] > 1000
    np.testing.assert_allclose(iterates[1:] / iterates[:-1], rate - 1, rtol=1e-9)


def test_the_flattest_component_takes_the_steps_that_are_claimed() -> None:
    κ, ε = 50.0, 1e-3
    left = run("flattest_component", 1 / κ, 1.0, κ, steps=1000)
    steps = int(np.argmax(left <= ε))
    assert (κ - 1) * np.log(1 / ε) <= steps <= κ * np.log(1 / ε) + 1


@pytest.mark.parametrize("size", [10**3, 10**4])
def test_products_of_factors_are_near_their_limits(size: int) -> None:
    a = 0.5
    harmonic, squares = run("product_of_factors", a, steps=2 * size).T
    assert abs(harmonic[2 * size] / harmonic[size] * 2**a - 1) < 1 / size  # like t^(−a)
    limit = np.sin(np.pi * np.sqrt(a)) / (np.pi * np.sqrt(a))
    assert 0 < squares[-1] / limit - 1 < a / size


def test_travels_are_near_their_limits() -> None:
    size = 10**4
    harmonic, squares, powers = run("rates_that_stop_short", 1.0, 1.0, steps=size).T
    assert 0 < np.pi**2 / 6 - squares[-1] < 1 / size
    assert abs(powers[-1] - 1 / (np.e - 1)) < 1e-12
    assert np.log(size + 1) < harmonic[-1] < np.log(size) + 1


@pytest.mark.parametrize("start", [0.001, 0.5, 0.999])
def test_a_start_on_the_right_of_the_hill_ends_at_one(start: float) -> None:
    assert abs(run("basins", 1 / 72, start, steps=200)[-1]) < 1e-12


@pytest.mark.parametrize("start", [-0.001, -1.0, -1.999])
def test_a_start_on_the_left_of_it_ends_at_minus_two(start: float) -> None:
    assert abs(run("basins", 1 / 72, start, steps=200)[-1] - 3) < 1e-12


def test_the_decaying_rate_ends_in_the_better_minimum_and_the_constant_one_does_not() -> None:
    picture = loaded("descent/leaving_a_basin").picture
    assert picture is not None
    with jax.enable_x64(True):  # noqa: FBT003
        (panel,) = picture()
        decaying, constant = map(np.asarray, panel.lines.values())
    assert abs(decaying[-1] + 2) < 1e-6
    assert abs(constant[-1] - 1) < 1e-6


@pytest.mark.parametrize("start", [0.3, 2.7, 5.01])
def test_on_a_kink_the_run_ends_in_a_cycle_of_two(start: float) -> None:
    iterates = run("kink_cycle", 1.0, start, steps=40)
    np.testing.assert_allclose(iterates[-2:], iterates[-4:-2], atol=1e-12)
    assert iterates[-1] * iterates[-2] < 0


def test_even_a_run_that_meets_the_kink_leaves_it() -> None:
    """JAX takes 1 for the slope of |θ| at 0, so that a start at a multiple of the step ends in a cycle as well."""
    assert run("kink_cycle", 1.0, 2.0, steps=5).tolist() == [2, 1, 0, -1, 0, -1]


def test_exact_line_search_ends_where_the_loss_still_falls() -> None:
    iterates = run("wolfe_line_search", 1.0, 1.0, steps=4)
    np.testing.assert_allclose(np.linalg.norm(iterates[1:], axis=1) / np.linalg.norm(iterates[:-1], axis=1), 7 / 25, rtol=1e-6)


def test_no_step_size_of_a_fine_search_reaches_the_minimum() -> None:
    module = importlib.import_module("derivations.descent.one_step_is_enough")
    sizes = np.linspace(-1, 2, 30001)
    losses = ((1 - sizes) ** 2 + 2 * (1 - 2 * sizes) ** 2) / 2
    best = float(module.after_best_step(jnp.array([1.0, 2.0]), jnp.ones(2)))
    assert losses.min() >= 1 / 9
    assert best == pytest.approx(1 / 9, rel=1e-6)
