"""Limits: none that is false stands, none that is true is refuted, and where none is known nothing is said."""

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Agrees, Conditional, Proved, Refuted, Undecided, Unreadable, Verdict

DECLARED = r"Let $a > 0$, $b, x \in \mathbb{R}$. Then"
TRUE = (
    r"\lim_{t\to 0}\frac{\sin t}{t} = 1",
    r"\lim_{n\to\infty}\left(1+\frac{b}{n}\right)^n = e^b",
    r"\lim_{t\to\infty} t^2 e^{-a t} = 0",
    r"\lim_{t\to\infty} \frac{3t^2+t}{2t^2-1} = \frac32",
    r"\lim_{h\to 0}\frac{(x+h)^2-x^2}{h} = 2x",
    r"\lim_{h\to 0^+}\frac{|h|}{h} = 1",
    r"\lim_{h\to 0^-}\frac{|h|}{h} = -1",
    r"\lim_{t\to\infty}\frac{\log t}{t} = 0",
    r"\lim_{t\to 0} t\log t = 0",
    r"\lim_{t\to\infty}(\sqrt{t^2+t}-t) = \frac12",
    r"\lim_{t\to\infty}\arctan t = \frac\pi2",
    r"\lim_{t\to\infty} t^{1/t} = 1",
    r"\lim_{t\to\infty}\frac{\sin t}{t} = 0",
    r"\lim_{t\to\infty}\frac{e^t}{e^t+1} = 1",
    r"\lim_{x \to 1} \frac{x^2-1}{x-1} = \lim_{x\to 1}(x+1) = 2",
)
FALSE = (
    r"\lim_{t\to 0}\frac{\sin t}{t} = 0",
    r"\lim_{n\to\infty}\left(1+\frac{b}{n}\right)^n = e",
    r"\lim_{t\to\infty} \frac{3t^2+t}{2t^2-1} = 3",
    r"\lim_{h\to 0}\frac{1-\cos h}{h^2} = 1",
    r"\lim_{h\to 0}\frac{(x+h)^2-x^2}{h} = x^2",
    r"\lim_{h\to 0}\frac{|h|}{h} = 1",
    r"\lim_{t\to 0}\frac1t = 0",
    r"\lim_{t\to\infty}(\sqrt{t^2+t}-t) = 0",
    r"\lim_{t\to\infty} e^{a t} = 0",
    r"\lim_{t\to\infty} ((e^t + 1) - e^t) e^{-t} = 1",
)
SEQUENCES = (  # powers of negative numbers have values at integers
    r"\lim_{n\to\infty}\frac{(-1)^n}{n} = 0",
    r"\lim_{n\to\infty}(a-1)^n e^{-an} = 0",
    r"\lim_{n\to\infty}(-b^2)^n e^{-b^2n} = 0",
    r"\lim_{n\to\infty}(-1)^n (-1)^{n+1} = -1",
    r"\lim_{n\to\infty}\cos\frac{(-1)^n}{n} = 1",
    r"\lim_{t\to\infty}\sum_{n=1}^t \frac{1}{n^2} = \frac{\pi^2}{6}",
    r"\lim_{t\to\infty}\prod_{n=2}^t \left(1-\frac{1}{n^2}\right) = \frac12",
    r"\lim_{t\to\infty}\prod_{n=1}^t \left(1-\frac{a}{n+a}\right) = 0",
    r"\lim_{t\to\infty}\sum_{n=1}^{2t+1} \frac{1}{n^2} = \frac{\pi^2}{6}",
    r"\lim_{t\to\infty}\frac{1}{\sum_{n=1}^t 1/n} = 0",
    r"\lim_{t\to\infty} e^{-a\sum_{n=1}^t 1/n} = 0",
)
NO_SEQUENCES = (
    r"\lim_{n\to\infty}\frac{(-1)^n}{n} = 1",
    r"\lim_{n\to\infty}(-1)^n = 1",
    r"\lim_{n\to\infty}(-2)^n = 0",
    r"\lim_{n\to\infty}(-1)^n (-1)^{n+1} = 1",
    r"\lim_{t\to\infty}\sum_{n=1}^t \frac{1}{n^2} = \frac{\pi^2}{8}",
    r"\lim_{t\to\infty}\prod_{n=1}^t \left(1-\frac{a}{n}\right) = \frac{\sin(\pi\sqrt a)}{\pi\sqrt a}",
)
INFINITE = (
    r"\lim_{t\to\infty}(1+a)^t = \infty",
    r"\lim_{t\to\infty}\log t = \infty",
    r"\lim_{t\to\infty}\left|(-2)^t\right| = \infty",
    r"\lim_{n\to\infty}(-2)^{2n} = \infty",
    r"\lim_{x\to 0}\frac{1}{x^2} = \infty",
    r"\lim_{x\to 0^-}\frac{1}{x} = -\infty",
    r"\sum_{n=1}^\infty \frac1n = \infty",
    r"\sum_{n=1}^\infty \frac an = a\sum_{n=1}^\infty \frac1n = \infty",
    r"\sum_{n=1}^\infty \left(-\frac an\right) = -\infty",
    r"\prod_{n=1}^\infty \left(1+\frac an\right) = \infty",
    r"\sum_{n=1}^\infty \frac{1}{n^2} < \infty",
)
NOT_INFINITE = (
    r"\lim_{t\to\infty}(1+a)^{-t} = \infty",
    r"\lim_{n\to\infty}(-2)^n = \infty",
    r"\lim_{x\to 0}\frac{1}{x} = \infty",
    r"\lim_{x\to 0^-}\frac{1}{x} = \infty",
    r"\lim_{t\to\infty}\sum_{n=1}^t \frac{1}{n^2} = \infty",
    r"\sum_{n=1}^\infty (-1)^n = \infty",
    r"\sum_{n=1}^\infty \left(-\frac an\right) = \infty",
    r"\sum_{n=1}^\infty \frac1n < \infty",
    r"\prod_{n=1}^\infty \left(1-\frac an\right) = \infty",
    r"b = \infty",
)
ARROWS = (
    r"e^{-at} x \xrightarrow{t\to\infty} 0",
    r"(1+a)^t \overset{t\to\infty}{\longrightarrow} \infty",
    r"\frac{\sin t}{t} \underset{t\to 0}{\to} 1",
    r"\prod_{n=2}^t \left(1-\frac{1}{n^2}\right) \xrightarrow{t\to\infty} \prod_{n=2}^\infty \left(1-\frac{1}{n^2}\right) = \frac12",
)
FALSE_ARROWS = (
    r"(1-a)^t x \xrightarrow{t\to\infty} x",
    r"(1-a)^t \overset{t\to\infty}{\longrightarrow} \infty",
    r"\frac{\sin t}{t} \underset{t\to 0}{\to} 0",
)
UNKNOWN = (
    r"\int_1^\infty \frac{1}{x}\,dx = \infty",  # true; of integrals it is not known where they go
    r"\int_1^\infty \frac{1}{x}\,dx = \lim_{t\to\infty}\log t",
    r"-\log 0 = \infty",  # a convention
    r"\lim_{t\to\infty}\sin t = 0",
    r"\lim_{t\to\infty}\sum_{n=1}^{2t} (-1)^n = 0",  # true: the other half of the partial sums is −1
    r"\lim_{n\to\infty} (1+(-1)^n) = 1",  # neither term beats the other
    r"\lim_{t\to\infty}\left(\sum_{n=1}^t \frac1n - \sum_{n=1}^t \frac1n\right) = 1",  # ∞ − ∞
    r"\lim_{t\to\infty} t^2\left(\frac{\pi^2}{6}-\sum_{n=1}^t \frac{1}{n^2}\right)^2 = 0",  # false, and ∞ · 0
    r"\lim_{t\to\infty} ((e^t + 1) - e^t) = 0",  # what is left of it vanishes among what is cut off
)


