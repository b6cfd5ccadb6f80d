"""Terms print as the page language writes them, with no bracket too many and none too few."""

from fractions import Fraction

import pytest

from checks import notation as n
from checks.latex import declaration, definition, latex
from checks.latex import terms as printing
from checks.page.elaborate import elaborate
from checks.page.names import Arbitrary, Declared, Dimension, Quantity, Scope
from checks.page.parser import parse_formula
from checks.page.syntax import UnreadableFormula
from checks.sets import NONNEGATIVE, POSITIVE, REALS, Finite, Integers, Interval, Structure
from checks.terms import (
    Apply,
    Call,
    Cases,
    Compare,
    Constant,
    Defined,
    Function,
    Index,
    Logic,
    MatMul,
    Matrix,
    Negative,
    Number,
    Plus,
    Power,
    Quotient,
    Reduce,
    Size,
    Term,
    Times,
    Unit,
    Variable,
    Zeros,
    as_term,
    free_indices,
    walk,
)

d, m = n.sizes("d n")
i, j, k = n.index("i", m), n.index("j", d), n.index("k", d)
theta, x = n.vector(r"\theta", d), n.vector("x", d)
X, A = n.matrix("X", m, d), n.matrix("A", d, d)
y, a, b, c = n.binary("y"), n.real("a"), n.real("b"), n.real("c")
p = n.table("p", d)
z = Defined("z", theta.T @ x)
ell = Defined(r"\ell", y * n.log(n.sigma(z)) + (1 - y) * n.log(1 - n.sigma(z)))
f = Function("f", ())
g = Function("g", (d,))

over_x, over_y = n.index("x", n.size(r"\mathcal{X}")), n.index("y", n.size(r"\mathcal{Y}"))
FAMILY = n.family(r"P_\theta(y\mid x)", theta, over_x, over_y)

ARITHMETIC = [
    (a + b - c, "a + b - c"),
    (a - (b + c), "a - (b + c)"),
    (a - (b - c), "a - (b - c)"),
    (a + (b + c), "a + (b + c)"),
    (a - -b, "a - (-b)"),
    (Negative(-a), "-(-a)"),
    (-(a + b), "-(a + b)"),
    (-a * b, "-a b"),
    (c - a * b, "c - a b"),
    (c + -a * b, "c - a b"),
    (a * -b, "a (-b)"),
    (a * (b + c), "a (b + c)"),
    ((a + b) * (b + c), "(a + b) (b + c)"),
    (a * b * c, "a b c"),
    (2 * (a * b), "2 a b"),
    (a * (b * c), "a b c"),
    (a * as_term(2), r"a \cdot 2"),
    (as_term(2) * 3, r"2 \cdot 3"),
    (2 * as_term(Fraction(1, 2)), r"2 \cdot \frac{1}{2}"),
    (2 * (a / b), r"2 \frac{a}{b}"),
    (as_term(Fraction(-3, 4)), r"-\frac{3}{4}"),
    (Number(Fraction(-3)) * a, "(-3) a"),
    (a + Number(Fraction(-3)), "a - 3"),
    (Plus((a,)), "a"),
    ((a + b) / (a - b), r"\frac{a + b}{a - b}"),
    (-a / b, r"\frac{-a}{b}"),
    (a / b / c, r"\frac{\frac{a}{b}}{c}"),
    (a**2, "a^2"),
    (a ** (b + 1), "a^{b + 1}"),
    ((a + b) ** 2, "(a + b)^2"),
    ((-a) ** 2, "(-a)^2"),
    (-(a**2), "-a^2"),
    ((a**b) ** c, "(a^b)^c"),
    (a ** (b**c), "a^{b^c}"),
    ((a / b) ** 2, r"\left(\frac{a}{b}\right)^2"),
    (as_term(Fraction(1, 2)) ** 2, r"\left(\frac{1}{2}\right)^2"),
    (n.sqrt(a + b), r"\sqrt{a + b}"),
    (n.sqrt(a) ** 2, r"\sqrt{a}^2"),
    (Power(Constant("e"), -a), "e^{-a}"),
    (2 * Constant("pi"), r"2 \pi"),
    (Quotient(n.real("d"), n.real("d") * a), r"\frac{(d)}{d a}"),
]

