"""Sides without a value: where that says something of the claim, and where there is no claim."""

from __future__ import annotations

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Conditional, Proved, Refuted, Undecided, Verdict


def verdict(text: str) -> Verdict:
    (found,) = judge_page(read_page("page.md", formulas(text))).verdicts
    return found


def test_lengths_at_which_nothing_has_an_inverse_are_left_out() -> None:
    found = verdict(r"Let $X\in\mathbb{R}^{n\times d}$, $y\in\mathbb{R}^n$. $$X^\top X(X^\top X)^{-1}X^\top y = X^\top y$$")
    assert isinstance(found, Proved)
    assert any("no claim at n = 2, d = 3" in remark for remark in found.remarks)


def test_lengths_that_suit_one_side_each_leave_square_ones() -> None:
    pushed = r"$$A^\top(AA^\top)^{-1} = (A^\top A)^{-1}A^\top$$"
    found = verdict(r"Let $A\in\mathbb{R}^{m\times n}$. " + pushed)
    assert isinstance(found, Conditional)
    assert found.holds_where.startswith("where m = n")
    assert isinstance(verdict(r"Let $A\in\mathbb{R}^{n\times n}$. " + pushed), Proved)


def test_a_proof_leaves_out_the_lengths_without_a_claim() -> None:
    found = verdict(r"Let $X\in\mathbb{R}^{n\times d}$. $$\operatorname{tr}(X(X^\top X)^{-1}X^\top) = d$$")
    assert isinstance(found, Proved)
    assert any("at (n, d) = (1, 1); (2, 2); (3, 2)" in item.says for item in found.evidence)


@pytest.mark.parametrize(
    "claim",
    [
        r"Let $v \in \mathbb{R}^n$. $$\sum_{i=1}^n v_i = \sum_{i=1}^n v_{i+1}$$",
        r"Let $x \in \mathbb{R}$. $$\sqrt{-1-x^2} = x$$",
        r"Let $x \in \mathbb{R}$. $$\log(x) = \log(-x)$$",
    ],
)
def test_a_side_that_never_has_a_value_refutes(claim: str) -> None:
    found = verdict(claim)
    assert isinstance(found, Refuted)
    assert "undefined at every point tried" in found.reason


def test_a_side_that_has_values_on_a_part_is_a_condition() -> None:
    found = verdict(r"Let $x \in \mathbb{R}$. $$\log(x^2) = 2\log x$$")
    assert isinstance(found, Conditional)
    assert "x > 0" in found.holds_where


def test_optimisers_of_an_objective_without_a_value_are_those_of_no_other() -> None:
    assert isinstance(verdict(r"Let $x \in \mathbb{R}_{>0}$. $$\arg\min_x (x - \log x) = \arg\min_x (x - \log(-x))$$"), Refuted)
    assert isinstance(verdict(r"Let $x \in \mathbb{R}_{>0}$. $$\arg\min_x (x - \log x) = \arg\min_x (x - \log(2x))$$"), Proved)


def test_optimisers_of_an_objective_that_lacks_a_value_in_places_are_not_decided() -> None:
    page = r"Let $x \in \mathbb{R}_{>0}$, $c \in \mathbb{R}$. $$\arg\min_x (x - \log x) = \arg\min_x (x - \log x + \log c)$$"
    assert isinstance(verdict(page), Undecided)


def test_a_sum_up_to_a_real_number_is_no_fault() -> None:
    found = verdict(r"Let $n \ge 1$. $$\sum_{i=1}^n i = \frac{n(n+1)}{2}$$")
    assert isinstance(found, Conditional)
    assert found.outside is not None
    assert found.outside.at == {"n": "3/2"}
