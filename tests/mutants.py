"""Derivations wrong on purpose: of each kind of slip a few, at different places of a line."""

from __future__ import annotations

from collections.abc import Iterator

from checks import terms as t
from checks.edits import SLIPS, Edit, edits

OF_EACH_KIND = 2


def mutants(line: t.Term, variables: tuple[t.Variable, ...]) -> Iterator[Edit]:
    """The first and the last edit of each kind that ``line`` has room for; a letter is confused with a declared one only."""
    if isinstance(line, t.Optimisers):
        variables = tuple(v for v in variables if v != line.variable)
    found = list(edits(line, variables))
    for slip in SLIPS:
        alike = [edit for edit in found if edit.slip == slip]
        yield from dict.fromkeys((*alike[:1], *alike[1:][-(OF_EACH_KIND - 1) :]))
