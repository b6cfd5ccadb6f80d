"""Inequalities between sums with weights: Jensen, Gibbs, log-sum, Cauchy and Schwarz, each with what it needs of the weights."""

import pytest

from checks import terms as t
from checks.domains import Given
from checks.verdicts import Proved, Refuted
from checks.witnesses.algebra.squares import gaps_of_squares
from tests.test_inequalities import verdicts_of

SHARES = r"$p, q \in \Delta_K$ with $q_k > 0$, $x, w \in \mathbb{R}^K_{>0}$, $u \in \mathbb{R}^K$"
TABLES = r"$p \in \Delta(\mathcal X)$, $W(y\mid x) \in \Delta(\mathcal Y)$ and $r(y) = \sum_{x\in\mathcal X} p(x)W(y\mid x)$"

TRUE = (
    (SHARES, r"\sum_k p_k\log x_k \le \log\sum_k p_k x_k"),
    (SHARES, r"\sum_k p_k\log\frac{x_k}{w_k} \le \log\sum_k p_k\frac{x_k}{w_k}"),
    (SHARES, r"\sum_k p_k\log\frac{p_k}{q_k} \ge 0"),
    (SHARES, r"\sum_k p_k (\log p_k - \log q_k) \ge 0"),
    (SHARES, r"\sum_k w_k\log\frac{w_k}{x_k} \ge \left(\sum_k w_k\right)\log\frac{\sum_k w_k}{\sum_k x_k}"),
    (SHARES, r"\sum_k \frac{p_k^2}{q_k} \ge 1"),
    (SHARES, r"\sum_k q_k\left(\frac{p_k}{q_k}\right)^2 \ge 1"),
    (SHARES, r"\sum_k p_k x_k^2 \ge \left(\sum_k p_k x_k\right)^2"),
    (SHARES, r"\sum_k p_k \frac{1}{x_k} \ge \frac{1}{\sum_k p_k x_k}"),
    (SHARES, r"\left(\sum_k w_k u_k^2\right)\left(\sum_k w_k\right) \ge \left(\sum_k w_k u_k\right)^2"),
    (TABLES, r"\sum_{x\in\mathcal X}\sum_{y\in\mathcal Y} p(x)W(y\mid x)\log\frac{W(y\mid x)}{r(y)} \ge 0"),
)
FALSE = (
    (SHARES, r"\sum_k p_k\log x_k \ge \log\sum_k p_k x_k"),
    (SHARES, r"\sum_k w_k\log x_k \le \log\sum_k w_k x_k"),
    (SHARES, r"\sum_k w_k\log\frac{w_k}{x_k} \ge 0"),
    (SHARES, r"\sum_k p_k\log\frac{q_k}{p_k} \ge 0"),
    (SHARES, r"\sum_k \frac{p_k^2}{q_k} \le 1"),
    (SHARES, r"\sum_k \frac{w_k^2}{q_k} \ge 1"),
    (SHARES, r"\sum_k u_k \log x_k \le \sum_k u_k \log\frac{\sum_k u_k x_k}{\sum_k u_k}"),
    (SHARES, r"\sum_k \frac{p_k^2}{u_k} \ge \frac{1}{\sum_k u_k}"),
    (SHARES, r"\sum_k p_k^2 x_k^2 \ge \left(\sum_k p_k x_k\right)^2"),
    (TABLES, r"\sum_{x\in\mathcal X}\sum_{y\in\mathcal Y} p(x)W(y\mid x)\log\frac{W(y\mid x)}{r(y)} \le 0"),
)


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_what_holds_for_weights_is_proved(declared: str, claim: str) -> None:
    (verdict,) = verdicts_of(declared, claim)
    assert isinstance(verdict, Proved), verdict


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_what_the_weights_do_not_give_is_refuted(declared: str, claim: str) -> None:
    (verdict,) = verdicts_of(declared, claim)
    assert isinstance(verdict, Refuted), verdict


def test_nothing_is_said_of_weights_without_a_sign() -> None:
    k = t.Index("k", t.as_term(1), t.Size("K"))
    u, x = (t.Entry(t.Variable(name, (t.Size("K"),)), (k,)) for name in "ux")
    assert list(gaps_of_squares(t.Reduce("sum", k, x * x / u), t.as_term(0), Given())) == []
