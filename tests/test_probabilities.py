r"""``\Pr`` of an event: the mean of an indicator where a distribution stands below it, an entry of the one table that is declared over the letter."""

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Unreadable, Verdict, name

GIVEN = r"Let $p(x) \in \Delta(\mathcal X)$, $q(y\mid x) \in \Delta(\mathcal Y)$, $\theta \in (0,1)$. "


def judged(formula: str) -> Verdict:
    (verdict,) = judge_page(read_page("page.md", formulas(f"{GIVEN}\n\n$${formula}$$\n"))).verdicts
    return verdict


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\mathbb{P}(X = x) = p(x)", "proved"),
        (r"\sum_x \Pr(X = x) = 1", "proved"),
        (r"\Pr(Y = y \mid X = x) = q(y\mid x)", "proved"),
        (r"\Pr_{x \sim p}(x = 1) = p(1)", "proved"),
        (r"\mathrm{P}_{b\sim\operatorname{Bernoulli}(\theta)}[b = 1] = \theta", "proved"),
        (r"\Pr(X = x) = 1 - p(x)", "refuted"),
        (r"\Pr(Y = y \mid X = x) = q(y \mid x) p(x)", "refuted"),
        (r"\Pr_{b\sim\operatorname{Bernoulli}(\theta)}[b = 1] = 1 - \theta", "refuted"),
        (r"\Pr_{x \sim p}(x = 1) = 1", "refuted"),
    ],
)
def test_the_probability_of_an_event(formula: str, expected: str) -> None:
    assert name(judged(formula)) == expected


@pytest.mark.parametrize("formula", [r"\Pr(A) = 1 - \Pr(B)", r"\mathbb{P}(Z > t) = e^{-t}", r"\mathbb{P}(Z = z) = p(z)", r"\Pr(x) = p(x)"])
def test_an_event_without_a_distribution_is_refused_with_what_to_write(formula: str) -> None:
    verdict = judged(formula)
    assert isinstance(verdict, Unreadable)
    assert "needs its distribution: write p(x) of a declared table, or \\" in verdict.reason
