"""Variables and what binds them: arguments are put into definitions here, and nothing is captured on the way.

``At``, ``Integral``, ``Limit`` and ``Optimisers`` bind variables, ``Reduce`` and ``Table`` bind indices, and the target of a ``Derivative`` is both: the derivative
is taken by the variable, and then stands at its value.

Verbs: ``replace_variables``, ``fresh``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from checks.terms import (
    At,
    Derivative,
    Entry,
    Index,
    Integral,
    Limit,
    Optimisers,
    Reduce,
    Table,
    Term,
    Variable,
    free_indices,
    free_variables,
    rebuild,
    substitute,
    walk,
)


def fresh(like: Variable, *avoiding: Term) -> Variable:
    """A variable of the same shape that occurs in none of the terms; its name cannot be written on a page."""
    taken = {part.name for term in avoiding for part in walk(term) if isinstance(part, Variable)}
    name = like.name + "°"
    while name in taken:
        name += "°"
    return Variable(name, like.dims, like.values, like.structure)


def _fresh_index(index: Index, taken: set[str]) -> Index:
    name = index.name + "'"
    while name in taken:
        name += "'"
    return Index(name, index.low, index.high, index.values)


def _index_names(terms: list[Term]) -> set[str]:
    return {part.name for term in terms for part in walk(term) if isinstance(part, Index)}


def _target_base(target: Term) -> Term:
    return target.array if isinstance(target, Entry) else target


def _derivative(term: Derivative, values: Mapping[Variable, Term]) -> Term:
    """The derivative is taken by a variable of its own where the old one is given a value."""
    bases = {base for target in term.targets if isinstance(base := _target_base(target), Variable)}
    struck = {variable: value for variable, value in values.items() if variable in bases}
    if all(isinstance(value, Variable) for value in struck.values()) and not _mentions(term, struck.values()):
        return rebuild(term, lambda part: replace_variables(part, values))
    names = {variable: fresh(variable, term, *values.values()) for variable in struck}
    opened = rebuild(term, lambda part: replace_variables(part, {**values, **names}))
    return At(opened, tuple((names[variable], value) for variable, value in struck.items()))


def _bar(term: At, values: Mapping[Variable, Term]) -> Term:
    """The variables of an evaluation bar are its own, and are renamed where a value that is put in mentions them."""
    bound = tuple(variable for variable, _ in term.values)
    inner = {variable: value for variable, value in values.items() if variable not in bound}
    clash = {v: fresh(v, term, *inner.values()) for v in bound if _mentions_any(v, tuple(inner.values()))}
    body = replace_variables(replace_variables(term.body, clash), inner)
    moved = tuple((clash.get(variable, variable), replace_variables(value, values)) for variable, value in term.values)
    return At(body, moved)


def _integral(term: Integral, values: Mapping[Variable, Term]) -> Integral:
    """The variable of an integral is its own, and is renamed where a value that is put in mentions it."""
    inner = {variable: value for variable, value in values.items() if variable != term.variable}
    clash = _mentions_any(term.variable, tuple(inner.values()))
    own = fresh(term.variable, term, *inner.values()) if clash else term.variable
    body = replace_variables(replace_variables(term.body, {term.variable: own}), inner)
    return Integral(body, own, replace_variables(term.low, values), replace_variables(term.high, values))


def _mentions_any(variable: Variable, values: tuple[Term, ...]) -> bool:
    return any(variable in free_variables(value) for value in values)


def _mentions(term: Term, values: object) -> bool:
    inside = set(free_variables(term))
    return any(value in inside for value in values)  # type: ignore[attr-defined]


def _binder_of_indices(term: Reduce | Table, values: Mapping[Variable, Term]) -> Term:
    """Rename the bound index where a value that is put in has one of the same name free."""
    free = {index.name for value in values.values() for index in free_indices(value)}
    bound = (term.index,) if isinstance(term, Reduce) else term.indices
    clash = [index for index in bound if index.name in free]
    taken = free | _index_names([term, *values.values()])
    for index in clash:
        term = substitute(term, {index: _fresh_index(index, taken)})  # type: ignore[assignment]
    return rebuild(term, lambda part: replace_variables(part, values))


def replace_variables(term: Term, values: Mapping[Variable, Term]) -> Term:
    """``term`` with values put in for variables, all at once; binders are renamed where they would capture.

    Raises ``ShapeError`` where a value does not fit.
    """
    values = {variable: value for variable, value in values.items() if variable != value}
    done: dict[Term, Term] = {}  # a part that many share is looked at once

    def visit(part: Term) -> Term:
        if part not in done:
            done[part] = _replaced(part, values, visit)
        return done[part]

    return visit(term) if values else term


def _replaced(term: Term, values: Mapping[Variable, Term], visit: Callable[[Term], Term]) -> Term:
    match term:
        case Variable():
            return values.get(term, term)
        case At() | Integral() | Limit() | Optimisers() | Derivative() | Reduce() | Table() if not any(
            part in values for part in walk(term)
        ):
            return term
        case At():
            return _bar(term, values)
        case Limit(body, variable, place, side):
            opened = _integral(Integral(body, variable, place, place), values)
            return Limit(opened.body, opened.variable, opened.low, side)
        case Integral():
            return _integral(term, values)
        case Optimisers(_, _, variable):
            inner = {other: value for other, value in values.items() if other != variable}
            return rebuild(term, lambda part: replace_variables(part, inner))
        case Derivative():
            return _derivative(term, values)
        case Reduce() | Table():
            return _binder_of_indices(term, values)
        case _:
            return rebuild(term, visit)
