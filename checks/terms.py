"""The expression language: what pages and derivation modules are both turned into.

A term is frozen, is compared by structure, and is never simplified when it is built: what the writer wrote is
what the witnesses see.  Every term knows its shape: ``()`` is a number, ``(d,)`` a column vector, ``(1, d)`` a row,
``(n, d)`` a matrix; a length is a positive ``int`` or a ``Size``, a letter for one.  Shapes are checked here, when
a term is built, and nowhere else.

Verbs: ``as_term`` (numbers to terms), ``children``, ``rebuild``, ``walk``, ``substitute``, ``free_variables``,
``free_indices``, ``sizes_in``; of lengths ``length_of``, ``split_length``, ``measured``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache, lru_cache
from math import prod
from typing import Any, ClassVar, Literal, NoReturn, TypeAlias, dataclass_transform
from weakref import WeakValueDictionary

from checks.sets import REALS, NumberSet, Structure


class ShapeError(ValueError):
    """Shapes that do not fit; the message names them."""


@cache
def _field_names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@dataclass_transform(frozen_default=True, eq_default=False)
def _node(cls: type[Any]) -> Any:
    """A frozen dataclass whose equality is that of ``Term``."""
    return dataclass(frozen=True, eq=False, repr=False)(cls)


class _Shared(type):
    """Equal terms are one object: building a term that is already there gives the one that is there.

    So terms are compared and looked up at the cost of a pointer, however large they are, and what a witness remembers of
    a term holds wherever the term stands again.
    """

    _living: ClassVar[WeakValueDictionary[tuple[Any, ...], Any]] = WeakValueDictionary()

    def __call__(cls, *args: Any, **named: Any) -> Any:
        built = super().__call__(*args, **named)
        return _Shared._living.setdefault((cls, *built.parts()), built)


class Term(metaclass=_Shared):
    """Base of all terms.  Subclasses are final; ``match`` on them."""

    shape: Shape

    def parts(self) -> tuple[Any, ...]:
        """What it was built of."""
        return tuple(getattr(self, name) for name in _field_names(type(self)))

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:  # a copy or an unpickled term is built, and so shared, too
        return type(self), self.parts()

    def __repr__(self) -> str:
        inner = ", ".join(map(repr, self.parts()))
        return f"{type(self).__name__}({inner})"

    # Python's operators, so that a derivation module reads like the page.
    def __add__(self, other: Operand) -> Term:
        return Plus((self, as_term(other)))

    def __radd__(self, other: Operand) -> Term:
        return Plus((as_term(other), self))

    def __sub__(self, other: Operand) -> Term:
        return Plus((self, Negative(as_term(other))))

    def __rsub__(self, other: Operand) -> Term:
        return Plus((as_term(other), Negative(self)))

    def __neg__(self) -> Term:
        return Negative(self)

    def __mul__(self, other: Operand) -> Term:
        return Times((self, as_term(other)))

    def __rmul__(self, other: Operand) -> Term:
        return Times((as_term(other), self))

    def __truediv__(self, other: Operand) -> Term:
        return Quotient(self, as_term(other))

    def __rtruediv__(self, other: Operand) -> Term:
        return Quotient(as_term(other), self)

    def __pow__(self, other: Operand) -> Term:
        return Power(self, as_term(other))

    def __rpow__(self, other: Operand) -> Term:
        return Power(as_term(other), self)

    def __matmul__(self, other: Term) -> Term:
        return MatMul((self, other))

    def __lt__(self, other: Operand) -> Term:
        return Compare("<", self, as_term(other))

    def __le__(self, other: Operand) -> Term:
        return Compare("≤", self, as_term(other))

    def __gt__(self, other: Operand) -> Term:
        return Compare(">", self, as_term(other))

    def __ge__(self, other: Operand) -> Term:
        return Compare("≥", self, as_term(other))

    def __getitem__(self, indices: Operand | tuple[Operand, ...]) -> Term:
        listed = indices if isinstance(indices, tuple) else (indices,)
        return Entry(self, tuple(as_term(index) for index in listed))

    @property
    def T(self) -> Term:  # noqa: N802 (the letter of the page)
        """The transpose."""
        return Transpose(self)


Operand: TypeAlias = "Term | int | Fraction"
Relation: TypeAlias = Literal["=", "≠", "<", "≤", ">", "≥"]


def _fix(term: Term, shape: Shape) -> None:
    object.__setattr__(term, "shape", shape)


# ── leaves ────────────────────────────────────────────────────────────────────────────────────────


@_node
class Number(Term):
    """An exact rational."""

    value: Fraction

    def __post_init__(self) -> None:
        _fix(self, ())


@_node
class Constant(Term):
    r"""A number with a name of its own: ``e``, ``\pi``, ``\infty`` (as a bound or a limit only)."""

    name: Literal["e", "pi", "infinity"]

    def __post_init__(self) -> None:
        _fix(self, ())


@_node
class Size(Term):
    """A dimension letter (``d``, ``n``, ``K``): a positive integer, as a length and as a number.

    With ``factors`` it is a derived length, their product (``mn``): built by ``length_of``, which writes its name.
    """

    name: str
    factors: Shape = ()

    def __post_init__(self) -> None:
        _fix(self, ())


Dim: TypeAlias = int | Size
Shape: TypeAlias = tuple[Dim, ...]


def length_of(*factors: Dim) -> Dim:
    """The product of lengths: a number, a letter, or a derived length with its letters in order (``nm`` is ``mn``)."""
    number, letters = split_length(factors)
    if not letters:
        return number
    if number == 1 and len(letters) == 1:
        return letters[0]
    powers = [f"{name}^{count}" if count > 1 else name for name, count in Counter(letter.name for letter in letters).items()]
    coefficient = (number,) if number > 1 else ()
    apart = "" if all(len(letter.name) == 1 for letter in letters) else " "
    return Size(apart.join((*map(str, coefficient), *powers)), (*coefficient, *letters))


def split_length(factors: Shape) -> tuple[int, tuple[Size, ...]]:
    """The number and the letters that a product of lengths is made of."""
    number, letters = 1, list[Size]()
    for factor in factors:
        inner = (factor, ()) if isinstance(factor, int) else split_length(factor.factors) if factor.factors else (1, (factor,))
        number *= inner[0]
        letters.extend(inner[1])
    return number, tuple(sorted(letters, key=lambda letter: letter.name))


def measured(dim: Dim, sizes: Mapping[Size, int]) -> int:
    """A length as an integer where its letters have these values; raises ``KeyError`` for a letter without one."""
    if isinstance(dim, int):
        return dim
    return prod(measured(factor, sizes) for factor in dim.factors) if dim.factors else sizes[dim]


@_node
class Variable(Term):
    """A declared letter, named as LaTeX writes it: a number, or an array whose entries lie in ``values``.

    ``depends_on`` is empty for data; a quantity that depends smoothly and otherwise arbitrarily on other variables
    is a ``Call`` instead.
    """

    name: str
    dims: Shape = ()
    values: NumberSet = REALS
    structure: Structure = Structure.FREE

    def __post_init__(self) -> None:
        if self.structure not in {Structure.FREE, Structure.SIMPLEX} and (len(self.dims) != 2 or self.dims[0] != self.dims[1]):
            raise ShapeError(f"{self.name} is to be {self.structure.value}, but its shape {show(self.dims)} is not square")
        if self.structure is Structure.SIMPLEX and not self.dims:
            raise ShapeError(f"{self.name} is to be a distribution, but it is a number")
        _fix(self, self.dims)


@_node
class Index(Term):
    """An integer that runs from ``low`` to ``high``, or through the listed ``values``; bound by a sum, or free."""

    name: str
    low: Term | None = None
    high: Term | None = None
    values: tuple[Fraction, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.values) == (self.high is not None):
            raise ShapeError(f"the index {self.name} needs either a range or a list of values")
        _fix(self, ())


@_node
class Function(Term):
    r"""An arbitrary smooth function ``f : R^d -> R^{dims}``, known by its name only."""

    name: str
    domain: Shape
    dims: Shape = ()

    def __post_init__(self) -> None:
        _fix(self, self.dims)


@_node
class Ones(Term):
    """The array whose entries are all one."""

    dims: Shape

    def __post_init__(self) -> None:
        _fix(self, self.dims)


@_node
class Zeros(Term):
    """The array whose entries are all zero."""

    dims: Shape

    def __post_init__(self) -> None:
        _fix(self, self.dims)


@_node
class Identity(Term):
    """The identity matrix."""

    size: Dim

    def __post_init__(self) -> None:
        _fix(self, (self.size, self.size))


@_node
class Unit(Term):
    """The unit vector with a one at ``index`` (counted from 1)."""

    index: Term
    size: Dim

    def __post_init__(self) -> None:
        _fix(self, (self.size,))


# ── arithmetic ────────────────────────────────────────────────────────────────────────────────────


def _common(shapes: tuple[Shape, ...], verb: str) -> Shape:
    """The one array shape among ``shapes``; numbers go with anything."""
    arrays = [shape for shape in shapes if shape != ()]
    for other in arrays[1:]:
        if other != arrays[0]:
            raise ShapeError(f"cannot {verb} shapes {show(arrays[0])} and {show(other)}")
    return arrays[0] if arrays else ()


@_node
class Plus(Term):
    """A sum of equal shapes; a number is added to each entry of an array."""

    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        _fix(self, _common(tuple(term.shape for term in self.terms), "add"))


@_node
class Negative(Term):
    """−x, entry by entry."""

    argument: Term

    def __post_init__(self) -> None:
        _fix(self, self.argument.shape)


@_node
class Times(Term):
    """A product of numbers, of which at most one factor is an array: it is scaled."""

    factors: tuple[Term, ...]

    def __post_init__(self) -> None:
        arrays = [factor.shape for factor in self.factors if factor.shape != ()]
        if len(arrays) > 1:
            raise ShapeError(
                f"a product of shapes {show(arrays[0])} and {show(arrays[1])} is no scaling: use a matrix product or an elementwise product"
            )
        _fix(self, arrays[0] if arrays else ())


@_node
class Hadamard(Term):
    """The elementwise product of equal shapes."""

    factors: tuple[Term, ...]

    def __post_init__(self) -> None:
        _fix(self, _common(tuple(factor.shape for factor in self.factors), "multiply elementwise"))


@_node
class Quotient(Term):
    """numerator / denominator; an array over a number is scaled, arrays of equal shape divide entry by entry."""

    numerator: Term
    denominator: Term

    def __post_init__(self) -> None:
        above, below = self.numerator.shape, self.denominator.shape
        if below not in {(), above}:
            raise ShapeError(f"cannot divide shape {show(above)} by shape {show(below)}")
        _fix(self, above)


@_node
class Power(Term):
    """base to the exponent, entry by entry; the exponent is a number."""

    base: Term
    exponent: Term

    def __post_init__(self) -> None:
        if self.exponent.shape != ():
            raise ShapeError(f"an exponent is a number, but this one has shape {show(self.exponent.shape)}")
        _fix(self, self.base.shape)


@_node
class Apply(Term):
    """A known function of one number, applied to each entry; ``function`` is a row of ``checks.functions``."""

    function: str
    argument: Term

    def __post_init__(self) -> None:
        _fix(self, self.argument.shape)


@_node
class Extremum(Term):
    """The largest or smallest of several numbers (or, entry by entry, of arrays and numbers)."""

    kind: Literal["max", "min"]
    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        _fix(self, _common(tuple(term.shape for term in self.terms), f"take the {self.kind} of"))


# ── arrays ────────────────────────────────────────────────────────────────────────────────────────


@_node
class MatMul(Term):
    """The matrix product; a vector stands as a column, and a 1×1 result is a number."""

    factors: tuple[Term, ...]

    def __post_init__(self) -> None:
        shape = self.factors[0].shape
        for factor in self.factors[1:]:
            shape = product_shape(shape, factor.shape)
        _fix(self, shape)


def product_shape(left: Shape, right: Shape) -> Shape:
    """The shape of a matrix product.

    Raises ``ShapeError`` with both shapes when the inner lengths differ.
    """
    if () in {left, right}:
        return right if left == () else left
    rows, inner = left if len(left) == 2 else (left[0], 1)
    other, columns = right if len(right) == 2 else (right[0], 1)
    if inner != other or len(left) > 2 or len(right) > 2:
        raise ShapeError(f"cannot multiply shapes {show(left)} and {show(right)}")
    if rows == 1 and columns == 1:
        return ()
    return (rows,) if columns == 1 else (rows, columns)


@_node
class Transpose(Term):
    """The transpose: a column (d,) becomes a row (1, d) and back; a number stays."""

    argument: Term

    def __post_init__(self) -> None:
        match self.argument.shape:
            case ():
                _fix(self, ())
            case (length,):
                _fix(self, (1, length))
            case (1, length):
                _fix(self, (length,))
            case (rows, columns):
                _fix(self, (columns, rows))
            case other:
                raise ShapeError(f"cannot transpose shape {show(other)}")


def _square(argument: Term, what: str) -> Dim:
    if len(argument.shape) != 2 or argument.shape[0] != argument.shape[1]:
        raise ShapeError(f"{what} needs a square matrix, not shape {show(argument.shape)}")
    return argument.shape[0]


@_node
class Inverse(Term):
    """The inverse of a square matrix."""

    argument: Term

    def __post_init__(self) -> None:
        size = _square(self.argument, "an inverse")
        _fix(self, (size, size))


@_node
class Trace(Term):
    """The sum of the diagonal of a square matrix; a number is its own trace."""

    argument: Term

    def __post_init__(self) -> None:
        if self.argument.shape != ():
            _square(self.argument, "a trace")
        _fix(self, ())


@_node
class Determinant(Term):
    """The determinant of a square matrix."""

    argument: Term

    def __post_init__(self) -> None:
        _square(self.argument, "a determinant")
        _fix(self, ())


@_node
class Vec(Term):
    """The columns of a matrix, one below the other; a vector is its own, a row stands up."""

    argument: Term

    def __post_init__(self) -> None:
        if len(self.argument.shape) > 2:
            raise ShapeError(f"vec stacks the columns of a matrix, not of shape {show(self.argument.shape)}")
        _fix(self, (length_of(*self.argument.shape),) if self.argument.shape else ())


@_node
class Kronecker(Term):
    r"""The Kronecker product ``A \otimes B``: the blocks a_ij B; a vector stands as a column."""

    left: Term
    right: Term

    def __post_init__(self) -> None:
        if () in (self.left.shape, self.right.shape) or max(len(self.left.shape), len(self.right.shape)) > 2:
            raise ShapeError(f"no Kronecker product of shapes {show(self.left.shape)} and {show(self.right.shape)}")
        one, other = ((*operand.shape, 1)[:2] for operand in (self.left, self.right))
        rows, columns = (length_of(a, b) for a, b in zip(one, other, strict=True))
        _fix(self, () if rows == columns == 1 else (rows,) if columns == 1 else (rows, columns))


@_node
class Norm(Term):
    """A norm of a vector or matrix: ``2`` Euclidean (of a matrix: Frobenius), ``1`` sum, ``inf`` largest magnitude."""

    argument: Term
    kind: Literal["2", "1", "inf"] = "2"

    def __post_init__(self) -> None:
        if self.kind != "2" and len(self.argument.shape) > 1 and 1 not in self.argument.shape:
            raise ShapeError(f"the {self.kind}-norm is read for vectors, not for shape {show(self.argument.shape)}")
        _fix(self, ())


@_node
class Diagonal(Term):
    """The diagonal matrix of a vector, or the diagonal of a square matrix."""

    argument: Term

    def __post_init__(self) -> None:
        if len(self.argument.shape) == 1:
            _fix(self, (self.argument.shape[0], self.argument.shape[0]))
        else:
            _fix(self, (_square(self.argument, "a diagonal"),))


@_node
class Entry(Term):
    """An entry, or with fewer indices than axes a slice along the first ones; indices count from 1."""

    array: Term
    indices: tuple[Term, ...]

    def __post_init__(self) -> None:
        axes = len(self.array.shape)
        if not self.indices or len(self.indices) > axes:
            raise ShapeError(f"{len(self.indices)} indices on shape {show(self.array.shape)}")
        if any(index.shape != () for index in self.indices):
            raise ShapeError("an index is a number")
        _fix(self, self.array.shape[len(self.indices) :])


@_node
class Table(Term):
    """The array whose entry at ``indices`` is ``body``; every index runs from 1 to a length."""

    indices: tuple[Index, ...]
    body: Term

    def __post_init__(self) -> None:
        _fix(self, (*(length(index) for index in self.indices), *self.body.shape))


def length(index: Index) -> Dim:
    """How many values an index that counts from 1 takes; raises ``ShapeError`` for any other index."""
    if index.low == Number(Fraction(1)):
        if isinstance(index.high, Size):
            return index.high
        if isinstance(index.high, Number) and index.high.value.denominator == 1 and index.high.value >= 1:
            return int(index.high.value)
    raise ShapeError(f"the index {index.name} does not run from 1 to a length")


@_node
class Matrix(Term):
    """A matrix (or, with rows of one entry, a column vector) written out entry by entry."""

    rows: tuple[tuple[Term, ...], ...]

    def __post_init__(self) -> None:
        widths = {len(row) for row in self.rows}
        if len(widths) != 1 or 0 in widths:
            raise ShapeError(f"the rows of a matrix have {sorted(widths)} entries")
        if any(entry.shape != () for row in self.rows for entry in row):
            raise ShapeError("the entries of a written-out matrix are numbers")
        width = widths.pop()
        _fix(self, (len(self.rows),) if width == 1 else (len(self.rows), width))


# ── binders ───────────────────────────────────────────────────────────────────────────────────────


def _needs_letter(bound: Term, binder: str) -> None:
    if not isinstance(bound, Variable):
        raise ShapeError(f"{binder} binds a variable, not a {type(bound).__name__.lower()}")


@_node
class Reduce(Term):
    """A sum, product, largest or smallest value of ``body`` while ``index`` runs, where ``condition`` holds."""

    kind: Literal["sum", "prod", "max", "min"]
    index: Index
    body: Term
    condition: Term | None = None

    def __post_init__(self) -> None:
        if self.kind != "sum" and self.body.shape != ():
            raise ShapeError(f"a {self.kind} over {self.index.name} needs numbers, not shape {show(self.body.shape)}")
        _fix(self, self.body.shape)


@_node
class Integral(Term):
    r"""The integral of ``body`` while the real ``variable`` runs from ``low`` to ``high``; a bound may be ``\infty`` or its negative."""

    body: Term
    variable: Variable
    low: Term
    high: Term

    def __post_init__(self) -> None:
        _needs_letter(self.variable, "an integral")
        if any(part.shape != () for part in (self.body, self.variable, self.low, self.high)):
            raise ShapeError(f"an integral over {self.variable.name} needs numbers: its bounds, its variable and what is integrated")
        _fix(self, ())


@_node
class Limit(Term):
    r"""The limit of the number ``body`` as the real ``variable`` goes to ``place``: ``\infty``, its negative, or a number from a side."""

    body: Term
    variable: Variable
    place: Term
    side: Literal["both", "above", "below"] = "both"

    def __post_init__(self) -> None:
        _needs_letter(self.variable, "a limit")
        if any(part.shape != () for part in (self.body, self.variable, self.place)):
            raise ShapeError(f"a limit by {self.variable.name} needs numbers: its place, its variable and what has the limit")
        _fix(self, ())


@_node
class Derivative(Term):
    """The derivative of ``body`` by each of ``targets`` in turn (a variable, or one entry of it).

    Layout: a number by an array has the array's shape; a vector (m,) by a vector (n,) is the Jacobian (m, n); by a
    number the body's shape stays.  So the Hessian of f by a vector x is ``Derivative(f, (x, x))``.
    """

    body: Term
    targets: tuple[Term, ...]

    def __post_init__(self) -> None:
        shape = self.body.shape
        for target in self.targets:
            base = target.array if isinstance(target, Entry) else target
            if not isinstance(base, Variable):
                raise ShapeError("a derivative is taken by a variable or by an entry of one")
            if len(shape) + len(target.shape) > 2 and () not in {shape, target.shape}:
                raise ShapeError(f"the derivative of shape {show(shape)} by {base.name} of shape {show(target.shape)} is no matrix")
            shape = (*shape, *target.shape)
        _fix(self, shape)


@_node
class At(Term):
    """``body`` where each variable of ``values`` takes the value beside it: an evaluation bar."""

    body: Term
    values: tuple[tuple[Variable, Term], ...]

    def __post_init__(self) -> None:
        for variable, value in self.values:
            _needs_letter(variable, "an evaluation bar")
            if variable.shape != value.shape:
                raise ShapeError(f"{variable.name} has shape {show(variable.shape)} and cannot take a value of shape {show(value.shape)}")
        _fix(self, self.body.shape)


@_node
class Call(Term):
    """A value of an arbitrary function, or (``order`` > 0, one real argument) of its derivative."""

    function: Function
    argument: Term
    order: int = 0

    def __post_init__(self) -> None:
        if self.argument.shape != self.function.domain:
            raise ShapeError(f"{self.function.name} takes shape {show(self.function.domain)}, not {show(self.argument.shape)}")
        if self.order and self.function.domain != ():
            raise ShapeError(f"a prime on {self.function.name} needs one real argument")
        _fix(self, self.function.dims)


# ── truth values ──────────────────────────────────────────────────────────────────────────────────


@_node
class Compare(Term):
    """A relation between two numbers (or, for = and ≠, equal shapes): a truth value, allowed in conditions only."""

    relation: Relation
    left: Term
    right: Term

    def __post_init__(self) -> None:
        _common((self.left.shape, self.right.shape), "compare")
        _fix(self, ())

    def __bool__(self) -> NoReturn:  # Python reads a < b < c as (a < b) and (b < c), and would keep b < c alone
        raise TypeError("a relation between terms is no truth value of Python's: join relations with both(…) or either(…)")


@_node
class Logic(Term):
    """Truth values joined by "and", "or", "not" (of one)."""

    kind: Literal["and", "or", "not"]
    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        _fix(self, ())


@_node
class Indicator(Term):
    """1 where the condition holds, else 0."""

    condition: Term

    def __post_init__(self) -> None:
        _fix(self, ())


@_node
class Cases(Term):
    """The value beside the first condition that holds; ``None`` is "otherwise"."""

    branches: tuple[tuple[Term, Term | None], ...]

    def __post_init__(self) -> None:
        shapes = {value.shape for value, _ in self.branches}
        if len(shapes) != 1:
            raise ShapeError(f"the cases have different shapes: {', '.join(sorted(show(s) for s in shapes))}")
        _fix(self, shapes.pop())


# ── names and optimisers ──────────────────────────────────────────────────────────────────────────


@_node
class Defined(Term):
    """A name the page gave to ``meaning``: printed as the name, worth what it means."""

    name: str
    meaning: Term

    def __post_init__(self) -> None:
        _fix(self, self.meaning.shape)


@_node
class Optimisers(Term):
    r"""``\arg\min`` or ``\arg\max`` of an objective over a variable's declared set: a set of points."""

    kind: Literal["min", "max"]
    objective: Term
    variable: Variable

    def __post_init__(self) -> None:
        _needs_letter(self.variable, f"an arg {self.kind}")
        if self.objective.shape != ():
            raise ShapeError(f"an objective is a number, not shape {show(self.objective.shape)}")
        _fix(self, self.variable.shape)


