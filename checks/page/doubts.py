r"""What was read in the usual way and has another reading too: ``\exp(A)`` of a square matrix, entry by entry or the function of the matrix.

Verbs: ``doubt`` (what to say of a claim that does not hold as it was read), ``says_entrywise`` (whether the page leaves no doubt).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.latex import latex
from checks.page.sources import Formula
from checks.terms import Apply, Term, walk

ENTRYWISE = re.compile(
    r"\b(?:element|entry|component|coordinate|point)[- ]?wise\b|\bentry by entry\b|\b(?:of|to) each entry\b|\battention\b", re.IGNORECASE
)


def says_entrywise(formulas: Iterable[Formula]) -> bool:
    r"""Whether the page says so, or multiplies entry by entry itself."""
    return any(
        ENTRYWISE.search(f"{each.prose_before} {each.prose_after}") or r"\odot" in each.text or "⊙" in each.text for each in formulas
    )


def doubt(*sides: Term) -> str:
    r"""How ``\exp`` and ``\log`` of a square matrix were read; empty where no side has one."""
    for side in sides:
        for part in walk(side):
            if isinstance(part, Apply) and part.function in {"exp", "log"} and len(part.shape) == 2 and part.shape[0] == part.shape[1]:
                return rf"\{part.function} of the square matrix {latex(part.argument)} was read entry by entry: that of the matrix is not known here"
    return ""
