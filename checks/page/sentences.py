r"""What the sentence around a formula in running prose makes of it: given, claimed, denied, asked.

A sentence that opens with "for", "if", "with" needs a main clause: where no words follow that could be one, the last formula is what
it claims ("For all $x \in \mathbb{R}$, $x^2 \ge 0$.").  What it denies or asks is neither given nor claimed.

Verbs: ``Sentence.goes_on`` (from one formula to the next), ``Sentence.concludes``, ``Sentence.denies``, ``asked``, ``ends``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checks.page.gathering import CUES, LET_US
from checks.page.passing import GLUE
from checks.page.sources import Formula

_STOP = re.compile(r"[.!?](?=\s|$)")
# where a sentence begins, and "that", "then", "hence" behind which a clause does
_CLAUSE = r"(?:^|[.!?:]\s+|\b(?:that|then|hence|thus|so|now|and|but|also|moreover|similarly|here|because|while|finally)\s*,?\s*)"
_OPENING = re.compile(_CLAUSE + r"(?:for|if|when|whenever|given|since|with|as|provided|für|wenn|mit)\b[^.!?]*$", re.IGNORECASE)
_EVERY = re.compile(r"\b(all|every|any|each|arbitrary|general|alle|jedes|beliebige)\b", re.IGNORECASE)
_ANEW = re.compile(_CLAUSE + r"(?:for|let|take|consider|fix|sei|seien|für)\b[^.!?]*$", re.IGNORECASE)
# what may follow a main clause that is a formula
_AFTERTHOUGHT = re.compile(
    r"^\W*(?:$|(?:holds?|always|everywhere|identically|trivially|too|also|again|by|because|since|as|using|via|from|follows"
    r"|which|that is|so|hence|thus|therefore|gilt|immer)\b)",
    re.IGNORECASE,
)
_CONCLUDING = re.compile(
    r"\b(claims?|claimed|shows?|shown|prov(?:e|es|ed|en)|concludes?|concluded|deduces?|hence|thus|therefore|then|follows(?! from\b)|implies|so(?! that\b)"
    r"|also|daher|folglich)\b[^.!?]*$",
    re.IGNORECASE,
)
# a reason between the word and the formula is given all the same: "it is not small since $x > 1$"
_DENYING = re.compile(
    r"(?:\b(?:not|never|cannot|neither|nor|without|unless|unlike|contrary|wrong|false|mistaken|fails?|nicht|kein\w*|ohne|statt)\b|n't\b"
    r"|\b(?:see|check|decide|ask|test|wonder|determine|unclear|know)\s+(?:if|whether)\b)"
    r"(?:(?!\b(?:since|because|as|but|only|denn|weil|sondern)\b)[^.!?,;:])*$",
    re.IGNORECASE,
)
_ASKING = re.compile(r"(?:^|[.!?:]\s+)(?:is|are|does|do|can|could|would|will|when|whether|ist|gilt)\b[^.!?]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Sentence:
    """The sentence that a formula stands in, as far as that formula.

    ``words`` stand before the formulas that commas and "and" join; ``opened`` is whether it begins with "for" or its kin,
    ``claims`` whether the formula is the main clause of such a sentence.
    """

    words: str = ""
    opened: bool = False
    claims: bool = False

    def goes_on(self, formula: Formula, later: Sequence[Formula]) -> Sentence:
        """The sentence as far as ``formula``, which ``later`` follow on the page."""
        before = formula.prose_before
        if formula.opens or not GLUE.fullmatch(before):
            opening = _OPENING.search(before)
            begins = opening is not None and (formula.opens or opening.start() > 0 or opening.group(0)[0] in ".!?:")
            return Sentence(before, begins)
        joined = "" if self.claims else before.strip()
        claims = self.claims or (self.opened and joined in {"", ","} and not formula.display and _is_last(formula, later))
        return Sentence(self.words, self.opened, claims)

    def concludes(self) -> bool:
        """Whether what follows is said to be shown or to follow, and nothing is let or assumed."""
        return CUES.search(LET_US.sub("we", self.words)) is None and _CONCLUDING.search(self.words) is not None

    def denies(self) -> bool:
        """Whether what follows is said not to be so, or not to be assumed."""
        return _DENYING.search(self.words) is not None

    def is_general(self) -> bool:
        """Whether it speaks of all values."""
        return _EVERY.search(self.words) is not None

    def begins_anew(self) -> bool:
        """Whether a letter that it declares is another than the one of that name before."""
        return self.is_general() or _ANEW.search(self.words) is not None


def _is_last(formula: Formula, later: Sequence[Formula]) -> bool:
    """Whether no words, and no formulas but those that "and" joins, follow in the sentence."""
    rest = formula.prose_after
    stop = _STOP.search(rest)
    following = later[0] if later and later[0].paragraph == formula.paragraph else None
    if stop is not None or following is None:
        return _AFTERTHOUGHT.match(rest if stop is None else rest[: stop.start()]) is not None
    if rest.strip(" ,").lower() in {"and", "und"} and not following.display:
        return _is_last(following, later[1:])
    return bool(rest.strip(" ,;:")) and not GLUE.fullmatch(rest) and _AFTERTHOUGHT.match(rest) is not None


def asked(formula: Formula, sentence: Sentence) -> bool:
    """Whether a question mark follows, and the sentence asks."""
    return formula.prose_after.startswith("?") and _ASKING.search(sentence.words) is not None


def ends(formula: Formula, later: Sequence[Formula]) -> bool:
    """Whether the sentence ends between ``formula`` and the next."""
    goes_on = bool(later) and later[0].paragraph == formula.paragraph
    return not goes_on or _STOP.search(formula.prose_after) is not None