# ── verbs ─────────────────────────────────────────────────────────────────────────────────────────


def as_term(value: Operand) -> Term:
    """A number as a term; a term as it is.  Floats are refused: they are not exact."""
    if isinstance(value, Term):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Fraction):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{value!r} is neither a term nor an exact number (int, Fraction)")
    return _number(value)


@lru_cache(maxsize=1 << 8)  # most are small, and wanted over and over
def _number(value: int | Fraction) -> Term:
    number = Fraction(value)
    return Negative(Number(-number)) if number < 0 else Number(number)


def show(shape: Shape) -> str:
    """A shape in words a reader knows: ``number``, ``(d)``, ``(n × d)``."""
    if shape == ():
        return "number"
    return "(" + " × ".join(dim.name if isinstance(dim, Size) else str(dim) for dim in shape) + ")"


def _terms_in(value: Any) -> Iterator[Term]:
    if isinstance(value, Term):
        yield value
    elif isinstance(value, tuple):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _terms_in(item)


def children(term: Term) -> tuple[Term, ...]:
    """The terms directly below, in the order in which they stand; sizes in shapes count."""
    remembered = term.__dict__.get("_children")
    if remembered is None:
        remembered = tuple(_terms_in(term.parts()))
        object.__setattr__(term, "_children", remembered)  # terms are shared and never change
    return remembered


