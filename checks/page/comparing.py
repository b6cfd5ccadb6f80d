r"""Two neighbouring lines as the terms that a step compares.

Verbs: ``sides_of``, ``misfits``, ``up_to``, ``domain_of`` (what is given of the letters in them), ``written`` (a line as it stands).
"""

from __future__ import annotations

import re

from checks.calculus import carried_inside
from checks.domains import Given
from checks.page import antiderivatives
from checks.page import syntax as s
from checks.page.elaborate import Formula as Reading
from checks.page.elaborate import elaborate
from checks.page.fitting import Misfit
from checks.page.gathering import BETWEEN_EQUATIONS
from checks.page.logic import proposition
from checks.page.names import Declared, RandomLetter, Scope
from checks.page.pairs import over_pairs
from checks.terms import Term, free_variables, sizes_in

SIZED = re.compile(r"\\(?:big|Big|bigg|Bigg)l?\s*\Z")


def sides_of(left: s.Node, relation: str, right: s.Node, scope: Scope, by: str) -> tuple[Term, Term]:
    """Both sides as they are compared: conditions, antiderivatives by the letter ``by``, or expressions of balanced shapes."""
    if by:
        return _antiderivatives(left, right, by, scope)
    reading = Reading(scope)
    if relation in BETWEEN_EQUATIONS:
        ours, theirs = proposition(left, reading.context), proposition(right, reading.context)
    else:
        ours, theirs = reading.read(left), reading.read(right)
        ours, theirs = reading.fitting.balanced(ours, theirs)
    ours, theirs = over_pairs(reading.settled(ours, left), reading.settled(theirs, right))
    ours, theirs = carried_inside(ours), carried_inside(theirs)
    _refuse_random(scope, left, ours, theirs)
    return ours, theirs


def _refuse_random(scope: Scope, node: s.Node, *sides: Term) -> None:
    free = {variable for side in sides for variable in free_variables(side)}
    for name, known in scope.names.items():
        if isinstance(known, RandomLetter) and not known.declared and known.variable in free:
            raise s.UnreadableFormula(f"{name} is a random variable: it has a value inside an expectation only", node.span)


def _antiderivatives(left: s.Node, right: s.Node, by: str, scope: Scope) -> tuple[Term, Term]:
    """The derivatives of the sides: antiderivatives are equal up to a constant."""
    scope = antiderivatives.opened(scope, by)
    reading, known = Reading(scope), scope.find(by)
    ours, theirs = (carried_inside(reading.settled(reading.read(side), side)) for side in (left, right))
    if not isinstance(known, Declared) or known.variable.shape != () or ours.shape != () or theirs.shape != ():
        raise s.UnreadableFormula(f"an integral by {by} without bounds is read of numbers only", left.span)
    return antiderivatives.compared(ours, known.variable, left), antiderivatives.compared(theirs, known.variable, right)


def misfits(left: s.Node, right: s.Node, scope: Scope) -> bool:
    """Whether the shapes of a side cannot fit, and that is all that keeps the sides from being read."""
    causes: list[BaseException | None] = []
    for side in (left, right):
        try:
            elaborate(side, scope)
        except s.UnreadableFormula as error:
            causes.append(error.__cause__)
        except RecursionError:
            return False
    return bool(causes) and all(isinstance(cause, Misfit) for cause in causes)


def up_to(relation: str, subscript: s.Node | None, node: s.Node, scope: Scope) -> Term | None:
    r"""The variable that ``\propto_\theta`` is up to."""
    if relation != r"\propto":
        return None
    if subscript is None:
        raise s.UnreadableFormula(r"\propto needs the variable that it is up to, for example \propto_\theta", node.span)
    return elaborate(subscript, scope)


def domain_of(scope: Scope, *terms: Term) -> Given:
    """The variables that the terms depend on, and the facts about them."""
    occurring = dict.fromkeys(variable for term in terms for variable in free_variables(term))
    sizes = {size for term in terms for size in sizes_in(term)}
    facts = tuple(
        fact
        for fact in scope.facts
        if any(variable in occurring for variable in free_variables(fact)) or (not free_variables(fact) and sizes & set(sizes_in(fact)))
    )
    occurring |= dict.fromkeys(variable for fact in facts for variable in free_variables(fact))
    declared = tuple(variable for variable in scope.variables() if variable in occurring)
    return Given((*declared, *(variable for variable in occurring if variable not in declared)), facts)


def written(text: str, node: s.Node) -> str:
    r"""As it was written, with the ``\bigl`` before its first bracket, which belongs to no node."""
    sized = SIZED.search(text[: node.span.start])
    return " ".join(text[sized.start() if sized else node.span.start : node.span.end].split())
