"""How far a derivative reaches along factors, and the letters that its evaluation bar brings along."""

from __future__ import annotations

import pytest

from checks.judge import judge_page
from checks.model import Unread
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Proved, Refuted, Verdict

DECLARED = (
    r"Let $X\in\mathbb{R}^{n\times d}$, $W\in\mathbb{S}^n$, $y\in\mathbb{R}^n$, $b, v\in\mathbb{R}^d$, $\lambda>0$, $f(b)=b^\top b$. "
)


def verdict(claim: str) -> Verdict:
    (found,) = judge_page(read_page("page.md", formulas(f"{DECLARED} $$ {claim} $$"))).verdicts
    return found


@pytest.mark.parametrize(
    ("claim", "slip"),
    [
        (r"\nabla_b\,(y-Xb)^\top W(y-Xb) = -2X^\top W(y-Xb)", r"\nabla_b\,(y-Xb)^\top W(y-Xb) = -2X^\top(y-Xb)"),
        (r"\frac{\partial}{\partial b}(y-Xb)^\top(y-Xb) = -2X^\top(y-Xb)", r"\frac{\partial}{\partial b}(y-Xb)^\top(y-Xb) = -X^\top(y-Xb)"),
        (r"\nabla_y\,\frac1n\sum_{i=1}^n(y_i-3)^2 = \frac2n(y-3)", r"\nabla_y\,\frac1n\sum_{i=1}^n(y_i-3)^2 = 0"),
        (
            r"\frac{\partial}{\partial y_j}\frac\lambda2\sum_i y_i^2 = \lambda y_j",
            r"\frac{\partial}{\partial y_j}\frac\lambda2\sum_i y_i^2 = 0",
        ),
        (r"\left.\frac{d}{dt}t^3\right|_{t=\lambda} = 3\lambda^2", r"\left.\frac{d}{dt}t^3\right|_{t=\lambda} = 3\lambda"),
        (r"\left.\frac{d}{dt}f(b+tv)\right|_{t=0} = 2b^\top v", r"\left.\frac{d}{dt}f(b+tv)\right|_{t=0} = 2v^\top v"),
        (r"\left.\nabla_u\|u\|^2\right|_{u=v} = 2v", r"\left.\nabla_u\|u\|^2\right|_{u=v} = 2b"),
    ],
)
def test_a_derivative_of_a_product(claim: str, slip: str) -> None:
    assert isinstance(verdict(claim), Proved)
    assert isinstance(verdict(slip), Refuted)


def test_a_factor_with_the_variable_before_a_sum_has_two_readings() -> None:
    (found,) = read_page("page.md", formulas(DECLARED + r"$$\nabla_y\, y_1\sum_{i=1}^n y_i = y$$")).claims
    assert isinstance(found, Unread)
    assert "two readings" in found.message


def test_a_bracket_that_is_no_row_is_differentiated_alone() -> None:
    assert isinstance(verdict(r"\nabla_b (b^\top b)\,v^\top X^\top y = 2b\,v^\top X^\top y"), Proved)
