"""Formulas to terms: what a mathematician reads is what is built, and what has two readings is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from checks import terms as t
from checks.model import Claim, Page, Unread
from checks.notation import hadamard, logsumexp, softmax
from checks.page.documents import formulas
from checks.page.statements import read_page

d, n, k_size = t.Size("d"), t.Size("n"), t.Size("K")
x, y, w = (t.Variable(name, (d,)) for name in "xyw")
a, b, c = (t.Variable(name) for name in "abc")
m, square = t.Variable("X", (n, d)), t.Variable("A", (d, d))
r = t.Variable("r", (k_size,))

DECLARED = r"""Let $x, y, w \in \mathbb{R}^d$, $a, b, c \in \mathbb{R}$, $X \in \mathbb{R}^{n\times d}$, $A \in \mathbb{R}^{d\times d}$,
$r \in \mathbb{R}^K$, $f : \mathbb{R} \to \mathbb{R}$ and $g : \mathbb{R}^d \to \mathbb{R}$.
"""
f, g = t.Function("f", ()), t.Function("g", (d,))


def page(text: str) -> Page:
    return read_page("page.md", formulas(text))


def claim(formula: str, *, before: str = "") -> Claim | Unread:
    claims = page(f"{DECLARED}{before}\n\n$$ {formula} $$\n").claims
    assert len(claims) == 1, claims
    return claims[0]


def left(formula: str, *, before: str = "") -> t.Term:
    found = claim(f"{formula} = 0", before=before)
    assert isinstance(found, Claim), found
    return found.left


def index(name: str, high: t.Dim) -> t.Index:
    return t.Index(name, t.as_term(1), t.as_term(high))


i, j = index("i", d), index("j", d)


def log(u: t.Term) -> t.Term:
    return t.Apply("log", u)


def exp(u: t.Term) -> t.Term:
    return t.Apply("exp", u)


def sigma(u: t.Term) -> t.Term:
    return t.Apply("sigma", u)


READ = {
    r"a(b+c)": a * (b + c),
    r"f(a+b)": t.Call(f, a + b),
    r"f'(a)": t.Call(f, a, 1),
    r"f''(a)": t.Call(f, a, 2),
    r"\frac{a}{b}": a / b,
    r"a/b": a / b,
    r"a/b\cdot c": (a / b) * c,
    r"0.5a": t.Number(Fraction(1, 2)) * a,
    r"e^{-a}": exp(-a),
    r"\exp(a)b": exp(a) * b,
    r"a^2": a**2,
    r"\sqrt{a}": t.Power(a, t.as_term(1) / 2),
    r"x^\top y": x.T @ y,
    r"x^T y": x.T @ y,
    r"x\cdot y": x.T @ y,
    r"\langle x, y\rangle": x.T @ y,
    r"x^\top A y": t.MatMul((x.T, square, y)),
    r"2Ax": 2 * (square @ x),
    r"Xx": m @ x,
    r"A^{-1}x": t.Inverse(square) @ x,
    r"x\odot y": hadamard(x, y),
    r"x y^\top": x @ y.T,
    r"x_i": x[i],
    r"A_{ij}": square[i, j],
    r"(Ax)_i": (square @ x)[i],
    r"\log ab": log(a * b),
    r"\log a + b": log(a) + b,
    r"a\log b": a * log(b),
    r"\log(a)b": log(a) * b,
    r"\log\sigma(a)": log(sigma(a)),
    r"\log\det A": log(t.Determinant(square)),
    r"\sin a\cos b": t.Apply("sin", a) * t.Apply("cos", b),
    r"\log^2 a": t.Power(log(a), t.as_term(2)),
    r"\sigma(a)^2": t.Power(sigma(a), t.as_term(2)),
    r"\max(0,a)^2": t.Power(t.Extremum("max", (t.as_term(0), a)), t.as_term(2)),
    r"\log_b a": log(a) / log(b),
    r"|a|": t.Apply("abs", a),
    r"|A|": t.Determinant(square),
    r"\|x\|": t.Norm(x),
    r"\|x\|_2^2": t.Power(t.Norm(x), t.as_term(2)),
    r"\|x\|_1": t.Norm(x, "1"),
    r"\operatorname{tr}(A)": t.Trace(square),
    r"\operatorname{diag}(x)y": t.Diagonal(x) @ y,
    r"\operatorname{softmax}(r)_1": softmax(r)[1],
    r"\operatorname{logsumexp}(r)": logsumexp(r),
    r"\sum_{i=1}^d x_i": t.Reduce("sum", i, x[i]),
    r"\sum_i x_iy_i + a": t.Reduce("sum", i, x[i] * y[i]) + a,
    r"\prod_{i=1}^d x_i": t.Reduce("prod", i, x[i]),
    r"\max_i x_i": t.Reduce("max", i, x[i]),
    r"x_i\sum_{j\neq i} x_j": x[i] * t.Reduce("sum", j, x[j], t.Compare("≠", j, i)),
    r"\mathbf{1}[a<b]\,c": t.Indicator(t.Compare("<", a, b)) * c,
    r"\delta_{ij}x_ix_j": t.Times((t.Indicator(t.Compare("=", i, j)), x[i], x[j])),
    r"\mathbf{1}^\top x": t.Ones((d,)).T @ x,
    r"A + aI": square + a * t.Identity(d),
    r"n!": t.Apply("gamma", n + 1),
    r"\nabla_x (x^\top y)": t.Derivative(x.T @ y, (x,)),
    r"\nabla_x x^\top Ax": t.Derivative(t.MatMul((x.T, square, x)), (x,)),
    r"\nabla^2_x\, x^\top Ax": t.Derivative(t.MatMul((x.T, square, x)), (x, x)),
    r"\nabla g(x)": t.Derivative(t.Call(g, x), (x,)),
    r"\nabla g(x)^\top y": t.Derivative(t.Call(g, x), (x,)).T @ y,
    r"\frac{d}{da} a^2b": t.Derivative(t.Times((a**2, b)), (a,)),
    r"\frac{d}{da}(1+a)^2": t.Derivative((1 + a) ** 2, (a,)),
    r"\frac{d}{da}[a^2]\,b": t.Derivative(a**2, (a,)) * b,
    r"\frac{\partial f(a)}{\partial a}b": t.Derivative(t.Call(f, a), (a,)) * b,
    r"\frac{\partial^2 (ab)}{\partial a\,\partial b}": t.Derivative(a * b, (b, a)),
    r"\frac{\partial}{\partial x_i} g(x)": t.Derivative(t.Call(g, x), (x[i],)),
    r"\left.\frac{df(a)}{da}\right|_{a=0}": t.At(t.Derivative(t.Call(f, a), (a,)), ((a, t.as_term(0)),)),
    r"\begin{cases} a & \text{if } a > 0 \\ b & \text{otherwise}\end{cases}": t.Cases(((a, t.Compare(">", a, t.as_term(0))), (b, None))),
    r"\det\begin{pmatrix} a & b \\ c & 1\end{pmatrix}": t.Determinant(t.Matrix(((a, b), (c, t.as_term(1))))),
}


@pytest.mark.parametrize("formula", READ)
def test_a_formula_means_what_a_mathematician_reads(formula: str) -> None:
    assert left(formula) == READ[formula]


REFUSED = {
    r"\log(a)^b": "two readings",
    r"\sin(a)^2": "two readings",
    r"\operatorname{tr}(A)^2": "two readings",
    r"1/2a": "two readings",
    r"\log a/b": "two readings",
    r"\frac{d}{da}(1+a)(1-a)": "two readings",
    r"x^2": "two readings",
    r"\sin^{-1}(a)": "inverse function",
    r"|x|": "two readings",
    r"q + a": "the name q is not declared",
    r"\theta_0 + a": r"the name \theta_0 is not declared",
    r"Ax + a y^\top": "cannot add shapes (d) and (1 × d)",
    r"X y^\top": "cannot multiply shapes (n × d) and (1 × d)",
    r"f + a": "f is a function: write its argument",
    r"\nabla (a b)": "say by which the gradient is taken",
    r"x_0 + a": "the name x_0 is not declared",
    r"a^2 + x_{d}y_{1}z": "the name z is not declared",
    r"\sigma + a": "needs an argument",
    r"\frac{\partial a}{\partial (bc)}": "a derivative is by a variable",
}


@pytest.mark.parametrize("formula", REFUSED)
def test_what_is_not_understood_is_refused_with_what_was_found(formula: str) -> None:
    found = claim(f"{formula} = 0")
    assert isinstance(found, Unread), found
    assert REFUSED[formula] in found.message


def test_the_place_of_an_error_is_its_column() -> None:
    found = claim(r"a + q = 0")
    assert isinstance(found, Unread)
    assert (found.place.column, found.place.end_column) == (8, 9)


POLICY = r"Let $\pi_\theta(a\mid s) \in \Delta(\mathcal A)$ with $\theta \in \mathbb{R}^m$, $x \in \mathbb{R}$."


def test_pi_beside_a_policy_is_the_number() -> None:
    (found,) = page(POLICY + r" $$ x + \pi = x $$").claims
    assert isinstance(found, Claim)
    assert found.left == t.Variable("x") + t.Constant("pi")


def test_the_name_of_a_table_is_the_vector_of_its_probabilities() -> None:
    (found,) = page(r"Let $\mu(a) \in \Delta(\mathcal A)$, $Q \in \mathbb{R}^{\mathcal{A}}$. $$ \mu^\top Q = \sum_a \mu(a) Q_a $$").claims
    assert isinstance(found, Claim)
    assert found.left.shape == ()
