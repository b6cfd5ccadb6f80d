"""The autodiff witness: what it computes, how narrow its band is, and how JAX's conventions show in it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from checks.domains import Batch
from checks.functions import FUNCTIONS, meaning_of
from checks.sets import Integers
from checks.terms import (
    Apply,
    At,
    Call,
    Cases,
    Compare,
    Constant,
    Defined,
    Derivative,
    Determinant,
    Diagonal,
    Entry,
    Extremum,
    Function,
    Hadamard,
    Identity,
    Index,
    Indicator,
    Inverse,
    Kronecker,
    Logic,
    MatMul,
    Matrix,
    Norm,
    Number,
    Ones,
    Optimisers,
    Reduce,
    Size,
    Table,
    Term,
    Trace,
    Unit,
    Variable,
    Vec,
    Zeros,
    as_term,
    children,
)
from checks.witnesses import autodiff
from checks.witnesses.autodiff import TooLarge, UnknownPrimitive, agree, program_agrees, program_gradient, program_values, value

POINTS = 64
ONE = as_term(1)
d, n = Size("d"), Size("n")
x, y, t = Variable("x"), Variable("y"), Variable("t")
θ, v = Variable("\\theta", (d,)), Variable("v", (d,))
A, B = Variable("A", (d, d)), Variable("B", (d, d))
X, c = Variable("X", (n, d)), Variable("c", (n,))
i, j, k = Index("i", ONE, n), Index("j", ONE, d), Index("k", ONE, d)
HALF = Number(Fraction(1, 2))


def f(name: str, argument: Term) -> Term:
    return Apply(name, argument)


def inner(a: Term, b: Term) -> Term:
    return MatMul((a.T, b))


def log_likelihood() -> Term:
    p = f("sigma", inner(Entry(X, (i,)), θ))
    return Reduce("sum", i, c[i] * f("log", p) + (1 - c[i]) * f("log", 1 - p))


def batch(size: int = 2, rows: int = 3, points: int = POINTS, **given: Any) -> Batch:
    """Normal numbers, unequal everywhere; ``given`` overrides by name."""
    random = np.random.default_rng(0)
    lengths = {d: size, n: rows}
    values = {
        variable: random.normal(size=(points, *(lengths[dim] for dim in variable.shape)))  # type: ignore[index]
        for variable in (x, y, t, θ, v, A, B, X, c)
    }
    for name, numbers in given.items():
        variable = next(variable for variable in values if variable.name == name)
        values[variable] = np.broadcast_to(np.asarray(numbers, float), values[variable].shape)
    return Batch(sizes=lengths, values=values, indices={}, points=points)


def assert_agrees(left: Term, right: Term, points: Batch, mode: Any = "reverse") -> None:
    found = agree(left, right, points, mode=mode)
    assert found.points == found.agreeing > 0, found
    assert found.worst is None, found


def at(term: Term, **given: float) -> float:
    (found,) = value(term, batch(points=1, **given))
    return float(found)


# ── values ────────────────────────────────────────────────────────────────────────────────────────

VALUES: list[tuple[Term, Callable[[dict[str, Any]], Any]]] = [
    (x + 2 * y - HALF, lambda p: p["x"] + 2 * p["y"] - 0.5),
    (x**3 / y, lambda p: p["x"] ** 3 / p["y"]),
    (x**0, lambda _: 1.0),
    ((x**2) ** HALF, lambda p: abs(p["x"])),
    ((x**2) ** Number(Fraction(-3, 2)), lambda p: abs(p["x"]) ** -3),
    (Constant("e") ** x, lambda p: np.exp(p["x"])),
    (Constant("pi") * x, lambda p: np.pi * p["x"]),
    ((1 + x**2) ** y, lambda p: (1 + p["x"] ** 2) ** p["y"]),
    (d * x, lambda p: 2 * p["x"]),
    (θ + 1, lambda p: p["θ"] + 1),
    (Hadamard((θ, v)), lambda p: p["θ"] * p["v"]),
    (inner(θ, v), lambda p: p["θ"] @ p["v"]),
    (MatMul((θ, v.T)), lambda p: np.outer(p["θ"], p["v"])),
    (MatMul((θ.T, A)), lambda p: (p["θ"] @ p["A"])[None]),
    (MatMul((θ.T, A, v)), lambda p: p["θ"] @ p["A"] @ p["v"]),
    (A.T @ B, lambda p: p["A"].T @ p["B"]),
    (MatMul((X, θ)), lambda p: p["X"] @ p["θ"]),
    (Inverse(A), lambda p: np.linalg.inv(p["A"])),
    (Determinant(A), lambda p: np.linalg.det(p["A"])),
    (Vec(X), lambda p: p["X"].T.ravel()),
    (Kronecker(A, X), lambda p: np.kron(p["A"], p["X"])),
    (Kronecker(v, A), lambda p: np.kron(p["v"][:, None], p["A"])),
    (Trace(A @ B), lambda p: np.trace(p["A"] @ p["B"])),
    (Diagonal(θ), lambda p: np.diag(p["θ"])),
    (Diagonal(A), lambda p: np.diag(p["A"])),
    (Norm(A), lambda p: np.linalg.norm(p["A"])),
    (Norm(θ, "1"), lambda p: np.linalg.norm(p["θ"], 1)),
    (Norm(θ, "inf"), lambda p: np.linalg.norm(p["θ"], np.inf)),
    (Identity(d) + A, lambda p: np.eye(2) + p["A"]),
    (Ones((d,)) + Zeros((d,)), lambda _: np.ones(2)),
    (Unit(as_term(2), d), lambda _: np.array([0.0, 1.0])),
    (Entry(A, (as_term(1), as_term(2))), lambda p: p["A"][0, 1]),
    (Entry(A, (as_term(2),)), lambda p: p["A"][1]),
    (Table((j, k), A[k, j]), lambda p: p["A"].T),
    (Matrix(((x, y), (as_term(0), ONE))), lambda p: np.array([[p["x"], p["y"]], [0, 1]])),
    (Extremum("max", (x, y, as_term(0))), lambda p: max(p["x"], p["y"], 0)),
    (Reduce("prod", j, θ[j]), lambda p: np.prod(p["θ"])),
    (Reduce("min", j, θ[j]), lambda p: np.min(p["θ"])),
    (Reduce("sum", j, j * θ[j]), lambda p: p["θ"] @ [1, 2]),
    (Reduce("sum", j, θ[j], Compare("≠", j, ONE)), lambda p: p["θ"][1]),
    (Reduce("sum", j, θ[j], Compare(">", θ[j], as_term(0))), lambda p: p["θ"][p["θ"] > 0].sum()),
    (Reduce("sum", Index("s", values=(Fraction(-1), HALF.value)), Index("s", values=(Fraction(-1), HALF.value)) * x),
     lambda p: -0.5 * p["x"]),
    (Indicator(Logic("and", (Compare("<", x, y), Compare(">", x, as_term(0))))), lambda p: 0 < p["x"] < p["y"]),
    (Cases(((x, Compare(">", x, as_term(0))), (y, None))), lambda p: p["x"] if p["x"] > 0 else p["y"]),
    (At(x**2 + y, ((x, y + 1),)), lambda p: (p["y"] + 1) ** 2 + p["y"]),
    (Defined("z", x + y) * Defined("z", x + y), lambda p: (p["x"] + p["y"]) ** 2),
]  # fmt: skip


@pytest.mark.parametrize(("term", "expected"), VALUES, ids=[f"{number}-{type(term).__name__}" for number, (term, _) in enumerate(VALUES)])
def test_values_are_those_of_numpy(term: Term, expected: Callable[[dict[str, Any]], Any]) -> None:
    points = batch()
    found = value(term, points)
    for number in range(POINTS):
        point = {variable.name.replace("\\theta", "θ"): values[number] for variable, values in points.values.items()}
        np.testing.assert_allclose(found[number], expected(point), rtol=1e-9)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_determinant_and_inverse_at_every_size(size: int) -> None:
    points = batch(size)
    np.testing.assert_allclose(value(Determinant(A), points), np.linalg.det(points.values[A]), rtol=1e-9)
    np.testing.assert_allclose(value(Inverse(A), points), np.linalg.inv(points.values[A]), rtol=1e-8)
    assert_agrees(MatMul((A, Inverse(A))), Identity(d), points)


INSIDE = {"arcosh": 1.7, "arcsec": 1.7, "arccsc": 1.7, "arcoth": 1.7}


@pytest.mark.parametrize("name", [name for name, row in FUNCTIONS.items() if row.meaning is not None])
def test_a_function_and_its_derivatives_are_those_of_its_meaning(name: str) -> None:
    start = INSIDE.get(name, 0.3)  # from there on for one half
    points = batch(x=np.linspace(start, start + 0.5, POINTS))
    meaning = meaning_of(name, x)
    assert meaning is not None
    assert_agrees(f(name, x), meaning, points)
    for mode in ("reverse", "forward"):
        assert_agrees(Derivative(f(name, x), (x,)), Derivative(meaning, (x,)), points, mode)
        assert_agrees(Derivative(f(name, x), (x, x)), Derivative(meaning, (x, x)), points, mode)


PRIMITIVES: dict[str, Term] = {
    "exp": f("exp", x),
    "log": 1 / x,
    "sin": f("cos", x),
    "cos": -f("sin", x),
    "arctan": 1 / (1 + x**2),
    "abs": f("sign", x),
    "sign": 0 * x,
    "erf": 2 / Constant("pi") ** HALF * f("exp", -(x**2)),
    "gamma": f("gamma", x) * f("digamma", x),
    "digamma": f("trigamma", x),
    "trigamma": Derivative(f("trigamma", x), (x,)),
}


@pytest.mark.parametrize(("name", "sign"), [(name, sign) for name in PRIMITIVES for sign in (1, -1) if (name, sign) != ("log", -1)])
def test_the_derivative_of_a_primitive(name: str, sign: int) -> None:
    points = batch(x=sign * np.linspace(0.3, 2.7, POINTS))
    assert_agrees(Derivative(f(name, x), (x,)), PRIMITIVES[name], points)
    assert name == "trigamma" or not agree(Derivative(f(name, x), (x,)), PRIMITIVES[name] + x / 10**9, points).agreeing


def test_the_sign_of_gamma_is_read_inside_a_derivative_too() -> None:
    """JAX takes it from the bits of the float, and calls its program by one name with and without its derivative."""
    points = batch(x=-np.linspace(0.3, 2.7, POINTS))
    left = Derivative(y * f("gamma", x) ** 2, (x,))
    assert_agrees(left, 2 * y * f("gamma", x) ** 2 * f("digamma", x), points, "forward")
    assert agree(left, -(2 * y * f("gamma", x) ** 2 * f("digamma", x)), points).agreeing == 0


# ── derivatives ───────────────────────────────────────────────────────────────────────────────────

p = f("sigma", MatMul((X, θ)))
DERIVATIVES: dict[str, tuple[Term, Term]] = {
    "of a number": (Derivative(f("sin", x**2), (x,)), 2 * x * f("cos", x**2)),
    "second": (Derivative(f("exp", x * y), (x, y)), (1 + x * y) * f("exp", x * y)),
    "nested": (Derivative(Derivative(x**4, (x,)) * y, (x,)), 12 * x**2 * y),
    "score": (Derivative(log_likelihood(), (θ,)), MatMul((X.T, c - p))),
    "Hessian": (
        Derivative(log_likelihood(), (θ, θ)),
        -MatMul((X.T, Diagonal(Hadamard((p, 1 - p))), X)),
    ),
    "quadratic form": (Derivative(MatMul((θ.T, A, θ)), (θ,)), MatMul((A + A.T, θ))),
    "Jacobian": (Derivative(MatMul((A, f("exp", θ))), (θ,)), MatMul((A, Diagonal(f("exp", θ))))),
    "of a vector by a number": (Derivative(x**2 * θ, (x,)), 2 * x * θ),
    "log det": (Derivative(f("log", f("abs", Determinant(A))), (A,)), Inverse(A).T),
    "trace": (Derivative(Trace(MatMul((A.T, B, A))), (A,)), MatMul((B + B.T, A))),
    "trace of an inverse": (Derivative(Trace(Inverse(A) @ B), (A,)), -MatMul((Inverse(A), B, Inverse(A))).T),
    "by an entry": (Derivative(MatMul((θ.T, A, θ)), (θ[2],)), MatMul((A + A.T, θ))[2]),
    "by two entries": (Derivative(MatMul((θ.T, A, θ)), (θ[2], θ[1])), A[1, 2] + A[2, 1]),
    "of a vector by an entry": (Derivative(MatMul((A, θ)), (θ[2],)), Table((j,), A[j, as_term(2)])),
    "entry by entry": (Table((j,), Derivative(Norm(θ) ** 2, (θ[j],))), 2 * θ),
    "at a point": (At(Derivative(x**3, (x,)), ((x, y + 1),)), 3 * (y + 1) ** 2),
    "through a point": (Derivative(At(x**2, ((x, f("sin", y)),)), (y,)), 2 * f("sin", y) * f("cos", y)),
    "by a letter that is not there": (Derivative(x**2, (θ,)), Zeros((d,))),
    "of a constant": (Derivative(as_term(3), (x,)), as_term(0)),
    "softmax": (
        Derivative(f("log", Reduce("sum", j, f("exp", θ[j]))), (θ,)),
        f("exp", θ) / Reduce("sum", j, f("exp", θ[j])),
    ),
}


@pytest.mark.parametrize("mode", ["reverse", "forward"])
@pytest.mark.parametrize("name", list(DERIVATIVES))
def test_derivatives_are_the_closed_forms(name: str, mode: Any) -> None:
    left, right = DERIVATIVES[name]
    assert_agrees(left, right, batch(), mode)
    assert_agrees(left, right, batch(3), mode)
    assert agree(left, right, batch(), mode=mode).mode == f"{mode} mode"


WRONG: dict[str, Callable[[Term], Term]] = {
    "sign": lambda right: -right,
    "factor": lambda right: (1 + Number(Fraction(1, 10**9))) * right,
    "summand": lambda right: right + x / 10**9,
}


@pytest.mark.parametrize("name", list(DERIVATIVES))
@pytest.mark.parametrize("wrong", WRONG.values(), ids=list(WRONG))
def test_a_wrong_closed_form_is_seen_at_every_point(name: str, wrong: Callable[[Term], Term]) -> None:
    left, right = DERIVATIVES[name]
    zero = name in {"by a letter that is not there", "of a constant"}
    right = right + 1 if zero else right
    found = agree(left, wrong(right), batch())
    assert found.agreeing <= found.points // 8
    assert found.worst is not None


def test_the_worst_point_is_the_one_that_differs() -> None:
    bump = Cases(((Number(Fraction(1, 10**6)), Compare("=", x, as_term(7))), (as_term(0), None)))
    numbers = np.linspace(0.1, 0.9, POINTS)
    numbers[41] = 7
    found = agree(Derivative(x**2 * y, (x,)), 2 * x * y + bump, batch(x=numbers))
    assert (found.worst, found.points - found.agreeing) == (41, 1)
    assert agree(x + 1, 1 + x, batch()).mode == "values"


# ── the band ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("scale", [1e-8, 1e-150, 1e8])
def test_a_wrong_sign_is_seen_at_any_scale(scale: float) -> None:
    points = batch(x=scale * np.linspace(1, 2, POINTS))
    gradient = Derivative(x * f("exp", -x), (x,)) if scale < 1 else Derivative(x**2, (x,))
    right = (1 - x) * f("exp", -x) if scale < 1 else 2 * x
    assert_agrees(x * right, x * gradient, points)
    found = agree(x * gradient, -(x * right), points)
    assert (found.agreeing, found.worst is None) == (0, False)


def test_cancellation_widens_the_band_and_nothing_else() -> None:
    points = batch(x=np.linspace(1e4, 2e4, POINTS))
    small = 1 / ((x**2 + 1) ** HALF + x)
    assert_agrees((x**2 + 1) ** HALF - x, small, points)
    assert agree(small, 1 / (2 * x), points).agreeing == 0


def test_rationals_and_constants_that_are_no_floats_have_a_band() -> None:
    tenth = Number(Fraction(1, 10))
    assert_agrees(tenth * x + 2 * tenth * x - 3 * tenth * x, 0 * x, batch())
    assert_agrees(f("sin", Constant("pi") * 3) + 0 * x, 0 * x, batch())
    assert_agrees(Number(Fraction(1, 49)) * 49 * x, x, batch())
    assert_agrees(as_term(1) / 3 + as_term(1) / 7 - as_term(10) / 21 + x, x, batch())


def test_float_underflow_is_vacuous_and_no_dissent() -> None:
    found = agree(f("log", f("exp", x)), x, batch(x=np.linspace(-744, -740, POINTS)))
    assert (found.worst, found.points) == (None, 0)
    assert found.vacuous == POINTS


def test_where_the_sigmoid_saturates_the_band_is_wide_enough() -> None:
    """JAX's gradient is σ(x)(1 − σ(x)): from x = 40 it is off by 100 %, which rounding explains and the band allows."""
    points = batch(x=np.linspace(36, 60, POINTS))
    gradient = Derivative(f("sigma", x), (x,))
    exact = f("exp", -x) / (1 + f("exp", -x)) ** 2
    assert float(value(gradient, points)[-1]) == 0.0
    assert_agrees(gradient, exact, points)
    assert agree(exact, -exact, points).agreeing == 0


