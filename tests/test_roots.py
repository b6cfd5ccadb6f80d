"""Solutions that a chain of equivalences loses or adds, wherever they are: far out, touched without a change of sign, irrational."""

from __future__ import annotations

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Agrees, Proved, Refuted, Verdict


def verdict(claim: str) -> Verdict:
    (found,) = judge_page(read_page("page.md", formulas(rf"Let $x, a \in \mathbb{{R}}$. $${claim}$$"))).verdicts
    return found


LOST = [
    r"x(x-1000)=0 \iff x=0",
    r"(x-\tfrac{73}{10})^2(x-1)=0 \implies x=1",
    r"(x^2-3)^2(x-1)=0 \iff x=1",
    r"(x-5000)(x-1)>0 \iff x<1",
    r"(10x+73)^2(x-1)\ge0 \iff x\ge1",
    r"\frac{4x-40}{7-x}=\frac{4x-40}{13-x} \iff 7-x=13-x",
    r"(\log x-7)(x-1)=0 \implies x=1",
    r"(e^x-3)^2(x-1)=0 \iff x=1",
    r"\cos x=1 \iff x=0",
    r"\sin^2x=0 \implies x=0",
    r"1+\sin x=0 \implies x=-\frac\pi2",
    r"x^4-4x^2+4\le0 \iff x=\sqrt2",
    r"\frac{x^2(x-1)}{x}=0 \iff x=1 \text{ or } x=0",
    r"(x-a)^2(x-1)=0 \iff x=1",
]
KEPT = [
    r"x(x-1000)=0 \iff x=0 \text{ or } x=1000",
    r"(x-\tfrac{73}{10})^2(x-1)=0 \iff x=1 \text{ or } x=\frac{73}{10}",
    r"(x-5000)(x-1)>0 \iff x>5000 \text{ or } x<1",
    r"(e^x-3)^2=0 \iff x=\ln3",
    r"\frac{(e^x-3)^2(x-1)}{e^x-3}=0 \iff x=1",
    r"\cos x=1 \implies \sin x=0",
    r"x^2\ge2 \iff x\ge\sqrt2 \text{ or } x\le-\sqrt2",
    r"x^4-4x^2+4\le0 \iff x=\sqrt2 \text{ or } x=-\sqrt2",
    r"x\log x=0 \iff x=1",
    r"x^2-2ax+a^2=0 \iff x=a",
]


@pytest.mark.parametrize("claim", LOST)
def test_a_lost_or_added_solution_is_found(claim: str) -> None:
    assert isinstance(verdict(claim), Refuted)


@pytest.mark.parametrize("claim", KEPT)
def test_a_right_equivalence_stands(claim: str) -> None:
    assert isinstance(verdict(claim), Proved | Agrees)
