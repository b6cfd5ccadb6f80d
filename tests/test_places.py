"""Integers that choose a place (the class y of p_y), and one-hot vectors: claims are about each of their values, at every size."""

from pathlib import Path

import pytest

from checks import terms as t
from checks.judge import judge_page
from checks.judge.places import placed
from checks.page.reading import read_file
from checks.verdicts import Agrees, Proved, Refuted, Verdict

SOFTMAX = r"and $p_i = \frac{e^{z_i}}{\sum_{k=1}^K e^{z_k}}$"
CLASS = rf"$z \in \mathbb{{R}}^K$, $y \in \{{1,\dots,K\}}$, {SOFTMAX}"
NUMBERED = rf"$K \in \mathbb{{N}}$, $y \in \{{1,\dots,K\}}$, $z \in \mathbb{{R}}^K$, {SOFTMAX}"
ONE_HOT = rf"$z \in \mathbb{{R}}^K$, $y \in \{{0,1\}}^K$ with $\sum_{{k=1}}^K y_k = 1$, {SOFTMAX}"
BINARY = rf"$z \in \mathbb{{R}}^K$, $y \in \{{0,1\}}^K$, {SOFTMAX}"
PLACE = r"$x \in \mathbb{R}^n$, $i \in \{1,\dots,n\}$"
CHOICE = r"$n \in \mathbb{N}$, $k \in \{1,\dots,n\}$"
CLASSES = r"$Z \in \mathbb{R}^{n\times K}$, $y \in \{1,\dots,K\}^n$, and $L(Z) = -\sum_{i=1}^n Z_{i,y_i}$"

TRUE = (
    (CLASS, r"-\log p_y = -z_y + \log\sum_{k=1}^K e^{z_k}"),
    (CLASS, r"\frac{\partial (-\log p_y)}{\partial z_i} = p_i - \mathbf 1[i = y]"),
    (CLASS, r"\frac{\partial \log p_y}{\partial z_y} = 1 - p_y"),
    (CLASS, r"-\log p_y = -\sum_{k=1}^K \mathbf 1[k=y]\log p_k"),
    (CLASS, r"\sum_{y=1}^K p_y = 1"),
    (NUMBERED, r"\frac{\partial (-\log p_y)}{\partial z_i} = p_i - \mathbf 1[i = y]"),
    (ONE_HOT, r"-\sum_{k=1}^K y_k \log p_k = -\sum_{k=1}^K y_k z_k + \log\sum_{k=1}^K e^{z_k}"),
    (ONE_HOT, r"\frac{\partial}{\partial z_i}\left(-\sum_{k=1}^K y_k\log p_k\right) = p_i - y_i"),
    (ONE_HOT, r"\nabla_z\left(-\sum_{k=1}^K y_k\log p_k\right) = p - y"),
    (ONE_HOT, r"\sum_{k=1}^K y_k^2 = 1"),
    (PLACE, r"\frac{\partial}{\partial x_i}\sum_{j=1}^n x_j^2 = 2 x_i"),
    (CHOICE, r"k\binom{n}{k} = n\binom{n-1}{k-1}"),
)
AGREES = ((CLASSES, r"\frac{\partial L}{\partial Z_{ik}} = -\mathbf 1[y_i = k]"),)
FALSE = (
    (CLASS, r"-\log p_y = z_y + \log\sum_{k=1}^K e^{z_k}"),
    (CLASS, r"\frac{\partial (-\log p_y)}{\partial z_i} = p_i + \mathbf 1[i = y]"),
    (CLASS, r"\frac{\partial (-\log p_y)}{\partial z_i} = p_i - \mathbf 1[i \ne y]"),
    (CLASS, r"p_y = 1"),
    (CLASS, r"z_y = z_1"),
    (CLASS, r"y = K"),
    (ONE_HOT, r"\frac{\partial}{\partial z_i}\left(-\sum_{k=1}^K y_k\log p_k\right) = y_i - p_i"),
    (ONE_HOT, r"\sum_{k=1}^K y_k z_k = z_1"),
    (ONE_HOT, r"y_1 = 1"),
    (ONE_HOT, r"\sum_{k=1}^K y_k z_k = \sum_{k=1}^K z_k"),
    (BINARY, r"\frac{\partial}{\partial z_i}\left(-\sum_{k=1}^K y_k\log p_k\right) = p_i - y_i"),
    (PLACE, r"\frac{\partial}{\partial x_i}\sum_{j=1}^n x_j^2 = 2 x_1"),
    (CHOICE, r"k\binom{n}{k} = n\binom{n-1}{k}"),
    (CLASSES, r"\frac{\partial L}{\partial Z_{ik}} = \mathbf 1[y_i = k]"),
)


def verdict(declared: str, claim: str, folder: Path) -> Verdict:
    """The verdict on the only step of a page."""
    path = folder / "page.md"
    path.write_text(f"Let {declared}.\n$$\n{claim}\n$$\n", encoding="utf-8")
    (found,) = judge_page(read_file(path)).verdicts
    return found


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_what_holds_for_every_place_is_proved(declared: str, claim: str, tmp_path: Path):
    assert isinstance(verdict(declared, claim, tmp_path), Proved)


@pytest.mark.parametrize(("declared", "claim"), AGREES)
def test_what_holds_for_every_place_of_many_stands(declared: str, claim: str, tmp_path: Path):
    assert isinstance(verdict(declared, claim, tmp_path), Proved | Agrees)


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_what_fails_for_one_place_is_refuted(declared: str, claim: str, tmp_path: Path):
    assert isinstance(verdict(declared, claim, tmp_path), Refuted)


def test_a_place_that_is_no_entry_is_not_tried(tmp_path: Path):
    """``p_2`` of one entry has no value: y = 2 is outside of the domain at K = 1."""
    found = verdict(CLASS, r"p_y = 2", tmp_path)
    assert isinstance(found, Refuted)
    assert found.counterexample is not None
    assert int(str(found.counterexample.at["y"])) <= found.counterexample.sizes["K"]


def test_a_one_hot_counterexample_shows_the_vector_alone(tmp_path: Path):
    found = verdict(ONE_HOT, r"y_1 = 1", tmp_path)
    assert isinstance(found, Refuted)
    assert found.counterexample is not None
    assert found.counterexample.at == {"y": ("0", "1")}


def test_a_sum_over_the_same_letter_does_not_take_the_place_for_its_own(tmp_path: Path):
    path = tmp_path / "page.md"
    path.write_text(f"Let {CLASS}, and $L = -\\log p_y$.\n$$\\sum_{{y=1}}^K p_y L = L$$\n", encoding="utf-8")
    (claim,) = read_file(path).claims
    _, (left, _) = placed(claim.given, claim.left, claim.right)  # type: ignore[union-attr]
    assert {index.name for index in t.free_indices(left)} == {"y'"}
    assert isinstance(judge_page(read_file(path)).verdicts[0], Proved)
