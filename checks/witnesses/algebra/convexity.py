"""Inequalities between means of logarithms: Gibbs, Jensen, the log-sum inequality, AM–GM, all by log t ≥ 1 − 1/t.

For weights w ≥ 0 and t > 0, Σ w (log t − 1 + 1/t) ≥ 0.  With the logarithms of a claim put together into one, and its weights,
this is the difference of its sides wherever they are of this kind.

Verbs: ``gaps_of_logarithms``, ``logarithm_of``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checks import terms as t
from checks.domains import Given
from checks.witnesses.algebra.structure import bounds

MOST_LOGARITHMS = 5
MOST_WEIGHTS = 8
ONE = t.as_term(1)
NAME = "log t ≥ 1 − 1/t under a mean (Gibbs, Jensen)"


@dataclass(frozen=True)
class _Weighted:
    """A logarithm with the factors before it and the sums around it."""

    argument: t.Term
    sign: int
    factors: tuple[t.Term, ...] = ()
    indices: tuple[t.Index, ...] = ()


def gaps_of_logarithms(lower: t.Term, upper: t.Term, given: Given) -> Iterator[tuple[str, t.Term]]:
    """Terms that are ≥ 0 wherever the logarithms of the sides are defined, made of those logarithms."""
    found = [*_logarithms(upper, _Weighted(ONE, 1)), *_logarithms(lower, _Weighted(ONE, -1))]
    signs = dict.fromkeys((w.argument, w.sign) for w in found)
    if not signs or len(signs) > MOST_LOGARITHMS:
        return
    weights = dict.fromkeys((each.factors, each.indices) for w in found for each in _with_sums_outside(w) if each.indices)
    for factors, indices in list(weights)[:MOST_WEIGHTS]:
        free = {i for argument, _ in signs for i in t.free_indices(argument)} & {i for w in found for i in w.indices}
        if not free <= set(indices) or not _are_weights(factors, given):
            continue
        log = t.Plus(tuple(t.Apply("log", a) if sign > 0 else t.Negative(t.Apply("log", a)) for a, sign in signs))
        inverse = t.Times(tuple(1 / a if sign > 0 else a for a, sign in signs))
        gap: t.Term = t.Times((*factors, log - 1 + inverse))
        for index in reversed(indices):
            gap = t.Reduce("sum", index, gap)
        yield NAME, gap
    for logarithm in found:
        yield from _of_sum(logarithm, given)


def _of_sum(logarithm: _Weighted, given: Given) -> Iterator[tuple[str, t.Term]]:
    """Log S for S = Σ w e^u with weights w ≥ 0: log S − u is the logarithm of S/e^u."""
    match _meant(logarithm.argument):
        case t.Reduce("sum", index, body, None) if not logarithm.indices:
            factors = body.factors if isinstance(body, t.Times) else (body,)
            powers = [factor for factor in factors if isinstance(factor, t.Apply) and factor.function == "exp"]
            weights = tuple(factor for factor in factors if factor not in powers)
            if len(powers) == 1 and _are_weights(weights, given):
                (power,) = powers
                gap = t.Apply("log", logarithm.argument) - power.argument - 1 + power / logarithm.argument
                yield NAME, t.Reduce("sum", index, t.Times((*weights, gap)))
        case _:
            return


def _meant(term: t.Term) -> t.Term:
    return _meant(term.meaning) if isinstance(term, t.Defined) else term


def _are_weights(factors: tuple[t.Term, ...], given: Given) -> bool:
    lows = [bounds(factor, given).low for factor in factors]
    return all(low is not None and low >= 0 for low in lows)


def _logarithms(term: t.Term, before: _Weighted) -> Iterator[_Weighted]:
    """The logarithms that the term is a sum of, each with its weight; what else it is a sum of is passed over."""
    match term:
        case t.Defined(_, meaning):
            yield from _logarithms(meaning, before)
        case t.Apply("log", argument) if argument.shape == ():
            yield replace(before, argument=argument)
        case t.Negative(argument):
            yield from _logarithms(argument, replace(before, sign=-before.sign))
        case t.Plus(terms):
            for part in terms:
                yield from _logarithms(part, before)
        case t.Times(factors) if term.shape == ():
            within = [factor for factor in factors if _has_logarithm(factor)]
            if len(within) == 1:
                rest = tuple(factor for factor in factors if factor is not within[0])
                yield from _logarithms(within[0], replace(before, factors=(*before.factors, *rest)))
        case t.Quotient(above, below) if term.shape == () and not _has_logarithm(below):
            yield from _logarithms(above, replace(before, factors=(*before.factors, 1 / below)))
        case t.Reduce("sum", index, body, None) if term.shape == () and index not in before.indices:
            yield from _logarithms(body, replace(before, indices=(*before.indices, index)))
        case _:
            return


def _has_logarithm(term: t.Term) -> bool:
    return any(isinstance(part, t.Apply) and part.function == "log" for part in t.walk(term))


def _with_sums_outside(weighted: _Weighted) -> Iterator[_Weighted]:
    """The weight as it is, and with the sums that it is a product of taken out of it."""
    yield weighted
    for k, factor in enumerate(weighted.factors):
        inner = _meant(factor)
        if isinstance(inner, t.Reduce) and inner.kind == "sum" and inner.condition is None and inner.index not in weighted.indices:
            others = (*weighted.factors[:k], *weighted.factors[k + 1 :])
            if any(inner.index in t.free_indices(other) for other in others):
                continue  # another index of the same name
            body = inner.body.factors if isinstance(inner.body, t.Times) else (inner.body,)
            yield from _with_sums_outside(replace(weighted, factors=(*others, *body), indices=(*weighted.indices, inner.index)))


# ── logarithms taken of both sides ────────────────────────────────────────────────────────────────


def logarithm_of(term: t.Term) -> t.Term:
    """The logarithm of a positive number as a sum of logarithms: of products, quotients, powers and exponentials."""
    match term:
        case t.Defined(_, meaning):
            return logarithm_of(meaning)
        case t.Times(factors):
            return t.Plus(tuple(map(logarithm_of, factors)))
        case t.Quotient(above, below):
            return logarithm_of(above) - logarithm_of(below)
        case t.Power(base, exponent):
            return t.Times((exponent, logarithm_of(base))) if base != t.Constant("e") else exponent
        case t.Apply("exp", argument):
            return argument
        case t.Reduce("prod", index, body, condition):
            return t.Reduce("sum", index, logarithm_of(body), condition)
        case _:
            return t.Apply("log", term)
