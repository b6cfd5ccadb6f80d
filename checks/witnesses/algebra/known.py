"""Known inequalities, instantiated with what a claim is made of: terms that are never negative, each under its name.

A claim whose difference is a multiple of one of them, by the identity test, holds.  Each is stated for every length.

Verb: ``gaps``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

from checks import terms as t
from checks.domains import Given, narrowed
from checks.functions import HALF
from checks.sets import Integers, Structure, is_positive
from checks.witnesses.algebra.convexity import gaps_of_logarithms
from checks.witnesses.algebra.squares import gaps_of_squares
from checks.witnesses.algebra.structure import bounds, is_semidefinite

Gap = tuple[str, t.Term]
MOST_VECTORS = 4
ONE, TWO = t.Number(Fraction(1)), t.Number(Fraction(2))


def gaps(lower: t.Term, upper: t.Term, given: Given) -> Iterator[Gap]:
    """Names of inequalities with terms (right side − left side) that are ≥ 0 wherever they are defined."""
    parts = list(dict.fromkeys(part for side in (lower, upper) for part in t.walk(side)))
    vectors = [part for part in parts if len(part.shape) == 1 and _is_vector(part)][:MOST_VECTORS]
    yield from _of_tables([v for v in vectors if isinstance(v, t.Variable)], given)
    yield from gaps_of_logarithms(lower, upper, given)
    yield from gaps_of_squares(lower, upper, given)
    yield from _of_vectors(vectors)
    yield from _of_matrices(parts, vectors, given)
    numbers = list(dict.fromkeys(part.argument for part in parts if isinstance(part, t.Apply) and part.function == "abs"))
    for u, v in itertools.permutations((*numbers, *(a for n in numbers for a in t.free_variables(n) if a.shape == ())), 2):
        if u.shape == v.shape == ():
            yield "triangle inequality", _abs(u) + _abs(v) - _abs(u + v)
            yield "triangle inequality", _abs(u) + _abs(v) - _abs(u - v)
    for part in parts:
        if isinstance(part, t.Power) and isinstance(part.exponent, t.Variable):
            n, base = part.exponent, part.base
            values, low = narrowed(n, given), bounds(base, given).low
            if isinstance(values, Integers) and is_positive(values) and low is not None and low >= 0:
                yield "Bernoulli's inequality", part - 1 - n * (base - 1)


def _is_vector(part: t.Term) -> bool:
    return isinstance(part, t.Variable) or (isinstance(part, t.Plus | t.MatMul) and not t.free_indices(part))


def _abs(term: t.Term) -> t.Term:
    return t.Apply("abs", term)


def _dot(u: t.Term, v: t.Term) -> t.Term:
    return t.MatMul((u.T, v))


# ── vectors and matrices ──────────────────────────────────────────────────────────────────────────


def _of_vectors(vectors: list[t.Term]) -> Iterator[Gap]:
    for u, v in itertools.combinations(vectors, 2):
        if u.shape == v.shape:
            product, dot = t.Norm(u) * t.Norm(v), _dot(u, v)
            yield "Cauchy–Schwarz", product - dot
            yield "Cauchy–Schwarz", product - _abs(dot)
            yield "Cauchy–Schwarz", product + dot
            yield "Cauchy–Schwarz", t.Norm(u) ** 2 * t.Norm(v) ** 2 - dot**2
            for sign in (1, -1):
                both = u + v if sign > 0 else u - v
                yield "triangle inequality", t.Norm(u) + t.Norm(v) - t.Norm(both)
                yield "triangle inequality", t.Norm(u) + t.Norm(both) - t.Norm(v)
                yield "triangle inequality", t.Norm(v) + t.Norm(both) - t.Norm(u)
                yield "squares", t.Norm(both) ** 2
    for u in vectors:
        length, total = t.as_term(u.shape[0]), t.Norm(u, "1")
        yield "‖u‖₂ ≤ ‖u‖₁", total - t.Norm(u)
        yield "‖u‖₁ ≤ √d ‖u‖₂", t.Power(length, HALF) * t.Norm(u) - total
        yield "‖u‖₁² ≤ d ‖u‖₂²", length * t.Norm(u) ** 2 - total**2
        yield "squares", t.Norm(u) ** 2
        yield from _of_exponentials(u)


def _of_exponentials(u: t.Term) -> Iterator[Gap]:
    k = t.Index(r"\iota", ONE, t.as_term(u.shape[0]))
    entry = t.Entry(u, (k,))
    largest = t.Reduce("max", k, entry)
    soft = t.Apply("log", t.Reduce("sum", k, t.Apply("exp", entry)))
    count = t.Apply("log", t.as_term(u.shape[0]))
    yield "log-sum-exp ≥ max", soft - largest
    yield "log-sum-exp ≤ max + log d", largest + count - soft


def _of_matrices(parts: list[t.Term], vectors: list[t.Term], given: Given) -> Iterator[Gap]:
    matrices = [part for part in parts if isinstance(part, t.Variable) and len(part.shape) == 2]
    for a, b in itertools.combinations(matrices, 2):
        if a.shape == b.shape:
            yield "Cauchy–Schwarz", t.Norm(a) * t.Norm(b) - t.Trace(t.MatMul((a.T, b)))
    for m, v in itertools.product(matrices, vectors):
        if m.shape[1] != v.shape[0]:
            continue
        image = t.MatMul((m, v))
        if is_semidefinite(m, given):
            yield "a positive semidefinite form", t.MatMul((v.T, m, v))
        if image.shape != ():
            yield "squares", _dot(image, image)
            yield "‖Av‖ ≤ ‖A‖_F ‖v‖", t.Norm(m) * t.Norm(v) - t.Norm(image)
            yield "‖Av‖ ≤ ‖A‖_F ‖v‖", t.Norm(m) ** 2 * t.Norm(v) ** 2 - t.Norm(image) ** 2


# ── distributions ─────────────────────────────────────────────────────────────────────────────────


def _of_tables(tables: list[t.Variable], given: Given) -> Iterator[Gap]:
    for p in tables:
        if p.structure is Structure.SIMPLEX:
            k = t.Index(r"\iota", ONE, t.as_term(p.shape[0]))
            entry = t.Entry(p, (k,))
            entropy = t.Negative(t.Reduce("sum", k, entry * t.Apply("log", entry)))
            yield "entropy ≤ log K (Gibbs)", t.Apply("log", t.as_term(p.shape[0])) - entropy
            yield "Σ p² ≤ 1", 1 - t.Reduce("sum", k, entry**2)
            yield "Σ p² ≥ 1/K", t.Reduce("sum", k, entry**2) - 1 / t.as_term(p.shape[0])
            for q in tables:
                if q != p and q.shape == p.shape:
                    yield from _of_pair(p, q, k, given)


def _of_pair(p: t.Variable, q: t.Variable, k: t.Index, given: Given) -> Iterator[Gap]:
    ours, theirs = t.Entry(p, (k,)), t.Entry(q, (k,))

    def mean(term: t.Term) -> t.Term:
        return t.Reduce("sum", k, ours * term)

    if q.structure is Structure.SIMPLEX:
        yield "Gibbs' inequality (KL ≥ 0)", mean(t.Apply("log", ours) - t.Apply("log", theirs))
    yield "Jensen's inequality (variance ≥ 0)", mean(theirs**2) - mean(theirs) ** 2
    yield "Jensen's inequality (exp)", mean(t.Apply("exp", theirs)) - t.Apply("exp", mean(theirs))
    if is_positive(narrowed(q, given)):
        yield "Jensen's inequality (log)", t.Apply("log", mean(theirs)) - mean(t.Apply("log", theirs))
