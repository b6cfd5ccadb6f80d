"""Claims that two sides are equal (or ordered) at every point of the domain.  Verb: ``judged``."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from fractions import Fraction

from checks import instances
from checks import terms as t
from checks.calculus import is_infinite
from checks.domains import Given, Lattice, Point, leftover, lengths
from checks.judge import undefined
from checks.judge.attack import attack
from checks.judge.combining import Floats, combined
from checks.judge.constraints import solved
from checks.judge.distant import failure_far_out
from checks.judge.domain import look, looked_over, part
from checks.judge.naming import name_of
from checks.judge.search import AGREEING_DIGITS, Claimed, Failure, Survey, real_batch, smallest, survey, without_impossible_sizes
from checks.judge.showing import counterexample, nested, number
from checks.model import Claim
from checks.sizes import Sizes, assignments, index_values, letters
from checks.verdicts import Agrees, Conditional, Counterexample, Evidence, Refuted, Undecided, Verdict
from checks.witnesses import algebra, autodiff, ball

FLOAT_POINTS = 64
MOST_REASONS = 6  # points without a value that are looked into for the reason
# zero and identity matrices satisfy most equations, and much else that others do not
SPECIAL = "no proof, and an equation between arrays is given that was not solved: the points tried are special ones"
TIE = "no proof, and the sides may be equal somewhere: what was shown is the relation with equality"
LONG = 1000  # a fraction with a longer denominator is shown as a decimal


def judged(claim: Claim, start: t.Term) -> Verdict:
    """The verdict on an equality or an inequality; ``start`` is the first line of its chain."""
    sides = _fitted(claim.left, claim.right)
    if sides is None:
        return _shapes_differ(claim)
    left, right = sides
    claimed = concrete_claim(replace(claim, left=left, right=right))
    tried = assignments(letters(claimed.left, claimed.right, *(v for v in claimed.variables)))
    proof: algebra.Proof | algebra.NoProof = algebra.NoProof("an inequality")
    if claim.relation == "=":
        proof = algebra.prove(left, right, claim.given, tried)
        if isinstance(proof, algebra.NoProof) and claimed.solved:
            proof = algebra.prove(*_on_constraints(claim.given, left, right), claimed.given, tried)
    found, impossible = without_impossible_sizes(survey(claimed, tried, proved=isinstance(proof, algebra.Proof)))
    proof = _at_possible_lengths(proof, replace(claim, left=left, right=right), found, tried)
    if found.failure is None and claim.relation != "=":
        found.failure = attack(claimed, tried)
    if found.failure is None and claim.relation == "=" and not found.one_sided_real:
        possible = tuple(sizes for sizes in tried if sizes not in impossible)
        _look_over(claimed, possible, found, proved=isinstance(proof, algebra.Proof))
    if found.failure is None and claim.relation != "=":
        proof = _ordered(replace(claim, left=left, right=right), claimed)
    if found.failure is not None:
        return _failed(claim, claimed, found, start)
    if found.one_sided_real:
        return _one_sided(claim, claimed, found)
    # SymPy may answer for parameters in general: it is asked where balls could look everywhere
    if claim.relation == "=" and isinstance(proof, algebra.NoProof) and found.agreeing and not found.undecided:
        proof = _by_sympy(left, right, claim.given, tried, proof)
    remarks = (*_remarks(claimed, found), *_constrained(claim, claimed), *map(_no_claim_at, impossible))
    verdict = _unless_special(combined(proof, found, _floats(claimed, tried), remarks), claimed)
    return Undecided(reason=TIE, evidence=verdict.evidence) if isinstance(verdict, Agrees) and _may_tie(claim) else verdict


def _may_tie(claim: Claim) -> bool:
    """Whether < or > was not shown of numbers of which ≤ or ≥ is: they may be equal at a point that is not rational."""
    match claim.relation:
        case "<":
            return bool(algebra.ordered_by_cells("≤", claim.left, claim.right, claim.given))
        case ">":
            return bool(algebra.ordered_by_cells("≥", claim.left, claim.right, claim.given))
        case _:
            return False


def _unless_special(verdict: Verdict, claimed: Claimed) -> Verdict:
    """No agreement where the points tried are those that happened to satisfy an equation between arrays."""
    unsolved = any(isinstance(fact, t.Compare) and fact.relation == "=" and fact.left.shape for fact in claimed.given.facts)
    if isinstance(verdict, Agrees) and unsolved:
        return Undecided(reason=SPECIAL, evidence=verdict.evidence, remarks=verdict.remarks)
    return verdict


def _at_possible_lengths(
    proof: algebra.Proof | algebra.NoProof, claim: Claim, found: Survey, tried: tuple[Sizes, ...]
) -> algebra.Proof | algebra.NoProof:
    """The proof, asked anew at the lengths at which the domain has points, where those are not all."""
    if claim.relation != "=" or isinstance(proof, algebra.Proof) or not _holds(found) or len(found.agreeing_at) == len(tried):
        return proof
    return algebra.prove(claim.left, claim.right, claim.given, tuple(found.agreeing_at))


def _by_sympy(
    left: t.Term, right: t.Term, given: Given, tried: tuple[Sizes, ...], unproved: algebra.NoProof
) -> algebra.Proof | algebra.NoProof:
    """A proof by SymPy of what nothing refutes; else why there is none, by both means."""
    proof = algebra.prove_by_sympy(left, right, given, tried)
    if isinstance(proof, algebra.NoProof):
        return algebra.NoProof(f"{unproved.reason}; {proof.reason}")
    return proof


def _ordered(claim: Claim, claimed: Claimed) -> algebra.Proof | algebra.NoProof:
    """A proof of an inequality on the declared domain, else on the constraints, with the solved variables put in."""
    assert claim.relation in {"≤", "≥", "<", ">"}
    proof = algebra.prove_order(claim.relation, claim.left, claim.right, claim.given)  # type: ignore[arg-type]
    if isinstance(proof, algebra.NoProof) and claimed.solved and not _has_derivative(claim.left, claim.right):
        sides = (t.substitute(algebra.written_out(side), dict[t.Term, t.Term](claimed.solved)) for side in (claim.left, claim.right))
        proof = algebra.prove_order(claim.relation, *sides, claimed.given)  # type: ignore[arg-type]
    return proof


def _no_claim_at(sizes: Sizes) -> str:
    lengths_there = ", ".join(f"{size.name} = {length}" for size, length in sizes.items())
    return f"no claim at {lengths_there}: a side is undefined there for all values"


def _constrained(claim: Claim, claimed: Claimed) -> tuple[str, ...]:
    """A remark where a derivative is taken by a variable whose values are constrained: its entries count as free."""
    targets = {
        target.array if isinstance(target, t.Entry) else target
        for side in (claim.left, claim.right)
        for part in t.walk(side)
        if isinstance(part, t.Derivative)
        for target in part.targets
    }
    return tuple(f"on the constraint on {v.name}, whose entries count as free in the derivative" for v, _ in claimed.solved if v in targets)


def _look_over(claimed: Claimed, tried: tuple[Sizes, ...], found: Survey, *, proved: bool) -> None:
    """Points of all magnitudes, at random and far out, for what the points of the survey did not show."""
    looked = looked_over(claimed, tried, enough=AGREEING_DIGITS if proved else None)
    if looked is not None:
        seen, lattice = looked
        found.one_sided_real += seen.one_sided
        if seen.failing:
            point, outcome, numbers = seen.failing[0]
            found.failure = Failure(point, outcome, lattice, numbers)
    if found.failure is None and not proved and tried:
        found.failure = failure_far_out(claimed, tried[0])


def concrete_claim(claim: Claim) -> Claimed:
    """The claim with instances for its arbitrary functions, and all the variables that it is about."""
    left, right = instances.concrete(claim.left, claim.right)
    free = solved(claim.given, {*t.free_variables(left), *t.free_variables(right)})
    left, right = free.put_in(left), free.put_in(right)
    found = dict.fromkeys((*t.free_variables(left), *t.free_variables(right)))
    facts = tuple(fact for fact in leftover(free.given) if set(t.free_variables(fact)) & set(found))
    found |= dict.fromkeys(v for fact in facts for v in t.free_variables(fact))
    declared = [v for v in claim.given.variables if v in found]
    variables = (*declared, *(v for v in found if v not in declared))
    return Claimed(left, right, claim.relation, Given(variables, free.given.facts), variables, free.values)


def _on_constraints(given: Given, left: t.Term, right: t.Term) -> tuple[t.Term, t.Term]:
    free = solved(given, {*t.free_variables(left), *t.free_variables(right)})
    return free.put_in(left), free.put_in(right)


# ── shapes ────────────────────────────────────────────────────────────────────────────────────────


def _fitted(left: t.Term, right: t.Term) -> tuple[t.Term, t.Term] | None:
    """The sides with a written 0 spread over the other's shape; ``None`` where the shapes cannot be equal."""
    if left.shape == right.shape:
        return left, right
    if right == t.Number(Fraction(0)):
        return left, t.Zeros(left.shape)
    if left == t.Number(Fraction(0)):
        return t.Zeros(right.shape), right
    return None


