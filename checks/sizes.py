"""Which lengths and which values of free indices a claim is tried at.  Verbs: ``letters``, ``assignments``, ``index_values``."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction

from checks import terms as t

Sizes = Mapping[t.Size, int]
MOST_LETTERS_APART = 3


def letters(*terms: t.Term) -> tuple[t.Size, ...]:
    """The dimension letters of the terms, in the order of first appearance."""
    return tuple(dict.fromkeys(size for term in terms for size in t.sizes_in(term)))


def assignments(found: tuple[t.Size, ...]) -> tuple[Sizes, ...]:
    """Lengths to try, the smallest first: all 1, all 2, then 2 and 3 in turn (with one letter: 1, 2, 3)."""
    if not found:
        return ({},)
    if len(found) == 1:
        return tuple({found[0]: length} for length in (1, 2, 3))
    patterns = [
        [1] * len(found),
        [2] * len(found),
        [2 + k % 2 for k in range(len(found))],
        [3 - k % 2 for k in range(len(found))],
    ]
    return tuple(dict(zip(found, pattern, strict=True)) for pattern in patterns)


def index_values(terms: tuple[t.Term, ...], sizes: Sizes) -> Iterator[dict[t.Index, Fraction]]:
    """Every assignment of values to the indices that stand free in the terms ("for every j").

    Raises ``ValueError`` for a free index whose range is not made of numbers and letters.
    """
    free = tuple(dict.fromkeys(index for term in terms for index in t.free_indices(term)))
    for chosen in itertools.product(*(_values(index, sizes) for index in free)):
        yield dict(zip(free, chosen, strict=True))


def _values(index: t.Index, sizes: Sizes) -> list[Fraction]:
    if index.values:
        return list(index.values)
    low, high = _bound(index.low, index.name, sizes), _bound(index.high, index.name, sizes)
    return [low + k for k in range(int(high - low) + 1)]


def _bound(bound: t.Term | None, name: str, sizes: Sizes) -> Fraction:
    match bound:
        case t.Number(value):
            return value
        case t.Size():
            return Fraction(t.measured(bound, sizes))
        case _:
            raise ValueError(f"the index {name} stands free, but its range is not written in numbers and lengths")
