"""Expectations under named laws: the moments are those of the density, and what is said of them keeps its verdict."""

from fractions import Fraction

import pytest

from checks import laws
from checks.domains import Point
from checks.judge import judge_page
from checks.notation import number
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.terms import Integral, Reduce, Times, as_term
from checks.verdicts import Proved, Refuted, Unreadable, Verdict
from checks.witnesses import ball

HALF, THIRD = number(Fraction(1, 2)), number(Fraction(1, 3))
NUMBERS = {
    "normal": laws.normal(HALF, number(2)),
    "laplace": laws.laplace(HALF, THIRD),
    "exponential": laws.exponential(number(2)),
    "gamma": laws.gamma(number(3), HALF),
    "beta": laws.beta(number(2), number(3)),
    "uniform": laws.uniform(THIRD, number(2)),
    "poisson": laws.poisson(number(2)),
    "binomial": laws.binomial(number(4), THIRD),
    "bernoulli": laws.bernoulli(THIRD),
}
EMPTY = Point({}, {}, {})


@pytest.mark.parametrize("name", [name for name in NUMBERS if name != "laplace"])  # whose density has no certified integral
def test_the_moments_are_those_of_the_density(name: str):
    law = NUMBERS[name]
    letter = law.letter("x")
    for k in range(5):
        body = Times((law.density(letter), (letter - law.centre) ** k if k else as_term(1)))  # pyright: ignore[reportArgumentType]
        written = Integral(body, letter, law.low, law.high) if not (law.whole or law.values) else Reduce("sum", letter, body)  # type: ignore[arg-type]
        (summed,) = ball.enclose(written, EMPTY, 53)
        (known,) = ball.enclose(law.moment(k) if k else as_term(1), EMPTY, 53)
        assert summed.rad() < 1e-9
        assert summed.overlaps(known)


def test_the_moments_of_a_laplace_law_are_those_of_a_signed_exponential():
    law, half = laws.laplace(as_term(0), as_term(2)), laws.exponential(HALF)
    for k in range(2, 8, 2):
        assert ball.enclose(law.moment(k), EMPTY, 53)[0].overlaps(ball.enclose(half.moment(k), EMPTY, 53)[0])


