"""Facts about products of matrices are put in, for every size; without the fact, or with another, nothing is shown."""

import pytest

from checks.domains import Given
from checks.sizes import assignments, letters
from checks.verdicts import Agrees, Conditional, Proved
from checks.witnesses import algebra
from tests.test_inequalities import claims_of, verdicts_of

EIGEN = r"$A\in\mathbb{S}^n_{++}$, $\mu,c\in\mathbb{R}$, $u\in\mathbb{R}^n$ with $Au = \mu u$"
IDEMPOTENT = r"$P\in\mathbb{R}^{n\times n}$, $x\in\mathbb{R}^n$ with $P^2 = P$"
PROJECTION = r"$P\in\mathbb{R}^{n\times n}$, $x\in\mathbb{R}^n$ with $P^2 = P$ and $P = P^\top$"
ORTHOGONAL = r"$Q,A\in\mathbb{R}^{n\times n}$, $x,y\in\mathbb{R}^n$ with $Q^\top Q = I$"
COLUMNS = r"$V\in\mathbb{R}^{n\times k}$ with $V^\top V = I$, $z\in\mathbb{R}^k$"
PERPENDICULAR = r"$u,v\in\mathbb{R}^n$ with $u^\top v = 0$"
UNIT = r"$v, x\in\mathbb{R}^n$ with $\|v\| = 1$"
COMMUTING = r"$A,B\in\mathbb{R}^{n\times n}$ with $AB = BA$"

TRUE = (
    (EIGEN, r"Au+cu = (\mu+c)u"),
    (EIGEN, r"A^3u = \mu^3u"),
    (EIGEN, r"u^\top Au = \mu\|u\|^2"),
    (EIGEN, r"A^{-1}u = \frac1\mu u"),
    (IDEMPOTENT, r"(I-P)^2 = I-P"),
    (IDEMPOTENT, r"P(I-P) = 0"),
    (IDEMPOTENT, r"(I-2P)^2 = I"),
    (PROJECTION, r"\|Px\|^2 = x^\top Px"),
    (PROJECTION, r"\|x\|^2 = \|Px\|^2+\|x-Px\|^2"),
    (ORTHOGONAL, r"\|Qx\| = \|x\|"),
    (ORTHOGONAL, r"\operatorname{tr}(QAQ^\top) = \operatorname{tr}(A)"),
    (ORTHOGONAL, r"QQ^\top = I"),
    (ORTHOGONAL, r"Q^{-1} = Q^\top"),
    (COLUMNS, r"\|Vz\|^2 = \|z\|^2"),
    (COLUMNS, r"(VV^\top)^2 = VV^\top"),
    (PERPENDICULAR, r"\|u+v\|^2 = \|u\|^2+\|v\|^2"),
    (UNIT, r"\|(I-2vv^\top)x\| = \|x\|"),
    (UNIT, r"(I-vv^\top)v = 0"),
    (COMMUTING, r"(A+B)(A-B) = A^2-B^2"),
    (PROJECTION, r"x^\top Px \ge 0"),
    (ORTHOGONAL, r"(Qx)^\top(Qy) \le \|x\|\|y\|"),
)
FALSE = (
    (EIGEN, r"Au+cu = (\mu-c)u"),
    (EIGEN, r"A^3u = \mu^2u"),
    (EIGEN, r"A = \mu I"),
    (EIGEN, r"A^{-1}u = \mu u"),
    (IDEMPOTENT, r"(I+P)^2 = I+P"),
    (IDEMPOTENT, r"P = P^\top"),
    (IDEMPOTENT, r"\|Px\|^2 = x^\top Px"),
    (PROJECTION, r"\|Px\|^2 = \|x\|^2"),
    (ORTHOGONAL, r"QAQ^\top = A"),
    (ORTHOGONAL, r"\operatorname{tr}(QA) = \operatorname{tr}(A)"),
    (COLUMNS, r"VV^\top = I"),
    (PERPENDICULAR, r"\|u+v\| = \|u\|+\|v\|"),
    (PERPENDICULAR, r"uv^\top = 0"),
    (UNIT, r"(I-vv^\top)x = 0"),
    (UNIT, r"\nabla_v (v^\top v)^2 = 0"),  # the entries of v count as free in a derivative
    (COMMUTING, r"AB = A"),
    (IDEMPOTENT, r"x^\top Px \ge 0"),
    (ORTHOGONAL, r"x^\top Qy \ge 0"),
    (COMMUTING, r"AB = A^\top B"),
    (r"$A,B\in\mathbb{R}^{n\times n}$", r"(A+B)(A-B) = A^2-B^2"),
)


def shown(declared: str, claim: str, *, facts: bool = True) -> algebra.Proof | algebra.NoProof:
    (made,) = claims_of(declared, claim)
    given = made.given if facts else Given(made.given.variables)
    if made.relation != "=":
        return algebra.prove_order(made.relation, made.left, made.right, given)  # type: ignore[arg-type]
    return algebra.prove(made.left, made.right, given, assignments(letters(made.left, made.right)))


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_a_fact_about_a_product_proves_for_every_size(declared: str, claim: str) -> None:
    (verdict,) = verdicts_of(declared, claim)
    assert isinstance(verdict, Proved), verdict
    (says,) = (evidence.says for evidence in verdict.evidence if evidence.witness == "algebra")
    assert "for every" in says


@pytest.mark.parametrize(("declared", "claim"), TRUE)
def test_without_the_fact_nothing_is_shown(declared: str, claim: str) -> None:
    assert isinstance(shown(declared, claim, facts=False), algebra.NoProof)


@pytest.mark.parametrize(("declared", "claim"), FALSE)
def test_a_near_miss_is_not_shown(declared: str, claim: str) -> None:
    assert isinstance(shown(declared, claim), algebra.NoProof)
    (verdict,) = verdicts_of(declared, claim)
    assert not isinstance(verdict, Proved | Agrees | Conditional), verdict
