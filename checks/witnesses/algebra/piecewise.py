"""Terms as piecewise rational functions of a few real numbers, and relations between them as conditions on signs.

What has no such form becomes a number of its own, with the bounds that its structure shows: sound, since more points are looked
at then.  A root is a number with an equation; inner products and norms of vectors are numbers under Cauchy and Schwarz; an array
under elementwise operations is any one of its entries.  Sums of logarithms are compared by what they are logarithms of.

Verbs: ``Reading.condition``, ``Reading.related``, ``Reading.pieces``, ``Reading.domain``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import lcm

from checks import terms as t
from checks.domains import Given, narrowed, written_number
from checks.functions import meaning_of
from checks.sets import Finite, Interval
from checks.witnesses.algebra.angles import range_of_angle
from checks.witnesses.algebra.formulas import LETTERS, RING, ZERO, Formula, Polynomial, TooHard, every, negated, sign_in, some
from checks.witnesses.algebra.logarithms import logarithms_in
from checks.witnesses.algebra.pieces import (
    NOT_NEGATIVE,
    ONE,
    PLUS,
    Piece,
    Pieces,
    compared,
    constant,
    extremum,
    limited,
    negative,
    plain,
    plus,
    reciprocal,
    sign,
    sign_of,
    slope,
    times,
    whole_power,
)
from checks.witnesses.algebra.structure import bounds

LARGEST_ROOT = 6
MOST_VALUES = 6  # of a finite set


class NotAlgebraic(ValueError):
    """A term or a condition without such a form; the message names it."""


def inner_pair(term: t.Term) -> tuple[t.Term, ...]:
    """The two vectors of an inner product."""
    match term:
        case t.MatMul((t.Transpose(u), v)) if term.shape == () and len(u.shape) == 1:
            return u, v
        case _:
            return ()


@dataclass
class Reading:
    """Terms read so far: which became letters, and what is known of those."""

    given: Given
    metric: bool
    letters: dict[t.Term, int] = field(default_factory=dict[t.Term, int])
    known: list[Formula] = field(default_factory=list[Formula])
    roots: set[t.Term] = field(default_factory=set[t.Term])  # letters with a value everywhere, whatever they stand for

    # ── the domain ────────────────────────────────────────────────────────────────────────────────

    def domain(self, sides: tuple[t.Term, ...]) -> Formula:
        """What is known of the letters, and the facts about variables that stand in the sides."""
        occurring = {v for side in sides for v in t.free_variables(side)}
        for fact in self.given.facts:
            if set(t.free_variables(fact)) <= occurring:
                before = dict(self.letters), list(self.known)
                try:
                    self.known.append(self.condition(fact))
                except (NotAlgebraic, TooHard):
                    self.letters, self.known = before
        return every(*self.known, *self._between_norms())

    def _between_norms(self) -> Iterator[Formula]:
        """|x_i| ≤ ‖x‖_∞ ≤ ‖x‖₂ ≤ ‖x‖₁ ≤ √d ‖x‖₂, d ‖x‖_∞ for the letters among them."""
        norms = {(term.argument, term.kind): LETTERS[k] for term, k in self.letters.items() if isinstance(term, t.Norm)}
        for term, k in self.letters.items():
            if isinstance(term, t.Entry) and len(term.array.shape) == 1:
                sizes = (norms[term.array, kind] for kind in ("inf", "2", "1") if (term.array, kind) in norms)
                yield from (sign_in(size**2 - LETTERS[k] ** 2, NOT_NEGATIVE) for size in sizes)
        for vector in {vector for vector, _ in norms if len(vector.shape) == 1}:
            chain = [norms[vector, kind] for kind in ("inf", "2", "1") if (vector, kind) in norms]
            yield from (sign_in(larger - smaller, NOT_NEGATIVE) for smaller, larger in pairwise(chain))
            length, total = self.letters.get(t.as_term(vector.shape[0])), norms.get((vector, "1"))
            if length is not None and total is not None:
                if (largest := norms.get((vector, "inf"))) is not None:
                    yield sign_in(LETTERS[length] * largest - total, NOT_NEGATIVE)
                if (euclidean := norms.get((vector, "2"))) is not None:
                    yield sign_in(LETTERS[length] * euclidean**2 - total**2, NOT_NEGATIVE)

    def letter(self, term: t.Term) -> Polynomial:
        """A number (or any entry of an array) that is taken as it is."""
        if term not in self.letters:
            x = self.fresh(term)
            inside = bounds(term, self.given)
            if inside.low is not None:
                self.known.append(sign_in(x - constant(inside.low), NOT_NEGATIVE if inside.low_closed else PLUS))
            if inside.high is not None:
                self.known.append(sign_in(constant(inside.high) - x, NOT_NEGATIVE if inside.high_closed else PLUS))
            values = narrowed(term, self.given) if isinstance(term, t.Variable) else Interval()
            if isinstance(values, Finite) and len(values.values) <= MOST_VALUES:
                product = ONE
                for value in values.values:
                    product *= x - constant(value)
                self.known.append(sign_in(product, ZERO))
        return LETTERS[self.letters[term]]

    def fresh(self, term: t.Term) -> Polynomial:
        """A letter for a term, of which nothing is known yet."""
        if len(self.letters) == len(LETTERS):
            raise TooHard(f"more than {len(LETTERS)} numbers")
        return LETTERS[self.letters.setdefault(term, len(self.letters))]

    # ── conditions ────────────────────────────────────────────────────────────────────────────────

    def condition(self, term: t.Term) -> Formula:
        """A condition; a relation with an undefined side is false."""
        match term:
            case t.Compare(relation, left, right):
                if left.shape or right.shape:
                    raise NotAlgebraic("a relation between arrays")
                if any(isinstance(part, t.Derivative) for part in t.walk(term)):
                    raise NotAlgebraic("a derivative in a condition")  # at a kink its pieces have several values
                return self.related(relation, left, right)
            case t.Defined(_, meaning):
                return self.condition(meaning)
            case t.Logic("not", (inner,)):
                return negated(self.condition(inner))
            case t.Logic(kind, parts):
                return (every if kind == "and" else some)(*(self.condition(part) for part in parts))
            case _:
                raise NotAlgebraic(f"{type(term).__name__} as a condition")

    def related(self, relation: t.Relation, left: t.Term, right: t.Term) -> Formula:
        """Where both sides have a value and are in the relation."""
        ours, theirs = logarithms_in(left), logarithms_in(right)
        if ours is not None and theirs is not None and (ours or theirs):
            return self._of_logarithms(relation, ours, theirs)
        return compared(relation, self.pieces(left), self.pieces(right))

    def _of_logarithms(self, relation: t.Relation, ours: dict[t.Term, Fraction], theirs: dict[t.Term, Fraction]) -> Formula:
        """Σ cᵢ log aᵢ and Σ dⱼ log bⱼ are compared as the products of aᵢ^{m cᵢ} and bⱼ^{m dⱼ}, all of which are positive."""
        coefficients = {term: ours.get(term, Fraction(0)) - theirs.get(term, Fraction(0)) for term in {**ours, **theirs}}
        whole = lcm(*(number.denominator for number in coefficients.values()))
        guards, above, below = list[Formula](), plain(ONE), plain(ONE)
        for term, number in coefficients.items():
            read, power = self.pieces(term), int(number * whole)
            guards.append(some(*(every(piece.guard, sign_of(piece, PLUS)) for piece in read)))
            if power > 0:
                above = times(above, whole_power(read, power))
            elif power < 0:
                below = times(below, whole_power(read, -power))
        return every(*guards, compared(relation, above, below))

    # ── numbers ───────────────────────────────────────────────────────────────────────────────────

    def pieces(self, term: t.Term) -> Pieces:
        """The term as pieces; of an array any one entry."""
        match term:
            case t.Number(value):
                return plain(constant(value))
            case t.Zeros() | t.Ones():
                return plain(constant(int(isinstance(term, t.Ones))))
            case t.Defined(_, meaning):
                return self.pieces(meaning)
            case t.Negative(argument):
                return negative(self.pieces(argument))
            case t.Plus((first, *rest)):
                found = self.pieces(first)
                for part in rest:
                    found = plus(found, self.pieces(part))
                return found
            case t.Times((first, *rest)) | t.Hadamard((first, *rest)):
                found = self.pieces(first)
                for part in rest:
                    found = times(found, self.pieces(part))
                return found
            case t.Quotient(above, below):
                return times(self.pieces(above), reciprocal(self.pieces(below)))
            case t.Power(base, exponent):
                return self._power(base, exponent)
            case t.Apply(function, argument):
                return self._applied(function, argument)
            case _:
                return self._of_cases(term)

    def _of_cases(self, term: t.Term) -> Pieces:
        match term:
            case t.Extremum(kind, (first, *rest)):
                found = self.pieces(first)
                for part in rest:
                    found = extremum(kind, found, self.pieces(part))
                return found
            case t.Indicator(condition):
                holds = self.condition(condition)
                return limited([Piece(holds, ONE, ONE), Piece(negated(holds), constant(0), ONE)])
            case t.Cases(branches):
                made: list[Piece] = []
                before: Formula = True
                for value, condition in branches:
                    here = True if condition is None else self.condition(condition)
                    made += [Piece(every(before, here, p.guard), p.above, p.below) for p in self.pieces(value)]
                    before = every(before, negated(here))
                return limited(made)
            case t.Derivative(body, (t.Variable(_, ()) as v,)) if body.shape == ():
                pieces = self.pieces(body)
                if any(v in t.free_variables(letter) for letter in self.letters if letter != v):
                    raise NotAlgebraic("a number that is taken as it is and depends on the variable")
                return slope(pieces, self.letters.get(v))
            case t.Constant("infinity"):
                raise NotAlgebraic("infinity")
            case _:
                return self._metric(term)

    def _metric(self, term: t.Term) -> Pieces:
        """Norms and inner products of vectors; else a letter."""
        if self.metric and isinstance(term, t.Norm) and term.kind == "2" and len(term.argument.shape) == 1:
            parts = self._combination(term.argument)
            if len(parts) == 1 and parts[0][0] == ONE:
                return plain(self.letter(t.Norm(parts[0][1])))
            if term not in self.letters:
                square, x = self._inner(parts, parts), self.fresh(term)
                self.known += [sign_in(x, NOT_NEGATIVE), sign_in(x**2 - square, ZERO)]
            return plain(LETTERS[self.letters[term]])
        if self.metric and (pair := inner_pair(term)):
            return plain(self._inner(*map(self._combination, pair)))
        return plain(self.letter(term))

    def _power(self, base: t.Term, exponent: t.Term) -> Pieces:
        if base == t.Constant("e"):
            return self._exponential(exponent)
        power = written_number(exponent)
        if power is None:
            return plain(self.letter(t.Power(base, exponent)))
        read = self.pieces(base)
        if power.denominator == 1:
            raised = whole_power(read, abs(power.numerator))
        else:
            raised = whole_power(self._rooted(read, power.denominator, base), abs(power.numerator))
        return raised if power >= 0 else reciprocal(raised)

    def _rooted(self, pieces: Pieces, degree: int, base: t.Term) -> Pieces:
        """A non-negative number whose power is the piece's value, where that is not negative; a number 0 where there is none."""
        if degree > LARGEST_ROOT:
            raise NotAlgebraic("a high root")
        name = t.Power(base, t.Number(Fraction(1, degree)))
        there = [every(p.guard, sign_of(p, NOT_NEGATIVE)) for p in pieces]
        if name not in self.letters:
            self.roots.add(name)
            x, low = self.fresh(name), bounds(base, self.given).low
            cases = [every(here, sign_in(x**degree * p.below - p.above, ZERO)) for here, p in zip(there, pieces, strict=True)]
            if low is None or low < 0 or any(p.guard is not True for p in pieces):
                cases.append(every(negated(some(*there)), sign_in(x, ZERO)))
            self.known += [sign_in(x, NOT_NEGATIVE), some(*cases)]
        x = LETTERS[self.letters[name]]
        return tuple(Piece(here, x, ONE) for here in there)

    # ── functions ─────────────────────────────────────────────────────────────────────────────────

    def _applied(self, function: str, argument: t.Term) -> Pieces:
        if function == "exp":
            return self._exponential(argument)
        if function == "abs":
            return extremum("max", (read := self.pieces(argument)), negative(read))
        if function == "sign":
            return sign(self.pieces(argument))
        if function in {"sin", "cos"}:
            return self._circular(function, argument)
        meaning = meaning_of(function, argument)
        return plain(self.letter(t.Apply(function, argument))) if meaning is None else self.pieces(meaning)

    def _circular(self, function: str, angle: t.Term) -> Pieces:
        """By the tangent u of half the angle, (1 − u²)/(1 + u²) and 2u/(1 + u²); at odd multiples of π, which have none, −1 and 0."""
        half, odd = t.Apply("tan", angle / 2), t.Apply("cos", angle)
        if half not in self.letters:
            self._add_angle(angle, self.fresh(half), self.fresh(odd))
            self.roots |= {half, odd}
        u, is_odd = LETTERS[self.letters[half]], LETTERS[self.letters[odd]]
        above, at_odd = (2 * u, 0) if function == "sin" else (1 - u**2, -1)
        return (Piece(sign_in(is_odd, ZERO), above, 1 + u**2), Piece(sign_in(is_odd - 1, ZERO), constant(at_odd), ONE))

    def _add_angle(self, angle: t.Term, u: Polynomial, is_odd: Polynomial) -> None:
        """What bounds of the angle between −π and π say of u: it increases, and is ∓1 at ∓π/2, 0 at 0."""
        self.known.append(sign_in(is_odd * (is_odd - 1), ZERO))
        inside = range_of_angle(angle, self.given)
        low, high = inside.low, inside.high
        if low is None or high is None or low < -1 or high > 1:
            return
        if not (inside.low_closed and low == -1) and not (inside.high_closed and high == 1):
            self.known.append(sign_in(is_odd, ZERO))
        at_odd = sign_in(is_odd - 1, ZERO)
        for multiple, tangent in ((Fraction(-1, 2), -1), (Fraction(0), 0), (Fraction(1, 2), 1)):
            if low >= multiple:
                strict = low > multiple or not inside.low_closed
                self.known.append(some(at_odd, sign_in(u - tangent, PLUS if strict else NOT_NEGATIVE)))
            if high <= multiple:
                strict = high < multiple or not inside.high_closed
                self.known.append(some(at_odd, sign_in(tangent - u, PLUS if strict else NOT_NEGATIVE)))

    def _exponential(self, argument: t.Term) -> Pieces:
        """e^(a + b) = e^a e^b, e^(−a) = 1/e^a, e^(na) = (e^a)^n."""
        match argument:
            case t.Defined(_, meaning):
                return self._exponential(meaning)
            case t.Negative(inner):
                return reciprocal(self._exponential(inner))
            case t.Plus((first, *rest)):
                found = self._exponential(first)
                for part in rest:
                    found = times(found, self._exponential(part))
                return found
            case t.Times((t.Number(value), *rest)) if rest and value.denominator == 1:
                inner = rest[0] if len(rest) == 1 else t.Times(tuple(rest))
                return whole_power(self._exponential(inner), int(value))
            case _:
                return plain(self.letter(t.Apply("exp", argument)))

    # ── vectors ───────────────────────────────────────────────────────────────────────────────────

    def _combination(self, vector: t.Term) -> list[tuple[Polynomial, t.Term]]:
        """A vector as a linear combination of vectors."""
        match vector:
            case t.Defined(_, meaning):
                return self._combination(meaning)
            case t.Negative(argument):
                return [(-c, atom) for c, atom in self._combination(argument)]
            case t.Plus(terms) if all(part.shape == vector.shape for part in terms):
                return [found for part in terms for found in self._combination(part)]
            case t.Times(factors) if sum(bool(factor.shape) for factor in factors) == 1:
                scale, (array,) = ONE, [factor for factor in factors if factor.shape]
                for factor in factors:
                    scale = scale if factor.shape else scale * self._polynomial(factor)
                return [(scale * c, atom) for c, atom in self._combination(array)]
            case t.Quotient(above, t.Number(value)) if value:
                return [(c * constant(1 / value), atom) for c, atom in self._combination(above)]
            case t.MatMul((*matrices, t.Plus(terms))) if all(part.shape == vector.factors[-1].shape for part in terms):
                return [found for part in terms for found in self._combination(t.MatMul((*matrices, part)))]
            case _:
                if len(vector.shape) != 1:
                    raise NotAlgebraic("no vector")
                return [(ONE, vector)]

    def _polynomial(self, term: t.Term) -> Polynomial:
        (*others, piece) = self.pieces(term)
        if others or piece.guard is not True or piece.below != ONE:
            raise NotAlgebraic("a factor that is no polynomial")
        return piece.above

    def _inner(self, ours: list[tuple[Polynomial, t.Term]], theirs: list[tuple[Polynomial, t.Term]]) -> Polynomial:
        """uᵀv = c ‖u‖ ‖v‖ with a number −1 ≤ c ≤ 1 (Cauchy and Schwarz)."""
        total = RING.constant(0)
        for a, u in ours:
            for b, v in theirs:
                first, second = sorted((u, v), key=repr)
                product = self.letter(t.Norm(u)) * self.letter(t.Norm(v))
                if u != v:
                    cosine = t.MatMul((first.T, second))
                    if cosine not in self.letters:
                        c = self.fresh(cosine)
                        self.known += [sign_in(1 - c, NOT_NEGATIVE), sign_in(1 + c, NOT_NEGATIVE)]
                    product *= LETTERS[self.letters[cosine]]
                total += a * b * product
        return total
