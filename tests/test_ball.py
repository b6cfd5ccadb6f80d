"""The ball witness: certain differences only, undefined kept apart from undecided, exact ties, derivatives."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import flint
import mpmath
import pytest
from flint import arb

from checks.domains import Point
from checks.functions import FUNCTIONS
from checks.sets import Structure
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
    Ones,
    Optimisers,
    Power,
    Quotient,
    Reduce,
    ShapeError,
    Size,
    Table,
    Term,
    Trace,
    Transpose,
    Unit,
    Variable,
    Vec,
    Zeros,
    as_term,
    children,
)
from checks.witnesses.ball import (
    Different,
    Holds,
    Overlapping,
    TooLarge,
    Undefined,
    Violated,
    compare,
    enclose,
    holds,
    relation_holds,
)

d, n = Size("d"), Size("n")
x, y, p = Variable("x"), Variable("y"), Variable("p")
u, v = Variable("u", (d,)), Variable("v", (d,))
A, B = Variable("A", (d, d)), Variable("B", (n, d))
S = Variable("S", (d, d), structure=Structure.SYMMETRIC)
one, zero = as_term(1), as_term(0)
i, j, k = (Index(name, one, d) for name in "ijk")
e, pi, infinity = Constant("e"), Constant("pi"), Constant("infinity")

VALUES = {
    x: ["1/3"],
    y: ["-2"],
    p: ["3/4"],
    u: ["1/2", "-3"],
    v: ["2", "1/5"],
    A: ["2", "1/3", "-1", "5/7"],
    B: ["1", "-1/2", "3", "1/5", "2", "-4"],
    S: ["2", "1/3", "1/3", "3/2"],
}


def point(changed: dict[Variable, list[str | int]] | None = None, indices: dict[Index, int] | None = None) -> Point:
    values = {**VALUES, **(changed or {})}
    return Point(
        {d: 2, n: 3},
        {variable: tuple(map(Fraction, entries)) for variable, entries in values.items()},
        {index: Fraction(value) for index, value in (indices or {}).items()},
    )


HERE = point()


def at(**numbers: str | int) -> Point:
    return point({Variable(name): [value] for name, value in numbers.items()})


def apply(name: str, argument: Term) -> Term:
    return Apply(name, argument)


def exp(a: Term) -> Term:
    return Apply("exp", a)


def log(a: Term) -> Term:
    return Apply("log", a)


def sqrt(a: Term) -> Term:
    return Power(a, as_term(Fraction(1, 2)))


def norm_squared(a: Term) -> Term:
    return a.T @ a


def summed(index: Index, body: Term, condition: Term | None = None) -> Term:
    return Reduce("sum", index, body, condition)


def exact(term: Term, where: Point = HERE) -> list[Fraction]:
    """The entries, which the test expects to be enclosed by balls of radius zero or of a rounding error."""
    entries = enclose(term, where, 212)
    assert all(entry.is_finite() for entry in entries)
    return [Fraction(str(entry.mid().str(40, radius=False))).limit_denominator(10**9) for entry in entries]


def fractions(*texts: str | int) -> list[Fraction]:
    return [Fraction(text) for text in texts]


EXACTLY_EQUAL = Overlapping(53, 15)  # rationals: no more bits are asked for


def agrees(outcome: object, digits: int = 100) -> bool:
    return isinstance(outcome, Overlapping) and outcome.digits >= digits


def close(ball: arb, number: mpmath.mpf) -> bool:
    """Whether the ball lies within 25 digits of a number that mpmath knows to 45."""
    with flint.ctx.workprec(212):
        middle = arb(mpmath.nstr(number, 45))
        return ball.is_finite() and bool(abs(ball - middle) < (1 + abs(middle)) * arb("1e-25"))


# ── values ────────────────────────────────────────────────────────────────────────────────────────

REFERENCE = {
    "exp": mpmath.exp, "log": mpmath.log, "sin": mpmath.sin, "cos": mpmath.cos, "arctan": mpmath.atan, "abs": abs,
    "sign": mpmath.sign, "erf": mpmath.erf, "gamma": mpmath.gamma, "digamma": mpmath.digamma,
    "trigamma": lambda a: mpmath.psi(1, a), "sigma": lambda a: 1 / (1 + mpmath.exp(-a)),
    "softplus": lambda a: mpmath.log(1 + mpmath.exp(a)), "relu": lambda a: max(a, mpmath.mpf(0)),
    "logit": lambda a: mpmath.log(a / (1 - a)), "tan": mpmath.tan, "cot": mpmath.cot, "sec": mpmath.sec,
    "csc": mpmath.csc, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh, "arcsin": mpmath.asin,
    "arccos": mpmath.acos, "arsinh": mpmath.asinh, "arcosh": mpmath.acosh, "artanh": mpmath.atanh,
    "coth": mpmath.coth, "sech": mpmath.sech, "csch": mpmath.csch, "arcsec": mpmath.asec, "arccsc": mpmath.acsc,
    "arcoth": mpmath.acoth, "arsech": mpmath.asech, "arcsch": mpmath.acsch,
}  # fmt: skip
ARGUMENTS = ["1/3", "5/7", "17/8", "-3/4", "-21/8"]
DOMAINS = {
    "log": (0, None), "logit": (0, 1), "arcsin": (-1, 1), "arccos": (-1, 1), "artanh": (-1, 1), "arcosh": (1, None),
    "arsech": (0, 1),
}  # fmt: skip

HOLES = {"arcsec", "arccsc", "arcoth"}  # undefined between -1 and 1


def test_every_function_of_the_table_has_a_reference() -> None:
    assert set(REFERENCE) == set(FUNCTIONS)


@pytest.mark.parametrize(("name", "argument"), list(product(REFERENCE, ARGUMENTS)))
def test_functions_and_their_first_three_derivatives_against_mpmath(name: str, argument: str) -> None:
    low, high = DOMAINS.get(name, (None, None))
    number = Fraction(argument)
    where = at(x=argument)
    if (low is not None and number < low) or (high is not None and number > high) or (name in HOLES and abs(number) < 1):
        assert enclose(apply(name, x), where, 106)[0].is_nan()
        assert enclose(Derivative(apply(name, x), (x,)), where, 106)[0].is_nan()
        return
    with mpmath.workdps(60):
        expected = mpmath.taylor(REFERENCE[name], mpmath.mpf(number.numerator) / number.denominator, 3)
        for order in range(4):
            term = Derivative(apply(name, x), (x,) * order) if order else apply(name, x)
            assert close(enclose(term, where, 212)[0], expected[order] * mpmath.factorial(order)), order


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (as_term(Fraction(-2, 3)), ["-2/3"]),
        (d + as_term(1), [3]),
        (x, ["1/3"]),
        (u, ["1/2", -3]),
        (Ones((d,)), [1, 1]),
        (Zeros((n,)), [0, 0, 0]),
        (Identity(d), [1, 0, 0, 1]),
        (Unit(as_term(2), n), [0, 1, 0]),
        (x + u, ["5/6", "-8/3"]),
        (u + x + v, ["17/6", "-37/15"]),
        (-u, ["-1/2", 3]),
        (x * u * y, ["-1/3", 2]),
        (Hadamard((u, v, v)), [2, "-3/25"]),
        (u / x, ["3/2", -9]),
        (Quotient(u, v), ["1/4", -15]),
        (u**2, ["1/4", 9]),
        (u ** as_term(-3), [8, "-1/27"]),
        (zero ** as_term(0), [1]),
        ((1 - x * 3) ** (1 - x * 3), [1]),
        (sqrt(as_term(Fraction(4, 9))), ["2/3"]),
        (Power(as_term(Fraction(8, 27)), as_term(Fraction(-2, 3))), ["9/4"]),
        (sqrt(zero), [0]),
        (Power(zero, pi), [0]),
        (apply("abs", u), ["1/2", 3]),
        (apply("sign", Matrix(((u[1],), (u[2],), (zero,)))), [1, -1, 0]),
        (Extremum("max", (u, v, one)), [2, 1]),
        (Extremum("min", (u, v)), ["1/2", -3]),
        (u.T @ v, ["2/5"]),
        (u @ v.T, [1, "1/10", -6, "-3/5"]),
        (A @ u, [0, "-37/14"]),
        (u.T @ A, [4, "-83/42"]),
        (B @ A @ u, ["37/28", "-37/70", "74/7"]),
        (MatMul((x, A)), ["2/3", "1/9", "-1/3", "5/21"]),
        (Transpose(B), [1, 3, 2, "-1/2", "1/5", -4]),
        (Transpose(u.T), ["1/2", -3]),
        (Vec(B), [1, 3, 2, "-1/2", "1/5", -4]),
        (Kronecker(u.T, A), [1, "1/6", -6, -1, "-1/2", "5/14", 3, "-15/7"]),
        (Inverse(A), ["15/37", "-7/37", "21/37", "42/37"]),
        (Trace(A), ["19/7"]),
        (Trace(x), ["1/3"]),
        (Determinant(A), ["37/21"]),
        (Determinant(Matrix(((one, as_term(2)), (as_term(2), as_term(4))))), [0]),
        (Norm(Matrix(((as_term(3),), (as_term(-4),)))), [5]),
        (Norm(u, "1"), ["7/2"]),
        (Norm(u, "inf"), [3]),
        (Diagonal(u), ["1/2", 0, 0, -3]),
        (Diagonal(A), [2, "5/7"]),
        (A[1, 2], ["1/3"]),
        (A[2], [-1, "5/7"]),
        (B[1 + one], [3, "1/5"]),
        (Table((i, j), u[i] * v[j] + i), [2, "11/10", -4, "7/5"]),
        (Table((i,), i * v), [2, "1/5", 4, "2/5"]),
        (Matrix(((x, y), (p, one))), ["1/3", -2, "3/4", 1]),
        (summed(i, u[i] * v[i] * i), ["-1/5"]),
        (summed(i, i * v), [6, "3/5"]),
        (summed(i, u[i], Compare("≠", i, one)), [-3]),
        (summed(Index("t", as_term(5), as_term(2)), x), [0]),
        (
            summed(Index("t", values=(Fraction(1, 2), Fraction(3))), Index("t", values=(Fraction(1, 2), Fraction(3))) ** 2),
            ["37/4"],
        ),
        (summed(i, summed(Index("m", one, i), Index("m", one, i))), [4]),
        (Reduce("prod", i, u[i]), ["-3/2"]),
        (Reduce("prod", Index("t", one, zero), x), [1]),
        (Reduce("max", i, u[i]), ["1/2"]),
        (Reduce("min", i, u[i]), [-3]),
        (At(x**2 + y, ((x, y), (y, x))), ["13/3"]),
        (At(u.T @ u, ((u, v + u),)), ["1409/100"]),
        (Defined("q", x + y), ["-5/3"]),
        (Indicator(Compare("<", y, x)), [1]),
        (Cases(((x, Compare(">", y, zero)), (p, Logic("not", (Compare(">", y, zero),))))), ["3/4"]),
        (Cases(((x, Compare(">", y, zero)), (y, None))), [-2]),
    ],
)
def test_exact_values(term: Term, expected: list[str | int]) -> None:
    assert exact(term) == fractions(*expected)


def test_the_table_of_exact_values_meets_every_kind_of_term() -> None:
    def kinds(term: Term) -> set[str]:
        return {type(term).__name__}.union(*map(kinds, children(term)))

    [mark] = [mark for mark in test_exact_values.pytestmark if mark.name == "parametrize"]  # type: ignore[attr-defined]
    met = set[str]().union(*(kinds(term) for term, _ in mark.args[1]))
    abstract_or_elsewhere = {"Derivative", "Integral", "Limit", "Call", "Function", "Optimisers"}
    assert {kind.__name__ for kind in Term.__subclasses__()} - met == abstract_or_elsewhere


def test_constants_enclose_what_they_name() -> None:
    with mpmath.workdps(60):
        expected = [+mpmath.e, +mpmath.pi, mpmath.e**mpmath.pi]
    for term, number in zip((e, pi, e**pi), expected, strict=True):
        assert close(enclose(term, HERE, 212)[0], number)


def test_powers_with_irrational_exponents() -> None:
    with mpmath.workdps(60):
        assert close(enclose(Power(as_term(3), pi), HERE, 212)[0], mpmath.mpf(3) ** mpmath.pi)
    assert enclose(Power(as_term(-3), pi), HERE, 53)[0].is_nan()


def test_at_size_one_a_vector_stays_a_vector() -> None:
    small = Point({d: 1}, {u: (Fraction(2),), A: (Fraction(5),)}, {})
    assert exact(A @ u + u @ u.T @ u, small) == [18]
    assert compare(Derivative(u.T @ A @ u, (u,)), 2 * (A @ u), small) == Overlapping(53, 15)


# ── undefined, undecided, different ───────────────────────────────────────────────────────────────

UNDEFINED_TERMS = [
    log(zero),
    log(as_term(-1)),
    log(-exp(x)),
    1 / (x * 3 - 1),
    (x * 3 - 1) / (x * 3 - 1),
    1 / Apply("sin", zero),
    sqrt(as_term(-1)),
    Power(as_term(-8), as_term(Fraction(1, 3))),
    Power(zero, as_term(-1)),
    Power(zero, -pi),
    apply("gamma", as_term(-2)),
    apply("digamma", zero),
    apply("logit", one),
    apply("arcsin", as_term(2)),
    Apply("sin", infinity),
    u[3],
    u[d + 1],
    u[x],
    Unit(zero, d)[1],
    Inverse(u @ u.T)[1, 1],
    Reduce("max", Index("t", one, zero), x),
    summed(Index("t", one, x), one),
    Cases(((x, Compare(">", y, zero)),)),
    Indicator(Compare(">", log(y), zero)),
    0 * log(zero),
    Derivative(log(y), (x,)),
    Derivative(u.T @ u, (u[3],)),
]


@pytest.mark.parametrize("term", UNDEFINED_TERMS, ids=repr)
def test_undefined_terms_are_nan_and_the_side_is_named(term: Term) -> None:
    assert enclose(term, HERE, 53)[0].is_nan()
    assert compare(term, x, HERE) == Undefined(left=True, right=False)
    assert compare(x, term, HERE) == Undefined(left=False, right=True)
    assert compare(term, term, HERE) == Undefined(left=True, right=True)


CIRCLE = apply("sin", x) ** 2 + apply("cos", x) ** 2 - 1  # zero, which no ball can know


@pytest.mark.parametrize(
    "term",
    [
        1 / CIRCLE,
        0 / CIRCLE,
        log(CIRCLE),
        sqrt(CIRCLE),
        CIRCLE**-1,
        Power(CIRCLE, x),
        apply("gamma", CIRCLE),
        apply("digamma", CIRCLE - 1),
        Indicator(Compare("=", CIRCLE, zero)),
        Cases(((x, Compare(">", CIRCLE, zero)), (y, None))),
        Inverse(Diagonal(Matrix(((CIRCLE,), (one,)))))[1, 1],
        u[1 + CIRCLE],
        Derivative(apply("abs", CIRCLE), (x,)),
        exp(exp(exp(exp(as_term(10))))),
        summed(
            Index("t", one, infinity),
            Power(as_term(-1), Index("t", one, infinity)) / Power(Index("t", one, infinity), as_term(Fraction(1, 2))),
        ),
    ],
    ids=repr,
)
def test_what_balls_cannot_tell_is_no_decision(term: Term) -> None:
    assert compare(term, as_term(17), HERE) == Overlapping(424, 0)
    assert not enclose(term, HERE, 53)[0].is_finite()
    assert not enclose(term, HERE, 53)[0].is_nan()


def test_infinity_is_no_number_and_goes_with_itself_only() -> None:
    harmonic = summed(Index("t", one, infinity), 1 / Index("t", one, infinity))
    assert isinstance(compare(as_term(17), infinity, HERE), Different)
    assert isinstance(compare(-harmonic, infinity, HERE), Different)
    assert isinstance(compare(harmonic, infinity, HERE), Overlapping)
    assert isinstance(compare(x - harmonic, -infinity, HERE), Overlapping)
    assert isinstance(relation_holds("<", as_term(17), infinity, HERE), Holds)


def test_an_undefined_entry_does_not_hide_a_different_one() -> None:
    left, right = Matrix(((log(zero),), (one,))), Matrix(((log(zero),), (as_term(2),)))
    outcome = compare(left, right, HERE)
    assert isinstance(outcome, Different)
    assert outcome.entry == (2,)


@pytest.mark.parametrize(
    ("left", "right", "bits"),
    [
        (exp(x) + as_term(Fraction(1, 10**14)), exp(x), 53),
        (exp(x) + as_term(Fraction(1, 10**20)), exp(x), 106),
        (exp(x) + as_term(Fraction(1, 10**60)), exp(x), 212),
        (exp(x) + as_term(Fraction(1, 10**120)), exp(x), 424),
        (Derivative(apply("sin", x), (x,)), apply("cos", x) + as_term(Fraction(1, 10**60)), 212),
    ],
)
def test_bits_are_doubled_until_the_sides_come_apart(left: Term, right: Term, bits: int) -> None:
    outcome = compare(left, right, HERE)
    assert isinstance(outcome, Different)
    assert outcome.bits == bits
    assert not outcome.left.overlaps(outcome.right)


def test_no_more_bits_than_allowed() -> None:
    assert compare(exp(x) + as_term(Fraction(1, 10**60)), exp(x), HERE, max_bits=106) == Overlapping(106, 31)
    assert compare(exp(x) + as_term(Fraction(1, 10**200)), exp(x), HERE) == Overlapping(424, 126)


def test_rationals_are_told_apart_however_close() -> None:
    outcome = compare(one + as_term(Fraction(1, 10**300)), one, HERE)
    assert isinstance(outcome, Different)
    assert not outcome.left.overlaps(outcome.right)


def test_equal_sides_overlap_and_say_how_far() -> None:
    outcome = compare(apply("tanh", x / 2) / 2 + as_term(Fraction(1, 2)), apply("sigma", x), HERE)
    assert agrees(outcome, 120)
    assert compare(x + x, 2 * x, HERE) == Overlapping(53, 15)


def test_the_entry_that_differs_is_named() -> None:
    row = Index("r", one, n)
    changed_at_the_end = Table((row, j), B[row, j] + Indicator(Compare("=", row + j, as_term(5))))
    outcome = compare(B, changed_at_the_end, HERE)
    assert isinstance(outcome, Different)
    assert outcome.entry == (3, 2)
    assert compare(u, u + one, HERE).entry == (1,)  # type: ignore[union-attr]
    assert compare(x, y, HERE).entry == ()  # type: ignore[union-attr]


def test_a_number_is_compared_with_every_entry() -> None:
    assert isinstance(compare(Zeros((d,)), zero, HERE), Overlapping)
    assert isinstance(compare(zero, Unit(as_term(2), d), HERE), Different)


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"\(d\) and \(1 × d\)"):
        compare(u, u.T, HERE)


# ── exact ties and relations ──────────────────────────────────────────────────────────────────────


def test_thirds_cancel_exactly() -> None:
    assert enclose((x - Fraction(1, 3)) * 3, HERE, 53)[0].is_zero()
    assert holds(Compare("=", x * 3, one), HERE, 53) is True
    assert holds(Compare("=", apply("sigma", zero) * 2, one), HERE, 53) is True
    simplex = Variable("q", (n,), structure=Structure.SIMPLEX)
    where = point({simplex: ["1/3", "1/3", "1/3"]})
    r = Index("r", one, n)
    assert holds(Compare("=", summed(r, simplex[r]), one), where, 53) is True


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Compare(">", x, zero), True),
        (Compare("≥", x * 3, one), True),
        (Compare(">", x * 3, one), False),
        (Compare("≠", x * 3, one), False),
        (Compare("<", exp(x), one), False),
        (Compare("=", exp(x), one), False),
        (Compare("≠", exp(x), one), True),
        (Compare("=", exp(log(p)), p), None),
        (Compare("≤", exp(log(p)), p), None),
        (Compare(">", log(y), zero), None),
        (Compare("=", u, u), True),
        (Compare("≠", u, v), True),
        (Compare("=", S, S.T), True),
        (Compare("=", A, A.T), False),
        (Compare(">", v, zero), True),
        (Compare(">", u, zero), False),
        (Logic("and", (Compare(">", y, zero), Compare(">", log(y), zero))), False),
        (Logic("and", (Compare(">", log(y), zero), Compare(">", y, zero))), False),
        (Logic("or", (Compare("=", CIRCLE, zero), Compare("<", y, zero))), True),
        (Logic("or", (Compare("=", CIRCLE, zero), Compare(">", y, zero))), None),
        (Logic("not", (Compare(">", y, zero),)), True),
        (Logic("not", (Compare("=", CIRCLE, zero),)), None),
        (Defined("C", Compare(">", x, zero)), True),
    ],
    ids=repr,
)
def test_conditions(condition: Term, *, expected: bool | None) -> None:
    assert holds(condition, HERE, 106) is expected


def test_a_number_is_no_condition() -> None:
    with pytest.raises(TypeError, match="Plus is no condition"):
        holds(x + y, HERE, 53)


@pytest.mark.parametrize(
    ("relation", "left", "right", "expected"),
    [
        ("≤", x, x, Holds),
        ("<", x, x, Violated),
        ("<", exp(y), one, Holds),
        ("≥", exp(y), one, Violated),
        ("≥", u, -4 * one, Holds),
        ("≥", u, zero, Violated),
        ("≤", CIRCLE, zero, Overlapping),
        ("≤", log(y), zero, Undefined),
        ("≠", u, v, Holds),
        ("≠", u, u, Violated),
        ("=", exp(x), x, Violated),
        ("=", exp(log(p)), p, Overlapping),
    ],
    ids=repr,
)
def test_relations(relation: str, left: Term, right: Term, expected: type) -> None:
    assert type(relation_holds(relation, left, right, HERE)) is expected  # type: ignore[arg-type]


def test_a_violated_inequality_names_its_entry() -> None:
    outcome = relation_holds("≥", u, zero, HERE)
    assert isinstance(outcome, Violated)
    assert (outcome.entry, outcome.left, outcome.bits) == ((2,), arb(-3), 53)


# ── derivatives ───────────────────────────────────────────────────────────────────────────────────

sigma_z = apply("sigma", u.T @ v)
log_likelihood = x * log(sigma_z) + (1 - x) * log(1 - sigma_z)
residual = B @ u - Ones((n,))
f = exp(x**2) * apply("sin", x * y)


def D(body: Term, *targets: Term) -> Term:  # noqa: N802 (the letter of the page)
    return Derivative(body, targets)


softmax = Table((i,), exp(u[i]) / summed(k, exp(u[k])))
TRUE_DERIVATIVES = {
    "power": (D(x**5, x), 5 * x**4),
    "gradient": (D(log_likelihood, u), (x - sigma_z) * v),
    "hessian": (D(log_likelihood, u, u), -(sigma_z * (1 - sigma_z)) * (v @ v.T)),
    "mixed": (D(log_likelihood, u, x), v),
    "quadratic form": (D(u.T @ A @ u, u), (A + A.T) @ u),
    "quadratic form twice": (D(u.T @ A @ u, u, u), A + A.T),
    "jacobian": (D(B @ u, u), B),
    "jacobian of softmax": (D(softmax, u), Diagonal(softmax) - softmax @ softmax.T),
    "jacobian of a row": (D(u[1] * (A @ u), u), u[1] * A + (A @ u) @ Unit(one, d).T),
    "least squares": (D(residual.T @ residual, u), 2 * (B.T @ residual)),
    "squared norm": (D(Norm(residual) ** 2, u), 2 * (B.T @ residual)),
    "norm": (D(Norm(u), u), u / Norm(u)),
    "norm 1": (D(Norm(u, "1"), u), apply("sign", u)),
    "norm inf": (D(Norm(u, "inf"), u), -Unit(as_term(2), d)),
    "log det": (D(log(Determinant(S)), S), Inverse(S).T),
    "log det, symmetric entries are free": (D(log(Determinant(S)), S[1, 2]), Inverse(S)[2, 1]),
    "trace": (D(Trace(A @ A), A), 2 * A.T),
    "inverse": (D(u.T @ Inverse(A) @ v, A), -(Inverse(A).T @ u @ v.T @ Inverse(A).T)),
    "determinant of a singular matrix": (
        At(D(Determinant(A), A), ((A, u @ v.T),)),
        At(Matrix(((A[2, 2], -A[2, 1]), (-A[1, 2], A[1, 1]))), ((A, u @ v.T),)),
    ),
    "entry": (D(log_likelihood, u[2]), (x - sigma_z) * v[2]),
    "row of a matrix": (D(u.T @ A @ v, A[1]), u[1] * v),
    "bound index": (summed(j, D(u[j] ** 3, u[j])), 3 * (u.T @ u)),
    "table of entries": (Table((j,), D(exp(u.T @ v), u[j])), exp(u.T @ v) * v),
    "laplacian": (summed(j, D(exp(u.T @ u), u[j], u[j])), (4 * (u.T @ u) + 2 * d) * exp(u.T @ u)),
    "product rule within": (D(x * D(f, x), x), D(f, x) + x * D(f, x, x)),
    "third": (D(exp(x * y), x, x, y), exp(x * y) * (2 * y + x * y**2)),
    "fifth": (D(apply("sin", x), x, x, x, x, x), apply("cos", x)),
    "nested as listed": (D(D(D(f, x), y), x), D(f, x, x, y)),
    "gradient of a squared gradient": (
        D(norm_squared(D(log_likelihood, u)), u),
        2 * (D(log_likelihood, u, u) @ D(log_likelihood, u)),
    ),
    "no confusion of infinitesimals": (D(x * D(x + y, y), x), one),
    "bar after": (At(D(x**3, x), ((x, y),)), 3 * y**2),
    "bar before": (D(At(x**3, ((x, y**2),)), y), 6 * y**5),
    "bar hides": (D(At(x**3, ((x, y),)), x), zero),
    "moved bar": (D(At(D(x**3, x), ((x, 2 * x),)), x), 24 * x),
    "exponent": (D(Power(p, x), x), Power(p, x) * log(p)),
    "both": (D(Power(p, p), p), Power(p, p) * (1 + log(p))),
    "zero power": (D(Power(x, x - x), y), zero),
    "constant power zero": (D((x - Fraction(1, 3)) ** 0, x), zero),
    "prod": (D(Reduce("prod", i, u[i]), u), Matrix(((u[2],), (u[1],)))),
    "max away from ties": (D(Reduce("max", i, v[i]), v), Unit(one, d)),
    "relu": (D(apply("relu", x) * apply("relu", y), x), zero),
    "abs": (D(apply("abs", y) ** 3, y), 3 * y * apply("abs", y)),
    "indicator away from its edge": (D(Indicator(Compare(">", x, y)) * x**2, x), 2 * x),
    "cases": (D(Cases(((x**2, Compare(">", x, zero)), (zero, None))), x), 2 * x),
    "polygamma": (D(log(apply("gamma", p * x)), x), p * apply("digamma", p * x)),
    "polygamma twice": (D(apply("digamma", p * x), x, x), p * D(apply("trigamma", p * x), x)),
    "by a variable that does not occur": (D(x**2, y), zero),
    "defined": (D(Defined("z", u.T @ v) * Defined("z", u.T @ v), u), 2 * (u.T @ v) * v),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE_DERIVATIVES)
def test_true_derivatives_agree_to_a_hundred_digits_or_exactly(name: str) -> None:
    left, right = TRUE_DERIVATIVES[name]
    outcome = compare(left, right, HERE)
    assert agrees(outcome) or outcome == EXACTLY_EQUAL


@pytest.mark.parametrize("name", TRUE_DERIVATIVES)
def test_wrong_derivatives_are_different(name: str) -> None:
    left, right = TRUE_DERIVATIVES[name]
    assert isinstance(compare(left, right + Fraction(1, 10**9), HERE), Different)
    assert isinstance(compare(left, -right + Fraction(1, 10**9), HERE), Different)


def test_a_transposed_jacobian_is_different() -> None:
    assert isinstance(compare(D(A @ u, u), A.T, HERE), Different)
    assert isinstance(compare(D(u.T @ A @ u, u), 2 * (A @ u), HERE), Different)


def test_layouts() -> None:
    assert exact(D(B @ u, u[2])) == fractions("-1/2", "1/5", -4)
    assert exact(D(x * u, x)) == fractions("1/2", -3)
    assert exact(D(u[1] ** 2 * v[2], u, v)) == fractions(0, 1, 0, 0)


def test_a_free_index_takes_its_value_from_the_point() -> None:
    where = point(indices={j: 2})
    assert agrees(compare(D(exp(u.T @ v), u[j]), exp(u.T @ v) * v[j], where))
    assert isinstance(compare(D(exp(u.T @ v), u[j]), exp(u.T @ v) * v[1], where), Different)
    assert enclose(D(u.T @ u, u[j]), point(indices={j: 3}), 53)[0].is_nan()


def test_derivatives_of_rationals_are_exact() -> None:
    assert compare(1 / D(x**2, x), x, at(x=0)) == Undefined(left=True, right=False)
    assert exact(D(1 / (1 + x), x, x), at(x="1/2")) == [Fraction(16, 27)]


ZERO_X = at(x=0)


@pytest.mark.parametrize(
    "term",
    [
        D(apply("abs", x), x),
        D(apply("sign", x), x),
        D(apply("relu", x), x),
        D(3 - 2 * apply("relu", x), x),
        D(exp(apply("abs", x)), x),
        D(apply("abs", x), x, x),
        D(exp(apply("abs", x)), x, x),
        D(Extremum("max", (x, -x, as_term(-1))), x),
        D(sqrt(x), x),
        D(Power(x, as_term(Fraction(3, 2))), x),
        D(Indicator(Compare(">", x, zero)), x),
        D(1 / x, x),
        D(At(Norm(u), ((u, x * u),)), x),
        D(At(apply("arcsin", y), ((y, x + 1),)), x),
    ],
    ids=repr,
)
def test_derivatives_at_kinks_are_undefined(term: Term) -> None:
    assert compare(term, zero, ZERO_X) == Undefined(left=True, right=False)


@pytest.mark.parametrize(
    "term",
    [
        D(x * apply("abs", x), x),  # is 0
        D(apply("relu", x) ** 2, x),  # is 0
        D(apply("relu", x) - apply("relu", -x), x),  # is 1
        D(sqrt(x**2), x),  # does not exist
        D(sqrt(x**4), x),  # is 0
        D(apply("sign", x**2), x),  # does not exist
        D(Cases(((x**2, Compare(">", x, zero)), (-(x**2), None))), x),  # is 0
        D(apply("abs", x**3), x, x),  # is 0
    ],
    ids=repr,
)
def test_where_the_chain_rule_fails_at_a_kink_nothing_is_concluded(term: Term) -> None:
    assert compare(term, as_term(17), ZERO_X) == Overlapping(424, 0)


def test_kinks_that_are_none() -> None:
    assert exact(D(apply("abs", x**2), x), ZERO_X) == [0]
    assert exact(D(Extremum("max", (x, x + x**2)), x), ZERO_X) == [1]
    assert exact(D(Norm(x * u) ** 2, x), ZERO_X) == [0]
    assert exact(D(Extremum("max", (x, y)), x), at(x=1, y=0)) == [1]
    assert exact(apply("abs", x) + apply("sign", x) + apply("relu", x), ZERO_X) == [0]


# ── limits ────────────────────────────────────────────────────────────────────────────────────────


def test_long_sums_are_refused() -> None:
    t = Index("t", one, as_term(10**9))
    with pytest.raises(TooLarge, match="1000000000"):
        compare(summed(t, t), one, HERE)
    inner, outer = Index("a", one, as_term(1000)), Index("b", one, as_term(1000))
    with pytest.raises(TooLarge, match="1000"):
        compare(summed(outer, summed(inner, inner * outer)), one, HERE)
    with pytest.raises(TooLarge, match="1000000000"):
        compare(Trace(Ones((10**9,)) @ Ones((10**9,)).T), one, HERE)


def test_a_deep_chain_of_definitions_is_evaluated_once() -> None:
    chain: Term = x
    for level in range(20):
        chain = Defined(f"c{level}", summed(i, chain * chain + u[i]) / 2)
    assert isinstance(compare(D(chain, x), one, at(x="1/100")), Different)


def test_terms_nested_too_deeply_are_refused() -> None:
    tower: Term = x
    for _ in range(2000):
        tower = -tower
        hash(tower)
    with pytest.raises(TooLarge, match="nested too deeply"):
        compare(tower, one, HERE)


def test_rationals_do_not_grow_without_bound() -> None:
    chain: Term = x
    for level in range(60):
        chain = Defined(f"c{level}", chain * chain + Fraction(1, 7))
    assert isinstance(compare(chain, one, HERE), Different)
    assert isinstance(compare(D(chain, x), one, HERE), Different)
    assert isinstance(compare(Power(as_term(10), Power(as_term(10), as_term(9))), one, HERE), Different)


@pytest.mark.parametrize(
    ("term", "message"),
    [
        (Call(Function("f", ()), x), "no value for Call"),
        (Optimisers("min", x**2, x), "no value for Optimisers"),
        (Compare("<", x, y), "no value for Compare"),
    ],
)
def test_terms_without_a_value_are_refused(term: Term, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        compare(term, x, HERE)


def test_a_letter_without_a_value_is_named() -> None:
    with pytest.raises(KeyError, match="no value for w"):
        compare(Variable("w"), x, HERE)
    with pytest.raises(KeyError, match="no value for j"):
        compare(u[j], x, HERE)


def test_flint_is_left_as_it_was() -> None:
    before = flint.ctx.prec, flint.ctx.cap
    compare(D(exp(x), x), exp(x), HERE)
    with pytest.raises(TypeError):
        compare(Optimisers("min", x**2, x), x, HERE)
    assert (flint.ctx.prec, flint.ctx.cap) == before
