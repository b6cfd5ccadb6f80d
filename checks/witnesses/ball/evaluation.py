"""Terms to scalars: one rule for each kind of term.

The value of a term is the tuple of its entries, row by row; a number is a tuple of one, and is spread over an array
where it meets one.  Shapes are read off the terms.  A ``Frame`` says what letters are worth: a binder (a sum, a
table, a derivative, an evaluation bar) opens a frame of its own above the one it stands in, and a term that does not
depend on what a frame binds is evaluated, and remembered, in the frame below.

Verbs: ``evaluate``, ``truth``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, partial, reduce
from itertools import product
from math import prod
from typing import Any

from flint import arb, fmpq

from checks.domains import Point
from checks.functions import meaning_of
from checks.terms import (
    Apply,
    At,
    Cases,
    Compare,
    Constant,
    Defined,
    Derivative,
    Determinant,
    Diagonal,
    Dim,
    Entry,
    Extremum,
    Hadamard,
    Identity,
    Index,
    Indicator,
    Integral,
    Inverse,
    Kronecker,
    Limit,
    Logic,
    MatMul,
    Matrix,
    Negative,
    Norm,
    Number,
    Ones,
    Plus,
    Power,
    Quotient,
    Reduce,
    Relation,
    Shape,
    Size,
    Table,
    Term,
    Times,
    Trace,
    Transpose,
    Unit,
    Variable,
    Vec,
    Zeros,
    children,
    length,
    measured,
    product_shape,
)
from checks.witnesses.ball.arrays import (
    Entries,
    diagonal_matrix,
    diagonal_of,
    entrywise,
    euclidean_norm,
    kronecker,
    leverrier,
    multiplied,
    spread,
    total,
    transposed,
    unit,
)
from checks.witnesses.ball.destinations import destined, is_infinity
from checks.witnesses.ball.infinite import integral
from checks.witnesses.ball.scalars import (
    ONE,
    PRIMITIVES,
    UNDEFINED,
    ZERO,
    Jet,
    Scalar,
    Undecided,
    add,
    apply,
    base,
    coefficient,
    decide,
    divide,
    extremum,
    finite,
    is_undefined,
    is_zero,
    kink,
    multiply,
    perturbed,
    power,
    trimmed,
)

# Rounds of sums and entries of arrays in one evaluation: about a second of work.
MOST_ROUNDS = 100_000
# Derivatives within derivatives: the work doubles with each.
MOST_DERIVATIVES = 12


class TooLarge(ValueError):
    """More sum terms, entries or nested derivatives than one evaluation may take; the message gives the number."""


@dataclass(slots=True)
class _Budget:
    left: int = MOST_ROUNDS

    def spend(self, rounds: int, what: str) -> None:
        self.left -= rounds
        if self.left < 0:
            raise TooLarge(f"{what} takes {rounds} rounds; one evaluation may take {MOST_ROUNDS} in all")


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What letters are worth: ``bindings`` here, then those of ``below``, then the point.

    ``derivatives`` counts the infinitesimals that values in this frame may depend on.
    """

    point: Point
    below: Frame | None = None
    bindings: dict[Term, Entries] = field(default_factory=dict[Term, Entries])
    derivatives: int = 0
    memo: dict[Term, Entries] = field(default_factory=dict[Term, Entries])
    budget: _Budget = field(default_factory=_Budget)

    def above(self, bindings: dict[Term, Entries], derivatives: int = 0) -> Frame:
        """A frame in which ``bindings`` hide what was there, with so many infinitesimals more."""
        return Frame(self.point, self, bindings, self.derivatives + derivatives, {}, self.budget)

    def length(self, dim: Dim) -> int:
        """A length as an integer."""
        return measured(dim, self.point.sizes)

    def count(self, shape: Shape) -> int:
        """How many entries an array of ``shape`` has."""
        entries = prod(self.length(dim) for dim in shape)
        if entries > MOST_ROUNDS:
            raise TooLarge(f"an array of {entries} entries; one evaluation may take {MOST_ROUNDS} in all")
        return entries


def evaluate(frame: Frame, term: Any) -> Entries:
    """The entries of ``term``, row by row.

    Raises ``Undecided`` (try more bits), ``TooLarge``, ``TypeError`` for a term that has no value of its own (an
    arbitrary function, a set of optimisers, a truth value), ``KeyError`` for a letter that the point does not give.
    """
    kind = type(term)
    if kind is Number:
        return _rational(term)
    if kind is Defined:
        return evaluate(frame, term.meaning)
    below = frame.below
    if below is not None:
        needed = _depends_on(term)
        while below is not None and needed.isdisjoint(frame.bindings):
            frame, below = below, below.below
    known = frame.memo.get(term)
    if known is None:
        rule = _RULES.get(kind)
        if rule is None:
            raise TypeError(f"the ball witness has no value for {kind.__name__}: put concrete terms in first")
        known = rule(frame, term)
        known = frame.memo[term] = (trimmed(known[0]),) if len(known) == 1 else tuple(map(trimmed, known))
    return known


