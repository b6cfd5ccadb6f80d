"""Limits by rule: each rule asks what it needs of the other letters, and says nothing where that is not shown."""

from fractions import Fraction

import pytest

from checks import terms as t
from checks.domains import Given
from checks.functions import sqrt
from checks.notation import absolute, exp, given, index, infinity, limit, log, natural, positive, product, real, sin, total
from checks.witnesses.algebra import NoProof, Proof, prove, prove_order
from checks.witnesses.algebra.limiting import settled

α, λ, q, p, s, n = positive(r"\alpha"), positive(r"\lambda"), real("q", above=-1, below=1), real("p", above=1), real("s"), natural("n", 1)
k, m = index("k", n), index("m", infinity)
SMALL = given(α, λ, q, p, s, n, where=(α < 2 / λ,))
LARGE = given(α, λ, q, p, s, n, where=(α > 2 / λ,))
ANY = given(α, λ, q, p, s, n)
THREE_HALVES = t.as_term(Fraction(3, 2))
DOWN = t.Negative(infinity)

KNOWN = {
    "a factor below 1": (SMALL, limit(n, (1 - α * λ) ** n * s), 0),
    "a factor above 1": (LARGE, limit(n, (α * λ - 1) ** n), infinity),
    "the size of a power of a negative number": (LARGE, limit(n, absolute((1 - α * λ) ** n)), infinity),
    "powers fall behind exponentials": (ANY, limit(n, n**3 * q**n), 0),
    "powers fall behind exponentials, below": (ANY, limit(n, n**p / exp(α * n)), 0),
    "bounded by what vanishes": (ANY, limit(n, sin(n) / n), 0),
    "a continuous function": (ANY, limit(n, exp(-1 / n)), 1),
    "the logarithm": (ANY, limit(n, -α * log(n)), DOWN),
    "a root": (ANY, limit(n, sqrt(n + 1)), infinity),
    "harmonic": (ANY, total(m, α / m), infinity),
    "harmonic, downwards": (ANY, limit(n, -total(k, α / k)), DOWN),
    "slower than harmonic": (ANY, total(m, α / sqrt(m)), infinity),
    "a multiple of a divergent sum": (ANY, α * total(m, 1 / m), infinity),
    "terms that grow": (ANY, total(m, THREE_HALVES**m), infinity),
    "terms that do not vanish": (ANY, total(m, -1 - 1 / m), DOWN),
    "factors that tend to a number below 1": (ANY, product(m, q + α / m), 0),
    "multiples of ∞": (ANY, -α * t.Plus((infinity, t.as_term(1))), DOWN),
    "factors below 1": (ANY, product(m, 1 - α / m), 0),
    "factors above 1": (ANY, limit(n, product(k, 1 + α / k)), infinity),
    "to the left": (ANY, limit(n, exp(n), DOWN), 0),
}
CONVERGENT = {
    "a power": total(m, α / m**p),
    "geometric": total(m, q**m),
    "a power and an exponential": total(m, m**2 * exp(-λ * m)),
    "partial sums": limit(n, total(k, s / k**2)),
    "factors": product(m, 1 + s / m**2),
}
UNKNOWN = {
    "a factor of any size": (ANY, limit(n, (1 - α * λ) ** n)),
    "a factor below 1, of which the powers grow downwards": (SMALL, limit(n, (1 - α * λ) ** -n)),
    "a factor of any sign": (ANY, limit(n, n * s)),
    "∞ − ∞": (ANY, limit(n, n**2 - n)),
    "a power between the signs": (LARGE, limit(n, (1 - α * λ) ** n)),
    "a real power of a negative number": (ANY, limit(n, (-q * q) ** (n / 2))),
    "terms of any sign": (ANY, total(m, s / m)),
    "a power of any size": (ANY, total(m, 1 / m**α)),
    "factors that do not tend to 1": (ANY, product(m, 1 - α * m)),
    "factors near 1 of any side": (ANY, product(m, 1 + s / m)),
    "a divisor that may vanish": (ANY, limit(n, (1 + 1 / n) / (s + 1 / n))),
    "a root of a negative number": (ANY, limit(n, sqrt(-n))),
    "a sum that begins at 0": (ANY, total(t.Index("m", t.as_term(0), infinity), α / (m + 0))),
}


@pytest.mark.parametrize("rule", KNOWN)
def test_a_limit_is_known_by_rule(rule: str) -> None:
    domain, term, value = KNOWN[rule]
    assert isinstance(prove(term, t.as_term(value), domain, ({},)), Proof)
    for wrong in {0, 1, 2, infinity, DOWN} - {value}:
        assert isinstance(prove(term, t.as_term(wrong), domain, ({},)), NoProof)


@pytest.mark.parametrize("rule", CONVERGENT)
def test_convergence_is_known_by_rule(rule: str) -> None:
    assert isinstance(prove_order("<", CONVERGENT[rule], infinity, ANY), Proof)
    assert isinstance(prove(CONVERGENT[rule], infinity, ANY, ({},)), NoProof)


@pytest.mark.parametrize("why", UNKNOWN)
def test_nothing_is_said_without_what_the_rule_needs(why: str) -> None:
    domain, term = UNKNOWN[why]
    assert settled(term, domain) == term
    assert isinstance(prove_order("<", term, infinity, domain), NoProof)


def test_a_divergent_sum_is_not_shown_to_be_finite() -> None:
    assert isinstance(prove_order("<", total(m, 1 / m), infinity, Given(())), NoProof)
    assert isinstance(prove_order("<", total(m, THREE_HALVES**m), infinity, Given(())), NoProof)
