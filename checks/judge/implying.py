"""Proofs that one condition implies another.  Verb: ``implied``."""

from __future__ import annotations

from checks import terms as t
from checks.domains import Given


def implied(left: t.Term, right: t.Term, given: Given) -> str:
    """Why the right condition holds wherever the left one does; "" where no proof was found."""
    return ""
