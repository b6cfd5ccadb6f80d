"""What many definitions share is looked at once: a page of thirty, each the square of the one before, is read and judged like any other."""

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Agrees, Proved, Refuted, Verdict

COUNT = 30  # a walk that forgets what it has seen would visit 2^30 terms


def verdict(definition: str, claim: str) -> Verdict:
    """Of a claim after ``COUNT`` definitions; ``B`` is the one before ``A``."""
    numbered = [definition.replace("A", f"y_{{{i}}}").replace("B", f"y_{{{i - 1}}}") for i in range(1, COUNT + 1)]
    claimed = claim.replace("A", f"y_{{{COUNT}}}").replace("B", f"y_{{{COUNT - 1}}}")
    page = "\n\n".join(("Let $y_0 \\in (0,1)$.", *(f"${line}$." for line in numbered), f"$${claimed}$$"))
    (found,) = judge_page(read_page("page.md", formulas(page))).verdicts
    return found


@pytest.mark.parametrize(
    ("definition", "claim"),
    [
        ("A := B B", "A = B^2"),
        ("A := B B", r"\frac{d}{dy_0} A = 2 B \frac{d}{dy_0} B"),
        ("A := B B", r"\log A = 2\log B"),
        (r"A := \frac{B}{B + 1}", r"\frac{1}{A} = 1 + \frac{1}{B}"),
        (r"A := B + \tanh(B)", r"A - B = \tanh(B)"),
    ],
)
def test_a_true_claim_about_the_last_stands(definition: str, claim: str):
    assert isinstance(verdict(definition, claim), Proved | Agrees)


@pytest.mark.parametrize(("definition", "claim"), [("A := B B", r"\log A = \log B"), (r"A := B + \tanh(B)", r"A = \tanh(B)")])
def test_a_false_claim_about_the_last_is_refuted(definition: str, claim: str):
    assert isinstance(verdict(definition, claim), Refuted)


def test_values_too_small_for_a_float_are_shown_apart():
    found = verdict("A := B B", "A = B")
    assert isinstance(found, Refuted)
    assert found.counterexample is not None
    assert found.counterexample.left != found.counterexample.right
    assert "0" not in (found.counterexample.left, found.counterexample.right)
