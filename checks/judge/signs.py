"""Which signs a number can have on the declared domain, and whether a term has a value everywhere on it: by its form alone.

Cautious: all three signs, or "no", where the form does not tell.  Verbs: ``signs``, ``is_defined``, ``is_definite``.
"""

from __future__ import annotations

from fractions import Fraction

from checks import terms as t
from checks.domains import Given, narrowed
from checks.sets import Finite, Integers, Structure, contains, is_positive
from checks.witnesses.algebra import written_out

Signs = frozenset[int]
ANY, PLUS, MINUS, NOT_NEGATIVE = frozenset({-1, 0, 1}), frozenset({1}), frozenset({-1}), frozenset({0, 1})
POSITIVE_FUNCTIONS = ("exp", "sigma", "softplus", "cosh")
TOTAL_FUNCTIONS = (*POSITIVE_FUNCTIONS, "sin", "cos", "arctan", "tanh", "sinh", "erf", "abs", "relu", "arsinh")
SMOOTH_FUNCTIONS = frozenset(TOTAL_FUNCTIONS) - {"abs", "relu"}


def signs(term: t.Term, given: Given) -> Signs:
    """The signs that a number may have where it is defined."""
    return _fact_signs(term, given) & _signs(term, given)


def _fact_signs(term: t.Term, given: Given) -> Signs:
    """The signs that facts about the very same term leave."""
    left: Signs = ANY
    for fact in given.facts:
        if isinstance(fact, t.Compare) and fact.right == t.Number(Fraction(0)) and written_out(fact.left) == written_out(term):
            allowed = {"=": {0}, "≠": {-1, 1}, ">": {1}, "≥": {0, 1}, "<": {-1}, "≤": {-1, 0}}[fact.relation]
            left &= frozenset(allowed)
    return left


def _signs(term: t.Term, given: Given) -> Signs:
    if term.shape != ():
        return ANY
    match term:
        case t.Number(value):
            return frozenset({(value > 0) - (value < 0)})
        case t.Constant() | t.Size():
            return PLUS
        case t.Variable() | t.Entry(t.Variable()):
            return _declared(term, given)
        case t.Defined(_, meaning):
            return signs(meaning, given)
        case t.MatMul(factors):
            return _quadratic(factors, given)
        case t.Norm(argument):
            return PLUS if _is_nonzero_array(argument, given) else NOT_NEGATIVE
        case t.Determinant(argument):
            return PLUS if is_definite(argument, given) else ANY
        case _:
            return _combined(term, given)


def _combined(term: t.Term, given: Given) -> Signs:
    """The signs of arithmetic on numbers."""
    match term:
        case t.Negative(argument):
            return frozenset(-s for s in signs(argument, given))
        case t.Times(factors):
            return _product(*(signs(factor, given) for factor in factors))
        case t.Quotient(above, below):
            return _product(signs(above, given), signs(below, given) - {0})
        case t.Plus(terms):
            return _below_one(terms, given) or _sum(*(signs(part, given) for part in terms))
        case t.Power(base, exponent):
            return _power(signs(base, given), exponent)
        case t.Apply(function, argument):
            return PLUS if function in POSITIVE_FUNCTIONS else _applied(function, signs(argument, given))
        case t.Reduce("sum" | "prod" as kind, index, body, None):
            return _repeated(kind, index, signs(body, given))
        case _:
            return ANY


def _declared(term: t.Term, given: Given) -> Signs:
    variable = term.array if isinstance(term, t.Entry) else term
    assert isinstance(variable, t.Variable)
    if variable.structure is not Structure.FREE:
        return NOT_NEGATIVE if variable.structure is Structure.SIMPLEX else ANY
    values = narrowed(variable, given)
    if is_positive(values):
        return PLUS
    if isinstance(values, Finite):
        return frozenset((x > 0) - (x < 0) for x in values.values)
    zero: Signs = frozenset({0}) if contains(values, Fraction(0)) else frozenset()
    if isinstance(values, Integers):
        return NOT_NEGATIVE if values.low is not None and values.low >= 0 else ANY
    if values.low is not None and values.low >= 0:
        return PLUS | zero
    return MINUS | zero if values.high is not None and values.high <= 0 else ANY


def _product(*factors: Signs) -> Signs:
    found: Signs = PLUS
    for factor in factors:
        found = frozenset(a * b for a in found for b in factor)
    return found


def _sum(*terms: Signs) -> Signs:
    for sign in (1, -1):
        if all(part <= {0, sign} for part in terms):
            return frozenset({sign}) if any(part == frozenset({sign}) for part in terms) else frozenset({0, sign})
    return ANY


def _repeated(kind: str, index: t.Index, body: Signs) -> Signs:
    """A sum or product of numbers of these signs; a sum over no index at all is 0, a product 1."""
    if not body <= NOT_NEGATIVE:
        return ANY
    some = bool(index.values) or (index.low == t.Number(Fraction(1)) and isinstance(index.high, t.Size))
    return body if kind == "prod" or some else NOT_NEGATIVE


def _below_one(terms: tuple[t.Term, ...], given: Given) -> Signs | None:
    """``b − v`` and ``v − b`` for a number v between bounds that leave one sign."""
    match terms:
        case (t.Number(bound), t.Negative(t.Variable(_, ()) as v)):
            turned = -1
        case (t.Variable(_, ()) as v, t.Negative(t.Number(bound))):
            turned = 1
        case _:
            return None
    values = narrowed(v, given)
    low, high = (getattr(values, name, None) for name in ("low", "high"))
    zero = {0} if contains(values, bound) else set[int]()
    if low is not None and low >= bound:
        return frozenset({turned, *zero})
    return frozenset({-turned, *zero}) if high is not None and high <= bound else None


