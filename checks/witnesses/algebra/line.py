"""Conditions on one real number, decided on the whole line: exact solution sets.

The zeros of everything that a condition compares, divides by, takes roots or magnitudes of are roots of polynomials, which
resultants give; between two neighbours of them, every relation is true everywhere or nowhere.  So the truth at each of them, and at one
rational number in between, is the truth everywhere (a cylindrical algebraic decomposition of the line: Basu, Pollack and Roy,
Algorithms in Real Algebraic Geometry, 2006, chapter 5).  Signs at irrational roots are exact (``algebraic``).

A relation with an undefined side is false.  Verbs: ``solved``, ``described``; raises ``Beyond`` for what it does not decide.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import comb, floor, lcm

from flint import Ordering, arb, fmpq_mpoly, fmpq_mpoly_ctx, fmpz_poly

from checks import terms as t
from checks.sets import REALS, Finite, Integers, Interval, NumberSet
from checks.witnesses.algebra.algebraic import (
    FEWEST_BITS,
    MOST_BITS,
    Beyond,
    Root,
    Undefined,
    exact,
    exponent_of,
    number,
    primitive,
    real_roots,
    sign_at,
)

MOST_RADICALS = 5
MOST_BRANCHES = 64
MOST_DEGREE = 60
MOST_TERMS = 2000
MOST_DEGREES_OF_A_RESULTANT = 120  # of both polynomials, multiplied
MOST_BITS_OF_A_COEFFICIENT = 4000
MOST_VALUES = 60  # of a finite set
RADICALS = tuple(f"y{k}" for k in range(MOST_RADICALS))
RING = fmpq_mpoly_ctx.get(("x", *RADICALS), Ordering.lex)
GENERATORS = RING.gens()
Fractional = tuple[fmpq_mpoly, fmpq_mpoly]


@dataclass(frozen=True)
class Cell:
    """A root, or (``sample`` between two) an open interval without one; ``None`` as an end is infinite."""

    sample: Root
    low: Root | None
    high: Root | None

    @property
    def is_point(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high == self.sample


@dataclass(frozen=True)
class Truths:
    """The cells of a domain with the truth of each of several conditions there."""

    cells: tuple[Cell, ...]
    holds: tuple[tuple[bool, ...], ...]


def solved(conditions: tuple[t.Term, ...], letter: t.Variable, values: NumberSet) -> Truths:
    """Where each of the conditions, which have no other letter, holds on a set of values."""
    listed = _listed(values)
    if listed:
        cells = tuple(Cell(root, root, root) for root in map(number, listed))
    else:
        found = _Critical(letter)
        for condition in conditions:
            found.meet(condition)
        whole = isinstance(values, Integers)
        cells = tuple(cell for cell in _cells(found.factors, _real(values)) if not whole or _may_have_an_integer(cell))
    return Truths(cells, tuple(tuple(_holds(condition, letter, cell.sample) for cell in cells) for condition in conditions))


def _listed(values: NumberSet) -> list[Fraction]:
    """The numbers of a finite set; none for another."""
    match values:
        case Finite(listed):
            return sorted(listed)
        case Integers(int(low), int(high)) if high - low < MOST_VALUES:
            return [Fraction(k) for k in range(low, high + 1)]
        case Integers() | Interval():
            return []


def _real(values: NumberSet) -> Interval:
    match values:
        case Interval():
            return values
        case Integers(low, high):
            ends = [None if bound is None else Fraction(bound) for bound in (low, high)]
            return Interval(*ends, low_closed=low is not None, high_closed=high is not None)
        case Finite():
            return REALS


def _may_have_an_integer(cell: Cell) -> bool:
    """False where it is certain that none lies in it."""
    if cell.is_point:
        return cell.sample.rational is not None and cell.sample.rational.denominator == 1
    if cell.low is None or cell.high is None:
        return True
    ends = cell.low.enclosed(FEWEST_BITS), cell.high.enclosed(FEWEST_BITS)
    first = floor(exact(ends[0].mid()) - exact(ends[0].rad())) + 1
    low = cell.low.rational
    first = floor(low) + 1 if low is not None else first
    return not ends[1] <= first


def _holds(condition: t.Term, letter: t.Variable, root: Root) -> bool:
    match condition:
        case t.Compare(relation, left, right):
            try:
                sign = sign_at(left - right, letter, root)
            except Undefined:
                return False
            return {"=": sign == 0, "≠": sign != 0, "<": sign < 0, "≤": sign <= 0, ">": sign > 0, "≥": sign >= 0}[relation]
        case t.Logic("not", (inner,)):
            return not _holds(inner, letter, root)
        case t.Logic("and", parts):
            return all(_holds(part, letter, root) for part in parts)
        case t.Logic("or", parts):
            return any(_holds(part, letter, root) for part in parts)
        case _:
            raise Beyond(f"{type(condition).__name__} is no condition on numbers")


# ── critical numbers ──────────────────────────────────────────────────────────────────────────────


@dataclass
class _Critical:
    """The irreducible polynomials met so far, and the equations of the roots that were taken."""

    letter: t.Variable
    factors: set[tuple[int, ...]] = field(default_factory=set[tuple[int, ...]])
    radicals: list[tuple[Fractional, int]] = field(default_factory=list[tuple[Fractional, int]])
    read: dict[t.Term, tuple[Fractional, ...]] = field(default_factory=dict[t.Term, tuple[Fractional, ...]])

    def meet(self, condition: t.Term) -> None:
        """Add where its relations may change their truth."""
        if isinstance(condition, t.Logic):
            for part in condition.terms:
                self.meet(part)
        elif isinstance(condition, t.Compare):
            self._zeros(self.branches(condition.left - condition.right))
        else:
            raise Beyond(f"{type(condition).__name__} is no condition on numbers")

    def branches(self, term: t.Term) -> tuple[Fractional, ...]:
        """Fractions, to one of which the term is equal between any two neighbouring critical numbers."""
        if term not in self.read:
            found = tuple({(str(a), str(b)): (a, b) for a, b in self._branches(term)}.values())
            if len(found) > MOST_BRANCHES:
                raise Beyond("a great many cases")
            self.read[term] = found
        return self.read[term]

    def _branches(self, term: t.Term) -> Iterator[Fractional]:
        match term:
            case t.Number(value):
                yield _whole(value.numerator), _whole(value.denominator)
            case t.Variable() if term == self.letter:
                yield GENERATORS[0], _whole(1)
            case t.Negative(argument):
                yield from ((-a, b) for a, b in self.branches(argument))
            case t.Plus(terms):
                for chosen in itertools.product(*map(self.branches, terms)):
                    yield _sum(chosen)
            case t.Times(factors):
                for chosen in itertools.product(*map(self.branches, factors)):
                    yield _product(chosen)
            case t.Quotient(above, below):
                self._zeros(self.branches(below))
                for (a, b), (c, d) in itertools.product(self.branches(above), self.branches(below)):
                    if not c.is_zero():
                        yield _reduced(a * d, b * c)
            case t.Power(base, _):
                yield from self._powers(base, exponent_of(term))
            case _:
                yield from self._pieces(term)

    def _pieces(self, term: t.Term) -> Iterator[Fractional]:
        match term:
            case t.Apply("abs", argument):
                self._zeros(self.branches(argument))
                for a, b in self.branches(argument):
                    yield a, b
                    yield -a, b
            case t.Apply("sign", argument):
                self._zeros(self.branches(argument))
                yield from ((_whole(k), _whole(1)) for k in (-1, 0, 1))
            case t.Extremum(_, terms):
                for a, b in itertools.combinations(terms, 2):
                    self._zeros(self.branches(a - b))
                for part in terms:
                    yield from self.branches(part)
            case _:
                raise Beyond(f"{type(term).__name__} is not algebraic")

    def _powers(self, base: t.Term, exponent: Fraction) -> Iterator[Fractional]:
        parts = self.branches(base)
        if any(_terms_of_a_power(side, abs(exponent.numerator)) > MOST_TERMS for part in parts for side in part):
            raise Beyond("a power of many terms")
        if any(_bits(side) * abs(exponent) > MOST_BITS_OF_A_COEFFICIENT for part in parts for side in part):
            raise Beyond("a power of a long number")
        if exponent < 0 or exponent.denominator > 1:
            self._zeros(parts)
        for a, b in parts:
            above, below = (a, b) if exponent.denominator == 1 or a.is_zero() else (self._radical((a, b), exponent.denominator), _whole(1))
            if exponent >= 0:
                yield above**exponent.numerator, below**exponent.numerator
            elif not above.is_zero():
                yield below**-exponent.numerator, above**-exponent.numerator

    def _radical(self, under: Fractional, order: int) -> fmpq_mpoly:
        """The generator that is a root of the fraction."""
        if (under, order) not in self.radicals:
            if len(self.radicals) == MOST_RADICALS:
                raise Beyond("a great many roots")
            self.radicals.append((under, order))
        return GENERATORS[1 + self.radicals.index((under, order))]

    def _zeros(self, branches: tuple[Fractional, ...]) -> None:
        """Add where one of the fractions vanishes; not those that vanish identically."""
        for above, _ in branches:
            if above.is_zero():
                continue
            for coefficients in self._eliminated(above):
                self.factors.add(coefficients)

    def _eliminated(self, polynomial: fmpq_mpoly) -> Iterator[tuple[int, ...]]:
        """Irreducible polynomials in the letter among whose roots are those of one with radicals, by resultants."""
        for k in reversed(range(len(self.radicals))):
            if polynomial.degrees()[k + 1]:
                (above, below), order = self.radicals[k]
                equation = below * GENERATORS[k + 1] ** order - above
                if polynomial.total_degree() * equation.total_degree() > MOST_DEGREES_OF_A_RESULTANT:
                    raise Beyond("roots of polynomials of a high degree")
                polynomial = polynomial.resultant(equation, RADICALS[k])
        if polynomial.is_zero() or polynomial.degrees()[0] > MOST_DEGREE:
            raise Beyond("a polynomial of a high degree, or a root of a power")
        terms = [(monomial[0], Fraction(int(c.p), int(c.q))) for monomial, c in polynomial.terms()]
        common = lcm(*(c.denominator for _, c in terms))
        listed = [0] * (max(power for power, _ in terms) + 1)
        for power, c in terms:
            listed[power] = int(c * common)
        for factor, _ in fmpz_poly(listed).factor()[1]:
            if factor.degree() > 0:
                yield primitive([int(c) for c in factor.coeffs()])


def _terms_of_a_power(polynomial: fmpq_mpoly, power: int) -> int:
    """At most so many has it, by its degree and its letters; more than are allowed where the degree is beyond what is."""
    degree = polynomial.total_degree() * power
    return MOST_TERMS + 1 if degree > MOST_DEGREE else comb(degree + sum(map(bool, polynomial.degrees())), degree)


def _bits(polynomial: fmpq_mpoly) -> int:
    """Of its longest coefficient."""
    return max((max(int(c.p).bit_length(), int(c.q).bit_length()) for c in polynomial.coeffs()), default=0)


def _whole(value: int) -> fmpq_mpoly:
    return RING.constant(value)


def _reduced(above: fmpq_mpoly, below: fmpq_mpoly) -> Fractional:
    common = above.gcd(below)
    above, below = above / common, below / common
    if max(above.total_degree(), below.total_degree()) > MOST_DEGREE:
        raise Beyond("a polynomial of a high degree")
    return above, below


def _sum(parts: tuple[Fractional, ...]) -> Fractional:
    above, below = _whole(0), _whole(1)
    for a, b in parts:
        above, below = _reduced(above * b + a * below, below * b)
    return above, below


def _product(parts: tuple[Fractional, ...]) -> Fractional:
    above, below = _whole(1), _whole(1)
    for a, b in parts:
        above, below = _reduced(above * a, below * b)
    return above, below


# ── cells ─────────────────────────────────────────────────────────────────────────────────────────


def _cells(factors: set[tuple[int, ...]], values: Interval) -> Iterator[Cell]:
    """The points and the open intervals of the values that the roots make, from the lowest."""
    ends = [None if bound is None else number(bound) for bound in (values.low, values.high)]
    roots, balls = _isolated({*factors, *(end.coefficients for end in ends if end is not None)})
    low = -1 if ends[0] is None else roots.index(ends[0])
    high = len(roots) if ends[1] is None else roots.index(ends[1])
    for k in range(low, high + 1):
        inside = low < k < high or (k == low and values.low_closed) or (k == high and values.high_closed)
        if 0 <= k < len(roots) and inside:
            yield Cell(roots[k], roots[k], roots[k])
        if k < high:
            yield Cell(number(_between(balls, k)), roots[k] if k >= 0 else None, roots[k + 1] if k + 1 < len(roots) else None)


def _isolated(factors: set[tuple[int, ...]]) -> tuple[list[Root], list[arb]]:
    """The real roots of different irreducible polynomials, from the smallest, with balls that do not meet."""
    bits = 64
    while bits <= MOST_BITS:
        found = [(ball, Root(c, k)) for c in factors for k, ball in enumerate(real_roots(c, bits))]
        found.sort(key=lambda pair: exact(pair[0].mid()))
        if all(a < b for (a, _), (b, _) in itertools.pairwise(found)):
            return [root for _, root in found], [ball for ball, _ in found]
        bits *= 2
    raise Beyond("roots that are very close together")


def _between(balls: list[arb], k: int) -> Fraction:
    """A simple number above the root ``k`` (−1 for none) and below the next one."""
    below = exact(balls[k].mid()) + exact(balls[k].rad()) if k >= 0 else None
    above = exact(balls[k + 1].mid()) - exact(balls[k + 1].rad()) if k + 1 < len(balls) else None
    if below is not None and above is not None:
        middle, room = (below + above) / 2, (above - below) / 4
        simple = middle.limit_denominator(max(1, floor(1 / room)))
        return simple if below < simple < above else middle
    return (
        Fraction(0)
        if below is None and above is None
        else Fraction(floor(below) + 1)
        if below is not None
        else Fraction(floor(above or 0) - 1)
    )


# ── text ──────────────────────────────────────────────────────────────────────────────────────────


def described(truths: Truths, which: int) -> str:
    """The solution set of one of the conditions: ``{−1, 1}``, ``(−∞, −2] ∪ [3/2, ∞)``, ``∅``."""
    runs: list[list[Cell]] = []
    previous = False
    for cell, holds in zip(truths.cells, truths.holds[which], strict=True):
        joined = previous and bool(runs) and not (runs[-1][-1].is_point and cell.is_point)
        if holds:
            if joined:
                runs[-1].append(cell)
            else:
                runs.append([cell])
        previous = holds
    points = [_shown(run[0].sample) for run in runs if len(run) == 1 and run[0].is_point]
    pieces = [_piece(run) for run in runs if not (len(run) == 1 and run[0].is_point)]
    return " ∪ ".join([*pieces, *(["{" + ", ".join(points) + "}"] if points else [])]) or "∅"


def _piece(run: list[Cell]) -> str:
    first, last = run[0], run[-1]
    low = "(−∞" if first.low is None else f"{'[' if first.is_point else '('}{_shown(first.low)}"
    high = "∞)" if last.high is None else f"{_shown(last.high)}{']' if last.is_point else ')'}"
    return f"{low}, {high}"


def _shown(root: Root) -> str:
    exact = root.rational
    text = str(exact) if exact is not None else f"{float(root.enclosed(64).mid()):.6g}…"
    return text.replace("-", "−")
