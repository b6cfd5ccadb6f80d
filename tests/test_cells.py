"""Piecewise rational functions of a few real numbers: what holds in every cell is proved, and no near miss of it is."""

import random

import pytest
from flint import fmpq

from checks.verdicts import Agrees, Conditional, Proved, Refuted
from checks.witnesses.algebra.cells import is_empty
from checks.witnesses.algebra.deciding import equal_by_cells, implied_by_cells, ordered_by_cells
from checks.witnesses.algebra.formulas import LETTERS, NONZERO, ZERO, Formula, Joined, Sign, TooHard, every, negated, sign_in, some
from tests.test_inequalities import claims_of, verdicts_of

x, y, z = LETTERS[:3]
PLUS, MINUS, NOT_NEGATIVE, NOT_POSITIVE = frozenset({1}), frozenset({-1}), frozenset({0, 1}), frozenset({0, -1})
POSITIVES = every(*(sign_in(letter, PLUS) for letter in (x, y, z)))

EMPTY: tuple[Formula, ...] = (
    sign_in(x**2 + x * y + y**2, MINUS),
    every(sign_in(y - x, PLUS), sign_in(y**3 - x**3, NOT_POSITIVE)),
    every(sign_in(x**2 + y**2, NOT_POSITIVE), sign_in(x, NONZERO)),
    every(sign_in(x**2 - 2, ZERO), sign_in(x, PLUS), sign_in(x**3 - 2, MINUS)),
    every(sign_in(x, PLUS), sign_in(y, PLUS), sign_in(z, NOT_NEGATIVE), sign_in(z**2 - x * y, ZERO), sign_in(2 * z - x - y, PLUS)),
    every(POSITIVES, sign_in(x**3 + y**3 + z**3 - 3 * x * y * z, MINUS)),
    sign_in(x**4 * y**2 + x**2 * y**4 + 1 - 3 * x**2 * y**2, MINUS),  # Motzkin's polynomial, which is no sum of squares
    every(POSITIVES, sign_in(x * (x - y) * (x - z) + y * (y - x) * (y - z) + z * (z - x) * (z - y), MINUS)),  # Schur
    every(sign_in(x**2 + y**2 - 1, NOT_POSITIVE), sign_in(x + y - 2, PLUS)),
    every(sign_in(x**2 + y**2 - 1, ZERO), sign_in(x + y - 2, PLUS)),
    every(some(sign_in(x - 1, ZERO), sign_in(x - 2, ZERO)), sign_in(x, MINUS)),
    sign_in(x**2 + 1, ZERO),
)
NOT_EMPTY: tuple[Formula, ...] = (
    sign_in(x**2 + 3 * x * y + y**2, MINUS),
    every(sign_in(y - x, PLUS), sign_in(y**2 - x**2, NOT_POSITIVE)),
    every(sign_in(y - x, NOT_NEGATIVE), sign_in(y**3 - x**3, NOT_POSITIVE)),
    sign_in(x**2 + y**2, NOT_POSITIVE),  # the origin alone
    every(sign_in(x**2 - 2, ZERO), sign_in(x, PLUS), sign_in(x**3 - 2, PLUS)),
    every(sign_in(x, PLUS), sign_in(y, PLUS), sign_in(z, NOT_NEGATIVE), sign_in(z**2 - x * y, ZERO), sign_in(2 * z - x - y, NOT_NEGATIVE)),
    every(POSITIVES, sign_in(x**3 + y**3 + z**3 - 3 * x * y * z, NOT_POSITIVE)),  # x = y = z
    every(POSITIVES, sign_in(10 * x**3 + 10 * y**3 + 10 * z**3 - 31 * x * y * z, MINUS)),
    sign_in(x**4 * y**2 + x**2 * y**4 + 1 - 3 * x**2 * y**2, NOT_POSITIVE),  # four points
    every(sign_in(x**2 + y**2 - 1, NOT_POSITIVE), sign_in(x + y - 1, PLUS)),
    every(sign_in(x**2 + y**2 - 1, ZERO), sign_in(2 * x + 2 * y - 2, PLUS)),
    every(some(sign_in(x - 1, ZERO), sign_in(x + 2, ZERO)), sign_in(x, MINUS)),
    every(sign_in(x**2 - 2, ZERO), sign_in(y**2 - 3, ZERO), sign_in(x * y, MINUS)),
    every(sign_in(x * y - 1, ZERO), sign_in(x + y, MINUS)),
)

