"""A derivation module may be written in plain SymPy: its lines become the terms that the vocabulary would have built."""

from typing import Any

import pytest
import sympy as sp

from checks import notation as n
from checks import terms as t
from checks.domains import Given
from checks.judge import judge_derivation
from checks.model import Derivation, Step
from checks.symbolic.decoding import NotATerm, from_sympy
from checks.verdicts import Proved, Refuted
from checks.witnesses import algebra

N = n.size("n")
GIVEN = n.given(n.real("a"), n.positive("p"), n.vector("x", N), n.matrix("X", N, N))
a, p, i, j, size = (sp.Symbol(name) for name in ("a", "p", "i", "j", "n"))
x: Any = sp.IndexedBase("x")
X: Any = sp.MatrixSymbol("X", size, size)
A, P, VECTOR, MATRIX = GIVEN.variables
FIRST, SECOND = n.index("i", N), n.index("j", N)

MEANT = (
    (1 / (1 + sp.exp(-a)), n.sigma(A)),
    (sp.Derivative(sp.sin(a) ** 2, a), n.derivative(n.sin(A) ** 2, A)),
    (sp.Derivative(sp.exp(2 * a), a, a), n.derivative(n.exp(2 * A), A, A)),
    (sp.sqrt(p) / 3 - a, n.sqrt(P) / 3 - A),
    (sp.Sum(x[i] ** 2, (i, 1, size)), n.dot(VECTOR, VECTOR)),
    (sp.Sum(x[i] * x[j], (i, 1, size), (j, 1, size)), n.total(FIRST, VECTOR[FIRST]) * n.total(SECOND, VECTOR[SECOND])),
    (sp.Product(sp.exp(x[i]), (i, 1, size)), n.product(FIRST, n.exp(VECTOR[FIRST]))),
    (2 * X.T * X, 2 * (MATRIX.T @ MATRIX)),
    (sp.Trace(X + X.T), 2 * n.trace(MATRIX)),
    (X[0, 0], MATRIX[1, 1]),
    (sp.Piecewise((a, a > 0), (-a, True)), t.Apply("abs", A)),
    (sp.Max(a, p), n.maximum(A, P)),
    (sp.digamma(p), t.Apply("digamma", P)),
    (sp.factorial(p), t.Apply("gamma", P + 1)),
    (sp.tanh(a), n.tanh(A)),
)


@pytest.mark.parametrize(("expression", "meant"), MEANT, ids=[str(case[0]) for case in MEANT])
def test_an_expression_is_the_term_that_it_means(expression: Any, meant: t.Term) -> None:
    found = from_sympy(expression, GIVEN)
    assert found.shape == meant.shape
    sizes = ({N: 2},)
    assert isinstance(algebra.prove(found, meant, GIVEN, sizes), algebra.Proof)
    assert not isinstance(algebra.prove(found + 1, meant, GIVEN, sizes), algebra.Proof)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        (sp.Symbol("q"), "the symbol q is no variable that is given"),
        (sp.Float(1.5), "Float of SymPy"),
        (sp.I * a, "ImaginaryUnit of SymPy"),
        (sp.besselj(1, a), "besselj of SymPy"),
        (sp.Integral(a, a), "has no bounds"),
        ("__import__('os')", "str of SymPy"),
    ],
)
def test_what_is_no_term_is_said_to_be_none(expression: Any, said: str) -> None:
    with pytest.raises(NotATerm, match=said):
        from_sympy(expression, GIVEN)


def test_a_derivation_in_sympy_is_judged_like_any_other() -> None:
    right: Any = 2 * sp.sin(a) * sp.cos(a)
    wrong: Any = sp.sin(a) * sp.cos(a)
    start: Any = sp.Derivative(sp.sin(a) ** 2, a)
    derivation = Derivation(
        title="of a square",
        source="a test",
        given=Given((A,)),
        start=start,
        steps=(Step(to=right), Step(to=wrong)),
        program=float,
    )
    first, second = judge_derivation(derivation, "test").verdicts
    assert isinstance(first, Proved)
    assert isinstance(second, Refuted)
