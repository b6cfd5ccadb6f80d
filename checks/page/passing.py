r"""Conditions in running prose that hold for a while only: "If $b > 0$, …" for its paragraph, "… for $b > 0$" for its sentence.

"let", "with", "where", "assume" and their kin set what holds to the end of the page; "if", "for", "when", "case" say of what the sentence speaks.

Verbs: ``condition_behind`` (the formulas behind a claim that say when it holds), ``is_passing`` and ``quantifies`` (what a cue's facts are),
``Passing.over``, ``Passing.replaced``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from checks.page import syntax as s
from checks.page.gathering import CUE_WORDS, ORDERS, PASSING
from checks.page.parser import Row
from checks.page.sources import Formula
from checks.terms import Term, free_variables

BEHIND = re.compile(
    r"[\s,(]*(?:(?:at least|only|valid|which holds|holds) )?(?:for|if|when|whenever|provided|provided that|as long as|since|because|as)"
    r"(?: all| any| every| each)?\s*",
    re.IGNORECASE,
)
GLUE = re.compile(r"[\s,;]*(and|or|und|oder|,|;)?[\s,;]*", re.IGNORECASE)
WORD = re.compile(rf"\b({CUE_WORDS}|case)\b", re.IGNORECASE)
SENTENCE = re.compile(r"[.!?;](?:\s|$)")
GENERAL = re.compile(
    r"\b(in general|generally|otherwise|conversely|else|in (?:all|both|either|any|every) cases?|sonst|allgemein)\b", re.IGNORECASE
)

Read = tuple[Formula, tuple[Row, ...]]


def quantifies(cue: str) -> bool:
    """Whether that word is "for" or "given", behind which a new letter is declared for good."""
    words = WORD.findall(SENTENCE.split(cue)[-1])
    return bool(words) and words[-1].lower() in {"for", "given", "für"}


def is_passing(cue: str) -> bool:
    """Whether the last of the words that govern a formula is one whose facts pass: "if", but not the "with" of "if … with"."""
    words = WORD.findall(SENTENCE.split(cue)[-1])
    return bool(words) and (PASSING.fullmatch(words[-1]) is not None or words[-1].lower() == "case")


def condition_behind(listed: Sequence[Read], at: int) -> Sequence[Read]:
    """The formulas right behind the one at ``at`` that say for what it holds: "… for $x > 0$ and $y > 0$"."""
    claim, rows = listed[at]
    if not rows or any(not isinstance(row.node, s.Related) or _narrows(row) for row in rows):
        return ()
    end = at + 1
    while end < len(listed):
        formula, found = listed[end]
        joins = (BEHIND if end == at + 1 else GLUE).fullmatch(formula.prose_before)
        if formula.display or formula.paragraph != claim.paragraph or not joins or not found or not all(map(_narrows, found)):
            break
        end += 1
    return listed[at + 1 : end]


def _narrows(row: Row) -> bool:
    node = row.node.items[-1] if isinstance(row.node, s.Listing) else row.node
    if not isinstance(node, s.Related) or node.sides[0] is None:
        return False
    return set(node.relations) <= ORDERS or node.relations == (r"\in",)


@dataclass(frozen=True)
class Passing:
    """A fact that holds for a while: ``behind`` its claim, or before; ``fresh`` where it is all that is known of its letters.

    ``paragraph`` is how far it has come; ``used`` says that something was claimed where it held, ``defines`` that something was defined.
    """

    fact: Term
    paragraph: int
    behind: bool = False
    fresh: bool = False
    used: bool = False
    defines: bool = False

    def over(self, formula: Formula, after: str) -> bool:
        """Whether it holds no longer where ``formula`` stands; ``after`` are the words behind the formula before that."""
        said = formula.prose_before
        if GENERAL.search(said) and self.used:
            return True
        if self.fresh or (self.defines and not self.used):
            return False
        if GENERAL.search(said) or (formula.paragraph != self.paragraph and not self._goes_on(formula)):
            return True
        return SENTENCE.search(f"{after} {said}") is not None and (self.behind or (is_passing(said) and self.used))

    def _goes_on(self, formula: Formula) -> bool:
        """Whether a paragraph goes on from the one above: a display alone, or words that begin no sentence."""
        alone = formula.display and not formula.prose_before
        return formula.paragraph == self.paragraph + 1 and (alone or formula.prose_before[:1].islower())

    def with_use(self, *, claims: bool, defines: bool) -> Passing:
        """The fact after a formula that claimed or defined something."""
        return replace(self, used=self.used or claims, defines=self.defines or defines)

    def replaced(self, fact: Term) -> bool:
        """Whether another condition on the same letters takes its place: "…, and for $b < 0$"."""
        return self.used and set(free_variables(self.fact)) == set(free_variables(fact))