# ── how JAX misleads ──────────────────────────────────────────────────────────────────────────────


def test_the_derivative_of_the_magnitude_at_zero_is_dissent() -> None:
    """JAX takes abs'(0) = 1; the page's sign(0) is 0."""
    assert at(Derivative(f("abs", x), (x,)), x=0) == 1.0
    numbers = np.linspace(-1, 1, 65)[:POINTS]
    found = agree(Derivative(f("abs", x), (x,)), f("sign", x), batch(x=numbers))
    assert (found.points - found.agreeing, found.worst) == (1, 32)


def test_a_tie_of_the_maximum_is_dissent() -> None:
    """JAX shares the derivative out at a tie."""
    gradient = Derivative(Extremum("max", (x, y)), (x,))
    assert at(gradient, x=1, y=1) == 0.5
    found = agree(gradient, Indicator(Compare("≥", x, y)), batch(x=np.arange(POINTS) % 5, y=2.0))
    assert found.points - found.agreeing == np.sum(np.arange(POINTS) % 5 == 2)
    assert at(Derivative(Reduce("max", j, θ[j]), (θ[1],)), **{"\\theta": 3}) == 0.5  # type: ignore[arg-type]


def test_the_derivative_of_relu_at_zero_is_zero() -> None:
    assert at(Derivative(f("relu", x), (x,)), x=0) == 0.0
    assert at(Derivative(Extremum("max", (as_term(0), x)), (x,)), x=0) == 0.5