def _shapes_differ(claim: Claim) -> Verdict:
    left, right = claim.left, claim.right
    reason = f"shapes differ: the left side is {t.show(left.shape)}, the right side {t.show(right.shape)}"
    evidence = (Evidence(witness="shapes", says=reason),)
    if len(left.shape) in {1, 2} and _has_derivative(left, right):
        turned = replace(claim, right=t.Transpose(right))
        if turned.right.shape == left.shape and _stands(turned):
            return Conditional(holds_where="equal in the other layout convention", outside=None, evidence=evidence)
    return Refuted(counterexample=None, reason=reason, evidence=evidence)


def _stands(claim: Claim) -> bool:
    """Whether both sides are equal, by a proof or at every point tried."""
    claimed = concrete_claim(claim)
    tried = assignments(letters(claim.left, claim.right, *claimed.variables))
    if isinstance(algebra.prove(claim.left, claim.right, claim.given, tried), algebra.Proof):
        return True
    return _holds(without_impossible_sizes(survey(claimed, tried, proved=False))[0])


def _holds(found: Survey) -> bool:
    """Whether the sides agree wherever they were tried."""
    return bool(found.agreeing_at) and found.failure is None and not found.one_sided_real and not found.undecided


def _has_derivative(*terms: t.Term) -> bool:
    return any(isinstance(part, t.Derivative) for term in terms for part in t.walk(term))


