"""Conditions that running prose sets on more than bare names."""

from __future__ import annotations

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Conditional, Proved, Refuted, Unreadable, Verdict


def verdict(text: str) -> Verdict:
    (found,) = judge_page(read_page("page.md", formulas(text))).verdicts
    return found


@pytest.mark.parametrize(
    ("declared", "claim", "slip"),
    [
        (r"Let $A\in\mathbb{R}^{d\times d}$ be invertible, $\det A\neq0$.", r"AA^{-1} = I", r"\det(A)\,A^{-1} = A"),
        (r"Let $X\in\mathbb{R}^{n\times d}$ with $X^\top X\succ0$.", r"X^\top X(X^\top X)^{-1} = I", r"X(X^\top X)^{-1}X^\top = I"),
        (r"Let $x_1,\dots,x_n>0$.", r"\log\prod_{i=1}^n x_i = \sum_{i=1}^n\log x_i", r"\log\prod_{i=1}^n x_i = \prod_{i=1}^n\log x_i"),
        (r"Let $x\in\mathbb{R}^n$ with $x_1,\dots,x_n\ge0$.", r"\|x\|_1 = \sum_{i=1}^n x_i", r"\|x\|_2 = \sum_{i=1}^n x_i"),
    ],
)
def test_a_condition_narrows_the_domain(declared: str, claim: str, slip: str) -> None:
    found = verdict(f"{declared} $${claim}$$")
    assert isinstance(found, Proved)
    assert not found.remarks
    assert isinstance(verdict(f"{declared} $${slip}$$"), Refuted)


def test_an_inequation_that_a_verb_claims_is_no_condition() -> None:
    assert isinstance(verdict(r"Let $A\in\mathbb{R}^{d\times d}$." + "\n\n" + r"We know that $\det A\neq0$."), Unreadable)


def test_a_layout_is_recognised_where_the_sides_agree_at_all_points() -> None:
    declared = r"Let $X\in\mathbb{R}^{n\times d}$, $b\in\mathbb{R}^n$ with $X^\top X\succ0$."
    assert isinstance(verdict(rf"{declared} $$\nabla_X\log\det(X^\top X) = 2(X^\top X)^{{-1}}X^\top$$"), Conditional)
    assert isinstance(verdict(rf"{declared} $$\nabla_X\log\det(X^\top X) = (X^\top X)^{{-1}}X^\top$$"), Refuted)
