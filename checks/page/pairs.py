r"""Sums over pairs: in ``\sum_{i<j} a_i a_j`` both letters run, unless the second stands elsewhere in the claim ("for every j").

Verb: ``over_pairs``.
"""

from __future__ import annotations

from checks.terms import Compare, Index, Reduce, Term, as_term, free_indices, substitute, walk


def over_pairs(*sides: Term) -> tuple[Term, ...]:
    """The sides of a claim, with a second letter running where it stands in nothing but sums over ``i < j``, ``i ≠ j`` and their kin."""
    for letter in dict.fromkeys(index for side in sides for index in free_indices(side)):
        found = [part for side in sides for part in walk(side) if isinstance(part, Reduce) and _relates(part, letter)]
        without = (substitute(side, dict.fromkeys(found, as_term(0))) for side in sides)
        if found and not any(letter in free_indices(side) for side in without):
            running: dict[Term, Term] = {part: Reduce(part.kind, letter, part) for part in found}
            sides = tuple(substitute(side, running) for side in sides)
    return sides


def _relates(part: Reduce, letter: Index) -> bool:
    match part.condition:
        case Compare(_, Index() as one, Index() as other):
            return {one, other} == {part.index, letter} and part.index != letter
        case _:
            return False
