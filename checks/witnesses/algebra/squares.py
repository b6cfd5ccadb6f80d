"""The inequality of Cauchy and Schwarz with weights, read off a sum that stands in a claim, sums within sums included.

A sum Σ u²/b with b ≥ 0 is ≥ (Σ u)²/Σ b wherever both are defined: a mean of squares, of 1/x, of squared ratios.

Verb: ``gaps_of_squares``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks import terms as t
from checks.domains import Given
from checks.witnesses.algebra.structure import bounds

Powers = Mapping[t.Term, int]
MOST_SUMS = 6
ONE = t.as_term(1)


@dataclass(frozen=True)
class _Summed:
    """Σ … Σ of a product: its factors with their exponents, the indices from the outside in."""

    indices: tuple[t.Index, ...]
    powers: Powers

    def total(self, body: t.Term) -> t.Term:
        """The sum of another body over the same indices."""
        for index in reversed(self.indices):
            body = t.Reduce("sum", index, body)
        return body


def gaps_of_squares(lower: t.Term, upper: t.Term, given: Given) -> Iterator[tuple[str, t.Term]]:
    """Terms that are ≥ 0 wherever they are defined, each under its name."""
    sums = [part for side in (lower, upper) for part in t.walk(side) if isinstance(part, t.Reduce) and part.kind == "sum"]
    for part in list(dict.fromkeys(sums))[:MOST_SUMS]:
        found = _summed(part)
        if found is not None and len(set(found.indices)) == len(found.indices):
            yield from _of_squares(part, found, given)


def _of_squares(part: t.Term, found: _Summed, given: Given) -> Iterator[tuple[str, t.Term]]:
    root = {factor: -(-power // 2) for factor, power in found.powers.items()}
    below = _product({factor: 2 * root[factor] - power for factor, power in found.powers.items()})
    if below != ONE and _is_nonnegative(below, given):
        square, weight = found.total(_product(root)) ** 2, found.total(below)
        yield "Cauchy–Schwarz", part - square / weight
        yield "Cauchy–Schwarz", part * weight - square


def _is_nonnegative(term: t.Term, given: Given) -> bool:
    low = bounds(term, given).low
    return low is not None and low >= 0


# ── products ──────────────────────────────────────────────────────────────────────────────────────


def _summed(term: t.Term) -> _Summed | None:
    """A sum of products, whose factors may be such sums; ``None`` for a sum under a condition, or without an end."""
    match term:
        case t.Defined(_, meaning):
            return _summed(meaning)
        case t.Reduce("sum", index, body, None) if index.high != t.Constant("infinity"):
            inner = _summed(body)
            return None if inner is None else _Summed((index, *inner.indices), inner.powers)
        case t.Reduce("sum"):
            return None
        case t.Times(factors):
            parts = [_summed(factor) for factor in factors]
            read = [part for part in parts if part is not None]
            indices = tuple(index for part in read for index in part.indices)
            outside = [t.free_indices(factor) for factor in factors]
            if len(read) < len(parts) or any(index in free for index in indices for free in outside):
                return None
            return _Summed(indices, _joined(*(part.powers for part in read)))
        case t.Negative(argument):
            inner = _summed(argument)
            return None if inner is None else _Summed(inner.indices, _joined(inner.powers, {t.Negative(ONE): 1}))
        case t.Quotient(above, below):
            inner = _summed(above)
            return None if inner is None else _Summed(inner.indices, _joined(inner.powers, _powers(below, -1)))
        case _:
            return _Summed((), _powers(term, 1))


def _powers(term: t.Term, power: int) -> Powers:
    match term:
        case t.Defined(_, meaning):
            return _powers(meaning, power)
        case t.Times(factors):
            return _joined(*(_powers(factor, power) for factor in factors))
        case t.Quotient(above, below):
            return _joined(_powers(above, power), _powers(below, -power))
        case t.Power(base, t.Number(value)) if value.denominator == 1:
            return _powers(base, power * int(value))
        case t.Number(value) if value == 1:
            return {}
        case _:
            return {term: power}


def _joined(*parts: Powers) -> Powers:
    found: dict[t.Term, int] = {}
    for powers in parts:
        for factor, power in powers.items():
            found[factor] = found.get(factor, 0) + power
    return {factor: power for factor, power in found.items() if power}


def _product(powers: Powers) -> t.Term:
    above, below = (
        [factor if abs(power) == 1 else factor ** abs(power) for factor, power in powers.items() if power * sign > 0] for sign in (1, -1)
    )
    over, under = (ONE if not factors else factors[0] if len(factors) == 1 else t.Times(tuple(factors)) for factors in (above, below))
    return over if under == ONE else over / under
