r"""Integrals without bounds: antiderivatives, ``\int f\,dx = F(x) + C``, compared by their derivatives.

An antiderivative is read as ∫_c^x f(t) dt from a point c that nothing is known of: both sides of a step are differentiated by x, and c
falls away.  Where x stands nowhere beside the integral it runs over the declared set of its variable instead.

Verbs: ``variable_of`` (what the sides of a step are antiderivatives by), ``opened`` (the scope that reads them so), ``compared``.
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.calculus import ZERO, differentiated
from checks.page import syntax as s
from checks.page.context import refuse
from checks.page.integrals import BARE, differentials, with_differentials
from checks.page.letters import key, latex, names_in
from checks.page.names import Bound, Declared, Quantity, Scope
from checks.terms import Derivative, Term, Variable, free_variables

CONSTANTS = ("C", "c", "K", r"\mathrm{const}", r"\text{const}", "C'", "C_1", "C_2", "c_1", "c_2")
BASE = Variable("the lower end")


def variable_of(sides: tuple[s.Node, ...], scope: Scope) -> str | None:
    """The letter by which the sides are antiderivatives; ``None`` where no integral without bounds stands in them.

    Raises ``UnreadableFormula`` where they may as well be integrals over the whole set of their variable.
    """
    letters = dict.fromkeys(letter for side in sides for letter in _bare(side))
    if not letters:
        return None
    outside = frozenset[str]().union(*(_outside(side) for side in sides))
    constant = any(name in outside and scope.find(name) is None for name in CONSTANTS)
    own = [letter for letter in letters if not isinstance(scope.find(letter), Quantity)]
    if len(own) > 1:
        refuse(f"integrals without bounds by {' and '.join(own)}: only one of them can be what both sides depend on", sides[0])
    by = own[0] if own else _below(next(iter(letters)), scope, sides[0])
    if constant or by in outside or len(letters) > 1 or letters.keys() & outside:
        return by
    if all(any(_bare(side)) for side in sides):
        refuse(f"an integral by {by} on both sides: write its bounds, or + C", sides[0])
    return None


def _below(letter: str, scope: Scope, node: s.Node) -> str:
    """The variable that a substituted one, defined before, depends on."""
    known = scope.find(letter)
    inside = free_variables(known.meaning) if isinstance(known, Quantity) else ()
    if len(inside) != 1:
        refuse(f"an integral by {letter} without bounds: {letter} does not depend on one variable alone", node)
    return inside[0].name


def _integrals(node: object) -> Iterator[tuple[tuple[s.Node, ...], int, int]]:
    """Every integral with the place of its differential, among the factors it stands in."""
    for part in s.nodes_in(node):
        if isinstance(part, s.Juxtaposition):
            items = with_differentials(part.items)
            yield from ((items, at, place) for at, place in differentials(items).items() if place is not None)


def _bare(node: s.Node) -> Iterator[str]:
    for items, at, place in _integrals(node):
        if isinstance(items[at], s.Operator):
            yield key(items[place + 1]) or latex(items[place + 1])


def _outside(node: object) -> frozenset[str]:
    """The letters that stand outside of every integral."""
    if isinstance(node, s.Juxtaposition):
        kept: list[s.Node] = []
        items, at = with_differentials(node.items), 0
        places = differentials(items)
        while at < len(items):
            place = places.get(at)
            if place is None:
                kept.append(items[at])
            at = at + 1 if place is None else place + 2
        return frozenset[str]().union(*(_outside(item) for item in kept))
    if isinstance(node, s.Name | s.Scripted) and (name := key(node)) is not None:
        return names_in(node) | {name}
    return frozenset[str]().union(*(_outside(part) for part in s.below(node)))


def opened(scope: Scope, by: str) -> Scope:
    """The scope in which integrals without bounds are antiderivatives by ``by``, and constants of integration are known."""
    scope = scope.with_name(BARE, Bound(BASE))
    for name in (by, *CONSTANTS):
        if scope.find(name) is None:
            scope = scope.with_name(name, Declared(Variable(name), soft=True))
    return scope


def compared(side: Term, by: Variable, node: s.Node) -> Term:
    """The derivative of a side, in which no constant of integration is left.

    Raises ``UnreadableFormula`` where one is: in a product with the variable, say.
    """
    slope = differentiated(side, by)
    if slope is None:
        refuse(f"an integral without bounds is read in sums, not within {latex(node)}", node)
    if BASE in free_variables(slope):
        refuse(f"the constant of integration does not fall away in the derivative of {latex(node)}: write the bounds", node)
    return Derivative(side, (by,)) if slope == ZERO else slope
