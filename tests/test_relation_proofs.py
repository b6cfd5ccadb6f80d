"""Relations between conditions on several numbers, and on arrays, are proved; near misses are refuted, and have no proof in both directions."""

import pytest

from checks.judge.implying import implied
from checks.model import Claim
from checks.verdicts import Proved, Refuted
from tests.test_relations import page_of, verdict_of

PAIR, SIDES = r"$x, y \in \mathbb{R}$", r"$a, b \in \mathbb{R}$"
NOT_NEGATIVE = r"$x, y \ge 0$"
TRIPLE = r"$x, y, z \in \mathbb{R}$"
PENDULUM = r"$T, L, g > 0$"
RATE = r"$\alpha \in \mathbb{R}$, $\lambda > 0$"
SYSTEM = r"$a, b, c, d, x, y \in \mathbb{R}$, $ad - bc \neq 0$"
DEFINITE = r"$A \in \mathbb{S}^d_{++}$, $x, y, b \in \mathbb{R}^d$"
SQUARE = r"$A, B, C \in \mathbb{R}^{n\times n}$, $x, y \in \mathbb{R}^n$"

TRUE = (
    (PAIR, r"x^2 + y^2 = 8 \land x = y \iff (x = 2 \land y = 2) \lor (x = -2 \land y = -2)"),
    (PAIR, r"2x + 3y = 6 \land 4x + 9y = 15 \iff y = 1 \land x = \frac32"),
    (PAIR, r"x + y = 2 \land xy = 1 \iff x = 1 \land y = 1"),
    (PAIR, r"(x - 1)^2 + (y - 2)^2 = 0 \iff x = 1 \land y = 2"),
    (PAIR, r"|x| + |y| = 0 \iff x = 0 \land y = 0"),
    (PAIR, r"x^2 = 2y^2 \iff x = \pm\sqrt2 y"),
    (PAIR, r"e^{x + y} = 1 \iff x = -y"),
    (PAIR, r"y = e^x \iff y > 0 \land x = \log y"),
    (PAIR, r"\sigma(x) < \sigma(y) \iff x < y"),
    (PAIR, r"\frac xy = 1 \iff x = y \land y \neq 0"),
    (r"$x, y > 0$", r"\log x - \log y = 2 \iff x = e^2y"),
    (SIDES, r"|a| = |b| \iff a^2 = b^2"),
    (SIDES, r"a^4 = b^4 \iff a = \pm b"),
    (SIDES, r"(a - b)(a^2 + ab + b^2) = 0 \iff a - b = 0"),
    (SIDES, r"a < b \implies a^3 < b^3"),
    (TRIPLE, r"x < y \land y < z \implies x < z"),
    (TRIPLE, r"x + y + z = 6 \land x - y = -1 \land y - z = -1 \iff x = 1 \land y = 2 \land z = 3"),
    (PENDULUM, r"T = 2\pi\sqrt{\frac Lg} \iff T^2 = \frac{4\pi^2L}{g}"),
    (PENDULUM, r"T^2 = \frac{4\pi^2L}{g} \iff g = \frac{4\pi^2L}{T^2}"),
    (RATE, r"|1 - \alpha\lambda| < 1 \iff (1 - \alpha\lambda)^2 < 1"),
    (RATE, r"\alpha\lambda(\alpha\lambda - 2) < 0 \iff 0 < \alpha \land \alpha < \frac2\lambda"),
    (SYSTEM, r"ax + by = 0 \land cx + dy = 0 \iff x = 0 \land y = 0"),
    (SYSTEM, r"ax + by = 1 \land cx + dy = 2 \iff x = \frac{d - 2b}{ad - bc} \land y = \frac{2a - c}{ad - bc}"),
    (DEFINITE, r"x = 0 \iff x^\top A x = 0"),
    (DEFINITE, r"\|x - y\| = 0 \iff x = y"),
    (DEFINITE, r"\|Ax - b\|^2 = 0 \iff x = A^{-1}b"),
    (SQUARE, r"B = C \iff B^\top = C^\top"),
    (SQUARE, r"\|B - C\|_F^2 = 0 \iff B = C"),
)

FALSE = (
    (PAIR, r"x^2 + y^2 = 8 \land x = y \iff x = 2 \land y = 2"),
    (PAIR, r"2x + 3y = 6 \land 4x + 6y = 12 \iff x = 0 \land y = 2"),
    (PAIR, r"x + y = 3 \land x - y = 1 \iff x = 1 \land y = 2"),
    (PAIR, r"(x - 1)^2 + (y - 2)^2 = 0 \iff x = 1 \land y = -2"),
    (PAIR, r"x^2 + y^2 \le 1 \iff |x| \le 1 \land |y| \le 1"),
    (PAIR, r"x^2 = 2y^2 \iff x = \sqrt2 y"),
    (PAIR, r"e^x e^y = 1 \iff x = 1 - y"),
    (PAIR, r"\log x < \log y \iff x < y"),
    (PAIR, r"\log(xy) = 0 \iff \log x + \log y = 0"),
    (PAIR, r"\sigma(x) < \sigma(y) \iff x \le y"),
    (PAIR, r"\frac xy = 1 \iff x = y"),
    (PAIR, r"\frac xy < 1 \iff x < y"),
    (PAIR, r"\sqrt x = \sqrt y \iff x = y"),
    (SIDES, r"a^4 = b^4 \iff a = b"),
    (SIDES, r"|a| < |b| \iff a < b"),
    (SIDES, r"(a - b)(a^2 - ab + b^2) = 0 \iff a + b = 0"),
    (TRIPLE, r"x < y \land y < z \iff x < z"),
    (NOT_NEGATIVE, r"x < y \iff x^3 \le y^3"),
    (NOT_NEGATIVE, r"x + y > 0 \iff x > 0 \land y > 0"),
    (PENDULUM, r"T = 2\pi\sqrt{\frac Lg} \iff g = \frac{4\pi^2T^2}{L}"),
    (RATE, r"|1 - \alpha\lambda| < 1 \iff 0 \le \alpha < \frac2\lambda"),
    (r"$a, b, x \in \mathbb{R}$, $a < 0$", r"ax < b \iff x < \frac ba"),
    (r"$a, b, x \in \mathbb{R}$", r"ax = ab \iff x = b"),
    (r"$a, b, x \in \mathbb{R}$", r"\frac ax = \frac bx \iff a = b"),
    (DEFINITE, r"x = 0 \iff x^\top A y = 0"),
    (DEFINITE, r"\|x - y\|^2 = 0 \iff x = -y"),
    (DEFINITE, r"\|x\|^2 = 1 \iff x = 0"),
    (SQUARE, r"x = 0 \iff x^\top A x = 0"),
    (SQUARE, r"B = C \iff B^\top = C"),
)


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_true_relations_between_several_numbers_and_arrays_are_proved(declared: str, claim: str) -> None:
    assert isinstance(verdict_of(declared, claim), Proved)


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_near_misses_are_refuted_and_have_no_proof(declared: str, claim: str) -> None:
    assert isinstance(verdict_of(declared, claim), Refuted)
    (step,) = page_of(declared, claim).claims
    assert isinstance(step, Claim)
    assert not (implied(step.left, step.right, step.given) and implied(step.right, step.left, step.given))
