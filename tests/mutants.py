"""Derivations wrong on purpose: the slips that people make, one at a time, at any place of a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from checks import terms as t


def mutants(line: t.Term, variables: tuple[t.Variable, ...]) -> Iterator[tuple[str, t.Term]]:
    """Each slip with its name; shapes that no longer fit are left out, since they cannot be built."""
    if isinstance(line, t.Optimisers):
        for name, objective in mutants(line.objective, tuple(v for v in variables if v != line.variable)):
            yield name, t.Optimisers(line.kind, objective, line.variable)
        return
    seen = {line}
    for name, build in _slips(line, variables):
        try:
            mutant = build()
        except t.ShapeError:
            continue
        if mutant.shape == line.shape and mutant not in seen:
            seen.add(mutant)
            yield name, mutant


def _slips(line: t.Term, variables: tuple[t.Variable, ...]) -> Iterator[tuple[str, Callable[[], t.Term]]]:
    yield "factor 2", lambda: 2 * line
    yield "sign of all", lambda: -line
    if len(line.shape) == 2:
        yield "transpose of all", lambda: t.Transpose(line)
    for part in t.walk(line):
        if isinstance(part, t.Defined) and part.name.startswith("P_"):
            continue
        for name, other in _changes(part, variables):
            yield name, lambda part=part, other=other: _replaced(line, part, other())


def _replaced(line: t.Term, part: t.Term, other: t.Term) -> t.Term:
    """The line with one part changed wherever it stands, but in the range of an index."""

    def visit(current: t.Term) -> t.Term:
        if current == part:
            return other
        return current if isinstance(current, t.Index) else t.rebuild(current, visit)

    return visit(line)


def _changes(part: t.Term, variables: tuple[t.Variable, ...]) -> Iterator[tuple[str, Callable[[], t.Term]]]:
    match part:
        case t.Plus(terms):
            for k in range(len(terms)):
                yield "sign", lambda k=k: t.Plus((*terms[:k], -terms[k], *terms[k + 1 :]))
                yield "dropped term", lambda k=k: t.Plus((*terms[:k], *terms[k + 1 :]))
        case t.Times(factors) if len(factors) > 1:
            for k in range(len(factors)):
                yield "dropped factor", lambda k=k: t.Times((*factors[:k], *factors[k + 1 :]))
        case t.Hadamard(factors) if len(factors) > 1:
            yield "dropped factor", lambda: factors[0]
        case t.Negative(argument):
            yield "dropped minus", lambda: argument
        case t.Transpose(argument):
            yield "dropped transpose", lambda: argument
        case t.Power(base, t.Number()):
            yield "dropped power", lambda: base
        case t.Quotient(above, below):
            yield "swapped fraction", lambda: t.Quotient(below, above)
        case t.Number(value) if value.denominator == 1:
            yield "constant", lambda: t.Number(value + Fraction(1))
        case t.Variable() if part in variables:
            for other in variables:
                if other != part and other.shape == part.shape:
                    yield "swapped variable", lambda other=other: other
        case _:
            return
