"""Series whose summand tells their sum: proved in closed form, on the declared domain, and only where they converge."""

from pathlib import Path

import pytest

from checks.judge import judge_page
from checks.page.reading import read_file
from checks.verdicts import Conditional, Proved, Refuted, Undecided, Verdict

UNIT = r"$x \in (-1,1)$, $a, b > 0$"
CLOSED = (
    r"\sum_{n=0}^\infty x^n = \frac{1}{1-x}",
    r"\sum_{n=1}^\infty x^{n-1} = \frac{1}{1-x}",
    r"\sum_{n=0}^\infty (-x)^n = \frac{1}{1+x}",
    r"\sum_{n=1}^\infty a b e^{-n} = \frac{ab}{e-1}",
    r"\sum_{n=0}^\infty \frac{a}{2^n} = 2a",
    r"\sum_{n=0}^\infty \left(-\frac13\right)^n = \frac34",
    r"\sum_{n=0}^\infty \frac{3^n}{4^{n+1}} = 1",
    r"\sum_{n=0}^\infty 2^n e^{-n} = \frac{e}{e-2}",
    r"a + \sum_{n=0}^\infty b e^{-2n} = a + \frac{b e^2}{e^2-1}",
    r"\sum_{n=1}^\infty \frac{a}{n^2} = \frac{\pi^2}{6} a",
    r"\sum_{n=2}^\infty \frac{a}{n^4} = a\left(\frac{\pi^4}{90} - 1\right)",
    r"\sum_{n=3}^\infty \frac{1}{n^6} = \frac{\pi^6}{945} - 1 - \frac{1}{64}",
)
WRONG = (
    r"\sum_{n=1}^\infty x^n = \frac{1}{1-x}",
    r"\sum_{n=0}^\infty (-x)^n = \frac{1}{1-x}",
    r"\sum_{n=1}^\infty a b e^{-n} = \frac{ab}{e}",
    r"\sum_{n=0}^\infty \frac{3^n}{4^n} = 1",
    r"\sum_{n=0}^\infty 3^n e^{-n} = \frac{e}{e-3}",
    r"\sum_{n=0}^\infty 2^n = -1",
    r"\sum_{n=0}^\infty (-1)^n = \frac12",
    r"\sum_{n=2}^\infty \frac{a}{n^2} = \frac{\pi^2}{6} a",
    r"\sum_{n=1}^\infty \frac{a}{n^3} = \frac{\pi^3}{90} a",
)


def verdict(declared: str, claim: str) -> Verdict:
    page = read_file(Path("page.md"), f"Let {declared}.\n$$\n{claim}\n$$\n".encode())
    (only,) = judge_page(page).verdicts
    return only


@pytest.mark.parametrize("claim", CLOSED)
def test_a_sum_is_proved_by_its_closed_form(claim: str):
    found = verdict(UNIT, claim)
    assert isinstance(found, Proved)
    assert found.evidence[0].says.startswith("series in closed form")


@pytest.mark.parametrize("claim", WRONG)
def test_a_wrong_sum_never_stands(claim: str):
    assert isinstance(verdict(UNIT, claim), Refuted | Undecided)


def test_outside_of_its_disc_a_geometric_series_has_no_closed_form():
    assert isinstance(verdict(r"$x > 0$", r"\sum_{n=0}^\infty x^n = \frac{1}{1-x}"), Conditional | Undecided)
