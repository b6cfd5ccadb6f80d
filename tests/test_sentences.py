"""What a sentence gives, claims, denies or asks: only what it gives narrows the domain, and what it claims is a step."""

from __future__ import annotations

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page

STANDS = {"proved", "agrees"}


def verdicts(text: str) -> list[str]:
    return [type(found).__name__.lower() for found in judge_page(read_page("page.md", formulas(text))).verdicts]


@pytest.mark.parametrize(
    ("quantified", "right", "slip"),
    [
        (r"For all $x\in\mathbb{R}$,", "(x+1)^2 = x^2+2x+1", "(x+1)^2 = x^2+1"),
        (r"For every $x\in\mathbb{R}$", r"x^2 \ge 0", r"x^3 \ge 0"),
        (r"Let $x\in\mathbb{R}$. For $x > 0$,", "|x| = x", "x^2 = x"),
        (r"Let $x\in\mathbb{R}$. If $x > 0$,", r"\log(x^2) = 2\log x", r"\log(2x) = 2\log x"),
        (r"Hence for $x > 0$,", "|x| = x", "|x| = 2x"),
        (r"For any $x\in\mathbb{R}$ and $y\in\mathbb{R}$,", "xy = yx", "xy = 1"),
    ],
)
@pytest.mark.parametrize("ending", [".", " by the binomial theorem.", ""])
def test_the_last_formula_of_a_sentence_without_a_verb_is_its_claim(quantified: str, right: str, slip: str, ending: str) -> None:
    (found,) = verdicts(f"{quantified} ${right}${ending}")
    assert found in STANDS
    (found,) = verdicts(f"{quantified} ${slip}${ending}")
    assert found == "refuted"


def test_claims_that_and_joins_are_all_claims() -> None:
    assert verdicts(r"For $x > 0$, $|x| = x$ and $x^3 = x$.") == ["proved", "refuted"]


def test_with_a_main_clause_behind_it_a_condition_stays_one() -> None:
    given = r"Let $A,B\in\mathbb{R}^{n\times n}$. For $A = A^\top$, $B = B^\top$"
    assert verdicts(rf"{given} we have $$(AB)^\top = BA$$") == ["proved"]
    assert verdicts(rf"{given}, $$(AB)^\top = BA$$") == ["proved"]
    assert verdicts(rf"{given}, $$(AB)^\top = AB$$") == ["refuted"]


@pytest.mark.parametrize(
    "said",
    [
        "It is not true that $x > 0$.",
        "We do not assume $x > 0$.",
        "Unless $x > 0$, nothing changes.",
        "Contrary to $x > 0$ above, nothing is known.",
        "Is $x > 0$?",
        "Let us see if $x = |x|$.",
        "It would be wrong to assume $x = |x|$.",
        "Without assuming that $x = |x|$ we go on.",
    ],
)
def test_what_is_denied_or_asked_is_neither_given_nor_claimed(said: str) -> None:
    assert verdicts(rf"Let $x\in\mathbb{{R}}$. {said} $$|x| = x$$") == ["conditional"]
    assert verdicts(rf"Let $x\in\mathbb{{R}}$. {said} $$|x|^2 = x^2$$") == ["proved"]


@pytest.mark.parametrize(
    "said",
    [
        "Assume that $x > 0$.",
        "Let $x$ be such that $x > 0$.",
        "Do not forget the case at hand, $x > 0$.",
        "It is not a loss of generality since $x > 0$.",
        "With $x > 0$, not necessarily small, we go on.",
        "For the logarithm we need $x > 0$.",
    ],
)
def test_what_is_given_narrows_the_domain(said: str) -> None:
    assert verdicts(rf"Let $x\in\mathbb{{R}}$. {said} $$|x| = x$$") == ["proved"]
    assert verdicts(rf"Let $x\in\mathbb{{R}}$. {said} $$|x| = 2x$$") == ["refuted"]


@pytest.mark.parametrize("word", ["Hence", "We show that", "It follows that", "Therefore"])
def test_what_is_said_to_follow_is_a_step(word: str) -> None:
    assert verdicts(rf"Let $x\in\mathbb{{R}}$. {word} $x > 0$. $$|x| = x$$") == ["refuted", "conditional"]
    assert verdicts(rf"Let $x > 1$. {word} $x > 0$. $$|x| = x$$") == ["proved", "proved"]


def test_a_case_lasts_to_the_end_of_its_sentence() -> None:
    cases = r"Let $x\in\mathbb{R}$. If $x > 0$ then $|x| = x$. If $x < 0$ then $|x| = -x$."
    assert verdicts(cases) == ["proved", "proved"]
    assert verdicts(cases.replace("-x", "x")) == ["proved", "refuted"]
    assert verdicts(rf"{cases} In any case $$|x| = x$$") == ["proved", "proved", "conditional"]


def test_a_condition_does_not_outlive_its_letter() -> None:
    assert verdicts(r"Let $x\in\mathbb{R}$. For $x > 0$, $|x| = x$. For $x\in\mathbb{R}$, $|x| = x$.") == ["proved", "conditional"]
    assert verdicts(r"Let $x\in\mathbb{R}$. Suppose $x > 0$. For general $x\in\mathbb{R}$: $$|x| = x$$") == ["conditional"]
    assert verdicts(r"Suppose $x > 0$ with $x\in\mathbb{R}$. $$|x| = x$$") == ["proved"]
    assert verdicts(r"Let $A\in\mathbb{R}^{n\times n}$. If $A = A^\top$ all is easy. But in general $$A - A^\top = 0$$") == ["refuted"]


def test_either_of_two_conditions_is_less_than_both() -> None:
    given = r"Let $x\in\mathbb{R}$ with $x > 1$ or $x < -1$."
    assert verdicts(rf"{given} $$|x| = x$$") == ["conditional"]
    (found,) = verdicts(rf"{given} $$x^2 > 1$$")
    assert found in STANDS
    assert verdicts(rf"{given} $$x > 1$$") == ["refuted"]


def test_a_power_is_no_bare_name() -> None:
    assert verdicts(r"Let $x\in\mathbb{R}$. We have $x^3 \ge 0$.") == ["refuted"]
    assert verdicts(r"The variance is $\sigma^2 > 0$. $$|\sigma^2| = \sigma^2$$") == verdicts(r"Let $s > 0$. $$|s| = s$$")


@pytest.mark.parametrize("said", ["Let us show that", "Let us now check", "Let me compute:", "For its modulus:"])
def test_what_is_announced_is_a_claim(said: str) -> None:
    assert verdicts(rf"Let $x > 0$. {said} $|x| = x$.") == ["proved"]
    assert verdicts(rf"Let $x > 0$. {said} $|x| = 2x$.") == ["refuted"]


def test_let_us_assume_assumes() -> None:
    assert verdicts(r"Let $A\in\mathbb{R}^{n\times n}$. Let us assume $A = A^\top$. $$(A^2)^\top = A^2$$") == ["proved"]
    assert verdicts(r"Let $A\in\mathbb{R}^{n\times n}$. Let us assume $A = A^\top$. $$(A^2)^\top = A$$") == ["refuted"]
