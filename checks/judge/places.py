"""Integers that choose a place: ``y`` in 1, …, K as an index that stands free, so that a claim is one for each of its values.

Where y ≤ K is all that a page says of a positive integer, and K is a length, ``p_y`` is an entry of p as ``p_i`` is one: in index
notation, at every size, and of all values of y none is left out.

Verb: ``placed``.
"""

from __future__ import annotations

from checks import terms as t
from checks.domains import Given
from checks.sets import Integers, Structure


def placed(given: Given, *lines: t.Term) -> tuple[Given, tuple[t.Term, ...]]:
    """What is given, and the lines, with indices in place of the integers that run from 1 to a length."""
    found: dict[t.Term, t.Term] = {}
    settled: list[t.Term] = []
    taken = {part.name for line in lines for part in t.walk(line) if isinstance(part, t.Index)}
    for variable in given.variables:
        facts = [fact for fact in given.facts if variable in t.free_variables(fact)]
        reach = _reach(variable, facts)
        if reach is None or any(_binds(part, variable) for line in lines for part in t.walk(line)):
            continue
        name = variable.name
        while name in taken:  # a sum over a letter of the same name is not to take this one for its own
            name += "'"
        taken.add(name)
        found[variable] = t.Index(name, t.as_term(1), reach)
        settled.extend(facts)
    if not found:
        return given, lines
    kept = Given(tuple(v for v in given.variables if v not in found), tuple(fact for fact in given.facts if fact not in settled))
    return kept, tuple(t.substitute(line, found) for line in lines)


def _reach(variable: t.Variable, facts: list[t.Term]) -> t.Size | None:
    """The length K, where v ≥ 1 and v ≤ K is all that is said of an integer."""
    if variable.shape != () or variable.structure is not Structure.FREE or variable.values != Integers(1):
        return None
    match facts:
        case [t.Compare("≤", v, t.Size() as size)] | [t.Compare("≥", t.Size() as size, v)] if v == variable:
            return size
        case _:
            return None


def _binds(part: t.Term, variable: t.Variable) -> bool:
    """Whether the letter is used up there by a value, an integral or a limit, or differentiated by."""
    match part:
        case t.At(_, values):
            return any(v == variable for v, _ in values)
        case t.Integral(_, v) | t.Limit(_, v):
            return v == variable
        case t.Derivative(_, targets):
            return variable in targets
        case t.Optimisers(variable=v):
            return v == variable
        case _:
            return False
