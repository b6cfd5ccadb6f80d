"""Derivations wrong on purpose: of each kind of slip a few, at different places of a line."""

from __future__ import annotations

import os

from checks import terms as t
from checks.edits import SLIPS, Edit, edits

A_FEW = 6  # of all the kinds, for each step; every kind with HYPOTHESIS_PROFILE=nightly, which takes the better part of an hour
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"


def mutants(line: t.Term, variables: tuple[t.Variable, ...]) -> list[Edit]:
    """The first and the last edit of each kind that ``line`` has room for; a letter is confused with a declared one only."""
    if isinstance(line, t.Optimisers):
        variables = tuple(v for v in variables if v != line.variable)
    found = list(edits(line, variables))
    ends: list[Edit] = []
    for slip in SLIPS:
        alike = [edit for edit in found if edit.slip == slip]
        ends += dict.fromkeys((*alike[:1], *alike[-1:]))
    return ends if NIGHTLY else ends[:: -(-len(ends) // A_FEW)] if ends else []