FUNCTIONS = [
    (n.log(a), r"\log(a)"),
    (n.log(a / b), r"\log\left(\frac{a}{b}\right)"),
    (n.log(a) ** 2, r"(\log(a))^2"),
    (n.sigma(a) ** 2, r"\sigma(a)^2"),
    (n.maximum(0, a) ** 2, r"\max(0, a)^2"),
    (Call(f, a) ** 2, "f(a)^2"),
    (n.sigma(z) * (1 - n.sigma(z)), r"\sigma(z) (1 - \sigma(z))"),
    (ell * (a + b), r"\ell \cdot (a + b)"),
    (ell**2 * (a + b), r"\ell^2 \cdot (a + b)"),
    (n.softmax(x), r"\operatorname{softmax}(x)"),
    (n.logsumexp(A @ x), r"\operatorname{logsumexp}(A x)"),
    (Call(f, a, 1), "f'(a)"),
    (Call(f, a, 2), "f''(a)"),
    (Call(f, a, 3), "f^{(3)}(a)"),
    (Call(g, theta), r"g(\theta)"),
    (Apply("abs", a - b) ** 2, r"\left|a - b\right|^2"),
    (Apply("abs", x), r"\operatorname{abs}(x)"),
]

ARRAYS = [
    (theta.T @ x, r"\theta^\top x"),
    (x * (theta.T @ x), r"x (\theta^\top x)"),
    (x @ (theta.T @ x), r"x (\theta^\top x)"),
    (X.T @ (n.sigma(X @ theta)), r"X^\top \sigma(X \theta)"),
    (2 * X.T @ X @ theta, r"2 X^\top X \theta"),
    (-X.T @ X, r"-X^\top X"),
    (X @ (2 * theta), r"X (2 \theta)"),
    ((A @ x).T, r"(A x)^\top"),
    (x.T.T, r"(x^\top)^\top"),
    (n.inverse(A), "A^{-1}"),
    (n.inverse(A.T), r"(A^\top)^{-1}"),
    (n.inverse(A).T, r"(A^{-1})^\top"),
    (n.inverse(A + n.identity(d)) @ x, "(A + I)^{-1} x"),
    (n.trace(A.T @ A), r"\operatorname{tr}(A^\top A)"),
    (n.log(n.det(A)), r"\log(\det(A))"),
    (n.norm(x), r"\|x\|"),
    (n.norm(X @ theta - n.vector("y", m)) ** 2, r"\|X \theta - y\|^2"),
    (n.norm(A), r"\|A\|_F"),
    (n.norm(x, "1") ** 2, r"\|x\|_1^2"),
    (n.norm(x, "inf"), r"\|x\|_\infty"),
    (n.hadamard(x, theta), r"x \odot \theta"),
    (a * n.hadamard(x, theta), r"a (x \odot \theta)"),
    (n.hadamard(x, A @ theta), r"x \odot (A \theta)"),
    (Power(x, as_term(2)), r"x \odot x"),
    (Power(x, a), r"x^{\odot a}"),
    (n.diag(x), r"\operatorname{diag}(x)"),
    (x[j], "x_j"),
    (x[1], "x_1"),
    (X[i, j], "X_{ij}"),
    (X[i][j], "X_{ij}"),
    (X[i], "X_i"),
    (X[1, 2], "X_{1,2}"),
    (X[i, j + 1], "X_{i,j+1}"),
    (x[j] ** 2, "x_j^2"),
    ((A @ x)[j], "(A x)_j"),
    (n.vector(r"\theta_0", d)[j], r"(\theta_0)_j"),
    (n.real(r"\theta_0") ** 2, r"\theta_0^2"),
    (n.real(r"\theta^\star") ** 2, r"(\theta^\star)^2"),
    (n.real(r"x_{\mathrm{new}}") ** 2, r"x_{\mathrm{new}}^2"),
    (n.ones(d), r"\mathbf{1}_d"),
    (n.ones(d) * (a + b), r"\mathbf{1}_d \cdot (a + b)"),
    (Zeros((d,)), r"\mathbf{0}_d"),
    (Unit(j, d), "e_j"),
    (Matrix(((a, b), (c, a + b))), r"\begin{pmatrix} a & b \\ c & a + b \end{pmatrix}"),
    (MatMul((Times((a, b)), x)), "a b x"),
    (n.tabulated(x[j] ** 2, j), "(x_j^2)_{j=1}^{d}"),
]