def test_a_case_not_taken_makes_jax_undefined_and_is_counted() -> None:
    """sin(x)/x, continued by 1 at 0: JAX's derivative there is NaN."""
    sinc = Cases(((f("sin", x) / x, Compare("≠", x, as_term(0))), (as_term(1), None)))
    slope = Cases(((f("cos", x) / x - f("sin", x) / x**2, Compare("≠", x, as_term(0))), (as_term(0), None)))
    found = agree(Derivative(sinc, (x,)), slope, batch(x=np.linspace(-1, 1, 65)[:POINTS]))
    assert (found.undefined_left, found.undefined_right, found.undefined_both) == (1, 0, 0)
    assert found.agreeing == found.points == POINTS - 1


def test_undefined_points_are_counted_by_side() -> None:
    points = batch(x=np.linspace(-1, 1, 65)[:POINTS])  # 32 negative, one zero, 31 positive
    found = agree(f("log", x), f("log", f("abs", x)), points)
    assert (found.undefined_left, found.undefined_right, found.undefined_both) == (32, 0, 1)
    assert (found.points, found.agreeing) == (31, 31)
    assert agree(f("log", f("abs", x)), f("log", x), points).undefined_right == 32
    assert agree(1 / (x - x), x / (x - x), points).undefined_both == POINTS