@lru_cache(maxsize=1 << 16)
def _depends_on(term: Term) -> frozenset[Term]:
    """The variables and indices that the value of ``term`` depends on."""
    match term:
        case Variable() | Index():
            return frozenset({term})
        case Reduce(index=index, body=body, condition=condition):
            within = _all_of((body,) if condition is None else (body, condition)) - {index}
            return within | _all_of(bound for bound in (index.low, index.high) if bound is not None)
        case Table(indices=indices, body=body):
            return _depends_on(body) - set(indices)
        case Integral(body=body, variable=variable, low=low, high=high):
            return (_depends_on(body) - {variable}) | _all_of((low, high))
        case Limit(body=body, variable=variable, place=place):
            return (_depends_on(body) - {variable}) | _depends_on(place)
        case At(body=body, values=values):
            hidden = {variable for variable, _ in values}
            return (_depends_on(body) - hidden) | _all_of(value for _, value in values)
        case _:
            return _all_of(children(term))


def _all_of(terms: Iterable[Term]) -> frozenset[Term]:
    return frozenset[Term]().union(*map(_depends_on, terms))


# ── entry by entry ────────────────────────────────────────────────────────────────────────────────


def _folded(operation: Callable[[Scalar, Scalar], Scalar], frame: Frame, terms: Iterable[Term]) -> Entries:
    first, *others = [evaluate(frame, term) for term in terms]
    for other in others:
        first = entrywise(operation, first, other)
    return first


@lru_cache(maxsize=1 << 10)
def _rational(term: Number) -> Entries:
    return (fmpq(term.value.numerator, term.value.denominator),)


def _constant(_: Frame, term: Constant) -> Entries:
    match term.name:
        case "e":
            return (arb.const_e(),)
        case "pi":
            return (arb.pi(),)
        case "infinity":
            return (UNDEFINED,)


def _letter(frame: Frame, term: Variable | Index) -> Entries:
    if frame.below is not None:
        return frame.bindings[term]
    point = frame.point
    if term not in (point.values if isinstance(term, Variable) else point.indices):
        raise KeyError(f"the point gives no value for {term.name}")
    values = point.values[term] if isinstance(term, Variable) else (point.indices[term],)
    return tuple(fmpq(value.numerator, value.denominator) for value in values)


def _apply(frame: Frame, term: Apply) -> Entries:
    argument = evaluate(frame, term.argument)
    if term.function in PRIMITIVES:
        return tuple(apply(term.function, x) for x in argument)
    placeholder, meaning = _meaning(term.function)
    return tuple(evaluate(frame.above({placeholder: (x,)}), meaning)[0] for x in argument)


@lru_cache(maxsize=256)
def _meaning(name: str) -> tuple[Variable, Term]:
    placeholder = Variable("the argument")
    meaning = meaning_of(name, placeholder)
    if meaning is None:
        raise TypeError(f"the ball witness does not know the primitive {name}")
    return placeholder, meaning


def _power(frame: Frame, term: Power) -> Entries:
    exponent = evaluate(frame, term.exponent)
    inner = term.base.meaning if isinstance(term.base, Defined) else term.base
    if isinstance(inner, Norm) and inner.kind == "2" and exponent[0] == 2:
        # ‖x‖² is smooth where ‖x‖ = 0, although ‖x‖ is not.
        return (total(entry * entry for entry in evaluate(frame, inner.argument)),)
    return entrywise(power, evaluate(frame, term.base), exponent)


def _extremum(frame: Frame, term: Extremum) -> Entries:
    return _folded(lambda x, y: extremum(term.kind, x, y), frame, term.terms)


# ── arrays ────────────────────────────────────────────────────────────────────────────────────────


def _grid(frame: Frame, shape: Shape) -> tuple[int, int]:
    """Rows and columns; a vector stands as a column."""
    return frame.length(shape[0]), frame.length(shape[1]) if len(shape) > 1 else 1


def _matmul(frame: Frame, term: MatMul) -> Entries:
    shape, value = term.factors[0].shape, evaluate(frame, term.factors[0])
    for factor in term.factors[1:]:
        other = evaluate(frame, factor)
        if () in {shape, factor.shape}:
            value = entrywise(multiply, value, other)
        else:
            value = multiplied(value, other, *_grid(frame, shape), _grid(frame, factor.shape)[1])
        shape = product_shape(shape, factor.shape)
    return value