# ── failures ──────────────────────────────────────────────────────────────────────────────────────


def _failed(claim: Claim, claimed: Claimed, found: Survey, start: t.Term) -> Verdict:
    assert found.failure is not None
    failure = smallest(claimed, found.failure)
    shown = counterexample((claim.left, claim.right), failure.point, failure.outcome, claimed.solved)
    evidence = (
        Evidence(witness="ball", says=f"the sides differ, certified with {failure.outcome.bits} bits", points=1),
        *_sides_with(start, claim, failure),
    )
    where = part(claimed, failure) if claim.relation == "=" else None
    if where is not None:
        return Conditional(holds_where=where, outside=shown, evidence=evidence)
    if _equal_transposed(claim):
        return Conditional(holds_where="equal in the other layout convention", outside=shown, evidence=evidence)
    return Refuted(counterexample=shown, reason="", evidence=evidence)


def _equal_transposed(claim: Claim) -> bool:
    """Whether a square derivative equals the other side in the other layout."""
    square = len(claim.left.shape) == 2 and claim.left.shape[0] == claim.left.shape[1]
    if claim.relation != "=" or not square or not _is_jacobian(claim.left):
        return False
    return _stands(replace(claim, right=t.Transpose(claim.right)))


def _is_jacobian(term: t.Term) -> bool:
    """A derivative of a vector by a vector, or of a number by a matrix: where layouts differ."""
    while isinstance(term, t.Defined | t.At):
        term = term.meaning if isinstance(term, t.Defined) else term.body
    return isinstance(term, t.Derivative)


def _one_sided(claim: Claim, claimed: Claimed, found: Survey) -> Verdict:
    generic = found.one_sided_real[0][1]  # on a thin set the other side may be the undefined one
    point, sides = next(((p, s) for p, s in found.one_sided if s == generic), found.one_sided_real[0])
    side, other = ("left", "right") if sides.left else ("right", "left")
    (concrete,) = instances.concrete(claim.right if sides.left else claim.left)
    here = number(ball.enclose_far(concrete, point, 106)[0])
    texts = {v: [str(x) if x.denominator < LONG else f"{float(x):.6g}" for x in xs] for v, xs in point.values.items()}
    outside = Counterexample(
        at={v.name: nested(xs, lengths(v.shape, point.sizes)) for v, xs in texts.items()},
        sizes={size.name: length for size, length in point.sizes.items()},
        left="undefined" if sides.left else here,
        right=here if sides.left else "undefined",
        bits=106,
    )
    reason = f"where the {side} side is defined: the {other} side is defined on an open part where the {side} is not"
    lattice = Lattice(claimed.given, claimed.variables, found.one_sided_real[0][0].sizes, point.indices)
    # of a series few digits are known, and where it converges is all that is asked here
    seen = look(claimed, lattice, {}, AGREEING_DIGITS if is_infinite(claimed.left) or is_infinite(claimed.right) else None)
    holding = seen.holding + seen.agreeing
    if holding and seen.one_sided and not seen.failing:
        outside_points = [p for p, _ in seen.one_sided] + seen.undefined
        reason = f"{name_of(claimed, lattice, holding, outside_points)}: elsewhere the {side} side is undefined"
    if equal := _equal_lengths(found):
        reason = f"where {equal}: at other lengths a side is undefined, now the left, now the right"
    evidence = (Evidence(witness="ball", says=f"{side} side undefined", points=len(found.one_sided_real)),)
    if not found.agreeing and not found.undecided and not holding:
        reason = f"the {side} side is undefined at every point tried where the {other} side is defined"
        return Refuted(counterexample=outside, reason=reason, evidence=evidence)
    return Conditional(holds_where=reason, outside=outside, evidence=evidence)


