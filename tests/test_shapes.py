"""A line whose shapes cannot fit is wrong; one that may be meant otherwise, or whose shapes are not known, could not be read."""

from collections.abc import Callable

import pytest

from checks import terms as t
from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.report.json import as_json
from checks.verdicts import Proved, Refuted, Unreadable, name

GIVEN = r"Let $X \in \mathbb{R}^{n\times d}$, $w, x \in \mathbb{R}^d$, $y \in \mathbb{R}^n$, $S \in \mathbb{S}^d_{++}$ and $z = Xw$. "


def verdicts(steps: str) -> list[str]:
    report = judge_page(read_page("page.md", formulas(f"{GIVEN}\n\n$${steps}$$\n")))
    return [name(verdict) for verdict in report.verdicts]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (r"X^\top X w = X^\top (X w)", ["proved"]),
        (r"X^\top X w = X X w", ["refuted"]),
        (r"X X w = X^\top X w", ["refuted"]),
        (r"X^\top y = X y", ["refuted"]),
        (r"w^\top S w = w^\top S w^\top S^{-1} S w", ["refuted"]),
        (r"X^\top X w = X X w = X^\top (X w)", ["refuted", "refuted"]),
        (r"X^\top z = X z = X X w", ["refuted", "refuted"]),
    ],
)
def test_shapes_that_cannot_be_multiplied_refute_the_step(steps: str, expected: list[str]) -> None:
    assert verdicts(steps) == expected


@pytest.mark.parametrize(
    "steps",
    [
        r"X^\top q = X^\top y",  # not declared: what its shape is nobody knows
        r"\sigma(z) - \sigma(z)\sigma(z) = \sigma(z)(1-\sigma(z))",  # entry by entry, as many write it
        r"w^\top x = w x",
        r"\frac{\partial z}{\partial w} y = X^\top y",  # right in the other layout
        r"X q = X X w",
    ],
)
def test_what_may_be_meant_otherwise_is_not_refuted(steps: str) -> None:
    assert verdicts(steps) == ["unreadable"]


def test_both_shapes_are_named_and_both_sides_shown() -> None:
    report = judge_page(read_page("page.md", formulas(f"{GIVEN}\n\n$$X^\\top X w = X X w = X^\\top z$$\n")))
    first, second = report.verdicts
    assert isinstance(first, Refuted)
    assert isinstance(second, Refuted)
    assert first.reason == "cannot multiply shapes (n × d) and (n × d)"
    assert '"relation": "=", "left": "X^\\\\top X w", "right": "X X w"' in as_json(report)


def test_a_step_behind_the_line_that_does_not_fit_is_judged_again() -> None:
    report = judge_page(read_page("page.md", formulas(f"{GIVEN}\n\n$$X w = X X w$$\n\n$$w^\\top x = x^\\top w$$\n")))
    assert [type(verdict) for verdict in report.verdicts] == [Refuted, Proved]
    assert not any(isinstance(verdict, Unreadable) for verdict in report.verdicts)


@pytest.mark.parametrize(
    "build",
    [
        lambda x: t.Integral(x, x**2, t.as_term(0), t.as_term(1)),
        lambda x: t.Limit(x, x**2, t.as_term(0)),
        lambda x: t.At(x, ((x**2, t.as_term(1)),)),
        lambda x: t.Optimisers("min", x, x**2),
        lambda x: t.Derivative(x, (x**2,)),
    ],
    ids=["integral", "limit", "bar", "optimisers", "derivative"],
)
def test_only_a_letter_is_bound(build: Callable[[t.Term], t.Term]) -> None:
    with pytest.raises(t.ShapeError, match="variable"):
        build(t.Variable("x"))
