"""Arbitrary functions made concrete, so that witnesses that compute with numbers can evaluate them.

``f(u)`` becomes c₀ + c₁u + c₂u² + c₃ sin u with coefficients that are variables like any other (for a vector u: through two
linear forms of it); the claim is then tried at many coefficients.  A claim about *every* smooth function that fails for one
of these is false.  Algebra does not use these: there an arbitrary function is a symbol.

Verb: ``concrete``.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from checks import terms as t
from checks.functions import sin


def concrete(*terms: t.Term) -> tuple[t.Term, ...]:
    """The same terms with every ``Call`` replaced by its instance; the same function gets the same instance in all."""
    return tuple(_replaced(term) for term in terms)


@lru_cache(maxsize=1 << 10)  # the same terms are asked for at every point
def _replaced(term: t.Term) -> t.Term:
    done: dict[t.Term, t.Term] = {}

    def visit(current: t.Term) -> t.Term:
        if current not in done:
            below = t.rebuild(current, visit)
            done[current] = _instance(below) if isinstance(below, t.Call) else below
        return done[current]

    return visit(term)


def parameter(function: t.Function) -> t.Variable:
    """The variable that stands for the argument in ``body``."""
    return t.Variable(f"u of {function.name}", function.domain)


def coefficients(function: t.Function) -> tuple[t.Variable, ...]:
    """The coefficients of the instance: constants first, then linear, quadratic and sine ones."""
    widths: tuple[t.Shape, ...] = ((), function.domain, function.domain, function.domain)
    return tuple(t.Variable(f"c_{k} of {function.name}", (*function.dims, *width)) for k, width in enumerate(widths))


def body(function: t.Function) -> t.Term:
    """The instance as a term in ``parameter(function)``, of shape ``function.dims``."""
    u = parameter(function)
    outer = tuple(t.Index(f"\\iota_{k}", t.Number(Fraction(1)), t.as_term(dim)) for k, dim in enumerate(function.dims))
    entry = _entry(function, u, outer)
    return t.Table(outer, entry) if outer else entry


def _entry(function: t.Function, u: t.Variable, outer: tuple[t.Index, ...]) -> t.Term:
    constant, linear, quadratic, wave = (t.Entry(c, outer) if outer else c for c in coefficients(function))

    def form(weights: t.Term) -> t.Term:
        if function.domain == ():
            return weights * u
        (dim,) = function.domain
        k = t.Index("\\iota", t.Number(Fraction(1)), t.as_term(dim))
        return t.Reduce("sum", k, t.Entry(weights, (k,)) * t.Entry(u, (k,)))

    if function.domain == ():
        return constant + linear * u + quadratic * u**2 + wave * sin(u)
    return constant + form(linear) + form(quadratic) ** 2 + sin(form(wave))


def _instance(call: t.Call) -> t.Term:
    u = parameter(call.function)
    value = body(call.function)
    if call.order:
        return t.At(t.Derivative(value, (u,) * call.order), ((u, call.argument),))
    return t.substitute(value, {u: call.argument})
