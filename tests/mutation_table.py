"""What becomes of every wrong copy of the library's steps: ``HYPOTHESIS_PROFILE=nightly python -m tests.mutation_table [NAME…]``.

Of each step's right side every kind of slip is made, at its first and its last place; the step is judged with it, while the steps
before it stand as they are, so that a copy that is refuted is refuted at the step of the slip.  For a refuted equality help is
asked for.  Prints progress, and writes the counts, the copies that were not refuted, and why, to ``tests/corpus/MUTANTS.md``.
Takes the better part of an hour; without the profile a few copies of each step are judged, as in the test suite.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from checks import terms as t
from checks.edits import Edit
from checks.judge import judge
from checks.judge.mending import mending_edit
from checks.latex import latex
from checks.model import Claim
from checks.verdicts import Undecided, name
from tests.library_cases import NAMES, claims
from tests.library_cases import claim as claim_of
from tests.library_cases import step as step_of
from tests.mutants import mutants

TABLE = Path(__file__).parent / "corpus" / "MUTANTS.md"
VERDICTS = ("refuted", "conditional", "proved", "agrees", "undecided")
INTRODUCTION = """\
# Wrong copies of the library's steps

Written by `HYPOTHESIS_PROFILE=nightly python -m tests.mutation_table`; never edited by hand.  A copy has one slip in the right side of one
step: a sign, a factor, an exponent, a transpose, a letter, a term or factor too many or too few, and so on, each at its first and its last
place.  *refuted* and *conditional* were caught at the step of the slip; *proved* copies are not wrong (they are listed below); *helped* counts
the refuted equalities for which an edit was found that algebra proves right, *undone* those among them where that is the slip itself.
"""


@dataclass(frozen=True)
class Mutant:
    """One wrong copy: where, what was put for what, what the copy got, and the help for it (None where none was asked for)."""

    name: str
    number: int
    relation: str
    slip: str
    change: str
    verdict: str
    says: str
    helped: bool | None
    undone: bool


def judged(case: tuple[str, int]) -> list[Mutant]:
    """Every wrong copy of one step."""
    claim = claim_of(*case)
    return [_judged(case, claim, edit) for edit in mutants(claim.right, claim.given.variables)]


def _judged(case: tuple[str, int], claim: Claim, edit: Edit) -> Mutant:
    copy = replace(claim, right=edit.line)
    verdict = judge(copy, copy.left)
    got = name(verdict)
    says = verdict.reason if isinstance(verdict, Undecided) else ""
    wanted = got == "refuted" and claim.relation == "=" and not isinstance(claim.right, t.Optimisers)
    mending = mending_edit(copy) if wanted else None
    change = f"`{latex(edit.after)}` for `{latex(edit.before)}`"
    undone = mending is not None and mending.line == claim.right
    return Mutant(*case, claim.relation, edit.slip, change, got, says, mending is not None if wanted else None, undone)


def main(names: Sequence[str]) -> None:
    """Judge the copies of the named derivations, or of all, two at a time, and write the table."""
    cases = [case for case in claims() if case[0] in names and not step_of(*case).false]
    found: list[Mutant] = []
    started = time.monotonic()
    with ProcessPoolExecutor(max_workers=2) as pool:
        for case, mutated in zip(cases, pool.map(judged, cases), strict=True):
            found += mutated
            counts = ", ".join(f"{number} {verdict}" for verdict, number in Counter(each.verdict for each in mutated).items())
            sys.stderr.write(f"{time.monotonic() - started:6.0f} s  {case[0]}, step {case[1] + 1}: {counts}\n")
    if set(names) == set(NAMES):
        TABLE.write_text("\n".join((INTRODUCTION, *_counted(found), "", *_left(found), "")), encoding="utf-8")


def _counted(found: Sequence[Mutant]) -> Iterator[str]:
    yield "| derivation | steps | copies | " + " | ".join(VERDICTS) + " | helped | undone |"
    yield "|---|" + "---|" * (len(VERDICTS) + 4)
    for each in dict.fromkeys(mutant.name for mutant in found):
        yield _row(each, [mutant for mutant in found if mutant.name == each])
    yield _row("**all**", found)


def _row(title: str, found: Sequence[Mutant]) -> str:
    counts = Counter(each.verdict for each in found)
    steps = len({(each.name, each.number) for each in found})
    asked = [each for each in found if each.helped is not None]
    helped, undone = sum(bool(each.helped) for each in asked), sum(each.undone for each in asked)
    cells = (title, steps, len(found), *(counts[verdict] for verdict in VERDICTS), f"{helped} of {len(asked)}", undone)
    return f"| {' | '.join(map(str, cells))} |"


def _left(found: Sequence[Mutant]) -> Iterator[str]:
    """The copies that were not refuted: those proved, which are right; then those without proof or refutation."""
    for title, verdicts in (("Not wrong: proved", {"proved"}), ("Neither proved nor refuted", {"agrees", "undecided"})):
        yield f"\n## {title}\n"
        for each in found:
            if each.verdict in verdicts:
                says = f": {each.verdict}, {each.says}" if each.says else ""
                yield f"- {each.name}, step {each.number + 1} (`{each.relation}`): {each.change} ({each.slip}){says}"


if __name__ == "__main__":
    main(sys.argv[1:] or NAMES)
