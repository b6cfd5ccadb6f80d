"""Conditions on a few real numbers that say which signs polynomials in them have.

Verbs: ``every``, ``some``, ``negated``, ``closed`` and ``sign_in`` make them; ``Factors.of`` has the irreducible factors of their
polynomials, on whose signs their truth depends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeGuard

from flint import Ordering, fmpq, fmpq_mpoly_ctx

Polynomial: TypeAlias = Any  # flint's fmpq_mpoly, over ``RING``
MOST_LETTERS = 8
RING = fmpq_mpoly_ctx.get(tuple(f"x{k}" for k in range(MOST_LETTERS)), Ordering.lex)
LETTERS: tuple[Polynomial, ...] = RING.gens()

Signs = frozenset[int]
ZERO: Signs = frozenset({0})
NONZERO: Signs = frozenset({-1, 1})


@dataclass(frozen=True)
class Sign:
    """The polynomial has one of these signs."""

    polynomial: Polynomial
    signs: Signs


@dataclass(frozen=True)
class Joined:
    """All of the parts hold (``together``), or one of them."""

    together: bool
    parts: tuple[Formula, ...]


Formula: TypeAlias = "Sign | Joined | bool"


class TooHard(ValueError):
    """Too many letters, cells or degrees; the message says which."""


def every(*parts: Formula) -> Formula:
    """All of them hold."""
    return joined(parts, together=True)


def some(*parts: Formula) -> Formula:
    """One of them holds."""
    return joined(parts, together=False)


def joined(parts: Sequence[Formula], *, together: bool) -> Formula:
    """All of them hold, or one of them."""
    flat: list[Formula] = []
    for part in parts:
        if isinstance(part, bool):
            if part is not together:
                return part
        elif isinstance(part, Joined) and part.together is together:
            flat.extend(part.parts)
        else:
            flat.append(part)
    return together if not flat else flat[0] if len(flat) == 1 else Joined(together, tuple(flat))


def sign_in(polynomial: Polynomial, signs: Signs) -> Formula:
    """The condition on the sign of a polynomial; known at once of a constant."""
    if polynomial.is_constant():
        return sign_of_number(polynomial.leading_coefficient() if not polynomial.is_zero() else fmpq(0)) in signs
    return Sign(polynomial, signs)


def negated(formula: Formula) -> Formula:
    """The condition that holds where this one does not."""
    match formula:
        case bool():
            return not formula
        case Sign(polynomial, signs):
            return Sign(polynomial, frozenset({-1, 0, 1}) - signs)
        case Joined(together, parts):
            return joined([negated(part) for part in parts], together=not together)


def closed(guard: Formula) -> Formula:
    """What holds on the limits of points where the guard does."""
    match guard:
        case bool():
            return guard
        case Sign(polynomial, signs):
            return sign_in(polynomial, signs | ZERO)
        case Joined(together, parts):
            return (every if together else some)(*map(closed, parts))


def conjuncts(formula: Formula) -> tuple[Formula, ...]:
    """The conditions that all hold where this one does."""
    return formula.parts if isinstance(formula, Joined) and formula.together else (formula,)


def is_equation(formula: Formula) -> TypeGuard[Sign]:
    """Whether it says that a polynomial is zero."""
    return isinstance(formula, Sign) and formula.signs == ZERO


def has_equation(formula: Formula) -> bool:
    """Whether it holds on the zeros of a polynomial only."""
    return any(map(is_equation, conjuncts(formula)))


# ── factors and their signs ───────────────────────────────────────────────────────────────────────


def key(polynomial: Polynomial) -> str:
    """Equal for equal polynomials."""
    return str(polynomial)


def sign_of_number(number: fmpq) -> int:
    """−1, 0 or 1."""
    return (number > 0) - (number < 0)


@dataclass(frozen=True)
class Factors:
    """The irreducible factors of a condition's polynomials; of each polynomial a constant's sign, and which factors with which powers."""

    factors: tuple[Polynomial, ...]
    parts: Mapping[str, tuple[int, tuple[tuple[int, int], ...]]]

    @classmethod
    def of(cls, formula: Formula) -> Factors:
        """Those of a condition."""
        factors: dict[str, tuple[int, Polynomial]] = {}
        parts: dict[str, tuple[int, tuple[tuple[int, int], ...]]] = {}
        for polynomial in polynomials_in(formula):
            if key(polynomial) not in parts:
                constant, found = polynomial.factor()
                powers = tuple((factors.setdefault(key(f), (len(factors), f))[0], int(power)) for f, power in found)
                parts[key(polynomial)] = (sign_of_number(constant), powers)
        return cls(tuple(f for _, f in factors.values()), parts)

    def fixed(self, formula: Formula) -> dict[int, int]:
        """Signs that factors have wherever the condition holds."""
        found: dict[int, int] = {}
        for part in conjuncts(formula):
            if isinstance(part, Sign) and len(part.signs) == 1:
                constant, powers = self.parts[key(part.polynomial)]
                (sign,) = part.signs
                if len(powers) == 1 and sign and powers[0][1] % 2:
                    found[powers[0][0]] = sign * constant
        return found

    def holds(self, formula: Formula, signs: Mapping[int, int]) -> bool | None:
        """The truth where these factors have these signs; ``None`` where it depends on the others."""
        match formula:
            case bool():
                return formula
            case Sign(polynomial, wanted):
                sign, powers = self.parts[key(polynomial)]
                known = [signs[k] ** power if k in signs else None for k, power in powers]
                if 0 in known:
                    return 0 in wanted
                if None in known:
                    return True if wanted >= {-1, 0, 1} else None if wanted else False
                for s in known:
                    sign *= s or 0
                return sign in wanted
            case Joined(together, parts):
                found = {self.holds(part, signs) for part in parts}
                return (not together) if (not together) in found else None if None in found else together


def polynomials_in(formula: Formula) -> Iterator[Polynomial]:
    """The polynomials whose signs it is about."""
    match formula:
        case bool():
            return
        case Sign(polynomial, _):
            yield polynomial
        case Joined(_, parts):
            for part in parts:
                yield from polynomials_in(part)


def letters_of(polynomials: Sequence[Polynomial]) -> list[int]:
    """The numbers of the letters that occur."""
    return [k for k in range(MOST_LETTERS) if any(p.degrees()[k] for p in polynomials)]


def coefficients(polynomial: Polynomial, letter: int) -> list[Polynomial]:
    """By the powers of the letter, from the constant one on."""
    found: list[dict[tuple[int, ...], Any]] = [{} for _ in range(polynomial.degrees()[letter] + 1)]
    for powers, coefficient in polynomial.to_dict().items():
        found[powers[letter]][(*powers[:letter], 0, *powers[letter + 1 :])] = coefficient
    return [RING.from_dict(terms) for terms in found]
