"""Facts about products of matrices, put to use as rewriting rules: A u = μ u, Q^T Q = I, P P = P, A = A^T, ‖v‖ = 1.

A product is a word in its factors.  Where a word of a fact stands in it, what the fact says it equals is put in its place: an
equality at every point of the domain, whatever the sizes are.  Derivatives, integrals and the like are left as they are, since
the facts need not hold for all the values that their variables run through.

Verb: ``rewritten``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from checks import terms as t
from checks.domains import Given
from checks.functions import HALF
from checks.sets import Structure

MOST_STEPS = 60
MOST_WORDS = 40
ONE, TWO = t.as_term(1), t.as_term(2)
SYMMETRIC = {Structure.SYMMETRIC, Structure.POSITIVE_DEFINITE, Structure.POSITIVE_SEMIDEFINITE}
OPAQUE = (t.Derivative, t.At, t.Integral, t.Limit, t.Optimisers)  # their variables leave the domain's points

Word = tuple[t.Term, ...]


@dataclass(frozen=True)
class _Rule:
    """The word equals ``by``."""

    word: Word
    by: t.Term


@dataclass(frozen=True)
class _Product:
    """Numbers times a product of arrays."""

    numbers: tuple[t.Term, ...]
    word: Word


def rewritten(term: t.Term, given: Given) -> t.Term:
    """The term with the facts about products put in; itself where none applies."""
    rules = tuple(_rules(given))
    if not rules:
        return term
    try:
        return _Rewriting(rules).of(term)
    except (_TooLong, t.ShapeError):
        return term


class _TooLong(ValueError):
    """The rules do not come to an end soon."""


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────


def _rules(given: Given) -> Iterator[_Rule]:
    for fact in given.facts:
        match fact:
            case t.Compare("=", left, right):
                for word, by in ((left, right), (right, left)):
                    found = list(_from_sides(word, by))
                    yield from found
                    if found:
                        break
            case _:
                pass


def _from_sides(left: t.Term, right: t.Term) -> Iterator[_Rule]:
    match left, right:
        case t.Defined(_, meaning), _:
            yield from _from_sides(meaning, right)
        case _, t.Defined(_, meaning):
            yield from _from_sides(left, meaning)
        case ((t.Norm(v, "2") | t.Power(t.Norm(v, "2"), t.Number())), t.Number(value)) if value == 1 and len(v.shape) == 1:
            yield _Rule((_transposed(v), v), ONE)
        case t.Transpose(t.Variable() as a), (t.Variable() as b) | t.Negative(t.Variable() as b) if a == b:
            yield _Rule((left,), right)
        case t.Inverse(t.Variable() as a), _ if _is_letter(right):
            yield from _inverse_pair(a, right)
        case t.MatMul((a, b)), t.Identity() if _is_letter(a) and _is_letter(b) and a.shape == b.shape:
            yield from _inverse_pair(a, b)
        case t.MatMul(factors), _ if all(map(_is_letter, factors)) and not t.free_indices(left) and not t.free_indices(right):
            yield _Rule(factors, right)
            yield _Rule(tuple(map(_transposed, reversed(factors))), t.Transpose(right))
            yield from _of_eigenvector(factors, right)
        case _:
            return


def _inverse_pair(a: t.Term, b: t.Term) -> Iterator[_Rule]:
    """Square matrices with a b = I, and so b a = I."""
    assert isinstance(a.shape[0], int | t.Size)
    for x, y in ((a, b), (b, a)):
        yield _Rule((x, y), t.Identity(a.shape[0]))
        yield _Rule((t.Inverse(x),), y)


def _of_eigenvector(factors: Word, image: t.Term) -> Iterator[_Rule]:
    """A⁻¹v = v/λ where A v = λ v: with an inverse of A and v ≠ 0, λ is not 0."""
    match factors, image:
        case (a, t.Variable(_, (_,)) as v), t.Times((number, w)) if v == w and number.shape == () and a.shape[0] == a.shape[1]:
            yield _Rule((t.Inverse(a), v), t.Quotient(v, number))
        case _:
            return


def _is_letter(factor: t.Term) -> bool:
    return isinstance(factor.argument if isinstance(factor, t.Transpose) else factor, t.Variable)


def _transposed(letter: t.Term) -> t.Term:
    match letter:
        case t.Transpose(argument):
            return argument
        case t.Identity():
            return letter
        case t.Variable(structure=structure) if structure in SYMMETRIC:
            return letter
        case _:
            return t.Transpose(letter)


# ── words ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Rewriting:
    """The rules, and how often they were applied."""

    rules: tuple[_Rule, ...]
    steps: int = 0

    def of(self, term: t.Term) -> t.Term:
        """The term with every product in it rewritten."""
        match term:
            case _ if isinstance(term, OPAQUE):
                return term
            case t.Power(t.Norm(v, "2"), t.Number(value)) if value == 2 and len(v.shape) == 1:
                return self._of_products(t.MatMul((t.Transpose(v), v)))
            case t.Norm(v, "2") if len(v.shape) == 1:
                return t.Power(self._of_products(t.MatMul((t.Transpose(v), v))), HALF)
            case t.Trace(argument) if argument.shape:
                return self._sum([self._traced(product) for product in self.products(argument)], ())
            case t.MatMul() | t.Transpose() | t.Inverse():
                return self._of_products(term)
            case _:
                return t.rebuild(term, lambda child: child if isinstance(child, t.Index | t.Size) else self.of(child))

    def _of_products(self, term: t.Term) -> t.Term:
        return self._sum([_term_of(product) for product in self.products(term)], term.shape)

    def _sum(self, terms: list[t.Term], shape: t.Shape) -> t.Term:
        if not terms:
            return t.Zeros(shape) if shape else t.as_term(0)
        return terms[0] if len(terms) == 1 else t.Plus(tuple(terms))

    def products(self, term: t.Term) -> list[_Product]:
        """The term as a sum of words to which no rule applies."""
        return [found for product in self._expanded(term) for found in self._reduced(product)]

    def _reduced(self, product: _Product) -> list[_Product]:
        for rule in self.rules:
            for start in range(len(product.word) - len(rule.word) + 1):
                end = start + len(rule.word)
                if product.word[start:end] == rule.word:
                    return self._replaced(product, start, end, rule.by)
        return [product]

    def _replaced(self, product: _Product, start: int, end: int, by: t.Term) -> list[_Product]:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise _TooLong
        factors = (*product.word[:start], by, *product.word[end:])
        return [
            _Product((*product.numbers, *p.numbers), p.word) for p in self.products(factors[0] if len(factors) == 1 else t.MatMul(factors))
        ]

    def _traced(self, product: _Product) -> t.Term:
        """The trace of a word, which may be turned round until a rule applies."""
        word = product.word
        for k, rule in itertools.product(range(1, len(word)), self.rules):
            turned = (*word[k:], *word[:k])
            if turned[: len(rule.word)] == rule.word and len(rule.word) > 1:
                made = self._replaced(_Product((), turned), 0, len(rule.word), rule.by)
                inner = self._sum([self._traced(part) for part in made], ())
                return t.Times((*product.numbers, inner)) if product.numbers else inner
        whole = t.Trace(word[0] if len(word) == 1 else t.MatMul(word)) if word else ONE
        return t.Times((*product.numbers, whole)) if product.numbers else whole

    def _expanded(self, term: t.Term) -> list[_Product]:
        """The term as a sum of products of letters."""
        match term:
            case t.Defined(_, meaning):
                return self._expanded(meaning)
            case t.Negative(argument):
                return [_Product((t.as_term(-1), *p.numbers), p.word) for p in self._expanded(argument)]
            case t.Plus(terms) if all(part.shape == term.shape for part in terms):
                return [p for part in terms for p in self._expanded(part)]
            case t.Times(factors) if term.shape:
                numbers = tuple(self.of(factor) for factor in factors if not factor.shape)
                (array,) = (factor for factor in factors if factor.shape)
                return [_Product((*numbers, *p.numbers), p.word) for p in self._expanded(array)]
            case t.Quotient(above, below) if term.shape and not below.shape:
                return [_Product((t.Quotient(ONE, self.of(below)), *p.numbers), p.word) for p in self._expanded(above)]
            case t.Transpose(argument) if not term.shape:
                return self._expanded(argument)
            case t.Transpose(argument):
                return [_Product(p.numbers, tuple(map(_transposed, reversed(p.word)))) for p in self._expanded(argument)]
            case t.MatMul(factors):
                return self._multiplied(factors)
            case _ if term.shape:
                return [_Product((), (term if isinstance(term, t.Variable) else self._within(term),))]
            case _:
                return [_Product((self.of(term),), ())]

    def _within(self, term: t.Term) -> t.Term:
        """A letter that is no variable, with its own products rewritten."""
        return (
            term
            if isinstance(term, OPAQUE)
            else t.rebuild(term, lambda child: child if isinstance(child, t.Index | t.Size) else self.of(child))
        )

    def _multiplied(self, factors: tuple[t.Term, ...]) -> list[_Product]:
        found = [_Product((), ())]
        for factor in factors:
            found = [_joined(a, b) for a in found for b in self._expanded(factor)]
            if len(found) > MOST_WORDS:
                raise _TooLong
        return found


def _joined(a: _Product, b: _Product) -> _Product:
    """The product; a word that has become a number (a row by a column) is one of the numbers."""
    numbers = (*a.numbers, *b.numbers)
    for number, array in ((a.word, b.word), (b.word, a.word)):
        if number and t.MatMul(number).shape == ():
            return _Product((*numbers, t.MatMul(number)), array)
    word = (*a.word, *b.word)
    letters = tuple(letter for letter in word if not isinstance(letter, t.Identity))
    return _Product(numbers, letters or word[:1])


def _term_of(product: _Product) -> t.Term:
    word = product.word[0] if len(product.word) == 1 else t.MatMul(product.word) if product.word else None
    factors = (*product.numbers, *(() if word is None else (word,)))
    return factors[0] if len(factors) == 1 else t.Times(factors) if factors else ONE
