r"""Named laws: densities, moments, and expectations of polynomials by them.

A law has its moments about a ``centre``.  The expectation of a polynomial f of degree n in a number X is Σ_k w_k f(centre + k) over n + 1
integers k, with weights that give the first n moments what they are: exact, and a term like any other.  In a vector,
E f(X) = f(μ) + ½ D f(μ) + ⅛ D² f(μ) with D = Σ_ij Σ_ij ∂_i ∂_j for a normal X and f of degree at most 5.

Verbs: ``normal``, ``multinormal``, ``exponential`` and kin (laws), ``NamedLaw.expectation``.
Source: moments as in Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions; Isserlis for the normal vector.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from math import comb, factorial, prod

from checks.events import among, between, bounds_of
from checks.functions import exp, log, sqrt
from checks.polynomials import degree
from checks.sets import is_positive
from checks.terms import (
    Apply,
    At,
    Constant,
    Derivative,
    Determinant,
    Dim,
    Entry,
    Identity,
    Index,
    Indicator,
    Integral,
    Inverse,
    MatMul,
    Number,
    Ones,
    Plus,
    Power,
    Quotient,
    Reduce,
    Shape,
    Size,
    Term,
    Times,
    Transpose,
    Variable,
    as_term,
    substitute,
    walk,
)

ZERO, INFINITY, PI = Number(Fraction(0)), Constant("infinity"), Constant("pi")
MOST_DEGREE = 12


@dataclass(frozen=True)
class NamedLaw:
    """A law of one number, or of a normal vector (then with its ``covariance``).

    ``moment(k)`` is E (X − centre)^k; ``whole`` says that X is an integer from ``low`` to ``high``.
    """

    density: Callable[[Term], Term]
    logarithm: Callable[[Term], Term]
    low: Term
    high: Term
    moment: Callable[[int], Term]
    centre: Term = ZERO
    whole: bool = False
    values: tuple[Fraction, ...] = ()
    covariance: Term | None = None
    vector_degree: int = 5  # of polynomials in a vector: what depends on no other moments

    @property
    def dims(self) -> Shape:
        """The shape of X."""
        return self.centre.shape

    def letter(self, name: str) -> Index | Variable:
        """What stands for X where it is summed or integrated over."""
        if self.values:
            return Index(name, values=self.values)
        return Index(name, self.low, self.high) if self.whole else Variable(name, self.dims)

    def expectation(self, body: Term, letter: Index | Variable) -> Term | None:
        """E of ``body``, whose X is ``letter``: a sum or an integral where it is no polynomial.

        ``None`` for no polynomial in a vector, and for an array whose entries are no polynomials.
        """
        if isinstance(body, Indicator) and (found := self._probability(body.condition, letter)) is not None:
            return found
        running = letter if isinstance(letter, Variable) else Variable(f"the real {letter.name}")
        spread = body if running == letter else substitute(body, {letter: running})
        order = None if self.values else degree(spread, running)
        if order is not None and self.covariance is not None and order <= self.vector_degree:
            return _of_a_vector(spread, running, self.centre, self.covariance, order)
        if order is not None and self.covariance is None and order <= MOST_DEGREE:
            return self._of_a_number(spread, running, order)
        if isinstance(letter, Index):
            return Reduce("sum", letter, Times((self.density(letter), body)))
        return Integral(Times((self.density(letter), body)), letter, self.low, self.high) if self.dims == body.shape == () else None

    def _probability(self, event: Term, letter: Index | Variable) -> Term | None:
        """That of ``letter`` between two bounds; ``None`` for any other event."""
        bounds = None if self.values or self.dims else bounds_of(event, letter)
        if bounds is None:
            return None
        if isinstance(letter, Variable):
            return between(self.density, letter, bounds, self.low, self.high)
        return among(self.density, letter, bounds)

    def _of_a_number(self, body: Term, letter: Variable, order: int) -> Term:
        if order == 0:
            return body
        moments = [as_term(1), *(self.moment(k) for k in range(1, order + 1))]
        weights = [Plus(tuple(c * moment for c, moment in zip(row, moments, strict=True) if c)) for row in _lagrange(order)]
        values = [At(body, ((letter, self.centre + k if self.centre != ZERO else as_term(k)),)) for k in range(order + 1)]
        return Plus(tuple(Times((weight, value)) for weight, value in zip(weights, values, strict=True)))


@lru_cache
def _lagrange(order: int) -> tuple[tuple[Fraction, ...], ...]:
    """The coefficients, from x⁰ on, of the polynomials that are 1 at one of 0, …, order and 0 at the others."""

    def times(p: tuple[Fraction, ...], root: int) -> tuple[Fraction, ...]:
        return tuple(a - root * b for a, b in zip((Fraction(0), *p), (*p, Fraction(0)), strict=True))

    rows: list[tuple[Fraction, ...]] = []
    for node in range(order + 1):
        others = [k for k in range(order + 1) if k != node]
        scale = prod(node - k for k in others)
        rows.append(tuple(c / scale for c in reduce(times, others, (Fraction(1),))))
    return tuple(rows)


def _of_a_vector(body: Term, letter: Variable, mean: Term, covariance: Term, order: int) -> Term:
    terms, current, share = [body], body, Fraction(1)
    for k in range(1, order // 2 + 1):
        current, share = _contracted(current, letter, covariance), share / (2 * k)
        terms.append(Times((as_term(share), current)))
    return At(Plus(tuple(terms)), ((letter, mean),))


def _contracted(body: Term, letter: Variable, covariance: Term) -> Term:
    """Σ_ij covariance_ij ∂_i ∂_j body."""
    taken = {part.name for part in walk(body) if isinstance(part, Index)}
    first, second = [name for name in ("i", "j", "i'", "j'", "i''", "j''", "i'''", "j'''") if name not in taken][:2]
    i, j = (Index(name, as_term(1), _length(letter.dims[0])) for name in (first, second))
    slope = Derivative(body, (Entry(letter, (i,)), Entry(letter, (j,))))
    return Reduce("sum", i, Reduce("sum", j, Times((Entry(covariance, (i, j)), slope))))


def _length(dim: int | Size) -> Term:
    return dim if isinstance(dim, Size) else as_term(dim)


def _positive(parameter: Term) -> Term:
    """A parameter that is undefined where it is negative."""
    return parameter if _evidently_positive(parameter) else sqrt(parameter) ** 2


def _evidently_positive(term: Term) -> bool:
    match term:
        case Number(value):
            return value > 0
        case Variable():
            return is_positive(term.values)
        case Power(_, Number(exponent)) if exponent.denominator == 1 and exponent % 2 == 0:
            return True
        case Power(base, _) | Apply("sqrt", base):
            return _evidently_positive(base)
        case Times(factors):
            return all(map(_evidently_positive, factors))
        case Quotient(above, below):
            return _evidently_positive(above) and _evidently_positive(below)
        case Apply("exp"):
            return True
        case _:
            return False


# ── laws ──────────────────────────────────────────────────────────────────────────────────────────


def normal(mean: Term, variance: Term) -> NamedLaw:
    """The normal law; E (X − μ)^{2k} = (2k − 1)!! σ^{2k}."""
    square = _positive(variance)

    def exponent(x: Term) -> Term:
        return (x - mean) ** 2 / (2 * variance)

    return NamedLaw(
        density=lambda x: exp(-exponent(x)) / sqrt(2 * PI * variance),
        logarithm=lambda x: -exponent(x) - log(2 * PI * variance) / 2,
        low=-INFINITY,
        high=INFINITY,
        centre=mean,
        moment=lambda k: as_term(0) if k % 2 else prod(range(1, k, 2)) * square ** (k // 2),
    )


def multinormal(mean: Term, covariance: Term) -> NamedLaw:
    """The normal law of a vector (d,) with the covariance (d, d)."""

    def exponent(x: Term) -> Term:
        return MatMul((Transpose(x - mean), Inverse(covariance), x - mean)) / 2

    half = _length(covariance.shape[0]) / 2
    return NamedLaw(
        density=lambda x: exp(-exponent(x)) / ((2 * PI) ** half * sqrt(Determinant(covariance))),
        logarithm=lambda x: -exponent(x) - half * log(2 * PI) - log(Determinant(covariance)) / 2,
        low=-INFINITY,
        high=INFINITY,
        centre=mean,
        covariance=covariance,
        moment=lambda k: as_term(int(k == 0)),
    )


def sample(law: NamedLaw, size: Dim) -> NamedLaw:
    """Independent numbers (n,) of one law, by their mean and variance."""
    mean = law.centre + law.moment(1)
    variance = law.moment(2) - law.moment(1) ** 2
    run = Index("i", as_term(1), _length(size))
    return NamedLaw(
        density=lambda x: Reduce("prod", run, law.density(Entry(x, (run,)))),
        logarithm=lambda x: Reduce("sum", run, law.logarithm(Entry(x, (run,)))),
        low=law.low,
        high=law.high,
        moment=lambda k: as_term(int(k == 0)),
        centre=Times((mean, Ones((size,)))),
        covariance=Times((variance, Identity(size))),
        vector_degree=2,
    )


def laplace(mean: Term, scale: Term) -> NamedLaw:
    """The density e^{−|x − μ|/b} / 2b; E (X − μ)^{2k} = (2k)! b^{2k}."""
    return NamedLaw(
        density=lambda x: exp(-(Apply("abs", x - mean) / scale)) / (2 * scale),
        logarithm=lambda x: -(Apply("abs", x - mean) / scale) - log(2 * scale),
        low=-INFINITY,
        high=INFINITY,
        centre=mean,
        moment=lambda k: as_term(0) if k % 2 else factorial(k) * _positive(scale) ** k,
    )


def exponential(rate: Term) -> NamedLaw:
    """The density λ e^{−λx}; E X^k = k!/λ^k."""
    return NamedLaw(
        density=lambda x: rate * exp(-(rate * x)),
        logarithm=lambda x: log(rate) - rate * x,
        low=as_term(0),
        high=INFINITY,
        moment=lambda k: factorial(k) / _positive(rate) ** k,
    )


def gamma(shape: Term, rate: Term) -> NamedLaw:
    """The density β^α x^{α−1} e^{−βx} / Γ(α); E X^k = α (α + 1) … (α + k − 1)/β^k."""
    return NamedLaw(
        density=lambda x: rate**shape * x ** (shape - 1) * exp(-(rate * x)) / Apply("gamma", shape),
        logarithm=lambda x: shape * log(rate) + (shape - 1) * log(x) - rate * x - log(Apply("gamma", shape)),
        low=as_term(0),
        high=INFINITY,
        moment=lambda k: _rising(_positive(shape), k) / _positive(rate) ** k,
    )


def beta(a: Term, b: Term) -> NamedLaw:
    """The density x^{a−1} (1 − x)^{b−1} / B(a, b); E X^k = Π_{i<k} (a + i)/(a + b + i)."""
    scale = Apply("gamma", a) * Apply("gamma", b) / Apply("gamma", a + b)
    return NamedLaw(
        density=lambda x: x ** (a - 1) * (1 - x) ** (b - 1) / scale,
        logarithm=lambda x: (a - 1) * log(x) + (b - 1) * log(1 - x) - log(scale),
        low=as_term(0),
        high=as_term(1),
        moment=lambda k: _rising(_positive(a), k) / _rising(_positive(a) + _positive(b), k),
    )


def uniform(low: Term, high: Term) -> NamedLaw:
    """The density 1/(b − a) on (a, b); E X^k = Σ_i a^i b^{k−i}/(k + 1)."""
    return NamedLaw(
        density=lambda _: 1 / (high - low),
        logarithm=lambda _: -log(high - low),
        low=low,
        high=high,
        moment=lambda k: Plus(tuple(low**i * high ** (k - i) for i in range(k + 1))) / (k + 1),
    )


def poisson(rate: Term) -> NamedLaw:
    """The law λ^k e^{−λ}/k!; E X^k = Σ_i S(k, i) λ^i with Stirling's numbers of the second kind."""
    return NamedLaw(
        density=lambda k: rate**k * exp(-rate) / Apply("gamma", k + 1),
        logarithm=lambda k: k * log(rate) - rate - log(Apply("gamma", k + 1)),
        low=as_term(0),
        high=INFINITY,
        whole=True,
        moment=lambda k: Plus(tuple(_stirling(k, i) * _positive(rate) ** i for i in range(k + 1))),
    )


