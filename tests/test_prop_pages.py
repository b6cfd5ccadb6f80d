"""A derivation shown as a page is read again, and every step of the page stands; the homework's page is proved."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.judge import judge, judge_page
from checks.model import Claim
from checks.page.documents import formulas
from checks.page.reading import read_file
from checks.page.statements import read_page
from checks.report.page import as_page
from checks.verdicts import Proved, Refuted
from tests.library_cases import NAMES, expected, loaded

HOMEWORK = Path(__file__).parent.parent / "derivations" / "homework" / "answer.md"


@pytest.mark.parametrize("name", NAMES)
def test_a_shown_derivation_verifies(name: str) -> None:
    text = as_page(loaded(name))
    report = judge_page(read_page(f"{name}.md", formulas(text)))
    steps = [step for chain in loaded(name).chains for step in chain.steps]
    for step, claim, verdict in zip(steps, report.page.claims, report.verdicts, strict=True):
        assert isinstance(claim, Claim), claim
        assert isinstance(verdict, Refuted if step.false else expected(claim)), (claim, verdict)


def test_the_homework_is_proved() -> None:
    report = judge_page(read_file(HOMEWORK))
    assert len(report.verdicts) == 54
    assert all(isinstance(verdict, Proved) for verdict in report.verdicts), report.verdicts


def test_a_wrong_sign_is_refuted_at_its_step() -> None:
    wrong = HOMEWORK.read_text().replace(r"x_c\,(y-\sigma(w^\top x))", r"x_c\,(y+\sigma(w^\top x))")
    report = judge_page(read_page("wrong.md", formulas(wrong)))
    failing = [(c.chain, c.step) for c, v in zip(report.page.claims, report.verdicts, strict=True) if not isinstance(v, Proved)]
    assert failing == [(3, 3)]
    point = report.verdicts[9].counterexample
    assert (point.sizes, point.at["w"], point.at["x"], point.at["y"]) == ({"d": 1}, ("0",), ("1",), "0")
    assert (point.left, point.right) == ("-1/2", "1/2")
    assert any("sides with step 2" in item.says for item in report.verdicts[9].evidence)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\iff \alpha < \frac{2}{\lambda} .", r"\iff \alpha < \frac{1}{\lambda} ."),
        (r"\kappa\lambda = -\frac{\kappa-1}{\kappa+1}", r"\kappa\lambda = -\frac{\kappa+1}{\kappa-1}"),
        (r"\bigl((1-\alpha\lambda)^t s\bigr)^2", r"\bigl((1-\alpha\lambda)^t s\bigr)"),
        (r"+\frac19 \ge", r"+\frac29 \ge"),
        (r"\lor v = 1 .", r"\lor v = -1 ."),
        (r"k''(0) = -24", r"k''(0) = 24"),
        (r"\tau^2 > \frac{\alpha_0\lambda}{2}", r"\tau > \frac{\alpha_0\lambda}{2}"),
        (r"\frac{\pi^2}{6}\,\alpha_0 G", r"\frac{\pi^2}{8}\,\alpha_0 G"),
        (r"= -\frac35 < 0", r"= -\frac25 < 0"),
    ],
)
def test_a_slip_about_descent_is_refuted(right: str, wrong: str) -> None:
    text = HOMEWORK.read_text(encoding="utf-8")
    assert text.count(right) == 1
    place = text[: text.index(right)].count("\n") + 1
    page = read_page("wrong.md", formulas(text.replace(right, wrong)))
    claims = [claim for claim in page.claims if isinstance(claim, Claim) and claim.place is not None and claim.place.line == place]
    assert any(isinstance(judge(claim, claim.left), Refuted) for claim in claims)
