"""A refuted step says what would mend it, and what came of it later in its chain."""

from __future__ import annotations

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Refuted, Verdict

HELP = [
    (r"Let $x \in \mathbb{R}$. $$(x-1)^2 = x^2 + 2x + 1$$", "x^2 - 2 x + 1 in place of x^2 + 2 x + 1", "a sign"),
    (r"Let $a \in \mathbb{R}$. $$\frac{d}{da}\sigma(a) = \sigma(a)$$", r"1 - \sigma(a)", "a factor is missing"),
    (r"Let $x \in \mathbb{R}$. $$\frac{d}{dx} x^3 = 2x^2$$", "3 x^2", "a number"),
    (r"Let $A, B \in \mathbb{R}^{n\times n}$. $$(AB)^\top = A^\top B^\top$$", r"B^\top A^\top", "the order of the factors"),
    (r"Let $X \in \mathbb{R}^{n\times d}$, $y \in \mathbb{R}^n$, $w\in\mathbb{R}^d$. $$\nabla_w \|Xw-y\|^2 = X^\top(Xw-y)$$", "2", "a factor"),
    (r"Let $x \in \mathbb{R}_{>0}^n$. $$\log \prod_{i=1}^n x_i = \log\sum_{i=1}^n x_i$$", r"\sum_{i=1}^{n} \log(x_i)", "the logarithm of a sum"),
    (r"Let $x, y \in \mathbb{R}^n$. $$\sum_{i=1}^n\sum_{j=1}^n x_i y_j = \sum_{i=1}^n\sum_{j=1}^n x_i y_i$$", "x_j in place of x_i", "an index"),
    (r"Let $x \in \mathbb{R}$. $$x^2 + 1 \le 2x$$", "≥ in place of ≤", "points tried"),
]  # fmt: skip


def verdicts(page: str) -> tuple[Verdict, ...]:
    return judge_page(read_page("page.md", formulas(page))).verdicts


@pytest.mark.parametrize(("page", "edit", "slip"), HELP)
def test_the_slip_is_named(page: str, edit: str, slip: str) -> None:
    (verdict,) = verdicts(page)
    assert isinstance(verdict, Refuted)
    assert edit in verdict.help
    assert slip in verdict.help


def test_an_inequality_between_shapes_that_cannot_be_compared_is_not_turned() -> None:
    (verdict,) = verdicts(r"Let $A \in \mathbb{R}^{n\times n}$, $v \in \mathbb{R}^n$. $$v > A$$")
    assert isinstance(verdict, Refuted)
    assert verdict.help == ""


def test_no_help_is_invented() -> None:
    (verdict,) = verdicts(r"Let $x \in \mathbb{R}$. $$\sin x = x^3 + 7$$")
    assert isinstance(verdict, Refuted)
    assert verdict.help == ""


def test_a_slip_that_is_undone_later_is_said_so() -> None:
    wrong, undone = verdicts(r"Let $x \in \mathbb{R}$. $$(x+1)^2 = x^2 + 1 = x^2 + 2x + 1$$")
    assert isinstance(wrong, Refuted)
    assert any("makes up for this one" in remark for remark in wrong.remarks)
    assert isinstance(undone, Refuted)
    assert not undone.remarks


def test_lines_that_follow_from_a_wrong_one_are_said_so() -> None:
    wrong, *_ = verdicts(r"Let $x \in \mathbb{R}$. $$(x+1)^2 = x^2 + 1 = 1 + x^2$$")
    assert isinstance(wrong, Refuted)
    assert wrong.remarks == ("the later lines of the chain follow from this one",)
