"""Terms that are polynomials in one of their letters, told by their structure.

Verb: ``degree``.
"""

from __future__ import annotations

from functools import lru_cache

from checks.functions import meaning_of
from checks.terms import (
    Apply,
    At,
    Cases,
    Constant,
    Defined,
    Derivative,
    Diagonal,
    Entry,
    Hadamard,
    MatMul,
    Matrix,
    Negative,
    Norm,
    Number,
    Plus,
    Power,
    Quotient,
    Reduce,
    Table,
    Term,
    Times,
    Trace,
    Transpose,
    Variable,
    free_variables,
)


@lru_cache(maxsize=1 << 14)
def degree(term: Term, letter: Variable) -> int | None:
    """An upper bound of the (total) degree in the entries of ``letter``; ``None`` where the term is not seen to be a polynomial."""
    if letter not in free_variables(term):
        return 0
    match term:
        case Variable():
            return 1
        case Defined(_, inner) | Negative(inner) | Transpose(inner) | Trace(inner) | Diagonal(inner):
            return degree(inner, letter)
        case Plus(parts):
            return _largest(parts, letter)
        case Times(parts) | Hadamard(parts) | MatMul(parts):
            return _total(parts, letter)
        case Quotient(above, below):
            return degree(above, letter) if letter not in free_variables(below) else None
        case Power(base, Number(exponent)) if exponent.denominator == 1 and exponent >= 0:
            return _powered(base, int(exponent), letter)
        case Matrix(rows):
            return _largest(tuple(entry for row in rows for entry in row), letter)
        case Apply(name, argument):
            return _applied(name, argument, letter)
        case _:
            return _within(term, letter)


def _within(term: Term, letter: Variable) -> int | None:
    """The degree of a term that binds letters or chooses among values; what it is bound or chosen by must not depend on the letter."""
    match term:
        case Entry(array, indices) if not _depend(indices, letter):
            return degree(array, letter)
        case Table(_, body):
            return degree(body, letter)
        case Reduce("sum", index, body, condition) if not _depend((index, *((condition,) if condition else ())), letter):
            return degree(body, letter)
        case Derivative(body, targets) if not any(isinstance(target, Entry) and _depend(target.indices, letter) for target in targets):
            return degree(body, letter)
        case At(body, values) if not _depend(tuple(value for _, value in values), letter):
            return degree(body, letter)
        case Cases(branches) if not _depend(tuple(condition for _, condition in branches if condition is not None), letter):
            return _largest(tuple(value for value, _ in branches), letter)
        case _:
            return None


def _depend(terms: tuple[Term, ...], letter: Variable) -> bool:
    return any(letter in free_variables(term) for term in terms)


def _largest(terms: tuple[Term, ...], letter: Variable) -> int | None:
    found = [degree(term, letter) for term in terms]
    known = [inner for inner in found if inner is not None]
    return max(known) if len(known) == len(found) else None


def _total(terms: tuple[Term, ...], letter: Variable) -> int | None:
    found = [degree(term, letter) for term in terms]
    known = [inner for inner in found if inner is not None]
    return sum(known) if len(known) == len(found) else None


def _powered(base: Term, exponent: int, letter: Variable) -> int | None:
    if isinstance(base, Norm) and base.kind == "2" and exponent % 2 == 0:
        base = base.argument
    inner = degree(base, letter)
    return None if inner is None else inner * exponent


def _applied(name: str, argument: Term, letter: Variable) -> int | None:
    if name == "log":
        return _logarithm(argument, letter)
    meaning = meaning_of(name, argument)
    return None if meaning is None else degree(meaning, letter)


def _logarithm(argument: Term, letter: Variable) -> int | None:
    """The degree of log(e^q r / …) = q + log r − …, whose factors beside exponentials do not depend on the letter."""
    if letter not in free_variables(argument):
        return 0
    match argument:
        case Defined(_, meaning):
            return _logarithm(meaning, letter)
        case Apply("exp", exponent) | Power(Constant("e"), exponent):
            return degree(exponent, letter)
        case Times(factors):
            return _most(factors, letter)
        case Quotient(above, below):
            return _most((above, below), letter)
        case _:
            return None


def _most(factors: tuple[Term, ...], letter: Variable) -> int | None:
    found = [_logarithm(factor, letter) for factor in factors]
    known = [inner for inner in found if inner is not None]
    return max(known) if len(known) == len(found) else None