R, AB, POS = r"$x, y \in \mathbb{R}$", r"$a, b \in \mathbb{R}$", r"$a, b > 0$"
VECTORS = r"$x, y \in \mathbb{R}^d$"
HUBER = r"$r \in \mathbb{R}$, $\delta > 0$ and $h(r) := \begin{cases}\frac12r^2 & |r|\le\delta\\ \delta|r|-\frac12\delta^2 & |r|>\delta\end{cases}$"

TRUE = (
    (AB, r"a < b \implies a^3 < b^3"),
    (AB, r"a < b \iff a^3 < b^3"),
    (AB, r"a^2 = b^2 \iff a = b \lor a = -b"),
    (AB, r"a \ge 0 \land b \ge 0 \implies |a + b| = |a| + |b|"),
    (r"$x \in \mathbb{R}$, $x \neq 1$", r"\frac{x}{x-1} > 2 \iff 1 < x \land x < 2"),
    (r"$x \in \mathbb{R}$", r"\frac{x+1}{x-2} \le 0 \iff -1 \le x \land x < 2"),
    (r"$x \in \mathbb{R}$", r"x^3 - 4x < 0 \iff x < -2 \lor (0 < x \land x < 2)"),
    (r"$x \in \mathbb{R}$", r"|x - 3| \le 2 \iff 1 \le x \land x \le 5"),
    (r"$x \in \mathbb{R}$", r"|x| = 2x - 3 \iff x = 3"),
    (r"$x \ge 0$", r"\sqrt{x} = x - 2 \iff x = 4"),
    (r"$x \in \mathbb{R}$", r"\sqrt{x + 3} = x + 1 \iff x = 1"),
    (r"$x \in \mathbb{R}$", r"\sqrt{2x - 1} < x - 2 \iff x > 5"),
    (r"$x \in \mathbb{R}$", r"\log x + \log(x-3) = \log 10 \iff x = 5"),
    (r"$x > 0$", r"\log x > 0 \iff x > 1"),
    (r"$x > 0$", r"2\log x = \log(x + 6) \iff x = 3"),
    (r"$\lambda > 0$, $\alpha \in \mathbb{R}$", r"|1-\alpha\lambda|<1 \iff 0<\alpha \land \alpha<\frac2\lambda"),
    (r"$u \in \mathbb{R}$, $\lambda > 0$", r"\operatorname{sign}(u)\max(|u|-\lambda,0) = \max(u-\lambda,0)-\max(-u-\lambda,0)"),
    (r"$x \in \mathbb{R}$", r"\max(0, x) - \max(0, -x) = x"),
    (r"$x \in \mathbb{R}^d$", r"\operatorname{relu}(x) - \operatorname{relu}(-x) = x"),
    (R, r"\max(x, y) = \frac{x + y + |x - y|}{2}"),
    (R, r"\max(x, y) + \min(x, y) = x + y"),
    (HUBER, r"h'(r) = \max(-\delta,\min(\delta,r))"),
    (HUBER, r"h(r) \le \frac12r^2"),
    (HUBER, r"h(r) \le \delta|r|"),
    (POS, r"\log\frac{a+b}2 \ge \frac12\log a+\frac12\log b"),
    (r"$a, b, c > 0$", r"\sqrt[3]{abc} \le \frac{a+b+c}{3}"),
    (POS, r"\frac{2}{\frac1a+\frac1b} \le \sqrt{ab} \le \frac{a+b}2 \le \sqrt{\frac{a^2+b^2}2}"),
    (r"$a, b, c \in \mathbb{R}$", r"a^2+b^2+c^2 \ge ab+bc+ca"),
    (VECTORS, r"\|x\|^2+x^\top y+\|y\|^2 \le (\|x\|+\|y\|)^2"),
    (VECTORS, r"\|x - y\|^2 \ge \|x\|^2 - 2\|x\|\|y\|"),
    (VECTORS, r"|\|x\| - \|y\|| \le \|x - y\|"),
    (r"$x, y \in \mathbb{R}^d$ with $x \neq 0$, $y \neq 0$", r"\frac{x^\top y}{\|x\|\|y\|} \le 1"),
    (r"$x \in \{-1, 1\}$, $t \in \mathbb{R}$", r"|xt| = |t|"),
)
FALSE = (
    (AB, r"a < b \implies a^2 < b^2"),
    (AB, r"a \le b \implies a^3 < b^3"),
    (AB, r"a^2 = b^2 \iff a = b"),
    (AB, r"a \ge 0 \implies |a + b| = |a| + |b|"),
    (r"$x \in \mathbb{R}$, $x \neq 1$", r"\frac{x}{x-1} > 2 \iff x < 2"),
    (r"$x \in \mathbb{R}$", r"\frac{x+1}{x-2} \le 0 \iff -1 \le x \land x \le 2"),
    (r"$x \in \mathbb{R}$", r"x^3 - 4x < 0 \iff x < -2 \lor (0 \le x \land x < 2)"),
    (r"$x \in \mathbb{R}$", r"|x| = 2x - 3 \iff x = 3 \lor x = 1"),
    (r"$x \ge 0$", r"\sqrt{x} = x - 2 \iff x = 1 \lor x = 4"),
    (r"$x \in \mathbb{R}$", r"\sqrt{2x - 1} < x - 2 \iff x < 1 \lor x > 5"),
    (r"$x \in \mathbb{R}$", r"\sqrt{x} \ge 0 \iff x^2 \ge 0"),
    (r"$x \in \mathbb{R}$", r"\log x + \log(x-3) = \log 10 \iff x = 5 \lor x = -2"),
    (r"$x \in \mathbb{R}$", r"\log x^2 = 0 \iff x = 1"),
    (r"$\lambda > 0$, $\alpha \in \mathbb{R}$", r"|1-\alpha\lambda|<1 \iff 0<\alpha \land \alpha\le\frac2\lambda"),
    (r"$u \in \mathbb{R}$, $\lambda > 0$", r"\operatorname{sign}(u)\max(|u|-\lambda,0) = \max(u-\lambda,0)+\max(-u-\lambda,0)"),
    (r"$u, \lambda \in \mathbb{R}$", r"\operatorname{sign}(u)\max(|u|-\lambda,0) = \max(u-\lambda,0)-\max(-u-\lambda,0)"),
    (r"$x \in \mathbb{R}^d$", r"\operatorname{relu}(x) + \operatorname{relu}(-x) = x"),
    (R, r"\max(x, y) = \frac{x + y - |x - y|}{2}"),
    (HUBER, r"h'(r) = \max(-\delta,\max(\delta,r))"),
    (HUBER, r"h(r) \le \frac14r^2"),
    (HUBER, r"h(r) \ge \delta|r|"),
    (POS, r"\log\frac{a+b}2 > \frac12\log a+\frac12\log b"),
    (r"$a, b, c > 0$", r"\sqrt[3]{abc} < \frac{a+b+c}{3}"),
    (r"$a, b, c \in \mathbb{R}$", r"a^2+b^2+c^2 \ge ab+bc+2ca"),
    (VECTORS, r"\|x\|^2+3x^\top y+\|y\|^2 \le (\|x\|+\|y\|)^2"),
    (VECTORS, r"\|x\| - \|y\| \ge \|x - y\|"),
    (r"$x \in \{-1, 2\}$, $t \in \mathbb{R}$", r"|xt| = |t|"),
)


