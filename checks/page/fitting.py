r"""Shapes that a page leaves open: the size of ``I`` and ``\mathbf{1}``, the range of an index that only its use tells.

An open length is a ``Size`` whose name begins with ``?``.  A ``Fitting`` belongs to one formula: it hands out open lengths, learns what
they are when terms are put together, and says which stayed open.  Everything that combines terms is here.

Verbs: ``Fitting.plus``, ``product``, ``odot``, ``quotient``, ``compare``, ``index_of``, ``settle``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import gcd
from typing import Any

from checks.terms import (
    Apply,
    Compare,
    Derivative,
    Dim,
    Entry,
    Hadamard,
    Index,
    Kronecker,
    MatMul,
    Number,
    Plus,
    Quotient,
    Relation,
    Shape,
    ShapeError,
    Size,
    Term,
    Times,
    Transpose,
    Zeros,
    as_term,
    length_of,
    product_shape,
    rebuild,
    sizes_in,
    split_length,
    walk,
)

OPEN = "?"


class Misfit(ShapeError):
    """Factors that no reading of what is written can multiply: their shapes are known, and do not fit."""


def is_open(dim: Dim) -> bool:
    """Whether a length is not known yet."""
    return isinstance(dim, Size) and (dim.name.startswith(OPEN) or any(map(is_open, dim.factors)))


class Fitting:
    """What one formula has told about its open lengths (the one mutable thing while it is read)."""

    def __init__(self) -> None:
        self.known: dict[Size, Dim] = {}
        self.indices: dict[str, Index] = {}
        self._count = 0

    def open_length(self, hint: str) -> Size:
        """A length that is not known yet; ``hint`` names what it is the length of."""
        self._count += 1
        return Size(f"{OPEN}{self._count} {hint}")

    def index_of(self, letter: str) -> Index:
        """The free index ``letter`` of this formula, whose range its use tells."""
        if letter not in self.indices:
            self.indices[letter] = Index(letter, as_term(1), self.open_length(letter))
        return self.settle_index(self.indices[letter])

    def settle_index(self, index: Index) -> Index:
        settled = self.settle(index)
        return settled if isinstance(settled, Index) else index

    def length(self, dim: Dim) -> Dim:
        while isinstance(dim, Size) and dim in self.known:
            dim = self.known[dim]
        return length_of(*map(self.length, dim.factors)) if isinstance(dim, Size) and dim.factors else dim

    def same(self, one: Dim, other: Dim) -> bool:
        """Whether two lengths are, or can be, the same; what that tells is remembered."""
        one, other = self.length(one), self.length(other)
        if one == other:
            return True
        one, other = _cancelled(one, other)
        if isinstance(one, Size) and is_open(one) and not one.factors:
            self.known[one] = other
        elif isinstance(other, Size) and is_open(other) and not other.factors:
            self.known[other] = one
        else:
            return False
        return True

    def shape(self, shape: Shape) -> Shape:
        return tuple(self.length(dim) for dim in shape)

    def settle(self, term: Term) -> Term:
        """``term`` with every open length that is known by now put in."""
        if not any(size in self.known for size in sizes_in(term)):
            return term
        done: dict[Term, Any] = {}

        def visit(part: Term) -> Any:
            if part not in done:
                match part:
                    case Size():
                        done[part] = self.length(part)
                    case Index(name, low, Size() as high, values):
                        length = self.length(high)
                        done[part] = Index(name, low, as_term(length), values)
                    case _:
                        done[part] = rebuild(part, visit)
            return done[part]

        return visit(term)

    def agree(self, shapes: Iterable[Shape]) -> None:
        """Learn from shapes that are to be equal; unequal ones are left for the term to refuse."""
        arrays = [shape for shape in shapes if shape != ()]
        for other in arrays[1:]:
            if len(other) == len(arrays[0]):
                for left, right in zip(arrays[0], other, strict=True):
                    self.same(left, right)

    def settled(self, terms: Iterable[Term]) -> tuple[Term, ...]:
        return tuple(self.settle(term) for term in terms)

    def plus(self, terms: tuple[Term, ...]) -> Term:
        """A sum of equal shapes."""
        self.agree(term.shape for term in terms)
        terms = self.settled(terms)
        return terms[0] if len(terms) == 1 else Plus(terms)

    def odot(self, left: Term, right: Term) -> Term:
        """The elementwise product; of numbers, the product."""
        self.agree((left.shape, right.shape))
        left, right = self.settled((left, right))
        return Times((left, right)) if () in {left.shape, right.shape} else Hadamard((left, right))

    def quotient(self, above: Term, below: Term) -> Term:
        """A fraction; two arrays of equal shape divide entry by entry."""
        self.agree((above.shape, below.shape))
        return Quotient(*self.settled((above, below)))

    def kronecker(self, left: Term, right: Term) -> Term:
        r"""``A \otimes B``; with a number it scales, and of two columns it may as well be the outer product.

        Raises ``ShapeError`` for two columns.
        """
        if () in (left.shape, right.shape):
            return self.product((left, right))
        if len(left.shape) == len(right.shape) == 1:
            raise ShapeError(
                r"two readings of \otimes between columns: the outer product, written u v^\top, or the Kronecker product, "
                r"written \operatorname{vec}(v u^\top)"
            )
        return Kronecker(left, right)

    def dot(self, left: Term, right: Term) -> Term:
        r"""``a \cdot b``: of two columns the scalar product, else the product."""
        if len(left.shape) == 1 and len(right.shape) == 1:
            return self.product((Transpose(left), right))
        return self.product((left, right))

    def compare(self, relation: Relation, left: Term, right: Term) -> Term:
        """A truth value; ``= 0`` beside an array means the zero array."""
        left, right = self.balanced(left, right)
        return Compare(relation, left, right)

    def balanced(self, left: Term, right: Term) -> tuple[Term, Term]:
        """Two sides of a relation, a plain 0 beside an array as the zero array."""
        left, right = _zero_like(left, right), _zero_like(right, left)
        self.agree((left.shape, right.shape))
        left, right = self.settled((left, right))
        return _as_number(left, right), _as_number(right, left)

    def product(self, factors: tuple[Term, ...]) -> Term:
        """The product of neighbours: arrays are matrix-multiplied, numbers scale; a run that ends as 1×1 is a number again.

        Raises ``ShapeError``, and ``Misfit`` where neither the other layout of a derivative nor an elementwise product can be meant.
        """
        if len(factors) == 1:
            return factors[0]
        try:
            return self._multiplied(factors)
        except Misfit as error:
            if any(_has_other_readings(part) for factor in factors for part in walk(factor)):
                raise ShapeError(str(error)) from None
            raise

    def _multiplied(self, factors: tuple[Term, ...]) -> Term:
        groups: list[Term] = []
        run: list[Term] = []
        shape: Shape = ()
        at = 0
        for factor in factors:
            if factor.shape == ():
                groups.append(factor)
                continue
            shape = self._step(shape, factor.shape) if run else factor.shape
            if not run:
                at = len(groups)
            run.append(factor)
            if shape == ():
                groups.insert(at, self._run(run))
                run = []
        if run:
            groups.insert(at, self._run(run))
        groups = list(self.settled(groups))
        return groups[0] if len(groups) == 1 else Times(tuple(groups))

    def _step(self, left: Shape, right: Shape) -> Shape:
        inner, outer = self.length(left[1] if len(left) == 2 else 1), self.length(right[0])
        if 1 not in {inner, outer}:  # an open length is never taken to be 1: `x I` is a mistake and no product
            self.same(inner, outer)
        left, right = self.shape(left), self.shape(right)
        try:
            return product_shape(left, right)
        except ShapeError as error:
            if any(map(is_open, (*left, *right))) or len(left) == len(right) == 1:  # two columns may be meant entry by entry
                raise
            raise Misfit(str(error)) from None

    def _run(self, run: list[Term]) -> Term:
        settled = self.settled(run)
        return settled[0] if len(settled) == 1 else MatMul(settled)

    def open_in(self, term: Term) -> str | None:
        """What of ``term`` still has no length: the hint it was opened with."""
        for size in sizes_in(term):
            if is_open(size):
                return size.name.partition(" ")[2]
        return None


def _cancelled(one: Dim, other: Dim) -> tuple[Dim, Dim]:
    """Two lengths without the factors that they share; as they are where one would be left as 1, which no open length is."""
    (n, letters), (m, others) = split_length((one,)), split_length((other,))
    shared = Counter(letters) & Counter(others)
    common = gcd(n, m)
    left = length_of(n // common, *(Counter(letters) - shared).elements())
    right = length_of(m // common, *(Counter(others) - shared).elements())
    return (one, other) if 1 in (left, right) else (left, right)


def _has_other_readings(part: Term) -> bool:
    """A derivative has another layout, and functions of arrays are often multiplied entry by entry without saying so."""
    return isinstance(part, Derivative) or (isinstance(part, Apply) and part.shape != ())


def _as_number(side: Term, other: Term) -> Term:
    """The entry of a 1×1 matrix, or of a vector of one, that is compared with a number."""
    if other.shape == () and side.shape in {(1,), (1, 1)}:
        return Entry(side, tuple(as_term(1) for _ in side.shape))
    return side


def _zero_like(side: Term, other: Term) -> Term:
    plain_zero = side == Number(as_term(0).value)  # type: ignore[attr-defined]
    unsized = isinstance(side, Zeros) and any(is_open(dim) for dim in side.dims)
    if other.shape != () and (plain_zero or (unsized and len(side.shape) != len(other.shape))):
        return Zeros(other.shape)
    return side
