"""Exact decisions: whether one condition on numbers holds wherever another does, by their solution sets.

Both are first rewritten so that they are algebraic in a few letters (``normalising``, ``letters``).

Verbs: ``decided`` (one number), ``compared`` (several).
"""

from __future__ import annotations

from dataclasses import replace

from checks import terms as t
from checks.domains import Given
from checks.judge.letters import Lettering
from checks.judge.normalising import Exponentials, expanded, exponentials_in, normal
from checks.sets import EmptySet, Integers
from checks.witnesses.algebra import implied_by_cells, written_out
from checks.witnesses.algebra.algebraic import Beyond
from checks.witnesses.algebra.line import described, solved

LONGEST = 600  # parts of both conditions


def compared(left: t.Term, right: t.Term, given: Given) -> str:
    """Why one condition on several numbers holds wherever another does, by the cells of these, or of their exponentials and logarithms."""
    if how := implied_by_cells(left, right, given):
        return how
    try:
        sides, facts, lettering = _lettered(left, right, given)
    except (Beyond, EmptySet):
        return ""
    if sides == (written_out(left), written_out(right)):
        return ""
    letters = [(letter, replace(letter, values=values)) for letter, values in lettering.ranges.items()]
    ours, theirs, *known = (t.substitute(condition, dict[t.Term, t.Term](letters)) for condition in (*sides, *facts))
    return implied_by_cells(ours, theirs, Given(tuple(letter for _, letter in letters), tuple(known)))


def decided(left: t.Term, right: t.Term, given: Given) -> str | None:
    """Why the right condition holds wherever the left one does; "" where it does not; ``None`` where that is not decided here."""
    if not (t.free_variables(left) or t.free_variables(right)):
        return None
    try:
        sides, facts, lettering = _lettered(left, right, given)
        letters = dict.fromkeys(v for side in sides for v in t.free_variables(side))
        return _on_the_line(sides, facts, lettering) if len(letters) == 1 else None
    except (Beyond, EmptySet):
        return None


def _lettered(left: t.Term, right: t.Term, given: Given) -> tuple[tuple[t.Term, t.Term], tuple[t.Term, ...], Lettering]:
    """Both conditions in letters, and what is declared of these."""
    left, right = written_out(left), written_out(right)
    if _length(left) + _length(right) > LONGEST:
        raise Beyond("long conditions")
    others = exponentials_in(expanded(left), expanded(right))
    lettering = Lettering(given)
    ours, theirs = (lettering.condition(normal(side, given, others)) for side in (left, right))
    letters = {*t.free_variables(ours), *t.free_variables(theirs)}
    return (ours, theirs), _facts(given, others, lettering, letters), lettering


def _length(term: t.Term) -> int:
    """How many parts are written there; what stands twice counts twice, as it does in everything that reads it from above."""
    known: dict[t.Term, int] = {}

    def visit(current: t.Term) -> int:
        if current not in known:
            known[current] = 1 + sum(map(visit, t.children(current)))
        return known[current]

    return visit(term)


def _facts(given: Given, others: Exponentials | None, lettering: Lettering, letters: set[t.Variable]) -> tuple[t.Term, ...]:
    """What is declared of these letters and of no others."""
    found: list[t.Term] = []
    for fact in given.facts:
        if _length(fact) > LONGEST:
            continue
        try:
            stated = lettering.condition(normal(written_out(fact), given, others))
        except Beyond:
            continue
        if set(t.free_variables(stated)) <= letters:
            found.append(stated)
    return tuple(found)


def _on_the_line(sides: tuple[t.Term, ...], facts: tuple[t.Term, ...], lettering: Lettering) -> str | None:
    (letter,) = dict.fromkeys(v for side in sides for v in t.free_variables(side))
    truths = solved((t.Logic("and", facts), *sides), letter, lettering.ranges[letter])
    within, ours, theirs = truths.holds
    meaning = next(term for term, found in lettering.letters.items() if found == letter)
    if any(fact and a and not b for fact, a, b in zip(within, ours, theirs, strict=True)):
        whole = meaning == letter and len(facts) == len(lettering.given.facts) and not isinstance(lettering.ranges[letter], Integers)
        return "" if whole else None  # where not all is known of the letter, there may be no number that it fails for
    of = "" if meaning == letter else _named(meaning)
    if ours == theirs:
        return f"both solution sets are {described(truths, 1)}{of}"
    return f"the solution set {described(truths, 1)} lies in {described(truths, 2)}{of}"


def _named(meaning: t.Term) -> str:
    """Which number the set is one of, where it is no variable of the page."""
    match meaning:
        case t.Power(t.Constant("e"), t.Variable(name)):
            return f", for e^{name}"
        case t.Power(t.Number(base), t.Variable(name)):
            return f", for {base}^{name}"
        case _:
            return ", for a part that both have"
