"""SymPy encodes what a page says: entry by entry, under what is declared; and what it shows to be equal is proved, and nothing else."""

import tempfile
from fractions import Fraction
from pathlib import Path

import pytest
import sympy as sp

from checks import notation as n
from checks import terms as t
from checks.domains import Given
from checks.judge import judge_page
from checks.page.reading import read_file
from checks.symbolic.encoding import Encoding, NotSymbolic, as_sympy
from checks.symbolic.zero import shown_equal
from checks.verdicts import Conditional, Proved, Refuted, Verdict
from checks.witnesses.algebra import deduction

ANY = r"$x, y \in \mathbb{R}$"
POS = r"$x > 0$"
UNIT = r"$s \in (0,1)$"
ANGLE = r"$a \in (-1,1)$"
COUNT = r"$n \in \mathbb{N}$"
POWERS = r"$n \in \mathbb{N}$, $s \in (0,1)$"
VECTOR = r"$x \in \mathbb{R}^n$"

BY_SYMPY = (
    (POS, r"\Gamma(x+1) = x\Gamma(x)"),
    (POS, r"\psi(x+1) = \psi(x) + \frac{1}{x}"),
    (POS, r"\psi(x+2) - \frac1x = \frac{1}{x+1} + \psi(x)"),
    (POS, r"\log\Gamma(x+1) = \log x + \log\Gamma(x)"),
    (UNIT, r"\Gamma(s)\Gamma(1-s) = \frac{\pi}{\sin(\pi s)}"),
    (POS, r"\Gamma(1/2) = \sqrt{\pi}"),
    (ANY, r"\sin(x+\pi) = -\sin(x)"),
    (ANY, r"\cos(\pi) = -1"),
    (ANY, r"\sin(\pi/6) = \frac12"),
    (COUNT, r"\cos(n\pi) = (-1)^n"),
    (COUNT, r"\binom{n}{1} = n"),
    (COUNT, r"\sum_{i=1}^n i = \frac{n(n+1)}{2}"),
    (COUNT, r"\sum_{i=1}^n i^2 = \frac{n(n+1)(2n+1)}{6}"),
    (COUNT, r"\sum_{i=1}^n \sum_{j=1}^n ij = \left(\frac{n(n+1)}{2}\right)^2"),
    (COUNT, r"\sum_{k=1}^n \frac{1}{k(k+1)} = 1 - \frac{1}{n+1}"),
    (COUNT, r"\prod_{k=1}^n k = n!"),
    (POWERS, r"\sum_{k=0}^{n-1} s^k = \frac{1-s^n}{1-s}"),
    (r"$n \in \mathbb{N}$, $x \in \mathbb{R}$", r"\sum_{k=0}^{n} x^k = \frac{1-x^{n+1}}{1-x}"),
    (POS, r"\sum_{k=0}^\infty \frac{x^k}{k!} = e^x"),
    (UNIT, r"\int_0^1 s t\,dt = \frac{s}{2}"),
    (POS, r"\int_0^\infty e^{-t}\,dt = 1"),
)
# once by SymPy alone; the finite model, series in closed form and cells show them before it is asked
BEFORE_SYMPY = (
    (POS, r"\arctan(x) + \arctan(1/x) = \frac{\pi}{2}"),
    (ANGLE, r"\arcsin(a) = 2\arctan\left(\frac{a}{1+\sqrt{1-a^2}}\right)"),
    (ANY, r"\cos(\arctan x) = \frac{1}{\sqrt{1+x^2}}"),
    (UNIT, r"\sum_{k=0}^{\infty} s^k = \frac{1}{1-s}"),
)
NOT_TRUE = (
    (POS, r"\Gamma(x+1) = \Gamma(x)"),
    (POS, r"\psi(x+1) = \psi(x) - \frac{1}{x}"),
    (POS, r"\log\Gamma(x+1) = \log x - \log\Gamma(x)"),
    (ANY, r"\arctan(x) + \arctan(1/x) = \frac{\pi}{2}"),
    (ANY, r"\arctan(\tan x) = x"),
    (ANY, r"\arcsin(\sin x) = x"),
    (ANY, r"\sqrt{x^2} = x"),
    (ANY, r"\log(x^2) = 2\log x"),
    (ANY, r"\arctan x + \arctan y = \arctan\frac{x+y}{1-xy}"),
    (ANY, r"\sin(x+\pi) = \sin(x)"),
    (ANY, r"\sin(\pi/6) = \frac13"),
    (COUNT, r"\cos(n\pi) = 1"),
    (COUNT, r"\sum_{i=1}^n i = \frac{n(n-1)}{2}"),
    (COUNT, r"\sum_{k=1}^n \frac{1}{k(k+1)} = 1 - \frac{1}{n}"),
    (COUNT, r"\prod_{k=1}^n k = (n+1)!"),
    (POWERS, r"\sum_{k=0}^{n-1} s^k = \frac{1-s^{n+1}}{1-s}"),
    (ANY, r"\sum_{k=0}^{\infty} x^k = \frac{1}{1-x}"),
    (UNIT, r"\sum_{k=0}^{\infty} s^k = \frac{1}{1+s}"),
    (ANY, r"\int_0^\infty e^{-xt}\,dt = \frac1x"),
)


