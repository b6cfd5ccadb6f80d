r"""What is done to each entry of an array: ``\exp`` of a matrix, powers in ``\operatorname{diag}``; arrays of one entry, and the zero array."""

from __future__ import annotations

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Undecided, Verdict, name

ATTENTION = r"Let $S \in \mathbb{R}^{n\times n}$ and $A = \operatorname{diag}(\exp(S)\mathbf{1})^{-1}\exp(S)$."


def judged(given: str, formula: str) -> Verdict:
    (verdict,) = judge_page(read_page("page.md", formulas(f"{given}\n\n$${formula}$$\n"))).verdicts
    return verdict


@pytest.mark.parametrize(
    "formula",
    [r"A\mathbf{1} = \mathbf{1}", r"\exp(S)_{ij} = e^{S_{ij}}", r"A_{ij} = \frac{e^{S_{ij}}}{\sum_{k=1}^n e^{S_{ik}}}", r"\log\exp(S) = S"],
)
def test_a_function_of_numbers_is_applied_to_each_entry_of_a_square_matrix(formula: str) -> None:
    assert name(judged(ATTENTION, formula)) == "proved"


@pytest.mark.parametrize("formula", [r"\det\exp(S) = e^{\operatorname{tr} S}", r"\exp(S)\exp(-S) = I", r"A_{ij} = e^{S_{ij}}"])
def test_what_fails_entry_by_entry_may_hold_of_the_matrix(formula: str) -> None:
    verdict = judged(ATTENTION, formula)
    assert isinstance(verdict, Undecided)
    assert "of the square matrix S was read entry by entry" in verdict.reason


def test_a_page_that_says_entry_by_entry_leaves_no_doubt() -> None:
    said = f"{ATTENTION} Here the exponential is taken elementwise, $S$ being the scores."
    assert name(judged(said, r"A_{ij} = e^{S_{ij}}")) == "refuted"
    assert name(judged(said, r"\exp(S)\odot\exp(S) = \exp(2S)")) == "proved"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\operatorname{tr}\Sigma = \sum_{i=1}^d s_i^2", r"\operatorname{tr}\Sigma = \sum_{i=1}^d s_i"),
        (r"\log\det\Sigma = 2\sum_{i=1}^d \log s_i", r"\log\det\Sigma = \sum_{i=1}^d \log s_i"),
        (r"\Sigma^{-1} = \operatorname{diag}(s^{-2})", r"\Sigma^{-1} = \operatorname{diag}(s^{-1})"),
        (
            r"\operatorname{KL}(\mathcal N(\mu,\Sigma)\,\|\,\mathcal N(0,I)) = \frac12\sum_{i=1}^d (s_i^2 + \mu_i^2 - 1 - 2\log s_i)",
            r"\operatorname{KL}(\mathcal N(\mu,\Sigma)\,\|\,\mathcal N(0,I)) = \frac12\sum_{i=1}^d (s_i^2 + \mu_i^2 - 1 - \log s_i)",
        ),
    ],
)
def test_a_power_in_a_diagonal_is_that_of_each_entry(right: str, wrong: str) -> None:
    given = r"Let $s \in \mathbb{R}^d_{>0}$, $\mu \in \mathbb{R}^d$ and $\Sigma = \operatorname{diag}(s^2)$."
    assert name(judged(given, right)) == "proved"
    assert name(judged(given, wrong)) == "refuted"


def test_a_matrix_of_one_entry_is_compared_with_a_number() -> None:
    given = r"Let $A \in \mathbb{R}^{1\times1}$ and $b \in \mathbb{R}^1$."
    assert name(judged(given, r"\operatorname{tr} A = A")) == "proved"
    assert name(judged(given, r"\det A = 2A")) == "refuted"
    assert name(judged(given, r"\|b\|^2 = b^\top b")) == "proved"


def test_a_vector_is_let_be_zero() -> None:
    given = r"Let $w, x \in \mathbb{R}^d$ and $J(w) = \|w - x\|^2$. Let $w = 0$."
    assert name(judged(given, r"J(w) = \|x\|^2")) == "proved"
    assert name(judged(given, r"\nabla J(w) = 2x")) == "refuted"
