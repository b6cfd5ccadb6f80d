r"""Equations in running prose that claim nothing: what is to be solved, where something happens, when and only when it does, what a solution is.

Verbs: ``is_criterion``, ``finds`` (words behind which an equation says what a letter is found to be), ``clause`` (the words that govern a formula).
"""

from __future__ import annotations

import re

TO_SOLVE = re.compile(r"\b(setting|set|solve|solving|require|requiring|(?<!be )such that|until|put equal)\b[^.!?]*$", re.IGNORECASE)
CRITERION = re.compile(
    r"\b(?:iff|if and only if|(?:only|exactly|precisely|just) (?:if|when|for|at)|unless|except(?: (?:if|when|for|at))?|equality (?:if|when|for|at)|"
    r"equality (?:holds|occurs) (?:if|when|for|at)|genau dann,? wenn)\b[^.!?;:]*$|\bat(?: the points?| points?)?\s*$|"
    r"\b(?:solutions?|roots?|zeros?) (?:of|to)\b[^.!?;:]*$",
    re.IGNORECASE,
)
FOUND = re.compile(
    r"\b(?:solutions?|roots?|zeros?|(?:mini|maxi)mi[sz]ers?|(?:critical|stationary|fixed|saddle) points?|optimum|estimators?|lösung(?:en)?|nullstellen?)\b[^.!?;:]*$",
    re.IGNORECASE,
)
# "the gradient is zero when $x = 1$", but not "now, when $x = 1$"
WHEN = re.compile(r"(?P<before>[^,.;:!?]*)\b(?:if|when|whenever|wenn)\s*$", re.IGNORECASE)
ADVERBS = frozenset(
    "now so hence thus then also but and or therefore further furthermore moreover finally similarly in particular first second next even "
    "conversely case consider suppose let assume we the special that is holds hold true because since see".split()
)
COPULA = re.compile(r"\s*(is|are|is given by|are given by|reads|ist|sind|lautet)\s*", re.IGNORECASE)
AT_FIRST = re.compile(r"(?:^|[,.;:!?])(\s*(?:and|so|thus|hence|now|then|but|also)?\s*)at(?: the points?)?\s*$", re.IGNORECASE)


def is_criterion(cue: str) -> bool:
    """Whether an equation behind these words says when, or where, something is so, and not that it is."""
    found = WHEN.search(cue)
    told = found is not None and bool(set(re.findall(r"\w+", found["before"].lower())) - ADVERBS)
    return told or CRITERION.search(cue) is not None


def finds(cue: str) -> bool:
    """Whether an equation behind these words says what a letter is found to be."""
    return FOUND.search(cue) is not None


def clause(before: str, prose: str) -> str:
    """The words that govern a formula; ``before`` are those that govern the one before: "the solution of $…$ is $…$"."""
    if COPULA.fullmatch(prose) and CRITERION.search(before):
        return f"{before} {prose}"
    return AT_FIRST.sub(r"\1for", prose)
