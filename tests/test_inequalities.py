"""Inequalities of homework and textbooks: none that is false stands, none that is true is refuted, and most are proved."""

import tempfile
from pathlib import Path

import pytest

from checks.judge import judge_page
from checks.model import Claim, Page
from checks.page.reading import read_file
from checks.verdicts import Agrees, Proved, Refuted, Verdict
from checks.witnesses import algebra

R, POS = r"$x, y \in \mathbb{R}$", r"$x, y \in \mathbb{R}_{>0}$"
VEC = r"$x, y \in \mathbb{R}^d$"
PROB = r"$p \in (0,1)$"
DISTS = r"$p, q \in \Delta_K$, $p_k > 0$, $q_k > 0$"
ONE = r"$x \in \mathbb{R}$"
PONE = r"$x \in \mathbb{R}_{>0}$"
PSD = r"$A \in \mathbb{S}^d_{+}$, $B \in \mathbb{S}^d_{+}$, $x \in \mathbb{R}^d$"
PD = r"$A \in \mathbb{S}^d_{++}$, $x \in \mathbb{R}^d$"
RECT = r"$A \in \mathbb{R}^{n\times d}$, $x \in \mathbb{R}^d$, $b \in \mathbb{R}^n$, $\lambda > 0$"

TRUE = (
    (r"$p \in (0,1)$, $\gamma > 0$", r"(1-p)^\gamma \le 1"),
    (r"$p \in (0,1)$, $\gamma > 0$", r"-(1-p)^\gamma\log p \le -\log p"),
    (r"$x, v \in \mathbb{R}^d$, $D := \operatorname{diag}(\sigma(x))$", r"\sum_{i=1}^d D_{ii} v_i^2 \ge 0"),
    (R, r"x^2 + y^2 \ge 2xy"),
    (R, r"x^2 + xy + y^2 \ge 0"),
    (R, r"\left(\frac{x+y}{2}\right)^2 \le \frac{x^2+y^2}{2}"),
    (R, r"xy \le \frac{x^2}{2} + \frac{y^2}{2}"),
    (R, r"|x + y| \le |x| + |y|"),
    (R, r"|x| - |y| \le |x - y|"),
    (R, r"\max(x, y) \ge \frac{x+y}{2}"),
    (POS, r"\sqrt{xy} \le \frac{x+y}{2}"),
    (POS, r"\frac{2xy}{x+y} \le \sqrt{xy}"),
    (POS, r"\frac{x}{y} + \frac{y}{x} \ge 2"),
    (POS, r"\sqrt{x+y} \le \sqrt{x} + \sqrt{y}"),
    (PONE, r"\log x \le x - 1"),
    (PONE, r"\log x \ge 1 - \frac{1}{x}"),
    (PONE, r"\frac{x}{1+x} \le \log(1+x) \le x"),
    (PONE, r"\frac{x}{1+x} < \log(1+x)"),
    (PONE, r"x \log x \ge -\frac{1}{e}"),
    (PONE, r"\sin x \le x"),
    (PONE, r"x + \frac{1}{x} \ge 2"),
    (PONE, r"x^3 + 2 \ge 3x"),
    (PONE, r"e^x > 1 + x + \frac{x^2}{2}"),
    (ONE, r"e^x \ge 1 + x"),
    (ONE, r"e^x > x"),
    (ONE, r"x^4 - 2x^2 + 1 \ge 0"),
    (ONE, r"x^4 - 2x^2 + 2 > 0"),
    (ONE, r"x^2 - x + 1 > 0"),
    (ONE, r"\sigma(x)(1-\sigma(x)) \le \frac{1}{4}"),
    (ONE, r"\sigma(x) < 1"),
    (ONE, r"0 < \sigma(x)"),
    (ONE, r"-1 < \tanh x < 1"),
    (ONE, r"1 - \tanh^2 x \le 1"),
    (ONE, r"\log(1+e^x) > x"),
    (ONE, r"\log(1+e^x) \ge 0"),
    (ONE, r"\operatorname{relu}(x) \le \log(1+e^x)"),
    (ONE, r"\cosh x \ge 1"),
    (ONE, r"1 - x \le e^{-x}"),
    (ONE, r"\frac{x}{1+x^2} \le \frac{1}{2}"),
    (ONE, r"\log(1+x^2) \le x^2"),
    (ONE, r"|\sin x| \le 1"),
    (ONE, r"x \le |x|"),
    (PROB, r"p(1-p) \le \frac14"),
    (PROB, r"-p\log p - (1-p)\log(1-p) \ge 0"),
    (PROB, r"-p\log p - (1-p)\log(1-p) \le \log 2"),
    (PROB, r"\frac{p}{1-p} > 0"),
    (PROB, r"-\log p > 0"),
    (DISTS, r"\sum_k p_k \log\frac{p_k}{q_k} \ge 0"),
    (DISTS, r"\operatorname{KL}(p\,\|\,q) \ge 0"),
    (DISTS, r"-\sum_k p_k \log p_k \le \log K"),
    (DISTS, r"-\sum_k p_k \log p_k \ge 0"),
    (DISTS, r"\sum_k p_k^2 \le 1"),
    (DISTS, r"-\sum_k p_k\log p_k \le -\sum_k p_k \log q_k"),
    (DISTS, r"\sum_k p_k \log p_k \ge \sum_k p_k\log q_k"),
    (r"$p \in \Delta_K$, $x \in \mathbb{R}^K$", r"\left(\sum_k p_k x_k\right)^2 \le \sum_k p_k x_k^2"),
    (r"$p \in \Delta_K$, $p_k > 0$, $x \in \mathbb{R}^K_{>0}$", r"\sum_k p_k \log x_k \le \log\sum_k p_k x_k"),
    (VEC, r"(x^\top y)^2 \le \|x\|^2\|y\|^2"),
    (VEC, r"|x^\top y| \le \|x\|\,\|y\|"),
    (VEC, r"x^\top y \le \|x\|\,\|y\|"),
    (VEC, r"\|x+y\| \le \|x\| + \|y\|"),
    (VEC, r"\|x+y\|^2 \le 2\|x\|^2 + 2\|y\|^2"),
    (VEC, r"\|x\|^2 \ge 0"),
    (VEC, r"\|x\| \le \|x\|_1"),
    (VEC, r"\|x\|_1 \le \sqrt{d}\,\|x\|"),
    (VEC, r"x^\top y \le \frac12\|x\|^2 + \frac12\|y\|^2"),
    (VEC, r"\max_i x_i \le \log\sum_i e^{x_i}"),
    (VEC, r"\log\sum_i e^{x_i} \le \max_i x_i + \log d"),
    (VEC, r"\|x - y\|^2 \ge \|x\|^2 - 2\|x\|\|y\|"),
    (VEC, r"0 < \sigma(x^\top y)(1-\sigma(x^\top y)) \le \frac14"),
    (VEC, r"\log\sigma(x^\top y) < 0"),
    (PSD, r"x^\top A x \ge 0"),
    (PSD, r"x^\top (A + B) x \ge x^\top A x"),
    (PSD, r"\operatorname{tr}(A) \ge 0"),
    (PD, r"x^\top A^{-1} x \ge 0"),
    (PD, r"\det A > 0"),
    (RECT, r"x^\top A^\top A x \ge 0"),
    (RECT, r"\|Ax - b\|^2 + \lambda\|x\|^2 \ge 0"),
    (RECT, r"\|Ax\| \le \|A\|_F\|x\|"),
    (RECT, r"x^\top(A^\top A + \lambda I)x \ge \lambda\|x\|^2"),
    (RECT, r"\operatorname{tr}(A^\top A) \ge 0"),
    (r"$L > 0$, $x, g \in \mathbb{R}^d$", r"g^\top x + \frac{L}{2}\|x\|^2 \ge -\frac{1}{2L}\|g\|^2"),
    (r"$x \ge -1$, $n \in \mathbb{N}$", r"(1+x)^n \ge 1 + nx"),
    (r"$\lambda \in [0,1]$, $x, y \in \mathbb{R}$", r"(\lambda x + (1-\lambda)y)^2 \le \lambda x^2 + (1-\lambda)y^2"),
    (r"$\lambda \in [0,1]$, $x, y \in \mathbb{R}^d$", r"\|\lambda x + (1-\lambda)y\|^2 \le \lambda\|x\|^2 + (1-\lambda)\|y\|^2"),
    (r"$a > 0$, $\varepsilon > 0$, $b > 0$", r"ab \le \frac{\varepsilon a^2}{2} + \frac{b^2}{2\varepsilon}"),
    (RECT.replace("b \\in", "y \\in") + r", $z \in \mathbb{R}^d$", r"\|A(x-z)\|^2 \le 2\|Ax\|^2 + 2\|Az\|^2"),
    (r"$A, B \in \mathbb{R}^{n\times d}$", r"\operatorname{tr}(A^\top B) \le \|A\|_F\|B\|_F"),
    (r"$A, B \in \mathbb{R}^{n\times d}$", r"\operatorname{tr}(A^\top B) \le \frac12\|A\|_F^2 + \frac12\|B\|_F^2"),
    (r"$x \in \mathbb{R}$", r"\sqrt{1+x^2} \le 1 + \frac{x^2}{2}"),
    (r"$\alpha \in (0,1)$, $u, v \in \mathbb{R}^d$", r"\|u+v\|^2 \le (1+\alpha)\|u\|^2 + (1+\frac1\alpha)\|v\|^2"),
    (r"$x > 0$, $y > 0$, $x < y$", r"\log x < \log y"),
    (r"$x > 0$, $y > 0$, $x < y$", r"\frac1y < \frac1x"),
    (r"$p \in \Delta_K$, $x \in \mathbb{R}^K_{>0}$, $a > 0$", r"\sum_k p_k \mathbf{1}[x_k \ge a] \le \frac1a\sum_k p_k x_k"),
)

