r"""The vocabulary of derivation modules: what a page writes, as Python.

Letters are declared (``real``, ``vector``, ``matrix``, ``table``, …), named as LaTeX writes them, and joined by
Python's own
operators (``+ - * / **``, ``@`` for matrix products, ``.T``, ``x[i]``) and by the verbs below.  Nothing is
simplified: what is
written is what is checked.  Shapes are checked at once; a ``ShapeError`` names the two that do not fit.

Declaring: ``size``, ``sizes``, ``index``, ``real``, ``positive``, ``natural``, ``binary``, ``vector``, ``matrix``, ``symmetric``,
``positive_definite``,
``table``, ``conditional``, ``family``, ``function``, ``defined``, ``given``; entries may lie in ``POSITIVE``, ``UNIT`` or ``COUNTS``.
Writing: ``number``, ``exp log sin cos tanh sqrt sigma softplus relu erf absolute sign``, ``dot``, ``norm``, ``trace``, ``det``,
``inverse``, ``diag``, ``vec``, ``kronecker``,
``hadamard``, ``ones``, ``identity``, ``delta``, ``indicator``, ``maximum``,
``equal``, ``both``, ``either``, ``cases``, ``column``, ``total``, ``largest``, ``product``, ``limit``, ``softmax``,
``logsumexp``,
``gradient``, ``hessian``, ``jacobian``, ``derivative``, ``at``, ``expectation``, ``kl``, ``entropy``,
``cross_entropy``, ``argmin``, ``argmax``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from checks.domains import Given
from checks.functions import sqrt as sqrt
from checks.sets import BINARY, POSITIVE, REALS, Finite, Integers, Interval, NumberSet, Structure
from checks.terms import (
    Apply,
    At,
    Call,
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
    Function,
    Hadamard,
    Identity,
    Index,
    Indicator,
    Inverse,
    Kronecker,
    Limit,
    Logic,
    MatMul,
    Matrix,
    Norm,
    Number,
    Ones,
    Operand,
    Optimisers,
    Quotient,
    Reduce,
    Relation,
    Shape,
    ShapeError,
    Size,
    Table,
    Term,
    Trace,
    Variable,
    Vec,
    as_term,
    show,
)

UNIT = Interval(Fraction(0), Fraction(1))
COUNTS = Integers(0, None)

e, π, infinity = Constant("e"), Constant("pi"), Constant("infinity")

# ── declaring ─────────────────────────────────────────────────────────────────────────────────────


def size(name: str) -> Size:
    """A dimension letter: a positive integer, whatever it is."""
    return Size(name)


def sizes(names: str) -> tuple[Size, ...]:
    """Several dimension letters, parted by blanks."""
    return tuple(Size(name) for name in names.split())


def index(name: str, length: Operand, low: Operand = 1) -> Index:
    """An index from ``low`` (1 unless said) to ``length``."""
    return Index(name, as_term(low), as_term(length))


def real(name: str, values: NumberSet = REALS, *, above: int | None = None, below: int | None = None) -> Variable:
    """A number: real, or of another set, or strictly between two bounds."""
    if above is not None or below is not None:
        low, high = (None if bound is None else Fraction(bound) for bound in (above, below))
        values = Interval(low, high)
    return Variable(name, (), values)


def positive(name: str, *shape: Dim) -> Variable:
    """A positive real number, or an array of them."""
    return Variable(name, shape, POSITIVE)


def natural(name: str, low: int = 0) -> Variable:
    """An integer from ``low`` on: the number of a step."""
    return Variable(name, (), Integers(low))


def binary(name: str, *shape: Dim) -> Variable:
    """A number, or an array of numbers, that is 0 or 1."""
    return Variable(name, shape, BINARY)


def finite(name: str, values: tuple[int | Fraction, ...], *shape: Dim) -> Variable:
    """A number, or an array, whose entries lie in a finite set."""
    return Variable(name, shape, Finite(tuple(Fraction(value) for value in values)))


def vector(name: str, length: Dim, values: NumberSet = REALS) -> Variable:
    """A column vector (length,)."""
    return Variable(name, (length,), values)


def matrix(name: str, rows: Dim, columns: Dim, values: NumberSet = REALS) -> Variable:
    """A matrix (rows, columns); as data, one row an item."""
    return Variable(name, (rows, columns), values)


def symmetric(name: str, length: Dim) -> Variable:
    """A symmetric matrix."""
    return Variable(name, (length, length), structure=Structure.SYMMETRIC)


def positive_definite(name: str, length: Dim) -> Variable:
    """A symmetric positive definite matrix."""
    return Variable(name, (length, length), structure=Structure.POSITIVE_DEFINITE)


def table(name: str, *lengths: Dim) -> Variable:
    """A probability table with positive entries that sum to one along the last axis: p(x), or p(y | x) with x first."""
    return Variable(name, lengths, POSITIVE, Structure.SIMPLEX)


def function(name: str, domain: Shape = (), dims: Shape = ()) -> Function:
    """An arbitrary smooth function; ``call`` gives its values."""
    return Function(name, domain, dims)


def call(name: Function, argument: Term) -> Term:
    """The value of an arbitrary function."""
    return Call(name, argument)


def family(name: str, parameter: Term, *indices: Index) -> Term:
    r"""An arbitrary smooth positive family of probability tables, normalised over the last index.

    ``family(r"P_\theta(y\mid x)", theta, x, y)`` is its entry at x, y: the softmax over y of an arbitrary smooth function of
    ``parameter`` (every smooth positive family is one).
    """
    lengths = tuple(index.high for index in indices)
    dims = tuple(length for length in lengths if isinstance(length, Size))
    if len(dims) != len(lengths):
        raise ShapeError(f"the indices of {name} are to run from 1 to a dimension letter")
    logits = Call(Function(f"logits of {name}", parameter.shape, dims), parameter)
    weight = Apply("exp", Entry(logits, indices))
    return Defined(name, Quotient(weight, Reduce("sum", indices[-1], weight)))


def defined(name: str, meaning: Term) -> Term:
    """A name for a longer expression, printed as the name."""
    return Defined(name, meaning)


def given(*variables: Variable, where: tuple[Term, ...] = ()) -> Given:
    """What a derivation is about: its variables, and facts that narrow them."""
    return Given(variables, where)


# ── writing ───────────────────────────────────────────────────────────────────────────────────────


def number(value: int | Fraction) -> Term:
    """An exact number, where a whole line is one."""
    return as_term(value)


def exp(a: Operand) -> Term:
    """e^a, entry by entry."""
    return Apply("exp", as_term(a))


def log(a: Operand) -> Term:
    """The natural logarithm, entry by entry."""
    return Apply("log", as_term(a))


def sin(a: Operand) -> Term:
    """The sine, entry by entry."""
    return Apply("sin", as_term(a))


def cos(a: Operand) -> Term:
    """The cosine, entry by entry."""
    return Apply("cos", as_term(a))


def tanh(a: Operand) -> Term:
    """The hyperbolic tangent, entry by entry."""
    return Apply("tanh", as_term(a))


def sigma(a: Operand) -> Term:
    """The logistic function 1/(1 + e^(−a)), entry by entry."""
    return Apply("sigma", as_term(a))


def absolute(a: Operand) -> Term:
    """|a|, entry by entry."""
    return Apply("abs", as_term(a))


def sign(a: Operand) -> Term:
    """−1, 0 or 1, entry by entry."""
    return Apply("sign", as_term(a))


def softplus(a: Operand) -> Term:
    """log(1 + e^a), entry by entry."""
    return Apply("softplus", as_term(a))


def relu(a: Operand) -> Term:
    """max(0, a), entry by entry."""
    return Apply("relu", as_term(a))


def erf(a: Operand) -> Term:
    """The error function, entry by entry."""
    return Apply("erf", as_term(a))


def dot(x: Term, y: Term) -> Term:
    """xᵀy of two column vectors."""
    return MatMul((x.T, y))


def norm(x: Term, kind: Literal["2", "1", "inf"] = "2") -> Term:
    """A norm of a vector, or the Frobenius norm of a matrix."""
    return Norm(x, kind)


def trace(a: Term) -> Term:
    """The trace of a square matrix."""
    return Trace(a)


def det(a: Term) -> Term:
    """The determinant of a square matrix."""
    return Determinant(a)


def vec(a: Term) -> Term:
    """The columns of a matrix, one below the other."""
    return Vec(a)


def kronecker(a: Term, b: Term) -> Term:
    """The Kronecker product: the blocks a_ij B."""
    return Kronecker(a, b)


def inverse(a: Term) -> Term:
    """The inverse of a square matrix."""
    return Inverse(a)


def diag(a: Term) -> Term:
    """The diagonal matrix of a vector, or the diagonal of a matrix."""
    return Diagonal(a)


def hadamard(*factors: Term) -> Term:
    """The elementwise product."""
    return Hadamard(factors)


def ones(*dims: Dim) -> Term:
    """An array of ones."""
    return Ones(dims)


def identity(length: Dim) -> Term:
    """The identity matrix."""
    return Identity(length)


def indicator(left: Operand, relation: Relation, right: Operand) -> Term:
    """1 where the relation holds, else 0."""
    return Indicator(Compare(relation, as_term(left), as_term(right)))


def delta(i: Operand, j: Operand) -> Term:
    """Kronecker's delta."""
    return indicator(i, "=", j)


