"""The ball witness: both sides of a claim enclosed at a rational point, with more bits until they come apart.

It may conclude "certainly different", never "equal".  Numbers are python-flint's: exact rationals as long as only
rational arithmetic occurs (ties and zeros are then exact), rigorous ``arb`` balls after that, derivatives by truncated
power series.  Nothing here is shared with the other witnesses.

``scalars`` is the arithmetic, ``evaluation`` has a rule for each kind of term.  Verbs: ``compare``,
``relation_holds``, ``holds``, ``enclose``, ``enclose_far``, ``exact``, ``enclose_near``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from flint import arb, fmpq

from checks.domains import Point
from checks.terms import Relation, ShapeError, Term, Variable, show
from checks.witnesses.ball.arrays import Entries, spread
from checks.witnesses.ball.destinations import goes_somewhere, is_infinity, may_be_infinite
from checks.witnesses.ball.evaluation import Frame, TooLarge, destination, evaluate, truth
from checks.witnesses.ball.scalars import Real, Undecided, base, decide, is_boundless, is_undefined, precision

__all__ = [
    "Different",
    "Holds",
    "Outcome",
    "Overlapping",
    "RelationOutcome",
    "TooLarge",
    "Undefined",
    "Violated",
    "compare",
    "enclose",
    "enclose_far",
    "enclose_near",
    "enclose_over",
    "exact",
    "holds",
    "relation_holds",
]

# 53 bits decide nearly every wrong claim; 424 (53 doubled three times) those that differ from the 16th digit on.
START_BITS, MAX_BITS = 53, 424


@dataclass(frozen=True)
class Different:
    """Certified: the enclosures of this entry (counted from 1; ``()`` for numbers) have no number in common."""

    entry: tuple[int, ...]
    left: arb
    right: arb
    bits: int


@dataclass(frozen=True)
class Overlapping:
    """No decision at ``bits``.

    ``digits`` is how far the sides are known to agree: in every entry |left − right| ≤ 10^−digits · max(1, |left|).
    It is 0 where a side could not be enclosed at all.
    """

    bits: int
    digits: int = 0


@dataclass(frozen=True)
class Undefined:
    """These sides are certainly undefined here, in some entry; where both are defined they may agree."""

    left: bool
    right: bool


@dataclass(frozen=True)
class Holds:
    """Certified: the relation holds here, in every entry (for ≠: in some entry)."""

    bits: int


@dataclass(frozen=True)
class Violated:
    """Certified: the relation does not hold here, in this entry."""

    entry: tuple[int, ...]
    left: arb
    right: arb
    bits: int


Outcome: TypeAlias = Different | Overlapping | Undefined
RelationOutcome: TypeAlias = Holds | Violated | Overlapping | Undefined


def compare(
    left: Term,
    right: Term,
    point: Point,
    *,
    start_bits: int = START_BITS,
    max_bits: int = MAX_BITS,
    enough: int | None = None,
) -> Outcome:
    """Whether the sides are certainly different at ``point``; the bits are doubled until that is decided.

    They are not doubled any more where the sides are known to agree to ``enough`` digits.

    The sides have one shape, or one of them is a number.  Raises ``ShapeError`` otherwise, and what ``evaluate``
    raises: ``TooLarge``, ``TypeError`` (arbitrary functions, optimisers), ``KeyError`` (a letter without a value).
    """
    outcome = relation_holds("=", left, right, point, start_bits=start_bits, max_bits=max_bits, enough=enough)
    match outcome:
        case Violated(entry, ours, theirs, bits):
            return Different(entry, ours, theirs, bits)
        case Holds(bits):  # exact rationals: equal here, which is no proof
            return Overlapping(bits, _decimals(bits))
        case _:
            return outcome


def relation_holds(
    relation: Relation,
    left: Term,
    right: Term,
    point: Point,
    *,
    start_bits: int = START_BITS,
    max_bits: int = MAX_BITS,
    enough: int | None = None,
) -> RelationOutcome:
    """Whether ``left`` certainly stands, or certainly does not stand, in ``relation`` to ``right`` at ``point``.

    Equality holds only between exact rationals.  Bits, ``enough`` and what is raised are as for ``compare``.
    """
    bits = start_bits
    while True:
        with _working(bits):
            outcome = _related_at(relation, left, right, point, bits)
        if not isinstance(outcome, Overlapping) or bits >= max_bits or (enough is not None and outcome.digits >= enough):
            return outcome
        bits = min(2 * bits, max_bits)


def enclose(term: Term, point: Point, bits: int) -> tuple[arb, ...]:
    """The entries of ``term``, row by row; NaN where undefined, [±∞] where ``bits`` do not tell.

    Raises as ``compare`` does.
    """
    frame = Frame(point)
    with _working(bits):
        try:
            return tuple(arb(base(entry)) for entry in evaluate(frame, term))
        except Undecided:
            return (arb(0, float("inf")),) * frame.count(term.shape)


def enclose_far(term: Term, point: Point, bits: int) -> tuple[arb, ...]:
    """The entries of ``term`` as ``enclose`` gives them, ±∞ where a number goes there."""
    if not may_be_infinite(term):
        return enclose(term, point, bits)
    with _working(bits):
        try:
            return (arb(base(destination(Frame(point), term))),)
        except Undecided:
            return (arb(0, float("inf")),)


def holds(condition: Term, point: Point, bits: int) -> bool | None:
    """Whether a condition holds at ``point``; ``None`` where ``bits`` do not tell, or where it is undefined.

    Ties between exact rationals are decided exactly.  Raises ``TypeError`` for a term that is no condition.
    """
    with _working(bits):
        try:
            return truth(Frame(point), condition)
        except Undecided:
            return None


class _working(precision):  # noqa: N801 (it is used like a function)
    """The precision, with ``TooLarge`` in place of what Python says of a deep recursion."""

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        super().__exit__(kind)
        if kind is not None and issubclass(kind, RecursionError):
            raise TooLarge("a term is nested too deeply to be evaluated") from None


def _shape_at(point: Point, left: Term, right: Term) -> tuple[int, ...]:
    """The common shape of the sides at the sizes of ``point``; a number goes with anything."""
    ours, theirs = (tuple(Frame(point).length(dim) for dim in side.shape) for side in (left, right))
    if () not in {ours, theirs} and ours != theirs:
        raise ShapeError(f"cannot compare shapes {show(left.shape)} and {show(right.shape)}")
    return ours or theirs


def _related_at(relation: Relation, left: Term, right: Term, point: Point, bits: int) -> RelationOutcome:
    frame, shape = Frame(point), _shape_at(point, left, right)
    try:
        ours, theirs = _values(frame, left, right)
    except Undecided:
        return Overlapping(bits)
    pairs = [(base(a), base(b)) for a, b in zip(*spread(ours, theirs), strict=True)]
    defined = [not (is_undefined(a) or is_undefined(b)) for a, b in pairs]
    outcomes = [decide(relation, a, b) if known else None for (a, b), known in zip(pairs, defined, strict=True)]
    if relation == "≠":
        violated = len(outcomes) if all(defined) and set(outcomes) == {False} else None
        fulfilled = True in outcomes
    else:
        violated = outcomes.index(False) + 1 if False in outcomes else None
        fulfilled = set(outcomes) == {True}
    if violated is not None:
        return _violated(shape, violated - 1, *pairs[violated - 1], bits)
    if fulfilled:
        return Holds(bits)
    if not all(defined):
        return Undefined(any(is_undefined(a) for a, _ in pairs), any(is_undefined(b) for _, b in pairs))
    return Overlapping(bits, min(_digits(a, b, bits) for a, b in pairs))


def _values(frame: Frame, left: Term, right: Term) -> tuple[Entries, Entries]:
    """The entries of the sides, ±∞ among them where a side is ∞ itself, or where one goes there and the other has no value else."""
    if not (is_infinity(left) or is_infinity(right)):
        ours, theirs = evaluate(frame, left), evaluate(frame, right)
        nowhere = len(ours) == len(theirs) == 1 and is_undefined(ours[0]) and is_undefined(theirs[0])
        if not (nowhere and may_be_infinite(left) and may_be_infinite(right)):
            return ours, theirs
        far = destination(frame, left), destination(frame, right)
        told = all(is_boundless(found) or goes_somewhere(side) for found, side in zip(far, (left, right), strict=True))
        return (far[:1], far[1:]) if told and any(map(is_boundless, far)) else (ours, theirs)
    far = destination(frame, left), destination(frame, right)
    if any(is_undefined(found) and not goes_somewhere(side) for found, side in zip(far, (left, right), strict=True)):
        raise Undecided("whether what has no value is meant to be infinite")  # log 0 = −∞, a divergent integral
    return far[:1], far[1:]


def _violated(shape: tuple[int, ...], position: int, left: Real, right: Real, bits: int) -> Violated:
    entry: list[int] = []
    for size in reversed(shape):
        position, at = divmod(position, size)
        entry.insert(0, at + 1)
    if isinstance(left, fmpq) and isinstance(right, fmpq):
        # Two rationals p/q and r/s are at least 1/(q s) apart: with so many bits their balls are too.
        bits = max(bits, left.height_bits() + right.height_bits() + 8)
    with precision(bits):
        return Violated(tuple(entry), arb(left), arb(right), bits)


def _digits(left: Real, right: Real, bits: int) -> int:
    gap = abs(arb(left) - arb(right)).upper()
    if gap.is_zero():
        return _decimals(bits)
    scale = abs(arb(left)).upper().max(arb(1))
    return int(min(max(0.0, float((scale / gap).log_base(10).lower())), _decimals(bits)))  # of 10^(10^900) the logarithm is no float


def _decimals(bits: int) -> int:
    return bits * 301 // 1000


def enclose_over(term: Term, point: Point, variable: Variable, values: arb) -> arb:
    """A number enclosed for *every* value of ``variable`` in the ball ``values``; [±∞] where 53 bits do not tell."""
    frame = Frame(point).above({variable: (values,)})
    with precision(START_BITS):
        try:
            (entry,) = evaluate(frame, term)
        except Undecided:
            return arb(0, float("inf"))
        return arb(base(entry))


def exact(term: Term, point: Point) -> tuple[Fraction, ...] | None:
    """The entries of ``term`` where all of them are rational and only rational arithmetic occurs; else ``None``."""
    with _working(START_BITS):
        try:
            entries = [base(entry) for entry in evaluate(Frame(point), term)]
        except Undecided:
            return None
    if not all(isinstance(entry, fmpq) for entry in entries):
        return None
    return tuple(Fraction(int(entry.p), int(entry.q)) for entry in entries if isinstance(entry, fmpq))


def enclose_near(term: Term, point: Point, near: Mapping[Variable, tuple[arb, ...]], bits: int) -> tuple[arb, ...]:
    """The entries of ``term`` for *every* value, within the balls of ``near``, of the variables listed there; as ``enclose``."""
    with _working(bits):
        bindings: dict[Term, Entries] = {variable: tuple(entries) for variable, entries in near.items()}
        frame = Frame(point).above(bindings)
        try:
            return tuple(arb(base(entry)) for entry in evaluate(frame, term))
        except Undecided:
            return (arb(0, float("inf")),) * frame.count(term.shape)
