r"""Conditions in running prose that hold for a while only: "If $b > 0$, …" for its paragraph, "… for $b > 0$" for its sentence.

"let", "with", "where", "assume" and their kin set what holds to the end of the page; "if", "for", "when", "case" say of what the sentence speaks.

Verbs: ``definitions_behind`` (the formulas behind one that say what its letters are), ``condition_behind`` (the formulas behind a claim that say when it holds), ``is_passing`` and ``quantifies`` (what a cue's facts are),
``Passing.over``, ``Passing.replaced``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from checks.page import syntax as s
from checks.page.gathering import CUE_WORDS, ORDERS, PASSING, head_of_definition
from checks.page.letters import names_in
from checks.page.parser import Row
from checks.page.sources import Formula
from checks.terms import Term, free_variables

BEHIND = re.compile(
    r"[\s,(]*(?:(?:at least|valid|which holds|holds) )?(?:for|if|when|whenever|provided|provided that|as long as|since|because|as|at)"
    r"(?: all| any| every| each)?\s*",
    re.IGNORECASE,
)
WHERE = re.compile(r"[\s,(]*(?:where|with|wobei|mit)(?: we (?:set|put|write|let|define|have))?\s*", re.IGNORECASE)
AT = re.compile(r"\bat\b", re.IGNORECASE)
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
        equal = PASSING.search(formula.prose_before) is not None or AT.search(formula.prose_before) is not None
        narrow = bool(found) and all(_narrows(row, equal=equal) for row in found)
        if formula.display or formula.paragraph != claim.paragraph or not joins or not narrow:
            break
        end += 1
    return listed[at + 1 : end]


def definitions_behind(listed: Sequence[Read], at: int, start: int) -> Sequence[Read]:
    r"""The formulas from ``start`` on that say what letters of the one at ``at`` are: "…, where $m = \dots$ and $s = \dots$"."""
    claim, rows = listed[at]
    letters = names_in(tuple(row.node for row in rows if not isinstance(row.node, s.UnreadableFormula)))
    end = len(listed) if any(_declares(row) for row in rows) else start
    start = end
    while end < len(listed):
        formula, found = listed[end]
        joins = (WHERE if end == start else GLUE).fullmatch(formula.prose_before)
        above = listed[end - 1][0]
        below = formula.paragraph == claim.paragraph + 1 and formula.opens and formula.prose_before[:1].islower()
        near = formula.paragraph == above.paragraph or below
        if formula.display or not near or not joins or not found or not all(_defines(row, letters) for row in found):
            break
        end += 1
    return listed[start:end]


def _declares(row: Row) -> bool:
    items = row.node.items if isinstance(row.node, s.Listing) else (row.node,)
    return any(isinstance(item, s.Related) and {r"\in", r"\sim", r"\to"} & set(item.relations) for item in items)


def _defines(row: Row, letters: frozenset[str]) -> bool:
    node = row.node
    if not isinstance(node, s.Related) or node.relations[0] not in {"=", ":="} or node.sides[0] is None:
        return False
    name = head_of_definition(node.sides[0])[0]
    return name is not None and names_in(node.sides[0]) <= letters


def _narrows(row: Row, *, equal: bool = False) -> bool:
    node = row.node.items[-1] if isinstance(row.node, s.Listing) else row.node
    if not isinstance(node, s.Related) or node.sides[0] is None:
        return False
    return set(node.relations) <= ORDERS or node.relations == (r"\in",) or (equal and node.relations == ("=",))


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
