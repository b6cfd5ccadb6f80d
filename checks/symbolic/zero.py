"""That two SymPy expressions are equal on a region, shown by SymPy, the cheapest way first.

SymPy may answer by cases, and for parameters in general.  Here a case counts only by what is declared: one whose condition
cannot hold in the region is left out, and in each of the others the difference has to be 0 (where x = c is a case, at
x = c, unless a side has no value there).  What SymPy leaves unevaluated is not 0.

Verb: ``shown_equal``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp

from checks.symbolic.products import with_products_closed
from checks.symbolic.sums import inductions, with_binomials_closed
from checks.symbolic.symbols import Symbols

LARGEST = 400  # operations: beyond it simplification hardly ever ends
UNDEFINED = (sp.nan, sp.zoo, sp.oo, -sp.oo)
UNEVALUATED = (sp.Sum, sp.Product, sp.Integral, sp.Limit)
SAMPLES = tuple(sp.Rational(*pair) for pair in ((1, 1), (0, 1), (1, 2), (-1, 1), (2, 1), (1, 3), (-1, 2), (3, 2)))
ENTIRE = (sp.exp, sp.sin, sp.cos, sp.atan, sp.erf)
OF_POSITIVE = (sp.log, sp.gamma, sp.polygamma)


@dataclass(frozen=True)
class Rung:
    """A way to write an expression anew; where that gives 0, ``says`` is how it was shown."""

    says: str
    rewritten: Callable[[Any], Any]


def _normal(expression: Any) -> Any:
    """Over one denominator, without a common factor: exact in any kernels, which count as letters."""
    try:
        return sp.cancel(sp.together(expression))
    except (sp.PolynomialError, NotImplementedError):
        return expression


def _as_it_is(expression: Any) -> Any:
    return expression


def _by_angles(expression: Any) -> Any:
    expanded: Any = sp.expand_trig(expression)
    return sp.trigsimp(expanded)


RUNGS = (
    Rung("both sides become the same expression", _as_it_is),
    Rung("the difference over one denominator is 0", _normal),
    Rung("gammasimp and expand_func bring the difference to 0", lambda d: _normal(sp.expand_log(sp.expand_func(sp.gammasimp(d))))),
    Rung("expand brings the difference to 0", lambda d: _normal(sp.expand(sp.expand_log(d)))),
    Rung("combsimp brings the difference to 0", lambda d: _normal(sp.combsimp(d))),
    Rung("trigsimp brings the difference to 0", _by_angles),
    Rung("simplify brings the difference to 0", sp.simplify),
)


def shown_equal(left: Any, right: Any, symbols: Symbols) -> str | None:
    """How it was shown that two numbers are equal wherever both have values; ``None`` where it was not."""
    question = _Question(left, right, symbols)
    difference = left - right
    binomial = with_binomials_closed(difference)
    if binomial != difference and not binomial.has(*UNEVALUATED):
        return question.by_cases(binomial, "binomial sums in closed form, ")
    closed = with_products_closed(difference)
    if closed != difference:
        return question.by_cases(_evaluated(closed), "infinite products by the gamma function, ")
    found = question.vanishes(difference, RUNGS[:2])
    if found is None and difference.has(sp.Sum, sp.Product):
        found = question.by_induction(difference)
    if found is None and difference.has(*UNEVALUATED):
        found = question.by_cases(_evaluated(difference), "sums and integrals evaluated, ")
    if found is None and difference.has(sp.Piecewise, sp.Max, sp.Min, sp.Abs):
        found = question.by_cases(difference.rewrite(sp.Piecewise), "in each case of the signs, ")
    if found is None:
        found = question.vanishes(difference, RUNGS[2:]) or question.is_constant_zero(difference)
    return found


def _evaluated(expression: Any) -> Any:
    return sp.piecewise_fold(expression.doit())


@dataclass(frozen=True)
class _Question:
    left: Any
    right: Any
    symbols: Symbols

    def vanishes(self, difference: Any, rungs: tuple[Rung, ...] = RUNGS) -> str | None:
        """The first rung that brings it to 0."""
        for rung in rungs:
            if rung not in RUNGS[:2] and difference.count_ops() > LARGEST:
                return None
            if rung.rewritten(difference) == 0:
                return rung.says
        return None

    def by_induction(self, difference: Any) -> str | None:
        """It is 0 at the least value of a letter, and if it is at one, so it is at the next."""
        for induction in inductions(difference, self.symbols):
            if self.vanishes(induction.step, RUNGS[:5]) is not None and self.vanishes(induction.base, RUNGS[:5]) is not None:
                return "by induction in the upper bound, the next term and the first value"
        return None

    # ── cases ─────────────────────────────────────────────────────────────────────────────────────

    def by_cases(self, difference: Any, said: str) -> str | None:
        """The difference is 0 in each case that may occur."""
        folded: Any = sp.piecewise_fold(difference)
        if not isinstance(folded, sp.Piecewise):
            found = None if folded.has(*UNEVALUATED) else self.vanishes(folded)
            return None if found is None else said + found
        found = None
        pieces: Any = folded.args
        for value, condition in pieces:
            holds = self._holds(condition)
            if holds is False:
                continue
            shown = self._in_case(value, condition)
            if shown is None:
                return None
            found = found or shown
            if holds is True:
                break
        return None if found is None else said + found

    def _in_case(self, value: Any, condition: Any) -> str | None:
        """The value is 0 where the condition holds: at each of finitely many points, else as an expression."""
        part = self._part(condition)
        if part is not None and isinstance(part[1], sp.FiniteSet):
            symbol, points = part
            shown = [self._at(value, symbol, point) for point in points]
            return shown[0] if all(shown) else None
        if value.has(*UNEVALUATED, *UNDEFINED):
            return None
        return self.by_cases(value, "") if value.has(sp.Piecewise) else self.vanishes(value)

    def _at(self, value: Any, symbol: Any, point: Any) -> str | None:
        """The value is 0 at a point, unless a side has no value there."""
        if any(side.subs(symbol, point).has(*UNDEFINED) for side in (self.left, self.right)):
            return RUNGS[0].says
        there = value.subs(symbol, point)
        return None if there.has(*UNEVALUATED, *UNDEFINED) else self.vanishes(there)

    def _holds(self, condition: Any) -> bool | None:
        """Whether the condition holds everywhere in the region (``True``), nowhere in it (``False``), or neither is known."""
        if condition in (True, sp.true):
            return True
        if condition in (False, sp.false):
            return False
        part = self._part(condition)
        if part is not None:
            region = self.symbols.regions[part[0]]
            return True if part[1] == region else (False if part[1].is_empty else None)
        match condition:
            case sp.And(args=parts):
                found = [self._holds(inner) for inner in parts]
                return False if False in found else (True if all(found) else None)
            case sp.Or(args=parts):
                found = [self._holds(inner) for inner in parts]
                return True if True in found else (None if None in found else False)
            case sp.LessThan() | sp.GreaterThan():
                index, most = condition.lts, condition.gts
                return True if (most - self.symbols.highest.get(index, index)).is_nonnegative else None
            case _:
                return None

    def _part(self, condition: Any) -> tuple[Any, Any] | None:
        """The only symbol of a condition, and the part of its region where the condition holds; ``None`` where that is not known."""
        free = tuple(condition.free_symbols) if isinstance(condition, sp.Basic) else ()
        if len(free) != 1 or free[0] not in self.symbols.regions:
            return None
        try:
            plain: Any = condition.subs(free[0], sp.Symbol("plain", real=True))
            solutions = plain.as_set()
            found = self.symbols.regions[free[0]].intersect(solutions)
        except (NotImplementedError, TypeError, ValueError, AttributeError):
            return None
        return free[0], found

    # ── constants ─────────────────────────────────────────────────────────────────────────────────

    def is_constant_zero(self, difference: Any) -> str | None:
        """Smooth on a box, without a derivative other than 0, and 0 at one of its points: 0."""
        free = sorted(difference.free_symbols, key=str)
        regions = [self.symbols.regions.get(symbol) for symbol in free]
        if not free or any(region is None for region in regions) or any(symbol.is_integer for symbol in free):
            return None
        if difference.count_ops() > LARGEST or not all(map(self._is_smooth, sp.preorder_traversal(difference))):
            return None
        if any(self.vanishes(sp.diff(difference, symbol)) is None for symbol in free):
            return None
        for point in self._samples(regions):
            if self.vanishes(difference.subs(dict(zip(free, point, strict=True)))) is not None:
                return "both sides have the same derivatives, and are the same number at a point"
        return None

    def _samples(self, regions: list[Any]) -> Iterator[tuple[Any, ...]]:
        inside = [[x for x in SAMPLES if x in region] for region in regions]
        return zip(*inside, strict=False)

    def _is_smooth(self, part: Any) -> bool:
        """Whether the outermost operation is smooth all over the box, given that its arguments are."""
        match part:
            case sp.Symbol() | sp.Add() | sp.Mul():
                return True
            case sp.Pow(args=(base, exponent)):
                if exponent.is_Integer:
                    return bool(exponent > 0) or self._has_sign(base, 0)
                return self._has_sign(base, 1)
            case _:
                if part.is_number or isinstance(part, ENTIRE):
                    return True
                return isinstance(part, OF_POSITIVE) and self._has_sign(part.args[-1], 1)

    def _has_sign(self, part: Any, sign: int) -> bool:
        """Whether the part is positive (``sign`` 1), or of one sign or the other (0), all over the box."""
        if part.is_positive or (sign == 0 and part.is_negative):
            return True
        if isinstance(part, sp.Add | sp.Mul) and all(self._has_sign(inner, 1) for inner in part.args):
            return True
        if isinstance(part, sp.Pow) and part.exp.is_real and self._has_sign(part.base, 1):
            return True
        free = tuple(part.free_symbols)
        if len(free) != 1 or free[0] not in self.symbols.regions or not part.is_polynomial(*free):
            return False
        region = self.symbols.regions[free[0]]
        try:
            roots: list[Any] = sp.Poly(part, *free).real_roots()
        except (sp.PolynomialError, NotImplementedError):  # coefficients that are not rational
            return False
        if any(root in region for root in roots):
            return False
        values: list[Any] = [part.subs(free[0], x) for x in SAMPLES if x in region]
        return sign == 0 or any(value > 0 for value in values)
