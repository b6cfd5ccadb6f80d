"""A term as a SymPy expression, entry by entry: never by SymPy's matrix calculus, which says that ∂ log det S / ∂S is 0.

At given lengths every index runs through its numbers.  A length without a number stays a letter: sums along it become
``Sum``, and entries ``Indexed``.  Derivatives are SymPy's own, by symbols put in for the entries of the variable.

Verbs: ``as_sympy``; ``Encoding`` remembers the symbols; ``NotSymbolic`` says what has no such form.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, TypeAlias

import sympy as sp

from checks import terms as t
from checks.domains import Given, Point, narrowed
from checks.functions import meaning_of
from checks.sets import NONNEGATIVE, POSITIVE, Integers, Interval, Structure, is_positive
from checks.symbolic.symbols import Symbols

Position: TypeAlias = tuple[Any, ...]
EVERYTHING = Given()
LONGEST_RANGE = 200
LARGEST_MATRIX = 4  # a determinant of letters has n! terms
LARGEST_POWER = 1000  # of a written number, which SymPy multiplies out
ONE = t.Number(Fraction(1))
ARGUMENT = t.Variable("argument")  # of a function that is defined through others
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "exp": sp.exp, "log": sp.log, "sin": sp.sin, "cos": sp.cos, "arctan": sp.atan, "abs": sp.Abs, "sign": sp.sign,
    "erf": sp.erf, "gamma": sp.gamma, "digamma": sp.digamma, "trigamma": lambda x: sp.polygamma(1, x),
    "tetragamma": lambda x: sp.polygamma(2, x),
}  # fmt: skip
RELATIONS = {"=": sp.Eq, "≠": sp.Ne, "<": sp.Lt, "≤": sp.Le, ">": sp.Gt, "≥": sp.Ge}
# what differentiation leaves where there is no derivative, or no formula for one
NO_DERIVATIVE = (sp.DiracDelta, sp.Derivative, sp.Subs)


class NotSymbolic(ValueError):
    """A term without a form in SymPy; the message names it."""


@dataclass(frozen=True, eq=False)
class Scope:
    """What bound letters are worth here: entries of variables by their position, indices."""

    values: Mapping[t.Variable, Callable[[Position], Any]] = field(default_factory=dict[t.Variable, Callable[[Position], Any]])
    indices: Mapping[t.Index, Any] = field(default_factory=dict[t.Index, Any])


OPEN = Scope()


def as_sympy(term: t.Term, sizes: Mapping[t.Size, int], given: Given = EVERYTHING) -> Any:
    """A number as an expression, an array as an ``ImmutableDenseMatrix`` (a vector is a column); raises ``NotSymbolic``."""
    return Encoding(sizes, given).whole(term)


@dataclass
class Encoding:
    """Terms made expressions over the same symbols; ``indices`` are the numbers that free indices are taken to be."""

    sizes: Mapping[t.Size, int]
    given: Given = field(default_factory=Given)
    indices: Mapping[t.Index, Fraction] = field(default_factory=dict[t.Index, Fraction])
    symbols: Symbols = field(default_factory=Symbols)
    _done: dict[tuple[t.Term, Position, Scope], Any] = field(default_factory=dict[tuple[t.Term, Position, Scope], Any])

    def whole(self, term: t.Term) -> Any:
        """See ``as_sympy``."""
        if term.shape == ():
            return self.entry(term, ())
        if len(term.shape) > 2:
            raise NotSymbolic(f"an array of shape {t.show(term.shape)}")
        rows, columns = (*(self._counted(dim) for dim in term.shape), 1)[:2]
        return sp.ImmutableDenseMatrix(rows, columns, [self.entry(term, place) for place in self.places(term.shape)])

    def entry(self, term: t.Term, at: Position, scope: Scope = OPEN) -> Any:
        """The entry of ``term`` at a position, which counts from 1; raises ``NotSymbolic``."""
        key = (term, at, scope)
        if key not in self._done:
            try:
                self._done[key] = self._entry(term, at, scope)
            except (TypeError, ValueError, NotImplementedError, ArithmeticError) as error:
                raise error if isinstance(error, NotSymbolic) else NotSymbolic(f"{type(term).__name__}: {error}") from None
        return self._done[key]

    def at(self, point: Point) -> dict[Any, Any]:
        """What each symbol is worth at a point of the domain."""
        worth: dict[Any, Any] = {}
        for what, symbol in self.symbols.items():
            match what:
                case (t.Variable() as variable, tuple() as place):
                    flat = 0
                    for index, dim in zip(place, variable.shape, strict=True):
                        flat = flat * self._counted(dim) + int(index) - 1
                    value = point.values[variable][flat]
                    worth[symbol] = sp.Rational(value.numerator, value.denominator)
                case _:
                    pass
        return worth

    # ── one entry ─────────────────────────────────────────────────────────────────────────────────

    def _entry(self, term: t.Term, at: Position, scope: Scope) -> Any:
        match term:
            case t.Number(value):
                return sp.Rational(value.numerator, value.denominator)
            case t.Constant(name):
                return {"e": sp.E, "pi": sp.pi, "infinity": sp.oo}[name]
            case t.Size():
                return self._length(term)
            case t.Index():
                return self._index(term, scope)
            case t.Variable():
                return scope.values[term](at) if term in scope.values else self._declared(term, at)
            case t.Defined(_, meaning):
                return self.entry(meaning, at, scope)
            case t.Reduce():
                return self._reduced(term, at, scope)
            case t.Integral():
                return self._integral(term, scope)
            case t.Limit():
                return self._limit(term, scope)
            case t.Derivative(body, targets):
                return self._derivative(body, targets, at, scope)
            case t.At(body, values):
                inner = {v: self._bound_to(value, scope) for v, value in values}
                return self.entry(body, at, replace(scope, values={**scope.values, **inner}))
            case t.Call(function, argument, order):
                partials = (1,) * order
                inputs = [self.entry(argument, place, scope) for place in self.places(argument.shape)]
                return self.symbols.function_for((function, self._numbers(at)))(*inputs, partials=partials)
            case t.Indicator(condition):
                return sp.Piecewise((1, self._truth(condition, scope)), (0, True))
            case t.Cases(branches):
                pairs = [(self.entry(x, at, scope), True if c is None else self._truth(c, scope)) for x, c in branches]
                return sp.Piecewise(*pairs)
            case _:
                return self._arithmetic(term, at, scope)

    def _arithmetic(self, term: t.Term, at: Position, scope: Scope) -> Any:
        def part(x: t.Term) -> Any:
            return self.entry(x, at if x.shape != () else (), scope)

        match term:
            case t.Plus(terms):
                return sp.Add(*map(part, terms))
            case t.Negative(argument):
                return -part(argument)
            case t.Times(factors) | t.Hadamard(factors):
                return sp.Mul(*map(part, factors))
            case t.Quotient(numerator, denominator):
                return part(numerator) / part(denominator)
            case t.Power(base, exponent):
                return self._power(base, part(exponent), part)
            case t.Extremum(kind, terms):
                return (sp.Max if kind == "max" else sp.Min)(*map(part, terms))
            case t.Apply(name, argument):
                if name in FUNCTIONS:
                    return FUNCTIONS[name](part(argument))
                meaning, value = meaning_of(name, ARGUMENT), part(argument)
                assert meaning is not None
                return self.entry(meaning, (), replace(scope, values={**scope.values, ARGUMENT: _constantly(value)}))
            case _:
                return self._array(term, at, scope)

    def _power(self, base: t.Term, exponent: Any, part: Callable[[t.Term], Any]) -> Any:
        if base == t.Constant("e"):
            return sp.exp(exponent)
        under = part(base)
        if exponent.is_number and (not exponent.is_Rational or abs(exponent) > LARGEST_POWER) and under.is_number:
            raise NotSymbolic(f"a power {exponent} of a number")
        return under**exponent

    # ── arrays ────────────────────────────────────────────────────────────────────────────────────

    def _array(self, term: t.Term, at: Position, scope: Scope) -> Any:
        match term:
            case t.Ones() | t.Zeros():
                return sp.Integer(isinstance(term, t.Ones))
            case t.Identity():
                return sp.KroneckerDelta(*at)
            case t.Unit(index, _):
                return sp.KroneckerDelta(self.entry(index, (), scope), *at)
            case t.Matrix(rows):
                row, column = (*self._numbers(at), 1)[:2]
                return self.entry(rows[row - 1][column - 1], (), scope)
            case t.Table(indices, body):
                inner = dict(zip(indices, at, strict=False))
                return self.entry(body, at[len(indices) :], replace(scope, indices={**scope.indices, **inner}))
            case t.Entry(array, indices):
                chosen = tuple(self.entry(index, (), scope) for index in indices)
                self._inside(chosen, array.shape)
                return self.entry(array, (*chosen, *at), scope)
            case t.Transpose(argument):
                return self.entry(argument, at[::-1] if len(argument.shape) == 2 and len(at) == 2 else _turned(at, argument.shape), scope)
            case t.MatMul(factors):
                return self._matmul(factors, at, scope)
            case t.Trace(argument):
                if argument.shape == ():
                    return self.entry(argument, (), scope)
                return self._sum(argument.shape[0], lambda k: self.entry(argument, (k, k), scope))
            case t.Diagonal(argument):
                if len(argument.shape) == 2:
                    return self.entry(argument, (at[0], at[0]), scope)
                return sp.KroneckerDelta(*at) * self.entry(argument, at[:1], scope)
            case t.Determinant(argument):
                return self._square(argument, scope).det(method="berkowitz")
            case t.Inverse(argument):
                matrix, (i, j) = self._square(argument, scope), self._numbers(at)
                return matrix.cofactor(j - 1, i - 1) / matrix.det(method="berkowitz")
            case t.Norm(argument, kind):
                return self._norm(argument, kind, scope)
            case _:
                raise NotSymbolic(f"{type(term).__name__} has no form in SymPy")

    def _norm(self, argument: t.Term, kind: str, scope: Scope) -> Any:
        if kind == "inf":
            return sp.Max(*(sp.Abs(self.entry(argument, place, scope)) for place in self.places(argument.shape)))

        def along(dims: t.Shape, at: Position) -> Any:
            if not dims:
                x = self.entry(argument, at, scope)
                return x**2 if kind == "2" else sp.Abs(x)
            return self._sum(dims[0], lambda k: along(dims[1:], (*at, k)))

        total = along(argument.shape, ())
        return sp.sqrt(total) if kind == "2" else total

    def _matmul(self, factors: tuple[t.Term, ...], at: Position, scope: Scope) -> Any:
        *earlier, last = factors
        if not earlier:
            return self.entry(last, at, scope)
        first = tuple(earlier)
        left = first[0].shape
        for factor in first[1:]:
            left = t.product_shape(left, factor.shape)
        if () in {left, last.shape}:
            return self._matmul(first, at if left != () else (), scope) * self.entry(last, at if last.shape != () else (), scope)
        shape = t.product_shape(left, last.shape)
        row, column = at if len(shape) == 2 else (*at, sp.Integer(1))[:2] if shape else (sp.Integer(1), sp.Integer(1))

        def summand(k: Any) -> Any:
            ours = (row,) if len(left) == 1 else (row, k)
            theirs = (k,) if len(last.shape) == 1 else (k, column)
            return self._matmul(first, ours, scope) * self.entry(last, theirs, scope)

        return self._sum(1 if len(left) == 1 else left[1], summand)

    def _square(self, argument: t.Term, scope: Scope) -> Any:
        n = self._counted(argument.shape[0])
        if n > LARGEST_MATRIX:
            raise NotSymbolic(f"a determinant of {n} rows")
        return sp.ImmutableDenseMatrix(n, n, [self.entry(argument, place, scope) for place in self.places(argument.shape)])

    # ── lengths, indices, letters ─────────────────────────────────────────────────────────────────

    def _length(self, dim: t.Dim) -> Any:
        if isinstance(dim, int):
            return sp.Integer(dim)
        return sp.Integer(self.sizes[dim]) if dim in self.sizes else self.symbols.standing_for(dim, Integers(1))

    def _counted(self, dim: t.Dim) -> int:
        found = self._length(dim)
        if not found.is_Integer:
            raise NotSymbolic("an array whose length is a letter, entry by entry")
        return int(found)

    def places(self, shape: t.Shape) -> list[Position]:
        """The positions of an array, row by row."""
        return list(itertools.product(*([sp.Integer(k + 1) for k in range(self._counted(dim))] for dim in shape)))

    def _numbers(self, at: Position) -> tuple[int, ...]:
        if not all(k.is_Integer for k in at):
            raise NotSymbolic("an entry at a place that is a letter")
        return tuple(int(k) for k in at)

    def _inside(self, at: Position, shape: t.Shape) -> None:
        for k, dim in zip(at, shape, strict=False):
            length = self._length(dim)
            if k.is_Integer and length.is_Integer and not 1 <= k <= length:
                raise NotSymbolic(f"there is no entry {k} of {length}")
            if not (k.is_Integer and length.is_Integer) and not ((k >= 1) == True and self._at_most(k, length)):  # noqa: E712 (SymPy's truth)
                raise NotSymbolic("an entry that may lie outside its array")

    def _at_most(self, index: Any, length: Any) -> bool:
        highest = self.symbols.highest.get(index, index)
        return (length - highest).is_nonnegative is True

    def _index(self, index: t.Index, scope: Scope) -> Any:
        if index in scope.indices:
            return scope.indices[index]
        if index in self.indices:
            value = self.indices[index]
            return sp.Rational(value.numerator, value.denominator)
        if index.low != ONE or not isinstance(index.high, t.Size):
            raise NotSymbolic("a free index without a length")
        symbol = self.symbols.standing_for(index, Integers(1))
        self.symbols.highest[symbol] = self._length(index.high)
        return symbol

    def _declared(self, variable: t.Variable, at: Position) -> Any:
        values = narrowed(variable, self.given)
        lettered = any(isinstance(dim, t.Size) and dim not in self.sizes for dim in variable.shape)

        def drawn(place: Position) -> Any:
            if lettered:
                return self.symbols.array_for((variable, "array"), values)[place]
            return self.symbols.standing_for((variable, self._numbers(place)), values)

        match variable.structure:
            case Structure.FREE:
                return drawn(at)
            case Structure.SIMPLEX:
                values = POSITIVE if is_positive(values) else NONNEGATIVE
                return drawn(at) / self._sum(variable.shape[-1], lambda k: drawn((*at[:-1], k)))
            case _:
                row, column = self._numbers(at)
                if row == column and variable.structure is Structure.POSITIVE_DEFINITE:
                    values = POSITIVE
                return self.symbols.standing_for((variable, (max(row, column), min(row, column))), values)

    # ── binders ───────────────────────────────────────────────────────────────────────────────────

    def _sum(self, dim: t.Dim, body: Callable[[Any], Any]) -> Any:
        length = self._length(dim)
        if length.is_Integer:
            return sp.Add(*(body(sp.Integer(k + 1)) for k in range(int(length))))
        return self._running(sp.Sum, body, sp.Integer(1), length)

    def _running(self, kind: Any, body: Callable[[Any], Any], low: Any, high: Any) -> Any:
        """A ``Sum`` or ``Product``; its index is named by how deep it goes, so that renaming an index changes nothing."""
        if high is not sp.oo and (high - low + 1).is_nonnegative is not True:
            raise NotSymbolic("a range that may run backwards")
        told = {"positive": True} if low.is_positive else {"nonnegative": True} if low.is_nonnegative else {}
        index = self.symbols.fresh(integer=True, **told)
        if high is not sp.oo:
            self.symbols.highest[index] = high
        inner = body(index)
        named = sp.Symbol(f"k{_depth(inner)}", integer=True, **told)
        return kind(inner.xreplace({index: named}), (named, low, high))

    def _reduced(self, term: t.Reduce, at: Position, scope: Scope) -> Any:
        index = term.index

        def body(value: Any) -> tuple[Any, Any]:
            inner = replace(scope, indices={**scope.indices, index: value})
            return self.entry(term.body, at, inner), True if term.condition is None else self._truth(term.condition, inner)

        values = self._values(index, scope)
        if values is None:
            assert index.low is not None
            assert index.high is not None
            if term.kind in {"max", "min"}:
                raise NotSymbolic(f"a {term.kind} over a range without an end")
            rest = sp.Integer(term.kind == "prod")
            kind = sp.Product if term.kind == "prod" else sp.Sum
            bounds = (self.entry(index.low, (), scope), self.entry(index.high, (), scope))

            def held(value: Any) -> Any:
                return _where(*body(value), rest)

            return self._running(kind, held, *bounds)
        pairs = [body(value) for value in values]
        if term.kind in {"max", "min"}:
            if any(held != True for _, held in pairs):  # noqa: E712
                raise NotSymbolic(f"a {term.kind} under a condition")
            return (sp.Max if term.kind == "max" else sp.Min)(*(x for x, _ in pairs))
        rest = sp.Integer(term.kind == "prod")
        return (sp.Mul if term.kind == "prod" else sp.Add)(*(_where(x, held, rest) for x, held in pairs))

    def _values(self, index: t.Index, scope: Scope) -> list[Any] | None:
        """The numbers that an index takes; ``None`` where a bound is a letter, or infinite."""
        if index.values:
            return [sp.Rational(value.numerator, value.denominator) for value in index.values]
        assert index.low is not None
        assert index.high is not None
        low, high = self.entry(index.low, (), scope), self.entry(index.high, (), scope)
        if not (low.is_Integer and high.is_Integer):
            return None
        if high - low > LONGEST_RANGE:
            raise NotSymbolic(f"a range of {high - low + 1} values")
        return [low + k for k in range(int(high - low) + 1)]

    def _integral(self, term: t.Integral, scope: Scope) -> Any:
        low, high = self.entry(term.low, (), scope), self.entry(term.high, (), scope)
        positive = low.is_nonnegative and (high is sp.oo or high.is_nonnegative)  # a single point adds nothing
        told = {"positive": True} if positive else {"real": True}
        running = self.symbols.fresh(**told)
        inner = self.entry(term.body, (), replace(scope, values={**scope.values, term.variable: _constantly(running)}))
        named = sp.Symbol(f"k{_depth(inner)}", **told)
        return sp.Integral(inner.xreplace({running: named}), (named, low, high))

    def _limit(self, term: t.Limit, scope: Scope) -> Any:
        place = self.entry(term.place, (), scope)
        told = {"positive": True} if place is sp.oo else {"real": True}
        running = self.symbols.fresh(**told)

        def entries(_: Position) -> Any:
            return running

        inner = self.entry(term.body, (), replace(scope, values={**scope.values, term.variable: entries}))
        named = sp.Symbol(f"k{_depth(inner)}", **told)
        direction = (
            {"both": "+-", "above": "+", "below": "-"}[term.side] if place.is_finite is not False else "-" if place is sp.oo else "+"
        )
        return sp.Limit(inner.xreplace({running: named}), named, place, direction)

    def _bound_to(self, value: t.Term, scope: Scope) -> Callable[[Position], Any]:
        return lambda at: self.entry(value, at, scope)

    def _derivative(self, body: t.Term, targets: tuple[t.Term, ...], at: Position, scope: Scope) -> Any:
        """Differentiate by symbols put in for the entries of the variables, which count as free, whatever ties them together."""
        variables = [target.array if isinstance(target, t.Entry) else target for target in targets]
        places: dict[tuple[t.Variable, Position], Any] = {}

        def standing(variable: t.Variable) -> Callable[[Position], Any]:
            values = narrowed(variable, self.given)
            if not isinstance(values, Interval):
                raise NotSymbolic("a derivative by a number that takes separate values only")
            # what is declared holds for the variable, and not for what an evaluation bar puts in its place
            as_declared = variable.structure is Structure.FREE and variable not in scope.values
            told = {"positive": True} if as_declared and values.low is not None and values.low >= 0 else {"real": True}

            def place(where: Position) -> Any:
                key = (variable, tuple(map(sp.Integer, self._numbers(where))))
                if key not in places:
                    places[key] = self.symbols.fresh(**told)
                return places[key]

            return place

        entries = {v: standing(v) for v in variables if isinstance(v, t.Variable)}
        rest = len(body.shape)
        found = self.entry(body, at[:rest], replace(scope, values={**scope.values, **entries}))
        for target, variable in zip(targets, variables, strict=True):
            assert isinstance(variable, t.Variable)
            written = tuple(self.entry(i, (), scope) for i in target.indices) if isinstance(target, t.Entry) else ()
            self._inside(written, variable.shape)
            found = sp.diff(found, entries[variable]((*written, *at[rest : rest + len(target.shape)])))
            rest += len(target.shape)
        if found.has(*NO_DERIVATIVE):
            raise NotSymbolic("a derivative without a formula")
        return found.xreplace({symbol: self.entry(variable, where, scope) for (variable, where), symbol in places.items()})

    # ── truth values ──────────────────────────────────────────────────────────────────────────────

    def _truth(self, condition: t.Term, scope: Scope) -> Any:
        match condition:
            case t.Logic("not", (inner,)):
                return sp.Not(self._truth(inner, scope))
            case t.Logic(kind, parts):
                return (sp.And if kind == "and" else sp.Or)(*(self._truth(part, scope) for part in parts))
            case t.Compare(relation, left, right) if left.shape == right.shape == ():
                return RELATIONS[relation](self.entry(left, (), scope), self.entry(right, (), scope))
            case _:
                raise NotSymbolic(f"{type(condition).__name__} as a condition")


def _constantly(value: Any) -> Callable[[Position], Any]:
    return lambda at: value


def _where(value: Any, held: Any, rest: Any) -> Any:
    return value if held == True else sp.Piecewise((value, held), (rest, True))  # noqa: E712


def _turned(at: Position, shape: t.Shape) -> Position:
    """The place in a number, a column or a row that stands at ``at`` in its transpose."""
    if len(shape) == 1:
        return at[1:]
    return (sp.Integer(1), *at) if shape else at


def _depth(expression: Any) -> int:
    """How many binders stand within each other."""
    below = max((_depth(argument) for argument in expression.args), default=0)
    return below + isinstance(expression, sp.Sum | sp.Product | sp.Integral | sp.Limit)