def _replaced(value: Any, replace: Callable[[Term], Term]) -> Any:
    if isinstance(value, Term):
        return replace(value)
    if isinstance(value, tuple):
        items = tuple(_replaced(item, replace) for item in value)  # pyright: ignore[reportUnknownVariableType]
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return value


def rebuild(term: Term, replace: Callable[[Term], Term]) -> Term:
    """The same term over replaced children; the term itself where nothing changed."""
    old = term.parts()
    new = [_replaced(value, replace) for value in old]
    return term if all(a is b for a, b in zip(old, new, strict=True)) else type(term)(*new)


def walk(term: Term) -> Iterator[Term]:
    """Every distinct term in it, itself included, parents first."""
    seen: set[Term] = set()
    stack = [term]
    while stack:
        current = stack.pop()
        if current not in seen:
            seen.add(current)
            yield current
            stack.extend(reversed(children(current)))


def substitute(term: Term, values: dict[Term, Term]) -> Term:
    """``term`` with whole subterms replaced, outermost first; what was put in is not looked at again.

    What speaks of the variable of an integral or a limit is not replaced within it: there it is another variable.
    Bound indices are not renamed: the caller puts in terms whose free indices the binders above do not bind.
    """
    done: dict[Term, Term] = {}

    def visit(current: Term) -> Term:
        if current in values:
            return values[current]
        if current not in done:
            done[current] = _within_binder(current, values, visit) if isinstance(current, Integral | Limit) else rebuild(current, visit)
        return done[current]

    return visit(term)


