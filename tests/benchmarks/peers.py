"""Who is asked: each a function of a step that says what it makes of it, and the seconds that it took by the clock:
handcheck has SymPy at work in a process of its own.

Each is used the way its documentation shows, at its defaults.  Verbs: ``handcheck``, ``sympy_simplify``, ``sympy_equals``,
``math_verify``, ``jax_check_grads``, ``torch_gradcheck``, ``plain_hypothesis``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from checks import terms as t
from checks.symbolic.encoding import NotSymbolic
from tests.benchmarks.corpus import Step, claim_of, read
from tests.benchmarks.questions import NotPut, question, slope

Says = Literal["holds", "fails", "undecided", "not put"]


@dataclass(frozen=True)
class Answer:
    """What was said, after how many seconds."""

    says: Says
    seconds: float = 0.0


def _timed(ask: Callable[[], Says]) -> Answer:
    start = time.perf_counter()
    says = ask()
    return Answer(says, time.perf_counter() - start)


def handcheck(step: Step) -> Answer:
    """This project: the verdict with its help, from the terms on; its reading is timed elsewhere."""
    from checks.judge import chain_starts, judge_step, with_help
    from checks.verdicts import name

    claims = read(step.page).claims
    claim = claims[step.number]
    starts = chain_starts(claims)
    words: dict[str, Says] = {"proved": "holds", "agrees": "holds", "conditional": "fails", "refuted": "fails"}
    return _timed(lambda: words.get(name(with_help(claim, judge_step(claim, starts))), "undecided"))


def sympy_simplify(step: Step) -> Answer:
    """``simplify(l - r) == 0``; what does not simplify may still be zero, so that only a number other than 0 says no."""
    import sympy as sp

    asked = _put(step, question)
    if asked is None:
        return Answer("not put")

    def ask() -> Says:
        rest = [sp.simplify(a - b) for a, b in zip(asked.left, asked.right, strict=True)]
        if all(x == 0 for x in rest):
            return "holds"
        return "fails" if any(x.is_number and x.is_zero is False for x in rest) else "undecided"

    return _timed(ask)


def sympy_equals(step: Step) -> Answer:
    """``l.equals(r)``: true, false, or none."""
    asked = _put(step, question)
    if asked is None:
        return Answer("not put")

    def ask() -> Says:
        found = [a.equals(b) for a, b in zip(asked.left, asked.right, strict=True)]
        return "holds" if all(x is True for x in found) else "fails" if any(x is False for x in found) else "undecided"

    return _timed(ask)


def math_verify(step: Step) -> Answer:
    """``verify(parse(l), parse(r))`` on equalities of numbers in which nothing has been given a meaning by the page."""
    claim = claim_of(step)
    if (
        claim is None
        or claim.relation != "="
        or claim.left.shape != ()
        or claim.right.shape != ()
        or _needs_the_page(claim.left, claim.right)
    ):
        return Answer("not put")
    from math_verify import parse, verify

    def ask() -> Says:
        left, right = (parse(f"${side}$") for side in (claim.left_source, claim.right_source))
        if any(not side or isinstance(side[0], str) for side in (left, right)):  # else it gives back the text
            return "undecided"
        return "holds" if verify(left, right) else "fails"

    return _timed(ask)


def _needs_the_page(*sides: t.Term) -> bool:
    """Whether there is a defined name, an array, or a length: what stands in a formula alone does not say what it means."""
    return any(isinstance(part, t.Defined | t.Size | t.Function) or part.shape != () for side in sides for part in t.walk(side))


def jax_check_grads(step: Step) -> Answer:
    """``jax.test_util.check_grads`` of a function whose derivative is what the step claims: at its defaults, at one point."""
    asked = _put(step, slope)
    if asked is None:
        return Answer("not put")
    import jax
    import jax.numpy as jnp
    import sympy as sp
    from jax.test_util import check_grads

    symbols = [symbol for symbol, _, _ in asked.question.symbols]
    value = sp.lambdify(symbols, asked.body, "jax")
    claimed = sp.lambdify(symbols, list(asked.question.right), "jax")
    place = [symbols.index(symbol) for symbol in asked.by]
    (point,) = asked.question.points(1)
    others = [float(x) for x in point]

    def whole(xs: Any) -> list[Any]:
        entries: list[Any] = list(others)
        for k, number in enumerate(place):
            entries[number] = xs[k]
        return entries

    @jax.custom_vjp
    def function(xs: Any) -> Any:
        return value(*whole(xs))

    function.defvjp(
        lambda xs: (function(xs), xs),
        lambda xs, g: (g * jnp.stack([jnp.asarray(x, xs.dtype) for x in claimed(*whole(xs))]),),
    )
    start = jnp.array([others[number] for number in place])

    def ask() -> Says:
        try:
            check_grads(function, (start,), order=1, modes=("rev",))
        except AssertionError:
            return "fails"
        return "holds"

    return _timed(ask)


def torch_gradcheck(step: Step) -> Answer:
    """``torch.autograd.gradcheck`` of a function whose derivative is what the step claims: at its defaults, at one point."""
    asked = _put(step, slope)
    if asked is None:
        return Answer("not put")
    import sympy as sp
    import torch
    from torch.autograd.gradcheck import GradcheckError

    symbols = [symbol for symbol, _, _ in asked.question.symbols]
    # NumPy's names are Torch's too, and its functions are found by the arguments' type
    printer = {"sqrt": torch.sqrt, "exp": torch.exp, "log": torch.log, "sin": torch.sin, "cos": torch.cos, "tanh": torch.tanh}
    value = sp.lambdify(symbols, asked.body, [printer, "math"])
    claimed = sp.lambdify(symbols, list(asked.question.right), [printer, "math"])
    place = [symbols.index(symbol) for symbol in asked.by]
    (point,) = asked.question.points(1)

    def whole(xs: Any) -> list[Any]:
        entries = [torch.tensor(float(x), dtype=torch.float64) for x in point]
        for k, number in enumerate(place):
            entries[number] = xs[k]
        return entries

    class Function(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, xs: Any) -> Any:
            ctx.save_for_backward(xs)
            return torch.as_tensor(value(*whole(xs)), dtype=torch.float64)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (xs,) = ctx.saved_tensors
            return g * torch.stack([torch.as_tensor(x, dtype=torch.float64) for x in claimed(*whole(xs))])

    start = torch.tensor([float(point[number]) for number in place], dtype=torch.float64, requires_grad=True)

    def ask() -> Says:
        try:
            torch.autograd.gradcheck(Function.apply, (start,))
        except GradcheckError:
            return "fails"
        return "holds"

    return _timed(ask)


def plain_hypothesis(step: Step) -> Answer:
    """A Hypothesis test of 100 examples: both sides lambdified, a gradient taken by ``jax.grad``, compared by ``allclose``."""
    gradient = _put(step, slope)
    asked = gradient.question if gradient is not None else _put(step, question)
    if asked is None:
        return Answer("not put")
    import jax
    import sympy as sp
    from hypothesis import given, settings
    from hypothesis import strategies as st

    symbols = [symbol for symbol, _, _ in asked.symbols]

    @settings(max_examples=100, deadline=None, database=None, derandomize=True)
    @given(st.integers(0, 2**32 - 1))
    def agree(seed: int) -> None:
        (point,) = asked.points(1, seed)
        right = sp.lambdify(symbols, list(asked.right), "numpy")(*point)
        if gradient is None:
            left = sp.lambdify(symbols, list(asked.left), "numpy")(*point)
        else:
            by = tuple(symbols.index(symbol) for symbol in gradient.by)
            value = sp.lambdify(symbols, gradient.body, "jax")
            left = [float(x) for x in jax.grad(value, argnums=by)(*map(float, point))]
        np.testing.assert_allclose(np.array(left, dtype=float), np.array(right, dtype=float), rtol=1e-5, atol=1e-8)

    def ask() -> Says:
        try:
            agree()
        except AssertionError:
            return "fails"
        return "holds"

    return _timed(ask)


def _put(step: Step, form: Callable[[Any], Any]) -> Any:
    """The question, or ``None`` where the step is none for this peer."""
    claim = claim_of(step)
    try:
        return None if claim is None else form(claim)
    except (NotPut, NotSymbolic, ValueError):
        return None
