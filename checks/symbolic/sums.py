r"""Finite sums whose upper bound is a letter: binomial ones in closed form, and any by induction in that letter.

Σ_{k≤n} C(n,k) aᵏ bⁿ⁻ᵏ k(k−1)…(k−j+1) = n(n−1)…(n−j+1) aʲ (a+b)ⁿ⁻ʲ, and every polynomial in k is a sum of such products.

Verbs: ``with_binomials_closed``, ``inductions``.  Source: Graham, Knuth, Patashnik, Concrete Mathematics, section 5.1.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sympy as sp

from checks.symbolic.symbols import Symbols

MOST_DEGREE = 6
MOST_TERMS = 20  # of a sum that is written out where an induction begins


def with_binomials_closed(expression: Any) -> Any:
    """The expression with each binomial sum replaced by its closed form."""
    found: dict[Any, Any] = {total: _closed(total) for total in expression.atoms(sp.Sum)}
    return expression.xreplace({total: value for total, value in found.items() if value is not None})


def _closed(total: Any) -> Any:
    if len(total.limits) != 1:
        return None
    k, low, n = total.limits[0]
    read = _binomial(total.function, k, n) if low in (0, 1) and n.is_Symbol and n.is_integer and n.is_nonnegative else None
    if read is None:
        return None
    constant, a, b, weight = read
    both: Any = sp.cancel(sp.together(a + b))
    if both == 0:  # 0⁰ where n is small
        return None
    value: Any = sp.Integer(0)
    for j, coefficient in enumerate(_in_falling_powers(weight, k)):
        falling: Any = sp.Mul(*(n - i for i in range(j)))
        value += coefficient * falling * a**j * both ** (n - j)
    if low == 1:
        value -= weight.as_expr().subs(k, 0) * b**n
    return constant * value / sp.gamma(n + 1)


def _binomial(function: Any, k: Any, n: Any) -> tuple[Any, Any, Any, Any] | None:
    """c, a, b and a polynomial P in k where the summand is c P(k) aᵏ bⁿ⁻ᵏ/(k! (n − k)!)."""
    constant, a, b, rest = (sp.Integer(1),) * 4
    below: list[Any] = []
    for factor in sp.Mul.make_args(function):
        base, exponent = factor.as_base_exp()
        if not factor.has(k):
            constant *= factor
        elif isinstance(base, sp.gamma) and exponent == -1:
            argument: Any = base.args[0]
            below.append(sp.expand(argument - 1))
        elif not base.has(k):
            by_k, by_n, left = _affine(exponent, k, n)
            if any(part.has(k, n) for part in (by_k, by_n, left)) or not (base.is_positive or (by_k.is_Integer and by_n.is_Integer)):
                return None
            a, b, constant = a * base ** (by_k + by_n), b * base**by_n, constant * base**left
        else:
            rest *= factor
    if set(below) != {k, n - k} or len(below) != 2 or not rest.is_polynomial(k):
        return None
    weight = sp.Poly(rest, k)
    return (constant, a, b, weight) if weight.degree() <= MOST_DEGREE else None


def _affine(exponent: Any, k: Any, n: Any) -> tuple[Any, Any, Any]:
    """s, u and v of an exponent s k + u n + v."""
    expanded: Any = sp.expand(exponent)
    by_k, by_n = expanded.coeff(k, 1), expanded.coeff(n, 1)
    return by_k, by_n, sp.expand(expanded - by_k * k - by_n * n)


def _in_falling_powers(weight: Any, k: Any) -> list[Any]:
    """The coefficients of 1, k, k(k−1), …: the forward differences at 0 over j! (Newton)."""
    values = [weight.as_expr().subs(k, place) for place in range(weight.degree() + 1)]
    found: list[Any] = []
    for j in range(len(values)):
        found.append(values[0] / sp.factorial(j))
        values = [after - before for before, after in itertools.pairwise(values)]
    return found


# ── induction ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Induction:
    """What has to be 0 for an expression to be 0 for every value of an integer ``letter`` from its least on."""

    letter: Any
    base: Any
    step: Any


def inductions(expression: Any, symbols: Symbols) -> Iterator[Induction]:
    """An induction in each letter up to which sums and products of the expression run."""
    runs = sorted(expression.atoms(sp.Sum, sp.Product), key=sp.default_sort_key)
    letters = dict.fromkeys(letter for run in runs for letter in run.limits[0][2].free_symbols)
    for letter in letters:
        region = symbols.regions.get(letter)
        if letter.is_integer and region is not None and region.inf.is_Integer:
            found = _induction(expression, [run for run in runs if run.has(letter)], letter, region.inf)
            if found is not None:
                yield found


def _induction(expression: Any, runs: list[Any], letter: Any, least: Any) -> Induction | None:
    marks = {run: sp.Dummy() for run in runs}
    now: Any = expression.xreplace(marks)
    later, first = now.subs(letter, letter + 1), now.subs(letter, least)
    for run, mark in marks.items():
        one_more, begun = _one_more(run, mark, letter), _begun(run, letter, least)
        if one_more is None or begun is None:
            return None
        later, first = later.xreplace({mark: one_more}), first.xreplace({mark: begun})
    if len(marks) == 1:  # what stands at the letter, put in where the letter is one more
        (mark,) = marks.values()
        slope: Any = sp.diff(now, mark)
        if not slope.has(mark) and slope.is_nonzero:
            return Induction(letter, first, later.subs(mark, -now.subs(mark, 0) / slope))
    return Induction(letter, first, later - now)


def _one_more(run: Any, mark: Any, letter: Any) -> Any:
    """The sum (the product) where the letter is one more; ``None`` where more than its length depends on the letter."""
    if len(run.limits) != 1:
        return None
    k, low, high = run.limits[0]
    if run.function.has(letter) or low.has(letter) or (high - letter).has(letter):
        return None
    last = run.function.subs(k, high + 1)
    return mark + last if isinstance(run, sp.Sum) else mark * last


def _begun(run: Any, letter: Any, least: Any) -> Any:
    k, low, high = run.limits[0]
    last = high.subs(letter, least)
    if not (low.is_Integer and last.is_Integer and last - low < MOST_TERMS):
        return None
    terms = [run.function.subs(k, place) for place in range(int(low), int(last) + 1)]
    return sp.Add(*terms) if isinstance(run, sp.Sum) else sp.Mul(*terms)
