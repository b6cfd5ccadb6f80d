"""Finite sums up to a letter: binomial ones in closed form, others by induction; near misses of both stay refuted."""

from pathlib import Path

import pytest
import sympy as sp

from checks.judge import judge_page
from checks.page.reading import read_file
from checks.sets import Integers
from checks.symbolic.sums import inductions, with_binomials_closed
from checks.symbolic.symbols import Symbols
from checks.verdicts import Proved, Refuted, Verdict

COUNT = r"$n \in \mathbb{N}$, $p \in (0,1)$"
REALS = r"$n \in \mathbb{N}$, $x, y \in \mathbb{R}$"
SAMPLE = r"$x \in \mathbb{R}^n$, $p \in (0,1)$"

TRUE = (
    (COUNT, r"\sum_{k=0}^n \binom{n}{k} p^k (1-p)^{n-k} = 1"),
    (COUNT, r"\sum_{k=0}^n k\binom{n}{k} p^k (1-p)^{n-k} = np"),
    (COUNT, r"\sum_{k=1}^n k\binom{n}{k} p^k (1-p)^{n-k} = np"),
    (COUNT, r"\sum_{k=1}^n \binom{n}{k} p^k (1-p)^{n-k} = 1 - (1-p)^n"),
    (COUNT, r"\sum_{k=0}^n k^2\binom{n}{k} p^k (1-p)^{n-k} = np(1-p) + n^2p^2"),
    (COUNT, r"\sum_{k=0}^n k(k-1)\binom{n}{k} p^k (1-p)^{n-k} = n(n-1)p^2"),
    (COUNT, r"\sum_{k=0}^n \binom{n}{k} = 2^n"),
    (COUNT, r"\sum_{k=0}^n k\binom{n}{k} = n2^{n-1}"),
    (COUNT, r"\sum_{k=0}^n (-1)^k\binom{n}{k} = 0"),
    (REALS, r"\sum_{k=0}^n \binom{n}{k} x^k y^{n-k} = (x+y)^n"),
    (REALS, r"\sum_{k=0}^n \binom{n}{k} e^{kx} = (1+e^x)^n"),
    (COUNT, r"\sum_{k=1}^n \log k = \log n!"),
    (COUNT, r"\sum_{k=1}^n k\cdot k! = (n+1)! - 1"),
    (COUNT, r"\sum_{k=1}^{n} k p^{k-1} = \frac{1-(n+1)p^n+np^{n+1}}{(1-p)^2}"),
    (COUNT, r"\sum_{k=0}^{n-1} p^k = \frac{1-p^n}{1-p}"),
    (COUNT, r"2\sum_{k=1}^n k = n^2 + n"),
    (COUNT, r"\prod_{k=1}^n \left(1 + \frac1k\right) = n + 1"),
    (COUNT, r"\prod_{k=1}^n p^k = p^{n(n+1)/2}"),
    (SAMPLE, r"\prod_{k=1}^n p = p^n"),
)
FALSE = (
    (COUNT, r"\sum_{k=0}^n \binom{n}{k} p^k (1-p)^{k} = 1"),
    (COUNT, r"\sum_{k=1}^n \binom{n}{k} p^k (1-p)^{n-k} = 1"),
    (COUNT, r"\sum_{k=0}^n k\binom{n}{k} p^k (1-p)^{n-k} = n(1-p)"),
    (COUNT, r"\sum_{k=0}^n k^2\binom{n}{k} p^k (1-p)^{n-k} = np(1-p)"),
    (COUNT, r"\sum_{k=1}^n \binom{n}{k} = 2^n"),
    (COUNT, r"\sum_{k=0}^n k\binom{n}{k} = n2^n"),
    (COUNT, r"\sum_{k=0}^n (-1)^k\binom{n}{k} = 1"),
    (REALS, r"\sum_{k=0}^n \binom{n}{k} x^k y^{n-k} = x^n + y^n"),
    (COUNT, r"\sum_{k=1}^n \log k = \log\Gamma(n)"),
    (COUNT, r"\sum_{k=1}^n k\cdot k! = (n+1)!"),
    (COUNT, r"\sum_{k=0}^{n} p^k = \frac{1-p^n}{1-p}"),
    (COUNT, r"\sum_{k=1}^n k = \frac{n(n+1)}{2} + (n-1)(n-2)(n-3)"),
    (COUNT, r"\prod_{k=1}^n \left(1 + \frac1k\right) = n"),
)


def verdict(declared: str, claim: str, folder: Path) -> Verdict:
    """The verdict on the only step of a page."""
    path = folder / "page.md"
    path.write_text(f"Let {declared}.\n$$\n{claim}\n$$\n", encoding="utf-8")
    (found,) = judge_page(read_file(path)).verdicts
    return found


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_a_sum_up_to_a_letter_is_proved(declared: str, claim: str, tmp_path: Path):
    assert isinstance(verdict(declared, claim, tmp_path), Proved)


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_a_false_sum_is_refuted(declared: str, claim: str, tmp_path: Path):
    assert isinstance(verdict(declared, claim, tmp_path), Refuted)


def test_binomial_sums_are_what_they_are_at_numbers():
    n, k = sp.symbols("n k", integer=True, nonnegative=True)
    a, b = sp.symbols("a b", positive=True)
    for low in (0, 1):
        total = sp.Sum((k**3 - 2 * k + 5) * a ** (2 * k) * b ** (n - k) / (sp.gamma(k + 1) * sp.gamma(n - k + 1)), (k, low, n))
        closed = with_binomials_closed(total)
        assert not closed.has(sp.Sum)
        for number in range(6):
            assert sp.expand(closed.subs(n, number)) == sp.expand(total.subs(n, number).doit())


def test_what_is_no_binomial_sum_is_left_as_it_is():
    n, k = sp.symbols("n k", integer=True, nonnegative=True)
    below = sp.gamma(k + 1) * sp.gamma(n - k + 1)
    for summand, high in ((2**k / below**2, n), (2**k / below, n + 1), (2 ** (k**2) / below, n), (2**k / (k * below), n)):
        total = sp.Sum(summand, (k, 0, high))
        assert with_binomials_closed(total) == total


def test_an_induction_needs_its_first_value_and_its_step():
    symbols = Symbols()
    n = symbols.standing_for("n", Integers(1))
    k = sp.Symbol("k", integer=True, positive=True)
    total = sp.Sum(k, (k, 1, n))
    (right,) = inductions(total - n * (n + 1) / 2, symbols)
    assert (sp.expand(right.base), sp.expand(right.step)) == (0, 0)
    (off_by_one,) = inductions(total - (n * (n + 1) / 2 + 1), symbols)
    assert (sp.expand(off_by_one.base), sp.expand(off_by_one.step)) == (-1, 0)
    (slower,) = inductions(total - n, symbols)
    assert sp.expand(slower.base) == 0
    assert sp.expand(slower.step) != 0


def test_there_is_no_induction_where_the_summand_depends_on_the_letter():
    symbols = Symbols()
    n = symbols.standing_for("n", Integers(1))
    k = sp.Symbol("k", integer=True, positive=True)
    total: object = sp.Sum(k / n, (k, 1, n))
    assert list(inductions(total, symbols)) == []
