"""vec and the Kronecker product: the three witnesses agree on them, lengths that are products of letters are computed and never tried."""

from __future__ import annotations

from fractions import Fraction

import pytest

from checks import terms as t
from checks.judge import judge_page
from checks.latex import latex, plain
from checks.page.documents import formulas
from checks.page.fitting import Fitting
from checks.page.statements import read_page
from checks.sizes import letters
from checks.verdicts import Proved, Refuted, Unreadable, Verdict, name

GIVEN = (
    r"Let $A \in \mathbb{R}^{m\times n}$, $X\in\mathbb{R}^{n\times p}$, $B\in\mathbb{R}^{p\times q}$, $C, D \in \mathbb{R}^{n\times n}$, "
    r"$E,F\in\mathbb{R}^{k\times k}$, $M\in\mathbb{R}^{n^2\times n^2}$, $z\in\mathbb{R}^{n^2}$, $u \in \mathbb{R}^n$, $v \in \mathbb{R}^k$, "
    r"$g \in \mathbb{R}^{nk}$. "
)
m, n, p = (t.Size(letter) for letter in "mnp")
A = t.Variable("A", (m, n))
B = t.Variable("B", (n, p))

TRUE = [
    r"\operatorname{vec}(AXB) = (B^\top\otimes A)\operatorname{vec}(X)",
    r"\operatorname{vec}(AX) = (I\otimes A)\operatorname{vec}(X)",
    r"\operatorname{vec}(XB) = (B^\top\otimes I)\operatorname{vec}(X)",
    r"(C\otimes E)(D\otimes F) = CD\otimes EF",
    r"\operatorname{tr}(C^\top D) = \operatorname{vec}(C)^\top\operatorname{vec}(D)",
    r"(A\otimes E)^\top = A^\top\otimes E^\top",
    r"(C\otimes E)^{-1} = C^{-1}\otimes E^{-1}",
    r"\det(C\otimes E) = \det(C)^k\det(E)^n",
    r"\operatorname{tr}(C\otimes E) = \operatorname{tr}(C)\operatorname{tr}(E)",
    r"\|A\otimes E\|_F = \|A\|_F\|E\|_F",
    r"(C \otimes E)\otimes F = C\otimes(E\otimes F)",
    r"I_n\otimes I_k = I_{nk}",
    r"C \otimes v^\top = (C \otimes 1)(I \otimes v^\top)",
    r"\nabla_z \tfrac12 z^\top M z = \tfrac12 (M+M^\top) z",
    r"\nabla_X \|\operatorname{vec}(AX)\|^2 = 2A^\top A X",
    r"g^\top (C\otimes E) g = g^\top (C^\top \otimes E^\top) g",
    r"\operatorname{vec}(uv^\top)^\top \operatorname{vec}(uv^\top) = \|u\|^2\|v\|^2",
]  # fmt: skip
FALSE = [
    r"\operatorname{vec}(CDC) = (C\otimes C)\operatorname{vec}(D)",
    r"\operatorname{vec}(CD) = (C\otimes I)\operatorname{vec}(D)",
    r"\operatorname{vec}(AXB) = (B\otimes A)\operatorname{vec}(X)",
    r"\operatorname{vec}(C) = \operatorname{vec}(C^\top)",
    r"(C\otimes E)(D\otimes F) = DC\otimes EF",
    r"(C\otimes E)(D\otimes F) = CE\otimes DF",
    r"\operatorname{tr}(CD) = \operatorname{vec}(C)^\top\operatorname{vec}(D)",
    r"(C\otimes E)^\top = E^\top\otimes C^\top",
    r"(C\otimes E)^{-1} = E^{-1}\otimes C^{-1}",
    r"\det(C\otimes E) = \det(C)^n\det(E)^k",
    r"\det(C\otimes E) = \det(C)\det(E)",
    r"C \otimes E = E \otimes C",
    r"\nabla_z \tfrac12 z^\top M z = M z",
]  # fmt: skip


def judged(formula: str) -> Verdict:
    (verdict,) = judge_page(read_page("page.md", formulas(f"{GIVEN}\n\n$${formula}$$\n"))).verdicts
    return verdict


@pytest.mark.parametrize("formula", TRUE)
def test_true_identities_are_proved(formula: str) -> None:
    assert name(judged(formula)) == "proved"


@pytest.mark.parametrize("formula", FALSE)
def test_false_ones_are_refuted(formula: str) -> None:
    assert isinstance(judged(formula), Refuted)


def test_the_proof_says_that_it_is_at_the_sizes_tried() -> None:
    verdict = judged(r"\operatorname{tr}(C\otimes E) = \operatorname{tr}(C)\operatorname{tr}(E)")
    assert isinstance(verdict, Proved)
    (said,) = (item.says for item in verdict.evidence if item.witness == "algebra")
    assert "a length is a product of letters, so no index notation" in said
    assert "at (n, k) = (1, 1); (2, 2); (2, 3); (3, 2)" in said


def test_of_two_columns_both_readings_are_named() -> None:
    verdict = judged(r"u \otimes v = u \otimes v")
    assert isinstance(verdict, Unreadable)
    assert "the outer product, written u v^\\top, or the Kronecker product" in verdict.reason


def test_shapes() -> None:
    assert t.Vec(A).shape == t.Vec(A.T).shape == (t.length_of(m, n),)
    assert t.Kronecker(A, B).shape == (t.length_of(m, n), t.length_of(n, p))
    assert t.Kronecker(A, t.Ones((1, p))).shape == (m, t.length_of(n, p))
    assert t.Kronecker(t.Ones((2,)), t.Ones((3,))).shape == (6,)
    assert t.show(t.Kronecker(A, t.Identity(2)).shape) == "(2m × 2n)"
    with pytest.raises(t.ShapeError, match="no Kronecker product of shapes number"):
        t.Kronecker(t.Number(Fraction(2)), A)


def test_a_derived_length_is_computed_from_its_letters() -> None:
    mn = t.length_of(n, m)
    assert mn == t.length_of(m, n)
    assert isinstance(mn, t.Size)
    assert mn.name == "mn"
    assert t.length_of(2, n, n, 3) == t.Size("6n^2", (6, n, n))
    assert t.measured(mn, {m: 2, n: 3}) == 6
    assert letters(t.Variable("x", (mn,)), t.Kronecker(A, B)) == (m, n, p)


def test_open_factors_are_told_by_the_other_side() -> None:
    fitting = Fitting()
    open_length = fitting.open_length("I")
    assert fitting.same(t.length_of(open_length, m), t.length_of(n, p, m))
    assert fitting.length(open_length) == t.length_of(n, p)
    assert not fitting.same(t.length_of(fitting.open_length("J"), m), m)  # none is taken to be 1
    assert not fitting.same(t.length_of(m, n), t.length_of(m, p))


def test_they_are_printed_so_that_they_are_read_again() -> None:
    product = t.MatMul((t.Kronecker(B.T, A), t.Vec(t.Variable("X", (n, n)))))
    assert latex(product) == r"(B^\top \otimes A) \operatorname{vec}(X)"
    assert plain(product) == "(Bᵀ ⊗ A) vec(X)"
    assert latex(t.Kronecker(A, t.Kronecker(B, A))) == r"A \otimes (B \otimes A)"
