"""SymPy symbols with names of our own (x0, x1, …), and what is declared of them.

No text of a page ever becomes a symbol's name.  Verbs: ``assumptions_of``, ``region_of``, ``function_class``; ``Symbols``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from checks.sets import Finite, Integers, Interval, NumberSet


def assumptions_of(values: NumberSet) -> dict[str, bool]:
    """What SymPy is told of a number of the set."""
    told = {"real": True}
    low, high = _ends(values)
    if isinstance(values, Integers) or (isinstance(values, Finite) and all(v.denominator == 1 for v in values.values)):
        told["integer"] = True
    open_low = isinstance(values, Interval) and not values.low_closed
    open_high = isinstance(values, Interval) and not values.high_closed
    if low is not None and low >= 0:
        told["positive" if low > 0 or open_low else "nonnegative"] = True
    elif high is not None and high <= 0:
        told["negative" if high < 0 or open_high else "nonpositive"] = True
    return told


def region_of(values: NumberSet) -> Any:
    """The set, or an interval around it, in SymPy."""
    low, high = _ends(values)
    left_open = isinstance(values, Interval) and not values.low_closed
    right_open = isinstance(values, Interval) and not values.high_closed
    return sp.Interval(
        -sp.oo if low is None else sp.Rational(low.numerator, low.denominator),
        sp.oo if high is None else sp.Rational(high.numerator, high.denominator),
        left_open,
        right_open,
    )


def _ends(values: NumberSet) -> tuple[Any, Any]:
    if isinstance(values, Finite):
        return min(values.values), max(values.values)
    return values.low, values.high


@dataclass
class Symbols:
    """The symbols handed out so far, by what they stand for; ``regions`` says where each lies, ``highest`` how far an index runs."""

    _standing: dict[object, Any] = field(default_factory=dict[object, Any])
    regions: dict[Any, Any] = field(default_factory=dict[Any, Any])
    highest: dict[Any, Any] = field(default_factory=dict[Any, Any])
    _count: int = 0

    def standing_for(self, what: object, values: NumberSet) -> Any:
        """The symbol of something that lies in ``values``, the same one each time."""
        if what not in self._standing:
            self._standing[what] = self.fresh(**assumptions_of(values))
            self.regions[self._standing[what]] = region_of(values)
        return self._standing[what]

    def array_for(self, what: object, values: NumberSet) -> Any:
        """The indexed base of an array whose lengths stay letters."""
        if what not in self._standing:
            self._standing[what] = sp.IndexedBase(self._name(), **assumptions_of(values))  # type: ignore[arg-type] (its stub lacks assumptions)
        return self._standing[what]

    def fresh(self, **assumptions: bool) -> Any:
        """A symbol that stands nowhere else."""
        return sp.Symbol(self._name(), **assumptions)

    def items(self) -> tuple[tuple[object, Any], ...]:
        """What each symbol stands for."""
        return tuple(self._standing.items())

    def function_for(self, what: object) -> Callable[..., Any]:
        """An arbitrary smooth real function of several numbers; its partial derivatives are functions of the same kind."""
        if what not in self._standing:
            self._standing[what] = function_class(self._name())
        return self._standing[what]

    def _name(self) -> str:
        self._count += 1
        return f"x{self._count - 1}"


def function_class(name: str) -> Callable[..., Any]:
    """A SymPy function without a rule of its own; mixed partial derivatives do not depend on their order."""
    known: dict[tuple[int, ...], Any] = {}

    def partial(positions: tuple[int, ...]) -> Any:
        if positions not in known:

            def fdiff(self: Any, argindex: int = 1) -> Any:
                return partial(tuple(sorted((*positions, argindex))))(*self.args)

            shown = "_".join((name, *map(str, positions)))
            known[positions] = type(shown, (sp.Function,), {"fdiff": fdiff, "is_real": True})
        return known[positions]

    def applied(*arguments: Any, partials: tuple[int, ...] = ()) -> Any:
        return partial(tuple(sorted(partials)))(*arguments)

    return applied
