"""The algebra witness: exact; it may conclude that two sides are equal, and never that they differ.

An equality climbs a ladder: both sides the same expression; series in closed form, the randomised identity test, the cells of a few
real numbers (``prove``); SymPy's normal form, and what SymPy knows of special functions, sums and integrals (``prove_by_sympy``),
which takes long enough to come after the balls.

Verbs: ``prove``, ``prove_by_sympy``, ``prove_order``, ``ordered_by_cells``, ``implied_by_cells``, ``equal_at``, ``lawless_at``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from checks import terms as t
from checks.domains import Given, Lattice, Point
from checks.sizes import Sizes, assignments, index_values
from checks.sizes import letters as letters_of
from checks.witnesses.algebra.anchoring import anchors
from checks.witnesses.algebra.angles import without_inverses
from checks.witnesses.algebra.convexity import logarithm_of
from checks.witnesses.algebra.deciding import equal_by_cells
from checks.witnesses.algebra.deciding import implied_by_cells as implied_by_cells
from checks.witnesses.algebra.deciding import ordered_by_cells as ordered_by_cells
from checks.witnesses.algebra.deduction import Deduction, Question, deduced
from checks.witnesses.algebra.identity import Equal, Outcome, Outside, Unequal, test_at, test_identity
from checks.witnesses.algebra.limiting import INFINITY, goes_to_a_number, settled
from checks.witnesses.algebra.rewriting import rewritten
from checks.witnesses.algebra.series import in_closed_form
from checks.witnesses.algebra.structure import bounds

MOST_PLACES = 6
FEWEST_SIZES = 2  # a proof at sizes only is one at several of them


@dataclass(frozen=True)
class Proof:
    """The sides are equal; ``how`` says on what grounds, ``sizes`` for which lengths ("" where there are none)."""

    how: str
    sizes: str
    every_size: bool


@dataclass(frozen=True)
class NoProof:
    """Not shown; ``reason`` says why.  It means nothing about the claim."""

    reason: str


BOUND = "chance of error below 2^-100"


def prove(left: t.Term, right: t.Term, given: Given, assignments: tuple[Sizes, ...]) -> Proof | NoProof:
    """Show left = right: by structure, in index notation for every size, at each of the given sizes, or as numbers cell by cell."""
    ours, theirs = written_out(left), written_out(right)
    if ours == theirs:
        return Proof("nothing to check: both lines are the same expression", "", every_size=True)
    closed = in_closed_form(ours, given), in_closed_form(theirs, given)
    if closed != (ours, theirs):
        proof = prove(*closed, given, assignments)
        return replace(proof, how=f"series in closed form; {proof.how}") if isinstance(proof, Proof) else proof
    there = settled(ours, given), settled(theirs, given)
    if there != (ours, theirs):
        if there[0] == there[1]:
            return Proof("limits by rule", _every_size(left, right), every_size=True)
        proof = prove(*there, given, assignments)
        return replace(proof, how=f"limits by rule; {proof.how}") if isinstance(proof, Proof) else proof
    proof = _by_identity(left, right, given, assignments)
    if isinstance(proof, Proof) and proof.every_size:
        return proof
    by_facts = rewritten(ours, given), rewritten(theirs, given)
    if by_facts != (ours, theirs) and isinstance(found := _by_identity(*by_facts, given, assignments), Proof):
        return replace(found, how=f"the facts put in; {found.how}")
    plainer = without_inverses(ours, given), without_inverses(theirs, given)
    if plainer != (ours, theirs) and isinstance(found := prove(*plainer, given, assignments), Proof):
        return replace(found, how=f"inverse functions cancel; {found.how}")
    how = equal_by_cells(ours, theirs, given)
    if how:
        return _proof(how, left, right)
    return _by_anchor(ours, theirs, given, assignments) or proof


def _by_anchor(left: t.Term, right: t.Term, given: Given, assignments: tuple[Sizes, ...]) -> Proof | None:
    """Equal derivatives by one number, and equal values at a point of its interval."""
    for v, number in anchors(left, right, given):
        if not isinstance(_by_identity(t.Derivative(left, (v,)), t.Derivative(right, (v,)), given, assignments), Proof):
            continue
        there = [t.substitute(side, {v: t.as_term(number)}) for side in (left, right)]
        proof = prove(there[0], there[1], given, assignments)
        if isinstance(proof, NoProof) and not t.free_variables(there[0]) and not t.free_variables(there[1]):
            proof = prove_by_sympy(there[0], there[1], given, assignments)
        if isinstance(proof, Proof):
            return replace(proof, how=f"equal derivatives by {v.name}, equal at {v.name} = {number}; {proof.how}")
    return None


def _every_size(*sides: t.Term) -> str:
    names = ", ".join(letter.name for letter in letters_of(*sides))
    return f"for every {names}" if names else ""


def _by_identity(left: t.Term, right: t.Term, given: Given, assignments: tuple[Sizes, ...]) -> Proof | NoProof:
    letters = letters_of(left, right)
    if not letters:
        outcome = _everywhere(left, right, given, {}, every_size=False)
        return _concluded(outcome, f"identity test at {{points}} random points, {BOUND}", "", every_size=True)
    places = {letter: max(1, _open(letter, left, right)) + _contractions(letter, left, right) for letter in letters}
    if max(places.values()) <= MOST_PLACES and not _derived(left, right):
        outcome = _everywhere(left, right, given, places, every_size=True)
        if isinstance(outcome, Equal):
            how = f"identity test in index notation at {outcome.points} random points, {BOUND}"
            return Proof(how, _every_size(left, right), every_size=True)
    return _at_sizes(left, right, given, assignments)


def _at_sizes(left: t.Term, right: t.Term, given: Given, assignments: tuple[Sizes, ...]) -> Proof | NoProof:
    """At each of the sizes but those at which the sides have a value nowhere: there is no claim there."""
    points = 0
    shown: list[Sizes] = []
    outcome: Outcome = Outside("no sizes")
    for sizes in assignments:
        outcome = _everywhere(left, right, given, sizes, every_size=False)
        match outcome:
            case Equal(points):
                shown.append(sizes)
            case Outside(nowhere=True):
                continue
            case _:
                return _concluded(outcome, "", "", every_size=False)
    if len(shown) < min(FEWEST_SIZES, len(assignments)):
        return _concluded(outcome, "", "", every_size=False)
    why = "; a length is a product of letters, so no index notation" if _derived(left, right) else ""
    how = f"identity test at {points} random points, {BOUND}{why}"
    return Proof(how, _sizes_text(tuple(shown)), every_size=False)


def _concluded(outcome: Outcome, how: str, sizes: str, *, every_size: bool) -> Proof | NoProof:
    match outcome:
        case Equal(points):
            return Proof(how.format(points=points), sizes, every_size)
        case Unequal():
            return NoProof("no law of exp, log and fields makes the two sides equal")
        case Outside(reason):
            return NoProof(reason)


def _everywhere(left: t.Term, right: t.Term, given: Given, sizes: Sizes, *, every_size: bool) -> Outcome:
    """The identity test at every value of the free indices; the first outcome that is not ``Equal``, else the last."""
    outcome: Outcome = Outside("a free index has no value")
    for indices in index_values((left, right), sizes):
        outcome = test_identity(left, right, given, sizes, indices, every_size=every_size)
        if not isinstance(outcome, Equal):
            return outcome
    return outcome


def prove_by_sympy(left: t.Term, right: t.Term, given: Given, assignments: tuple[Sizes, ...]) -> Proof | NoProof:
    """Show left = right, of equal shapes, by SymPy: in index notation for every size, or at each of the given sizes."""
    ours, theirs = (settled(written_out(side), given) for side in (left, right))
    found = deduced(Question(ours, theirs, given, assignments))
    if not isinstance(found, Deduction):
        return NoProof(found)
    names = ", ".join(letter.name for letter in letters_of(left, right))
    sizes = (f"for every {names}" if found.every_size else _sizes_text(assignments)) if names else ""
    return Proof(f"SymPy: {found.how}", sizes, found.every_size or not names)


def prove_order(relation: t.Relation, left: t.Term, right: t.Term, given: Given) -> Proof | NoProof:
    """Show left ≤ right (≥, <, >) between numbers, for every size."""
    if left.shape != ():
        return NoProof("an inequality between arrays")
    lower, upper = (left, right) if relation in {"≤", "<"} else (right, left)
    strict = relation in {"<", ">"}
    rules = (_below_infinity, _by_rules, _below_by_cells, _by_known, _of_largest, _of_logarithms, _by_facts)
    found = (rule(lower, upper, given, strict=strict) for rule in rules)
    return next((proof for proof in found if proof is not None), NoProof("no rule for inequalities shows it"))


def _proof(how: str, *sides: t.Term) -> Proof:
    return Proof(how, _every_size(*sides), every_size=True)


def _below_infinity(lower: t.Term, upper: t.Term, given: Given, *, strict: bool) -> Proof | None:
    shown = strict and written_out(upper) == INFINITY and goes_to_a_number(written_out(lower), given)
    return _proof("limits by rule", lower, upper) if shown else None


def _by_rules(lower: t.Term, upper: t.Term, given: Given, *, strict: bool) -> Proof | None:
    from checks.witnesses.algebra.ordering import greater  # SymPy is loaded where an inequality is met

    found = greater(written_out(lower), written_out(upper), given)
    return next((_proof(shown.how, lower, upper) for shown in found if shown.strict or not strict), None)


def _below_by_cells(lower: t.Term, upper: t.Term, given: Given, *, strict: bool) -> Proof | None:
    how = ordered_by_cells("<" if strict else "≤", written_out(lower), written_out(upper), given)
    return _proof(how, lower, upper) if how else None


def _by_known(lower: t.Term, upper: t.Term, given: Given, *, strict: bool) -> Proof | None:
    """By a known inequality, of which the difference is a multiple."""
    from checks.witnesses.algebra.ordering import known

    if strict:
        return None
    tried = assignments(letters_of(lower, upper))
    point = _generic_point(given, lower, upper, tried)
    for name, ours, theirs in known(lower, upper, given):
        if point is not None and isinstance(test_at(ours, theirs, point), Unequal):
            continue
        proof = prove(ours, theirs, given, tried)
        if isinstance(proof, Proof):
            return Proof(f"{name}; {proof.how}", proof.sizes, proof.every_size)
    return None


def _of_largest(lower: t.Term, upper: t.Term, given: Given, *, strict: bool) -> Proof | None:
    """A largest entry is below where any entry is."""
    below = written_out(lower)
    if isinstance(below, t.Norm) and below.kind == "inf" and len(below.argument.shape) == 1:
        index = t.Index(r"\iota", t.as_term(1), t.as_term(below.argument.shape[0]))
        below = t.Reduce("max", index, t.Apply("abs", t.Entry(below.argument, (index,))))
    if not isinstance(below, t.Reduce) or below.kind != "max" or below.condition is not None or below.index in t.free_indices(upper):
        return None
    return _shown_through("any entry", prove_order("<" if strict else "≤", below.body, upper, given))


def _of_logarithms(lower: t.Term, upper: t.Term, given: Given, *, strict: bool) -> Proof | None:
    """Products and powers are compared by their logarithms: 0 ≤ lower, 0 < upper."""
    ours, theirs = written_out(lower), written_out(upper)
    if not any(isinstance(part, t.Reduce) and part.kind == "prod" for side in (ours, theirs) for part in t.walk(side)):
        return None
    below, above = bounds(ours, given), bounds(theirs, given)
    if below.low is None or below.low < 0 or above.low is None or above.low < 0 or (above.low == 0 and above.low_closed):
        return None
    return _shown_through("logarithms", prove_order("<" if strict else "≤", logarithm_of(ours), logarithm_of(theirs), given))


def _by_facts(lower: t.Term, upper: t.Term, given: Given, *, strict: bool) -> Proof | None:
    ours, theirs = (rewritten(written_out(side), given) for side in (lower, upper))
    if (ours, theirs) == (written_out(lower), written_out(upper)):
        return None
    others = Given(given.variables, tuple(fact for fact in given.facts if not _is_equation(fact)))
    return _shown_through("the facts put in", prove_order("<" if strict else "≤", ours, theirs, others))


def _shown_through(means: str, proof: Proof | NoProof) -> Proof | None:
    return replace(proof, how=f"{means}; {proof.how}") if isinstance(proof, Proof) else None


def _is_equation(fact: t.Term) -> bool:
    return isinstance(fact, t.Compare) and fact.relation == "="


def _generic_point(given: Given, left: t.Term, right: t.Term, tried: tuple[Sizes, ...]) -> Point | None:
    """A point at which most false identities show: much cheaper than the identity test."""
    variables = tuple(dict.fromkeys((*t.free_variables(left), *t.free_variables(right))))
    sizes = tried[min(1, len(tried) - 1)]
    indices = next(index_values((left, right), sizes), {})
    lattice = Lattice(given, variables, sizes, indices)
    return lattice.located(tuple(slot[(3 * k + 1) % len(slot)] for k, slot in enumerate(lattice.slots())))


def equal_at(left: t.Term, right: t.Term, point: Point) -> bool:
    """Whether two numbers are equal at one rational point, by the laws of the model.  Nothing is random there: ask balls as well."""
    return isinstance(test_at(left, right, point), Equal)


def lawless_at(left: t.Term, right: t.Term, point: Point) -> bool:
    """Whether the model has both sides at one rational point, and no law of it makes them equal; that is no refutation."""
    return isinstance(test_at(left, right, point), Unequal)


def written_out(term: t.Term) -> t.Term:
    """The term without the names that a page gave to parts of it."""
    done: dict[t.Term, t.Term] = {}

    def visit(current: t.Term) -> t.Term:
        if isinstance(current, t.Defined):
            return visit(current.meaning)
        if current not in done:
            done[current] = t.rebuild(current, visit)
        return done[current]

    return visit(term)


def _derived(*sides: t.Term) -> bool:
    """Whether a length in them is a product of letters, which index notation has no place for."""
    return any(isinstance(dim, t.Size) and dim.factors for side in sides for part in t.walk(side) for dim in (part, *part.shape))


def _open(letter: t.Size, left: t.Term, right: t.Term) -> int:
    """How many places of the letter an entry of the sides is chosen by: two for a square matrix, whose transpose is another one."""
    free = dict.fromkeys((*t.free_indices(left), *t.free_indices(right)))
    return max(left.shape.count(letter), right.shape.count(letter)) + sum(index.high == letter for index in free)


def _contractions(letter: t.Size, *sides: t.Term) -> int:
    """How many different sums run over the letter's places, those of matrix products, traces and norms included."""
    found = 0
    for part in {part for side in sides for part in t.walk(written_out(side))}:
        match part:
            case t.Reduce(_, index):
                found += index.high == letter
            case t.MatMul(factors):
                found += sum(_inner(factor.shape) == letter for factor in factors[:-1])
            case t.Trace(argument) | t.Determinant(argument) | t.Inverse(argument):
                found += letter in argument.shape
            case t.Norm(argument):
                found += letter in argument.shape
            case _:
                pass
    return found


def _inner(shape: t.Shape) -> t.Dim | None:
    return shape[1] if len(shape) == 2 else None


def _sizes_text(assignments: tuple[Sizes, ...]) -> str:
    letters = list(assignments[0])
    seen = "; ".join("(" + ", ".join(str(sizes[letter]) for letter in letters) + ")" for sizes in assignments)
    names = ", ".join(letter.name for letter in letters)
    if len(letters) == 1:
        return f"at {names} = " + ", ".join(str(sizes[letters[0]]) for sizes in assignments)
    return f"at ({names}) = {seen}"
