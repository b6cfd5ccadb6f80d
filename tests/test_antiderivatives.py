"""Antiderivatives are compared by their derivatives, and derivatives are carried inside integrals and series."""

import pytest

from checks.judge import judge_page
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.verdicts import Agrees, Proved, Refuted, Unreadable, Verdict

DECLARED = r"Let $a, y > 0$, $x \in \mathbb{R}$, $z \in (0,\infty)$, $r \in (0,1)$ and $u = x^2 + 1$. Then"
TRUE = (
    r"\int x^2\,dx = \frac{x^3}{3} + C",
    r"\int x e^x\,dx = x e^x - \int e^x\,dx = x e^x - e^x + C = e^x(x-1) + C",
    r"\int \frac{dx}{1+x^2} = \arctan x + C",
    r"\int \frac{2y\,dy}{1+y^2} = \log(1+y^2)",
    r"\int \frac{x}{1+x^2}\,dx = \frac12\int\frac1u\,du = \frac12\log u + C",
    r"\int t\,dt = \frac{t^2}{2} + C",
    r"\int e^{-z}\,dz = 1",
    r"\frac{d}{dx}\int_0^x e^{-t^2}\,dt = e^{-x^2}",
    r"\frac{d}{dx}\int_x^{x^2} e^{-t^2}\,dt = 2x e^{-x^4} - e^{-x^2}",
    r"\frac{d}{da}\int_0^1 e^{-a t}\,dt = -\int_0^1 t e^{-a t}\,dt",
    r"\frac{d}{da}\int_0^\infty e^{-a t}\,dt = -\frac{1}{a^2}",
    r"\frac{d}{dr}\sum_{k=0}^\infty r^k = \frac{1}{(1-r)^2}",
)
FALSE = (
    r"\int x^2\,dx = x^3 + C",
    r"\int x e^x\,dx = x e^x + \int e^x\,dx",
    r"\int x e^x\,dx = e^x(x+1) + C",
    r"\int \frac{x}{1+x^2}\,dx = \int\frac1u\,du",
    r"\int e^{-z}\,dz = 2",
    r"\frac{d}{dx}\int_0^{x^2} e^{-t^2}\,dt = e^{-x^4}",
    r"\frac{d}{da}\int_0^\infty e^{-a t}\,dt = \frac{1}{a^2}",
    r"\frac{d}{dr}\sum_{k=0}^\infty r^k = \frac{1}{1-r}",
)
DOUBTFUL = (
    r"\int (x + 1)\,dx = \int x\,dx",  # over the real line, or antiderivatives?
    r"x \int e^x\,dx = x e^x",
)


def verdicts(claim: str) -> tuple[Verdict, ...]:
    return judge_page(read_page("page.md", formulas(f"{DECLARED}\n$$\n{claim}\n$$\n"))).verdicts


@pytest.mark.parametrize("claim", TRUE)
def test_a_true_step_stands(claim: str):
    found = verdicts(claim)
    assert found
    assert all(isinstance(verdict, Proved | Agrees) for verdict in found)


@pytest.mark.parametrize("claim", FALSE)
def test_a_false_step_is_refuted(claim: str):
    (found,) = verdicts(claim)
    assert isinstance(found, Refuted)


@pytest.mark.parametrize("claim", DOUBTFUL)
def test_two_readings_are_refused(claim: str):
    (found,) = verdicts(claim)
    assert isinstance(found, Unreadable)
