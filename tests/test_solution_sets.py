"""Conditions on one number are decided by exact solution sets; near misses are refuted, and have no proof in the direction that fails."""

from fractions import Fraction

import pytest

from checks import terms as t
from checks.domains import Given
from checks.judge.solution_sets import decided
from checks.model import Claim
from checks.sets import REALS, Integers, Interval
from checks.verdicts import Proved, Refuted
from checks.witnesses.algebra.algebraic import Beyond, Root, number, sign_at
from checks.witnesses.algebra.line import described, solved
from tests.test_relations import page_of, verdict_of

REAL, POSITIVE = r"$x \in \mathbb{R}$", r"$x > 0$"
x = t.Variable("x")

TRUE = (
    (REAL, r"x^3 = 8 \iff x = 2"),
    (REAL, r"x^2 - 6x = -9 \iff x = 3"),
    (REAL, r"x^2 \neq 1 \implies x \neq 1"),
    (REAL, r"x^2 = 5 + 2\sqrt6 \iff x = \pm(\sqrt2 + \sqrt3)"),
    (REAL, r"\sqrt{x + 2} = x \iff x = 2"),
    (REAL, r"\sqrt[3]{x} = -2 \iff x = -8"),
    (REAL, r"\left|x - \tfrac12\right| + \left|x + \tfrac12\right| = 2 \iff |x| = 1"),
    (REAL, r"|x - 2| = 2x - 7 \iff x = 5"),
    (REAL, r"\frac{x^2 - 4}{x - 2} = 0 \iff x = -2"),
    (REAL, r"\frac{x}{x - 1} > 2 \iff 1 < x < 2"),
    (REAL, r"\frac1x < 1 \iff x > 1 \lor x < 0"),
    (REAL, r"x^2 + x + 1 > 0 \iff x = x"),
    (REAL, r"\max(x, 1 - x) \ge \tfrac34 \iff x \ge \tfrac34 \lor x \le \tfrac14"),
    (REAL, r"e^{2x} = e^x + 2 \iff x = \log 2"),
    (REAL, r"3^{2x} - 4 \cdot 3^x + 3 = 0 \iff x = 0 \lor x = 1"),
    (REAL, r"2^x = 4 \iff x\log 2 = \log 4"),
    (REAL, r"\left(\frac12\right)^x < 8 \iff x > -3"),
    (REAL, r"\tanh x = \frac12 \iff x = \frac12\log 3"),
    (REAL, r"\cosh x = 1 \iff x = 0"),
    (REAL, r"\log(1 + e^x) > \log 2 \iff x > 0"),
    (REAL, r"\log x + \log(x - 3) = \log 10 \iff x = 5"),
    (POSITIVE, r"\log_3(x + 17) - 2 = \log_3(2x) \iff \frac{x + 17}{2x} = 9"),
    (POSITIVE, r"\log_{\frac12} x > 1 \iff x < \frac12"),
    (r"$x \in [0, 1]$", r"x^2 = x \iff x = 0 \lor x = 1"),
    (r"$x \in (0, 1)$", r"x^2 \ge x \implies x > 5"),
    (r"$x \in \mathbb{R}$, $x \neq 1$", r"\frac{x - 1}{x^2 - 1} = \frac12 \implies x = 7"),
    (r"$n \in \mathbb{N}$", r"n > 1 \iff n \ge 2"),
)

