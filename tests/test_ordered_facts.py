"""Facts that say which of two numbers is greater decide signs in algebra: |a − b| = a − b where a > b, and no more than that."""

from __future__ import annotations

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Agrees, Proved, Verdict

DECLARED = r"Let $a, b, x \in \mathbb{R}$ and $\lambda > 0$ with $a > b$ and $x < \frac{1}{\lambda}$."


def verdict(claim: str) -> Verdict:
    (found,) = judge_page(read_page("page.md", formulas(f"{DECLARED}\n$$ {claim} $$\n"))).verdicts
    return found


@pytest.mark.parametrize(
    "claim", [r"|a-b| = a-b", r"|b-a| = a-b", r"\max(a,b) = a", r"|\lambda x - 1| = 1-\lambda x", r"|\lambda(b-a)| = \lambda a - \lambda b"]
)
def test_a_sign_that_a_fact_decides_is_proved(claim: str) -> None:
    assert isinstance(verdict(claim), Proved)


@pytest.mark.parametrize("claim", [r"|a-b| = b-a", r"\max(a,b) = b", r"|a| = a", r"|\lambda x| = \lambda x", r"|a-b-1| = a-b-1"])
def test_a_sign_that_no_fact_decides_is_not(claim: str) -> None:
    assert not isinstance(verdict(claim), Proved | Agrees)