def binomial(count: Term, p: Term) -> NamedLaw:
    """The law of the number of successes in n trials; E X^k = Σ_i S(k, i) n (n − 1) … (n − i + 1) p^i."""

    def choose(k: Term) -> Term:
        return Apply("gamma", count + 1) / (Apply("gamma", k + 1) * Apply("gamma", count - k + 1))

    return NamedLaw(
        density=lambda k: choose(k) * p**k * (1 - p) ** (count - k),
        logarithm=lambda k: log(choose(k)) + k * log(p) + (count - k) * log(1 - p),
        low=as_term(0),
        high=count,
        whole=True,
        moment=lambda k: Plus(tuple(_stirling(k, i) * _product([count - r for r in range(i)]) * p**i for i in range(k + 1))),
    )


def geometric(p: Term, first: int) -> NamedLaw:
    """The number of the first success where trials are counted from ``first``; E (X − first)^k = Σ_i S(k, i) i! ((1 − p)/p)^i."""
    odds = (1 - p) / p
    return NamedLaw(
        density=lambda k: p * (1 - p) ** (k - first if first else k),
        logarithm=lambda k: log(p) + (k - first) * log(1 - p),
        low=as_term(first),
        high=INFINITY,
        whole=True,
        centre=as_term(first),
        moment=lambda k: Plus(tuple(_stirling(k, i) * factorial(i) * odds**i for i in range(k + 1))),
    )


def bernoulli(p: Term) -> NamedLaw:
    """The law of one trial: a sum of two terms."""
    return NamedLaw(
        density=lambda x: p**x * (1 - p) ** (1 - x),
        logarithm=lambda x: x * log(p) + (1 - x) * log(1 - p),
        low=as_term(0),
        high=as_term(1),
        values=(Fraction(0), Fraction(1)),
        moment=lambda k: p if k else as_term(1),
    )


def _product(factors: list[Term]) -> Term:
    return Times(tuple(factors)) if factors else as_term(1)


def _rising(a: Term, k: int) -> Term:
    return _product([a + i for i in range(k)])


def _stirling(n: int, k: int) -> int:
    return sum((-1) ** (k - i) * comb(k, i) * i**n for i in range(k + 1)) // factorial(k)
