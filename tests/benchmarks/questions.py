"""A step as the peers can be asked about it: two SymPy expressions over real symbols, at lengths of 2.

The translation is handcheck's own and is not timed: a peer is asked the question that somebody who uses it would have
typed in.  Verbs: ``question``, ``slope``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from checks import terms as t
from checks.domains import Given, batch, leftover
from checks.model import Claim
from checks.sizes import index_values, letters
from checks.symbolic.encoding import Encoding

LENGTH = 2


class NotPut(Exception):
    """The step is no question for this peer."""


@dataclass(frozen=True)
class Question:
    """Entries that should be equal, and what their symbols stand for: the entry at a place of a variable."""

    left: tuple[Any, ...]
    right: tuple[Any, ...]
    symbols: tuple[tuple[Any, t.Variable, tuple[int, ...]], ...]
    given: Given
    sizes: Mapping[t.Size, int]

    def points(self, count: int, seed: int = 0) -> NDArray[np.float64]:
        """Random points of the domain: (count, symbols)."""
        variables = tuple(dict.fromkeys(variable for _, variable, _ in self.symbols))
        drawn = batch(self.given, variables, self.sizes, {}, points=count, seed=seed)
        columns = [drawn.values[variable][(slice(None), *(k - 1 for k in place))] for _, variable, place in self.symbols]
        return np.stack(columns, axis=1) if columns else np.zeros((count, 0))


@dataclass(frozen=True)
class Slope:
    """A step that gives a derivative of first order: the number that is differentiated, by which symbols, and what it should be."""

    body: Any
    by: tuple[Any, ...]
    question: Question


def question(claim: Claim) -> Question:
    """The two sides of an equality; raises ``NotPut``, or ``NotSymbolic`` where SymPy has no form for one."""
    encoding = _encoding(claim)
    left, right = (_entries(encoding, side) for side in (claim.left, claim.right))
    return _asked(encoding, claim, left, right)


def slope(claim: Claim) -> Slope:
    """The same where the left side is a derivative of a number by a variable."""
    left = claim.left
    while isinstance(left, t.Defined):
        left = left.meaning
    match left:
        case t.Derivative(body, (t.Variable() as target,)) if body.shape == ():
            pass
        case _:
            raise NotPut("the left side is no gradient")
    encoding = _encoding(claim)
    ranges = [range(1, t.measured(dim, encoding.sizes) + 1) for dim in target.shape]
    places = list(np.ndindex(*(len(r) for r in ranges)))
    by = tuple(encoding.entry(target, tuple(k + 1 for k in place)) for place in places)
    inner, right = sp.sympify(encoding.whole(body)), _entries(encoding, claim.right)
    return Slope(inner, by, _asked(encoding, claim, right, right))


def _encoding(claim: Claim) -> Encoding:
    if leftover(claim.given):
        raise NotPut("a fact that neither assumptions of symbols nor random points keep")
    if claim.relation != "=" or isinstance(claim.left, t.Optimisers):
        raise NotPut("no equality of numbers or arrays")
    sizes = dict.fromkeys(letters(claim.left, claim.right), LENGTH)
    indices = next(index_values((claim.left, claim.right), sizes))
    return Encoding(sizes, claim.given, indices)


def _entries(encoding: Encoding, side: t.Term) -> tuple[Any, ...]:
    whole = sp.sympify(encoding.whole(side))  # a number may be Python's
    return (whole,) if side.shape == () else tuple(whole)


def _asked(encoding: Encoding, claim: Claim, left: tuple[Any, ...], right: tuple[Any, ...]) -> Question:
    return Question(left, right, tuple(map(_symbol, encoding.symbols.items())), claim.given, encoding.sizes)


def _symbol(item: tuple[object, Any]) -> tuple[Any, t.Variable, tuple[int, ...]]:
    match item:
        case ((t.Variable() as variable, tuple() as place), symbol):
            return symbol, variable, tuple(map(int, place))
        case _:
            raise NotPut("an arbitrary function, or an index that stays a letter")