BINDERS = [
    (n.total(i, X[i, j]), r"\sum_{i=1}^{n} X_{ij}"),
    (n.total(i, X[i, j] + 1), r"\sum_{i=1}^{n} (X_{ij} + 1)"),
    (n.total(i, X[i, j]) + 1, r"\sum_{i=1}^{n} X_{ij} + 1"),
    (n.total(i, X[i, j]) * a, r"\left(\sum_{i=1}^{n} X_{ij}\right) a"),
    (a * n.total(i, X[i, j]), r"a \sum_{i=1}^{n} X_{ij}"),
    (-n.total(i, X[i, j]), r"-\sum_{i=1}^{n} X_{ij}"),
    (n.total(i, -X[i, j]), r"\sum_{i=1}^{n} (-X_{ij})"),
    (n.total(i, n.total(j, X[i, j])), r"\sum_{i=1}^{n} \sum_{j=1}^{d} X_{ij}"),
    (n.product(j, x[j]), r"\prod_{j=1}^{d} x_j"),
    (Reduce("max", j, x[j]), r"\max_{j \in \{1, \dots, d\}} x_j"),
    (n.total(Index("y", values=(Fraction(0), Fraction(1))), a), r"\sum_{y \in \{0, 1\}} a"),
    (Reduce("sum", j, x[j], Compare("≠", j, k)), r"\sum_{j \neq k} x_j"),
    (
        Reduce("prod", j, x[j], Compare("<", j, k)),
        r"\prod_{j=1}^{d} \begin{cases} x_j & \text{if } j < k \\ 1 & \text{otherwise} \end{cases}",
    ),
    (
        n.kl(over_y, n.table("p", *n.sizes(r"\mathcal{X} \mathcal{Y}"))[over_x, over_y], FAMILY),
        r"\sum_{y \in \mathcal{Y}} p(y \mid x) \log\left(\frac{p(y \mid x)}{P_\theta(y\mid x)}\right)",
    ),
    (n.gradient(ell, theta), r"\nabla_\theta \ell"),
    (n.gradient(a * x[j], x), r"\nabla_x \left[a x_j\right]"),
    (n.hessian(ell, theta), r"\nabla^2_\theta \ell"),
    (n.derivative(ell, theta[j]), r"\frac{\partial}{\partial \theta_j} \ell"),
    (n.derivative(a**2, a, a), r"\frac{\partial^2}{\partial a^2} \left[a^2\right]"),
    (n.derivative(a * b, a, b), r"\frac{\partial^2}{\partial b \, \partial a} \left[a b\right]"),
    (n.jacobian(A @ x, x), r"\frac{\partial}{\partial x} \left[A x\right]"),
    (n.derivative(ell, theta, x), r"\frac{\partial}{\partial x} \left[\nabla_\theta \ell\right]"),
    (n.gradient(ell, theta) * a, r"(\nabla_\theta \ell) a"),
    (n.gradient(ell, theta).T, r"(\nabla_\theta \ell)^\top"),
    (n.at(n.derivative(a**2, a), a, 0), r"\left.\frac{\partial}{\partial a} \left[a^2\right]\right|_{a=0}"),
    (n.argmin(theta, n.norm(theta) ** 2), r"\arg\min_\theta \|\theta\|^2"),
    (n.argmax(theta, a - n.norm(theta)), r"\arg\max_\theta (a - \|\theta\|)"),
]

TRUTHS = [
    (n.indicator(a, "=", b), r"\mathbf{1}[a = b]"),
    (n.indicator(a, "≤", b) * c, r"\mathbf{1}[a \le b] c"),
    (Logic("and", (Compare("<", a, b), Compare("≠", b, c))), r"a < b \land b \neq c"),
    (
        Logic("or", (Compare("<", a, b), Logic("and", (Compare("=", a, c), Compare("=", b, c))))),
        r"a < b \lor (a = c \land b = c)",
    ),
    (Logic("not", (Compare("<", a, b),)), r"a \ge b"),
    (
        Cases(((a, Compare("≥", a, as_term(0))), (Negative(a), None))),
        r"\begin{cases} a & \text{if } a \ge 0 \\ -a & \text{otherwise} \end{cases}",
    ),
]


ALL = ARITHMETIC + FUNCTIONS + ARRAYS + BINDERS + TRUTHS


@pytest.mark.parametrize(("term", "expected"), ALL, ids=range(len(ALL)))
def test_a_term_prints_as_it_is_written(term: Term, expected: str) -> None:
    assert latex(term) == expected


UNREAD_ALONE = (
    r"\odot a}",  # a power entry by entry has no notation on a page
    "(x_j^2)_{j=1}^{d}",  # nor has an array given by its entries, unless it gets a name
    "e_j",  # its length is told by what it stands with
    r"\mathcal{Y}",  # the finite set is known where the distribution is declared
)


