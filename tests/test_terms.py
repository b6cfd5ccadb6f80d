"""Equal terms are one object, however they came to be."""

from __future__ import annotations

import copy
import pickle

from checks.notation import exp, index, sizes, total, vector


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