def _transpose(frame: Frame, term: Transpose) -> Entries:
    value, shape = evaluate(frame, term.argument), term.argument.shape
    return value if len(shape) < 2 else transposed(value, *_grid(frame, shape))


def _unit(frame: Frame, term: Unit) -> Entries:
    size, index = frame.length(term.size), _whole(evaluate(frame, term.index)[0])
    return (UNDEFINED,) * size if index is None or not 1 <= index <= size else unit(index, size)


def _trace(frame: Frame, term: Trace) -> Entries:
    value, shape = evaluate(frame, term.argument), term.argument.shape
    return (total(diagonal_of(value, frame.length(shape[0]) if shape else 1)),)


def _diagonal(frame: Frame, term: Diagonal) -> Entries:
    value, shape = evaluate(frame, term.argument), term.argument.shape
    return diagonal_matrix(value) if len(shape) == 1 else diagonal_of(value, frame.length(shape[0]))


def _determinant(frame: Frame, term: Determinant) -> Entries:
    size = frame.length(term.argument.shape[0])
    last, _ = leverrier(evaluate(frame, term.argument), size)
    return (-last if size % 2 else last,)


def _inverse(frame: Frame, term: Inverse) -> Entries:
    last, auxiliary = leverrier(evaluate(frame, term.argument), frame.length(term.argument.shape[0]))
    return tuple(divide(-entry, last) for entry in auxiliary)


def _vec(frame: Frame, term: Vec) -> Entries:
    value, shape = evaluate(frame, term.argument), term.argument.shape
    return value if len(shape) < 2 else transposed(value, *_grid(frame, shape))


def _kronecker(frame: Frame, term: Kronecker) -> Entries:
    left, right = evaluate(frame, term.left), evaluate(frame, term.right)
    frame.budget.spend(len(left) * len(right), "a Kronecker product")
    return kronecker(left, right, _grid(frame, term.left.shape), _grid(frame, term.right.shape))


def _norm(frame: Frame, term: Norm) -> Entries:
    value = evaluate(frame, term.argument)
    if term.kind == "2":
        return (euclidean_norm(value),)
    magnitudes = [apply("abs", entry) for entry in value]
    return (total(magnitudes) if term.kind == "1" else reduce(_FOLDS["max"], magnitudes),)


def _whole(x: Scalar) -> int | None:
    """``x`` as an integer; ``None`` where it is certainly none, or depends on what is being differentiated by."""
    if isinstance(x, fmpq):
        return int(x.p) if x.q == 1 else None
    if isinstance(x, Jet) or is_undefined(x) or not x.contains_integer():
        return None
    raise Undecided("a number that may be an integer")


def _position(frame: Frame, entry: Entry) -> int | None:
    """Where the entry (or the slice) begins, counted in entries of its own shape; ``None`` where there is none."""
    position = 0
    for dim, index in zip(entry.array.shape, entry.indices, strict=False):
        size, at = frame.length(dim), _whole(evaluate(frame, index)[0])
        if at is None or not 1 <= at <= size:
            return None
        position = position * size + at - 1
    return position


def _entry(frame: Frame, term: Entry) -> Entries:
    position, width = _position(frame, term), frame.count(term.shape)
    if position is None:
        return (UNDEFINED,) * width
    return evaluate(frame, term.array)[position * width : (position + 1) * width]


def _table(frame: Frame, term: Table) -> Entries:
    sizes = [frame.length(length(index)) for index in term.indices]
    frame.budget.spend(prod(sizes), "a table")
    found: list[Scalar] = []
    for places in product(*(range(1, size + 1) for size in sizes)):
        bindings: dict[Term, Entries] = {index: (fmpq(place),) for index, place in zip(term.indices, places, strict=True)}
        found.extend(evaluate(frame.above(bindings), term.body))
    return tuple(found)


# ── binders ───────────────────────────────────────────────────────────────────────────────────────

_FOLDS: dict[str, Callable[[Scalar, Scalar], Scalar]] = {
    "sum": add,
    "prod": multiply,
    "max": lambda x, y: extremum("max", x, y),
    "min": lambda x, y: extremum("min", x, y),
}


def _range(frame: Frame, index: Index) -> Iterable[fmpq] | None:
    """The values of an index; ``None`` where a bound is no integer."""
    if index.values or index.low is None or index.high is None:
        return [fmpq(value.numerator, value.denominator) for value in index.values]
    if index.high == Constant("infinity"):
        raise Undecided(f"an infinite range of {index.name}")
    low, high = _whole(evaluate(frame, index.low)[0]), _whole(evaluate(frame, index.high)[0])
    if low is None or high is None:
        return None
    frame.budget.spend(max(high - low + 1, 0), f"a range of {index.name} from {low} to {high}")
    return map(fmpq, range(low, high + 1))


