"""Infinite products: the limit of the partial products, enclosed, and in closed form where each factor is a rational function."""

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Agrees, Conditional, Proved, Refuted, Undecided, Verdict

DECLARED = r"Let $a \in (0,1)$, $b > 0$, $q \in (-1,1)$, $x \in \mathbb{R}$. Then"
PROVED = (
    r"\prod_{n=1}^\infty \left(1-\frac{a}{n^2}\right) = \frac{\sin(\pi\sqrt a)}{\pi\sqrt a}",
    r"\prod_{n=1}^\infty \left(1-\frac{a}{n}\right) = 0",
    r"\prod_{n=2}^\infty \left(1-\frac{1}{n^2}\right) = \frac12",
    r"\prod_{n=1}^\infty \frac{4n^2}{4n^2-1} = \frac{\pi}{2}",
    r"\prod_{n=2}^\infty \frac{n^3-1}{n^3+1} = \frac23",
    r"\prod_{n=1}^\infty \left(1-\frac{4}{n^2}\right) = 0",  # the second factor is 0
)
AGREEING = (
    r"\prod_{n=1}^\infty \left(1+\frac{b}{n^2}\right) = \frac{\sinh(\pi\sqrt b)}{\pi\sqrt b}",
    r"\prod_{n=1}^\infty \cos\frac{x}{2^n} = \frac{\sin x}{x}",
    r"\prod_{n=1}^\infty e^{q^n} = e^{q/(1-q)}",
    r"\prod_{n=1}^\infty \frac{a n}{n+1} = 0",
)
FALSE = (
    r"\prod_{n=1}^\infty \left(1-\frac{a}{n}\right) = \frac{\sin(\pi\sqrt a)}{\pi\sqrt a}",
    r"\prod_{n=1}^\infty \left(1-\frac{a}{n^2}\right) = \frac{\sin(\pi^2 a)}{\pi^2 a}",
    r"\prod_{n=1}^\infty \left(1-\frac{a}{n^2}\right) = \frac{\cos(\pi\sqrt a)}{\pi\sqrt a}",
    r"\prod_{n=1}^\infty \left(1-\frac{a}{n^2}\right) = 0",
    r"\prod_{n=2}^\infty \left(1-\frac{1}{n^2}\right) = \frac{500000001}{1000000000}",
    r"\prod_{n=1}^\infty \cos\frac{x}{2^n} = \frac{\sin x}{2x}",
    r"\prod_{n=1}^\infty (1+e^{-n}) = 2",
    r"\prod_{n=1}^\infty \left(1+\frac{a}{n}\right) = 1",  # grows without end
    r"\prod_{n=1}^\infty 2 = 1",
)
UNKNOWN = (
    r"\prod_{n=1}^\infty \left(1-\frac{1}{\sqrt{n+1}}\right) = 0",  # true: the sum of what is taken off diverges
    r"\prod_{n=1}^\infty \left(1-\frac{1}{\sqrt{n+1}}\right) = 1",
    r"\prod_{n=2}^\infty \left(\frac{1}{n^2}-1\right) = 0",  # the signs alternate
)


def verdict(claim: str) -> Verdict:
    (found,) = judge_page(read_page("page.md", formulas(f"{DECLARED}\n$$\n{claim}\n$$\n"))).verdicts
    return found


@pytest.mark.parametrize("claim", PROVED)
def test_a_product_of_rational_functions_is_proved(claim: str):
    assert isinstance(verdict(claim), Proved)


@pytest.mark.parametrize("claim", AGREEING)
def test_a_product_with_a_bounded_tail_agrees(claim: str):
    assert isinstance(verdict(claim), Agrees | Proved)


@pytest.mark.parametrize("claim", FALSE)
def test_a_false_product_is_refuted(claim: str):
    assert isinstance(verdict(claim), Refuted)


@pytest.mark.parametrize("claim", UNKNOWN)
def test_nothing_is_said_where_no_tail_is_bounded(claim: str):
    assert isinstance(verdict(claim), Undecided)


def test_a_factor_without_a_value_leaves_none_to_the_product():
    assert isinstance(verdict(r"\prod_{n=1}^\infty \frac{n-3}{n-3} = 1"), Refuted | Conditional | Undecided)
