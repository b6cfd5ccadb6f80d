"""What holds near 0 and fails far out, or about the numbers that the claim is written with, is found out."""

from __future__ import annotations

import pytest

from checks.verdicts import Agrees, Conditional, Proved, Refuted
from tests.test_inequalities import verdicts_of

FALSE = (
    (r"$n \in \mathbb{N}$", r"\prod_{j=1}^{10} (n - j) = 0"),
    (r"$n \in \mathbb{N}$", r"\prod_{j=1}^{30} (n - j) = 0"),
    (r"$n \in \mathbb{N}$", r"\sum_{k=1}^n k + \max(n - 40, 0) = \frac{n(n+1)}{2}"),
    (r"$n \in \mathbb{N}$", r"\max(n, 100) = 100"),
    (r"$m \in \mathbb{Z}$", r"\prod_{j=-12}^{12} (m - j) = 0"),
    (r"$m \in \mathbb{Z}$", r"\max(m, -1000) = m"),
    (r"$m \in \mathbb{Z}$", r"|m + 1000| = m + 1000"),
    (r"$m \in \mathbb{Z}$, $m \le 5$", r"\min(m, -1000) = -1000"),
)
CONDITIONAL = (
    (r"$x \in \mathbb{R}$", r"|x - 1000| = 1000 - x", r"where x ≤ 1000"),
    (r"$x \in \mathbb{R}$", r"\max(x, -70) = x", r"where x ≥ -70"),
    (r"$x \in \mathbb{R}$", r"\mathbf{1}[x > 37] = 0", r"where x ≤ 37"),
    (r"$x, y \in \mathbb{R}$", r"|x - y - 50| = 50 + y - x", r"where x - y < 50"),
)
TRUE = (
    (r"$m \in \mathbb{Z}$", r"|m + 1000| = \max(m + 1000, -m - 1000)"),
    (r"$m \in \mathbb{Z}$", r"(-1)^{m} \cdot (-1)^{m} = 1"),
    (r"$n \in \mathbb{N}$", r"|n + 1000| = n + 1000"),
    (r"$n \in \mathbb{N}$", r"\prod_{j=1}^{n} (n + 1 - j) = n!"),
)


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_far_out_it_is_refuted(declared: str, claim: str) -> None:
    assert isinstance(verdicts_of(declared, claim)[0], Refuted)


@pytest.mark.parametrize(("declared", "claim", "where"), CONDITIONAL)
def test_the_part_where_it_holds_is_named_by_its_own_bound(declared: str, claim: str, where: str) -> None:
    (verdict,) = verdicts_of(declared, claim)
    assert isinstance(verdict, Conditional)
    assert verdict.holds_where == where


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_what_is_true_stands(declared: str, claim: str) -> None:
    assert isinstance(verdicts_of(declared, claim)[0], Proved | Agrees)


@pytest.mark.parametrize(
    ("right", "slip"),
    [
        (r"\|x\|_1 \le \sqrt n\,\|x\|_2", r"\|x\|_1 \le \sqrt 3\,\|x\|_2"),
        (r"\|x\|_1^2 \le n\|x\|_2^2", r"\|x\|_1^2 \le 5\|x\|_2^2"),
        (r"\operatorname{logsumexp}(x) \le \max_i x_i + \log n", r"\operatorname{logsumexp}(x) \le \max_i x_i + \log 5"),
        (r"(\operatorname{tr} A)^2 \le n\|A\|_F^2", r"(\operatorname{tr} A)^2 \le 3\|A\|_F^2"),
    ],
)
def test_a_bound_for_short_arrays_fails_for_long_ones(right: str, slip: str) -> None:
    given = r"$x\in\mathbb{R}^n$, $A\in\mathbb{R}^{n\times n}$"
    (found,) = verdicts_of(given, slip)
    assert isinstance(found, Refuted)
    (found,) = verdicts_of(given, right)
    assert isinstance(found, Proved | Agrees)
