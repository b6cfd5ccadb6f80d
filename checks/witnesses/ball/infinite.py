r"""Integrals and infinite sums, enclosed.

On a finite range an integral is FLINT's ``acb.integral``, which evaluates the integrand at complex balls.  On an infinite one it is cut
at some R, and what is cut off is enclosed by a bound that ``tails`` certifies; so are the terms of a sum behind its first N.  Neither
is known to be right where no such bound is found: then ``Undecided``.

Verbs: ``integral``, ``series``, ``remembered``.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce

from flint import acb, arb, fmpq
from flint import ctx as flint_context

from checks.terms import (
    Apply,
    Constant,
    Integral,
    Negative,
    Number,
    Plus,
    Power,
    Quotient,
    Reduce,
    Term,
    Times,
    Variable,
    free_indices,
    free_variables,
    sizes_in,
    substitute,
)
from checks.witnesses.ball.rational import has_pole, rational_series
from checks.witnesses.ball.scalars import INFINITE, UNDEFINED, ZERO, Jet, Real, Scalar, Undecided, is_undefined, precision
from checks.witnesses.ball.tails import Divergent, plain, tail

Value = Callable[[Term], Scalar]
INFINITY = Constant("infinity")
# Integrals cost more than their bits are worth beyond this: two sides that agree so far are not told apart.
MOST_BITS = 53
CUTS = tuple(4**k for k in range(1, 9))
FAR_CUTS = tuple(2**k for k in (32, 64, 128, 256, 512))
MOST_TERMS = 2048
MOST_KNOWN = 10_000
_known: dict[tuple[object, ...], Scalar | str] = {}
MOST_EVALUATIONS = 5_000
TOLERANCE = 2.0**-45  # beyond the digits to which sides are asked to agree


def integral(value: Value, term: Integral) -> Scalar:
    """An integral; ``value`` is what a term is worth outside of it.

    Raises ``Undecided`` where no enclosure is found; NaN where it certainly diverges.
    """
    return remembered(value, term, lambda: _integrated(value, term))


def remembered(value: Value, term: Integral | Reduce, enclosed: Callable[[], Scalar]) -> Scalar:
    """What ``enclosed`` gives, NaN where that is ``Divergent``.

    No more bits than MOST_BITS are ever used, so that each doubling of bits meets the same number again.
    """
    if free_indices(term) or sizes_in(term):
        return _enclosed(enclosed)
    around = tuple(real_value(value, letter) if letter.shape == () else None for letter in free_variables(term))
    if not all(isinstance(number, fmpq) for number in around):
        return _enclosed(enclosed)
    key = (term, *map(str, around))
    if key not in _known:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        try:
            _known[key] = _enclosed(enclosed)
        except Undecided as reason:
            _known[key] = str(reason)
    found = _known[key]
    if isinstance(found, str):
        raise Undecided(found)
    return found


def _enclosed(enclosed: Callable[[], Scalar]) -> Scalar:
    with precision(MOST_BITS):
        try:
            return enclosed()
        except Divergent:
            return UNDEFINED


def _integrated(value: Value, term: Integral) -> Scalar:
    low, high = _infinite(term.low), _infinite(term.high)
    if high == -1 or low == 1:
        return -_integrated(value, Integral(term.body, term.variable, term.high, term.low))
    body, variable = term.body, term.variable
    edges = [real_value(value, bound) for bound in (term.low, term.high) if not _infinite(bound)]
    if any(is_undefined(edge) for edge in edges):
        return UNDEFINED
    integrand = _Integrand(value, variable)
    if not low and not high:
        return _between(value, integrand, body, arb(edges[0]), arb(edges[1]))
    return _cut_off(value, integrand, term, [arb(edge) for edge in edges])


def _between(value: Value, integrand: _Integrand, body: Term, low: arb, high: arb) -> arb:
    """The integral over a finite range; where that is not enclosed, half by half, with the ends moved to infinity."""
    try:
        return integrand.over(body, low, high)
    except Undecided:
        if not low < high:
            raise
    middle = arb(((low + high) / 2).mid())
    return _towards(value, integrand, body, low, middle) + _towards(value, integrand, body, high, middle)


def _towards(value: Value, integrand: _Integrand, body: Term, end: arb, middle: arb) -> arb:
    """The integral between an end, where the integrand may grow beyond all bounds, and a place within: x = end ± e^-v."""
    inwards = middle > end
    try:
        return integrand.over(body, end, middle) if inwards else integrand.over(body, middle, end)
    except Undecided:
        if not end.is_exact():
            raise
    variable = integrand.variable
    near, edge = Apply("exp", Negative(variable)), _number(end)
    gap = Plus((variable, Negative(edge))) if inwards else Plus((edge, Negative(variable)))  # what is e^-v
    if end.is_zero() and inwards:
        written: dict[Term, Term] = {Apply("log", variable): Negative(variable), variable: near}
    else:
        written = {Apply("log", gap): Negative(variable), gap: near, variable: Plus((edge, near if inwards else Negative(near)))}
    stretched = Times((substitute(body, written), near))
    return _cut_off(value, integrand, Integral(stretched, variable, Number(Fraction(0)), INFINITY), [-abs(middle - end).log()])


def _number(exact: arb) -> Term:
    significand, power = exact.man_exp()
    value = Fraction(int(significand)) * Fraction(2) ** int(power)
    return Number(value) if value >= 0 else Negative(Number(-value))


def _cut_off(value: Value, integrand: _Integrand, term: Integral, edges: list[arb]) -> arb:
    """The integral over an infinite range from the smallest cut on whose tail does not matter, else from the last one with a tail.

    What falls like a power only is cut very far out; x = e^v makes the way there short.
    """
    low, high, body, variable = _infinite(term.low), _infinite(term.high), term.body, term.variable
    mirrored = substitute(body, {variable: Negative(variable)})
    halves = [half for half, there in ((body, high), (mirrored, low)) if there]
    goal = arb(2) ** -flint_context.prec
    near = next((cut for cut in CUTS if not any(abs(edge) > cut for edge in edges)), None)
    best: tuple[int, arb] | None = None
    for cut in (*CUTS, *FAR_CUTS):
        if near is None or cut < near:
            continue
        error = sum((tail(value, half, variable, cut) for half in halves), arb(0))
        if error.is_finite() and (best is None or error < best[1]):
            best = cut, error
        if error < goal:
            break
    if best is None or near is None:
        raise Undecided("an integral over an infinite range, whose tail is not bounded")
    cut, error = best
    middle = near if cut > CUTS[-1] else cut
    found = integrand.over(body, arb(-middle) if low else edges[0], arb(middle) if high else edges[-1]) + arb(0, error.upper())
    if cut > CUTS[-1]:
        for half in halves:
            stretched = Times((substitute(half, {variable: Apply("exp", variable)}), Apply("exp", variable)))
            found += integrand.over(stretched, arb(middle).log(), arb(cut).log())
    return found


def _infinite(bound: Term) -> int:
    if bound == INFINITY:
        return 1
    return -1 if bound == Negative(INFINITY) else 0


def real_value(value: Value, term: Term) -> Real:
    """What a term is worth; raises ``Undecided`` where that is differentiated."""
    found = value(term)
    if isinstance(found, Jet):
        raise Undecided("an integral or a series that is differentiated by what it depends on")
    return found


Complex = Callable[[acb, bool], acb]


class _Integrand:
    """What is integrated, at complex balls; parts that do not depend on the variable are evaluated once, as real numbers."""

    def __init__(self, value: Value, variable: Variable) -> None:
        self.value, self.variable = value, variable

    def over(self, body: Term, low: arb, high: arb) -> arb:
        """The integral over a finite range."""
        if not low.is_finite() or not high.is_finite():
            raise Undecided("a bound of an integral is not known")
        function = self._function(body)
        found = acb.integral(function, low, high, eval_limit=MOST_EVALUATIONS, rel_tol=TOLERANCE, abs_tol=TOLERANCE).real
        if not found.is_finite():
            if has_pole(self.value, self._function, body, self.variable, (low, high) if low < high else (high, low)):
                raise Divergent
            raise Undecided("an integral that could not be enclosed")
        return found

    def _function(self, term: Term) -> Complex:
        """The term as a function of z, and of whether it has to be analytic there."""
        if self.variable not in free_variables(term):
            known = acb(arb(real_value(self.value, term)))
            return lambda z, analytic: known
        match plain(term):
            case Variable():
                return lambda z, analytic: z
            case Plus(terms):
                return _folded(acb.__add__, [self._function(part) for part in terms])
            case Times(factors):
                return _folded(acb.__mul__, [self._function(part) for part in factors])
            case Quotient(above, below):
                return _folded(acb.__truediv__, [self._function(above), self._function(below)])
            case Power(base, exponent):
                of_base, of_exponent = self._function(base), self._function(exponent)
                return lambda z, analytic: _complex_power(of_base(z, analytic), of_exponent(z, analytic), analytic)
            case Apply(name, argument):
                inner = self._function(argument)
                return lambda z, analytic: _complex_function(name, inner(z, analytic), analytic)
            case _:
                raise Undecided(f"an integral of {type(term).__name__}")


def _folded(combine: Callable[[acb, acb], acb], parts: list[Complex]) -> Complex:
    return lambda z, analytic: reduce(combine, (part(z, analytic) for part in parts))


def _complex_power(base: acb, exponent: acb, analytic: bool) -> acb:  # noqa: FBT001
    whole = exponent.unique_fmpz() if exponent.real.is_exact() and exponent.imag.is_zero() else None
    if whole is not None:
        power = acb(1)
        for _ in range(abs(int(whole)) if abs(int(whole)) <= 64 else 0):
            power *= base
        if abs(int(whole)) <= 64:
            return power if whole >= 0 else 1 / power
    if base.contains(acb(0)) and exponent.imag.is_zero() and exponent.real > 0 and not analytic:
        size = (abs(base).upper() ** exponent.real).upper()  # |z^s| = |z|^s for a real s
        return acb(arb(0, size), arb(0, size))
    return (exponent * _complex_log(base, analytic)).exp()


def _complex_log(z: acb, analytic: bool) -> acb:  # noqa: FBT001
    """The logarithm; no number where the argument is real and may be negative or zero."""
    return acb(float("nan")) if z.imag.is_zero() and not z.real > 0 else z.log(analytic=analytic)


def _complex_function(name: str, z: acb, analytic: bool) -> acb:  # noqa: FBT001
    match name:
        case "exp" | "sin" | "cos" | "erf" | "gamma":
            return getattr(z, name)()
        case "log":
            return _complex_log(z, analytic)
        case "arctan" if abs(z.imag) < 1:  # its branch cuts lie on the imaginary axis, from ±i outwards
            return z.atan()
        case "abs" if z.imag.is_zero() and not analytic:
            return acb(abs(z.real))
        case "abs" if z.real > 0:
            return z
        case "abs" if z.real < 0:
            return -z
        case _:
            return acb(float("nan"))


def series(value: Value, at: Callable[[int], Scalar], term: Reduce) -> Scalar:
    """The sum of ``term`` from a whole number to infinity; ``at`` gives what is summed.

    ±∞ where its partial sums certainly go there; NaN where they certainly have no such limit, or where a term is undefined.  Raises
    ``Undecided`` where no enclosure is found.
    """
    return remembered(value, term, lambda: _summed(value, at, term))


def _summed(value: Value, at: Callable[[int], Scalar], term: Reduce) -> Scalar:
    first, running, body = opened(value, term)
    degree = _degree(value, body, running)
    if degree is not None and degree < -1 and first >= 1:
        coefficient = real_value(value, substitute(term.body, {term.index: Number(Fraction(1))}))
        return UNDEFINED if is_undefined(coefficient) else arb(coefficient) * arb(-degree).zeta(arb(first))
    known = rational_series(value, body, running, first)
    if known is not None:
        return known
    total, gain = ZERO, ZERO
    done, goal = first, arb(2) ** -min(flint_context.prec, MOST_BITS)
    length = 16
    error = arb(0, float("inf"))
    while length <= MOST_TERMS:
        while done < first + length:
            gain = at(done)
            if isinstance(gain, Jet):
                raise Undecided("a series that is differentiated by what it depends on")
            if is_undefined(gain):
                return UNDEFINED
            total, done = arb(total + gain), done + 1
        try:
            error = tail(value, body, running, done - 1) if done > 4 else error
        except Divergent as error_of_sum:
            return _grown(gain, error_of_sum)
        if error < goal:
            break
        length *= 4
    if not error.is_finite():
        raise Undecided("a series whose tail is not bounded")
    return arb(total) + arb(0, error.upper())


def _grown(last: Real, why: Divergent) -> arb:
    """Where the partial sums of a divergent series go, by the sign of its ``last`` term looked at."""
    if not why.settled:
        return UNDEFINED
    if not (last > 0 or last < 0):
        raise Undecided("the sign of the terms of a divergent series")
    return INFINITE if last > 0 else -INFINITE


def opened(value: Value, term: Reduce) -> tuple[int, Variable, Term]:
    """Where an infinite sum or product begins, and its body as a function of a real variable."""
    assert term.index.low is not None
    low = real_value(value, term.index.low)
    if not isinstance(low, fmpq) or low.q != 1:
        raise Undecided("the lower end of a series is no known integer")
    running = Variable(f"the real {term.index.name}")
    return int(low.p), running, substitute(term.body, {term.index: running})


def _degree(value: Value, body: Term, running: Variable) -> fmpq | None:
    """The exponent q where ``body`` is a multiple of running^q for positive values of it; its sum is one of Hurwitz' zeta function."""
    if running not in free_variables(body):
        return fmpq(0)
    match plain(body):
        case Variable():
            return fmpq(1)
        case Negative(argument):
            return _degree(value, argument, running)
        case Times(factors):
            degrees = [_degree(value, factor, running) for factor in factors]
            known = [degree for degree in degrees if degree is not None]
            return sum(known, fmpq(0)) if len(known) == len(degrees) else None
        case Quotient(above, below):
            over, under = _degree(value, above, running), _degree(value, below, running)
            return None if over is None or under is None else over - under
        case Power(base, exponent) if running not in free_variables(exponent):
            degree, power = _degree(value, base, running), real_value(value, exponent)
            return degree * power if degree is not None and isinstance(power, fmpq) else None
        case _:
            return None
