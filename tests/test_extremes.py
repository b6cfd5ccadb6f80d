"""Inequalities that fail far out among the integers, or at narrow extrema only."""

from __future__ import annotations

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Agrees, Proved, Refuted, Verdict


def verdict(claim: str) -> Verdict:
    (found,) = judge_page(read_page("page.md", formulas(rf"Let $n\in\mathbb{{N}}$ and $x\in\mathbb{{R}}$. $${claim}$$"))).verdicts
    return found


@pytest.mark.parametrize(
    "claim",
    [
        r"\sum_{k=1}^n \frac1k \le 5",
        r"\sum_{k=1}^n \frac{1}{k^2} \le \frac{8}{5}",
        r"\left(1+\frac1n\right)^n \le 2.7",
        r"n \le 900",
        r"(x-1000)^2 \ge \frac{1}{10^6}",
        r"e^{-1000(x-31)^2} \le \frac12",
    ],
)
def test_an_inequality_that_fails_far_out_or_narrowly_is_refuted(claim: str) -> None:
    assert isinstance(verdict(claim), Refuted)


@pytest.mark.parametrize(
    "claim",
    [
        r"\sum_{k=1}^n \frac{1}{k^2} \le 2",
        r"\sum_{i=1}^n\sum_{j=1}^n\sum_{k=1}^n ijk \ge n",
        r"(n!)! \ge n",
        r"\left(1+\frac1n\right)^n \le e",
        r"\frac{x^2}{1+x^4} \le \frac12",
    ],
)
def test_a_right_inequality_stands(claim: str) -> None:
    assert isinstance(verdict(claim), Proved | Agrees)