def verdict(declared: str, claim: str) -> Verdict:
    """The verdict on the only step of a page."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.md"
        path.write_text(f"Let {declared}.\n\n$${claim}$$\n", encoding="utf-8")
        (found,) = judge_page(read_file(path)).verdicts
    return found


@pytest.mark.parametrize(("declared", "claim"), BY_SYMPY)
def test_what_only_sympy_shows_is_proved_and_says_so(declared: str, claim: str) -> None:
    found = verdict(declared, claim)
    assert isinstance(found, Proved), found
    assert found.evidence[0].says.startswith("SymPy: ")


@pytest.mark.parametrize(("declared", "claim"), BEFORE_SYMPY)
def test_what_is_shown_before_sympy_is_asked_is_proved(declared: str, claim: str) -> None:
    assert isinstance(verdict(declared, claim), Proved)


@pytest.mark.parametrize(("declared", "claim"), NOT_TRUE)
def test_what_is_not_true_everywhere_does_not_stand(declared: str, claim: str) -> None:
    assert isinstance(verdict(declared, claim), Refuted | Conditional)


# ── the rungs by themselves, without balls that would object ──────────────────────────────────────

x, y, p = n.real("x"), n.real("y"), n.positive("p")
TIME = t.Variable("t")
INFINITE = t.Constant("infinity")
EACH = t.Index("k", t.as_term(0), INFINITE)


def shown(left: t.Operand, right: t.Operand) -> str | None:
    """How it was shown, ``None`` where it was not, or has no form."""
    encoding = Encoding({})
    try:
        ours, theirs = (encoding.entry(t.as_term(side), ()) for side in (left, right))
    except NotSymbolic:
        return None
    return shown_equal(ours, theirs, encoding.symbols)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (n.sqrt(x**2), x),
        (n.log(x**2), 2 * n.log(x)),
        (t.Apply("arctan", x) + t.Apply("arctan", 1 / x), t.Constant("pi") / 2),
        (t.Apply("arctan", n.sin(x) / n.cos(x)), x),
        (n.total(EACH, x**EACH), 1 / (1 - x)),
        (t.Integral(n.exp(-x * TIME), TIME, t.as_term(0), INFINITE), 1 / x),
        (t.Integral(1 / (TIME**2 + x**2), TIME, t.as_term(0), t.as_term(1)), t.Apply("arctan", x) / x),
        (t.Integral(TIME**x, TIME, t.as_term(0), t.as_term(1)), 1 / (x + 1)),
        (n.maximum(x, y), x),
        (t.Apply("abs", x + y), t.Apply("abs", x) + t.Apply("abs", y)),
        (n.log(x * y), n.log(x) + n.log(y)),
        (t.Apply("sign", x), t.as_term(1)),
    ],
)
def test_what_holds_on_a_part_only_is_not_shown(left: t.Term, right: t.Term) -> None:
    assert shown(left, right) is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (n.sqrt(p**2), p),
        (n.log(p**2), 2 * n.log(p)),
        (t.Integral(n.exp(-p * TIME), TIME, t.as_term(0), INFINITE), 1 / p),
        (n.maximum(x, 0), (x + t.Apply("abs", x)) / 2),
        (t.Apply("sign", x) * t.Apply("abs", x), x),
    ],
)
def test_what_holds_by_what_is_declared_is_shown(left: t.Term, right: t.Term) -> None:
    assert shown(left, right) is not None


# ── the encoding ──────────────────────────────────────────────────────────────────────────────────

d = n.size("d")
S = n.positive_definite("S", d)
u, v = n.vector("u", d), n.vector("v", d)


def test_the_gradient_of_log_det_is_the_inverse() -> None:
    """SymPy's own matrix derivative of log det S is 0."""
    encoding = Encoding({d: 2})
    assert sp.simplify(encoding.whole(n.gradient(n.log(n.det(S)), S)) - encoding.whole(n.inverse(S))) == sp.zeros(2, 2)


