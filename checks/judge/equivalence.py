r"""Claims that one condition holds where another does: ``\iff``, ``\implies``, ``\impliedby``.

The truth values of both are compared at points of the domain, on the solution sets of both and on the boundaries of their
inequalities as well as off them; ``solving`` finds those points, ``implying`` has the proofs.  A relation with an undefined side
is false.  Only for a solved form ``v = e`` that means something else: where e is undefined there is no one solution to name, so
that a claim that fails there only stands with a remark, or, where e is seldom defined, on a condition.

Verb: ``judged``.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from flint import arb

from checks import instances
from checks import terms as t
from checks.domains import Given, Lattice, leftover
from checks.judge import undefined
from checks.judge.conditions import NEAR, compares_in, equations_in, mapped, parted, truth_at, truth_near
from checks.judge.constraints import solved
from checks.judge.implying import implied
from checks.judge.roots import Solution, as_multiple_of_pi, located
from checks.judge.search import admits
from checks.judge.showing import counterexample
from checks.judge.solving import around, solutions
from checks.model import Claim
from checks.sizes import assignments, index_values, letters
from checks.verdicts import Agrees, Conditional, Counterexample, Evidence, Nested, Proved, Refuted, Undecided, Verdict
from checks.witnesses.ball import MAX_BITS, Different

BASES = 14  # points from which solutions are looked for, at each size; from half of them, roots of curved equations too
PROVED_BASES = 3  # the same where algebra has a proof: only a defect of ours could make a difference
PLAIN_POINTS, PROVED_POINTS = 40, 12
REJECTED = 8  # times as many where facts between letters hold at some of them only
FEWEST = 3  # points where both conditions hold, found without help of the one that is concluded, and where both fail
ENOUGH = 4  # failures, of which the smallest is shown
DECIMALS = 6


@dataclass(frozen=True)
class _Seen:
    """A solution at which the conditions differ."""

    solution: Solution
    left: bool
    right: bool
    undefined: bool

    @property
    def fails(self) -> str:
        """The direction that fails there."""
        return "⇒" if self.left else "⇐"


@dataclass
class _Counts:
    """How often both held and both failed; held: those where the left (the right) condition held by its own equations.

    ``doubtful`` are those that differ as far as balls tell, where an equation seems to hold that nothing certifies.
    """

    both: int = 0
    neither: int = 0
    unknown: int = 0
    held_left: int = 0
    held_right: int = 0
    differing: list[_Seen] = field(default_factory=list[_Seen])
    doubtful: list[_Seen] = field(default_factory=list[_Seen])


@dataclass(frozen=True)
class _Conditions:
    """Both conditions, concrete, with the domain that they are about."""

    left: t.Term
    right: t.Term
    given: Given


def judged(claim: Claim) -> Verdict:
    """The verdict on an equivalence or an implication."""
    free = solved(claim.given, {*t.free_variables(claim.left), *t.free_variables(claim.right)})
    left, right = (mapped(side, free.put_in) for side in (claim.left, claim.right))
    given = free.given
    ours, theirs = (mapped(side, lambda term: instances.concrete(term)[0]) for side in (left, right))
    directions = {"⇔": "⇒⇐", "⇒": "⇒", "⇐": "⇐"}[claim.relation]
    how = [implied(*((left, right) if arrow == "⇒" else (right, left)), given) for arrow in directions]
    counts = _looked_at(_Conditions(ours, theirs, _given(given, ours, theirs)), directions, bases=PROVED_BASES if all(how) else BASES)
    wrong = [seen for seen in counts.differing if seen.fails in directions]
    degenerate = [seen for seen in wrong if seen.undefined and _is_solved(claim.right if seen.left else claim.left)]
    certain = [seen for seen in wrong if seen not in degenerate]
    if certain:
        return _refuted(claim, counts, certain)
    if degenerate and counts.both < FEWEST:
        return _conditional(claim, degenerate[0])
    remarks = (_no_solution(claim, degenerate[0]),) if degenerate else ()
    evidence = (Evidence(witness="ball", says=_counted(counts), points=counts.both + counts.neither),)
    if all(how) and counts.both + counts.neither:
        says = how[0] if len({*how}) == 1 else "; ".join(f"{arrow}: {reason}" for arrow, reason in zip(directions, how, strict=True))
        return Proved(evidence=(Evidence(witness="algebra", says=says), *evidence), remarks=remarks)
    if not given.variables and not letters(left, right) and counts.both + counts.neither and not counts.unknown:
        return Proved(evidence=(Evidence(witness="algebra", says="without variables, both conditions are decided"), *evidence))
    if any(seen.fails in directions for seen in counts.doubtful):
        return Undecided(reason=_doubt(claim, next(s for s in counts.doubtful if s.fails in directions)), evidence=evidence)
    held = min(counts.held_left if "⇒" in directions else counts.held_right, counts.held_right if "⇐" in directions else counts.held_left)
    if held < FEWEST or counts.neither < FEWEST:
        return Undecided(reason=f"no proof, and too few points to compare truth values at: {_counted(counts)}", evidence=evidence)
    return Agrees(evidence=evidence, remarks=remarks)


def _is_solved(condition: t.Term) -> bool:
    """Whether it says what one of its letters is: where it is undefined, there is no one solution to name."""
    if not isinstance(condition, t.Compare) or condition.relation != "=":
        return False
    pairs = ((condition.left, condition.right), (condition.right, condition.left))
    return any(isinstance(v, t.Variable) and v not in t.free_variables(e) for v, e in pairs)


def _no_solution(claim: Claim, seen: _Seen) -> str:
    condition = claim.right if seen.left else claim.left
    side = "right" if seen.left else "left"
    sides = (condition.left, condition.right) if isinstance(condition, t.Compare) else ()
    where = next((found for part in sides if (found := undefined.reason(instances.concrete(part)[0], seen.solution.point))), None)
    return f"{side} side undefined{f' at {where}' if where else ''}: the other side may hold there all the same"


def _given(given: Given, *terms: t.Term) -> Given:
    """What is given on the variables that occur, those of the instances of functions among them."""
    found = dict.fromkeys(v for term in terms for v in t.free_variables(term))
    facts = tuple(fact for fact in given.facts if set(t.free_variables(fact)) & set(found))
    found |= dict.fromkeys(v for fact in facts for v in t.free_variables(fact))
    declared = [v for v in given.variables if v in found]
    return Given((*declared, *(v for v in found if v not in declared)), facts)


def _counted(counts: _Counts) -> str:
    return f"both hold at {counts.both} points, neither at {counts.neither}" + (
        f", not known at {counts.unknown}" if counts.unknown else ""
    )


# ── points ────────────────────────────────────────────────────────────────────────────────────────


def _looked_at(conditions: _Conditions, directions: str, *, bases: int) -> _Counts:
    counts = _Counts()
    found = letters(conditions.left, conditions.right, *conditions.given.variables)
    for sizes in assignments(found):
        small = bool(found) and max(sizes.values()) == 1
        for indices in itertools.islice(index_values((conditions.left, conditions.right), sizes), 3):
            lattice = Lattice(conditions.given, conditions.given.variables, sizes, indices)
            for solution, source in _points(conditions, lattice, bases):
                _count(counts, conditions, lattice, solution, source, small=small)
                if sum(not seen.undefined and seen.fails in directions for seen in counts.differing) >= ENOUGH:
                    return counts
    return counts


Source = tuple[str, t.Term | None]  # whose equation was solved ("left", "right", "" for neither), and for which residual


def _points(conditions: _Conditions, lattice: Lattice, most: int) -> Iterator[tuple[Solution, Source]]:
    surfaces = [(side, part) for side in ("left", "right") for group in equations_in(getattr(conditions, side)) for part in parted(group)]
    surfaces += [("", (term,)) for term in _denominators(conditions)]
    bounded = any(atom.relation != "=" for side in (conditions.left, conditions.right) for atom in compares_in(side))
    ranges = lattice.ranges()
    bases = 0
    plain = PLAIN_POINTS if most == BASES else PROVED_POINTS
    plain *= REJECTED if leftover(lattice.given) else 1
    for choice in lattice.choices(plain):
        numbers = lattice.numbers(choice)
        point = located(lattice, numbers)
        if point is None:
            continue
        yield Solution(point), ("", None)
        bases += 1
        if bases > most:
            continue
        for side, group in surfaces:
            for solution in solutions(group, lattice, numbers, curved=bases <= most // 2):
                yield solution, (side, None if solution.touching else group[0])
                if bounded and len(ranges) <= 4 and all(len(v.dims) == 0 for v in lattice.variables):
                    there = tuple(solution.point.values[v][0] for v in lattice.variables)
                    for beside in around(there, ranges):
                        if (near := located(lattice, beside)) is not None:
                            yield Solution(near), ("", None)


def _denominators(conditions: _Conditions) -> list[t.Term]:
    """Numbers that a side divides by: where they vanish, a relation may lose its truth."""
    found: dict[t.Term, None] = {}
    for side in (conditions.left, conditions.right):
        for part in t.walk(side):
            match part:
                case t.Quotient(_, below) if below.shape == () and t.free_variables(below) and not _bound(below, side):
                    found[below] = None
                case t.Power(base, t.Negative()) if base.shape == () and not _bound(base, side):
                    found[base] = None
                case _:
                    pass
    return list(found)[:3]


def _bound(term: t.Term, within: t.Term) -> bool:
    """Whether an index in it is bound further out."""
    return not set(t.free_indices(term)) <= set(t.free_indices(within))


def _count(counts: _Counts, conditions: _Conditions, lattice: Lattice, solution: Solution, source: Source, *, small: bool) -> None:
    if not admits(lattice.given, solution.point):
        return
    side, solved_for = source
    if solution.near:
        near = dict(solution.near)
        ours = truth_near(conditions.left, solution.point, near, solved_for)
        theirs = truth_near(conditions.right, solution.point, near, solved_for)
        undefined, certain = False, ours.certain and theirs.certain
        if not certain and ours.holds != theirs.holds and (exact := as_multiple_of_pi(solution)) is not None:
            there = [truth_at(mapped(side, exact), solution.point) for side in (conditions.left, conditions.right)]
            if all(truth.holds is not None for truth in there):
                (ours, theirs), certain = there, True
    else:
        ours, theirs = truth_at(conditions.left, solution.point), truth_at(conditions.right, solution.point)
        undefined, certain = (ours.undefined and not ours.holds) or (theirs.undefined and not theirs.holds), True
    if ours.holds is None or theirs.holds is None:
        counts.unknown += 1
    elif ours.holds != theirs.holds and not certain:
        counts.unknown += 1
        counts.doubtful.append(_Seen(solution, ours.holds, theirs.holds, undefined))
    elif ours.holds != theirs.holds:
        counts.differing.append(_Seen(solution, ours.holds, theirs.holds, undefined))
    elif ours.holds:
        counts.both += 1
        counts.held_left += side != "right" and not small
        counts.held_right += side != "left" and not small
    else:
        counts.neither += not small


# ── verdicts ──────────────────────────────────────────────────────────────────────────────────────


def _refuted(claim: Claim, counts: _Counts, certain: list[_Seen]) -> Refuted:
    best = min(certain, key=_size)
    failing = best.fails
    other = [seen for seen in counts.differing if seen.left != best.left]
    stands = f"; {'⇐' if best.left else '⇒'} was not refuted" if claim.relation == "⇔" and not other else ""
    shown = _shown(claim, best)
    place = ", ".join(f"{name} = {_flat(value)}" for name, value in shown.at.items())
    at = f" at {place}" if place else ""
    says = f"{failing} fails: the {'left' if best.left else 'right'} condition holds and the other does not"
    evidence = (Evidence(witness="ball", says=f"{says}, certified", points=1),)
    return Refuted(counterexample=shown, reason=f"{failing} fails{at}{stands}", evidence=evidence)


def _conditional(claim: Claim, seen: _Seen) -> Conditional:
    side = "right" if seen.left else "left"
    evidence = (Evidence(witness="ball", says=f"the {side} condition is undefined at a point where the other holds", points=1),)
    return Conditional(holds_where=f"where the {side} side is defined", outside=_shown(claim, seen), evidence=evidence)


def _doubt(claim: Claim, seen: _Seen) -> str:
    place = ", ".join(f"{name} = {_flat(value)}" for name, value in _shown(claim, seen).at.items())
    return f"{seen.fails} seems to fail at {place}, where an equation holds to {-round(math.log10(NEAR))} digits, which nothing certifies"


def _size(seen: _Seen) -> tuple[int, int]:
    numbers = [number for values in seen.solution.point.values.values() for number in values]
    return len(numbers) + 50 * bool(seen.solution.near), sum(abs(x.numerator) + x.denominator for x in numbers)


def _flat(value: Nested) -> str:
    return value if isinstance(value, str) else "(" + ", ".join(map(_flat, value)) + ")"


def _shown(claim: Claim, seen: _Seen) -> Counterexample:
    """The point with both truth values; a number that is irrational there is shown by its first digits."""
    bits = MAX_BITS if not seen.solution.near else 212
    outcome = Different((), arb(int(seen.left)), arb(int(seen.right)), bits)
    point = seen.solution.point
    shown = counterexample((claim.left, claim.right), point, outcome)
    at = dict(shown.at)
    for variable, entries in seen.solution.near:
        if variable.shape == () and variable.name in at:
            at[variable.name] = f"{float(entries[0].mid()):.{DECIMALS}f}"
    return replace(shown, at=at, left=str(seen.left).lower(), right=str(seen.right).lower())
