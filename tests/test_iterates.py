"""Other values of a declared letter: the iterates of a method, an optimum; and entries, which they are not taken for."""

from __future__ import annotations

import pytest

from checks import terms as t
from checks.judge import judge_page
from checks.model import Claim
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Proved, Refuted

d, n = t.Size("d"), t.Size("n")
DESCENT = r"""Let $\theta \in \mathbb{R}^d$, $\alpha > 0$, $A \in \mathbb{S}^d$ and $f(\theta) = \frac12\theta^\top A\theta$.
With $\theta_{t+1} = \theta_t - \alpha\nabla f(\theta_t)$ we get
"""


def test_a_step_of_descent_is_read_as_a_definition() -> None:
    page = read_page("page.md", formulas(DESCENT + r"$$\theta_{t+1} - \theta^\star = (I - \alpha A)\theta_t - \theta^\star$$"))
    (claim,) = page.claims
    assert isinstance(claim, Claim)
    assert {v.name for v in claim.given.variables if v.shape == (d,)} == {r"\theta^\star", r"\theta_t"}
    assert [item.text for item in page.defined][-1].startswith(r"\theta_{t+1}")


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\theta_{t+1} = (I - \alpha A)\theta_t", Proved),
        (r"\theta_{t+1} = (I + \alpha A)\theta_t", Refuted),
    ],
)
def test_steps_are_judged(claim: str, verdict: type) -> None:
    (found,) = judge_page(read_page("page.md", formulas(f"{DESCENT}$${claim}$$"))).verdicts
    assert isinstance(found, verdict)


def test_iterates_in_brackets_are_read() -> None:
    text = r"Let $x \in \mathbb{R}$ and $\eta > 0$. $$x^{(k+1)} = x^{(k)} - 2\eta x^{(k)}$$ $$x^{(k+1)} = (1-2\eta)x^{(k)}$$"
    (claim,) = read_page("page.md", formulas(text)).claims
    assert isinstance(claim, Claim)
    assert [v.name for v in claim.given.variables] == ["\\eta", "x^{(k)}"]


def test_entries_stay_entries() -> None:
    text = r"Let $x \in \mathbb{R}^n$. $$\sum_{k=1}^{n-1}(x_{k+1} - x_k) = x_n - x_1$$ $$x_i + x_i = 2x_i$$"
    first, second = read_page("page.md", formulas(text)).claims
    assert isinstance(first, Claim)
    assert first.given.variables == (t.Variable("x", (n,)),)
    assert isinstance(second, Claim)
    assert second.left.shape == ()