def _power(base: Signs, exponent: t.Term) -> Signs:
    match exponent:
        case t.Number(value) if value.denominator == 1:
            pass
        case t.Negative(t.Number(value)) if value.denominator == 1:
            base = base - {0}
        case t.Number() | t.Negative(t.Number()):
            return PLUS if base == PLUS else NOT_NEGATIVE
        case _:
            return PLUS if base == PLUS else ANY
    if value == 0:
        return PLUS
    return frozenset(abs(s) for s in base) if value % 2 == 0 else base


def _applied(function: str, argument: Signs) -> Signs:
    if function == "abs":
        return frozenset(abs(s) for s in argument)
    return argument if function in {"tanh", "sinh", "arctan", "erf", "arsinh"} else ANY


def _quadratic(factors: tuple[t.Term, ...], given: Given) -> Signs:
    """xᵀx and xᵀAx with A definite."""
    match factors:
        case (t.Transpose(x), y) if x == y:
            return PLUS if _is_nonzero_array(x, given) else NOT_NEGATIVE
        case (t.Transpose(x), a, y) if x == y and is_definite(a, given):
            return PLUS if _is_nonzero_array(x, given) else NOT_NEGATIVE
        case _:
            return ANY


def _is_nonzero_array(term: t.Term, given: Given) -> bool:
    """Whether a fact says that it is not the zero array."""
    if term.shape == ():
        return 0 not in signs(term, given)
    return any(
        isinstance(fact, t.Compare) and fact.relation == "≠" and written_out(fact.left) == written_out(term) and _is_zero(fact.right)
        for fact in given.facts
    )


def _is_zero(term: t.Term) -> bool:
    return isinstance(term, t.Zeros) or term == t.Number(Fraction(0))


def is_definite(term: t.Term, given: Given) -> bool:
    """Whether a matrix is positive definite by its form."""
    match term:
        case t.Defined(_, meaning):
            return is_definite(meaning, given)
        case t.Variable():
            return term.structure is Structure.POSITIVE_DEFINITE
        case t.Identity():
            return True
        case t.Inverse(argument):
            return is_definite(argument, given)
        case t.Times(factors):
            arrays = [factor for factor in factors if factor.shape != ()]
            return len(arrays) == 1 and is_definite(arrays[0], given) and all(f is arrays[0] or signs(f, given) == PLUS for f in factors)
        case t.Plus(terms) if all(part.shape != () for part in terms):
            return any(is_definite(part, given) for part in terms) and all(_is_semidefinite(part, given) for part in terms)
        case _:
            return False


def _is_semidefinite(term: t.Term, given: Given) -> bool:
    match term:
        case t.Defined(_, meaning):
            return _is_semidefinite(meaning, given)
        case t.Variable() if term.structure is Structure.POSITIVE_SEMIDEFINITE:
            return True
        case t.MatMul((t.Transpose(a), b)) if a == b:
            return True
        case t.MatMul((a, t.Transpose(b))) if a == b:
            return True
        case _:
            return is_definite(term, given)


# ── values everywhere ─────────────────────────────────────────────────────────────────────────────


def is_defined(term: t.Term, given: Given, *, smooth: bool = False) -> bool:
    """Whether it has a value (and, with ``smooth``, derivatives) everywhere on the declared domain, by its form."""
    if isinstance(term, t.Derivative):
        return is_defined(term.body, given, smooth=True)
    if isinstance(term, t.Power) and isinstance(term.base, t.Norm) and term.base.kind == "2" and term.exponent == t.Number(Fraction(2)):
        return is_defined(term.base.argument, given, smooth=smooth)
    below = (child for child in t.children(term) if not isinstance(child, t.Index | t.Size))
    return _has_value(term, given, smooth=smooth) and all(is_defined(child, given, smooth=smooth) for child in below)


def _has_value(term: t.Term, given: Given, *, smooth: bool) -> bool:
    """The same of the outermost operation, where its arguments have values."""
    match term:
        case t.Indicator() | t.Cases() | t.Extremum() | t.Optimisers() | t.At():
            return False
        case t.Quotient(_, below):
            return below.shape == () and 0 not in signs(below, given)
        case t.Power(base, exponent):
            return base.shape == () and _has_power(signs(base, given), exponent, smooth=smooth)
        case t.Apply("log", argument):
            return argument.shape == () and signs(argument, given) == PLUS
        case t.Apply(function):
            return function in (SMOOTH_FUNCTIONS if smooth else TOTAL_FUNCTIONS)
        case t.Norm(argument, kind):
            return not smooth or (kind == "2" and _is_nonzero_array(argument, given))
        case t.Reduce(kind, _, _, condition):
            return kind in {"sum", "prod"} and condition is None
        case _:
            return _has_entries(term, given)


def _has_entries(term: t.Term, given: Given) -> bool:
    match term:
        case t.Inverse(argument):
            return is_definite(argument, given)
        case t.Entry(_, indices):
            return all(isinstance(index, t.Index | t.Number | t.Size) for index in indices)
        case t.Constant(name):
            return name != "infinity"
        case _:
            return True


def _has_power(base: Signs, exponent: t.Term, *, smooth: bool) -> bool:
    match exponent:
        case t.Number(value) if value >= 0:
            return value.denominator == 1 or base == PLUS or (not smooth and base <= NOT_NEGATIVE)
        case t.Number(value) | t.Negative(t.Number(value)):
            return 0 not in base and (value.denominator == 1 or base == PLUS)
        case _:
            return base == PLUS
