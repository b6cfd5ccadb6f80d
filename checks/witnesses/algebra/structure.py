"""Bounds of a number, or of every entry of an array, that its structure shows, and matrices that are positive semidefinite.

Verbs: ``bounds``, ``is_semidefinite``.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from checks import terms as t
from checks.domains import Given, narrowed
from checks.functions import meaning_of
from checks.sets import Finite, Integers, Interval, Structure, contains

REALS = Interval()
NONNEGATIVE = Interval(low=Fraction(0), low_closed=True)
POSITIVE = Interval(low=Fraction(0))
UNIT = Interval(Fraction(0), Fraction(1), low_closed=True, high_closed=True)
SYMMETRIC_UNIT = Interval(Fraction(-1), Fraction(1), low_closed=True, high_closed=True)
IMAGES = {
    "exp": POSITIVE,
    "softplus": POSITIVE,
    "sigma": Interval(Fraction(0), Fraction(1)),
    "tanh": Interval(Fraction(-1), Fraction(1)),
    "erf": Interval(Fraction(-1), Fraction(1)),
    "arctan": Interval(Fraction(-2), Fraction(2)),
    "sin": SYMMETRIC_UNIT,
    "cos": SYMMETRIC_UNIT,
    "abs": NONNEGATIVE,
    "relu": NONNEGATIVE,
    "cosh": Interval(low=Fraction(1), low_closed=True),
}


def bounds(term: t.Term, given: Given) -> Interval:
    """An interval that holds the term, or every entry of it, at every point where it is defined."""
    match term:
        case t.Number(value):
            return Interval(value, value, low_closed=True, high_closed=True)
        case t.Constant("e" | "pi" as name):
            low = Fraction(2 if name == "e" else 3)
            return Interval(low, low + 1)
        case t.Size() | t.Index():
            return Interval(low=Fraction(1), low_closed=True) if isinstance(term, t.Size) else REALS
        case t.Variable():
            return _of_variable(term, given)
        case t.Entry(array, _) | t.Diagonal(array) if isinstance(term, t.Entry) or len(array.shape) == 2:
            return bounds(array, given)
        case t.Transpose(argument):
            return bounds(argument, given)
        case t.Defined(_, meaning):
            return bounds(meaning, given)
        case t.Ones():
            return Interval(Fraction(1), Fraction(1), low_closed=True, high_closed=True)
        case t.Indicator():
            return UNIT
        case _:
            return _of_arithmetic(term, given)


def _of_variable(v: t.Variable, given: Given) -> Interval:
    values = narrowed(v, given)
    if v.structure is Structure.SIMPLEX:
        return Interval(Fraction(0), Fraction(1), low_closed=contains(values, Fraction(0)), high_closed=True)
    if v.structure in {Structure.POSITIVE_DEFINITE, Structure.POSITIVE_SEMIDEFINITE}:
        return REALS
    match values:
        case Interval():
            return values
        case Finite(listed):
            return Interval(min(listed), max(listed), low_closed=True, high_closed=True)
        case Integers(low, high):
            ends = (None if b is None else Fraction(b) for b in (low, high))
            return Interval(*ends, low_closed=low is not None, high_closed=high is not None)


def _of_arithmetic(term: t.Term, given: Given) -> Interval:
    match term:
        case t.Negative(argument):
            return _negative(bounds(argument, given))
        case t.Plus(terms):
            total = bounds(terms[0], given)
            for part in terms[1:]:
                total = _sum(total, bounds(part, given))
            return total
        case t.Times(factors) | t.Hadamard(factors):
            return _product(factors, given)
        case t.Quotient(above, below):
            return _product_of_signs(bounds(above, given), _reciprocal(bounds(below, given)))
        case t.Power(base, exponent):
            return _power(base, exponent, given)
        case t.Apply(function, argument):
            return _applied(function, argument, given)
        case t.Extremum(kind, terms):
            return _largest([bounds(part, given) for part in terms], kind)
        case _:
            return _of_array(term, given)


def _of_array(term: t.Term, given: Given) -> Interval:
    match term:
        case t.Norm():
            return NONNEGATIVE
        case t.MatMul(factors):
            if term.shape == () and _is_form(factors, given):
                return NONNEGATIVE
            return NONNEGATIVE if all(_is_nonnegative(bounds(factor, given)) for factor in factors) else REALS
        case t.Diagonal(argument):  # a diagonal matrix: zeros beside the entries
            return _with_zero(bounds(argument, given))
        case t.Trace(argument):
            return NONNEGATIVE if is_semidefinite(argument, given) else REALS
        case t.Determinant(argument):
            if not is_semidefinite(argument, given):
                return REALS
            return POSITIVE if is_definite(argument, given) else NONNEGATIVE
        case t.Reduce("sum", index, t.Times(factors), None) if (rest := _under_mean(factors, index)) is not None:
            return _product(rest, given)
        case t.Reduce("sum", index, body, condition):
            inner = bounds(body, given)
            if not _is_nonnegative(inner):
                return _negative(NONNEGATIVE) if _is_nonnegative(_negative(inner)) else REALS
            some = condition is None and index.low == t.Number(Fraction(1)) and isinstance(index.high, t.Size)
            return POSITIVE if some and _is_positive(inner) else NONNEGATIVE
        case t.Reduce("prod", _, body):
            inner = bounds(body, given)
            return POSITIVE if _is_positive(inner) else NONNEGATIVE if _is_nonnegative(inner) else REALS
        case t.Reduce(_, _, body):
            return bounds(body, given)
        case t.Table(_, body):
            return bounds(body, given)
        case _:
            return REALS


def _under_mean(factors: tuple[t.Term, ...], index: t.Index) -> tuple[t.Term, ...] | None:
    """What the mean under a distribution is taken of: between its bounds lies the mean as well."""
    for k, factor in enumerate(factors):
        match factor:
            case t.Entry(t.Variable(structure=Structure.SIMPLEX) as p, (*others, last)) if last == index and index not in others:
                if index.low == t.Number(Fraction(1)) and index.high == t.as_term(p.shape[-1]):
                    return (*factors[:k], *factors[k + 1 :])
            case _:
                pass
    return None


# ── intervals ─────────────────────────────────────────────────────────────────────────────────────


def _is_nonnegative(x: Interval) -> bool:
    return x.low is not None and x.low >= 0


def _is_positive(x: Interval) -> bool:
    return x.low is not None and (x.low > 0 or (x.low == 0 and not x.low_closed))


def _negative(x: Interval) -> Interval:
    return Interval(None if x.high is None else -x.high, None if x.low is None else -x.low, x.high_closed, x.low_closed)


def _sum(x: Interval, y: Interval) -> Interval:
    low = None if x.low is None or y.low is None else x.low + y.low
    high = None if x.high is None or y.high is None else x.high + y.high
    return Interval(low, high, x.low_closed and y.low_closed and low is not None, x.high_closed and y.high_closed and high is not None)


def _product(factors: tuple[t.Term, ...], given: Given) -> Interval:
    """Factors that stand there twice are squares."""
    left, result = list(factors), Interval(Fraction(1), Fraction(1), low_closed=True, high_closed=True)
    while left:
        factor = left.pop(0)
        if factor in left:
            left.remove(factor)
            result = _product_of_signs(result, _square(bounds(factor, given)))
        else:
            result = _product_of_signs(result, bounds(factor, given))
    return result


def _square(x: Interval) -> Interval:
    return POSITIVE if _is_positive(x) or _is_positive(_negative(x)) else NONNEGATIVE


def _product_of_signs(x: Interval, y: Interval) -> Interval:
    """Of intervals on one side of 0 each; everything else may be anything."""
    if not _is_nonnegative(x):
        return REALS if not _is_nonnegative(_negative(x)) else _negative(_product_of_signs(_negative(x), y))
    if not _is_nonnegative(y):
        return REALS if not _is_nonnegative(_negative(y)) else _negative(_product_of_signs(x, _negative(y)))
    assert x.low is not None
    assert y.low is not None
    low = x.low * y.low
    low_closed = (x.low_closed and y.low_closed) or (low == 0 and not (_is_positive(x) and _is_positive(y)))
    high = None if x.high is None or y.high is None else x.high * y.high
    return Interval(low, high, low_closed, high is not None and (high == 0 or (x.high_closed and y.high_closed)))


def _reciprocal(x: Interval) -> Interval:
    """Of a number that is not 0, as it stands below a line."""
    if _is_nonnegative(x):
        high = None if not x.low else 1 / x.low
        low = Fraction(0) if x.high is None or x.high == 0 else 1 / x.high
        return Interval(low, high, x.high is not None and x.high_closed and low > 0, high is not None and x.low_closed)
    return _negative(_reciprocal(_negative(x))) if _is_nonnegative(_negative(x)) else REALS


def _power(base: t.Term, exponent: t.Term, given: Given) -> Interval:
    inner = bounds(base, given)
    if isinstance(exponent, t.Number) and exponent.value.denominator == 1 and exponent.value % 2 == 0:
        return _square(inner)
    if base == t.Constant("e"):
        return POSITIVE
    if _is_nonnegative(inner) and inner.high is not None and inner.high <= 1 and _is_positive(bounds(exponent, given)):
        return replace(UNIT, low_closed=not _is_positive(inner), high_closed=inner.high == 1 and inner.high_closed)
    if _is_positive(inner):
        return POSITIVE
    roots = isinstance(exponent, t.Number) and exponent.value.denominator != 1
    return NONNEGATIVE if roots or _is_nonnegative(inner) else REALS


def _applied(function: str, argument: t.Term, given: Given) -> Interval:
    if function in IMAGES:
        return IMAGES[function]
    inner = bounds(argument, given)
    if function == "log":
        if inner.low is not None and inner.low >= 1:
            return NONNEGATIVE if inner.low == 1 and inner.low_closed else POSITIVE
        if inner.high is not None and inner.high <= 1:
            return _negative(NONNEGATIVE if inner.high == 1 and inner.high_closed else POSITIVE)
        return REALS
    meaning = meaning_of(function, argument)
    return REALS if meaning is None else bounds(meaning, given)


def _largest(found: list[Interval], kind: str) -> Interval:
    if kind == "min":
        return _negative(_largest([_negative(x) for x in found], "max"))
    lows = [(x.low, not x.low_closed) for x in found if x.low is not None]
    low = max(lows, default=None)
    highs = [(x.high, x.high_closed) for x in found if x.high is not None]
    high = max(highs) if len(highs) == len(found) else None
    return Interval(
        None if low is None else low[0],
        None if high is None else high[0],
        low is not None and not low[1],
        high is not None and high[1],
    )


def _with_zero(x: Interval) -> Interval:
    """The smallest interval that holds it and 0."""
    inside_low, inside_high = x.low is None or x.low < 0, x.high is None or x.high > 0
    return Interval(
        x.low if inside_low else Fraction(0),
        x.high if inside_high else Fraction(0),
        x.low_closed if inside_low else True,
        x.high_closed if inside_high else True,
    )


# ── matrices ──────────────────────────────────────────────────────────────────────────────────────


def _is_form(factors: tuple[t.Term, ...], given: Given) -> bool:
    """Bᵀ M B with M positive semidefinite, or BᵀB: read from both ends to the middle."""
    flat = [part for factor in factors for part in (factor.factors if isinstance(factor, t.MatMul) else (factor,))]
    while len(flat) >= 2:
        first, last = flat[0], flat[-1]
        if not (first == t.Transpose(last) or last == t.Transpose(first)):
            return False
        flat = flat[1:-1]
    return not flat or is_semidefinite(flat[0], given)


def is_semidefinite(term: t.Term, given: Given) -> bool:
    """Whether xᵀMx ≥ 0 for every x and M is symmetric, by its structure."""
    match term:
        case t.Defined(_, meaning):
            return is_semidefinite(meaning, given)
        case t.Variable(structure=Structure.POSITIVE_DEFINITE | Structure.POSITIVE_SEMIDEFINITE) | t.Identity():
            return True
        case t.Plus(terms):
            return all(len(part.shape) == 2 and is_semidefinite(part, given) for part in terms)
        case t.Times(factors):
            matrices = [factor for factor in factors if factor.shape]
            numbers = [factor for factor in factors if not factor.shape]
            return all(is_semidefinite(m, given) for m in matrices) and all(_is_nonnegative(bounds(x, given)) for x in numbers)
        case t.Inverse(argument):
            return is_semidefinite(argument, given)
        case t.MatMul(factors):
            return _is_form(factors, given)
        case t.Diagonal(argument):
            return len(argument.shape) == 1 and _is_nonnegative(bounds(argument, given))
        case _:
            return False


def is_definite(term: t.Term, given: Given) -> bool:
    """Whether it is semidefinite and certainly not singular."""
    match term:
        case t.Variable(structure=Structure.POSITIVE_DEFINITE) | t.Identity():
            return True
        case t.Defined(_, meaning):
            return is_definite(meaning, given)
        case t.Inverse(argument):
            return is_semidefinite(argument, given)
        case t.Plus(terms):
            return is_semidefinite(term, given) and any(is_definite(part, given) for part in terms)
        case t.Times(factors):
            numbers = [factor for factor in factors if not factor.shape]
            return all(is_definite(m, given) for m in factors if m.shape) and all(_is_positive(bounds(x, given)) for x in numbers)
        case _:
            return False
