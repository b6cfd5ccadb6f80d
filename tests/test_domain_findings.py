"""Equalities that hold on a part of their domain only, and thin sets where a side is undefined."""

import pytest

from checks.verdicts import Agrees, Conditional, Proved, Refuted, name
from tests.test_inequalities import verdicts_of

X, XY = r"$x \in \mathbb{R}$", r"$a, b \in \mathbb{R}$"
VECTOR = r"$x, y \in \mathbb{R}^d$"

# what is declared, what is claimed, and the words that name the part
CONDITIONAL = (
    (X, r"\sqrt{x^2} = x", r"x ≥ 0"),
    (X, r"\log x^2 = 2\log x", "x > 0"),
    (X, r"|x| = x", r"x ≥ 0"),
    (X, r"|x| = -x", r"x ≤ 0"),
    (X, r"\operatorname{relu}(x) = x", r"x ≥ 0"),
    (X, r"\operatorname{relu}(x) = 0", r"x ≤ 0"),
    (X, r"\arctan(\tan x) = x", r"-\pi/2 < x < \pi/2"),
    (X, r"\arcsin(\sin x) = x", r"-\pi/2 < x < \pi/2"),
    (X, r"e^{\log x} = x", "x > 0"),
    (X, r"\left(\sqrt{x}\right)^2 = x", "x ≥ 0: elsewhere the left side is undefined"),
    (X, r"\min(x, 10) = x", r"x ≤ 10"),
    (X, r"\log(x+10) - \log(x+10) = 0", r"x > -10"),
    (X, r"\frac{d}{dx}|x| = 1", "x > 0"),
    (XY, r"\log(ab) = \log a + \log b", "a > 0 and b > 0"),
    (XY, r"\max(a, b) = a", r"a ≥ b"),
    (XY, r"\sqrt{a^2 b^2} = ab", r"a b ≥ 0"),
    (XY, r"|a + b| = |a| + |b|", ""),
    (XY, r"\sqrt{ab} = \sqrt{a}\sqrt{b}", ""),
    (r"$a \in \mathbb{R}$, $b \in \mathbb{R}$, $x \in \mathbb{R}_{>0}$", r"\log x^a = \log(x^{2a}) - |a|\log x", r"a ≥ 0"),
    (VECTOR, r"\|x\|_1 = \sum_i x_i", ""),
    (VECTOR, r"\operatorname{relu}(x) = x", ""),
    (r"$x \in \mathbb{R}^d$, $c \in \mathbb{R}$", r"\|c x\| = c\|x\|", r"c ≥ 0"),
    (r"$r \in \mathbb{R}$", r"\sqrt{(r-1)^2} = 1 - r", r"r ≤ 1"),
)

# holds on a thin set, for special values, at no point, or for special sizes: wrong
REFUTED = (
    (X, r"x^2 = x"),
    (X, r"\tanh x = 1"),
    (X, r"e^x = 1 + x"),
    (X, r"\sin x = x"),
    (X, r"\frac{1}{1+e^{-x}} = 1"),
    (XY, r"ab = a + b"),
    (XY, r"(a+b)^2 = a^2 + b^2"),
    (XY, r"|a - b| = |a| + |b| + 1"),
    (VECTOR, r"\|x\|^2 = x^\top y"),
    (VECTOR, r"\|x\|_1 = \|x\|"),
    (r"$n \in \mathbb{N}$", r"n^2 = n"),
    (r"$n \in \mathbb{N}$, $x \in \mathbb{R}$", r"x^n = x"),
    (r"$A, B \in \mathbb{R}^{d\times d}$", r"AB = BA"),
    (r"$A \in \mathbb{R}^{d\times d}$", r"\det(2A) = 2\det A"),
    (r"$y \in \{0,1\}$, $x \in \mathbb{R}$", r"xy = x"),
    (X, r"e^{-e^{x}} = 0"),
)

# holds wherever both sides are defined, and the set where one is not is thin: named in a remark
REMARKED = (
    (X, r"\frac{x^2}{x} = x", "left side undefined at x = 0"),
    (X, r"\frac{x^2-1}{x-1} = x + 1", "left side undefined at x - 1 = 0"),
    (XY, r"\frac{a^2-b^2}{a-b} = a + b", "left side undefined at a - b = 0"),
    (X, r"x^2\cdot x^{-1} = x", "left side undefined at x = 0"),
    (X, r"\frac{d}{dx}|x| = \frac{|x|}{x}", "at x = 0"),
    (r"$A \in \mathbb{R}^{d\times d}$", r"A^{-1}A = I", r"left side undefined at \det(A) = 0"),
    (r"$x \in \mathbb{R}^d$", r"\frac{\|x\|^2}{\|x\|} = \|x\|", r"left side undefined at \|x\| = 0"),
    (X, r"e^{\log x^2} = x^2", "left side undefined at x^2 = 0"),
)


@pytest.mark.parametrize(("declared", "claim", "words"), CONDITIONAL)
def test_what_holds_on_an_open_part_is_conditional(declared: str, claim: str, words: str) -> None:
    (verdict,) = verdicts_of(declared, claim)
    assert isinstance(verdict, Conditional), verdict
    assert words in verdict.holds_where
    assert verdict.outside is not None


@pytest.mark.parametrize(("declared", "claim"), REFUTED)
def test_what_holds_on_a_thin_set_is_refuted(declared: str, claim: str) -> None:
    (verdict,) = verdicts_of(declared, claim)
    assert isinstance(verdict, Refuted), verdict


@pytest.mark.parametrize(("declared", "claim", "remark"), REMARKED)
def test_a_thin_set_without_a_value_is_a_remark(declared: str, claim: str, remark: str) -> None:
    (verdict,) = verdicts_of(declared, claim)
    assert isinstance(verdict, Proved | Agrees), name(verdict)
    assert any(remark in said for said in verdict.remarks), verdict.remarks


@pytest.mark.parametrize("claim", [r"p_k(1-p_k) = 0", r"\frac{\partial p_k}{\partial z_k} = -p_k(1-p_k)"])
def test_what_is_smaller_than_a_thousand_digits_is_no_part(claim: str) -> None:
    declared = r"$a, z \in \mathbb{R}^K$ and $p = \operatorname{softmax}\left(e^{a \odot a} \odot z\right)$"
    (verdict,) = verdicts_of(declared, claim)
    assert isinstance(verdict, Refuted), verdict
