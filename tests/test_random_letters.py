r"""Random variables as pages write them: events, samples called i.i.d. above the ``\sim``, laws given other letters, geometric and categorical laws."""

from __future__ import annotations

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Unreadable, Verdict, name

GIVEN = r"""Let $\lambda, t, \sigma > 0$, $a, \mu \in \mathbb{R}$, $p \in (0,1)$, $m, N \in \mathbb{N}$, $M \in \mathbb{N}_0$, $x, w \in \mathbb{R}^d$,
$q \in \Delta_K$. Let $Z \sim \mathcal N(0, 1)$, $X \sim \operatorname{Exp}(\lambda)$, $U \sim \operatorname{Uniform}(0, 1)$,
$C \sim \operatorname{Poisson}(\lambda)$, $N \sim \operatorname{Geometric}(p)$, $M \sim \operatorname{Geom}(p)$,
$Y \sim \operatorname{Cat}(q)$ and $v \mid x \sim \mathcal N(w^\top x, \sigma^2)$.
"""


def judged(formula: str, given: str = GIVEN) -> Verdict:
    (verdict,) = judge_page(read_page("page.md", formulas(f"{given}\n\n$${formula}$$\n"))).verdicts
    return verdict


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\Pr(Z > 0) = \frac12", r"\Pr(Z > 0) = \frac13"),
        (r"\mathbb{P}(|Z| \le t) = \operatorname{erf}(t/\sqrt2)", r"\mathbb{P}(|Z| \le t) = \operatorname{erf}(t)"),
        (r"P(X > t) = e^{-\lambda t}", r"P(X > t) = 1 - e^{-\lambda t}"),
        (r"P(t \ge X) = 1 - e^{-\lambda t}", r"P(t \ge X) = e^{-\lambda t}"),
        (r"P(t < X < 2t) = e^{-\lambda t} - e^{-2\lambda t}", r"P(t < X < 2t) = e^{-2\lambda t}"),
        (r"P(U \le p) = p", r"P(U \le p) = 1 - p"),
        (r"P(U \le a) = \min(1, \max(0, a))", r"P(U \le a) = a"),
        (r"P(C = 0) = e^{-\lambda}", r"P(C = 0) = \lambda e^{-\lambda}"),
        (r"P(C \ge 1) = 1 - e^{-\lambda}", r"P(C \ge 1) = e^{-\lambda}"),
        (r"P(C \le 1) = (1 + \lambda) e^{-\lambda}", r"P(C < 1) = (1 + \lambda) e^{-\lambda}"),
        (r"P(N = m) = p (1-p)^{m-1}", r"P(N = m) = p (1-p)^m"),
        (r"P(N > m) = (1-p)^m", r"P(N > m) = (1-p)^{m-1}"),
        (r"\mathbb{E}[N] = \frac1p", r"\mathbb{E}[N] = \frac{1-p}{p}"),
        (r"\mathbb{E}[M] = \frac{1-p}{p}", r"\mathbb{E}[M] = \frac1p"),
        (r"\operatorname{Var}(N) = \frac{1-p}{p^2}", r"\operatorname{Var}(N) = \frac{1-p}{p}"),
        (r"\mathbb{P}(Y = k) = q_k", r"\mathbb{P}(Y = k) = 1 - q_k"),
        (r"\mathbb{E}[\log q_Y] = \sum_{k=1}^K q_k \log q_k", r"\mathbb{E}[\log q_Y] = \sum_{k=1}^K \log q_k"),
        (r"\mathbb{E}[v \mid x] = w^\top x", r"\mathbb{E}[v \mid x] = 2 w^\top x"),
        (r"\operatorname{Var}(v \mid x) = \sigma^2", r"\operatorname{Var}(v \mid x) = \sigma"),
        (r"\mathbb{E}[v^2 \mid x] = \sigma^2 + (w^\top x)^2", r"\mathbb{E}[v^2 \mid x] = (w^\top x)^2"),
    ],
)
def test_a_claim_about_random_letters(right: str, wrong: str) -> None:
    assert name(judged(right)) in {"proved", "agrees"}
    assert name(judged(wrong)) in {"refuted", "conditional"}


@pytest.mark.parametrize(
    "relation", [r"\overset{iid}{\sim}", r"\stackrel{\text{i.i.d.}}{\sim}", r"\sim_{iid}", r"\overset{\mathrm{iid}}{\sim}"]
)
def test_a_label_says_that_a_sample_is_independent(relation: str) -> None:
    given = rf"Let $\mu \in \mathbb{{R}}$, $\sigma > 0$ and $X_1, \dots, X_n {relation} \mathcal N(\mu, \sigma^2)$, and $\bar X = \frac1n\sum_{{i=1}}^n X_i$."
    assert name(judged(r"\operatorname{Var}(\bar X) = \frac{\sigma^2}{n}", given)) == "proved"
    assert name(judged(r"\operatorname{Var}(\bar X) = \sigma^2", given)) == "refuted"


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (r"\mathbb{E}_{k\sim\operatorname{Geom}(p)}[k] = 1/p", "two readings, from 0 or from 1 on"),
        (r"\mathbb{E}[Y] = q", "a label, or of a one-hot vector"),
        (r"\mathbb{E}[v \mid w] = w^\top x", "where the page gives the law"),
        (r"\mathbb{E}[Z \mid X] = 0", "where the page gives the law"),
        (r"\mathbb{E}_{s\sim\operatorname{Gamma}(a,\theta)}[s] = a\theta", r"\theta as the rate or as its reciprocal"),
    ],
)
def test_what_has_two_readings_is_refused(formula: str, said: str) -> None:
    verdict = judged(formula, GIVEN + r"Let $\theta > 0$.")
    assert isinstance(verdict, Unreadable)
    assert said in verdict.reason