def test_a_symmetric_matrix_has_equal_entries_and_a_distribution_sums_to_one() -> None:
    found = as_sympy(S, {d: 2})
    assert found[0, 1] == found[1, 0]
    assert found[0, 0].is_positive
    assert sp.simplify(sp.Add(*as_sympy(n.table("p", d), {d: 3}))) == 1


def test_lengths_that_stay_letters_become_sums() -> None:
    found = as_sympy(n.dot(u, v), {})
    assert isinstance(found, sp.Sum)
    assert found.has(sp.Indexed)
    assert found == as_sympy(n.total(n.index("j", d), u[n.index("j", d)] * v[n.index("j", d)]), {})


def test_declared_sets_become_assumptions_and_names_are_ours() -> None:
    for variable, told in ((n.positive(r"\mu"), "is_positive"), (n.natural("N", 1), "is_integer"), (n.real("__import__('os')"), "is_real")):
        symbol = as_sympy(variable, {})
        assert getattr(symbol, told)
        assert symbol.name == "x0"


def test_a_hessian_an_evaluation_bar_and_an_arbitrary_function() -> None:
    hessian = as_sympy(n.hessian(n.dot(u, u), u), {d: 2})
    assert hessian == 2 * sp.eye(2)
    assert as_sympy(n.at(n.derivative(x**3, x), x, 2), {}) == 12
    f = n.function("f")
    encoding = Encoding({})
    chained = encoding.entry(n.derivative(n.call(f, x**2), x), ())
    assert chained == encoding.entry(2 * x * t.Call(f, x**2, 1), ())


def test_what_is_declared_of_a_variable_does_not_hold_for_what_is_put_in_its_place() -> None:
    """The slope of |θ| at −1 is −1, though θ is declared to be positive."""
    assert as_sympy(n.at(n.derivative(t.Apply("abs", p), p), p, -1), {}) == -1


def test_an_integral_backwards_runs_over_negative_numbers() -> None:
    found = as_sympy(t.Integral(t.Apply("abs", TIME), TIME, t.as_term(0), t.as_term(-1)), {})
    assert found.doit() == -sp.Rational(1, 2)


def test_a_function_of_an_array_is_taken_entry_by_entry() -> None:
    found, single = as_sympy(n.sigma(u), {d: 2}), as_sympy(n.sigma(x), {})
    assert found[0] == single.subs(single.free_symbols.pop(), found[0].free_symbols.pop())


@pytest.mark.parametrize(
    "term",
    [
        n.derivative(n.natural("N") ** 2, n.natural("N")),
        n.total(n.index("k", n.natural("N") - 5), n.index("k", n.natural("N") - 5)),
        n.det(S),
        t.Number(Fraction(2)) ** t.Number(Fraction(10**9)),
        u[n.index("k", n.natural("N"))],
    ],
)
def test_what_has_no_form_is_said_to_have_none(term: t.Term) -> None:
    with pytest.raises(NotSymbolic):
        Encoding({}).entry(term, ())


# ── time ──────────────────────────────────────────────────────────────────────────────────────────


def test_what_takes_too_long_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deduction, "SECONDS", 0.01)
    hard = n.log(t.Apply("gamma", p + 30))
    question = deduction.Question(hard, hard - n.total(EACH, p**EACH), Given((p,)), ({},))
    assert deduction.answered(question) == "SymPy takes too long"
