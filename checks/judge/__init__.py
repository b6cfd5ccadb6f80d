r"""A step and what the witnesses say of it: its verdict.

Equalities and inequalities are judged in ``equality``, ``\\arg\\min`` and ``\\arg\\max`` in ``optimisers``; ``search`` walks the
points of the domain, ``combining`` puts the evidence together, ``showing`` makes a failing point presentable.

Verbs: ``judge_page``, ``judge_derivation``, ``judge``.
"""

from __future__ import annotations

from dataclasses import replace

from checks import terms as t
from checks.judge import equality, optimisers
from checks.judge.chains import with_chain_remarks
from checks.judge.mending import mended
from checks.model import Claim, Derivation, Page, Report, Unread, claims_of
from checks.verdicts import Refuted, Undecided, Unreadable, Verdict
from checks.witnesses.ball import TooLarge


def judge_page(page: Page) -> Report:
    """Every claim of a page with its verdict."""
    starts: dict[int, t.Term] = {}
    verdicts: list[Verdict] = []
    for claim in page.claims:
        if isinstance(claim, Unread):
            verdicts.append(Unreadable(reason=claim.message))
            continue
        start = starts.setdefault(claim.chain, claim.left)
        verdicts.append(_with_help(claim, judge(claim, start)))
    return Report(page=page, verdicts=with_chain_remarks(page.claims, verdicts))


def _with_help(claim: Claim, verdict: Verdict) -> Verdict:
    return replace(verdict, help=mended(claim)) if isinstance(verdict, Refuted) and not verdict.help else verdict


def judge_derivation(derivation: Derivation, name: str) -> Report:
    """Every step of a library derivation with its verdict."""
    return judge_page(Page(path=name, claims=claims_of(derivation)))


def judge(claim: Claim, start: t.Term) -> Verdict:
    """The verdict on one claim; ``start`` is the first line of its chain."""
    try:
        return _judged(claim, start)
    except TooLarge as error:
        return Undecided(reason=str(error))


def _judged(claim: Claim, start: t.Term) -> Verdict:
    match claim.relation:
        case "=" if isinstance(claim.left, t.Optimisers) and isinstance(claim.right, t.Optimisers):
            return optimisers.judged(claim)
        case "=" | "≤" | "≥" | "<" | ">":
            if isinstance(claim.left, t.Optimisers) or isinstance(claim.right, t.Optimisers):
                return Undecided(reason="a set of optimisers is compared with something that is none")
            return equality.judged(claim, start)
        case "≈":
            return Undecided(reason="an approximate equality is read, and not checked")
        case _:
            return Undecided(reason=f"the relation {claim.relation} is read, and not judged yet")
