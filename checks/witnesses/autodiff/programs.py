"""Programs traced from terms or from an engineer's own JAX code, and their floats and balls at a batch.

Verbs: ``traced``, ``run``, ``mode_of``, ``variables_of``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
from flint import arb
from numpy.typing import NDArray

from checks.domains import Batch
from checks.terms import Constant, Derivative, Term, Variable, free_variables, walk
from checks.witnesses.autodiff.balls import BALLS, balls, middles, precision, radii
from checks.witnesses.autodiff.lowering import lower, refuse
from checks.witnesses.autodiff.reading import FLOATS, UnknownPrimitive, count, is_readable, read
from checks.witnesses.autodiff.scope import Mode, Scope, Setting, TooLarge, Trace

if TYPE_CHECKING:
    from jax.extend.core import ClosedJaxpr

Floats: TypeAlias = "NDArray[np.float64]"
Program: TypeAlias = Callable[..., Any]
ModeName: TypeAlias = Literal["reverse mode", "forward mode", "values"]

EQUATIONS = 50_000  # a program of so many takes seconds to trace and to read


@dataclass(frozen=True)
class Traced:
    """A program and its arguments, the points last."""

    program: ClosedJaxpr
    arguments: tuple[Floats, ...]
    points: int
    compiled: Floats | None = None  # a further result, points last, of a program that needed XLA

    def at(self, batch: Batch, variables: tuple[Variable, ...]) -> Traced:
        """The same program at other points."""
        return replace(self, arguments=tuple(_points_last(batch.values[v]) for v in variables), points=batch.points)

    def floats(self) -> list[Floats]:
        """Each result at all points."""
        with np.errstate(all="ignore"):
            results = read(self.program, [*self.arguments, np.array([np.pi]), np.array([np.e])], FLOATS)
        if self.compiled is not None:
            results.append(self.compiled)
        return [_at_all(result, self.points) for result in results]

    def balls(self, chosen: NDArray[np.intp]) -> list[tuple[Floats, Floats]]:
        """Each result's middle and radius at the chosen points, as 53-bit balls have it."""
        with precision():
            constants = [np.array([number], dtype=object) for number in (arb.pi(), arb.const_e())]
            arguments = [balls(argument[..., chosen]) for argument in self.arguments]
            found = read(self.program, [*arguments, *constants], BALLS)
            results = [(_at_all(middles(side), len(chosen)), _at_all(radii(side), len(chosen))) for side in found]
        if self.compiled is not None:  # XLA's result has no balls: it is given as much as the term beside it
            results.append((self.compiled[..., chosen], results[0][1]))
        return results


def _at_all(result: Floats, points: int) -> Floats:
    result = result if result.ndim else result[None]
    return np.broadcast_to(result, (*result.shape[:-1], points))


def traced(terms: tuple[Term, ...], batch: Batch, mode: Mode, *, beside: tuple[Program, tuple[Variable, ...]] | None = None) -> Traced:
    """One program for all the terms (and a plain program beside them), so that they share what they have in common.

    Raises what ``agree`` raises.
    """
    try:
        return _traced(terms, batch, mode, beside)
    except RecursionError:
        raise TooLarge("the terms are nested deeper than Python can follow (some 300 levels)") from None


def variables_of(terms: tuple[Term, ...], batch: Batch, others: tuple[Variable, ...] = ()) -> tuple[Variable, ...]:
    """The variables of the batch that the terms depend on, in the order of a program's arguments."""
    wanted = (*(variable for term in terms for variable in free_variables(term)), *others)
    return tuple(variable for variable in dict.fromkeys(wanted) if variable in batch.values)


def _traced(terms: tuple[Term, ...], batch: Batch, mode: Mode, beside: tuple[Program, tuple[Variable, ...]] | None) -> Traced:
    variables = variables_of(terms, batch, beside[1] if beside else ())
    program = _program(terms, variables, Setting.of(batch), mode, beside)
    if beside is not None and not is_readable(program, BALLS):
        compiled = run(beside[0], [batch.values[variable] for variable in beside[1]])[0]
        return replace(traced(terms, batch, mode), compiled=_points_last(compiled))
    return Traced(program, tuple(_points_last(batch.values[variable]) for variable in variables), batch.points)


@lru_cache(maxsize=64)  # a step asks for the same program for several purposes
def _program(
    terms: tuple[Term, ...],
    variables: tuple[Variable, ...],
    setting: Setting,
    mode: Mode,
    beside: tuple[Program, tuple[Variable, ...]] | None,
) -> ClosedJaxpr:
    refuse(terms)
    trace = Trace(setting, mode)

    def sides(*arguments: Any) -> tuple[Any, ...]:
        values: dict[Term, Any] = dict(zip((*variables, Constant("pi"), Constant("e")), arguments, strict=True))
        scope = Scope(trace, values)
        results = [jnp.broadcast_to(lower(term, scope), trace.shape(term.shape)) for term in terms]
        if beside is not None:
            results.append(beside[0](*(values[variable] for variable in beside[1])))
            _same_shape(results)
        return tuple(jnp.asarray(result, np.float64) for result in results)

    kinds = [jax.ShapeDtypeStruct(trace.shape(variable.shape), np.float64) for variable in variables]
    number = jax.ShapeDtypeStruct((), np.float64)
    return _capped(jax.make_jaxpr(sides)(*kinds, number, number))


def _same_shape(results: Sequence[Any]) -> None:
    term, program = (np.shape(result) for result in results)
    if term != program:
        raise ValueError(f"the program's result has shape {program}, but the term beside it has shape {term}")


def _capped(program: ClosedJaxpr) -> ClosedJaxpr:
    equations = count(program)
    if equations > EQUATIONS:
        raise TooLarge(f"the traced program has {equations} equations, and {EQUATIONS} are the most that is read")
    return program


def _points_last(values: Any) -> Floats:
    return np.ascontiguousarray(np.moveaxis(np.asarray(values, dtype=np.float64), 0, -1))


def points_first(values: Floats) -> Floats:
    """From the order of this package to that of a ``Batch``."""
    return np.ascontiguousarray(np.moveaxis(values, -1, 0))


def run(program: Program, arguments: Sequence[Floats]) -> list[Floats]:
    """A plain program's results: read where every primitive is known, else compiled (some 100 ms)."""
    points = len(arguments[0])
    with jax.enable_x64(True):  # noqa: FBT003
        kinds = [jax.ShapeDtypeStruct(np.shape(argument)[1:], np.float64) for argument in arguments]
        traced = jax.make_jaxpr(program)(*kinds)
        try:
            if is_readable(traced, FLOATS):
                with np.errstate(all="ignore"):
                    results = read(traced, [_points_last(argument) for argument in arguments], FLOATS)
                return [points_first(_at_all(result, points)) for result in results]
        except UnknownPrimitive:  # a variant that only shows when it is carried out
            pass
        compiled = jax.jit(jax.vmap(program))(*(np.asarray(argument, np.float64) for argument in arguments))
        return [np.asarray(result) for result in jax.tree.leaves(compiled)]


def mode_of(terms: tuple[Term, ...], mode: Mode) -> ModeName:
    """How derivatives were taken, "values" where the terms hold none."""
    if not any(isinstance(part, Derivative) for term in terms for part in walk(term)):
        return "values"
    return "reverse mode" if mode == "reverse" else "forward mode"