def maximum(*terms: Operand) -> Term:
    """The largest of several numbers."""
    return Extremum("max", tuple(as_term(term) for term in terms))


def equal(left: Operand, right: Operand) -> Term:
    """The statement that two sides are equal; ``<``, ``<=``, ``>`` and ``>=`` make statements by themselves."""
    return Compare("=", as_term(left), as_term(right))


def both(*statements: Term) -> Term:
    """Statements joined by "and"."""
    return Logic("and", statements)


def either(*statements: Term) -> Term:
    """Statements joined by "or"."""
    return Logic("or", statements)


def cases(*branches: tuple[Operand, Term], otherwise: Operand) -> Term:
    """A number by cases: the value of the first branch whose statement holds."""
    return Cases((*((as_term(value), statement) for value, statement in branches), (as_term(otherwise), None)))


def column(*entries: Operand) -> Term:
    """A vector written out."""
    return Matrix(tuple((as_term(entry),) for entry in entries))


def total(over: Index, body: Operand) -> Term:
    """The sum of ``body`` while the index runs."""
    return Reduce("sum", over, as_term(body))


def largest(over: Index, body: Operand) -> Term:
    """The largest value of ``body`` while the index runs."""
    return Reduce("max", over, as_term(body))


def product(over: Index, body: Operand) -> Term:
    """The product of ``body`` while the index runs."""
    return Reduce("prod", over, as_term(body))


