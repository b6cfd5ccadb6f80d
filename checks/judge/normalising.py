"""Conditions on numbers in a form that algebra decides: every rewriting is an equivalence, definedness included.

An increasing function that has a value everywhere is taken off both sides, as is an odd power; both sides that are never negative are
squared where a root is in them; an equation or inequality that is linear in logarithms is exponentiated, what they are taken of being
positive.  Functions that mean something through exp and log are written out.

Verbs: ``normal``, ``expanded``, ``exponentials_in``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from checks import terms as t
from checks.domains import Given, written_number
from checks.functions import FUNCTIONS, meaning_of
from checks.judge.signs import NOT_NEGATIVE, is_defined, signs

INCREASING = {"exp", "sigma", "tanh", "softplus", "sinh", "arctan", "erf", "arsinh"}  # on the whole line
MIRRORED: dict[t.Relation, t.Relation] = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}
ONE, ZERO, E = t.as_term(1), t.as_term(0), t.Constant("e")


@lru_cache(maxsize=1 << 12)  # a part that many share is looked at once
def expanded(term: t.Term) -> t.Term:
    """With the functions that mean something through others written so."""
    if isinstance(term, t.Apply) and term.function in FUNCTIONS:
        meaning = meaning_of(term.function, term.argument)
        if meaning is not None:
            return expanded(meaning)
    return t.rebuild(term, expanded)


@dataclass(frozen=True)
class Exponentials:
    """The one number that all exponentials are powers of (e where there are several), and the variables in their exponents."""

    base: t.Term
    variables: frozenset[t.Variable]


def exponentials_in(*conditions: t.Term) -> Exponentials | None:
    """Those of conditions that are written out; ``None`` where there are none."""
    bases: dict[t.Term, None] = {}
    variables: set[t.Variable] = set()
    for part in (part for condition in conditions for part in t.walk(condition)):
        match part:
            case t.Apply("exp", exponent) if t.free_variables(exponent):
                bases[E] = None
            case t.Power(base, exponent) if t.free_variables(exponent) and not t.free_variables(base):
                bases[base] = None
            case _:
                continue
        variables |= set(t.free_variables(exponent))
    return Exponentials(next(iter(bases)) if len(bases) == 1 else E, frozenset(variables)) if bases else None


def normal(condition: t.Term, given: Given, others: Exponentials | None) -> t.Term:
    """An equivalent condition; what has none of the ``others``, but their variables, becomes an exponent as well."""
    match condition:
        case t.Logic(kind, parts):
            return t.Logic(kind, tuple(normal(part, given, others) for part in parts))
        case t.Compare(relation, left, right) if left.shape == right.shape == ():
            return _number(_peeled(relation, left, right, given), given, others)
        case _:
            return condition


def _peeled(relation: t.Relation, left: t.Term, right: t.Term, given: Given) -> t.Compare:
    match left, right:
        case t.Apply(f, a), t.Apply(g, b) if f == g and f in INCREASING:
            return _peeled(relation, a, b, given)
        case t.Power(a, t.Number(p)), t.Power(b, t.Number(q)) if p == q and p.denominator == 1 and p > 0 and p % 2:
            return _peeled(relation, a, b, given)
        case _:
            return t.Compare(relation, left, right)


def _number(atom: t.Compare, given: Given, others: Exponentials | None) -> t.Term:
    relation, left, right = atom.relation, expanded(atom.left), expanded(atom.right)
    exponential = _exponentiated(relation, left, right, given, others)
    if exponential is not None:
        return exponential
    if any(map(_has_root, (left, right))) and all(signs(side, given) <= NOT_NEGATIVE and is_defined(side, given) for side in (left, right)):
        return t.Compare(relation, left**2, right**2)
    return t.Compare(relation, left, right)


def _has_root(term: t.Term) -> bool:
    return any(isinstance(p, t.Power) and (e := written_number(p.exponent)) is not None and e.denominator == 2 for p in t.walk(term))


# ── logarithms ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Summand:
    """A product of factors over a product of others."""

    above: tuple[t.Term, ...]
    below: tuple[t.Term, ...] = ()

    def times(self, factor: t.Term) -> _Summand:
        """Times a factor, which cancels with the same below."""
        if factor in self.below:
            k = self.below.index(factor)
            return _Summand(self.above, (*self.below[:k], *self.below[k + 1 :]))
        return _Summand((*self.above, factor), self.below)

    @property
    def term(self) -> t.Term:
        """What it is worth."""
        return t.Quotient(t.Times(self.above), t.Times(self.below)) if self.below else t.Times(self.above)


def _summands(term: t.Term) -> Iterator[_Summand]:
    match term:
        case t.Plus(terms):
            for part in terms:
                yield from _summands(part)
        case t.Negative(argument):
            yield from (_Summand((t.as_term(-1), *part.above), part.below) for part in _summands(argument))
        case t.Times(factors):
            found = [list(_summands(factor)) for factor in factors]
            if all(len(parts) == 1 for parts in found):
                yield _Summand(tuple(f for (part,) in found for f in part.above), tuple(f for (part,) in found for f in part.below))
            else:
                yield _Summand((term,))
        case t.Quotient(above, below):
            yield from (_Summand(part.above, (*part.below, below)) for part in _summands(above))
        case _:
            yield _Summand((term,))


def _exponentiated(relation: t.Relation, left: t.Term, right: t.Term, given: Given, others: Exponentials | None) -> t.Term | None:
    """Both sides as exponents; ``None`` where that makes nothing simpler."""
    parts = [*_summands(left), *_summands(t.Negative(right))]
    parts, turned = _cleared(parts)
    relation = MIRRORED.get(relation, relation) if turned else relation
    split = [_logarithm(part) for part in parts]
    nested = any(isinstance(p, t.Apply) and p.function == "log" and t.free_variables(p) for s in split for p in t.walk(s[0]))
    curved = any(t.free_variables(argument) for _, argument in split if argument is not None)
    plain = (
        others is not None
        and exponentials_in(left, right) is None
        and {*t.free_variables(left), *t.free_variables(right)} <= others.variables
    )
    if nested or not (curved or plain):
        return None
    rest = [coefficient for coefficient, argument in split if argument is None]
    logs = [(coefficient, argument) for coefficient, argument in split if argument is not None]
    if not logs and others is not None and others.base != E:
        number = written_number(others.base)
        if number is None or number <= 0 or number == 1:
            return None
        risen = t.Power(others.base, t.Plus(tuple(rest)))
        return t.Compare(relation if number > 1 else MIRRORED.get(relation, relation), risen, ONE)
    above, below = [t.Apply("exp", t.Plus(tuple(rest)))] if rest else [], list[t.Term]()
    for coefficient, argument in logs:
        power = _worth(coefficient)
        if power is not None and power < 0:
            below.append(argument if power == -1 else t.Power(argument, t.Number(-power)))
        else:
            above.append(argument if power == 1 else t.Power(argument, coefficient if power is None else t.Number(power)))
    positive = (normal(t.Compare(">", argument, ZERO), given, None) for _, argument in logs if t.free_variables(argument))
    risen = t.Compare(relation, t.Times(tuple(above)), t.Times(tuple(below)))
    return t.Logic("and", (*positive, risen))


def _cleared(parts: list[_Summand]) -> tuple[list[_Summand], bool]:
    """Multiplied by the logarithm of a number that stands below; and whether that is negative."""
    for part in parts:
        for factor in part.below:
            if isinstance(factor, t.Apply) and factor.function == "log":
                number = written_number(factor.argument)
                if number is not None and number > 0 and number != 1:
                    return [other.times(factor) for other in parts], number < 1
    return parts, False


def _logarithm(part: _Summand) -> tuple[t.Term, t.Term | None]:
    """Coefficient and argument of its one logarithm; the whole with ``None`` where it has none, or several."""
    logs = [factor for factor in part.above if isinstance(factor, t.Apply) and factor.function == "log"]
    if len(logs) != 1 or (not t.free_variables(logs[0].argument) and not (written_number(logs[0].argument) or Fraction(0)) > 0):
        return part.term, None
    above = list(part.above)
    above.remove(logs[0])
    return _Summand(tuple(above), part.below).term, logs[0].argument


def _worth(term: t.Term) -> Fraction | None:
    """A product of written numbers."""
    match term:
        case t.Times(factors):
            found = Fraction(1)
            for factor in factors:
                value = _worth(factor)
                if value is None:
                    return None
                found *= value
            return found
        case t.Quotient(above, below):
            one, other = _worth(above), _worth(below)
            return one / other if one is not None and other else None
        case _:
            return written_number(term)
