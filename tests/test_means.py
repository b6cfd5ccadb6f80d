"""Means of logarithms, means of n numbers, norms of one vector: the inequalities between them are proved for every size, near misses are not."""

import pytest

from checks.verdicts import Proved, Refuted
from checks.witnesses import algebra
from tests.test_inequalities import claims_of, verdicts_of

TABLES = r"$p, q \in \Delta_K$"
CHANNEL = r"$p(x), q(x)\in\Delta(\mathcal X)$, $W(y\mid x)\in\Delta(\mathcal Y)$, $a(y) := \sum_{x}p(x)W(y\mid x)$, $b(y) := \sum_{x}q(x)W(y\mid x)$"
LATENT = r"$p(z), q(z)\in\Delta(\mathcal Z)$, $f(x\mid z)\in\Delta(\mathcal X)$"
SCORES = r"$z, u\in\mathbb{R}^K$, $r := \operatorname{softmax}(z)$, $s := \operatorname{softmax}(u)$"
NUMBERS = r"$a, b \in \mathbb{R}^n_{>0}$"
WEIGHTED = r"$p \in \Delta_K$, $x \in \mathbb{R}^K_{>0}$"
VECTOR = r"$x\in\mathbb{R}^n$"

TRUE = (
    (TABLES, r"\sum_k p_k\log\frac{p_k}{q_k} \ge 0"),
    (SCORES, r"\sum_{k=1}^K r_k\log\frac{r_k}{s_k} \ge 0"),
    (CHANNEL, r"\sum_{x}\sum_{y}p(x)W(y\mid x)\log\frac{W(y\mid x)}{a(y)} \ge 0"),
    (CHANNEL, r"\sum_{y}a(y)\log\frac{a(y)}{b(y)} \le \sum_{x}p(x)\log\frac{p(x)}{q(x)}"),
    (LATENT, r"\log\sum_{z}q(z)\frac{p(z)f(x\mid z)}{q(z)} \ge \sum_{z}q(z)\log\frac{p(z)f(x\mid z)}{q(z)}"),
    (NUMBERS, r"\sum_i a_i\log\frac{a_i}{b_i} \ge \left(\sum_i a_i\right)\log\frac{\sum_i a_i}{\sum_i b_i}"),
    (NUMBERS, r"\frac{n}{\sum_{i=1}^n 1/a_i} \le \left(\prod_{i=1}^n a_i\right)^{1/n} \le \frac1n\sum_{i=1}^n a_i"),
    (WEIGHTED, r"\prod_k x_k^{p_k} \le \sum_k p_k x_k"),
    (r"$p \in \Delta_K$, $x \in \mathbb{R}^K$", r"\sum_k p_k x_k \le \log\sum_k p_k e^{x_k}"),
    (VECTOR, r"\max_i |x_i| \le \|x\|_2 \le \|x\|_1"),
    (VECTOR, r"\|x\|_\infty \le \|x\|_2"),
    (VECTOR, r"\|x\|_\infty \le \|x\|_1 \le n\|x\|_\infty"),
    (VECTOR, r"x_i^2 \le \|x\|^2"),
)
FALSE = (
    (TABLES, r"\sum_k p_k\log\frac{p_k}{q_k} \le 0"),
    (TABLES, r"\sum_k p_k\log\frac{q_k}{p_k} \ge 0"),
    (TABLES, r"\sum_k q_k\log p_k \ge \sum_k p_k\log p_k"),
    (r"$p \in \Delta_K$, $q \in \mathbb{R}^K_{>0}$", r"\sum_k p_k\log\frac{p_k}{q_k} \ge 0"),
    (SCORES, r"\sum_{k=1}^K r_k\log\frac{r_k}{s_k} \le \sum_{k=1}^K s_k\log\frac{s_k}{r_k}"),
    (CHANNEL, r"\sum_{x}\sum_{y}p(x)W(y\mid x)\log\frac{W(y\mid x)}{b(y)} \le \sum_{x}\sum_{y}p(x)W(y\mid x)\log\frac{W(y\mid x)}{a(y)}"),
    (CHANNEL, r"\sum_{x}\sum_{y}q(x)W(y\mid x)\log\frac{W(y\mid x)}{a(y)} \le 0"),
    (CHANNEL, r"\sum_{y}a(y)\log\frac{a(y)}{b(y)} \ge \sum_{x}p(x)\log\frac{p(x)}{q(x)}"),
    (LATENT, r"\log\sum_{z}p(z)f(x\mid z) \le \sum_{z}q(z)\log\frac{p(z)f(x\mid z)}{q(z)}"),
    (NUMBERS, r"\sum_i a_i\log\frac{a_i}{b_i} \ge 0"),
    (NUMBERS, r"\left(\prod_{i=1}^n a_i\right)^{1/n} \ge \frac1n\sum_{i=1}^n a_i"),
    (NUMBERS, r"\prod_{i=1}^n a_i \le \frac1n\sum_{i=1}^n a_i"),
    (WEIGHTED, r"\prod_k x_k^{p_k} < \sum_k p_k x_k"),
    (r"$p \in \Delta_K$, $x \in \mathbb{R}^K$", r"\sum_k p_k x_k \ge \log\sum_k p_k e^{x_k}"),
    (r"$p \in \mathbb{R}^K_{>0}$, $x \in \mathbb{R}^K$", r"\sum_k p_k x_k \le \log\sum_k p_k e^{x_k}"),
    (VECTOR, r"\|x\|_1 \le \|x\|_2"),
    (VECTOR, r"\|x\|_2 \le \max_i |x_i|"),
    (VECTOR, r"\|x\|_1 \le 2\|x\|_\infty"),
    (VECTOR, r"x_i \ge -1"),
    (VECTOR, r"\max_i x_i \le x_j"),
)


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_an_inequality_between_means_is_proved_for_every_size(declared: str, claim: str) -> None:
    for verdict in verdicts_of(declared, claim):
        assert isinstance(verdict, Proved), verdict
        assert any("for every" in evidence.says for evidence in verdict.evidence if evidence.witness == "algebra")


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_a_near_miss_is_refuted_and_nothing_shows_it(declared: str, claim: str) -> None:
    (made,) = claims_of(declared, claim)
    proof = algebra.prove_order(made.relation, made.left, made.right, made.given)  # type: ignore[arg-type]
    assert isinstance(proof, algebra.NoProof), proof
    (verdict,) = verdicts_of(declared, claim)
    assert isinstance(verdict, Refuted), verdict
