"""Sums over pairs: both letters run where the second stands in nothing else, one runs where it does."""

from __future__ import annotations

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page

STANDS = {"Proved", "Agrees"}
ARRAY = r"Let $a\in\mathbb{R}^n$."


def verdicts(text: str) -> list[str]:
    return [type(found).__name__ for found in judge_page(read_page("page.md", formulas(text))).verdicts]


@pytest.mark.parametrize(
    ("pairs", "right", "slip"),
    [
        (r"\sum_{i\neq j} a_i a_j", r"\left(\sum_i a_i\right)^2 - \sum_i a_i^2", r"\left(\sum_i a_i\right)^2"),
        (r"2\sum_{i<j} a_i a_j", r"\left(\sum_i a_i\right)^2 - \sum_i a_i^2", r"\left(\sum_i a_i\right)^2 + \sum_i a_i^2"),
        (r"2\sum_{i\le j} a_i a_j", r"\left(\sum_i a_i\right)^2 + \sum_i a_i^2", r"\left(\sum_i a_i\right)^2 - \sum_i a_i^2"),
        (r"\sum_{1\le i<j\le n} (a_i-a_j)^2", r"n\sum_i a_i^2 - \left(\sum_i a_i\right)^2", r"2n\sum_i a_i^2 - \left(\sum_i a_i\right)^2"),
        (r"\sum_{i\neq j} a_i a_j", r"2\sum_{i<j} a_i a_j", r"\sum_{i<j} a_i a_j"),
    ],
)
def test_both_letters_run(pairs: str, right: str, slip: str) -> None:
    assert set(verdicts(rf"{ARRAY} $${pairs} = {right}$$")) <= STANDS
    assert verdicts(rf"{ARRAY} $${pairs} = {slip}$$") == ["Refuted"]


def test_a_letter_that_stands_elsewhere_is_given() -> None:
    assert set(verdicts(rf"{ARRAY} $$\sum_{{j\neq i}} a_j = \sum_j a_j - a_i$$")) <= STANDS
    assert verdicts(rf"{ARRAY} $$\sum_{{j\neq i}} a_j = \sum_j a_j$$") == ["Refuted"]


def test_a_definition_sums_over_pairs_too() -> None:
    given = r"Let $a\in\mathbb{R}^n$, $S := \sum_{i<j} a_i a_j$."
    assert set(verdicts(rf"{given} $$2S = \left(\sum_i a_i\right)^2 - \sum_i a_i^2$$")) <= STANDS
    assert verdicts(rf"{given} $$S = \left(\sum_i a_i\right)^2 - \sum_i a_i^2$$") == ["Refuted"]
