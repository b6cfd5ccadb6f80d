"""Facts that are equations between variables: points are found on them, and only there is a claim judged."""

import pytest

from checks.verdicts import Agrees, Proved, Refuted
from tests.test_inequalities import verdicts_of

AB, SQUARE = r"$a, b \in \mathbb{R}$ with $a + b = 1$", r"$U \in \mathbb{R}^{n\times n}$ with $U^\top U = I$, $x, y \in \mathbb{R}^n$"
TALL = r"$V \in \mathbb{R}^{n\times k}$ with $V^\top V = I$, $z \in \mathbb{R}^k$"
UNIT = r"$v \in \mathbb{R}^d$ with $\|v\| = 1$"
SYMMETRIC = r"$A \in \mathbb{R}^{d\times d}$ with $A = A^\top$, $x, y \in \mathbb{R}^d$"
SHARES = r"$w \in \mathbb{R}^K$ with $\sum_k w_k = 1$, $c \in \mathbb{R}$"
EIGEN = r"$A \in \mathbb{S}^d$, $v \in \mathbb{R}^d$, $\lambda \in \mathbb{R}$ with $Av = \lambda v$"

DEFINITE = EIGEN.replace(r"\mathbb{S}^d", r"\mathbb{S}^d_{++}")

TRUE = (
    (AB, r"a^2 - b^2 = a - b"),
    (AB, r"ab \le \frac14"),
    (r"$a, b > 0$ with $ab = 1$", r"a + b \ge 2"),
    (r"$a, b > 0$ with $ab = 1$", r"\log a = -\log b"),
    (r"$x, y, s \in \mathbb{R}$ with $s = x + y$", r"s^2 = x^2 + 2xy + y^2"),
    (SQUARE, r"\|Ux\|^2 = \|x\|^2"),
    (SQUARE, r"(Ux)^\top (Uy) = x^\top y"),
    (SQUARE, r"UU^\top = I"),
    (SQUARE, r"(\det U)^2 = 1"),
    (TALL, r"\|Vz\|^2 = \|z\|^2"),
    (UNIT, r"v^\top v = 1"),
    (UNIT, r"(I - 2vv^\top)(I - 2vv^\top) = I"),
    (UNIT, r"\|v\|_1 \ge 1"),
    (SYMMETRIC, r"x^\top A y = y^\top A x"),
    (SYMMETRIC, r"\nabla_x (x^\top A x) = 2Ax"),
    (SHARES, r"\sum_k w_k (c - 1) = c - 1"),
    (EIGEN, r"v^\top A v = \lambda\|v\|^2"),
    (EIGEN, r"A A v = \lambda^2 v"),
    (DEFINITE, r"A A v = \lambda^2 v"),
    (DEFINITE, r"\|v\|^2 \lambda \ge 0"),
    (r"$P \in \mathbb{R}^{n\times n}$, $x \in \mathbb{R}^n$ with $P^2 = P$ and $P = P^\top$", r"\|Px\|^2 = x^\top Px"),
)

FALSE = (
    (AB, r"a^2 - b^2 = a + b"),
    (AB, r"ab \le \frac15"),
    (r"$a, b > 0$ with $ab = 1$", r"a + b > 2"),
    (SQUARE, r"\|Ux\|^2 = 2\|x\|^2"),
    (SQUARE, r"\det U = 1"),
    (SQUARE, r"U^\top = U"),
    (TALL, r"VV^\top = I"),
    (UNIT, r"(I - vv^\top)(I - vv^\top) = I"),
    (UNIT, r"\|v\|_1 \le 1"),
    (SYMMETRIC, r"\nabla_x (x^\top A x) = Ax"),
    (SHARES, r"\sum_k w_k^2 = 1"),
    (EIGEN, r"v^\top A v = \lambda"),
    (EIGEN, r"A A v = \lambda v"),
    (DEFINITE, r"A A v = \lambda v"),
    (r"$P \in \mathbb{R}^{n\times n}$, $x \in \mathbb{R}^n$ with $P^2 = P$", r"\|Px\|^2 = x^\top Px"),
    (r"$a, b > 0$ with $a^2 b = 1$", r"a = b"),
)


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_what_holds_on_a_constraint_stands(declared: str, claim: str) -> None:
    (verdict,) = verdicts_of(declared, claim)
    assert isinstance(verdict, Proved | Agrees), verdict


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_what_fails_on_a_constraint_is_refuted_there(declared: str, claim: str) -> None:
    (verdict,) = verdicts_of(declared, claim)
    assert isinstance(verdict, Refuted), verdict
    assert verdict.counterexample is not None
    assert not any("free" in name for name in verdict.counterexample.at)


def test_a_product_that_is_zero_is_not_divided_by_a_factor() -> None:
    (verdict,) = verdicts_of(r"$a, b \in \mathbb{R}$ with $ab = 0$", r"b = 0")
    assert not isinstance(verdict, Proved | Agrees), verdict


def test_a_gradient_along_a_constraint_says_so() -> None:
    (verdict,) = verdicts_of(UNIT, r"\nabla_v (v^\top v)^2 = 4v")
    assert isinstance(verdict, Proved | Agrees), verdict
    assert any("on the constraint on v" in remark for remark in verdict.remarks)


def test_points_that_satisfy_an_unsolved_equation_between_matrices_are_no_agreement() -> None:
    (verdict,) = verdicts_of(
        r"$A, B \in \mathbb{R}^{n\times n}$, $x \in \mathbb{R}^n$ with $A B A = A$ and $B A B = B$", r"\|ABx\|^2 = x^\top A B x"
    )
    assert not isinstance(verdict, Proved | Agrees), verdict
