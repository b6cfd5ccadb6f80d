"""What would mend a refuted step: the smallest edit of its right side with which it holds.

Verbs: ``mending_edit`` finds it, ``mended`` says it.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flint import arb

from checks import instances
from checks import terms as t
from checks.domains import Given, Lattice, Point
from checks.edits import SLIPS, Edit, edits, nearby_terms
from checks.judge.combining import FEWEST_COMPARED
from checks.judge.equality import concrete_claim
from checks.judge.search import Claimed, admits, real_batch, survey
from checks.latex import latex
from checks.model import Claim, StepRelation
from checks.sizes import Sizes, assignments, index_values, letters
from checks.witnesses import algebra, ball

FILTER_POINTS = 3  # random points that an edited line has to pass before it is looked at properly
MOST_EDITS = 1500
MOST_SECONDS = 3.0  # of computing: help is not worth a longer wait
LONGEST_SUM = 40  # characters of a sum that is shown as a whole
MOST_PROVED = 6  # edits that are put to algebra
TURNED: dict[StepRelation, tuple[StepRelation, ...]] = {"≤": ("≥",), "≥": ("≤",), "<": ("≤", ">"), ">": ("≥", "<")}
NAMES = {
    "sign": "a sign",
    "factor": "a factor",
    "constant": "a number",
    "exponent": "an exponent",
    "transpose": "a transpose",
    "order of factors": "the order of the factors",
    "variable": "one letter for another",
    "index": "an index",
    "function": "one function for another",
    "fraction": "a fraction upside down",
    "log of a sum": "the logarithm of a sum is not the sum of the logarithms",
    "inverse": "an inverse",
    "extra term": "a term too many",
    "extra factor": "a factor too many",
    "missing term": "a term is missing",
    "missing factor": "a factor is missing",
}


def mended(claim: Claim) -> str:
    """Help for the writer of a refuted step: ``with … in place of … the step holds``; empty where no small edit does it."""
    if claim.relation in TURNED:
        comparable = claim.left.shape == claim.right.shape or () in (claim.left.shape, claim.right.shape)
        return _turned(concrete_claim(claim)) if comparable else ""
    edit = mending_edit(claim)
    if edit is None:
        return ""
    before, after = _shown(edit)
    holds = {"": "the step holds", "start": "it is what was asked", "result": "it is the result"}[claim.asked]
    return f"with {after} in place of {before} {holds} ({NAMES[edit.slip]})"


def mending_edit(claim: Claim) -> Edit | None:
    """The plainest small edit of the right side with which algebra proves an equality of values; None where there is none."""
    if claim.relation != "=" or isinstance(claim.left, t.Optimisers):
        return None
    claimed = concrete_claim(claim)
    found = sorted(_passing(claim, claimed), key=lambda edit: (SLIPS.index(edit.slip), len(latex(edit.after))))
    for edit in found[:MOST_PROVED]:
        sizes = assignments(letters(claim.left, edit.line, *claimed.variables))
        if isinstance(algebra.prove(claim.left, edit.line, claim.given, sizes), algebra.Proof):
            return edit
    return None


def _shown(edit: Edit) -> tuple[str, str]:
    """What was there and what would mend it; of a long sum in which one term changed, that term."""
    before, after = latex(edit.before), latex(edit.after)
    if len(before) > LONGEST_SUM and isinstance(edit.before, t.Plus) and isinstance(edit.after, t.Plus):
        changed = [(a, b) for a, b in zip(edit.before.terms, edit.after.terms, strict=False) if a != b]
        if len(changed) == 1 and len(edit.before.terms) == len(edit.after.terms):
            before, after = map(latex, changed[0])
    return before, after


def _turned(claimed: Claimed) -> str:
    """Help where an inequality is the wrong way round, or strict where it may not be."""
    for relation in TURNED.get(claimed.relation, ()):
        other = replace(claimed, relation=relation)
        found = survey(other, assignments(letters(other.left, other.right, *other.variables)), proved=False)
        if found.failure is None and found.agreeing >= FEWEST_COMPARED:
            return f"with {relation} in place of {claimed.relation} the step holds at the {found.agreeing} points tried"
    return ""


def _passing(claim: Claim, claimed: Claimed) -> Iterator[Edit]:
    """The edits with which both sides agree at a few random points."""
    spots = tuple(_spots(claim, claimed))
    if not spots:
        return
    everything = edits(claim.right, claim.given.variables, nearby_terms(claim.left), shape=claim.left.shape)
    started = time.process_time()
    for edit in itertools.islice(everything, MOST_EDITS):
        if time.process_time() - started > MOST_SECONDS:
            return
        (right,) = instances.concrete(edit.line)
        if all(spot.agrees(right) for spot in spots):
            yield edit


@dataclass(frozen=True)
class _Spot:
    """A point, and what the left side is there."""

    point: Point
    left: tuple[arb, ...]

    def agrees(self, right: t.Term) -> bool:
        """Whether a right side may be equal here: certainly finite, and not certainly different."""
        try:
            values = ball.enclose(right, self.point, 53)
        except (ball.TooLarge, KeyError, TypeError):
            return False
        return len(values) == len(self.left) and all(b.is_finite() and a.overlaps(b) for a, b in zip(self.left, values, strict=True))


def _spots(claim: Claim, claimed: Claimed) -> Iterator[_Spot]:
    given = Given(claimed.variables, claim.given.facts)
    sizes = _distinct(letters(claimed.left, claimed.right, *claimed.variables))
    every = list(index_values((claimed.left, claimed.right), sizes))
    for indices in every[1::3] or every[:1]:
        lattice = Lattice(given, claimed.variables, sizes, indices)
        drawn = real_batch(claimed, lattice, FILTER_POINTS, seed=5)
        for number in range(drawn.points):
            point = drawn.point(number)
            if not admits(given, point):
                continue
            left = ball.enclose(claimed.left, point, 106)
            if all(value.is_finite() for value in left):
                yield _Spot(point, left)


def _distinct(found: tuple[t.Size, ...]) -> Sizes:
    """Lengths 2, 3, 2, …: no two neighbours alike, so that a transpose shows."""
    return {size: 2 + k % 2 for k, size in enumerate(found)}
