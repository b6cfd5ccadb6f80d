"""Equivalences, implications and proportionalities of homework and textbooks: none that is false stands, none that is true falls."""

import tempfile
from pathlib import Path

import pytest

from checks import terms as t
from checks.domains import Given
from checks.judge import judge_page
from checks.judge.implying import implied
from checks.model import Claim, Page
from checks.page.reading import read_file
from checks.sizes import assignments
from checks.verdicts import Agrees, Proved, Refuted, Undecided, Verdict
from checks.witnesses import algebra

ONE, PAIR = r"$x \in \mathbb{R}$", r"$x, y \in \mathbb{R}$"
POS, PONE = r"$x, y \in \mathbb{R}_{>0}$", r"$x \in \mathbb{R}_{>0}$"
THREE = r"$x, y, z \in \mathbb{R}$"
LINE = r"$a, b, x \in \mathbb{R}$, $a \neq 0$"
FIT = r"$X \in \mathbb{R}^{n\times d}$, $y\in\mathbb{R}^n$, $w\in\mathbb{R}^d$, $\lambda > 0$"
PD = r"$A \in \mathbb{S}^d_{++}$, $x, b \in \mathbb{R}^d$"
DATA = r"$x_i \in \mathbb{R}$, $i = 1,\dots,n$, $\mu \in \mathbb{R}$, $v > 0$"
COUNTS = r"$x_i \in \mathbb{R}_{>0}$, $i = 1,\dots,n$, $\lambda > 0$"
COIN = r"$k, n \in \mathbb{R}_{>0}$, $k < n$, $p \in (0,1)$"
STEP = r"$\alpha \in \mathbb{R}$, $\lambda > 0$"
SOLVE = r"$A \in \mathbb{S}^n_{++}$, $B, C \in \mathbb{R}^{n\times n}$"

RATES = (
    r"$\alpha, \lambda > 0$, $\tau \in \mathbb{N}$, $\beta, \gamma > 0$ with $\beta > \frac{2}{\lambda}$ and $\gamma < \frac{2}{\lambda}$"
)

