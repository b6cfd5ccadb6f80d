"""Equations in prose that claim nothing, letters explained behind a formula, bounds at brackets, arguments that are never declared."""

from __future__ import annotations

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import name

GIVEN = r"Let $p, q \in (0,1)$, $x \in \mathbb{R}$, $a > 0$, $v, y \in \mathbb{R}^n$, $A \in \mathbb{R}^{n\times n}$ and $f(x) = (x-1)^2$."


def verdicts(text: str) -> list[str]:
    return [name(verdict) for verdict in judge_page(read_page("page.md", formulas(f"{GIVEN}\n\n{text}\n"))).verdicts]


@pytest.mark.parametrize(
    "text",
    [
        "It vanishes iff $p = q$.",
        "Equality holds if and only if $p = q$.",
        "The gradient is zero when $x = 1$.",
        "The minimum of $f$ is attained at $x = 1$.",
        "The solution of $f'(x) = 0$ is $x = 1$.",
        "The minimiser is $x = 1$.",
        "This holds unless $x = 1$.",
    ],
)
def test_a_criterion_claims_nothing_and_gives_nothing(text: str) -> None:
    assert verdicts(text + "\n\n$$f(x) = 0, \\qquad p - q = 0$$") == ["refuted", "refuted"]


def test_where_something_holds_is_read_before_it() -> None:
    assert verdicts("We have $f'(x) = 0$ at $x = 1$, and $f'(x) = 2$ when $x = 2$.") == ["proved", "proved"]
    assert verdicts("We have $f'(x) = 0$ at $x = 2$.") == ["refuted"]
    assert verdicts("At $x = 1$ we have $f(x) = 0$. In general $f(x) = 0$.") == ["proved", "refuted"]


@pytest.mark.parametrize("where", ["where $m = 2x$ and $k = a^2$", "\n\nwhere $m = 2x$, $k = a^2$"])
def test_letters_may_be_explained_behind_a_formula(where: str) -> None:
    assert verdicts(f"Then\n\n$$m + k = 2x + a^2$$\n{where}.") == ["proved"]
    assert verdicts(f"Then\n\n$$m + k = 2x - a^2$$\n{where}.") == ["refuted"]


def test_the_square_of_a_new_letter_is_defined() -> None:
    assert verdicts(r"Let $s^2 = \frac1a$ and $\tau_n^2 = s^2 + 1$. Then $a\tau_n^2 = 1 + a$ and $a\tau_n^2 = 1 - a$.") == [
        "proved",
        "refuted",
    ]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\int_0^1 u^3\,du = \left[\frac{u^4}{4}\right]_0^1", r"\int_0^1 u^3\,du = \left[\frac{u^4}{3}\right]_0^1"),
        (r"\left[-\frac1a e^{-as}\right]_0^\infty = \frac1a", r"\left[\frac1a e^{-as}\right]_0^\infty = \frac1a"),
        (r"\left. \ln t\,\right|_1^a = \ln a", r"\left. \ln t\,\right|_1^a = \ln a - 1"),
        (r"[x^2]_{x=1}^{x=2} = 3", r"[x^2]_{x=1}^{x=2} = 4"),
        (r"[A]_{ij}^2 = A_{ij}^2", r"[A]_{ij}^2 = A_{ij}"),
    ],
)
def test_a_bracket_with_bounds_is_a_difference(right: str, wrong: str) -> None:
    assert verdicts(f"$${right}$$\n\n$${wrong}$$") == ["proved", "refuted"]


def test_an_undeclared_argument_that_is_transposed_is_a_vector() -> None:
    defined = r"Let $g(u) = u^\top A u - y^\top u$ and $h(t) = t^2$."
    assert verdicts(defined + r" Then $g(v) + h(a) = v^\top A v - y^\top v + a^2$.") == ["proved"]
    assert verdicts(defined + r" Then $\nabla_v\, g(v) = A v - y$.") == ["refuted"]


def test_a_length_at_which_a_side_means_nothing_makes_no_condition() -> None:
    assert verdicts(r"$$\frac{n-1}{n-1}\,v^\top v = \sum_{i=1}^n v_i^2$$") == ["proved"]


def test_plus_minus_behind_an_inequation_is_neither_of_the_two() -> None:
    page = read_page("page.md", formulas(r"Let $z \neq \pm 1$. $$\frac{z^2-1}{z^2-1} = 1$$"))
    (verdict,) = judge_page(page).verdicts
    assert name(verdict) == "proved"
    assert len(page.claims[0].given.facts[0].terms) == 2  # type: ignore[union-attr]
    assert page.claims[0].given.facts[0].kind == "and"  # type: ignore[union-attr]


def test_dots_go_on_with_one_after_the_other() -> None:
    assert verdicts(r"Let $k \in \{1, 2, \dots\}$. Then $\sqrt{k^2} = k$.") == ["proved"]
    assert verdicts(r"Let $k \in \{0, 2, 4, \dots\}$. Then $k = k$.") == ["unreadable", "unreadable"]
