r"""How long a condition in running prose holds: "if" for its paragraph, "… for $b > 0$" for its sentence, "let" for the page."""

from __future__ import annotations

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import name

GIVEN = r"Let $b, x \in \mathbb{R}$."


def verdicts(text: str) -> list[str]:
    return [name(verdict) for verdict in judge_page(read_page("page.md", formulas(f"{GIVEN}\n\n{text}\n"))).verdicts]


PASSING = [
    "If $b > 0$, then $|b| = b$.\n\nIn all of this $|b| = b$.",
    "If $b > 0$, then\n\n$$|b| = b$$\n\nas was said. In general $|b| = b$.",
    "We have $|b| = b$ for $b > 0$. Also $|b| = b$.",
    "We have $|b| = b$, if $b > 0$ and $x > 0$.\n\n$$|b| = b$$",
    "We have $$|b| = b$$ for all $b \\ge 0$.\n\nAnd $|b| = b$.",
    "Case 1: $b > 0$. Then $|b| = b$.\n\nCase 2: $b < 0$. Then $|b| = b$.",
    "- If $b > 0$, then $|b| = b$.\n- If $b < 0$, then $|b| = b$.",
    "If $b > 0$, then $|b| = b$, and if $b < 0$, then $|b| = b$.",
    "If $b > 0$, then $|b| = b$. Otherwise $|b| = b$.",
    "For $b > 0$ we know $|b| = b$.\n\nSo $|b| = b$.",
]


@pytest.mark.parametrize("text", PASSING)
def test_a_condition_passes(text: str) -> None:
    first, second = verdicts(text)
    assert first == "proved"
    assert second in {"conditional", "refuted"}


@pytest.mark.parametrize(
    "text",
    [
        "If $b > 0$, then $|b| = b$, and hence $|b| + x = b + x$.",
        "If $b > 0$, then\n\n$$|b| = b$$\n\nand so $|b| + x = b + x$.",
        "If $b > 0$, then $|b| = b$. Hence $|b| + x = b + x$.",
        "Let $b > 0$.\n\n$$|b| = b$$\n\nNow $|b| + x = b + x$.",
        "For $b > 0$ let $f(b) = \\log b$.\n\nThen $2f(b) = f(b^2)$ and $f'(b) = 1/b$.",
        "For $a > 0$ we have $|a| = a$.\n\nThen $|a| + x = a + x$.",
        "For $a > 0$ we have $|a| = a$.\n\nFor $a < 0$ we have $|a| = -a$.",
    ],
)
def test_a_condition_holds_as_far_as_its_words_reach(text: str) -> None:
    assert verdicts(text) == ["proved", "proved"]


def test_a_wrong_step_stays_wrong_where_its_condition_holds() -> None:
    assert verdicts("We have $|b| = -b$ for $b > 0$.") == ["refuted"]
    assert verdicts("If $b > 0$, then $|b| = -b$.") == ["refuted"]


@pytest.mark.parametrize(
    "before",
    [
        "With some work",
        "With a little algebra",
        "With the chain rule",
        "For this reason",
        "For the first term",
        "Mit der Kettenregel",
    ],
)
def test_how_a_formula_is_reached_is_no_assumption(before: str) -> None:
    assert verdicts(f"{before} $b = x + 1$ follows.\n\n$$b - x = 1$$") == ["refuted", "refuted"]


@pytest.mark.parametrize("before", ["With", "For the case", "If", "Let the slope satisfy that", "With the weight"])
def test_what_is_given_is_an_assumption(before: str) -> None:
    assert verdicts(f"{before} $b = x + 1$ we find $$b - x = 1$$") in (["proved"], ["agrees"])