def test_an_entry_that_is_not_there_is_undefined() -> None:
    assert agree(θ[3], x, batch(2)).undefined_left == POINTS
    assert agree(θ[3], θ[3] + 0, batch(3)).points == POINTS
    assert np.isnan(value(Unit(as_term(3), d), batch(2, points=1))).all()


# ── letters ───────────────────────────────────────────────────────────────────────────────────────


def with_integer(values: Any) -> tuple[Variable, Batch]:
    letter = Variable("m", (), Integers(1, None))
    points = batch(3)
    return letter, Batch(points.sizes, {**points.values, letter: np.broadcast_to(np.asarray(values, float), POINTS)}, {}, POINTS)


def test_an_integer_variable_can_be_a_bound_where_it_is_the_same_all_over() -> None:
    letter, points = with_integer(3)
    m = Index("i", ONE, letter)
    assert_agrees(Reduce("sum", m, m * x), letter * (letter + 1) / 2 * x, points)
    letter, points = with_integer(1 + np.arange(POINTS) % 3)
    with pytest.raises(TooLarge, match="the upper end of i has to be one integer at all points"):
        agree(Reduce("sum", Index("i", ONE, letter), x), x, points)


def test_an_integer_variable_can_pick_an_entry_point_by_point() -> None:
    letter, points = with_integer(1 + np.arange(POINTS) % 4)
    found = agree(θ[letter], Reduce("sum", j, θ[j], Compare("=", j, letter)), points)
    assert (found.points, found.undefined_left) == (POINTS * 3 // 4, POINTS // 4)
    assert found.agreeing == found.points
    loss = f("log", Reduce("sum", j, f("exp", θ[j]))) - θ[letter]
    softmax = f("exp", θ) / Reduce("sum", j, f("exp", θ[j]))
    one_hot = Table((k,), Indicator(Compare("=", k, letter)))
    letter, points = with_integer(1 + np.arange(POINTS) % 3)
    assert_agrees(Derivative(loss, (θ,)), softmax - one_hot, points)


def test_free_indices_come_from_the_batch() -> None:
    points = batch(2)
    given = Batch(points.sizes, points.values, {j: Fraction(2)}, POINTS)
    assert_agrees(Derivative(Norm(θ) ** 2, (θ[j],)), 2 * θ[j], given)
    np.testing.assert_array_equal(value(θ[j], given), points.values[θ][:, 1])
    with pytest.raises(ValueError, match="no value for the index j"):
        value(θ[j], points)


def test_what_has_no_value_is_refused_with_its_name() -> None:
    points = batch()
    with pytest.raises(TypeError, match="g stands for no particular function"):
        value(Call(Function("g", ()), x), points)
    with pytest.raises(TypeError, match="Optimisers"):
        value(Optimisers("min", x**2, x), points)
    with pytest.raises(UnknownPrimitive, match="infinitely many terms"):
        value(Reduce("sum", Index("i", ONE, Constant("infinity")), x), points)
    with pytest.raises(ValueError, match="no values for q"):
        value(Variable("q"), points)
    with pytest.raises(ValueError, match=r"cannot compare shapes \(d\) and number"):
        agree(θ, x, points)


def test_a_program_that_is_too_large_is_refused() -> None:
    m = Index("i", ONE, as_term(10**9))
    with pytest.raises(TooLarge, match="i runs through 1000000000 values"):
        value(Reduce("sum", m, m * x), batch())
    a, b, e = (Index(name, ONE, as_term(100)) for name in "abe")
    with pytest.raises(TooLarge, match="more than 20000 operations"):
        value(Reduce("sum", a, Reduce("sum", b, Reduce("sum", e, (a + b + e + x) ** 2))), batch())
    with pytest.raises(TooLarge, match="5×5"):
        value(Determinant(A), batch(5))
    deep: Term = x
    for _ in range(400):
        deep = f("sin", deep) + 1
    with pytest.raises(TooLarge, match="nested deeper"):
        value(deep, batch())


def test_names_for_names_do_not_blow_up() -> None:
    term: Term = x
    for level in range(60):
        term = Defined(f"z_{level}", (term + term) / 2)
    assert_agrees(term, x, batch())
    assert_agrees(Derivative(term, (x,)), as_term(1), batch())


# ── programs ──────────────────────────────────────────────────────────────────────────────────────


def log_likelihood_program(theta: Any, data: Any, labels: Any) -> Any:
    z = data @ theta
    return jnp.sum(labels * jax.nn.log_sigmoid(z) + (1 - labels) * jax.nn.log_sigmoid(-z))


def test_an_engineers_program_and_its_gradient() -> None:
    points = batch(3)
    arguments = tuple(points.values[variable] for variable in (θ, X, c))
    np.testing.assert_allclose(program_values(log_likelihood_program, arguments), value(log_likelihood(), points), rtol=1e-12)
    found, (by_theta, by_labels) = program_gradient(log_likelihood_program, arguments, (0, 2))
    np.testing.assert_allclose(found, value(log_likelihood(), points), rtol=1e-12)
    np.testing.assert_allclose(by_theta, value(MatMul((X.T, c - p)), points), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(by_labels, value(MatMul((X, θ)), points), rtol=1e-9)
    agreement = program_agrees(log_likelihood(), log_likelihood_program, (θ, X, c), points)
    assert agreement.agreeing == agreement.points == POINTS
    wrong = program_agrees(log_likelihood(), lambda *a: -log_likelihood_program(*a), (θ, X, c), points)
    assert (wrong.agreeing, wrong.worst is None) == (0, False)


def test_the_gradient_of_a_program_is_compared_with_a_claim() -> None:
    agreement = program_agrees(MatMul((X.T, c - p)), jax.grad(log_likelihood_program), (θ, X, c), batch(2))
    assert agreement.agreeing == agreement.points == POINTS
    with pytest.raises(ValueError, match=r"shape \(2,\), but the term beside it has shape \(\)"):
        program_agrees(x, jax.grad(log_likelihood_program), (θ, X, c), batch(2))


def test_a_program_of_arrays_has_its_jacobian() -> None:
    points = batch(3)
    found, (jacobian,) = program_gradient(jax.nn.softmax, (points.values[θ],))
    np.testing.assert_allclose(found.sum(axis=-1), 1.0)
    np.testing.assert_allclose(jacobian, np.einsum("pi,ij->pij", found, np.eye(3)) - found[:, :, None] * found[:, None])


PROGRAMS: dict[str, Callable[[Any], Any]] = {
    "logsumexp": lambda a: jax.nn.logsumexp(a[0]),
    "softmax": lambda a: jax.nn.log_softmax(a, axis=1)[1],
    "variance": lambda a: jnp.var(a, axis=0),
    "relu": lambda a: jax.nn.relu(a).sum(),
    "gelu": lambda a: jax.nn.gelu(a).max(),
    "where": lambda a: jnp.where(a > 0, a, jnp.exp(a)).T,
    "norm": lambda a: jnp.linalg.norm(a[:, 1]),
    "trace": lambda a: jnp.trace(a @ a.T),
    "diagonal": lambda a: jnp.diag(jnp.diag(a)),
    "cumulative": lambda a: jnp.cumsum(a, axis=1)[::-1],
    "einsum": lambda a: jnp.einsum("ij,kj->ki", a, a),
    "lgamma": lambda a: jax.scipy.special.gammaln(jnp.abs(a)).sum(),
    "logdet": lambda a: jnp.linalg.slogdet(a)[1],
    "argument": lambda a: a.reshape(-1)[jnp.argmax(a)],
}


@pytest.mark.parametrize("name", list(PROGRAMS))
def test_a_program_is_what_xla_makes_of_it(name: str) -> None:
    """Read by numpy, or (the log-determinant and a traced index) compiled after all."""
    program, numbers = PROGRAMS[name], batch(3).values[A]
    with jax.enable_x64(True):  # noqa: FBT003
        expected = jax.jit(jax.vmap(program))(numbers)
        slope = jax.jit(jax.vmap(jax.jacfwd(program)))(numbers)
    np.testing.assert_allclose(program_values(program, (numbers,)), expected, rtol=1e-12, atol=1e-14)
    found, (gradient,) = program_gradient(program, (numbers,))
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(gradient, slope, rtol=1e-9, atol=1e-12)


def test_a_compiled_program_is_compared_with_the_band_of_the_term() -> None:
    term = f("log", f("abs", Determinant(A)))
    agreement = program_agrees(term, lambda a: jnp.linalg.slogdet(a)[1], (A,), batch(3))
    assert agreement.agreeing == agreement.points > 0
    wrong = program_agrees(term, lambda a: -jnp.linalg.slogdet(a)[1], (A,), batch(3))
    assert wrong.agreeing == 0


# ── the house ─────────────────────────────────────────────────────────────────────────────────────


def test_nothing_global_is_set() -> None:
    agree(Derivative(x**2, (x,)), 2 * x, batch())
    assert not jax.config.jax_enable_x64
    assert jnp.ones(1).dtype == jnp.float32


def test_every_kind_of_term_is_lowered() -> None:
    from checks import terms
    from checks.witnesses.autodiff import lowering

    kinds = {kind for kind in vars(terms).values() if isinstance(kind, type) and issubclass(kind, Term)} - {Term}
    settled = {terms.Number, terms.Size, Index}
    truth_values = {Compare, Logic}
    assert kinds == set(lowering._RULES) | settled | truth_values
    assert children(Compare("=", x, y)) == (x, y)


def test_the_package_imports_no_other_witness_and_no_sympy() -> None:
    for file in Path(autodiff.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert "sympy" not in name
                assert not name.startswith(("checks.witnesses.algebra", "checks.witnesses.ball.", "checks.judge"))


def test_a_loop_is_read_and_has_a_band_of_its_own() -> None:
    """Forward and reverse, with rows that are read and rows that are written, and the derivative of a loop."""

    def horner(x, coefficients):
        return jax.lax.scan(lambda value, c: (value * x + c, value), jnp.zeros(()), coefficients)

    def last(x, coefficients):
        return horner(x, coefficients)[0]

    def backwards(x, coefficients):
        return jax.lax.scan(lambda value, c: (value * x + c, value), jnp.zeros(()), coefficients, reverse=True)[0]

    points = batch(rows=3)
    c1, c2, c3 = (c[k] for k in (1, 2, 3))
    for term, program in (
        (c1 * x**2 + c2 * x + c3, last),
        (c3 * x**2 + c2 * x + c1, backwards),
        (2 * c1 * x + c2, jax.grad(last)),
        (Matrix(((as_term(0),), (c1,), (c1 * x + c2,))), lambda x, c: horner(x, c)[1]),
    ):
        found = program_agrees(term, program, (x, c), points)
        assert found.agreeing == found.points > 0, found
    wrong = program_agrees(c1 * x**2 + c2 * x - c3, last, (x, c), points)
    assert wrong.agreeing < wrong.points
