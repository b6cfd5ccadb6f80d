"""Equal terms are one object, however they came to be; what is bound in a term stays bound."""

from __future__ import annotations

import copy
import pickle

from checks.notation import exp, index, sizes, total, vector
from checks.terms import Integral, Limit, Term, Variable, as_term, substitute


def loss() -> object:
    n, d = sizes("n d")
    i = index("i", n)
    x = vector("x", n)
    return total(i, exp(x[i]) / 2) + vector("w", d).T @ vector("w", d)


def test_equal_terms_are_one_object() -> None:
    assert loss() is loss()
    assert vector("x", 2) is not vector("x", 3)


def test_copies_are_shared_too() -> None:
    term = loss()
    assert copy.deepcopy(term) is term
    assert pickle.loads(pickle.dumps(term)) is term


def test_the_variable_of_an_integral_is_not_replaced_within_it() -> None:
    x, y = Variable("x"), Variable("y")
    nothing, one = as_term(0), as_term(1)
    values: dict[Term, Term] = {x: exp(x), y: one, x + one: nothing}
    assert substitute(x * Integral(x * y, x, nothing, x), values) == exp(x) * Integral(x * one, x, nothing, exp(x))
    assert substitute((x + one) * Limit((x + one) * y, x, x), values) == nothing * Limit((x + one) * one, x, exp(x))
    assert substitute(Integral(x * y, x, nothing, one), {y: one}) == Integral(x * one, x, nothing, one)
