"""A rational point in each open cell between the zeros of polynomials, and the real roots of polynomials in one number.

Cells are those of a cylindrical decomposition; the projection by leading coefficients, discriminants and resultants is what is
needed for the open ones (Strzeboński, Solving systems of strict polynomial inequalities, J. Symbolic Computation 29, 2000).

Verbs: ``signs_in_cells``, ``univariate``, ``real_roots``, ``sign_at``.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager

from flint import arb, ctx, fmpq, fmpq_poly

from checks.witnesses.algebra.formulas import MOST_LETTERS, Polynomial, TooHard, coefficients, key, letters_of, sign_of_number

MOST_CELLS = 1500
MOST_FREE = 3  # numbers of which the open cells are looked at
MOST_DEGREES = {1: 80, 2: 16, 3: 5}  # of one polynomial, in that many numbers
MOST_PROJECTED = 40  # polynomials of one projection
MOST_BITS = 4096


def signs_in_cells(factors: Sequence[Polynomial]) -> Iterator[list[int]]:
    """The signs of irreducible polynomials in each of the open cells between their zeros (in some of them more than once)."""
    letters = letters_of(factors)
    if len(letters) > MOST_FREE:
        raise TooHard(f"{len(letters)} numbers")
    for point in itertools.islice(_samples(list(factors), letters), MOST_CELLS + 1):
        yield [sign_of_number(factor(*(point.get(k, fmpq(0)) for k in range(MOST_LETTERS)))) for factor in factors]


def _samples(factors: list[Polynomial], letters: list[int]) -> list[dict[int, fmpq]]:
    """A rational point in each open cell."""
    if not factors:
        return [dict.fromkeys(letters, fmpq(0))]
    if any(max(f.degrees()) > MOST_DEGREES[len(letters)] for f in factors):
        raise TooHard("a polynomial of a high degree")
    last = min(letters, key=lambda k: (max(f.degrees()[k] for f in factors), sum(f.degrees()[k] for f in factors)))
    rest = [k for k in letters if k != last]
    points: list[dict[int, fmpq]] = []
    for base in _samples(_projected(factors, last), rest):
        there = [_univariate_at(f, last, base) for f in factors if f.degrees()[last]]
        points.extend({**base, last: number} for number in _between_roots(there))
        if len(points) > MOST_CELLS:
            raise TooHard("too many cells")
    return points


def _projected(factors: list[Polynomial], letter: int) -> list[Polynomial]:
    """Polynomials between whose zeros the roots in the letter neither meet, nor vanish, nor appear."""
    inside = [f for f in factors if f.degrees()[letter]]
    name = f"x{letter}"
    found = [f for f in factors if not f.degrees()[letter]]
    found += [coefficients(f, letter)[-1] for f in inside]
    found += [f.discriminant(name) for f in inside if f.degrees()[letter] > 1]
    found += [f.resultant(g, name) for f, g in itertools.combinations(inside, 2)]
    irreducible = {key(g): g for f in found if not f.is_constant() for g, _ in f.factor()[1]}
    if len(irreducible) > MOST_PROJECTED:
        raise TooHard("too many polynomials")
    return list(irreducible.values())


def univariate(polynomial: Polynomial, letter: int) -> fmpq_poly:
    """A polynomial in one letter only, as such."""
    found = [fmpq(0)] * (polynomial.degrees()[letter] + 1)
    for powers, coefficient in polynomial.to_dict().items():
        found[powers[letter]] += coefficient
    return fmpq_poly(found)


def _univariate_at(polynomial: Polynomial, letter: int, base: Mapping[int, fmpq]) -> fmpq_poly:
    """The polynomial in one letter where the others have these values."""
    found = [fmpq(0)] * (polynomial.degrees()[letter] + 1)
    for powers, coefficient in polynomial.to_dict().items():
        value = fmpq(coefficient)
        for k, number in base.items():
            value *= number ** powers[k]
        found[powers[letter]] += value
    return fmpq_poly(found)


def _between_roots(polynomials: list[fmpq_poly]) -> list[fmpq]:
    """A rational number on either side of each of their real roots."""
    product = fmpq_poly([1])
    for p in polynomials:
        product *= p
    if product.degree() < 1:
        return [fmpq(0)]
    distinct = product / product.gcd(product.derivative())
    bits = 64
    while True:
        ends = sorted((_ends(root) for root in real_roots(distinct, bits)), key=lambda pair: pair[0])
        if all(before[1] < after[0] for before, after in itertools.pairwise(ends)):
            break
        bits *= 2
        if bits > MOST_BITS:
            raise TooHard("roots too close to one another")
    if not ends:
        return [fmpq(0)]
    inner = [_simple_between(before[1], after[0]) for before, after in itertools.pairwise(ends)]
    return [fmpq(_floor(ends[0][0]) - 1), *inner, fmpq(_floor(ends[-1][1]) + 2)]


def real_roots(polynomial: fmpq_poly, bits: int) -> list[arb]:
    """Balls around the real roots of a polynomial without multiple ones: flint isolates them, and knows which roots are real."""
    with _working(bits):
        roots = polynomial.complex_roots()
    return [root.real for root, _ in roots if root.imag.is_zero()]  # pyright: ignore[reportGeneralTypeIssues] (its stub has no multiplicities)


def sign_at(polynomial: fmpq_poly, number: arb, bits: int) -> int | None:
    """The sign where a ball encloses the argument; ``None`` where these digits do not tell."""
    with _working(bits):
        value = _value(polynomial, number)
    return 1 if value > 0 else -1 if value < 0 else None


def _ends(ball: arb) -> tuple[fmpq, fmpq]:
    """Rational numbers below and above the number that a ball encloses."""
    middle, radius = (_exactly(x) for x in (ball.mid(), ball.rad()))
    return middle - radius, middle + radius


def _exactly(number: arb) -> fmpq:
    mantissa, exponent = (int(part) for part in number.man_exp())
    return fmpq(mantissa) * fmpq(2) ** exponent


def _floor(number: fmpq) -> int:
    return int(number.p) // int(number.q)


def _simple_between(low: fmpq, high: fmpq) -> fmpq:
    """A number strictly between, with a small power of 2 below the line."""
    scale = 1
    while True:
        candidate = fmpq(_floor(low * scale) + 1, scale)
        if candidate < high:
            return candidate
        scale *= 2


def _value(polynomial: fmpq_poly, at: arb) -> arb:
    """By Horner's rule."""
    found = arb(0)
    for coefficient in reversed(polynomial.coeffs()):
        found = found * at + arb(coefficient)
    return found


@contextmanager
def _working(bits: int) -> Generator[None]:
    """Flint's working precision within a ``with``."""
    before, ctx.prec = ctx.prec, bits
    try:
        yield
    finally:
        ctx.prec = before