def _integral(frame: Frame, term: Integral) -> Entries:
    return (integral(lambda part: evaluate(frame, part)[0], term),)


def _limit(frame: Frame, term: Limit) -> Entries:
    return (finite(destination(frame, term)),)


def _series(frame: Frame, term: Reduce) -> Entries:
    if term.kind not in {"sum", "prod"} or term.condition is not None or term.shape != ():
        raise Undecided(f"a {term.kind} of infinitely many terms")
    return (finite(destination(frame, term)),)


def destination(frame: Frame, term: Term) -> Scalar:
    """A number, or ±∞ where the limit, the sum or the product that it is of goes there; raises what ``evaluate`` raises."""

    def terms_of(reduced: Reduce) -> Callable[[int], Scalar]:
        def at(number: int) -> Scalar:
            frame.budget.spend(1, f"a {reduced.kind} over {reduced.index.name}")
            return evaluate(frame.above({reduced.index: (fmpq(number),)}), reduced.body)[0]

        return at

    return destined(lambda part: evaluate(frame, part)[0], terms_of, term)


def _reduce(frame: Frame, term: Reduce) -> Entries:
    if term.index.high == Constant("infinity"):
        return _series(frame, term)
    values, width = _range(frame, term.index), frame.count(term.shape)
    if values is None:
        return (UNDEFINED,) * width
    found: Entries | None = None
    for value in values:
        inner = frame.above({term.index: (value,)})
        wanted = True if term.condition is None else truth(inner, term.condition)
        if wanted is None:
            return (UNDEFINED,) * width
        if wanted:
            gain = evaluate(inner, term.body)
            found = gain if found is None else tuple(map(trimmed, entrywise(_FOLDS[term.kind], found, gain)))
    return ({"sum": ZERO, "prod": ONE}.get(term.kind, UNDEFINED),) * width if found is None else found


def _derivative(frame: Frame, term: Derivative) -> Entries:
    cells = [_cells(frame, target) for target in term.targets]
    frame.budget.spend(prod(map(len, cells)), "a derivative")
    variables = [target.array if isinstance(target, Entry) else target for target in term.targets]
    symmetric = len(set(term.targets)) == 1 and None not in cells[0]  # infinitesimals have no order: ∂²/∂xᵢ∂xⱼ is ∂²/∂xⱼ∂xᵢ
    known: dict[tuple[int | None, ...], Entries] = {}
    columns: list[Entries] = []
    for places in product(*cells):
        key = tuple(sorted(places)) if symmetric else places  # pyright: ignore[reportArgumentType]
        if key not in known:
            known[key] = _partial(frame, term.body, variables, key)
        columns.append(known[key])
    return tuple(column[row] for row in range(len(columns[0])) for column in columns)


def _cells(frame: Frame, target: Term) -> list[int | None]:
    """The positions, in the variable, of the entries to differentiate by; ``None`` for those that do not exist."""
    width = frame.count(target.shape)
    if not isinstance(target, Entry):
        return list(range(width))
    position = _position(frame, target)
    return [None if position is None else position * width + at for at in range(width)]


def _partial(frame: Frame, body: Term, variables: list[Term], places: tuple[int | None, ...]) -> Entries:
    """The derivative by one entry of each variable in turn; each is moved by an infinitesimal of its own."""
    bindings: dict[Term, Entries] = {}
    epsilons = 0
    if frame.derivatives + len(places) > MOST_DERIVATIVES:
        raise TooLarge(f"{frame.derivatives + len(places)} derivatives within each other: {MOST_DERIVATIVES} at most")
    for order, (variable, place) in enumerate(zip(variables, places, strict=True), start=frame.derivatives):
        if place is None:
            return (UNDEFINED,) * frame.count(body.shape)
        value = bindings[variable] if variable in bindings else evaluate(frame, variable)
        bindings[variable] = (*value[:place], perturbed(value[place], 1 << order), *value[place + 1 :])
        epsilons |= 1 << order
    return tuple(coefficient(x, epsilons) for x in evaluate(frame.above(bindings, len(places)), body))


def _at(frame: Frame, term: At) -> Entries:
    return evaluate(frame.above({variable: evaluate(frame, value) for variable, value in term.values}), term.body)


# ── truth values ──────────────────────────────────────────────────────────────────────────────────


