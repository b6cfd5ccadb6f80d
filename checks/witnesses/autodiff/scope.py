"""What a letter is worth at which place of a term, and the exact numbers that are known before JAX traces anything.

Verbs: ``settled`` (an exact number or ``None``), ``whole``, ``running``; ``Setting``, ``Trace`` and ``Scope`` hold the letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from checks.domains import Batch
from checks.terms import (
    Constant,
    Defined,
    Dim,
    Index,
    Negative,
    Number,
    Plus,
    Power,
    Quotient,
    Shape,
    Size,
    Term,
    Times,
    Variable,
    children,
    measured,
    show,
)

Mode = Literal["reverse", "forward"]
Value: TypeAlias = Any  # a float, a numpy array or a JAX tracer
NODES = 20_000  # a node costs 30–60 µs to trace: about a second


class TooLarge(Exception):
    """No program of these sizes can be traced: it would be too long, or its length is not the same at all points; the message says so."""


@dataclass(frozen=True)
class Setting:
    """What a program depends on beside its terms: lengths, values of free indices, and integers that are the same at all points."""

    sizes: tuple[tuple[Size, int], ...]
    indices: tuple[tuple[Index, Fraction], ...]
    integers: tuple[tuple[Variable, Fraction], ...]

    @staticmethod
    def of(batch: Batch) -> Setting:
        """That of a batch."""
        integers = [(variable, _integer(values)) for variable, values in batch.values.items() if variable.shape == ()]
        known = tuple((variable, value) for variable, value in integers if value is not None)
        return Setting(tuple(batch.sizes.items()), tuple(batch.indices.items()), known)


def _integer(values: NDArray[np.float64]) -> Fraction | None:
    if not values.size:
        return None
    first = float(values.flat[0])
    return Fraction(first) if first.is_integer() and bool((values == first).all()) else None


@dataclass(eq=False)
class Trace:
    """One tracing: at which lengths and indices, which way to differentiate, and how much has been lowered so far."""

    setting: Setting
    mode: Mode
    nodes: int = 0
    leaves: dict[Term, frozenset[Term]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sizes = dict(self.setting.sizes)
        self.indices = dict(self.setting.indices)
        self.integers = dict(self.setting.integers)

    def shape(self, dims: Shape) -> tuple[int, ...]:
        """The concrete lengths of a shape."""
        return tuple(self.length(dim) for dim in dims)

    def length(self, dim: Dim) -> int:
        """The concrete length of one axis."""
        try:
            return measured(dim, self.sizes)
        except KeyError:
            raise ValueError(f"the batch gives no length for {show((dim,))}") from None

    def leaves_of(self, term: Term) -> frozenset[Term]:
        """The variables and indices in a term, bound ones included."""
        if term not in self.leaves:
            own = frozenset((term,)) if isinstance(term, Variable | Index) else frozenset[Term]()
            self.leaves[term] = own.union(*(self.leaves_of(child) for child in children(term)))
        return self.leaves[term]

    def spend(self) -> None:
        """Count one node; raise ``TooLarge`` at the cap."""
        self.nodes += 1
        if self.nodes > NODES:
            raise TooLarge(f"more than {NODES} operations at sizes {_shown(self.sizes)}")


@dataclass(eq=False)
class Scope:
    """What the letters are worth inside one binder.

    ``barrier`` marks the inside of a differentiated function: what JAX traces there must not be remembered outside.
    """

    trace: Trace
    values: Mapping[Term, Value]
    parent: Scope | None = None
    barrier: bool = False
    written: Mapping[Term, tuple[Term, Scope]] = field(default_factory=dict)
    memory: dict[Term, Value] = field(default_factory=dict)
    exact: dict[tuple[Term, bool], Fraction | None] = field(default_factory=dict)

    def inside(self, values: Mapping[Term, Value], *, barrier: bool = False, **rest: Any) -> Scope:
        """A scope in which these letters are worth something else."""
        return Scope(self.trace, values, parent=self, barrier=barrier, **rest)

    def binder(self, leaf: Term) -> Scope | None:
        """The innermost scope that says what the letter is worth."""
        scope: Scope | None = self
        while scope is not None and leaf not in scope.values:
            scope = scope.parent
        return scope


def _shown(sizes: Mapping[Size, int]) -> str:
    return ", ".join(f"{size.name} = {length}" for size, length in sizes.items()) or "fixed by the page"


# ── exact numbers, known before anything is traced ────────────────────────────────────────────────


def settled(term: Term, scope: Scope, *, variables: bool = False) -> Fraction | None:
    """The exact value of a number made of rationals, sizes and indices alone; ``None`` where it is not.

    With ``variables``, an integer variable that is the same at all points of the batch counts as well.
    """
    key = (term, variables)
    if key not in scope.exact:
        scope.exact[key] = _settle(term, scope, variables=variables)
    return scope.exact[key]


def _settle(term: Term, scope: Scope, *, variables: bool) -> Fraction | None:
    match term:
        case Number(value):
            return value
        case Size():
            return Fraction(scope.trace.length(term))
        case Index():
            return _index_value(term, scope)
        case Variable():
            return _constant_value(term, scope) if variables else None
        case Defined(_, meaning):
            return settled(meaning, scope, variables=variables)
        case Plus() | Times() | Negative() | Quotient() | Power() if term.shape == ():
            operands = [settled(child, scope, variables=variables) for child in children(term)]
            known = [operand for operand in operands if operand is not None]
            return _rational(term, known) if len(known) == len(operands) else None
        case _:
            return None


def _rational(term: Term, operands: list[Fraction]) -> Fraction | None:
    match term:
        case Plus():
            return sum(operands, Fraction(0))
        case Times():
            return prod(operands, start=Fraction(1))
        case Negative():
            return -operands[0]
        case Quotient():
            return operands[0] / operands[1] if operands[1] else None
        case _:
            base, exponent = operands
            small = exponent.denominator == 1 and abs(exponent) <= 64 and (base or exponent >= 0)
            return base ** int(exponent) if small else None


def _index_value(index: Index, scope: Scope) -> Fraction:
    binder = scope.binder(index)
    if binder is not None:
        return binder.values[index]
    if index not in scope.trace.indices:
        raise ValueError(f"the batch gives no value for the index {index.name}")
    return Fraction(scope.trace.indices[index])


def _constant_value(variable: Variable, scope: Scope) -> Fraction | None:
    binder = scope.binder(variable)
    if binder is not None and variable in binder.written:
        return settled(*binder.written[variable], variables=True)
    if binder is not None and binder.parent is not None:
        return None
    return scope.trace.integers.get(variable)


def whole(term: Term, scope: Scope, what: str) -> int:
    """The exact integer a term is over the whole batch; ``TooLarge`` says ``what`` had to be one."""
    value = settled(term, scope, variables=True)
    if value is None or value.denominator != 1:
        raise TooLarge(f"{what} has to be one integer at all points, and is not")
    return int(value)


def running(index: Index, scope: Scope) -> tuple[Fraction, ...]:
    """The values an index runs through; raises ``ValueError``, ``TypeError`` (no end), ``TooLarge``."""
    if index.values:
        return index.values
    if Constant("infinity") in {index.low, index.high} or Negative(Constant("infinity")) == index.low:
        raise TypeError(f"a sum over {index.name} without end has no program")
    low = 1 if index.low is None else whole(index.low, scope, f"the lower end of {index.name}")
    high = whole(index.high, scope, f"the upper end of {index.name}") if index.high is not None else 0
    if high - low > NODES:
        raise TooLarge(f"{index.name} runs through {high - low + 1} values")
    return tuple(map(Fraction, range(low, high + 1)))