def _scope(term: Term) -> Scope:
    scope = Scope()
    for part in walk(term):
        match part:
            case Variable(name):
                scope = scope.with_name(name, Declared(part))
            case Size(name):
                scope = scope.with_name(name, Dimension(part))
            case Function(name):
                scope = scope.with_name(name, Arbitrary(part))
            case Defined(name, meaning):
                scope = scope.with_name(name, Quantity(name, meaning))
            case _:
                pass
    for index in free_indices(term):
        scope = scope.with_run(index)
    return scope


@pytest.mark.parametrize("term", [term for term, _ in ALL], ids=range(len(ALL)))
def test_what_is_printed_is_read_again_as_the_same(term: Term) -> None:
    text = latex(term)
    if (term.shape == () and isinstance(term, Logic)) or any(unread in text for unread in UNREAD_ALONE):
        with pytest.raises(UnreadableFormula):
            elaborate(parse_formula(text), _scope(term))
        return
    read = elaborate(parse_formula(text), _scope(term))
    assert read == term or latex(read) == text or text in {"e^{-a}", "(-3) a"}
    assert read.shape == term.shape


def test_every_kind_of_term_has_a_printer() -> None:
    assert set(Term.__subclasses__()) == set(printing._PRINTERS)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (theta, r"\theta \in \mathbb{R}^{d}"),
        (y, r"y \in \{0, 1\}"),
        (a, r"a \in \mathbb{R}"),
        (n.positive("a"), r"a \in \mathbb{R}_{>0}"),
        (Variable("a", (d,), NONNEGATIVE), r"a \in \mathbb{R}^{d}_{\ge 0}"),
        (X, r"X \in \mathbb{R}^{n \times d}"),
        (n.binary("y", m), r"y \in \{0, 1\}^{n}"),
        (p, r"p \in \Delta_{d}"),
        (n.table("P", m, d), r"P_i \in \Delta_{d}, i = 1, \dots, n"),
        (n.table("p", n.size(r"\mathcal{X}")), r"p(x) \in \Delta(\mathcal{X})"),
        (n.table("p", *n.sizes(r"\mathcal{X} \mathcal{Y}")), r"p(y \mid x) \in \Delta(\mathcal{Y})"),
        (
            n.table(r"p(y\mid x)", *n.sizes(r"\mathcal{X} \mathcal{Y}")),
            r"p(y \mid x) \in \Delta(\mathcal{Y})",
        ),
        (FAMILY, r"P_\theta(y\mid x) \in \Delta(\mathcal{Y})"),
        (n.symmetric("A", d), r"A \in \mathbb{S}^{d}"),
        (n.positive_definite("A", d), r"A \in \mathbb{S}^{d}_{++}"),
        (Variable("A", (d, d), REALS, Structure.POSITIVE_SEMIDEFINITE), r"A \in \mathbb{S}^{d}_{+}"),
        (n.real("a", Interval(Fraction(0), Fraction(1))), r"a \in (0, 1)"),
        (n.real("a", Interval(Fraction(1, 2), None, low_closed=True)), r"a \in [\frac{1}{2}, \infty)"),
        (n.real("k", Integers()), r"k \in \mathbb{Z}"),
        (n.real("k", Integers(1)), r"k \in \mathbb{N}"),
        (n.real("k", Integers(0)), r"k \in \mathbb{N}_0"),
        (n.real("k", Integers(2)), r"k \in \mathbb{Z}_{\ge 2}"),
        (n.real("k", Integers(1, 5)), r"k \in \{1, \dots, 5\}"),
        (n.real("k", Integers(1, 2)), r"k \in \{1, 2\}"),
        (Variable("a", (3,), POSITIVE), r"a \in \mathbb{R}^{3}_{>0}"),
        (n.real("k", Finite((Fraction(-1), Fraction(1, 2)))), r"k \in \{-1, \frac{1}{2}\}"),
        (g, r"g : \mathbb{R}^{d} \to \mathbb{R}"),
        (Function("h", (d,), (m, d)), r"h : \mathbb{R}^{d} \to \mathbb{R}^{n \times d}"),
    ],
)
def test_a_declaration_names_its_set(name: Variable | Function, expected: str) -> None:
    assert declaration(name) == expected


def test_a_definition_is_by_the_name_or_entry_by_entry() -> None:
    assert definition(z) == r"z := \theta^\top x"
    assert definition(Defined("w", n.tabulated(x[j] ** 2, j))) == "w_j := x_j^2"
