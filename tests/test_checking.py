"""A page keeps its verdicts whatever one of its steps does: hang, fill the memory, or take the process down."""

import math
import os
from pathlib import Path

import pytest

from checks.checking import Asked, Outcome, check, checked, understood
from checks.tasks import Rendered, Source, Step
from checks.verdicts import Proved, Undecided, Verdict
from checks.workers import Worker

PAGE = "Let $x \\in \\mathbb{R}$.\n$$x + x = 2x = x\\cdot 2 = x + x + 0 = 2x$$\n"


def _trying(step: Step) -> Verdict:
    """Stands for ``judged``; found by its name in the worker, which imports this module."""
    match step.number:
        case 0:
            math.factorial(10**8)
        case 1:
            bytes(10**12)
        case 2:
            os.abort()
        case _:
            pass
    return Proved(evidence=())


def _hanging(_: tuple[Source, str]) -> Rendered:
    math.factorial(10**8)
    raise AssertionError


def test_a_step_that_hangs_or_dies_costs_its_page_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    monkeypatch.setattr("checks.checking.judged", _trying)
    monkeypatch.syspath_prepend(Path(__file__).parents[1])
    with Worker() as worker:
        outcome = check(worker, Source(str(page)), Asked(seconds=15, format="text"))
        assert worker.starts >= 3
    assert isinstance(outcome.result, Rendered)
    lines = [line.split(": ", 2)[1:] for line in outcome.result.text.splitlines() if line.startswith(str(page))]
    assert [verdict for verdict, *_ in lines] == ["undecided", "undecided", "undecided", "proved", "undecided · 1 proved, 3 undecided"]
    assert lines[0][1].endswith("time: this step takes longer than 5 s")
    assert lines[1][1].endswith("memory: this step takes more than 2048 MB")
    assert lines[2][1].endswith("a fault in handcheck, not on the page: the process that worked on it ended: Aborted")


def test_a_page_whose_time_is_over_says_so_at_each_step_that_is_left(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    with Worker() as worker:
        outcome = check(worker, Source(str(page)), Asked(seconds=1e-3, format="text"))
    match outcome:
        case Outcome(_, Undecided(reason=reason)):
            assert reason == "time: reading it takes longer than 0.001 s"
        case _:
            raise AssertionError(outcome)


def test_one_page_after_another_in_several_workers(tmp_path: Path) -> None:
    (tmp_path / "right.md").write_text(PAGE)
    (tmp_path / "wrong.md").write_text(PAGE.replace("= x\\cdot 2", "= x^2"))
    names = [str(tmp_path / name) for name in ("wrong.md", "gone.md", "right.md")]
    outcomes = list(checked([Source(name) for name in names], Asked(seconds=60, format="text"), jobs=2))
    assert [outcome.source.wanted for outcome in outcomes] == names
    assert [getattr(outcome.result, "verdict", None) for outcome in outcomes] == ["refuted", None, "proved"]


def test_what_standard_input_held_is_a_page() -> None:
    with Worker() as worker:
        outcome = check(worker, Source("-", PAGE.encode()), Asked(seconds=60, format="text"))
    assert isinstance(outcome.result, Rendered)
    assert outcome.result.text.splitlines()[-1] == "-: proved · 4 proved"


def test_reading_alone_has_its_time_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(r"Let $a \in \mathbb{R}$. $$a + a = 2a$$", encoding="utf-8")
    with Worker() as worker:
        outcome = understood(worker, Source(str(page)), "text")
        assert isinstance(outcome.result, Rendered)
        assert "a + a = 2 a" in outcome.result.text
        monkeypatch.setattr("checks.checking.read_back", _hanging)
        monkeypatch.setattr("checks.checking.READING_SECONDS", 0.5)
        outcome = understood(worker, Source(str(page)), "text")
        assert isinstance(outcome.result, Undecided)
        assert outcome.result.reason == "time: reading it takes longer than 0.5 s"