TRUE = (
    (RATES, r"\frac{\alpha}{\tau} < \frac{2}{\lambda} \iff \tau > \frac{\alpha\lambda}{2}"),  # facts of other letters leave few points
    (ONE, r"x^2 = 1 \iff x = \pm 1"),
    (ONE, r"x = 1 \implies x^2 = 1"),
    (ONE, r"x^2 \neq 1 \implies x \neq 1"),
    (ONE, r"x^2 = 1 \impliedby x = -1"),
    (ONE, r"x^2 - 5x + 6 = 0 \iff x = 2 \lor x = 3"),
    (ONE, r"x^2 - 2x + 1 = 0 \iff x = 1"),
    (ONE, r"x^3 = x \iff x = 0 \lor x = 1 \lor x = -1"),
    (ONE, r"x^2 = 2 \iff x = \pm\sqrt{2}"),
    (ONE, r"x^2 - x - 1 = 0 \iff x = \frac{1 \pm \sqrt{5}}{2}"),
    (ONE, r"x^3 = 8 \iff x = 2"),
    (ONE, r"2x + 3 = 7 \iff x = 2"),
    (ONE, r"-2x < 4 \iff x > -2"),
    (ONE, r"3 - x \le 1 \iff x \ge 2"),
    (ONE, r"x^2 < 4 \iff -2 < x < 2"),
    (ONE, r"x^2 \ge 1 \iff x \ge 1 \lor x \le -1"),
    (ONE, r"|x - 1| < 2 \iff -1 < x < 3"),
    (ONE, r"|x| = 3 \iff x = \pm 3"),
    (ONE, r"e^x = 2 \iff x = \log 2"),
    (ONE, r"e^{2x} - 3e^x + 2 = 0 \iff x = 0 \lor x = \log 2"),
    (ONE, r"\sigma(x) > \frac12 \iff x > 0"),
    (ONE, r"\sigma(x) = \frac14 \iff x = -\log 3"),
    (ONE, r"x > 1 \implies x^2 > 1"),
    (ONE, r"x^2 > x \iff x < 0 \lor x > 1"),
    (PONE, r"\log x = 1 \iff x = e"),
    (PONE, r"\log x < 0 \iff x < 1"),
    (PONE, r"x^2 = 4 \iff x = 2"),
    (PONE, r"\frac{1}{x} > 2 \iff x < \frac12"),
    (PONE, r"\sqrt{x} = 3 \iff x = 9"),
    (PAIR, r"x^2 = y^2 \iff x = y \lor x = -y"),
    (PAIR, r"xy = 0 \iff x = 0 \lor y = 0"),
    (PAIR, r"x = y \implies x^2 = y^2"),
    (PAIR, r"x < y \iff e^x < e^y"),
    (PAIR, r"x + y = 1 \land x - y = 0 \iff x = \frac12 \land y = \frac12"),
    (PAIR, r"2x + y = 4 \land x - y = -1 \iff x = 1 \land y = 2"),
    (PAIR, r"x^2 + y^2 = 0 \iff x = 0 \land y = 0"),
    (PAIR, r"x^3 = y^3 \iff x = y"),
    (POS, r"x < y \iff \log x < \log y"),
    (POS, r"\frac1x < \frac1y \iff x > y"),
    (POS, r"x^2 = y^2 \iff x = y"),
    (POS, r"\log x + \log y = 0 \iff xy = 1"),
    (POS, r"\log x = \log y + 1 \iff x = ey"),
    (THREE, r"x = y \implies xz = yz"),
    (LINE, r"ax + b = 0 \iff x = -\frac{b}{a}"),
    (r"$a, b, c, x \in \mathbb{R}$, $a > 0$", r"ax^2 + bx + c = 0 \iff \left(x + \frac{b}{2a}\right)^2 = \frac{b^2 - 4ac}{4a^2}"),
    (STEP, r"|1 - \alpha\lambda| < 1 \iff 0 < \alpha < \frac{2}{\lambda}"),
    (STEP, r"1 - \alpha\lambda = 0 \iff \alpha = \frac{1}{\lambda}"),
    (COIN, r"\frac{k}{p} - \frac{n-k}{1-p} = 0 \iff p = \frac{k}{n}"),
    (COIN, r"\frac{k}{p} = \frac{n-k}{1-p} \iff k(1-p) = (n-k)p"),
    (COUNTS, r"\frac{n}{\lambda} - \sum_{i=1}^n x_i = 0 \iff \lambda = \frac{n}{\sum_{i=1}^n x_i}"),
    (COUNTS, r"\frac{1}{\lambda}\sum_{i=1}^n x_i - n = 0 \iff \lambda = \frac1n\sum_{i=1}^n x_i"),
    (DATA, r"\sum_{i=1}^n (x_i - \mu) = 0 \iff \mu = \frac1n\sum_{i=1}^n x_i"),
    (DATA, r"\frac1v\sum_{i=1}^n (x_i - \mu) = 0 \iff \sum_{i=1}^n x_i = n\mu"),
    (DATA, r"-\frac{n}{2v} + \frac{1}{2v^2}\sum_{i=1}^n (x_i - \mu)^2 = 0 \iff v = \frac1n\sum_{i=1}^n (x_i-\mu)^2"),
    (FIT, r"X^\top(Xw - y) = 0 \iff X^\top X w = X^\top y"),
    (FIT, r"2X^\top(Xw - y) + 2\lambda w = 0 \iff w = (X^\top X + \lambda I)^{-1}X^\top y"),
    (FIT, r"(X^\top X + \lambda I) w = X^\top y \iff X^\top(y - Xw) = \lambda w"),
    (PD, r"Ax = b \iff x = A^{-1}b"),
    (PD, r"Ax - b = 0 \iff Ax = b"),
    (PD, r"\nabla_x\left(\frac12 x^\top A x - b^\top x\right) = 0 \iff x = A^{-1}b"),
    (PD, r"x = 0 \iff x^\top A x = 0"),
    (SOLVE, r"AB = C \iff B = A^{-1}C"),
    (SOLVE, r"BA = C \iff B = CA^{-1}"),
    (SOLVE, r"B = C \iff B^\top = C^\top"),
    (r"$x, y \in \mathbb{R}^d$", r"\|x - y\|^2 = 0 \iff x = y"),
    (r"$x, y \in \mathbb{R}^d$", r"\|x + y\|^2 = \|x\|^2 + \|y\|^2 \iff x^\top y = 0"),
    (
        r"$\theta, c \in \mathbb{R}$, $s > 0$",
        r"\frac{1}{\sqrt{2\pi} s} e^{-(\theta - c)^2/(2s^2)} \propto_\theta e^{-(\theta - c)^2/(2s^2)}",
    ),
    (r"$\theta, c \in \mathbb{R}$", r"e^{-(\theta - c)^2/2} \propto_\theta e^{-\theta^2/2 + c\theta}"),
    (r"$\theta \in (0,1)$, $a, b > 0$", r"\frac{\theta^{a-1}(1-\theta)^{b-1}}{a+b} \propto_\theta \theta^{a-1}(1-\theta)^{b-1}"),
)

