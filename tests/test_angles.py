"""Sines and cosines by the half angle, inverse functions where they cancel, equal derivatives with one equal value."""

import pytest

from checks.verdicts import Agrees, Proved
from checks.witnesses import algebra
from tests.test_inequalities import claims_of, verdicts_of

REAL, HALF_TURN = r"$x \in \mathbb{R}$", r"$x \in (-\frac{\pi}{2}, \frac{\pi}{2})$"

TRUE = (
    (HALF_TURN, r"\arcsin(\sin x) = x"),
    (HALF_TURN, r"\arctan(\tan x) = x"),
    (r"$x \in [0,\pi]$", r"\arccos(\cos x) = x"),
    (HALF_TURN, r"\cos x = \sqrt{1-\sin^2 x}"),
    (HALF_TURN, r"\frac{1}{\sqrt{1+\tan^2 x}}\cdot\frac{1}{\cos^2 x} = \frac{1}{\cos x}"),
    (r"$x \in (-1,1)$", r"\cos(\arccos x) = x"),
    (r"$x \in (-1,1)$", r"\sin(\arccos x) = \sqrt{1-x^2}"),
    (r"$x \in \mathbb{R}$", r"\cos(\arctan x) = \frac{1}{\sqrt{1+x^2}}"),
    (r"$x, y \in (-1,1)$", r"\arctan x+\arctan y = \arctan\frac{x+y}{1-xy}"),
    (r"$x > 0$", r"\arctan x + \arctan\frac1x = \frac{\pi}{2}"),
    (r"$x \in [0,\pi]$", r"\sin x = \sqrt{1-\cos^2 x}"),
    (REAL, r"|\sin x| = \sqrt{1-\cos^2 x}"),
    (REAL, r"\sin x + \cos x \le \sqrt 2"),
    (REAL, r"\sin x = 0 \iff \cos^2 x = 1"),
    (r"$x \in (-\pi,\pi)$", r"\cos x > -1"),
    (r"$x \in (0,\frac{\pi}{2})$", r"\tan x > \sin x"),
    (REAL, r"\sin^4 x+\cos^4 x \ge \frac12"),
)
FALSE = (
    (r"$x \in (-\pi,\pi)$", r"\arcsin(\sin x) = x"),
    (REAL, r"\arctan(\tan x) = x"),
    (r"$x \in [-\pi,\pi]$", r"\arccos(\cos x) = x"),
    (r"$x \in (-\pi,\pi)$", r"\cos x = \sqrt{1-\sin^2 x}"),
    (r"$x \in (0,1)$", r"\sin(\arccos x) = x"),
    (r"$x, y \in (-2,2)$", r"\arctan x+\arctan y = \arctan\frac{x+y}{1-xy}"),
    (r"$x \in \mathbb{R}$, $x \neq 0$", r"\arctan x + \arctan\frac1x = \frac{\pi}{2}"),
    (r"$x > 0$", r"\arctan x + \arctan\frac1x = \frac{\pi}{3}"),
    (REAL, r"\sin x = \sqrt{1-\cos^2 x}"),
    (REAL, r"\sin x + \cos x \le \frac75"),
    (REAL, r"\sin x + \cos x < \sqrt 2"),
    (REAL, r"\cos x > -1"),
    (r"$x \in [-\pi,\pi)$", r"\cos x > -1"),
    (r"$x \in [0,\pi]$", r"\sin x > 0"),
    (REAL, r"\sin x = 0 \iff \cos x = 1"),
    (REAL, r"\tan x = 0 \iff \sin x = 0 \land \cos x > 0"),
)


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_what_holds_for_the_stated_angles_is_proved(declared: str, claim: str) -> None:
    (verdict,) = verdicts_of(declared, claim)
    assert isinstance(verdict, Proved), verdict


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_what_fails_for_some_of_them_is_not_shown(declared: str, claim: str) -> None:
    (made,) = claims_of(declared, claim)
    match made.relation:
        case "⇔":
            assert not all(algebra.implied_by_cells(a, b, made.given) for a, b in ((made.left, made.right), (made.right, made.left)))
        case "=":
            assert isinstance(algebra.prove(made.left, made.right, made.given, ({},)), algebra.NoProof)
        case _:
            assert isinstance(algebra.prove_order(made.relation, made.left, made.right, made.given), algebra.NoProof)  # type: ignore[arg-type]
    (verdict,) = verdicts_of(declared, claim)
    assert not isinstance(verdict, Proved | Agrees), verdict