def _within_binder(term: Integral | Limit, values: dict[Term, Term], visit: Callable[[Term], Term]) -> Term:
    inner = {old: new for old, new in values.items() if term.variable not in free_variables(old)}
    if len(inner) == len(values):
        return rebuild(term, visit)
    body = substitute(term.body, inner)
    if isinstance(term, Integral):
        return Integral(body, term.variable, visit(term.low), visit(term.high))
    return Limit(body, term.variable, visit(term.place), term.side)


@lru_cache(maxsize=1 << 12)  # every claim of a page asks this of every fact of it
def free_variables(term: Term) -> tuple[Variable, ...]:
    """The variables it depends on, in the order of first appearance: not those that an evaluation bar, an integral or a limit binds."""
    remembered = term.__dict__.get("_free")
    if remembered is not None:
        return remembered
    if isinstance(term, Variable):
        found: dict[Variable, None] = {term: None}
    elif isinstance(term, At):
        bound = {variable for variable, _ in term.values}
        found = {v: None for v in free_variables(term.body) if v not in bound}
        found |= {v: None for _, value in term.values for v in free_variables(value)}
    elif isinstance(term, Integral):
        found = {v: None for v in free_variables(term.body) if v != term.variable}
        found |= {v: None for bound in (term.low, term.high) for v in free_variables(bound)}
    elif isinstance(term, Limit):
        found = {v: None for v in free_variables(term.body) if v != term.variable}
        found |= dict.fromkeys(free_variables(term.place))
    else:
        found = {v: None for child in children(term) for v in free_variables(child)}
    object.__setattr__(term, "_free", tuple(found))  # terms are shared and never change
    return tuple(found)