def verdicts(claim: str) -> tuple[Verdict, ...]:
    return judge_page(read_page("page.md", formulas(f"{DECLARED}\n$$\n{claim}\n$$\n"))).verdicts


@pytest.mark.parametrize("claim", TRUE + SEQUENCES + INFINITE + ARROWS)
def test_a_true_limit_stands(claim: str):
    found = verdicts(claim)
    assert found
    assert all(isinstance(verdict, Proved | Agrees) for verdict in found)


@pytest.mark.parametrize("claim", FALSE + NO_SEQUENCES + NOT_INFINITE + FALSE_ARROWS)
def test_a_false_limit_is_refuted(claim: str):
    (found,) = verdicts(claim)
    assert isinstance(found, Refuted)


@pytest.mark.parametrize("claim", UNKNOWN)
def test_nothing_is_said_of_what_cannot_be_enclosed(claim: str):
    (found,) = verdicts(claim)
    assert isinstance(found, Undecided)


def test_a_limit_holds_only_where_the_factor_is_small_enough():
    (found,) = verdicts(r"\lim_{t\to\infty} a^t\,(2+x^2)^t = 0")
    assert isinstance(found, Conditional)


@pytest.mark.parametrize("claim", [r"a^t x \to x", r"a^t x \xrightarrow{d} x", r"a^t x \xrightarrow{} x"])
def test_an_arrow_that_does_not_say_what_goes_where_is_not_read(claim: str):
    (found,) = verdicts(claim)
    assert isinstance(found, Unreadable)


@pytest.mark.parametrize("fact", [r"b < \infty", r"b^2 < \infty", r"b > -\infty"])
def test_a_letter_that_is_said_to_be_finite_keeps_its_values(fact: str):
    right, wrong = judge_page(read_page("page.md", formulas(f"Let $b > 0$ with ${fact}$.\n$$b+b = 2b, \\qquad b+b = 3b$$"))).verdicts
    assert isinstance(right, Proved)
    assert isinstance(wrong, Refuted)


def test_a_limit_that_is_assumed_claims_nothing():
    page = read_page("page.md", formulas(DECLARED + r" suppose $a^t x\xrightarrow{t\to\infty} 1$."))
    assert page.claims == ()
    assert "assumed" in page.skipped[0].why


def test_a_limit_that_does_not_exist_is_not_one_that_is_infinite():
    page = r"Let $s > 0$. $$\lim_{t\to\infty} 2^t s = \lim_{t\to\infty} (-1)^t s$$ $$\lim_{t\to\infty} 2^t s = \lim_{t\to\infty} 3^t s$$"
    wrong, right = judge_page(read_page("page.md", formulas(page))).verdicts
    assert isinstance(wrong, Refuted)
    assert not isinstance(right, Refuted)
