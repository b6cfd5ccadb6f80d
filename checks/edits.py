"""The small slips that people make in a line, one at a time, at any place of it.

Read one way they are the wrong copies that the checker is tested with; read the other way they are what may mend a wrong
line.  Names that a page gave to longer expressions are left alone: a slip in a definition is no slip in the line.

Verb: ``edits``.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from checks import terms as t

# The plainest first: among several edits that mend a line, the first of these kinds is offered.
SLIPS = (
    "sign",
    "factor",
    "constant",
    "exponent",
    "transpose",
    "order of factors",
    "variable",
    "index",
    "function",
    "fraction",
    "log of a sum",
    "inverse",
    "extra term",
    "extra factor",
    "missing term",
    "missing factor",
)
PRODUCTS = t.Times | t.Hadamard | t.MatMul
TWO, HALF = t.Number(Fraction(2)), t.Number(Fraction(1, 2))
# What is taken for the other: the derivative or the inverse for the function, a bound for the other bound.
CONFUSED = {"sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh", "exp": "log", "log": "exp", "tanh": "sigma", "sigma": "tanh"}


@dataclass(frozen=True)
class Edit:
    """``line`` is the line after one edit, which put ``after`` in place of ``before``; ``slip`` is one of ``SLIPS``."""

    slip: str
    before: t.Term
    after: t.Term
    line: t.Term


def edits(
    line: t.Term, variables: tuple[t.Variable, ...], nearby: tuple[t.Term, ...] = (), *, shape: t.Shape | None = None
) -> Iterator[Edit]:
    """Every edit of ``line`` that keeps its shape (or gives it the wanted one), each result once.

    ``variables`` are the letters that may have been confused, ``nearby`` the terms that may have been left out.
    """
    wanted = line.shape if shape is None else shape
    seen = {line}
    own = _Material(variables, (), t.free_indices(line))
    for edit in itertools.chain(_within(line, own), _within(line, replace(own, nearby=nearby)) if nearby else ()):
        if edit.line.shape == wanted and edit.line not in seen:
            seen.add(edit.line)
            yield edit


@dataclass(frozen=True)
class _Material:
    """What an edit may put in: letters, terms left out, and the indices that run where it is made."""

    variables: tuple[t.Variable, ...]
    nearby: tuple[t.Term, ...]
    indices: tuple[t.Index, ...]

    def under(self, binder: t.Term) -> _Material:
        """The same below a binder, whose index runs too."""
        bound = (binder.index,) if isinstance(binder, t.Reduce) else binder.indices if isinstance(binder, t.Table) else ()
        return replace(self, indices=(*self.indices, *bound))


def _within(term: t.Term, material: _Material, *, is_factor: bool = False) -> Iterator[Edit]:
    """The edits of the term itself, then those inside it; the sign and the scale of a factor are those of its product."""
    for slip, build in _here(term, material):
        if is_factor and slip in {"sign", "factor"} and not isinstance(term, t.Plus | t.Negative):
            continue
        try:
            after = build()
        except t.ShapeError:
            continue
        yield Edit(slip, term, after, after)
    if isinstance(term, t.Defined):
        return
    for rebuilt, part in _places(term):
        for edit in _within(part, material.under(term), is_factor=isinstance(term, PRODUCTS | t.Negative)):
            try:
                line = rebuilt(edit.line)
            except t.ShapeError:
                continue
            # a bare number or letter is shown with what it stands in
            before, after = (term, line) if not t.children(edit.before) else (edit.before, edit.after)
            yield Edit(edit.slip, before, after, line)


def _places(term: t.Term) -> Iterator[tuple[Callable[[t.Term], t.Term], t.Term]]:
    """Each part directly below that may hold a slip, and how the term is rebuilt with another in its place."""
    values = term.parts()
    for position, value in enumerate(values):
        for replaced, part in _spots(value):

            def rebuilt(new: t.Term, position: int = position, replaced: Callable[[t.Term], Any] = replaced) -> t.Term:
                return type(term)(*values[:position], replaced(new), *values[position + 1 :])

            yield rebuilt, part


def _spots(value: Any) -> Iterator[tuple[Callable[[t.Term], Any], t.Term]]:
    if isinstance(value, t.Term) and not isinstance(value, t.Index | t.Size):
        yield (lambda new: new), value
    elif isinstance(value, tuple):
        items: tuple[Any, ...] = value  # pyright: ignore[reportUnknownVariableType]
        for k, item in enumerate(items):
            for replaced, part in _spots(item):
                yield (lambda new, k=k, replaced=replaced: (*items[:k], replaced(new), *items[k + 1 :])), part


Change = tuple[str, Callable[[], t.Term]]


def _here(term: t.Term, material: _Material) -> Iterator[Change]:
    """The edits of a term as a whole; those that cannot be built raise ``ShapeError`` when they are."""
    yield from _of_kind(term)
    yield from _of_letters(term, material)
    if isinstance(term, t.Number | t.Variable | t.Index | t.Size | t.Compare | t.Logic | t.Function | t.Optimisers):
        return
    yield "sign", lambda: _negated(term)
    if term == t.Constant("infinity"):  # it has no scale, and nothing is left out beside it
        return
    if not isinstance(term, t.Negative):  # its scale is that of what it negates
        yield "factor", lambda: TWO * term
        yield "factor", lambda: HALF * term
    for other in material.nearby:
        if not set(t.free_indices(other)) <= set(material.indices):
            continue
        if not isinstance(term, PRODUCTS | t.Quotient | t.Power):
            terms = term.terms if isinstance(term, t.Plus) else (term,)
            yield "missing term", lambda other=other, terms=terms: t.Plus((*terms, other))
            yield "missing term", lambda other=other, terms=terms: t.Plus((*terms, -other))
        if other.shape == () and not isinstance(other, t.Number):
            yield "missing factor", lambda other=other: other * term
            yield "missing factor", lambda other=other: term / other


def _of_kind(term: t.Term) -> Iterator[Change]:
    match term:
        case t.Plus(terms):
            for k in range(len(terms)):
                yield "sign", lambda k=k: t.Plus((*terms[:k], _negated(terms[k]), *terms[k + 1 :]))
                yield "extra term", lambda k=k: _fewer(t.Plus, terms, k)
        case t.Times(factors) | t.Hadamard(factors):
            for k in range(len(factors)):
                yield "extra factor", lambda k=k: _fewer(type(term), factors, k)
        case t.MatMul(factors):
            for k in range(len(factors) - 1):
                yield "order of factors", lambda k=k: t.MatMul((*factors[:k], factors[k + 1], factors[k], *factors[k + 2 :]))
            yield "transpose", lambda: t.MatMul(tuple(_transposed(factor) for factor in reversed(factors)))
            for k in range(len(factors)):
                yield "extra factor", lambda k=k: _fewer(t.MatMul, factors, k)
        case t.Power(base, t.Number(value)):
            yield "exponent", lambda: base
            yield "exponent", lambda: t.Power(base, t.as_term(value + 1))
            yield "exponent", lambda: t.Power(base, t.as_term(value - 1))
            yield "exponent", lambda: t.Power(base, t.as_term(-value))
        case t.Quotient(above, below):
            yield "fraction", lambda: t.Quotient(below, above)
            yield "extra factor", lambda: above
        case t.Number(value):
            yield "constant", lambda: t.as_term(value + 1)
            if value != 1:
                yield "constant", lambda: t.as_term(value - 1)
            yield "constant", lambda: t.as_term(2 * value)
        case t.Inverse(argument):
            yield "inverse", lambda: argument
            yield "transpose", lambda: t.Inverse(t.Transpose(argument))
        case t.Transpose(argument):
            yield "transpose", lambda: argument
        case t.Apply("log", t.Reduce("sum", index, body, condition)):
            yield "log of a sum", lambda: t.Reduce("sum", index, t.Apply("log", body), condition)
        case t.Reduce("sum", index, t.Apply("log", body), condition):
            yield "log of a sum", lambda: t.Apply("log", t.Reduce("sum", index, body, condition))
        case t.Apply(function, argument) if function in CONFUSED:
            yield "function", lambda: t.Apply(CONFUSED[function], argument)
        case t.Extremum(kind, terms):
            yield "function", lambda: t.Extremum("min" if kind == "max" else "max", terms)
        case t.Optimisers(kind, objective, variable):
            yield "function", lambda: t.Optimisers("min" if kind == "max" else "max", objective, variable)
        case _:
            pass
    if len(term.shape) == 2 and not isinstance(term, t.Transpose | t.Identity):
        yield "transpose", lambda: t.Transpose(term)
        if isinstance(term, t.Variable):
            yield "inverse", lambda: t.Inverse(term)
    if term.shape == () and isinstance(term, t.Variable | t.Norm | t.Entry | t.Apply | t.Defined):
        yield "exponent", lambda: t.Power(term, TWO)


def _of_letters(term: t.Term, material: _Material) -> Iterator[Change]:
    match term:
        case t.Variable():
            for other in material.variables:
                if other != term and other.shape == term.shape:
                    yield "variable", lambda other=other: other
        case t.Entry(array, indices):
            for k, index in enumerate(indices):
                others = [other for other in material.indices if other != index]
                for other in (*others, index + 1, index - 1):
                    yield "index", lambda k=k, other=other: t.Entry(array, (*indices[:k], other, *indices[k + 1 :]))
            if len(indices) == 2:
                yield "index", lambda: t.Entry(array, (indices[1], indices[0]))
        case _:
            pass


def _fewer(kind: Callable[[tuple[t.Term, ...]], t.Term], parts: tuple[t.Term, ...], left_out: int) -> t.Term:
    kept = (*parts[:left_out], *parts[left_out + 1 :])
    if not kept:
        raise t.ShapeError("nothing is left")
    return kept[0] if len(kept) == 1 else kind(kept)


def _negated(term: t.Term) -> t.Term:
    return term.argument if isinstance(term, t.Negative) else -term


def _transposed(term: t.Term) -> t.Term:
    return term.argument if isinstance(term, t.Transpose) else t.Transpose(term)


def nearby_terms(other: t.Term, most: int = 24) -> tuple[t.Term, ...]:
    """The smaller parts of another line that may be missing in this one: the shortest first."""
    found = [part for part in t.walk(other) if _may_be_missing(part)]
    found += [1 - part for part in found if isinstance(part, t.Apply) and part.function == "sigma"]
    by_size = sorted(dict.fromkeys(found), key=lambda part: sum(1 for _ in t.walk(part)))
    return (t.Number(Fraction(1)), *itertools.islice(by_size, most))


def _may_be_missing(part: t.Term) -> bool:
    return not isinstance(part, t.Index | t.Number | t.Function | t.Compare | t.Logic | t.Optimisers | t.Derivative | t.Constant)