FALSE = (
    (REAL, r"x^2 - x = 0 \iff x = 1"),  # a root lost
    (REAL, r"x(x - 1)(x - 2) = 0 \implies x(x - 1) = 0"),
    (REAL, r"\sqrt{x + 2} = x \iff x + 2 = x^2"),  # gained by squaring
    (REAL, r"|x - 2| = 2x - 7 \iff x = 5 \lor x = 3"),
    (REAL, r"(x - 1)^2 \ge 0 \iff x \ge 1"),  # a root that touches
    (REAL, r"(x - 1)^2(x - 2) \ge 0 \iff x \ge 2"),
    (REAL, r"x^2 < 4 \iff -2 < x \le 2"),  # an end
    (REAL, r"-2x < 4 \iff x < -2"),  # a sign
    (REAL, r"\frac1x < 1 \iff x > 1"),
    (REAL, r"\frac{x - 1}{x - 2} \ge 0 \iff x \ge 2 \lor x \le 1"),  # undefined at an end
    (REAL, r"\frac{x^2 - 1}{x - 1} = 2 \iff x = 1"),
    (REAL, r"\frac{x - 3}{x - 3} = 1 \iff x = x"),
    (REAL, r"(x - 1)(x - 1.0000000000000001) = 0 \iff x = 1"),  # very close together
    (REAL, r"(x - 1000000)(x - 1) = 0 \iff x = 1"),  # far out
    (REAL, r"x^3 = 2 \iff x = 1.2599210498948731648"),
    (REAL, r"x^2 = 2 \iff x = \pm 1.41421356237309504880"),
    (REAL, r"x^2 - 10^{-40} \le 0 \iff x = 0"),
    (REAL, r"\log(x^2) = 0 \iff x = 1"),
    (REAL, r"2\log x = 0 \iff x^2 = 1"),
    (REAL, r"\log x + \log(x - 3) = \log 10 \iff x = 5 \lor x = -2"),
    (REAL, r"\log x \neq 0 \iff x \neq 1"),  # false where it is undefined
    (REAL, r"0 \cdot \log x = 0 \iff x = x"),
    (REAL, r"\sigma(x) \ge \frac12 \iff x > 0"),
    (REAL, r"\tanh x = \frac12 \iff x = \log 3"),
    (REAL, r"\left(\frac12\right)^x < 8 \iff x < -3"),
    (POSITIVE, r"\log_{\frac12} x > 1 \iff x > \frac12"),
    (r"$n \in \mathbb{N}$", r"n > 1 \iff n \ge 3"),
)


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_what_has_an_exact_solution_set_is_proved(declared: str, claim: str) -> None:
    assert isinstance(verdict_of(declared, claim), Proved)


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_near_misses_are_refuted_and_have_no_proof(declared: str, claim: str) -> None:
    assert isinstance(verdict_of(declared, claim), Refuted)
    (step,) = page_of(declared, claim).claims
    assert isinstance(step, Claim)
    directions = [(step.left, step.right), (step.right, step.left)][: 2 if step.relation == "⇔" else 1]
    assert not all(decided(*sides, step.given) for sides in directions)


def test_what_does_not_follow_is_told_from_what_is_not_decided() -> None:
    square, one = t.Compare("=", x**2, t.as_term(1)), t.Compare("=", x, t.as_term(1))
    assert decided(one, square, Given((x,)))
    assert decided(square, one, Given((x,))) == ""
    assert decided(square, t.Compare("=", t.Apply("sin", x), x), Given((x,))) is None


def test_the_evidence_shows_the_set() -> None:
    verdict = verdict_of(REAL, r"x^2 = 1 \iff x = \pm 1")
    assert isinstance(verdict, Proved)
    assert verdict.evidence[0].says == "both solution sets are {−1, 1}"
    verdict = verdict_of(REAL, r"x = 2 \implies x^2 \ge 4")
    assert isinstance(verdict, Proved)
    assert verdict.evidence[0].says == "the solution set {2} lies in (−∞, −2] ∪ [2, ∞)"


@pytest.mark.parametrize(
    ("condition", "values", "shown"),
    [
        (t.Compare("=", x**2, t.as_term(2)), REALS, "{−1.41421…, 1.41421…}"),
        (t.Compare("≠", 1 / x, t.as_term(1)), REALS, "(−∞, 0) ∪ (0, 1) ∪ (1, ∞)"),
        (t.Compare("≤", x**2, x), Interval(Fraction(0), Fraction(1), low_closed=True), "[0, 1)"),
        (t.Compare("<", x**2, t.as_term(-1)), REALS, "∅"),
        (t.Compare(">", x**2, t.as_term(1)), Integers(-2, 2), "{−2, 2}"),
    ],
)
def test_a_solution_set_is_written_with_its_ends(condition: t.Term, values: Interval | Integers, shown: str) -> None:
    assert described(solved((condition,), x, values), 0) == shown


def test_a_sign_at_an_irrational_root_is_exact() -> None:
    root = Root((-2, 0, 1), 1)  # √2
    assert sign_at(x**2 - 2, x, root) == 0
    assert sign_at(x - t.as_term(2) ** t.as_term(Fraction(1, 2)) + t.as_term(Fraction(1, 10**40)), x, root) == 1
    nested = t.Power(3 + 2 * x, t.Number(Fraction(1, 2)))  # √(3 + 2√2) = 1 + √2
    assert sign_at(nested - 1 - x, x, root) == 0
    assert sign_at(nested - 1 - x - t.as_term(Fraction(1, 10**60)), x, root) == -1


def test_what_is_not_algebraic_or_too_large_is_not_decided() -> None:
    with pytest.raises(Beyond):
        sign_at(t.Apply("exp", x), x, number(Fraction(1)))
    towers = x ** t.as_term(10**9), (((x + 1) ** t.as_term(30)) ** t.as_term(30)) ** t.as_term(30)
    for tower in towers:
        with pytest.raises(Beyond):
            solved((t.Compare("=", tower, t.as_term(1)),), x, REALS)


def test_what_is_written_with_names_for_names_is_not_read_twice_as_long_each_time() -> None:
    doubled: t.Term = x
    for _ in range(60):
        doubled = doubled + doubled
    condition = t.Compare("=", doubled, t.as_term(0))
    assert decided(condition, t.Compare("=", x, t.as_term(0)), Given((x,))) is None
