"""The table of known functions of one real number: one row a function.

A row says how LaTeX writes it, how JAX computes it, and either what it *means* through other functions, or (for the
few primitives, which each witness knows by itself) its derivative.  A new elementary function is one new row.

Verbs: ``meaning_of``, ``derivative_of``; ``FUNCTIONS`` maps names to rows, ``SPELLINGS`` the page's names to names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from checks.terms import Apply, Constant, Extremum, Number, Power, Term

Rule = Callable[[Term], Term]
HALF = Number(Fraction(1, 2))


@dataclass(frozen=True)
class Row:
    """A known function: ``jax`` is a dotted name; exactly one of ``meaning`` and ``derivative`` is set."""

    name: str
    latex: str
    jax: str
    spellings: tuple[str, ...]
    meaning: Rule | None = None
    derivative: Rule | None = None

    def __post_init__(self) -> None:
        if (self.meaning is None) == (self.derivative is None):
            raise ValueError(f"the row of {self.name} needs a meaning or a derivative, and not both")


def _f(name: str) -> Rule:
    return lambda a: Apply(name, a)


exp, log, sin, cos, arctan = _f("exp"), _f("log"), _f("sin"), _f("cos"), _f("arctan")
sigma, gamma, digamma, trigamma = _f("sigma"), _f("gamma"), _f("digamma"), _f("trigamma")


def sqrt(a: Term) -> Term:
    """The square root, a power of one half."""
    return Power(a, HALF)


def _arcsin(a: Term) -> Term:
    return arctan(a / sqrt(1 - a**2))


def _arccos(a: Term) -> Term:
    return Constant("pi") / 2 - _arcsin(a)


def _arsinh(a: Term) -> Term:
    return log(a + sqrt(a**2 + 1))


def _arcosh(a: Term) -> Term:
    return log(a + sqrt(a - 1) * sqrt(a + 1))


ROWS = (
    # primitives: algebra, ball and autodiff each know these by themselves
    Row("exp", r"\exp", "jax.numpy.exp", ("exp",), derivative=exp),
    Row("log", r"\log", "jax.numpy.log", ("log", "ln"), derivative=lambda a: 1 / a),
    Row("sin", r"\sin", "jax.numpy.sin", ("sin",), derivative=cos),
    Row("cos", r"\cos", "jax.numpy.cos", ("cos",), derivative=lambda a: -sin(a)),
    Row("arctan", r"\arctan", "jax.numpy.arctan", ("arctan", "atan"), derivative=lambda a: 1 / (1 + a**2)),
    Row("abs", r"\operatorname{abs}", "jax.numpy.abs", ("abs",), derivative=_f("sign")),
    Row("sign", r"\operatorname{sign}", "jax.numpy.sign", ("sign", "sgn"), derivative=lambda a: 0 * a),
    Row(
        "erf",
        r"\operatorname{erf}",
        "jax.scipy.special.erf",
        ("erf",),
        derivative=lambda a: 2 / sqrt(Constant("pi")) * exp(-(a**2)),
    ),
    Row("gamma", r"\Gamma", "jax.scipy.special.gamma", ("Gamma",), derivative=lambda a: gamma(a) * digamma(a)),
    Row("digamma", r"\psi", "jax.scipy.special.digamma", ("psi", "digamma"), derivative=trigamma),
    Row(
        "trigamma",
        r"\psi_1",
        "checks.witnesses.autodiff.trigamma",
        ("trigamma",),
        derivative=_f("tetragamma"),
    ),
    # through others
    Row("sigma", r"\sigma", "jax.nn.sigmoid", ("sigma", "sigmoid", "logistic"), meaning=lambda a: 1 / (1 + exp(-a))),
    Row("softplus", r"\operatorname{softplus}", "jax.nn.softplus", ("softplus",), meaning=lambda a: log(1 + exp(a))),
    Row(
        "relu",
        r"\operatorname{relu}",
        "jax.nn.relu",
        ("relu", "ReLU"),
        meaning=lambda a: Extremum("max", (Number(Fraction(0)), a)),
    ),
    Row("logit", r"\operatorname{logit}", "jax.scipy.special.logit", ("logit",), meaning=lambda a: log(a / (1 - a))),
    Row("tan", r"\tan", "jax.numpy.tan", ("tan",), meaning=lambda a: sin(a) / cos(a)),
    Row("cot", r"\cot", "checks.witnesses.autodiff.cot", ("cot",), meaning=lambda a: cos(a) / sin(a)),
    Row("sec", r"\sec", "checks.witnesses.autodiff.sec", ("sec",), meaning=lambda a: 1 / cos(a)),
    Row("csc", r"\csc", "checks.witnesses.autodiff.csc", ("csc",), meaning=lambda a: 1 / sin(a)),
    Row("sinh", r"\sinh", "jax.numpy.sinh", ("sinh",), meaning=lambda a: (exp(a) - exp(-a)) / 2),
    Row("cosh", r"\cosh", "jax.numpy.cosh", ("cosh",), meaning=lambda a: (exp(a) + exp(-a)) / 2),
    Row(
        "tanh",
        r"\tanh",
        "jax.numpy.tanh",
        ("tanh",),
        meaning=lambda a: (exp(a) - exp(-a)) / (exp(a) + exp(-a)),
    ),
    Row("coth", r"\coth", "checks.witnesses.autodiff.coth", ("coth",), meaning=lambda a: (exp(a) + exp(-a)) / (exp(a) - exp(-a))),
    Row("sech", r"\operatorname{sech}", "checks.witnesses.autodiff.sech", ("sech",), meaning=lambda a: 2 / (exp(a) + exp(-a))),
    Row("csch", r"\operatorname{csch}", "checks.witnesses.autodiff.csch", ("csch",), meaning=lambda a: 2 / (exp(a) - exp(-a))),
    Row("arcsin", r"\arcsin", "jax.numpy.arcsin", ("arcsin", "asin"), meaning=_arcsin),
    Row("arccos", r"\arccos", "jax.numpy.arccos", ("arccos", "acos"), meaning=_arccos),
    # by DLMF 4.23.7 and 4.23.8; arccot is no row, since its two conventions differ for negative numbers
    Row("arcsec", r"\operatorname{arcsec}", "checks.witnesses.autodiff.arcsec", ("arcsec", "asec"), meaning=lambda a: _arccos(1 / a)),
    Row("arccsc", r"\operatorname{arccsc}", "checks.witnesses.autodiff.arccsc", ("arccsc", "acsc"), meaning=lambda a: _arcsin(1 / a)),
    Row(
        "arsinh",
        r"\operatorname{arsinh}",
        "jax.numpy.arcsinh",
        ("arsinh", "arcsinh", "asinh"),
        meaning=_arsinh,
    ),
    Row(
        "arcosh",
        r"\operatorname{arcosh}",
        "jax.numpy.arccosh",
        ("arcosh", "arccosh", "acosh"),
        meaning=_arcosh,
    ),
    Row(
        "artanh",
        r"\operatorname{artanh}",
        "jax.numpy.arctanh",
        ("artanh", "arctanh", "atanh"),
        meaning=lambda a: log((1 + a) / (1 - a)) / 2,
    ),
    Row(
        "arcoth",
        r"\operatorname{arcoth}",
        "checks.witnesses.autodiff.arcoth",
        ("arcoth", "arccoth", "acoth"),
        meaning=lambda a: log((a + 1) / (a - 1)) / 2,
    ),
    Row(
        "arsech",
        r"\operatorname{arsech}",
        "checks.witnesses.autodiff.arsech",
        ("arsech", "arcsech", "asech"),
        meaning=lambda a: _arcosh(1 / a),
    ),
    Row(
        "arcsch",
        r"\operatorname{arcsch}",
        "checks.witnesses.autodiff.arcsch",
        ("arcsch", "arccsch", "acsch"),
        meaning=lambda a: _arsinh(1 / a),
    ),
)

FUNCTIONS = {row.name: row for row in ROWS}
SPELLINGS = {spelling: row.name for row in ROWS for spelling in row.spellings}


def meaning_of(name: str, argument: Term) -> Term | None:
    """What ``name(argument)`` is through other functions; ``None`` for a primitive."""
    rule = FUNCTIONS[name].meaning
    return None if rule is None else rule(argument)


def derivative_of(name: str, argument: Term) -> Term:
    """The derivative of a primitive at ``argument``.

    Raises ``KeyError`` for a function that is no row of the table (the derivative of trigamma, for one).
    """
    rule = FUNCTIONS[name].derivative
    if rule is None:
        raise KeyError(f"{name} is no primitive: differentiate its meaning")
    return rule(argument)