def _equal_lengths(found: Survey) -> str:
    """``m = n`` where the sides have values together at equal lengths only; empty elsewhere."""
    others = [point.sizes for point, _ in found.one_sided_real if point.sizes not in found.agreeing_at]
    if not others or not found.agreeing_at:
        return ""
    pairs = itertools.combinations(found.agreeing_at[0], 2)

    def told(one: t.Size, other: t.Size) -> bool:
        return all(sizes[one] == sizes[other] for sizes in found.agreeing_at) and all(sizes[one] != sizes[other] for sizes in others)

    return " and ".join(f"{one.name} = {other.name}" for one, other in pairs if told(one, other))


def _remarks(claimed: Claimed, found: Survey) -> tuple[str, ...]:
    """Thin sets where a side is undefined: by the expressions that are zero there, else by the first point met."""
    remarks: list[str] = []
    for side in ("left", "right"):
        points = [point for point, sides in found.one_sided if getattr(sides, side)]
        reasons = dict.fromkeys(undefined.reason(getattr(claimed, side), point) for point in points[:MOST_REASONS])
        named = [reason for reason in reasons if reason is not None]
        if points:
            remarks.append(f"{side} side undefined at {' and at '.join(named) or _named(points[0])}")
    if found.undefined_both:
        said = f"both sides undefined at {found.undefined_both} of the points tried: no claim there"
        reason = undefined.reason(claimed.left, found.undefined_at[0])
        remarks.append(said if reason is None else f"both sides undefined at {reason}: no claim there")
    return tuple(remarks)


def _named(point: Point) -> str:
    values = (f"{variable.name} = {', '.join(map(str, numbers))}" for variable, numbers in point.values.items())
    return ", ".join(values)


# ── autodiff ──────────────────────────────────────────────────────────────────────────────────────


def _floats(claimed: Claimed, tried: tuple[Sizes, ...]) -> Floats:
    """Autodiff at the second size (the largest that is cheap), over all values of the free indices."""
    sizes = tried[min(1, len(tried) - 1)]
    points = agreeing = 0
    mode = ""
    try:
        for indices in index_values((claimed.left, claimed.right), sizes):
            lattice = Lattice(claimed.given, claimed.variables, sizes, indices)
            drawn = real_batch(claimed, lattice, FLOAT_POINTS, seed=1)
            if not drawn.points or claimed.relation != "=":
                continue
            agreement = autodiff.agree(claimed.left, claimed.right, drawn)
            points, agreeing = points + agreement.points, agreeing + agreement.agreeing
            mode = agreement.mode
    except (autodiff.TooLarge, autodiff.UnknownPrimitive) as error:
        return Floats(silent=f"could not compute this: {error}")
    if not points:
        return Floats(silent="found no point to compare at")
    return Floats(points, agreeing, mode)


def _sides_with(start: t.Term, claim: Claim, failure: Failure) -> tuple[Evidence, ...]:
    """What autodiff says of the first line of the chain at the failing point, and with which side it goes."""
    if claim.asked:  # no line of a chain: its left side is the key's
        return ()
    (first,) = instances.concrete(start)
    if start.shape != claim.left.shape or not set(t.free_variables(first)) <= set(failure.point.values):
        return ()
    if not set(t.sizes_in(first)) <= set(failure.point.sizes) or not set(t.free_indices(first)) <= set(failure.point.indices):
        return ()
    try:
        value = autodiff.value(first, one_point(failure.point))[0]
    except (autodiff.TooLarge, autodiff.UnknownPrimitive):
        return ()
    entry = tuple(k - 1 for k in failure.outcome.entry)
    here, left, right = float(value[entry]), float(failure.outcome.left), float(failure.outcome.right)
    if not math.isfinite(here):
        return (Evidence(witness="autodiff", says="of the first line gives no number there"),)
    near = sorted((abs(here - side), name) for side, name in ((left, f"step {claim.step - 1}"), (right, f"step {claim.step}")))
    side = near[0][1] if near[0][0] <= 1e-6 * max(1.0, abs(here)) else "neither side"
    side = "the left side" if side == "step 0" else side
    says = f"of the first line gives {_short(here)}: it sides with {side}"
    return (Evidence(witness="autodiff", says=says, points=1),)


def _short(value: float) -> str:
    simple = Fraction(value).limit_denominator(100)
    return str(simple) if abs(float(simple) - value) < 1e-12 else f"{value:.6g}"


def one_point(point: Point):
    """A batch of the one point."""
    import numpy as np

    from checks.domains import Batch, lengths

    values = {v: np.array([float(x) for x in xs]).reshape((1, *lengths(v.shape, point.sizes))) for v, xs in point.values.items()}
    return Batch(point.sizes, values, point.indices, 1)