FALSE = (
    (RATES, r"\frac{\alpha}{\tau} < \frac{2}{\lambda} \iff \tau > \alpha\lambda"),
    (ONE, r"x^2 = 1 \iff x = 1"),
    (ONE, r"x^2 = 1 \implies x = 1"),
    (ONE, r"x \neq 1 \implies x^2 \neq 1"),
    (ONE, r"x^2 - 5x + 6 = 0 \iff x = 2"),
    (ONE, r"x^2 - 5x + 6 = 0 \iff x = -2 \lor x = -3"),
    (ONE, r"x^3 = x \iff x^2 = 1"),
    (ONE, r"x^3 = x \iff x = \pm 1"),
    (ONE, r"x^2 = x \iff x = 1"),
    (ONE, r"x^2 = 2 \iff x = \sqrt{2}"),
    (ONE, r"x^2 = 2 \implies x = \sqrt{2}"),
    (ONE, r"x^2 - x - 1 = 0 \iff x = \frac{-1 \pm \sqrt{5}}{2}"),
    (ONE, r"2x + 3 = 7 \iff x = 5"),
    (ONE, r"-2x < 4 \iff x < -2"),
    (ONE, r"3 - x \le 1 \iff x > 2"),
    (ONE, r"x^2 < 4 \iff x < 2"),
    (ONE, r"x^2 \ge 1 \iff x \ge 1"),
    (ONE, r"|x - 1| < 2 \iff -1 < x \le 3"),
    (ONE, r"|x| = 3 \implies x = 3"),
    (ONE, r"e^x = 2 \iff x = 2"),
    (ONE, r"e^{2x} - 3e^x + 2 = 0 \iff x = \log 2"),
    (ONE, r"\sigma(x) > \frac12 \iff x > \frac12"),
    (ONE, r"\sigma(x) = \frac14 \iff x = \log 3"),
    (ONE, r"x^2 > 1 \implies x > 1"),
    (ONE, r"x < 1 \implies x^2 < 1"),
    (PONE, r"\log x = 1 \iff x = 1"),
    (PONE, r"\log x < 0 \iff x > 1"),
    (PONE, r"\frac{1}{x} > 2 \iff x > \frac12"),
    (PONE, r"\sqrt{x} = 3 \iff x = 3"),
    (PAIR, r"x^2 = y^2 \iff x = y"),
    (PAIR, r"x^2 = y^2 \implies x = y"),
    (PAIR, r"xy = 0 \iff x = 0"),
    (PAIR, r"x < y \iff x^2 < y^2"),
    (PAIR, r"x + y = 1 \land x - y = 0 \iff x = 1 \land y = 0"),
    (PAIR, r"x + y = 1 \land x - y = 0 \iff x + y = 1"),
    (PAIR, r"xy = x \iff y = 1"),
    (PAIR, r"x^2 + y^2 = 0 \iff x = 0"),
    (POS, r"\frac1x < \frac1y \iff x < y"),
    (POS, r"\log x + \log y = 0 \iff x + y = 1"),
    (POS, r"\log x = \log y + 1 \iff x = y + e"),
    (THREE, r"xz = yz \implies x = y"),
    (THREE, r"xz = yz \iff x = y"),
    (THREE, r"x < y \implies xz < yz"),
    (LINE, r"ax + b = 0 \iff x = \frac{b}{a}"),
    (LINE, r"ax < b \iff x < \frac{b}{a}"),
    (STEP, r"|1 - \alpha\lambda| < 1 \iff 0 < \alpha < \frac{1}{\lambda}"),
    (STEP, r"|1 - \alpha\lambda| < 1 \iff \alpha < \frac{2}{\lambda}"),
    (COIN, r"\frac{k}{p} - \frac{n-k}{1-p} = 0 \iff p = \frac{k}{n-k}"),
    (COUNTS, r"\frac{n}{\lambda} - \sum_{i=1}^n x_i = 0 \iff \lambda = \frac1n \sum_{i=1}^n x_i"),
    (DATA, r"\sum_{i=1}^n (x_i - \mu) = 0 \iff \mu = \sum_{i=1}^n x_i"),
    (DATA, r"-\frac{n}{2v} + \frac{1}{2v^2}\sum_{i=1}^n (x_i - \mu)^2 = 0 \iff v = \frac1{2n}\sum_{i=1}^n (x_i-\mu)^2"),
    (FIT, r"X^\top(Xw - y) = 0 \iff Xw = y"),
    (FIT, r"2X^\top(Xw - y) + 2\lambda w = 0 \iff w = (X^\top X - \lambda I)^{-1}X^\top y"),
    (FIT, r"X^\top(Xw - y) + 2\lambda w = 0 \iff w = (X^\top X + \lambda I)^{-1}X^\top y"),
    (PD, r"Ax = b \iff x = Ab"),
    (PD, r"\nabla_x\left(\frac12 x^\top A x - b^\top x\right) = 0 \iff x = -A^{-1}b"),
    (PD, r"b^\top x = 0 \implies x = 0"),
    (SOLVE, r"AB = C \iff B = CA^{-1}"),
    (SOLVE, r"BA = C \iff B = A^{-1}C"),
    (SOLVE, r"B = C \iff B = C^\top"),
    (r"$x, y \in \mathbb{R}^d$", r"\|x\| = \|y\| \iff x = y"),
    (r"$x, y \in \mathbb{R}^d$", r"\|x + y\|^2 = \|x\|^2 + \|y\|^2 \iff x = 0"),
    (r"$\theta, c \in \mathbb{R}$", r"e^{-(\theta - c)^2/2} \propto_\theta e^{-\theta^2/2 - c\theta}"),
    (r"$\theta, c \in \mathbb{R}$", r"\theta + c \propto_\theta \theta"),
    (r"$\theta \in (0,1)$, $a, b > 0$", r"\theta^{a}(1-\theta)^{b-1} \propto_\theta \theta^{a-1}(1-\theta)^{b-1}"),
)

