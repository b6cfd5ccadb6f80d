"""Claims about vectors that meet in inner products only, as claims about numbers.

Σ Q_kl v_k·v_l + c ≥ 0 for all vectors v_k of every length, if and only if it holds for numbers v_k: both say that Q is
positive semidefinite (and c ≥ 0).  The coefficients may depend on numbers.

Verb: ``as_numbers``.
"""

from __future__ import annotations

from checks import terms as t
from checks.sets import Structure


class _NotBilinear(ValueError):
    pass


def as_numbers(lower: t.Term, upper: t.Term) -> tuple[t.Term, t.Term] | None:
    """The sides with a number in place of each vector; ``None`` where vectors do something else than meet in pairs."""
    atoms: dict[t.Term, t.Term] = {}
    try:
        sides = _scalar(lower, atoms), _scalar(upper, atoms)
    except _NotBilinear:
        return None
    return sides if atoms else None


def _scalar(term: t.Term, atoms: dict[t.Term, t.Term]) -> t.Term:
    match term:
        case t.Defined(_, meaning):
            return _scalar(meaning, atoms)
        case t.Negative(argument):
            return t.Negative(_scalar(argument, atoms))
        case t.Plus(terms):
            return t.Plus(tuple(_scalar(part, atoms) for part in terms))
        case t.Times(factors):
            with_vectors = [factor for factor in factors if _has_array(factor)]
            if len(with_vectors) > 1:
                raise _NotBilinear
            return t.Times(tuple(_scalar(factor, atoms) for factor in factors))
        case t.Quotient(above, below) if not _has_array(below):
            return t.Quotient(_scalar(above, atoms), below)
        case t.Trace(t.MatMul((t.Transpose(a), b))) if a.shape == b.shape:
            return t.Times((_vector(a, atoms), _vector(b, atoms)))
        case t.Power(t.Norm(argument, "2"), t.Number(value)) if value == 2:
            return t.Power(_vector(argument, atoms), t.Number(value))
        case t.MatMul((t.Transpose(a), *rest)) if len(a.shape) == 1 and term.shape == ():
            other = rest[0] if len(rest) == 1 else t.MatMul(tuple(rest))
            return t.Times((_vector(a, atoms), _vector(other, atoms)))
        case _:
            if _has_array(term):
                raise _NotBilinear
            return term


def _vector(term: t.Term, atoms: dict[t.Term, t.Term]) -> t.Term:
    """A linear combination of vectors (of matrices, under the Frobenius product) as one of numbers."""
    if not term.shape:
        raise _NotBilinear
    match term:
        case t.Defined(_, meaning):
            return _vector(meaning, atoms)
        case t.Negative(argument):
            return t.Negative(_vector(argument, atoms))
        case t.Plus(terms):
            return t.Plus(tuple(_vector(part, atoms) for part in terms))
        case t.Times(factors):
            return t.Times(tuple(_vector(f, atoms) if f.shape else _number(f) for f in factors))
        case t.Quotient(above, below):
            return t.Quotient(_vector(above, atoms), _number(below))
        case t.MatMul((*matrices, t.Plus(terms))) if all(part.shape == term.factors[-1].shape for part in terms):
            return t.Plus(tuple(_vector(t.MatMul((*matrices, part)), atoms) for part in terms))
        case t.MatMul((*matrices, t.Negative(argument))):
            return t.Negative(_vector(t.MatMul((*matrices, argument)), atoms))
        case t.Variable() | t.MatMul():
            if isinstance(term, t.Variable) and term.structure is not Structure.FREE:
                raise _NotBilinear
            return atoms.setdefault(term, t.Variable(f"vector {len(atoms)}"))
        case _:
            raise _NotBilinear


def _number(term: t.Term) -> t.Term:
    if _has_array(term):
        raise _NotBilinear
    return term


def _has_array(term: t.Term) -> bool:
    return any(part.shape for part in t.walk(term))