DECLARED = r"""Let $\mu, \mu_2 \in \mathbb{R}$, $\sigma, \sigma_2, \lambda, s > 0$, $a, b \in \mathbb{R}$, $m, c \in \mathbb{R}^d$,
$\Sigma \in \mathbb{S}^d_{++}$, $A \in \mathbb{R}^{d\times d}$.
Let $X \sim \mathcal N(\mu, \sigma^2)$ and $Y \sim \operatorname{Poisson}(\lambda)$ be independent.
Let $W_1, \dots, W_n \sim \mathcal N(\mu, \sigma^2)$ and $\bar W = \frac1n\sum_{i=1}^n W_i$, and let $V = a Y + b$.
Let $G \sim \mathcal N(m, \Sigma)$.
Let $p = \mathcal N(\mu, \sigma^2)$, and $q(x) = \mathcal N(x; \mu_2, \sigma_2^2)$. Then
"""
TRUE = (
    r"\mathbb{E}[X^4] = \mu^4 + 6\mu^2\sigma^2 + 3\sigma^4",
    r"\operatorname{Var}(aX + bY) = a^2\sigma^2 + b^2\lambda",
    r"\operatorname{Cov}(X, X + Y) = \sigma^2",
    r"\mathbb{E}_X[X^2] = \mu^2 + \sigma^2",
    r"\operatorname{KL}(p\,\|\,q) = \log\frac{\sigma_2}{\sigma} + \frac{\sigma^2 + (\mu-\mu_2)^2}{2\sigma_2^2} - \frac12",
    r"H(p) = \frac12\log(2\pi e\sigma^2)",
    r"\mathbb{E}_{q(x)}\left[\frac{\partial}{\partial\mu_2}\log q(x)\right] = 0",
    r"\mathbb{E}_{x\sim\mathcal N(m,\Sigma)}[x x^\top] = \Sigma + m m^\top",
    r"\mathbb{E}_{x\sim\mathcal N(m,\Sigma)}[x^\top A x] = \operatorname{tr}(A\Sigma) + m^\top A m",
    r"\operatorname{Cov}_{x\sim\mathcal N(m,\Sigma)}[Ax] = A\Sigma A^\top",
    r"\operatorname{Var}_{x\sim\operatorname{Laplace}(\mu,s)}[x] = 2s^2",
    r"\operatorname{Var}_{x\sim\operatorname{Gamma}(\lambda,s)}[x] = \frac{\lambda}{s^2}",
    r"\mathbb{E}[V] = a\lambda + b",
    r"\operatorname{Cov}(A G) = A\Sigma A^\top",
    r"\operatorname{Var}(\bar W) = \frac{\sigma^2}{n}",
    r"\mathbb{E}\left[\sum_{i=1}^n (W_i-\bar W)^2\right] = (n-1)\sigma^2",
)
FALSE = (
    r"\mathbb{E}[X^4] = \mu^4 + 6\mu^2\sigma^2 + \sigma^4",
    r"\operatorname{Var}(aX + bY) = a\sigma^2 + b\lambda",
    r"\operatorname{KL}(p\,\|\,q) = \log\frac{\sigma_2}{\sigma} + \frac{\sigma + (\mu-\mu_2)^2}{2\sigma_2^2} - \frac12",
    r"H(p) = \frac12\log(2\pi\sigma^2)",
    r"\mathbb{E}_{x\sim\mathcal N(m,\Sigma)}[x x^\top] = \Sigma",
    r"\mathbb{E}_{x\sim\mathcal N(m,\Sigma)}[\|x\|^2] = \operatorname{tr}\Sigma",
    r"\operatorname{Cov}_{x\sim\mathcal N(m,\Sigma)}[Ax] = A^\top\Sigma A",
    r"\operatorname{Var}_{x\sim\operatorname{Laplace}(\mu,s)}[x] = s^2",
    r"\mathbb{E}[V] = a\lambda",
    r"\operatorname{Var}(\bar W) = \sigma^2",
    r"\mathbb{E}\left[\sum_{i=1}^n (W_i-\bar W)^2\right] = n\sigma^2",
)
UNREADABLE = (
    (r"Let $X \sim \mathcal N(0, 1)$ and $Y \sim \mathcal N(0, 1)$. Then", r"\mathbb{E}[XY] = 0", "say that they are independent"),
    (r"Let $X \sim \mathcal N(0, 1)$. Then", r"X = 0", "has a value inside an expectation only"),
    (r"Let $n \in \mathbb{N}$. Then", r"n \sim n^2", "is no law"),
    (r"Let $S \in \mathbb{R}^{2\times 2}$. Then", r"\mathbb{E}_{x\sim\mathcal N(0,S)}[x] = 0", "declare it positive definite"),
)


def verdict(claim: str, declared: str = DECLARED) -> Verdict:
    """The verdict on the only step of a page."""
    (found,) = judge_page(read_page("page.md", formulas(f"{declared}\n$$\n{claim}\n$$\n"))).verdicts
    return found


@pytest.mark.parametrize("claim", TRUE)
def test_a_true_expectation_is_proved(claim: str):
    assert isinstance(verdict(claim), Proved)


def test_independence_is_read_at_the_end_of_a_paragraph_too():
    declared = r"Let $X \sim \mathcal N(0, 1)$ and $Y \sim \mathcal N(0, 1)$ be independent."
    assert isinstance(verdict(r"\mathbb{E}[XY] = 0", declared + "\n"), Proved)
    assert isinstance(verdict(r"\mathbb{E}[XY] = 1", declared + "\n"), Refuted)
    assert isinstance(verdict(r"\mathbb{E}[XY] = 0", declared.replace("be independent", "not be independent") + "\n"), Unreadable)


@pytest.mark.parametrize("claim", FALSE)
def test_a_false_expectation_is_refuted(claim: str):
    assert isinstance(verdict(claim), Refuted)


@pytest.mark.parametrize(("declared", "claim", "said"), UNREADABLE)
def test_what_a_law_leaves_open_is_asked_for(declared: str, claim: str, said: str):
    found = verdict(claim, declared)
    assert isinstance(found, Unreadable)
    assert said in found.reason
