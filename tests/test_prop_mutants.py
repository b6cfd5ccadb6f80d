"""Every wrong copy of a derivation is refuted at the wrong step, unless algebra shows that the copy is not wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks import terms as t
from checks.judge import judge
from checks.sets import BINARY
from checks.verdicts import Agrees, Conditional, Proved, Refuted, Undecided
from tests.library_cases import claim, claims
from tests.mutants import mutants


@pytest.mark.parametrize(("name", "number"), claims())
def test_mutants_are_refuted(name: str, number: int) -> None:
    step = claim(name, number)
    refuted = helped = 0
    for edit in mutants(step.right, step.given.variables):
        verdict = judge(replace(step, right=edit.line), step.left)
        if isinstance(step.right, t.Optimisers):  # undecided where no optimiser was certified; never agreed
            assert isinstance(verdict, Refuted | Proved | Undecided), (edit, verdict)
        elif edit.slip == "exponent" and isinstance(verdict, Agrees):  # a power of zeros and ones, too many to go through
            assert any(v.values == BINARY for v in t.free_variables(edit.line)), (edit, verdict)
        else:
            assert isinstance(verdict, Refuted | Conditional | Proved), (edit, verdict)
        refuted += isinstance(verdict, Refuted | Conditional)
        helped += isinstance(verdict, Refuted) and bool(verdict.help)
    assert refuted >= 2
    if not isinstance(step.right, t.Optimisers):
        assert helped >= 0.6 * refuted, f"help for {helped} of {refuted}"