def truth(frame: Frame, condition: Term) -> bool | None:
    """Whether the condition holds; ``None`` where it is undefined.

    Raises ``Undecided`` also for an exact tie of what is being differentiated (the condition is about to change).
    """
    match condition:
        case Defined(meaning=meaning):
            return truth(frame, meaning)
        case Logic(kind="not", terms=(negated,)):
            outcome = truth(frame, negated)
            return None if outcome is None else not outcome
        case Logic(kind=kind, terms=terms):
            return _joined([partial(truth, frame, term) for term in terms], decisive=kind == "or")
        case Compare(left=left, right=right) if left.shape == right.shape == () and (is_infinity(left) or is_infinity(right)):
            return _related(condition.relation, destination(frame, left), destination(frame, right))
        case Compare():
            left, right = spread(evaluate(frame, condition.left), evaluate(frame, condition.right))
            parts = [partial(_related, condition.relation, x, y) for x, y in zip(left, right, strict=True)]
            return _joined(parts, decisive=condition.relation == "≠")
        case _:
            raise TypeError(f"{type(condition).__name__} is no condition")


def _joined(parts: list[Callable[[], bool | None]], *, decisive: bool) -> bool | None:
    """Of conditions joined by "or" (``decisive`` is true) or "and" (it is false): one that is decisive decides."""
    undefined = False
    doubt: Undecided | None = None
    for part in parts:
        try:
            outcome = part()
        except Undecided as reason:
            doubt = reason
            continue
        if outcome is decisive:
            return decisive
        undefined = undefined or outcome is None
    if doubt is not None:
        raise doubt
    return None if undefined else not decisive


def _related(relation: Relation, x: Scalar, y: Scalar) -> bool | None:
    if is_undefined(x) or is_undefined(y):
        return None
    moves = type(x) is Jet or type(y) is Jet
    outcome = decide(relation, base(x), base(y))
    if outcome is None or (moves and decide("=", base(x), base(y)) is not False):
        raise Undecided(f"whether {relation} holds")
    return outcome


def _indicator(frame: Frame, term: Indicator) -> Entries:
    condition = term.condition.meaning if isinstance(term.condition, Defined) else term.condition
    if isinstance(condition, Compare) and condition.left.shape == condition.right.shape == ():
        difference = evaluate(frame, condition.left)[0] - evaluate(frame, condition.right)[0]
        if type(difference) is Jet and is_zero(base(difference)):
            return (kink(ONE if decide(condition.relation, ZERO, ZERO) else ZERO, difference, flat=False),)
    outcome = truth(frame, condition)
    return (UNDEFINED if outcome is None else ONE if outcome else ZERO,)


def _cases(frame: Frame, term: Cases) -> Entries:
    for value, condition in term.branches:
        outcome = True if condition is None else truth(frame, condition)
        if outcome is None:
            break
        if outcome:
            return evaluate(frame, value)
    return (UNDEFINED,) * frame.count(term.shape)


_RULES: dict[type[Term], Callable[[Frame, Any], Entries]] = {
    Number: lambda _, term: _rational(term),
    Constant: _constant,
    Size: lambda frame, term: (fmpq(frame.length(term)),),
    Variable: _letter,
    Index: _letter,
    Ones: lambda frame, term: (ONE,) * frame.count(term.shape),
    Zeros: lambda frame, term: (ZERO,) * frame.count(term.shape),
    Identity: lambda frame, term: diagonal_matrix((ONE,) * frame.length(term.size)),
    Unit: _unit,
    Plus: lambda frame, term: _folded(add, frame, term.terms),
    Negative: lambda frame, term: tuple(-x for x in evaluate(frame, term.argument)),
    Times: lambda frame, term: _folded(multiply, frame, term.factors),
    Hadamard: lambda frame, term: _folded(multiply, frame, term.factors),
    Quotient: lambda frame, term: _folded(divide, frame, (term.numerator, term.denominator)),
    Power: _power,
    Apply: _apply,
    Extremum: _extremum,
    MatMul: _matmul,
    Transpose: _transpose,
    Inverse: _inverse,
    Trace: _trace,
    Determinant: _determinant,
    Vec: _vec,
    Kronecker: _kronecker,
    Norm: _norm,
    Diagonal: _diagonal,
    Entry: _entry,
    Table: _table,
    Matrix: lambda frame, term: tuple(evaluate(frame, entry)[0] for row in term.rows for entry in row),
    Reduce: _reduce,
    Integral: _integral,
    Limit: _limit,
    Derivative: _derivative,
    At: _at,
    Indicator: _indicator,
    Cases: _cases,
    Defined: lambda frame, term: evaluate(frame, term.meaning),
}
