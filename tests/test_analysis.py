"""Integrals and series of homework and textbooks: none that is false stands, none that is true is refuted."""

import tempfile
from pathlib import Path

import pytest

from checks.judge import judge_page
from checks.page.reading import read_file
from checks.verdicts import Conditional, Proved, Refuted, Verdict

POS = r"$a > 0$, $\mu \in \mathbb{R}$"
UNIT = r"$r \in (0,1)$"
REAL = r"$b \in \mathbb{R}$"
# what is put in for x has the name of the variable of the integral
PRODUCT = r"$b, t \in \mathbb{R}$, $f(x) := \int_0^1 x t\,dt$"

TRUE = (
    (POS, r"\int_0^1 x^2\,dx = \frac{1}{3}"),
    (POS, r"\int_0^\pi \sin x\,dx = 2"),
    (POS, r"\int_0^a x\,dx = \frac{a^2}{2}"),
    (POS, r"\int_0^\infty e^{-a x}\,dx = \frac{1}{a}"),
    (POS, r"\int_0^\infty x a e^{-a x}\,dx = \frac{1}{a}"),
    (POS, r"\int_{-\infty}^\infty e^{-a x^2}\,\mathrm{d}x = \sqrt{\frac{\pi}{a}}"),
    (POS, r"\int_0^\infty x^4 e^{-x}\,dx = 4!"),
    (POS, r"\int_0^\infty \frac{1}{1+x^2}\,dx = \frac\pi2"),
    (POS, r"\int_1^\infty x^{-a-1}\,dx = \frac1a"),
    (UNIT, r"\sum_{k=0}^\infty r^k = \frac{1}{1-r}"),
    (UNIT, r"\sum_{k=1}^\infty k r^{k-1} = \frac{1}{(1-r)^2}"),
    (UNIT, r"\sum_{k=0}^\infty (-r)^k = \frac{1}{1+r}"),
    (UNIT, r"\sum_{k=1}^\infty k (1-r)^{k-1} r = \frac{1}{r}"),
    (UNIT, r"\sum_{k=1}^\infty k^2 r(1-r)^{k-1} = \frac{2-r}{r^2}"),
    (UNIT, r"\sum_{k=2}^\infty k(k-1) r^{k-2} = \frac{2}{(1-r)^3}"),
    (UNIT, r"\sum_{k=1}^\infty \left(k-\frac1r\right)^2 r(1-r)^{k-1} = \frac{1-r}{r^2}"),
    (UNIT, r"\sum_{k=1}^\infty \frac{k}{2^k} = 2"),
    (REAL, r"\sum_{k=0}^\infty \frac{b^k}{k!} = e^b"),
    (POS, r"\mathbb{E}_{k\sim\operatorname{Poisson}(a)}[k] = a"),
    (POS, r"\sum_{n=1}^\infty \frac{a}{n^2} = a\frac{\pi^2}{6}"),
    (POS, r"\sum_{n=2}^\infty \frac{-3a}{2n^4} = \frac{3a}{2} - \frac{a\pi^4}{60}"),
    (POS, r"\sum_{k=1}^\infty \frac{1}{k(k+1)} = 1"),
    (POS, r"\sum_{k=0}^\infty \frac{(-1)^k}{2k+1} = \frac{\pi}{4}"),
    (POS, r"\sum_{k=1}^\infty \frac{(-1)^{k+1}}{k} = \log 2"),
    (POS, r"\sum_{k=0}^\infty \frac{1}{(k+a)(k+a+1)} = \frac1a"),
    (POS, r"\sum_{k=1}^\infty \frac{1}{k^2(k+1)^2} = \frac{\pi^2}{3} - 3"),
    (POS, r"\int_0^1 x^{a-1}\,dx = \frac1a"),
    (POS, r"\int_0^1 \frac{1}{\sqrt x}\,dx = 2"),
    (POS, r"\int_0^1 \log(1-x)\,dx = -1"),
    (POS, r"\int_1^2 \log(x-1)\,dx = -1"),
    (PRODUCT, r"f(t) = \frac{t}{2}"),
    (PRODUCT, r"f(t + b) = \frac{t + b}{2}"),
)
FALSE = (
    (POS, r"\int_0^1 x^2\,dx = \frac{1}{2}"),
    (POS, r"\mathbb{E}_{x\sim\mathcal N(\mu,a^2)}[x^2] = \mu^2"),
    (POS, r"H(\operatorname{Exponential}(a)) = 1 + \log a"),
    (POS, r"\operatorname{KL}(\mathcal N(\mu,1)\,\|\,\mathcal N(0,a^2)) = \log a + \frac{1+\mu^2}{2a^2}"),
    (POS, r"\int_0^\infty \frac{1}{1+x^2}\,dx = \pi"),
    (POS, r"\int_1^\infty x^{-a-1}\,dx = \frac{1}{a+1}"),
    (POS, r"\int_0^\pi \sin x\,dx = 0"),
    (POS, r"\int_0^a x\,dx = a^2"),
    (POS, r"\int_0^\infty e^{-a x}\,dx = a"),
    (POS, r"\int_0^\infty x e^{-a x}\,dx = \frac{1}{a}"),
    (POS, r"\int_{-\infty}^\infty e^{-a x^2}\,dx = \sqrt{\pi a}"),
    (POS, r"\int_0^\infty x^4 e^{-x}\,dx = 5!"),
    (POS, r"\int_{-\infty}^\infty x e^{-a (x-\mu)^2}\,dx = \mu"),
    (UNIT, r"\sum_{k=1}^\infty r^k = \frac{1}{1-r}"),
    (UNIT, r"\sum_{k=1}^\infty k r^{k-1} = \frac{1}{1-r}"),
    (UNIT, r"\sum_{k=0}^\infty (-r)^k = \frac{1}{1-r}"),
    (UNIT, r"\sum_{k=1}^\infty k^2 r(1-r)^{k-1} = \frac{1}{r^2}"),
    (UNIT, r"\sum_{k=0}^\infty k r^k = \frac{1}{(1-r)^2}"),
    (UNIT, r"\sum_{k=2}^\infty k r^k = \frac{r}{(1-r)^2}"),
    (UNIT, r"\sum_{k=1}^\infty \frac{k}{2^k} = 1"),
    (REAL, r"\sum_{k=0}^\infty \frac{b^k}{k!} = e^{-b}"),
    (REAL, r"\sum_{k=0}^\infty \frac{b^k}{k!} = 1 + b + \frac{b^2}{2}"),
    (POS, r"\sum_{n=1}^\infty \frac{1}{n^2} = \frac{\pi^2}{8}"),
    (POS, r"\sum_{k=1}^\infty \frac{1}{k(k+2)} = \frac12"),
    (POS, r"\sum_{k=1}^\infty \frac{(-1)^{k-1}}{k} = -\log 2"),
    (POS, r"\sum_{k=0}^\infty (-1)^k = \frac12"),
    (POS, r"\sum_{k=1}^\infty (-1)^k \frac{k}{k+1} = 0"),
    (POS, r"\int_0^1 \log x\,dx = 1"),
    (POS, r"\int_{-1}^1 \frac{1}{x^2}\,dx = -2"),
    (POS, r"\int_{-1}^1 \frac1x\,dx = 0"),
    (POS, r"\int_0^3 \frac{1}{x^2-4}\,dx = 1"),
    (POS, r"\int_0^2 \frac{x}{(x-1)^3}\,dx = 0"),
    (POS, r"\int_0^a \frac1x\,dx = \log a"),
    (POS, r"\sum_{n=2}^\infty \frac{1}{n^2} = \frac{\pi^2}{6}"),
    (POS, r"\sum_{n=1}^\infty \frac{1}{n^2} = 1.6449340668"),
    (PRODUCT, r"f(t) = \frac{1}{3}"),
)
LEFT = "elsewhere the left side is undefined"
CONDITIONAL = (
    (REAL, r"\sum_{k=0}^\infty b^k = \frac{1}{1-b}", f"where |b| < 1: {LEFT}"),
    (r"$b, c \in \mathbb{R}$", r"\sum_{k=0}^\infty c b^k = \frac{c}{1-b}", f"where |b| < 1: {LEFT}"),
    (REAL, r"\sum_{k=1}^\infty k b^{k-1} = \frac{1}{(1-b)^2}", f"where |b| < 1: {LEFT}"),
    (REAL, r"\sum_{k=0}^\infty (2b)^k = \frac{1}{1-2b}", f"where |2 b| < 1: {LEFT}"),
    (REAL, r"\int_0^\infty e^{-b x}\,dx = \frac{1}{b}", f"where b > 0: {LEFT}"),
)


def verdict(declared: str, claim: str) -> Verdict:
    """The verdict on the only step of a page."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.md"
        path.write_text(f"Let {declared}.\n$$\n{claim}\n$$\n", encoding="utf-8")
        (found,) = judge_page(read_file(path)).verdicts
    return found


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_a_true_step_is_proved(declared: str, claim: str):
    assert isinstance(verdict(declared, claim), Proved)


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_a_false_step_is_refuted(declared: str, claim: str):
    assert isinstance(verdict(declared, claim), Refuted)


@pytest.mark.parametrize(("declared", "claim", "where"), CONDITIONAL)
def test_the_part_where_a_series_converges_is_named(declared: str, claim: str, where: str):
    found = verdict(declared, claim)
    assert isinstance(found, Conditional)
    assert found.holds_where == where
