"""Every equality of every derivation is proved, and says for which sizes; every other relation stands; what is known to be false falls."""

from __future__ import annotations

import pytest

from checks.judge import judge_derivation
from checks.verdicts import Proved, Refuted
from tests.library_cases import ENTRIES, NAMES, expected, loaded, step


@pytest.mark.parametrize("name", NAMES)
def test_every_step_has_its_verdict(name: str) -> None:
    report = judge_derivation(loaded(name), name)
    assert report.verdicts
    for number, (claim, verdict) in enumerate(zip(report.page.claims, report.verdicts, strict=True)):
        if step(name, number).false:
            assert isinstance(verdict, Refuted), verdict
            assert verdict.counterexample is not None
            continue
        assert isinstance(verdict, expected(claim)), (number + 1, verdict)
        if isinstance(verdict, Proved):
            assert any(item.witness == "algebra" for item in verdict.evidence)
        assert not any("disagrees" in remark for remark in verdict.remarks), verdict


def test_what_is_known_to_be_false_is_listed_so() -> None:
    marked = {name for name in NAMES if any(step.false for chain in loaded(name).chains for step in chain.steps)}
    assert {entry.name for entry in ENTRIES if entry.false} == marked