# two known inequalities added, and a sum compared term by term: no rule puts these together yet
UNPROVED = {
    r"\sum_k p_k \mathbf{1}[x_k \ge a] \le \frac1a\sum_k p_k x_k",
}

FALSE = (
    (r"$p \in (0,1)$, $\gamma \in \mathbb{R}$", r"(1-p)^\gamma \le 1"),
    (r"$x > 0$, $\gamma > 0$", r"x^\gamma \le 1"),
    (r"$p \in [0,1)$, $\gamma > 0$", r"(1-p)^\gamma < 1"),
    (r"$x \in \mathbb{R}^d$, $D := \operatorname{diag}(\sigma(x))$, $i, j = 1,\dots,d$", r"D_{ij} > 0"),
    (r"$x, v \in \mathbb{R}^d$, $D := \operatorname{diag}(x)$", r"\sum_{i=1}^d D_{ii} v_i^2 \ge 0"),
    (ONE, r"x^4 - 2x^2 + \frac{99}{100} \ge 0"),
    (ONE, r"e^x \ge 1 + x + \frac{x^2}{2}"),
    (ONE, r"e^x > 1 + x"),
    (ONE, r"|x|^3 \le 10 x^2 + 10"),
    (ONE, r"\sigma(x)(1-\sigma(x)) < \frac14"),
    (ONE, r"\sigma(x)(1-\sigma(x)) \le \frac15"),
    (ONE, r"\sin x \le x"),
    (ONE, r"\log(1+e^x) \le x"),
    (ONE, r"\tanh x \le x"),
    (ONE, r"x^2 \ge x"),
    (ONE, r"x^4 \ge x^2 - \frac{6}{25}"),
    (ONE, r"x^2 - x + \frac{249}{1000} \ge 0"),
    (ONE, r"x^2 \le e^x"),
    (ONE, r"x^{10} \le 10^6 + x^9"),
    (ONE, r"\frac{x}{1+x^2} < \frac12"),
    (ONE, r"\cos x \ge 1 - \frac{x^2}{2} + \frac{x^4}{25}"),
    (PONE, r"\log x < x - 1"),
    (PONE, r"\log x \ge x - 1"),
    (PONE, r"\log(1+x) \ge x"),
    (PONE, r"\log x \le \frac{x}{3}"),
    (PONE, r"\sqrt{x} \le x"),
    (PONE, r"x\log x \ge -\frac{36}{100}"),
    (PONE, r"\log x \le \frac95 x^{1/5}"),
    (R, r"x^2 + y^2 > 2xy"),
    (R, r"x^2 + y^2 \ge 3xy"),
    (R, r"x^2 + \frac{21}{10} xy + y^2 \ge 0"),
    (R, r"|x+y| \ge |x| + |y|"),
    (R, r"|x+y| < |x| + |y|"),
    (R, r"\sqrt{x^2+y^2} \ge |x| + |y|"),
    (POS, r"\sqrt{xy} < \frac{x+y}{2}"),
    (POS, r"\sqrt{xy} \ge \frac{x+y}{2}"),
    (POS, r"\sqrt{x+y} \ge \sqrt x + \sqrt y"),
    (PROB, r"p(1-p) < \frac14"),
    (PROB, r"\frac{p}{1-p} > p + \frac14"),
    (PROB, r"-p\log p - (1-p)\log(1-p) < \log 2"),
    (DISTS, r"\operatorname{KL}(p\,\|\,q) > 0"),
    (DISTS, r"\operatorname{KL}(p\,\|\,q) \le \log K"),
    (DISTS, r"-\sum_k p_k \log p_k < \log K"),
    (DISTS, r"\operatorname{KL}(p\,\|\,q) \ge \operatorname{KL}(q\,\|\,p)"),
    (VEC, r"x^\top y < \|x\|\,\|y\|"),
    (VEC, r"\|x+y\| \ge \|x\| + \|y\|"),
    (VEC, r"\|x+y\|^2 \le \|x\|^2 + \|y\|^2"),
    (VEC, r"\|x\|_1 \le \|x\|"),
    (VEC, r"\sqrt{d}\,\|x\|_1 \le \|x\|"),
    (VEC, r"\|x\|^2 > 0"),
    (VEC, r"\log\sum_i e^{x_i} \le \max_i x_i"),
    (r"$A \in \mathbb{S}^d$, $x \in \mathbb{R}^d$", r"x^\top A x \ge 0"),
    (PD, r"x^\top A x > 0"),
    (PD, r"\det A \ge 1"),
    (PSD, r"\det A > 0"),
    (r"$A, B \in \mathbb{S}^d_{++}$, $x \in \mathbb{R}^d$", r"x^\top A B x \ge 0"),
    (RECT, r"x^\top A^\top A x > 0"),
    (RECT, r"\|Ax - b\|^2 \le \|Ax\|^2 + \|b\|^2"),
    (r"$x \in \mathbb{R}$, $n \in \mathbb{N}$", r"(1+x)^n \ge 1 + nx"),
    (r"$L > 0$, $x, g \in \mathbb{R}^d$", r"g^\top x + \frac{L}{2}\|x\|^2 \ge -\frac{1}{4L}\|g\|^2"),
    (r"$x, y \in \mathbb{R}$, $x \neq 0$, $y \neq 0$, $x < y$", r"\frac1y < \frac1x"),
    (r"$\lambda \in [0,1]$, $x, y \in \mathbb{R}$", r"(\lambda x + (1-\lambda)y)^2 < \lambda x^2 + (1-\lambda)y^2"),
    (r"$p \in \Delta_K$, $x \in \mathbb{R}^K_{>0}$, $a > 0$", r"\sum_k p_k \mathbf{1}[x_k \ge a] < \frac1a\sum_k p_k x_k - \frac{1}{1000}"),
)


