"""Facts that are equations between variables, solved: a constrained variable becomes an expression of free ones.

Random points lie on no constraint.  So ``a + b = 1`` gives b := 1 − a, an orthogonal U is a Cayley transform, a unit vector
a stereographic projection, and the claim is judged with those expressions put in (an evaluation bar, so that a derivative
by a constrained variable still takes its entries for free).  All expressions are rational: rational points stay exact.

Verb: ``solved``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from checks import terms as t
from checks.domains import Given
from checks.sets import BINARY, NONNEGATIVE, POSITIVE, REALS, Finite, Interval, Structure, is_positive
from checks.witnesses.algebra import written_out

ONE, TWO = t.Number(Fraction(1)), t.Number(Fraction(2))
MATRICES = {Structure.SYMMETRIC, Structure.POSITIVE_DEFINITE, Structure.POSITIVE_SEMIDEFINITE}
SIGNS = Finite((Fraction(1), Fraction(-1)))


@dataclass(frozen=True)
class Solved:
    """The constrained variables with what they are on the constraints, the facts that are left, and those that were solved."""

    values: tuple[tuple[t.Variable, t.Term], ...]
    given: Given
    facts: tuple[t.Term, ...]

    def put_in(self, term: t.Term) -> t.Term:
        """The term on the constraints."""
        used = set(t.free_variables(term))
        values = tuple((v, value) for v, value in self.values if v in used)
        return t.At(term, values) if values else term


def solved(given: Given, wanted: set[t.Variable]) -> Solved:
    """The equations among the facts that say something about the ``wanted`` variables, solved one after the other."""
    values: dict[t.Variable, t.Term] = {}
    facts, done = list(given.facts), list[t.Term]()
    for fact in sorted(given.facts, key=lambda fact: not _says_symmetric(fact)):
        current = t.substitute(written_out(fact), dict[t.Term, t.Term](values.items()))
        found = next(_solutions(current, given), None) if set(t.free_variables(current)) & wanted else None
        if found is None:
            continue
        v, value = found
        values = {w: t.substitute(old, {v: value}) for w, old in values.items()} | {v: value}
        wanted = wanted | set(t.free_variables(value))
        facts.extend(_range(v, current))
        done.append(fact)
    if not values:
        return Solved((), given, ())
    left = tuple(t.substitute(written_out(fact), dict[t.Term, t.Term](values.items())) for fact in facts)
    kept = tuple(v for v in given.variables if v not in values)
    return Solved(tuple(values.items()), Given(kept, left), tuple(done))


def _says_symmetric(fact: t.Term) -> bool:
    return isinstance(fact, t.Compare) and any(_symmetric(*sides) for sides in ((fact.left, fact.right), (fact.right, fact.left)))


def _range(v: t.Variable, fact: t.Term) -> Iterator[t.Term]:
    """The declared bounds of a number, as facts; that of an eigenvalue of a definite matrix."""
    match fact:
        case t.Compare("=", t.MatMul((a, _)), t.Times((number, _))) | t.Compare("=", t.Times((number, _)), t.MatMul((a, _))) if (
            a == v and v.structure in MATRICES and number.shape == ()
        ):
            if v.structure is not Structure.SYMMETRIC:
                yield t.Compare(">" if v.structure is Structure.POSITIVE_DEFINITE else "≥", number, t.as_term(0))
        case _:
            pass
    if v.shape == () and isinstance(v.values, Interval):
        if v.values.low is not None:
            yield t.Compare("≥" if v.values.low_closed else ">", v, t.as_term(v.values.low))
        if v.values.high is not None:
            yield t.Compare("≤" if v.values.high_closed else "<", v, t.as_term(v.values.high))


def _solutions(fact: t.Term, given: Given) -> Iterator[tuple[t.Variable, t.Term]]:
    match fact:
        case t.Compare("=", left, right):
            for a, b in ((left, right), (right, left)):
                for rule in RULES:
                    found = rule(a, b)
                    if found is not None:
                        yield found
            yield from _isolated(left, right, given)
        case _:
            return


# ── named constraints ─────────────────────────────────────────────────────────────────────────────


def _free(v: t.Variable, suffix: str = "", **changes: object) -> t.Variable:
    """A variable of its own that a constrained one is made from."""
    made = {"dims": v.dims, "values": REALS, "structure": Structure.FREE} | changes
    return t.Variable(f"{v.name} free{suffix}", **made)  # type: ignore[arg-type]


def _is_free(term: t.Term) -> bool:
    return isinstance(term, t.Variable) and term.structure is Structure.FREE


def _symmetric(left: t.Term, right: t.Term) -> tuple[t.Variable, t.Term] | None:
    match left, right:
        case t.Variable() as a, t.Transpose(b) if a == b and _is_free(a) and len(a.shape) == 2:
            return a, t.Variable(a.name, a.dims, a.values, Structure.SYMMETRIC)
        case t.Variable() as a, t.Negative(t.Transpose(b)) if a == b and _is_free(a) and len(a.shape) == 2:
            free = _free(a)
            return a, free - free.T
        case _:
            return None


def _orthogonal(left: t.Term, right: t.Term) -> tuple[t.Variable, t.Term] | None:
    match left, right:
        case t.MatMul((t.Transpose(a), t.Variable() as u)), t.Identity() if a == u and _is_free(u):
            return u, _columns(u, u.shape)
        case t.MatMul((t.Variable() as u, t.Transpose(a))), t.Identity() if a == u and _is_free(u):
            return u, t.Transpose(_columns(u, u.shape[::-1]))
        case _:
            return None


def _columns(u: t.Variable, shape: t.Shape) -> t.Term:
    """The first columns of (I − S)(I + S)⁻¹ diag(±1), S skew (Cayley); all orthogonal matrices but a thin set."""
    rows, columns = shape
    free, signs = _free(u, dims=(rows, rows)), _free(u, " signs", dims=(rows,), values=SIGNS)
    skew = free - free.T
    square = t.MatMul((t.Identity(rows) - skew, t.Inverse(t.Identity(rows) + skew), t.Diagonal(signs)))
    if rows == columns:
        return square
    i, j = (t.Index(name, ONE, t.as_term(dim)) for name, dim in ((r"\iota", rows), (r"\kappa", columns)))
    return t.MatMul((square, t.Table((i, j), t.Indicator(t.Compare("=", i, j)))))


def _unit(left: t.Term, right: t.Term) -> tuple[t.Variable, t.Term] | None:
    """‖v‖ = 1: stereographic projection from the last axis, up to sign."""
    match left:
        case t.Norm(t.Variable() as v, "2") | t.Power(t.Norm(t.Variable() as v, "2"), t.Number()):
            pass
        case t.MatMul((t.Transpose(t.Variable() as v), w)) if v == w:
            pass
        case _:
            return None
    if right != ONE or not _is_free(v) or len(v.shape) != 1 or v.values != REALS:
        return None
    free, sign = _free(v), _free(v, " sign", dims=(), values=SIGNS)
    axis = t.Unit(t.as_term(v.shape[0]), v.shape[0])
    flat = free - t.Times((t.Entry(free, (t.as_term(v.shape[0]),)), axis))
    square = t.MatMul((flat.T, flat))
    return v, t.Times((sign, t.Quotient(t.Times((TWO, flat)) + t.Times((square - 1, axis)), square + 1)))


def _total(left: t.Term, right: t.Term) -> tuple[t.Variable, t.Term] | None:
    """Entries that add up to a number: a distribution where they are positive and the number is 1, a unit vector where they are 0 or 1."""
    match left:
        case t.Reduce("sum", index, t.Entry(t.Variable() as v, (k,)), None) if k == index and index.high == t.as_term(v.shape[0]):
            pass
        case t.MatMul((t.Transpose(t.Ones()), t.Variable() as v)) | t.MatMul((t.Transpose(t.Variable() as v), t.Ones())):
            pass
        case _:
            return None
    if not _is_free(v) or len(v.shape) != 1 or v in t.free_variables(right):
        return None
    if right == ONE and v.values in {POSITIVE, NONNEGATIVE}:
        return v, t.Variable(v.name, v.dims, v.values, Structure.SIMPLEX)
    if right == ONE and v.values == BINARY:  # one entry is 1, whichever: a free index
        return v, t.Unit(t.Index(f"{v.name} place", ONE, t.as_term(v.dims[0])), v.dims[0])
    if v.values != REALS:
        return None
    free = _free(v)
    missing = t.Quotient(right - t.MatMul((t.Ones(v.dims).T, free)), t.as_term(v.dims[0]))
    return v, free + missing


def _eigenvector(left: t.Term, right: t.Term) -> tuple[t.Variable, t.Term] | None:
    """A v = λ v: the matrix is changed along v."""
    match left, right:
        case t.MatMul((t.Variable() as a, t.Variable() as v)), t.Times((value, w)) if v == w and value.shape == ():
            along = t.Quotient(t.MatMul((v, v.T)), t.MatMul((v.T, v)))
            if a.structure in MATRICES:  # definite where the eigenvalue is positive
                free, across = _free(a, structure=a.structure), t.Identity(a.shape[0]) - along
                return a, t.MatMul((across, free, across)) + t.Times((value, along))
            if a.structure is Structure.FREE and a.values == REALS:
                free = _free(a)
                return a, t.MatMul((free, t.Identity(a.shape[0]) - along)) + t.Times((value, along))
            return None
        case _:
            return None


def _idempotent(left: t.Term, right: t.Term) -> tuple[t.Variable, t.Term] | None:
    """P P = P: a matrix with the eigenvalues 0 and 1, all of those that can be diagonalised by a generic matrix (by an orthogonal one)."""
    match left, right:
        case t.MatMul((t.Variable() as p, q)), r if p == q == r and (_is_free(p) or p.structure is Structure.SYMMETRIC):
            bits = t.Diagonal(_free(p, " eigenvalues", dims=p.dims[:1], values=BINARY))
            basis = _free(p) if _is_free(p) else _columns(_free(p), p.shape)
            back = t.Inverse(basis) if _is_free(p) else t.Transpose(basis)
            return p, t.MatMul((basis, bits, back))
        case _:
            return None


Rule = Callable[[t.Term, t.Term], tuple[t.Variable, t.Term] | None]
RULES: tuple[Rule, ...] = (_symmetric, _orthogonal, _unit, _total, _eigenvector, _idempotent)


# ── one variable by itself ────────────────────────────────────────────────────────────────────────


def _isolated(left: t.Term, right: t.Term, given: Given) -> Iterator[tuple[t.Variable, t.Term]]:
    """The equation solved for a variable that stands in it once, the one declared last first."""
    declared = [v for v in given.variables if v in t.free_variables(left) or v in t.free_variables(right)]
    for v in reversed(declared):
        if v.structure is Structure.FREE and isinstance(v.values, Interval) and (v.shape == () or v.values == REALS):
            for side, other in ((left, right), (right, left)):
                if v not in t.free_variables(other) and _occurrences(side, v) == 1:
                    value = _inverted(side, other, v)
                    if value is not None and value.shape == v.shape and not t.free_indices(value):
                        yield v, value


def _occurrences(term: t.Term, v: t.Variable) -> int:
    return 1 if term == v else sum(_occurrences(child, v) for child in t.children(term))


def _inverted(side: t.Term, other: t.Term, v: t.Variable) -> t.Term | None:
    """What ``v`` is where side = other; through sums, products and quotients only."""
    if side == v:
        return other
    match side:
        case t.Negative(argument):
            return _inverted(argument, t.Negative(other), v)
        case t.Plus(terms):
            (within,) = (term for term in terms if v in t.free_variables(term))
            rest = tuple(t.Negative(term) for term in terms if term is not within)
            return _inverted(within, t.Plus((other, *rest)), v)
        case t.Times(factors):
            (within,) = (factor for factor in factors if v in t.free_variables(factor))
            rest = tuple(factor for factor in factors if factor is not within)
            if any(factor.shape for factor in rest) or not (_nonzero(other) or all(map(_nonzero, rest))):
                return None  # a b = 0 says nothing about b where a = 0
            return _inverted(within, t.Quotient(other, t.Times(rest)), v)
        case t.Quotient(numerator, denominator) if v in t.free_variables(numerator) and denominator.shape == ():
            return _inverted(numerator, t.Times((other, denominator)), v)
        case t.Quotient(numerator, denominator) if side.shape == () and (_nonzero(other) or _nonzero(numerator)):
            return _inverted(denominator, t.Quotient(numerator, other), v)
        case _:
            return None


def _nonzero(term: t.Term) -> bool:
    """Whether it is a constant other than 0, or a number declared to be positive."""
    if isinstance(term, t.Variable):
        return term.shape == () and is_positive(term.values)
    return _constant(term) not in {None, 0}


def _constant(term: t.Term) -> Fraction | None:
    match term:
        case t.Number(value):
            return value
        case t.Negative(argument) if (value := _constant(argument)) is not None:
            return -value
        case t.Plus(terms):
            values = [_constant(part) for part in terms]
            return None if None in values else sum((value for value in values if value is not None), Fraction(0))
        case _:
            return None
