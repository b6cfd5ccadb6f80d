"""Terms as numbers of the finite model, entry by entry (index notation, no array library).

At given sizes every index runs through its numbers.  With ``weights`` the same rules prove index notation for a length that
stays a letter: a letter d stands for a few places k with a generic weight w_k each, Σ_k f(k) is Σ_k w_k f(k), the number d
is Σ_k w_k, and Kronecker's δ_jk (of an identity matrix, a unit vector, ∂x_k/∂x_j) is 1/w_k where j = k.  Linearity, exchange and
renaming of sums and Σ_k δ_jk f(k) = f(j) hold; what holds for the length only by chance (at d = 1, 2, 3) does not.

Verb: ``Evaluation.entries``, the entries of a term row by row.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from checks import terms as t
from checks.functions import meaning_of
from checks.witnesses.algebra.duals import ARGUMENT, HALF, ONE, ZERO, Arithmetic, Dual, Scalar, plain, tangents
from checks.witnesses.algebra.tower import OutsideModel, Residual, Tower

Entries = tuple[Scalar, ...]
Combine = Callable[[Scalar, Scalar], Scalar]
COMPARISONS: dict[t.Relation, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "≠": operator.ne, "<": operator.lt, "≤": operator.le, ">": operator.gt, "≥": operator.ge
}  # fmt: skip
LONGEST_RANGE = 200
MOST_ENTRIES = 20_000


@dataclass(frozen=True)
class Scope:
    """What the letters are worth here; ``stamps`` tells apart the values that a variable has taken."""

    values: Mapping[t.Variable, Entries]
    indices: Mapping[t.Index, Fraction]
    stamps: Mapping[t.Variable, int]


@dataclass
class Evaluation:
    """The values of terms over one tower at one assignment of sizes; remembers what it has computed."""

    tower: Tower
    sizes: Mapping[t.Size, int]
    scope: Scope
    weights: Mapping[t.Size, Entries] = field(default_factory=dict[t.Size, Entries])
    _remembered: dict[tuple[object, ...], Entries] = field(default_factory=dict[tuple[object, ...], Entries])
    _free: dict[t.Term, tuple[tuple[t.Index, ...], tuple[t.Variable, ...]]] = field(default_factory=dict)  # pyright: ignore[reportUnknownVariableType]
    _stamp: int = 0

    def __post_init__(self) -> None:
        self._arithmetic = Arithmetic(self.tower, self._at_argument)

    def _at_argument(self, term: t.Term, x: Scalar) -> Scalar:
        return self.number(term, self._with(self.scope, {ARGUMENT: (x,)}))

    def _with(self, scope: Scope, values: Mapping[t.Variable, Entries]) -> Scope:
        self._stamp += 1
        stamps = {**scope.stamps, **dict.fromkeys(values, self._stamp)}
        return Scope({**scope.values, **values}, scope.indices, stamps)

    # ── shapes ────────────────────────────────────────────────────────────────────────────────────

    def lengths(self, shape: t.Shape) -> tuple[int, ...]:
        """A shape with its letters replaced by numbers."""
        return tuple(t.measured(dim, self.sizes) for dim in shape)

    def _weights(self, dim: t.Dim) -> Entries:
        """The weight of each place along an axis; all one unless the length stays a letter."""
        if isinstance(dim, t.Size) and dim in self.weights:
            return self.weights[dim]
        return (ONE,) * self.lengths((dim,))[0]

    def _weighed(self, values: list[Scalar], dim: t.Dim) -> Scalar:
        """The sum of the values along an axis."""
        a = self._arithmetic
        return a.total([a.multiply(w, x) for w, x in zip(self._weights(dim), values, strict=True)])

    def _deltas(self, dim: t.Dim) -> list[Scalar]:
        """What Kronecker's delta is worth at each place where its indices agree."""
        return [self._arithmetic.whole_power(w, -1) for w in self._weights(dim)]

    def _grid(self, shape: t.Shape) -> tuple[int, int]:
        """Rows and columns of a number, a column vector or a matrix."""
        match self.lengths(shape):
            case ():
                return 1, 1
            case (rows,):
                return rows, 1
            case (rows, columns):
                return rows, columns
            case other:
                raise OutsideModel(f"an array of shape {other} in a matrix product")

    # ── evaluation ────────────────────────────────────────────────────────────────────────────────

    def number(self, term: t.Term, scope: Scope) -> Scalar:
        """The value of a term whose shape is a number."""
        (value,) = self.entries(term, scope)
        return value

    def entries(self, term: t.Term, scope: Scope) -> Entries:
        """The entries of ``term`` row by row.

        Raises ``OutsideModel`` for what the model has no value for, ``ZeroDivisionError`` where it is undefined.
        """
        if term not in self._free:
            self._free[term] = (t.free_indices(term), t.free_variables(term))
        indices, variables = self._free[term]
        key = (
            term,
            tuple(scope.indices.get(index) for index in indices),
            tuple(scope.stamps.get(variable, 0) for variable in variables),
        )
        found = self._remembered.get(key)
        if found is None:
            found = self._entries(term, scope)
            if len(found) > MOST_ENTRIES:
                raise OutsideModel(f"an array of {len(found)} entries")
            self._remembered[key] = found
        return found

    def _entries(self, term: t.Term, scope: Scope) -> Entries:
        match term:
            case t.Number(value):
                return (value,)
            case t.Constant("pi"):
                return (self.tower.random(("pi",), positive=True),)
            case t.Constant("e"):
                return (self.tower.exp(ONE),)
            case t.Size():
                return (self._weighed([ONE] * self.lengths((term,))[0], term),)
            case t.Variable():
                return scope.values[term]
            case t.Index(name):
                if term not in scope.indices:
                    raise OutsideModel(f"the index {name} has no value")
                return (scope.indices[term],)
            case t.Defined(_, meaning):
                return self.entries(meaning, scope)
            case t.At(body, values):
                return self.entries(body, self._with(scope, {v: self.entries(value, scope) for v, value in values}))
            case t.Derivative(body, targets):
                return self._derivative(body, targets, scope)
            case t.Call():
                return self._call(term, scope)
            case t.Reduce():
                return self._reduced(term, scope)
            case t.Indicator(condition):
                return (self._truth(condition, scope),)
            case t.Cases(branches):
                return self._cases(branches, scope)
            case _:
                return self._array(term, scope) if _is_array(term) else self._elementwise(term, scope)

    def _elementwise(self, term: t.Term, scope: Scope) -> Entries:
        a = self._arithmetic
        match term:
            case t.Plus(terms):
                return self._broadcast(terms, a.add, scope)
            case t.Times(factors) | t.Hadamard(factors):
                return self._broadcast(factors, a.multiply, scope)
            case t.Extremum(kind, terms):
                return self._broadcast(terms, a.largest if kind == "max" else a.smallest, scope)
            case t.Negative(argument):
                return tuple(a.negative(x) for x in self.entries(argument, scope))
            case t.Quotient(numerator, denominator):
                return self._broadcast((numerator, denominator), a.divide, scope)
            case t.Power(base, exponent):
                return self._power(base, exponent, scope)
            case t.Apply(function, argument):
                meaning = meaning_of(function, ARGUMENT)
                values = self.entries(argument, scope)
                if meaning is None:
                    return tuple(a.apply(function, x) for x in values)
                return tuple(self._at_argument(meaning, x) for x in values)
            case _:
                raise OutsideModel(f"no finite model of {type(term).__name__}")

    def _broadcast(self, terms: tuple[t.Term, ...], combine: Combine, scope: Scope) -> Entries:
        """Entry by entry from the left; a number goes with every entry of an array."""
        parts = [self.entries(term, scope) for term in terms]
        widest = max((len(part) for term, part in zip(terms, parts, strict=True) if term.shape != ()), default=1)
        result = parts[0] * widest if terms[0].shape == () else parts[0]
        for term, part in zip(terms[1:], parts[1:], strict=True):
            other = part * widest if term.shape == () else part
            result = tuple(combine(x, y) for x, y in zip(result, other, strict=True))
        return result

    def _power(self, base: t.Term, exponent: t.Term, scope: Scope) -> Entries:
        a = self._arithmetic
        power = self.number(exponent, scope)
        if base == t.Constant("e"):
            return (a.apply("exp", power),)
        if isinstance(base, t.Norm) and base.kind == "2" and isinstance(power, Fraction) and power % 2 == 0:
            return (a.whole_power(self._squares(base.argument, scope), int(power / 2)),)
        return tuple(a.power(x, power) for x in self.entries(base, scope))

    def _squares(self, argument: t.Term, scope: Scope) -> Scalar:
        a = self._arithmetic
        squares = [a.whole_power(x, 2) for x in self.entries(argument, scope)]
        return a.total([a.multiply(w, x) for w, x in zip(self._volumes(argument.shape), squares, strict=True)])

    def _volumes(self, shape: t.Shape) -> list[Scalar]:
        """The weight of each entry of an array: the product along its axes."""
        volumes: list[Scalar] = [ONE]
        for dim in shape:
            volumes = [self._arithmetic.multiply(v, w) for v in volumes for w in self._weights(dim)]
        return volumes

    # ── arrays ────────────────────────────────────────────────────────────────────────────────────

    def _array(self, term: t.Term, scope: Scope) -> Entries:
        match term:
            case t.Ones(dims) | t.Zeros(dims):
                count = 1
                for length in self.lengths(dims):
                    count *= length
                return ((ONE if isinstance(term, t.Ones) else ZERO),) * count
            case t.Identity(size):
                deltas = self._deltas(size)
                return tuple(x if i == j else ZERO for i, x in enumerate(deltas) for j in range(len(deltas)))
            case t.Unit(index, size):
                deltas = self._deltas(size)
                chosen = self._position(index, len(deltas), scope)
                return tuple(x if i == chosen else ZERO for i, x in enumerate(deltas))
            case t.Matrix(rows):
                return tuple(self.number(entry, scope) for row in rows for entry in row)
            case t.Table(indices, body):
                ranges = [range(1, n + 1) for n in self.lengths(term.shape[: len(indices)])]
                found: list[Scalar] = []
                for chosen in itertools.product(*ranges):
                    inner = dict(zip(indices, map(Fraction, chosen), strict=True))
                    found.extend(self.entries(body, replace(scope, indices={**scope.indices, **inner})))
                return tuple(found)
            case t.Entry(array, indices):
                return self._slice(array, indices, scope)
            case t.Transpose(argument):
                rows, columns = self._grid(argument.shape)
                x = self.entries(argument, scope)
                return tuple(x[i * columns + j] for j in range(columns) for i in range(rows))
            case t.MatMul(factors):
                return self._matmul(factors, scope)
            case t.Vec(argument):
                return self.entries(t.Transpose(argument), scope)  # column by column
            case t.Kronecker(left, right):
                return self._kronecker(left, right, scope)
            case _:
                return self._square(term, scope)

    def _kronecker(self, left: t.Term, right: t.Term, scope: Scope) -> Entries:
        (rows, columns), (below, beside) = self._grid(left.shape), self._grid(right.shape)
        x, y = self.entries(left, scope), self.entries(right, scope)
        if len(x) * len(y) > MOST_ENTRIES:
            raise OutsideModel(f"an array of {len(x) * len(y)} entries")
        places = itertools.product(range(rows), range(below), range(columns), range(beside))
        return tuple(self._arithmetic.multiply(x[i * columns + j], y[k * beside + m]) for i, k, j, m in places)

    def _square(self, term: t.Term, scope: Scope) -> Entries:
        a = self._arithmetic
        match term:
            case t.Trace(argument):
                x, n = self.entries(argument, scope), self._grid(argument.shape)[0]
                if argument.shape == ():
                    return x
                return (self._weighed([x[i * n + i] for i in range(n)], argument.shape[0]),)
            case t.Diagonal(argument):
                x, n = self.entries(argument, scope), self._grid(argument.shape)[0]
                if len(argument.shape) == 2:
                    return tuple(x[i * n + i] for i in range(n))
                kept = [a.multiply(delta, x[i]) for i, delta in enumerate(self._deltas(argument.shape[0]))]
                return tuple(kept[i] if i == j else ZERO for i in range(n) for j in range(n))
            case t.Determinant(argument):
                return (self._eliminated(argument, scope)[0],)
            case t.Inverse(argument):
                determinant, inverse = self._eliminated(argument, scope)
                if isinstance(determinant, Fraction) and determinant == 0:
                    raise ZeroDivisionError("the inverse of a singular matrix")
                return inverse
            case t.Norm(argument, "2"):
                return (a.power(self._squares(argument, scope), HALF),)
            case t.Norm(argument, kind):
                sizes = [a.apply("abs", x) for x in self.entries(argument, scope)]
                if kind == "1":
                    volumes = self._volumes(argument.shape)
                    return (a.total([a.multiply(v, x) for v, x in zip(volumes, sizes, strict=True)]),)
                self._refuse_letters(argument.shape)
                return (self._folded(sizes, a.largest),)
            case _:
                raise OutsideModel(f"no finite model of {type(term).__name__}")

    def _refuse_letters(self, shape: t.Shape) -> None:
        if any(dim in self.weights for dim in shape if isinstance(dim, t.Size)):
            raise OutsideModel("a largest value over a length that stays a letter")

    @staticmethod
    def _folded(values: list[Scalar], combine: Combine) -> Scalar:
        result = values[0]
        for value in values[1:]:
            result = combine(result, value)
        return result

    def _position(self, index: t.Term, length: int, scope: Scope) -> int:
        value = plain(self.number(index, scope))
        if not isinstance(value, Fraction) or value.denominator != 1:
            raise OutsideModel("an index that is no written integer")
        if not 1 <= value <= length:
            raise ZeroDivisionError(f"there is no entry {value} of {length}")
        return int(value) - 1

    def _slice(self, array: t.Term, indices: tuple[t.Term, ...], scope: Scope) -> Entries:
        lengths = self.lengths(array.shape)
        offset = 0
        for index, length in zip(indices, lengths, strict=False):
            offset = offset * length + self._position(index, length, scope)
        width = 1
        for length in lengths[len(indices) :]:
            width *= length
        return self.entries(array, scope)[offset * width : (offset + 1) * width]

    def _matmul(self, factors: tuple[t.Term, ...], scope: Scope) -> Entries:
        a = self._arithmetic
        shape, result = factors[0].shape, self.entries(factors[0], scope)
        for factor in factors[1:]:
            other = self.entries(factor, scope)
            if () in {shape, factor.shape}:
                result = tuple(a.multiply(x, y) for x in result for y in other)
            else:
                rows, inner = self._grid(shape)
                _, columns = self._grid(factor.shape)
                dim = 1 if len(shape) == 1 else shape[1]
                result = tuple(
                    self._weighed([a.multiply(result[i * inner + k], other[k * columns + j]) for k in range(inner)], dim)
                    for i in range(rows)
                    for j in range(columns)
                )
            shape = t.product_shape(shape, factor.shape)
        return result

    def _eliminated(self, argument: t.Term, scope: Scope) -> tuple[Scalar, Entries]:
        """Determinant and inverse by Gauss and Jordan; a pivot that is exactly 0 is exchanged.

        With weights W on the diagonal, products are AWB and the identity is W⁻¹: the determinant is that of AW, and
        the inverse solves (AW) X = W⁻¹.
        """
        a = self._arithmetic
        weights, deltas = self._weights(argument.shape[0]), self._deltas(argument.shape[0])
        n, entries = len(weights), self.entries(argument, scope)
        rows = [
            [a.multiply(entries[i * n + j], weights[j]) for j in range(n)] + [deltas[i] if i == j else ZERO for j in range(n)]
            for i in range(n)
        ]
        determinant: Scalar = ONE
        for column in range(n):
            pivot = next((i for i in range(column, n) if plain(rows[i][column]) != 0), None)
            if pivot is None:
                return ZERO, ()
            if pivot != column:
                rows[column], rows[pivot] = rows[pivot], rows[column]
                determinant = a.negative(determinant)
            determinant = a.multiply(determinant, rows[column][column])
            inverse = a.whole_power(rows[column][column], -1)
            rows[column] = [a.multiply(x, inverse) for x in rows[column]]
            for i in range(n):
                if i != column and not (isinstance(rows[i][column], Fraction) and rows[i][column] == 0):
                    factor = a.negative(rows[i][column])
                    rows[i] = [a.add(x, a.multiply(factor, y)) for x, y in zip(rows[i], rows[column], strict=True)]
        return determinant, tuple(x for row in rows for x in row[n:])

    # ── binders ───────────────────────────────────────────────────────────────────────────────────

    def _range(self, index: t.Index, scope: Scope) -> list[Fraction]:
        if index.values:
            return list(index.values)
        if lettered := self._lettered(index):
            return [Fraction(k + 1) for k in range(len(lettered))]
        assert index.low is not None
        assert index.high is not None
        if index.high == t.Constant("infinity"):
            raise OutsideModel("an infinite range")
        low, high = plain(self.number(index.low, scope)), plain(self.number(index.high, scope))
        if not (isinstance(low, Fraction) and isinstance(high, Fraction)):
            raise OutsideModel(f"the range of {index.name} has no written bounds")
        if high - low > LONGEST_RANGE:
            raise OutsideModel(f"a range of {high - low + 1} values")
        return [low + k for k in range(int(high - low) + 1)]

    def _reduced(self, term: t.Reduce, scope: Scope) -> Entries:
        a = self._arithmetic
        width = 1
        for length in self.lengths(term.shape):
            width *= length
        combine = {"sum": a.add, "prod": a.multiply, "max": a.largest, "min": a.smallest}[term.kind]
        result: Entries | None = {"sum": (ZERO,) * width, "prod": (ONE,)}.get(term.kind)
        values, lettered = self._range(term.index, scope), self._lettered(term.index)
        if lettered and term.kind in {"max", "min"}:
            raise OutsideModel("a largest value over a length that stays a letter")
        for value, share in zip(values, lettered or (ONE,) * len(values), strict=True):
            inner = replace(scope, indices={**scope.indices, term.index: value})
            held = ONE if term.condition is None else self._truth(term.condition, inner)
            weight = a.multiply(share, held)
            if isinstance(weight, Fraction) and weight == 0:
                continue
            entries = self.entries(term.body, inner)
            if not _is_one(weight):
                if term.kind == "prod":
                    entries = tuple(a.power(x, weight) for x in entries)
                elif term.kind == "sum":
                    entries = tuple(a.multiply(weight, x) for x in entries)
                else:
                    raise OutsideModel(f"a {term.kind} over a range that depends on more than its index")
            result = entries if result is None else tuple(map(combine, result, entries))
        if result is None:
            raise ZeroDivisionError(f"the {term.kind} over no value of {term.index.name}")
        return result

    def _lettered(self, index: t.Index) -> Entries:
        """The weights of the values of an index whose length stays a letter; empty for any other."""
        if not isinstance(index.high, t.Size) or index.high not in self.weights:
            if self.weights and index.high is not None and any(size in self.weights for size in t.sizes_in(index)):
                raise OutsideModel(f"the range of {index.name} is no plain length")
            return ()
        if index.low != t.Number(ONE):
            raise OutsideModel(f"the range of {index.name} is no plain length")
        return self.weights[index.high]

    def _derivative(self, body: t.Term, targets: tuple[t.Term, ...], scope: Scope) -> Entries:
        """Differentiate by the last target what was differentiated by the ones before it."""
        if not targets:
            return self.entries(body, scope)
        *earlier, target = targets
        variable = target.array if isinstance(target, t.Entry) else target
        assert isinstance(variable, t.Variable)
        current = scope.values[variable]
        lengths = self.lengths(variable.shape)
        first, width = 0, len(current)
        if isinstance(target, t.Entry):
            for index, length in zip(target.indices, lengths, strict=False):
                first = first * length + self._position(index, length, scope)
            width = 1
            for length in lengths[len(target.indices) :]:
                width *= length
            first *= width
        self._stamp += 1
        tag = self._stamp
        units = [self._arithmetic.whole_power(volume, -1) for volume in self._volumes(variable.shape)]
        seeded = tuple(
            Dual(tag, x, tuple(units[position] if first + k == position else ZERO for k in range(width)))
            for position, x in enumerate(current)
        )
        inner = self._derivative(body, tuple(earlier), self._with(scope, {variable: seeded}))
        return tuple(slope for x in inner for slope in tangents(x, tag, width))

    def _call(self, term: t.Call, scope: Scope) -> Entries:
        inputs = self.entries(term.argument, scope)
        count = 1
        for length in self.lengths(term.shape):
            count *= length
        partials = (0,) * term.order
        return tuple(self._arithmetic.call(term.function, partials, entry, inputs) for entry in range(count))

    # ── truth values ──────────────────────────────────────────────────────────────────────────────

    def _truth(self, condition: t.Term, scope: Scope) -> Scalar:
        """1 where the condition holds, else 0; a relation between generic numbers is taken off its boundary."""
        a = self._arithmetic
        match condition:
            case t.Logic("not", (inner,)):
                return a.add(ONE, a.negative(self._truth(inner, scope)))
            case t.Logic("and", parts):
                return self._folded([self._truth(part, scope) for part in parts], a.multiply)
            case t.Logic("or", parts):
                opposites = [a.add(ONE, a.negative(self._truth(part, scope))) for part in parts]
                return a.add(ONE, a.negative(self._folded(opposites, a.multiply)))
            case t.Compare("=" | "≠" as relation, t.Index() as i, t.Index() as j) if self._lettered(i) or self._lettered(j):
                if i.high != j.high or i.low != j.low:
                    raise OutsideModel("indices of different lengths are compared")
                place = int(scope.indices[i]) - 1
                same = self._deltas(i.high)[place] if scope.indices[i] == scope.indices[j] else ZERO  # pyright: ignore
                return same if relation == "=" else a.add(ONE, a.negative(same))
            case t.Compare(relation, left, right):
                if self.weights and any(isinstance(i, t.Index) and self._lettered(i) for i in t.walk(condition)):
                    raise OutsideModel("the order of indices whose length stays a letter")
                gap = plain(a.add(self.number(right, scope), a.negative(self.number(left, scope))))
                return self._compared(relation, gap)
            case _:
                raise OutsideModel(f"{type(condition).__name__} as a condition")

    def _compared(self, relation: t.Relation, gap: Fraction | Residual) -> Scalar:
        """Whether 0 relates to ``gap`` = right − left."""
        test = COMPARISONS[relation]
        if isinstance(gap, Fraction):
            return Fraction(int(test(0, gap)))
        if gap.every_value is not None:
            return self.tower.whole(test(0, gap.every_value).astype("int64"))
        if relation in {"=", "≠"}:
            raise OutsideModel("whether two generic numbers are equal")
        sign = self.tower.sign(gap if relation in {"<", "≤"} else self.tower.multiply(-ONE, gap))
        return self._arithmetic.multiply(HALF, self._arithmetic.add(ONE, sign))

    def _cases(self, branches: tuple[tuple[t.Term, t.Term | None], ...], scope: Scope) -> Entries:
        a = self._arithmetic
        result: Entries | None = None
        for value, condition in reversed(branches):
            weight = ONE if condition is None else self._truth(condition, scope)
            if isinstance(weight, Fraction) and weight == 0:
                continue
            entries = self.entries(value, scope)
            if _is_one(weight):
                result = entries
                continue
            if result is None:
                raise OutsideModel("cases that leave a part out")
            other = a.add(ONE, a.negative(weight))
            result = tuple(a.add(a.multiply(weight, x), a.multiply(other, y)) for x, y in zip(entries, result, strict=True))
        if result is None:
            raise ZeroDivisionError("none of the cases holds")
        return result


ARRAYS = (
    t.Ones | t.Zeros | t.Identity | t.Unit | t.Matrix | t.Table | t.Entry | t.Transpose | t.MatMul | t.Trace
    | t.Diagonal | t.Determinant | t.Inverse | t.Norm | t.Vec | t.Kronecker
)  # fmt: skip


def _is_one(weight: Scalar) -> bool:
    return isinstance(weight, Fraction) and weight == 1


def _is_array(term: t.Term) -> bool:
    return isinstance(term, ARRAYS)
