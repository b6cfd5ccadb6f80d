"""Every wrong copy of a derivation is refuted at the wrong step, unless algebra shows that the copy is not wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks import terms as t
from checks.judge import judge
from checks.judge.mending import mended
from checks.sets import BINARY, Integers
from checks.verdicts import Agrees, Conditional, Proved, Refuted, Undecided
from tests.library_cases import claim, claims
from tests.library_cases import step as step_of
from tests.mutants import mutants


@pytest.mark.parametrize(("name", "number"), [case for case in claims() if not step_of(*case).false])
def test_mutants_are_refuted(name: str, number: int) -> None:
    step = claim(name, number)
    wrong = refuted = 0
    for edit in mutants(step.right, step.given.variables):
        verdict = judge(replace(step, right=edit.line), step.left)
        wrong += not isinstance(verdict, Proved)
        if isinstance(step.right, t.Optimisers):  # undecided where no optimiser was certified; never agreed
            assert isinstance(verdict, Refuted | Proved | Undecided), (edit, verdict)
        elif step.relation != "=":  # a weaker bound holds as well
            assert not isinstance(verdict, Undecided), (edit, verdict)
        elif edit.slip == "exponent" and isinstance(verdict, Agrees):  # powers of zeros and ones, of signs: too many to go through
            assert any(v.values == BINARY or isinstance(v.values, Integers) for v in t.free_variables(edit.line)), (edit, verdict)
        else:
            assert isinstance(verdict, Refuted | Conditional | Proved), (edit, verdict)
        refuted += isinstance(verdict, Refuted | Conditional)
    assert refuted >= (min(2, wrong) if step.relation == "=" else 0)


TURNED = {"≤": ">", "≥": "<", "<": "≥", ">": "≤"}


@pytest.mark.parametrize(("name", "number"), [case for case in claims() if claim(*case).relation != "="])
def test_the_opposite_is_refuted(name: str, number: int) -> None:
    step = claim(name, number)
    if step.relation in TURNED:
        opposite = replace(step, relation=TURNED[step.relation])
    else:
        opposite = replace(step, right=t.Logic("not", (step.right,)))
    assert isinstance(judge(opposite, opposite.left), Refuted)


@pytest.mark.parametrize("name", ["logistic/gradient", "logistic/sigmoid_quotient_rule"])
def test_help_is_found_for_most_mutants(name: str) -> None:
    step = claim(name, 0)
    wrong = [replace(step, right=edit.line) for edit in mutants(step.right, step.given.variables)]
    refuted = [copy for copy in wrong if isinstance(judge(copy, copy.left), Refuted)]
    helped = [copy for copy in refuted if mended(copy)]
    assert len(helped) >= 0.7 * len(refuted), f"help for {len(helped)} of {len(refuted)}"
