"""Every wrong copy of a derivation is refuted at the wrong step, unless algebra shows that the copy is not wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks import terms as t
from checks.judge import judge
from checks.verdicts import Conditional, Proved, Refuted, Undecided
from tests.library_cases import claim, claims
from tests.mutants import mutants


@pytest.mark.parametrize(("name", "number"), claims())
def test_mutants_are_refuted(name: str, number: int) -> None:
    step = claim(name, number)
    refuted = 0
    for slip, wrong in mutants(step.right, step.given.variables):
        verdict = judge(replace(step, right=wrong), step.left)
        if isinstance(step.right, t.Optimisers):  # undecided where no optimiser was certified; never agreed
            assert isinstance(verdict, Refuted | Proved | Undecided), (slip, wrong, verdict)
        else:
            assert isinstance(verdict, Refuted | Conditional | Proved), (slip, wrong, verdict)
        refuted += isinstance(verdict, Refuted | Conditional)
    assert refuted >= 2