@pytest.mark.parametrize("number", range(len(EMPTY)))
def test_a_condition_without_a_point_is_seen_to_be_empty(number: int) -> None:
    assert is_empty(EMPTY[number])
    assert not is_empty(negated(EMPTY[number]))


@pytest.mark.parametrize("number", range(len(NOT_EMPTY)))
def test_a_condition_with_a_point_is_not_empty(number: int) -> None:
    assert not is_empty(NOT_EMPTY[number])


def test_a_random_condition_that_holds_at_a_point_is_never_empty() -> None:
    draw, empty, held = random.Random(11), 0, 0
    for _ in range(250):
        point = [fmpq(draw.randint(-6, 6), draw.choice((1, 2))) for _ in range(2)] + [fmpq(0)] * (len(LETTERS) - 2)
        formula = drawn_condition(draw, point, depth=2)
        holds = holds_at(formula, point)
        found = is_empty(formula)
        assert not (holds and found), (formula, point)
        empty, held = empty + found, held + holds
    assert empty > 50
    assert held > 50


def drawn_condition(draw: random.Random, point: list[fmpq], depth: int) -> Formula:
    """A condition on two numbers, most of whose polynomials vanish at the point."""
    if depth and draw.random() < 0.7:
        parts = [drawn_condition(draw, point, depth - 1) for _ in range(draw.randint(2, 3))]
        return every(*parts) if draw.random() < 0.8 else some(*parts)
    polynomial = x - x
    for _ in range(draw.randint(1, 4)):
        polynomial += draw.randint(-3, 3) * x ** draw.choice((0, 0, 1, 1, 2)) * y ** draw.choice((0, 0, 1, 1, 2))
    if draw.random() < 0.7:
        polynomial -= polynomial(*point)
    return sign_in(polynomial, draw.choice((ZERO, ZERO, PLUS, MINUS, NONZERO, NOT_NEGATIVE, NOT_POSITIVE)))


