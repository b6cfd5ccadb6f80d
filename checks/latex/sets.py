"""Sets and lengths as LaTeX.

Verbs: ``number_set``, ``array_set``, ``structured_set``, ``dim``, ``alphabet``, ``fraction``.
"""

from __future__ import annotations

from fractions import Fraction

from checks.sets import NONNEGATIVE, POSITIVE, REALS, Finite, Integers, Interval, NumberSet, Structure
from checks.terms import Dim, Shape, Size, Term, Variable


def fraction(value: Fraction) -> str:
    """A rational as an integer or a fraction."""
    sign = "-" if value < 0 else ""
    if value.denominator == 1:
        return str(value.numerator)
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def alphabet(length: Dim | Term | None) -> str | None:
    r"""The letter for the elements of a finite set, ``x`` for ``\mathcal{X}``; ``None`` for any other length."""
    if isinstance(length, Size) and length.name.startswith(r"\mathcal{") and length.name.endswith("}"):
        return length.name.removeprefix(r"\mathcal{").removesuffix("}").lower()
    return None


def dim(length: Dim) -> str:
    """A length: its letter or its digits."""
    return length.name if isinstance(length, Size) else str(length)


def number_set(values: NumberSet) -> str:
    """The set that a number lies in."""
    match values:
        case Finite(listed):
            return r"\{" + ", ".join(map(fraction, listed)) + r"\}"
        case Integers(None, None):
            return r"\mathbb{Z}"
        case Integers(1, None):
            return r"\mathbb{N}"
        case Integers(0, None):
            return r"\mathbb{N}_0"
        case Integers(low, high) if low is not None and high is not None:
            inside = rf"{low}, \dots, {high}" if high - low > 1 else ", ".join(map(str, range(low, high + 1)))
            return rf"\{{{inside}\}}"
        case Integers(low, high):
            return rf"\mathbb{{Z}}_{{\ge {low}}}" if low is not None else rf"\mathbb{{Z}}_{{\le {high}}}"
        case Interval(low, high, low_closed, high_closed):
            left = ("[" if low_closed else "(") + (r"-\infty" if low is None else fraction(low))
            right = (r"\infty" if high is None else fraction(high)) + ("]" if high_closed else ")")
            return f"{left}, {right}"


_REAL_SETS = {REALS: "", POSITIVE: "_{>0}", NONNEGATIVE: r"_{\ge 0}"}


def array_set(values: NumberSet, dims: Shape) -> str:
    """The set of arrays of a shape with entries in ``values``."""
    power = "^{" + r" \times ".join(map(dim, dims)) + "}" if dims else ""
    if values in _REAL_SETS:
        return rf"\mathbb{{R}}{power}{_REAL_SETS[values]}"
    return number_set(values) + power


def structured_set(variable: Variable) -> str:
    """The set that a variable lies in; of a table, the simplex of each row."""
    last = dim(variable.dims[-1]) if variable.dims else ""
    if variable.structure is Structure.SIMPLEX and alphabet(variable.dims[-1]) is not None:
        return rf"\Delta({last})"
    match variable.structure:
        case Structure.FREE:
            return array_set(variable.values, variable.dims)
        case Structure.SIMPLEX:
            return rf"\Delta_{{{last}}}"
        case Structure.SYMMETRIC:
            return rf"\mathbb{{S}}^{{{last}}}"
        case Structure.POSITIVE_DEFINITE:
            return rf"\mathbb{{S}}^{{{last}}}_{{++}}"
        case Structure.POSITIVE_SEMIDEFINITE:
            return rf"\mathbb{{S}}^{{{last}}}_{{+}}"
