"""What is said of a chain as a whole, once its steps have verdicts.  Verb: ``with_chain_remarks``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checks.model import Claim, Unread
from checks.sizes import assignments, letters
from checks.verdicts import Agrees, Proved, Refuted, Verdict
from checks.witnesses import algebra

MADE_UP = "the first and the last line of the chain are equal all the same: a later step makes up for this one"
FOLLOWED = "the later lines of the chain follow from this one"


def with_chain_remarks(claims: Sequence[Claim | Unread], verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts, the first refuted step of each chain with a remark on what came of it."""
    found = list(verdicts)
    chains: dict[int, list[int]] = {}
    for k, claim in enumerate(claims):
        chains.setdefault(claim.chain, []).append(k)
    for steps in chains.values():
        refuted = next((k for k in steps if isinstance(found[k], Refuted)), None)
        if refuted is None:
            continue
        verdict, later = found[refuted], [k for k in steps if k > refuted]
        remark = _remark([claims[k] for k in steps], [found[k] for k in later])
        if remark and isinstance(verdict, Refuted):
            found[refuted] = replace(verdict, remarks=(*verdict.remarks, remark))
    return tuple(found)


def _remark(chain: list[Claim | Unread], later: list[Verdict]) -> str:
    if not later:
        return ""
    if _ends_agree(chain):
        return MADE_UP
    return FOLLOWED if all(isinstance(verdict, Proved | Agrees) for verdict in later) else ""


def _ends_agree(chain: list[Claim | Unread]) -> bool:
    """Whether a chain of equalities, all of them read, begins and ends with equal lines."""
    read = [claim for claim in chain if isinstance(claim, Claim) and claim.relation == "="]
    if len(read) < len(chain):
        return False
    first, last = read[0].left, read[-1].right
    if first.shape != last.shape:
        return False
    tried = assignments(letters(first, last, *read[0].given.variables))
    return isinstance(algebra.prove(first, last, read[-1].given, tried), algebra.Proof)