def verdicts_of(declared: str, claim: str) -> tuple[Verdict, ...]:
    """The verdicts on the steps of one display below one line of declarations."""
    return judge_page(page_of(declared, claim)).verdicts


def page_of(declared: str, claim: str) -> Page:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.md"
        page.write_text(f"Let {declared}. Then\n\n$${claim}.$$\n", encoding="utf-8")
        return read_file(page)


def claims_of(declared: str, claim: str) -> list[Claim]:
    return [made for made in page_of(declared, claim).claims if isinstance(made, Claim)]


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_true_inequalities_stand(declared: str, claim: str) -> None:
    wanted = Agrees if claim in UNPROVED else Proved
    for verdict in verdicts_of(declared, claim):
        assert isinstance(verdict, wanted), verdict


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_false_inequalities_are_refuted(declared: str, claim: str) -> None:
    (verdict,) = verdicts_of(declared, claim)
    assert isinstance(verdict, Refuted), verdict


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_algebra_proves_no_false_inequality(declared: str, claim: str) -> None:
    (made,) = claims_of(declared, claim)
    proof = algebra.prove_order(made.relation, made.left, made.right, made.given)  # type: ignore[arg-type]
    assert isinstance(proof, algebra.NoProof), proof


def test_a_magnitude_of_what_is_zero_on_half_the_line_is_no_proof_for_the_other_half() -> None:
    (made,) = claims_of(ONE, r"|x + |x|| = 2x")
    proof = algebra.prove(made.left, made.right, made.given, ({},))
    assert isinstance(proof, algebra.NoProof), proof
    (made,) = claims_of(ONE, r"||x|| \le x")
    assert isinstance(algebra.prove_order("≤", made.left, made.right, made.given), algebra.NoProof)
