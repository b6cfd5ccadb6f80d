r"""Claims that two objectives have the same optimisers (``\arg\min``, ``\arg\max``).

Shown where the objectives are equal, or become so by a constant in the variable, a positive factor, or a strictly increasing
function.  Refuted only where an optimiser of one is certified not to be one of the other: a branch and bound over balls
encloses all minimisers of both over a compact set, and the two enclosures are disjoint; or one objective is quadratic, and at
its only optimiser the other has a slope.

Verb: ``judged``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb

from checks import instances
from checks import terms as t
from checks.domains import Given, Lattice, Point
from checks.functions import exp
from checks.judge.bounding import parted
from checks.judge.search import admits
from checks.judge.showing import nested, number
from checks.model import Claim
from checks.sets import POSITIVE, Interval
from checks.sizes import Sizes, assignments, letters
from checks.verdicts import Counterexample, Evidence, Proved, Refuted, Undecided, Verdict
from checks.witnesses import algebra, ball

POINTS = 60  # data points at each size, in the search for a counterexample
WAVE = t.Variable("s", (), Interval(Fraction(-1), Fraction(1), low_closed=True, high_closed=True))
FEW = 8  # points that are looked at before algebra is asked
APART = 0.4  # of the range of s: only minimisers that are this far apart are worth certifying


def judged(claim: Claim) -> Verdict:
    """The verdict on an equality of optimisers over the same variable."""
    left, right = claim.left, claim.right
    assert isinstance(left, t.Optimisers)
    assert isinstance(right, t.Optimisers)
    if left.variable != right.variable:
        names = f"{left.variable.name} and {right.variable.name}"
        return Undecided(reason=f"the optimisers are over different variables: {names}")
    turned = left.kind != right.kind
    pair = _Pair(left.objective, -right.objective if turned else right.objective, left.variable, claim.given, left.kind)
    undefined = _undefined(pair)
    if undefined is not None:
        return undefined
    how = next(pair.reasons(), None)
    if how is not None:
        return Proved(evidence=(Evidence(witness="algebra", says=how + (", after the sign flips" if turned else "")),))
    refuted = _refuted(pair)
    if refuted is not None:
        return refuted
    return Undecided(
        reason="the objectives are not equal up to a constant, a positive factor or an increasing function, "
        "and no optimiser of one was certified not to be one of the other"
    )


@dataclass(frozen=True)
class _Pair:
    """Two objectives that are both to be made small, or both large, by the same variable."""

    left: t.Term
    right: t.Term
    variable: t.Variable
    given: Given
    kind: str

    def reasons(self) -> Iterator[str]:
        """Why the optimisers are the same, each reason proved; the plainest first."""
        if (proof := self._equal(self.left, self.right)) is not None:
            yield f"the objectives are equal: {_grounds(proof)}"
        if (proof := self._constant_apart(self.left, self.right)) is not None:
            yield f"the objectives differ by a constant in {self.variable.name}: {_grounds(proof)}"
        for text, left, right in self._variants():
            changes = _changes(left, right, self.variable, self.given)
            for factor, name in self._factors(left, right):
                if not all(_fits(factor, *change) for change in changes):
                    continue
                if (proof := self._constant_apart(left, factor * right)) is not None:
                    yield f"{text}up to a constant and {name}, the objectives are equal: {_grounds(proof)}"

    def _equal(self, left: t.Term, right: t.Term) -> algebra.Proof | None:
        proof = algebra.prove(left, right, self.given, assignments(letters(left, right)))
        return proof if isinstance(proof, algebra.Proof) else None

    def _constant_apart(self, left: t.Term, right: t.Term) -> algebra.Proof | None:
        """Whether left − right is the same at two independent values of the variable."""
        other = replace(self.variable, name=f"{self.variable.name}'")
        given = replace(self.given, variables=(*self.given.variables, other))
        difference = left - right
        elsewhere = t.At(difference, ((self.variable, other),))
        proof = algebra.prove(difference, elsewhere, given, assignments(letters(difference)))
        return proof if isinstance(proof, algebra.Proof) else None

    def _variants(self) -> Iterator[tuple[str, t.Term, t.Term]]:
        """The pair, and the pair with an increasing function put on one side."""
        yield "", self.left, self.right
        yield "exp is increasing: ", exp(self.left), self.right
        yield "exp is increasing: ", self.left, exp(self.right)
        if _is_nonnegative(self.left):
            yield "squares of non-negative numbers: ", self.left**2, self.right
        if _is_nonnegative(self.right):
            yield "squares of non-negative numbers: ", self.left, self.right**2

    def _factors(self, left: t.Term, right: t.Term) -> Iterator[tuple[t.Term, str]]:
        """Positive factors that do not depend on the variable: those that fit at one point."""
        occurring = {*t.free_variables(left), *t.free_variables(right)} - {self.variable}
        positives = [v for v in self.given.variables if v in occurring and v.shape == () and v.values == POSITIVE]
        basis: list[t.Term] = [*letters(left, right), *positives]
        ones: list[tuple[t.Term, str]] = [(t.as_term(1), "")]
        for base in basis:
            name = base.name if isinstance(base, t.Size | t.Variable) else ""
            ones += [(base, name), (1 / base, f"1/{name}"), (base**2, f"{name}^2"), (1 / base**2, f"1/{name}^2")]
        for (factor, name), scale in itertools.product(ones, (Fraction(1), Fraction(2), Fraction(1, 2))):
            if scale == 1 and not name and left is self.left and right is self.right:
                continue
            label = " ".join(part for part in (str(scale) if scale != 1 else "", name) if part)
            yield t.as_term(scale) * factor, f"the factor {label}" if label else "no factor"


def _undefined(pair: _Pair) -> Refuted | Undecided | None:
    """The verdict where one objective has no value at points where the other has one; ``None`` where none is met.

    Algebra reads log x and log |x| alike, so it is not asked before.
    """
    points = list(_data_points(pair.given, pair.variable, pair.left, pair.right))
    left, right = instances.concrete(pair.left, pair.right)
    outcomes = [ball.compare(left, right, point, max_bits=ball.START_BITS) for point in points]
    one_sided = [outcome for outcome in outcomes if isinstance(outcome, ball.Undefined) and outcome.left is not outcome.right]
    if not one_sided:
        return None
    side, other = ("left", "right") if one_sided[0].left else ("right", "left")
    met = sum(not (isinstance(outcome, ball.Undefined) and outcome.left and outcome.right) for outcome in outcomes)
    where = f"the objective on the {side} is undefined at {len(one_sided)} of {met} points tried where the one on the {other} is defined"
    if len(one_sided) == met:
        return Refuted(counterexample=None, reason=where, evidence=(Evidence(witness="ball", says=where, points=met),))
    return Undecided(reason=where)


def _data_points(given: Given, variable: t.Variable, *objectives: t.Term) -> Iterator[Point]:
    """A few points of the domain, at two of each length."""
    sides = instances.concrete(*objectives)
    found = dict.fromkeys((*(v for side in sides for v in t.free_variables(side)), variable))
    lattice = Lattice(given, tuple(found), dict.fromkeys(letters(*sides, *found), 2), {})
    for choice in lattice.choices(FEW):
        point = lattice.point(choice)
        if point is not None and admits(given, point):
            yield point


def _changes(left: t.Term, right: t.Term, variable: t.Variable, given: Given) -> list[tuple[Point, arb, arb]]:
    """How much both objectives change between two values of the variable, at a few data points."""
    points = list(_data_points(given, variable, left, right))
    left, right = instances.concrete(left, right)
    changes: list[tuple[Point, arb, arb]] = []
    for here, there in itertools.pairwise(points[1::2]):
        moved = replace(here, values={**here.values, variable: there.values[variable]})
        gaps = [ball.enclose(side, here, 53)[0] - ball.enclose(side, moved, 53)[0] for side in (left, right)]
        changes.append((here, gaps[0], gaps[1]))
    return changes


def _fits(factor: t.Term, point: Point, left: arb, right: arb) -> bool:
    """Whether the change of the left objective may be ``factor`` times that of the right one."""
    return (left - ball.enclose(factor, point, 53)[0] * right).contains(0)


def _grounds(proof: algebra.Proof) -> str:
    return f"{proof.how}, {proof.sizes}" if proof.sizes else proof.how


def _is_nonnegative(term: t.Term) -> bool:
    match term:
        case t.Norm() | t.Apply("abs") | t.Apply("exp"):
            return True
        case t.Power(_, t.Number(exponent)):
            return exponent % 2 == 0
        case t.Defined(_, meaning):
            return _is_nonnegative(meaning)
        case _:
            return False


# ── refutation ────────────────────────────────────────────────────────────────────────────────────


def _refuted(pair: _Pair) -> Refuted | None:
    functions = tuple(dict.fromkeys((*t.functions_in(pair.left), *t.functions_in(pair.right))))
    if functions:
        return _refuted_for_family(pair, functions)
    return _refuted_at_vertex(pair)


def _waving(term: t.Term, variable: t.Variable) -> t.Term | None:
    r"""The objective with every arbitrary function of the variable made c + b sin θ, as a term in s = sin θ.

    ``None`` where the objective depends on the variable in another way too.
    """
    done: dict[t.Term, t.Term] = {}

    def visit(current: t.Term) -> t.Term:
        if isinstance(current, t.Call) and current.argument == variable and not current.order:
            constant, slope = _coefficients(current.function)
            outer = tuple(t.Index(f"\\iota_{k}", t.Number(Fraction(1)), t.as_term(dim)) for k, dim in enumerate(current.function.dims))
            if not outer:
                return constant + slope * WAVE
            return t.Table(outer, t.Entry(constant, outer) + t.Entry(slope, outer) * WAVE)
        if current not in done:
            done[current] = t.rebuild(current, visit)
        return done[current]

    waving = visit(term)
    left_over = variable in t.free_variables(waving) or t.functions_in(waving)
    return None if left_over else waving


def _coefficients(function: t.Function) -> tuple[t.Variable, t.Variable]:
    return t.Variable(f"c of {function.name}", function.dims), t.Variable(f"b of {function.name}", function.dims)


def _refuted_for_family(pair: _Pair, functions: tuple[t.Function, ...]) -> Refuted | None:
    left, right = _waving(pair.left, pair.variable), _waving(pair.right, pair.variable)
    if left is None or right is None:
        return None
    if pair.kind == "max":
        left, right = -left, -right
    for lattice in _lattices(left, right, pair.given):
        for choice in lattice.choices(POINTS):
            point = lattice.point(choice)
            if point is None or not admits(pair.given, point) or not _seem_apart(left, right, point):
                continue
            found = parted(left, right, point, WAVE)
            if found is not None:
                return _shown(point, functions, *found, pair.kind)
    return None


def _lattices(left: t.Term, right: t.Term, given: Given) -> Iterator[Lattice]:
    found = dict.fromkeys((*t.free_variables(left), *t.free_variables(right)))
    variables = tuple(v for v in found if v != WAVE)
    for sizes in _small_sizes(letters(left, right, *variables)):
        yield Lattice(given, variables, sizes, {})


def _small_sizes(found: tuple[t.Size, ...]) -> list[Sizes]:
    """Every length 1 or 2, the fewest first."""
    chosen = [pattern for pattern in itertools.product((1, 2), repeat=len(found)) if max(pattern, default=2) > 1]
    return [dict(zip(found, pattern, strict=True)) for pattern in sorted(chosen, key=lambda p: (sum(p), p))]


def _seem_apart(left: t.Term, right: t.Term, point: Point) -> bool:
    """A cheap look at a few values of s, before anything is certified."""

    def lowest(objective: t.Term) -> list[float]:
        grid = [Fraction(k, 10) for k in range(-10, 11, 5)]
        values: list[float] = []
        for s in grid:
            here = replace(point, values={**point.values, WAVE: (s,)})
            (value,) = ball.enclose(objective, here, 53)
            if not value.is_finite():
                return []
            values.append(float(value))
        best = min(values)
        return [float(s) for s, value in zip(grid, values, strict=True) if value <= best + 1e-9]

    ours, theirs = lowest(left), lowest(right)
    return bool(ours and theirs) and min(abs(a - b) for a in ours for b in theirs) > APART


def _shown(point: Point, functions: tuple[t.Function, ...], ours: arb, theirs: arb, kind: str) -> Refuted:
    hidden = {c for f in functions for c in _coefficients(f)}
    lengths = {v: _lengths(v, point) for v in point.values}
    at = {v.name: nested([str(x) for x in xs], lengths[v]) for v, xs in point.values.items() if v not in hidden}
    for function in functions:
        constant, slope = (nested([str(x) for x in point.values[c]], lengths[c]) for c in _coefficients(function))
        at[f"{function.name}: constant"] = constant
        at[f"{function.name}: times s = sin θ₁"] = slope
    shown = Counterexample(
        at=at,
        sizes={size.name: length for size, length in point.sizes.items()},
        left=number(ours.mid()) if ours.rad() == 0 else f"{float(ours.mid()):.4g}",
        right=f"{float(theirs.mid()):.4g}",
        bits=53,
    )
    reason = (
        f"for this family of functions the left objective is optimal ({kind}) only at s ∈ [{_interval(ours)}], "
        f"the right one only at s ∈ [{_interval(theirs)}]"
    )
    evidence = (Evidence(witness="ball", says="all optimisers of both sides enclosed, and the enclosures are disjoint"),)
    return Refuted(counterexample=shown, reason=reason, evidence=evidence)


def _lengths(variable: t.Variable, point: Point) -> tuple[int, ...]:
    return tuple(t.measured(dim, point.sizes) for dim in variable.shape)


def _interval(value: arb) -> str:
    return f"{float(value.lower()):.4g}, {float(value.upper()):.4g}"


def _refuted_at_vertex(pair: _Pair) -> Refuted | None:
    """One objective is quadratic in a single real variable: its only optimiser is known exactly."""
    sizes = dict.fromkeys(letters(pair.left, pair.right, pair.variable), 1)
    if pair.variable.values != Interval() or pair.variable.structure is not t.Structure.FREE:
        return None
    target: t.Term = pair.variable
    if len(pair.variable.shape) == 1:
        target = t.Entry(pair.variable, (t.as_term(1),))
    elif pair.variable.shape != ():
        return None
    for first, second in ((pair.left, pair.right), (pair.right, pair.left)):
        found = _vertex_of(first, second, pair, target, sizes)
        if found is not None:
            return found
    return None


def _vertex_of(first: t.Term, second: t.Term, pair: _Pair, target: t.Term, sizes: Sizes) -> Refuted | None:
    slope, curvature = t.Derivative(first, (target,)), t.Derivative(first, (target, target))
    third = t.Derivative(first, (target,) * 3)
    if not isinstance(algebra.prove(third, t.as_term(0), pair.given, (sizes,)), algebra.Proof):
        return None
    found = dict.fromkeys((*t.free_variables(first), *t.free_variables(second)))
    data = tuple(v for v in found if v != pair.variable)
    lattice = Lattice(pair.given, data, sizes, {})
    sign = 1 if pair.kind == "min" else -1
    for choice in lattice.choices(POINTS):
        point = lattice.point(choice)
        if point is None or not admits(pair.given, point):
            continue
        start = replace(point, values={**point.values, pair.variable: (Fraction(0),)})
        (bend,), (rise,) = ball.enclose(curvature, start, 212), ball.enclose(slope, start, 212)
        if not sign * bend > 0:
            continue
        vertex = _rational(-rise / bend)
        if vertex is None:
            continue
        here = replace(point, values={**point.values, pair.variable: (vertex,)})
        (own,), (other,) = (ball.enclose(t.Derivative(f, (target,)), here, 212) for f in (first, second))
        if own.contains(0) and other.is_finite() and not other.contains(0):
            return _shown_vertex(pair, here, first is pair.left, other)
    return None


def _rational(value: arb) -> Fraction | None:
    simple = Fraction(float(value)).limit_denominator(10_000) if value.is_finite() else None
    return simple if simple is not None and (value - arb(simple.numerator) / simple.denominator).contains(0) else None


def _shown_vertex(pair: _Pair, point: Point, left_is_optimal: bool, slope: arb) -> Refuted:  # noqa: FBT001
    at = {v.name: nested([str(x) for x in xs], _lengths(v, point)) for v, xs in point.values.items()}
    side, other = ("left", "right") if left_is_optimal else ("right", "left")
    zero, rising = "0", number(slope)
    shown = Counterexample(
        at=at,
        sizes={size.name: length for size, length in point.sizes.items()},
        left=zero if left_is_optimal else rising,
        right=rising if left_is_optimal else zero,
        bits=212,
    )
    reason = f"the {side} objective has its only optimiser here, and the {other} one has a slope (the numbers are the slopes)"
    evidence = (Evidence(witness="ball", says=f"an optimiser of the {side} side is none of the {other}, certified"),)
    return Refuted(counterexample=shown, reason=reason, evidence=evidence)
