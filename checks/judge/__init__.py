r"""A step and what the witnesses say of it: its verdict.

Equalities and inequalities are judged in ``equality``, ``\iff`` and its kin in ``equivalence``, ``\propto`` in
``proportional``, ``\arg\min`` and ``\arg\max`` in ``optimisers``; ``search`` walks the points of the domain, ``combining``
puts the evidence together, ``showing`` makes a failing point presentable.

Verbs: ``judge_page`` (which is ``chain_starts``, ``judge_step``, ``with_help`` and ``with_chain_remarks``),
``judge_derivation``, ``judge``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from checks import terms as t
from checks.judge import equality, equivalence, optimisers, proportional
from checks.judge.chains import with_chain_remarks
from checks.judge.mending import mended
from checks.judge.places import placed
from checks.model import Claim, Derivation, Page, Report, Unread, claims_of
from checks.sets import EmptySet
from checks.verdicts import Conditional, Evidence, Refuted, Undecided, Unreadable, Verdict
from checks.witnesses.ball import TooLarge


def judge_page(page: Page) -> Report:
    """Every claim of a page with its verdict."""
    starts = chain_starts(page.claims)
    verdicts = [with_help(claim, judge_step(claim, starts)) for claim in page.claims]
    return Report(page=page, verdicts=with_chain_remarks(page.claims, verdicts))


def chain_starts(claims: Sequence[Claim | Unread]) -> dict[int, t.Term]:
    """The first line of each chain."""
    starts: dict[int, t.Term] = {}
    for claim in claims:
        if isinstance(claim, Claim):
            starts.setdefault(claim.chain, claim.left)
    return starts


def judge_step(claim: Claim | Unread, starts: Mapping[int, t.Term]) -> Verdict:
    """The verdict on one step, without help and without what its chain says of it."""
    if isinstance(claim, Claim):
        return judge(claim, starts[claim.chain])
    if claim.misfit:
        evidence = () if claim.asked else (Evidence(witness="shapes", says=claim.message),)
        return Refuted(counterexample=None, reason=claim.message, evidence=evidence)
    return Unreadable(reason=claim.message)


def with_help(claim: Claim | Unread, verdict: Verdict) -> Verdict:
    """The verdict, a refuted one with what would mend the step."""
    if isinstance(claim, Claim) and isinstance(verdict, Refuted) and not verdict.help:
        return replace(verdict, help=mended(claim))
    return verdict


def judge_derivation(derivation: Derivation, name: str) -> Report:
    """Every step of a library derivation with its verdict."""
    return judge_page(Page(path=name, claims=claims_of(derivation)))


def judge(claim: Claim, start: t.Term) -> Verdict:
    """The verdict on one claim; ``start`` is the first line of its chain."""
    try:
        found = _judged(claim, start)
        return Undecided(reason=f"it does not hold as it was read, but {claim.doubt}") if claim.doubt and _fails(found) else found
    except TooLarge as error:
        return Undecided(reason=str(error))
    except EmptySet as error:  # the facts contradict one another
        return Undecided(reason=f"no point of the declared domain was found: {error}")
    except RecursionError:
        return Undecided(reason="an expression nested too deeply, or with too many entries, to be judged")


def _fails(found: Verdict) -> bool:
    return isinstance(found, Refuted | Conditional)


def _judged(claim: Claim, start: t.Term) -> Verdict:
    match claim.relation:
        case "=" if isinstance(claim.left, t.Optimisers) and isinstance(claim.right, t.Optimisers):
            return optimisers.judged(claim)
        case "=" | "≤" | "≥" | "<" | ">":
            if isinstance(claim.left, t.Optimisers) or isinstance(claim.right, t.Optimisers):
                return Undecided(reason="a set of optimisers is compared with something that is none")
            given, (left, right, first) = placed(claim.given, claim.left, claim.right, start)
            return equality.judged(replace(claim, left=left, right=right, given=given), first)
        case "⇔" | "⇒" | "⇐":
            return equivalence.judged(claim)
        case "∝":
            return proportional.judged(claim)
        case "≈":
            return Undecided(reason="an approximate equality is read, and not checked")