def holds_at(formula: Formula, point: list[fmpq]) -> bool:
    match formula:
        case bool():
            return formula
        case Sign(polynomial, signs):
            value = polynomial(*point)
            return (value > 0) - (value < 0) in signs
        case Joined(together, parts):
            return (all if together else any)(holds_at(part, point) for part in parts)


def test_a_condition_on_too_many_numbers_is_refused() -> None:
    with pytest.raises(TooHard):
        is_empty(sign_in(x**2 + y**2 + z**2 + LETTERS[3] ** 2 + LETTERS[4] ** 3, MINUS))


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_what_holds_in_every_cell_is_proved(declared: str, claim: str) -> None:
    for verdict in verdicts_of(declared, claim):
        assert isinstance(verdict, Proved), verdict


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_a_near_miss_is_not_proved(declared: str, claim: str) -> None:
    verdicts = verdicts_of(declared, claim)
    assert any(isinstance(verdict, Refuted | Conditional) for verdict in verdicts), verdicts
    assert not any(isinstance(verdict, Proved | Agrees) for verdict in verdicts), verdicts


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_cells_prove_no_near_miss(declared: str, claim: str) -> None:
    (made,) = claims_of(declared, claim)
    match made.relation:
        case "⇔":
            shown = [implied_by_cells(a, b, made.given) for a, b in ((made.left, made.right), (made.right, made.left))]
            assert not all(shown)
        case "⇒":
            assert not implied_by_cells(made.left, made.right, made.given)
        case "=":
            assert not equal_by_cells(made.left, made.right, made.given)
        case _:
            assert not ordered_by_cells(made.relation, made.left, made.right, made.given)  # type: ignore[arg-type]


def test_a_root_in_a_branch_that_is_not_taken_leaves_the_others_their_points() -> None:
    (made,) = claims_of(r"$x \in \mathbb{R}$", r"\begin{cases}\sqrt{x} & x > 0 \\ -x & \text{otherwise}\end{cases} \ge 1")
    assert not ordered_by_cells("≥", made.left, made.right, made.given)
    (made,) = claims_of(r"$x \in \mathbb{R}$", r"\begin{cases}\sqrt{x} & x > 0 \\ x & \text{otherwise}\end{cases} \ge 0")
    assert not ordered_by_cells("≥", made.left, made.right, made.given)


def test_a_conclusion_that_is_undefined_somewhere_is_false_there() -> None:
    (made,) = claims_of(r"$x \in \mathbb{R}$", r"x < 1 \implies \sqrt{x} < 1")
    assert not implied_by_cells(made.left, made.right, made.given)
    (made,) = claims_of(r"$x \in \mathbb{R}$", r"x < 1 \implies \log x < \log 2")
    assert not implied_by_cells(made.left, made.right, made.given)
    (made,) = claims_of(r"$x, y \in \mathbb{R}$", r"x < 1 \implies x + y\log x < 1 + y\log x")
    assert not implied_by_cells(made.left, made.right, made.given)


def test_a_derivative_at_a_kink_is_not_what_one_of_its_sides_says() -> None:
    for claim in (r"\frac{d}{dx}|x| = 1", r"\frac{d}{dx}\left[x|x|\right] = 2x", r"\frac{d}{dx}\max(x, x^2) = \max(1, 2x)"):
        (made,) = claims_of(r"$x \in \mathbb{R}$", claim)
        assert not equal_by_cells(made.left, made.right, made.given)
    (made,) = claims_of(r"$x \in \mathbb{R}$", r"\frac{d}{dx}\left[x|x|\right] = 2|x|")
    assert equal_by_cells(made.left, made.right, made.given)
