"""Which of two sides is the greater, by exact means: a rule for each kind of reason.

Rules that show the difference of the sides to be non-negative, in the order in which they are tried: its structure
(squares, quadratic forms, norms, positive terms); known inequalities, of which the difference is a multiple by the
identity test; vectors that meet in inner products only, and so may be taken for numbers; functions of a few numbers
(polynomials, calculus).  Functions that increase are taken off both sides.

Verbs: ``greater``, ``known``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from checks import terms as t
from checks.domains import Given
from checks.witnesses.algebra.gram import as_numbers
from checks.witnesses.algebra.known import gaps
from checks.witnesses.algebra.structure import bounds

INCREASING = {"exp", "log", "arctan", "sigma", "tanh", "softplus", "sinh", "arsinh", "erf"}
DEEPEST = 3
ZERO = t.Number(Fraction(0))
FACTORS = (Fraction(1), Fraction(1, 2), Fraction(2))


@dataclass(frozen=True)
class Shown:
    """Lower ≤ upper, and < where ``strict``; ``how`` names the rule."""

    strict: bool
    how: str


def greater(lower: t.Term, upper: t.Term, given: Given, depth: int = DEEPEST) -> Iterator[Shown]:
    """Reasons for lower ≤ upper, numbers both, at every point where they are defined, for every size."""
    if isinstance(lower, t.Number) and isinstance(upper, t.Number):
        if lower.value <= upper.value:
            yield Shown(lower.value < upper.value, "signs and bounds of the parts")
        return
    yield from _declared(lower, upper, given)
    yield from _by_structure(lower, upper, given)
    if depth:
        yield from _cases_below(lower, upper, given, depth)
        yield from _peeled(lower, upper, given, depth)
    yield from _by_numbers(lower, upper, given)
    yield from _by_inner_products(lower, upper, given)


def _declared(lower: t.Term, upper: t.Term, given: Given) -> Iterator[Shown]:
    for fact in given.facts:
        match fact:
            case t.Compare("<" | "≤" as relation, a, b) | t.Compare(">" | "≥" as relation, b, a) if (a, b) == (lower, upper):
                yield Shown(relation in {"<", ">"}, "as declared")
            case _:
                pass


def _by_structure(lower: t.Term, upper: t.Term, given: Given) -> Iterator[Shown]:
    below, above = bounds(lower, given), bounds(upper, given)
    if below.high is not None and above.low is not None and below.high <= above.low:
        strict = below.high < above.low or not (below.high_closed and above.low_closed)
        yield Shown(strict, "signs and bounds of the parts")
    rest = _without_common(lower, upper)
    if rest is not None:
        gap = bounds(rest, given)
        if gap.low is not None and gap.low >= 0:
            yield Shown(gap.low > 0 or not gap.low_closed, "the difference has no negative part")


def _without_common(lower: t.Term, upper: t.Term) -> t.Term | None:
    """The difference where terms that stand on both sides cancel; ``None`` where none does."""
    ours, theirs = _summands(upper), _summands(lower)
    common = [term for term in ours if term in theirs]
    if not common:
        return None
    for term in common:
        if term in theirs:
            ours.remove(term)
            theirs.remove(term)
    parts = (*ours, *map(t.Negative, theirs))
    return t.Plus(parts) if parts else ZERO


def _summands(term: t.Term) -> list[t.Term]:
    match term:
        case t.Defined(_, meaning):
            return _summands(meaning)
        case t.Plus(terms):
            return [part for inner in terms for part in _summands(inner)]
        case _:
            return [term]


def _cases_below(lower: t.Term, upper: t.Term, given: Given, depth: int) -> Iterator[Shown]:
    """A largest value is below where each of the values is; |a| is the largest of a and −a; something is below the largest where it is below one."""
    match lower, upper:
        case t.Apply("abs", a), _:
            yield from _all_below((a, t.Negative(a)), upper, given, depth)
        case t.Extremum("max", terms), _:
            yield from _all_below(terms, upper, given, depth)
        case t.Apply("relu", a), _:
            yield from _all_below((ZERO, a), upper, given, depth)
        case _, t.Apply("abs", a):
            for value in (a, t.Negative(a)):
                yield from greater(lower, value, given, depth - 1)
        case _, t.Extremum("max", terms):
            for value in (*terms, t.Plus(terms) / len(terms)):
                yield from greater(lower, value, given, depth - 1)
        case _:
            return


def _all_below(values: tuple[t.Term, ...], upper: t.Term, given: Given, depth: int) -> Iterator[Shown]:
    found = [next(greater(value, upper, given, depth - 1), None) for value in values]
    shown = [f for f in found if f is not None]
    if len(shown) == len(values):
        yield Shown(all(f.strict for f in shown), f"each value of a largest one: {shown[0].how}")


def _peeled(lower: t.Term, upper: t.Term, given: Given, depth: int) -> Iterator[Shown]:
    """The same increasing function on both sides is taken off."""
    match lower, upper:
        case t.Apply(f, a), t.Apply(g, b) if f == g and f in INCREASING:
            name, arguments = f"{f} increases", (a, b)
        case t.Negative(b), t.Negative(a):
            name, arguments = "−x decreases", (a, b)
        case t.Quotient(n, b), t.Quotient(m, a) if n == m and all(_is_positive(part, given) for part in (n, a, b)):
            name, arguments = "1/x decreases", (a, b)
        case t.Power(a, p), t.Power(b, q) if p == q and isinstance(p, t.Number) and p.value > 0:
            if any(bound is None or bound < 0 for bound in (bounds(a, given).low, bounds(b, given).low)):
                return
            name, arguments = f"x^{p.value} increases", (a, b)
        case _:
            return
    for shown in greater(*arguments, given, depth - 1):
        yield Shown(shown.strict, f"{name}: {shown.how}")


def _is_positive(term: t.Term, given: Given) -> bool:
    low = bounds(term, given)
    return low.low is not None and (low.low > 0 or (low.low == 0 and not low.low_closed))


def known(lower: t.Term, upper: t.Term, given: Given) -> Iterator[tuple[str, t.Term, t.Term]]:
    """Names of known inequalities with two numbers each: where those are identical, lower ≤ upper by that inequality."""
    for name, gap in gaps(lower, upper, given):
        for factor in FACTORS:
            yield name, lower + (gap if factor == 1 else factor * gap), upper


# ── numbers ───────────────────────────────────────────────────────────────────────────────────────


def _by_numbers(lower: t.Term, upper: t.Term, given: Given) -> Iterator[Shown]:
    from checks.witnesses.algebra.few_numbers import sign_of_difference  # SymPy is loaded where nothing cheaper shows it

    found = sign_of_difference(lower, upper, given)
    if found is not None:
        rules = ", ".join(sorted(found.rules)) or "terms of one sign"
        yield Shown(found.strict, f"the difference is a function of a few numbers: {rules}")


# ── vectors ───────────────────────────────────────────────────────────────────────────────────────


def _by_inner_products(lower: t.Term, upper: t.Term, given: Given) -> Iterator[Shown]:
    numbers = as_numbers(lower, upper)
    if numbers is not None:
        for shown in _by_numbers(*numbers, given):
            yield Shown(strict=False, how=f"a quadratic form in vectors, which may be taken for numbers; {shown.how}")