PARTLY = (
    (r"$a, b, x \in \mathbb{R}$", r"ax = b \iff x = \frac{b}{a}"),
    (r"$A \in \mathbb{R}^{n\times n}$, $x, b \in \mathbb{R}^n$", r"Ax = b \iff x = A^{-1}b"),
)


def page_of(declared: str, claim: str) -> Page:
    """A display below one line of declarations, read."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.md"
        page.write_text(f"Let {declared}. Then\n\n$${claim}.$$\n", encoding="utf-8")
        return read_file(page)


def verdict_of(declared: str, claim: str) -> Verdict:
    """The verdict on the one step of the page."""
    (verdict,) = judge_page(page_of(declared, claim)).verdicts
    return verdict


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_true_relations_stand_and_equivalences_are_proved(declared: str, claim: str) -> None:
    assert isinstance(verdict_of(declared, claim), Proved | Agrees if r"\propto" in claim else Proved)


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_false_relations_are_refuted(declared: str, claim: str) -> None:
    assert isinstance(verdict_of(declared, claim), Refuted)


@pytest.mark.parametrize(("declared", "claim"), [case for case in FALSE if r"\propto" not in case[1]])
def test_no_false_relation_has_a_proof(declared: str, claim: str) -> None:
    (step,) = page_of(declared, claim).claims
    assert isinstance(step, Claim)
    pairs = {"⇔": [(step.left, step.right), (step.right, step.left)], "⇒": [(step.left, step.right)]}[step.relation]
    assert not all(implied(*pair, step.given) for pair in pairs)


@pytest.mark.parametrize(("declared", "claim"), PARTLY)
def test_a_solution_that_does_not_always_exist_is_a_remark(declared: str, claim: str) -> None:
    verdict = verdict_of(declared, claim)
    assert isinstance(verdict, Proved | Agrees)
    assert any("right side undefined at" in remark for remark in verdict.remarks)


def test_a_root_that_is_gained_where_the_other_side_is_undefined_refutes() -> None:
    verdict = verdict_of(ONE, r"\log x + \log(x - 3) = \log 10 \iff x^2 - 3x = 10")
    assert isinstance(verdict, Refuted)
    assert "⇐ fails at x = -2" in verdict.reason


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"16 - 36 = 25 - 45 \implies \left(4 - \frac92\right)^2 = \left(5 - \frac92\right)^2", Proved),
        (r"\left(4 - \frac92\right)^2 = \left(5 - \frac92\right)^2 \implies 4 = 5", Refuted),
        (r"x + \frac1x = \frac1x \implies x = 0", Proved),
    ],
)
def test_what_has_no_variable_or_never_holds_is_decided(claim: str, verdict: type) -> None:
    assert isinstance(verdict_of(ONE, claim), verdict)


def test_the_direction_that_fails_is_named_with_its_point() -> None:
    verdict = verdict_of(ONE, r"x^2 = 1 \iff x = 1")
    assert isinstance(verdict, Refuted)
    assert verdict.reason.startswith("⇒ fails at x = -1")
    assert verdict.counterexample is not None
    assert (verdict.counterexample.left, verdict.counterexample.right) == ("true", "false")


def test_what_is_never_true_is_not_said_to_agree() -> None:
    assert isinstance(verdict_of(ONE, r"\sin x = 2 \iff \cos x = 3"), Undecided)


def test_algebra_does_not_take_a_square_matrix_for_its_transpose() -> None:
    n = t.Size("n")
    matrix = t.Variable("C", (n, n))
    i, j = (t.Index(name, t.as_term(1), n) for name in "ij")
    tried = assignments((n,))
    given = Given((matrix,))
    assert isinstance(algebra.prove(matrix, matrix.T, given, tried), algebra.NoProof)
    assert isinstance(algebra.prove(matrix[i, j], matrix[j, i], given, tried), algebra.NoProof)
    assert isinstance(algebra.prove(matrix.T.T, matrix, given, tried), algebra.Proof)