def functions_in(term: Term) -> tuple[Function, ...]:
    """The arbitrary functions in it, in the order of first appearance."""
    return tuple(part for part in walk(term) if isinstance(part, Function))


def sizes_in(term: Term) -> tuple[Size, ...]:
    """The dimension letters in it, in the order of first appearance; of a derived length its letters."""
    remembered = term.__dict__.get("_sizes")
    if remembered is not None:
        return remembered
    if isinstance(term, Size) and not term.factors:
        found: dict[Size, None] = {term: None}
    else:
        found = {size: None for child in children(term) for size in sizes_in(child)}
    object.__setattr__(term, "_sizes", tuple(found))  # terms are shared and never change
    return tuple(found)


def free_indices(term: Term) -> tuple[Index, ...]:
    """The indices that no binder in it binds, in the order of first appearance."""
    remembered = term.__dict__.get("_free_indices")
    if remembered is not None:
        return remembered
    if isinstance(term, Index):
        found: dict[Index, None] = {term: None}
    else:
        bound = (term.index,) if isinstance(term, Reduce) else term.indices if isinstance(term, Table) else ()
        found = {index: None for child in children(term) for index in free_indices(child) if index not in bound}
    object.__setattr__(term, "_free_indices", tuple(found))  # terms are shared and never change
    return tuple(found)
