"""Every step of every derivation is proved, and says for which sizes."""

from __future__ import annotations

import pytest

from checks.judge import judge_derivation
from checks.verdicts import Proved
from tests.library_cases import NAMES, loaded


@pytest.mark.parametrize("name", NAMES)
def test_every_step_is_proved(name: str) -> None:
    report = judge_derivation(loaded(name), name)
    assert report.verdicts
    for verdict in report.verdicts:
        assert isinstance(verdict, Proved), verdict
        assert any(item.witness == "algebra" for item in verdict.evidence)
        assert not any("disagrees" in remark for remark in verdict.remarks), verdict