def _running(x: Term) -> Index:
    """An index over a vector that occurs nowhere on a page."""
    if len(x.shape) != 1:
        raise ShapeError(f"this needs a vector, not shape {show(x.shape)}")
    return Index("\\kappa'", Number(Fraction(1)), as_term(x.shape[0]))


def limit(variable: Variable, body: Operand, place: Operand = infinity) -> Term:
    """The limit of ``body`` as the variable goes to ``place``; what it is stands behind ``=``, ``infinity`` among the possibilities."""
    return Limit(as_term(body), variable, as_term(place))


def softmax(x: Term) -> Term:
    """exp(x_k) / Σ exp(x_j), a vector of the shape of ``x``."""
    k = _running(x)
    return Quotient(exp(x), total(k, exp(x[k])))


def logsumexp(x: Term) -> Term:
    """Log Σ exp(x_j)."""
    k = _running(x)
    return log(total(k, exp(x[k])))


def derivative(body: Term, *targets: Term) -> Term:
    """The derivative by each target in turn: variables, or entries of them."""
    return Derivative(body, targets)


def gradient(body: Term, variable: Variable) -> Term:
    """The gradient of a number; it has the shape of the variable."""
    if body.shape != ():
        raise ShapeError(f"a gradient is of a number, not of shape {show(body.shape)}: use jacobian")
    return Derivative(body, (variable,))


def hessian(body: Term, variable: Variable) -> Term:
    """The matrix of second derivatives of a number by a vector."""
    return Derivative(gradient(body, variable), (variable,))


def jacobian(body: Term, variable: Variable) -> Term:
    """∂body_i/∂variable_j of a vector (m,) by a vector (n,): shape (m, n)."""
    return Derivative(body, (variable,))


def at(body: Term, variable: Variable, value: Operand) -> Term:
    """``body`` with ``value`` put for ``variable``, after anything in it was differentiated."""
    return At(body, ((variable, as_term(value)),))


def expectation(over: Index, weight: Term, body: Term) -> Term:
    """Σ weight · body over a finite set: the expectation where ``weight`` is a probability of ``over``."""
    return Reduce("sum", over, weight * body)


def kl(over: Index, p: Term, q: Term) -> Term:
    """KL(p ‖ q) = Σ p log(p/q) over a finite set (Cover & Thomas, Elements of Information Theory, eq. 2.26)."""
    return Reduce("sum", over, p * log(p / q))


def entropy(over: Index, p: Term) -> Term:
    """H(p) = −Σ p log p (Cover & Thomas, eq. 2.1), in nats."""
    return -Reduce("sum", over, p * log(p))


def cross_entropy(over: Index, p: Term, q: Term) -> Term:
    """H(p, q) = −Σ p log q, in nats."""
    return -Reduce("sum", over, p * log(q))


def tabulated(body: Term, *indices: Index) -> Term:
    """The array whose entry at the indices is ``body``."""
    return Table(indices, body)


def argmin(variable: Variable, objective: Term) -> Term:
    """The set of points where the objective is smallest."""
    return Optimisers("min", objective, variable)


def argmax(variable: Variable, objective: Term) -> Term:
    """The set of points where the objective is largest."""
    return Optimisers("max", objective, variable)
