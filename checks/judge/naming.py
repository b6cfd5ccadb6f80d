"""A name for the part of a domain where a claim holds, made from the expressions that its sides are written with.

Verb: ``name_of``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from checks import terms as t
from checks.domains import Lattice, Point, narrowed
from checks.functions import FUNCTIONS
from checks.judge.search import AGREEING_DIGITS, Claimed, admits
from checks.latex.terms import latex
from checks.sets import Interval, contains
from checks.witnesses import ball
from checks.witnesses.ball import Different, Undefined

MOST_EXPRESSIONS = 12
NICE_POINTS = 60
HALVINGS = 40
BEYOND = Fraction(1, 8)
ZERO = t.Number(Fraction(0))
BOUNDS = (Fraction(0), Fraction(1), Fraction(-1), Fraction(2), Fraction(10), Fraction(-10))


@dataclass(frozen=True)
class Condition:
    """``left > right`` on an open part; ``text`` has a place for the sign, which is ≥ or ≤ where the bound belongs to it."""

    text: str
    left: t.Term
    right: t.Term

    def holds(self, point: Point) -> bool | None:
        """Whether it holds at the point; ``None`` where balls do not tell, or where it means nothing."""
        return ball.holds(t.Compare(">", self.left, self.right), point, 53)

    def on_the_bound(self, point: Point) -> bool:
        """Whether the two are equal there as exact numbers."""
        return ball.holds(t.Compare("=", self.left, self.right), point, 53) is True


def name_of(claimed: Claimed, lattice: Lattice, inside: list[Point], outside: list[Point]) -> str:
    """The plainest condition, or pair of conditions, that holds at all points ``inside`` and at none ``outside``."""
    conditions = list(_conditions(claimed, inside[0]))
    within = np.array([[c.holds(p) is True for p in inside] for c in conditions], bool).reshape(len(conditions), len(inside))
    beyond = np.array([[c.holds(p) is not False for p in outside] for c in conditions], bool).reshape(len(conditions), len(outside))
    possible = [k for k in range(len(conditions)) if within[k].all() and not _goes_on(claimed, conditions[k], inside)]
    for k in possible:
        if not beyond[k].any():
            return "where " + _written(claimed, lattice, conditions[k], inside)
    for k, m in itertools.combinations(possible, 2):
        if not (beyond[k] & beyond[m]).any():
            return " and ".join(f"where {_written(claimed, lattice, conditions[n], inside)}" for n in (k, m)).replace("and where", "and")
    between = _between(claimed, inside, outside)
    return between or f"on a part of the domain ({len(inside)} of {len(inside) + len(outside)} random points)"


def _written(claimed: Claimed, lattice: Lattice, condition: Condition, inside: list[Point]) -> str:
    """With ≥ or ≤ where points on the bound are met, and the claim holds at all of them."""
    nice = (lattice.located(lattice.numbers(choice)) for choice in lattice.choices(NICE_POINTS))
    met = False
    for point in (*nice, *_moved_onto(condition, inside)):
        if point is None or not condition.on_the_bound(point) or not admits(claimed.given, point):
            continue
        if isinstance(claimed.outcome(point), Different | Undefined):
            return condition.text.replace("≥", ">").replace("≤", "<")
        met = True
    return condition.text if met else condition.text.replace("≥", ">").replace("≤", "<")


def _goes_on(claimed: Claimed, condition: Condition, inside: list[Point]) -> bool:
    """Whether the claim holds just beyond the bound of the condition, too: then it is not what the claim needs."""
    beyond = [point for point in _moved_onto(condition, inside, BEYOND) if condition.holds(point) is False and _in_domain(claimed, point)]
    return bool(beyond) and not any(isinstance(claimed.outcome(point, AGREEING_DIGITS), Different | Undefined) for point in beyond)


def _in_domain(claimed: Claimed, point: Point) -> bool:
    within = (contains(narrowed(v, claimed.given), point.values[v][0]) for v in claimed.variables if v.shape == ())
    return all(within) and admits(claimed.given, point)


def _moved_onto(condition: Condition, inside: list[Point], beyond: Fraction = ZERO.value) -> Iterator[Point]:
    """Points with the one number of the condition put on its bound, or so far ``beyond`` it."""
    match condition:
        case Condition(_, t.Variable(_, ()) as v, bound):
            step = -beyond
        case Condition(_, bound, t.Variable(_, ()) as v):
            step = beyond
        case _:
            return
    for point in inside[:3]:
        entries = ball.enclose(bound, point, 53)
        number = Fraction(float(entries[0].mid())) + step
        yield Point(point.sizes, {**point.values, v: (number,)}, point.indices)


# ── conditions ────────────────────────────────────────────────────────────────────────────────────


def _bases(claimed: Claimed) -> Iterator[t.Term]:
    """What is raised to powers in a series, but for plain letters."""
    parts = dict.fromkeys(part for side in (claimed.left, claimed.right) for part in t.walk(side))
    bases = [part.base for part in parts if isinstance(part, t.Power) and t.free_indices(part.exponent) and part.base.shape == ()]
    yield from (base for base in bases if t.free_variables(base) and not t.free_indices(base) and not isinstance(base, t.Variable))


def _conditions(claimed: Claimed, point: Point) -> Iterator[Condition]:
    """Signs of numbers and of what the sides are written with, the plainest first."""
    numbers = [v for v in claimed.variables if v.shape == () and isinstance(narrowed(v, claimed.given), Interval)]
    for v, bound in itertools.product(numbers, (*BOUNDS, *_written_bounds(claimed))):
        yield Condition(f"{v.name} ≥ {bound}", v, t.as_term(bound))
        yield Condition(f"{v.name} ≤ {bound}", t.as_term(bound), v)
    for base in _bases(claimed):
        yield Condition(f"|{latex(base)}| < 1", t.Number(Fraction(1)), t.Apply("abs", base))
    for v in numbers:
        size = t.Apply("abs", v)
        yield Condition(f"|{v.name}| < 1", t.Number(Fraction(1)), size)
        yield Condition(f"|{v.name}| > 1", size, t.Number(Fraction(1)))
    for v, w in itertools.permutations(numbers, 2):
        yield Condition(f"{v.name} ≥ {w.name}", v, w)
    for v in claimed.variables:
        if len(v.shape) == 1:
            yield from _signs(f"every entry of {v.name}", v, "min", "max")
    seen = dict.fromkeys(e for e in _expressions(claimed) if _has_value(e, point))
    for expression in itertools.islice(seen, MOST_EXPRESSIONS):
        if expression.shape == ():
            above, below = _sides(expression)
            yield Condition(f"{latex(above)} ≥ {latex(below)}", above, below)
            yield Condition(f"{latex(above)} ≤ {latex(below)}", below, above)
        else:
            yield from _signs(f"every entry of {latex(expression)}", expression, "min", "max")


def _sides(expression: t.Term) -> tuple[t.Term, t.Term]:
    """What is compared where an expression is compared with 0: of a difference, the two parts."""
    match expression:
        case t.Plus((first, t.Negative(last))):
            return first, last
        case t.Plus((*most, t.Negative(last))):
            return t.Plus(tuple(most)), last
        case _:
            return expression, ZERO


def _written_bounds(claimed: Claimed) -> Iterator[Fraction]:
    """The numbers that a letter is compared with in the sides: where their cases meet."""
    found: dict[Fraction, None] = {}
    for side in (claimed.left, claimed.right):
        for part in t.walk(side):
            match part:
                case t.Compare(_, t.Variable(), bound) | t.Compare(_, bound, t.Variable()):
                    found.update(dict.fromkeys(_number(bound)))
                case _:
                    pass
    return (bound for bound in found if bound not in BOUNDS)


def _number(bound: t.Term) -> Iterator[Fraction]:
    match bound:
        case t.Number(value):
            yield value
        case t.Negative(t.Number(value)):
            yield -value
        case _:
            pass


def _signs(text: str, vector: t.Term, least: str, most: str) -> Iterator[Condition]:
    k = t.Index("\\iota", t.Number(Fraction(1)), t.as_term(vector.shape[0]))
    entry = t.Entry(vector, (k,))
    yield Condition(f"{text} ≥ 0", t.Reduce(least, k, entry), ZERO)  # type: ignore[arg-type]
    yield Condition(f"{text} ≤ 0", ZERO, t.Reduce(most, k, entry))  # type: ignore[arg-type]


def _expressions(claimed: Claimed) -> Iterator[t.Term]:
    """What stands under roots, magnitudes and logarithms, differences of what is compared, and the sides themselves."""
    for side in (claimed.left, claimed.right):
        for part in t.walk(side):
            match part:
                case t.Apply(function, argument) if function in FUNCTIONS and not isinstance(argument, t.Variable):
                    yield argument
                case t.Power(base, exponent) if not isinstance(exponent, t.Number) or exponent.value.denominator != 1:
                    yield base.base if isinstance(base, t.Power) else base
                case t.Compare(_, a, b) if a.shape == ():
                    yield from (a - b, b - a)
                case t.Extremum(_, terms):
                    yield from (a - b for a, b in itertools.permutations(terms, 2) if ZERO not in {a, b})
                case _:
                    pass
    yield from (claimed.left, claimed.right)
    for part in t.walk(claimed.left):
        match part:
            case t.Apply("abs", t.Plus((a, b))):  # |a + b| = |a| + |b|
                yield a * b
            case _:
                pass


def _has_value(expression: t.Term, point: Point) -> bool:
    known = set(t.free_variables(expression)) <= set(point.values) and set(t.free_indices(expression)) <= set(point.indices)
    plain = not any(isinstance(part, t.Cases) for part in t.walk(expression))
    return known and plain and len(expression.shape) < 2 and bool(t.free_variables(expression))


# ── an interval of one number ─────────────────────────────────────────────────────────────────────


def _between(claimed: Claimed, inside: list[Point], outside: list[Point]) -> str:
    """The interval around the point nearest to 0 on which the claim holds; "" where there is more than one number."""
    if len(claimed.variables) != 1 or claimed.variables[0].shape != ():
        return ""
    (v,) = claimed.variables
    start = min((p.values[v][0] for p in inside), key=abs)
    ends = [_end(claimed, v, inside[0], start, [p.values[v][0] for p in outside if (p.values[v][0] > start) is up]) for up in (False, True)]
    match ends:
        case ["", ""]:
            return ""
        case [low, ""]:
            return f"where {v.name} > {low} near {_short(start)}"
        case ["", high]:
            return f"where {v.name} < {high} near {_short(start)}"
        case _:
            return f"where {ends[0]} < {v.name} < {ends[1]}"


def _end(claimed: Claimed, v: t.Variable, model: Point, start: Fraction, beyond: list[Fraction]) -> str:
    """Where the claim stops to hold between ``start`` and the nearest point beyond; "" where there is none."""
    if not beyond:
        return ""
    good, bad = start, min(beyond, key=lambda x: abs(x - start))
    for _ in range(HALVINGS):
        middle = Fraction(float((good + bad) / 2))
        outcome = claimed.outcome(Point(model.sizes, {v: (middle,)}, model.indices))
        good, bad = (good, middle) if isinstance(outcome, Different | Undefined) else (middle, bad)
    return _recognised(float(good))


def _recognised(number: float) -> str:
    simple = Fraction(number).limit_denominator(12)
    if abs(float(simple) - number) < 1e-6:
        return str(simple)
    turns = Fraction(number / np.pi).limit_denominator(6)
    if abs(float(turns) * np.pi - number) < 1e-6:
        above = {1: r"\pi", -1: r"-\pi"}.get(turns.numerator, rf"{turns.numerator}\pi")
        return above if turns.denominator == 1 else f"{above}/{turns.denominator}"
    return f"{number:.4g}"


def _short(number: Fraction) -> str:
    return f"{float(number):.3g}"
