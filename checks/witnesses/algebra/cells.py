"""Whether a condition on the signs of polynomials holds at some point.

Between the zeros of its polynomials a condition does not change.  So one rational point of each open cell is looked at, and then
the zeros of each irreducible factor by themselves: a factor that is linear in one of the numbers is solved for it, so that there
is one number less; the real roots of a polynomial in the last number are known exactly.  All of it is exact; where it is not
sure, the answer is "not shown".

Verb: ``is_empty``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from checks.witnesses.algebra.formulas import (
    NONZERO,
    RING,
    ZERO,
    Factors,
    Formula,
    Joined,
    Polynomial,
    Sign,
    TooHard,
    coefficients,
    conjuncts,
    every,
    has_equation,
    is_equation,
    joined,
    key,
    letters_of,
    polynomials_in,
    sign_in,
)
from checks.witnesses.algebra.sampling import MOST_BITS, MOST_FREE, real_roots, sign_at, signs_in_cells, univariate

MOST_STEPS = 2000  # cells and sections altogether
DEEPEST = 8  # sections of sections
MOST_SIGNS = 8  # factors whose signs are gone through
MOST_TERMS = 1000  # of one polynomial


def is_empty(formula: Formula) -> bool:
    """Whether no real point satisfies the condition, for certain; raises ``TooHard``."""
    return _is_empty(formula, DEEPEST, iter(range(MOST_STEPS)))


def _is_empty(formula: Formula, depth: int, steps: Iterator[int]) -> bool:
    if isinstance(formula, bool):
        return not formula
    if depth == 0:
        return False
    _take(steps)
    table = Factors.of(formula)
    fixed = table.fixed(formula)
    if table.holds(formula, fixed) is False:
        return True
    equations = [part for part in conjuncts(formula) if is_equation(part)]
    if equations:
        found = [[table.factors[k] for k, _ in table.parts[key(part.polynomial)][1]] for part in equations]
        _, best, equation = min(((max(map(_difficulty, f)), f, e) for f, e in zip(found, equations, strict=True)), key=lambda way: way[0])
        if all(_has_no_zero(formula, factor, depth, steps) for factor in best):
            return True
        rest = [part for part in conjuncts(formula) if part is not equation]
        halves = (sign_in(equation.polynomial, signs) for signs in (frozenset({0, 1}), frozenset({-1, 0})))
        return any(_is_empty(every(*rest, half), depth - 1, steps) for half in halves)  # where less is asked for, more points are looked at
    split = next((part for part in conjuncts(formula) if isinstance(part, Joined) and all(map(has_equation, part.parts))), None)
    if split is not None:
        rest = [part for part in conjuncts(formula) if part is not split]
        return all(_is_empty(every(*rest, case), depth - 1, steps) for case in split.parts)
    for signs in signs_in_cells(table.factors):
        _take(steps)
        if table.holds(formula, dict(enumerate(signs))) is not False:
            return False
    skipped = 0
    for k, factor in enumerate(table.factors):
        if k in fixed or table.holds(formula, {**fixed, k: 0}) is False:
            continue
        if not _has_no_zero(formula, factor, depth, steps):
            skipped += 1
            if skipped > 1 or not _is_smooth_boundary(formula, table, k, depth, steps):
                return False
    return True


# ── sections ──────────────────────────────────────────────────────────────────────────────────────


def _difficulty(factor: Polynomial) -> tuple[int, int]:
    """How hard it is to go through the zeros: linear with a constant coefficient, linear, of one letter, anything else."""
    linear = _linear(factor)
    if linear is not None:
        return (0 if linear[1].is_constant() else 1, len(factor.to_dict()))
    return (2 if len(letters_of([factor])) == 1 else 3, len(factor.to_dict()))


def _linear(factor: Polynomial) -> tuple[int, Polynomial, Polynomial] | None:
    """A letter k with factor = c·x_k + r, and c and r: a constant c if there is such a letter."""
    found: list[tuple[int, Polynomial, Polynomial]] = []
    for letter in letters_of([factor]):
        if factor.degrees()[letter] == 1:
            rest, slope = coefficients(factor, letter)
            found.append((letter, slope, rest))
    return min(found, key=lambda way: (not way[1].is_constant(), len(way[1].to_dict())), default=None)


def _take(steps: Iterator[int]) -> None:
    if next(steps, None) is None:
        raise TooHard("too many cells")


def _has_no_zero(formula: Formula, factor: Polynomial, depth: int, steps: Iterator[int]) -> bool:
    """Whether the condition fails on all the zeros of an irreducible polynomial."""
    linear = _linear(factor)
    if linear is not None:
        letter, slope, rest = linear
        solved = every(sign_in(slope, NONZERO), _put_in(formula, letter, -rest, slope))
        degenerate = every(sign_in(slope, ZERO), sign_in(rest, ZERO), formula)
        return _is_empty(solved, depth - 1, steps) and _is_empty(degenerate, depth - 1, steps)
    letters = letters_of(list(polynomials_in(formula)))
    if letters == letters_of([factor]) and len(letters) == 1:
        return _fails_at_roots(formula, factor, letters[0])
    return _fails_where_flat(formula, factor, depth, steps)


def _fails_where_flat(formula: Formula, factor: Polynomial, depth: int, steps: Iterator[int]) -> bool:
    """Whether a quadratic factor has one sign, so that it is 0 only where its derivatives are, and the condition fails there."""
    if factor.total_degree() != 2 or len(letters_of([factor])) > MOST_FREE or len({signs[0] for signs in signs_in_cells([factor])}) != 1:
        return False
    slopes: list[Formula] = [sign_in(factor.derivative(k), ZERO) for k in letters_of([factor])]
    while slopes:
        slope = slopes.pop()
        linear = _linear(slope.polynomial) if isinstance(slope, Sign) else None
        if linear is None:
            if slope is False:
                return True
            continue
        letter, coefficient, rest = linear  # the coefficient is a constant, since the factor is quadratic
        formula, *slopes = (_put_in(part, letter, -rest, coefficient) for part in (formula, *slopes))
    return _is_empty(formula, depth - 1, steps)


def _put_in(formula: Formula, letter: int, above: Polynomial, below: Polynomial) -> Formula:
    """The condition with above/below in place of a letter, where below is not zero."""
    match formula:
        case bool():
            return formula
        case Sign(polynomial, signs):
            powers = coefficients(polynomial, letter)
            degree, replaced = len(powers) - 1, RING.constant(0)
            for k, coefficient in enumerate(powers):
                replaced += coefficient * above**k * below ** (degree - k)
            if len(replaced.to_dict()) > MOST_TERMS:
                raise TooHard("too many terms")
            return sign_in(replaced * below if degree % 2 else replaced, signs)
        case Joined(together, parts):
            return joined([_put_in(part, letter, above, below) for part in parts], together=together)


def _fails_at_roots(formula: Formula, factor: Polynomial, letter: int) -> bool:
    """One letter: no other irreducible factor vanishes at the roots of this one, so enough digits tell all the signs."""
    table = Factors.of(formula)
    others = {k: univariate(f, letter) for k, f in enumerate(table.factors) if key(f) != key(factor)}
    same = {k: 0 for k, f in enumerate(table.factors) if key(f) == key(factor)}
    bits = 64
    while bits <= MOST_BITS:
        roots = real_roots(univariate(factor, letter), bits)
        found = [{k: sign_at(p, root, bits) for k, p in others.items()} for root in roots]
        if not any(None in signs.values() for signs in found):
            known = [{k: sign for k, sign in signs.items() if sign is not None} for signs in found]
            return all(table.holds(formula, {**signs, **same}) is False for signs in known)
        bits *= 2
    return False


def _is_smooth_boundary(formula: Formula, table: Factors, which: int, depth: int, steps: Iterator[int]) -> bool:
    """Whether the zeros of a factor may be left out, since the condition fails off them.

    Where the gradient is not zero, and no other factor is, the factor has both signs nearby: were the condition true there, it
    would be so on one side as well, whatever the signs of the others are.  Where the gradient vanishes, it is looked at.
    """
    factor, others = table.factors[which], [k for k in range(len(table.factors)) if k != which]
    if len(others) > MOST_SIGNS:
        return False
    for chosen in itertools.product((1, -1), repeat=len(others)):
        signs = dict(zip(others, chosen, strict=True))
        on, off = table.holds(formula, {**signs, which: 0}), (table.holds(formula, {**signs, which: s}) for s in (1, -1))
        if on and not any(off):
            return False
    slopes = (sign_in(factor.derivative(k), ZERO) for k in letters_of([factor]))
    return _is_empty(every(*slopes, sign_in(factor, ZERO), formula), depth - 1, steps)
