r"""Terms back to the LaTeX of the page language, as they were written: nothing is reordered, nothing is simplified.

What is printed can be read again by the page reader, and then means the same; brackets are put only where the reader
would otherwise take it differently.  Verb: ``latex``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import IntEnum
from fractions import Fraction
from typing import Any, NamedTuple

from checks import terms as t
from checks.functions import FUNCTIONS, HALF
from checks.latex.sets import alphabet, dim, fraction, number_set
from checks.sets import Finite, Structure


class _Level(IntEnum):
    """How tightly a printed term holds together; each kind of place asks for a level, and less is bracketed."""

    SUM = 0  # a + b
    NEGATED = 1  # -a: one item of a sum, its sign in front
    PREFIX = 2  # \sum_i a, \nabla f: reaches to the next + or -
    PRODUCT = 3  # a b
    FACTOR = 4  # x^2, \log(a): a factor that takes no exponent as it stands
    BASE = 5  # x_i, (a + b): takes an exponent, but no index
    NAME = 6  # x: takes both


class _Text(NamedTuple):
    text: str
    level: _Level


def latex(term: t.Term) -> str:
    """The term as LaTeX, without dollar signs."""
    return _print(term).text


# ── brackets and scripts ──────────────────────────────────────────────────────────────────────────

_TALL = re.compile(r"\\(frac|sum|prod|begin|sqrt|left|max_|min_)")
_SINGLE = re.compile(r"[A-Za-z0-9]|\\[A-Za-z]+")


def _enclosed(opening: str, text: str, closing: str) -> str:
    if _TALL.search(text):
        return rf"\left{opening}{text}\right{closing}"
    return f"{opening}{text}{closing}"


def _bracketed(text: str) -> str:
    return _enclosed("(", text, ")")


def _at_least(term: t.Term, level: _Level) -> str:
    printed = _print(term)
    return printed.text if printed.level >= level else _bracketed(printed.text)


def braced(text: str) -> str:
    """A script: braces only where TeX needs them."""
    return text if _SINGLE.fullmatch(text) else f"{{{text}}}"


def _script(mark: str, text: str) -> str:
    return mark + braced(text)


def _applied(function: str, *arguments: t.Term) -> _Text:
    return _Text(function + _bracketed(", ".join(map(latex, arguments))), _Level.FACTOR)


# ── leaves ────────────────────────────────────────────────────────────────────────────────────────


def _named(name: str) -> _Text:
    """A name, at the level that its own scripts leave it."""
    plain = name
    while (opened := re.sub(r"\{[^{}]*\}", "", plain)) != plain:
        plain = opened
    if "^" in plain or "'" in plain:
        return _Text(name, _Level.FACTOR)
    return _Text(name, _Level.BASE if "_" in plain else _Level.NAME)


def _name(term: t.Variable | t.Index | t.Size | t.Function | t.Defined) -> _Text:
    return _named(term.name)


def _number(term: t.Number) -> _Text:
    level = _Level.FACTOR if term.value.denominator != 1 else _Level.BASE
    return _Text(fraction(term.value), _Level.NEGATED if term.value < 0 else level)


def _constant(term: t.Constant) -> _Text:
    return _Text({"e": "e", "pi": r"\pi", "infinity": r"\infty"}[term.name], _Level.BASE)


def _ones(term: t.Ones) -> _Text:
    if len(term.dims) == 2:
        return _Text(r"\mathbf{1} \mathbf{1}^\top", _Level.PRODUCT)
    return _Text(r"\mathbf{1}" + _length(term.dims), _Level.BASE)


def _zeros(term: t.Zeros) -> _Text:
    return _Text(r"\mathbf{0}" + _length(term.dims), _Level.BASE)


def _length(dims: t.Shape) -> str:
    """The length of a vector, where nothing else on the page may tell it."""
    return _script("_", dim(dims[0])) if len(dims) == 1 else ""


def _identity(_: t.Identity) -> _Text:
    return _Text("I", _Level.BASE)


def _unit(term: t.Unit) -> _Text:
    return _Text("e" + _script("_", latex(term.index)), _Level.BASE)


# ── arithmetic ────────────────────────────────────────────────────────────────────────────────────


def _plus(term: t.Plus) -> _Text:
    if len(term.terms) == 1:
        return _print(term.terms[0])
    text = latex(term.terms[0])
    for item in term.terms[1:]:
        printed = _print(item)
        if printed.level is _Level.NEGATED:
            text += " - " + printed.text[1:]
        else:
            text += " + " + (printed.text if printed.level > _Level.NEGATED else _bracketed(printed.text))
    return _Text(text, _Level.SUM)


def _negative(term: t.Negative) -> _Text:
    return _Text("-" + _at_least(term.argument, _Level.PREFIX), _Level.NEGATED)


def _factors(term: t.Times | t.MatMul) -> Iterable[t.Term]:
    """Its factors, with the products opened whose brackets change nothing: the first, and one behind numbers only."""
    numbers_only = True
    for number, factor in enumerate(term.factors):
        if isinstance(factor, t.Times | t.MatMul) and (number == 0 or numbers_only):
            yield from _factors(factor)
        else:
            yield factor
        numbers_only = numbers_only and factor.shape == ()


def _product(term: t.Times | t.MatMul) -> _Text:
    first, *rest = _factors(term)
    if isinstance(first, t.Negative):  # Python's -a * b: the sign goes in front of the whole product
        opened = _factors(first.argument) if isinstance(first.argument, t.Times | t.MatMul) else (first.argument,)
        return _Text("-" + _joined((*opened, *rest)).text, _Level.NEGATED)
    return _joined((first, *rest))


def _joined(factors: tuple[t.Term, ...]) -> _Text:
    r"""Factors side by side; a ``\cdot`` where the reader would take a number or an application instead."""
    text, reaches = "", False
    last: t.Term | None = None
    for number, factor in enumerate(factors, start=1):
        printed, level = _print(factor)
        reaches = number == len(factors) and level is _Level.PREFIX  # a sum may stand last, as it is
        if level < _Level.FACTOR and not reaches:
            printed = _bracketed(printed)
        if last is not None:
            text += r" \cdot " if _needs_dot(last, factor, printed) else " "
        text += printed
        last = factor
    return _Text(text, _Level.PREFIX if reaches else _Level.PRODUCT)


def _needs_dot(before: t.Term, factor: t.Term, printed: str) -> bool:
    match before, factor:
        case t.Number(), t.Number() | t.Quotient(t.Number(), t.Number()):  # not a mixed number
            return True
        case _ if printed[0].isdigit():
            return True
        case _:
            return printed.startswith(("(", r"\left(")) and _may_apply(before)


def _may_apply(term: t.Term) -> bool:
    """Whether a bracket behind it could be read as its argument."""
    match term:
        case t.Power(base) | t.Transpose(base) | t.Entry(base):
            return _may_apply(base)
        case t.Variable(structure=Structure.SIMPLEX) | t.Defined() | t.Function() | t.Ones():
            return True
        case _:
            return False


def _hadamard(term: t.Hadamard) -> _Text:
    return _Text(r" \odot ".join(_at_least(factor, _Level.FACTOR) for factor in term.factors), _Level.PRODUCT)


def _quotient(term: t.Quotient) -> _Text:
    match term:
        case t.Quotient(t.Apply("exp", x), t.Reduce("sum", k, t.Apply("exp", t.Entry(y, (j,))))) if x == y and j == k and _hidden(k):
            return _applied(r"\operatorname{softmax}", x)
        case _:
            pass
    above, below = latex(term.numerator), latex(term.denominator)
    if above in {"d", r"\partial"} and below.startswith(above):  # else it would be a derivative
        above = f"({above})"
    return _Text(rf"\frac{{{above}}}{{{below}}}", _Level.FACTOR)


def _power(term: t.Power) -> _Text:
    if term.exponent in {HALF, t.Quotient(t.as_term(1), t.as_term(2))}:
        return _Text(rf"\sqrt{{{latex(term.base)}}}", _Level.BASE)
    if term.base.shape != ():
        return _entrywise_power(term)
    exponent = latex(term.exponent)
    return _Text(_base(term.base) + _script("^", exponent), _Level.FACTOR)


def _entrywise_power(term: t.Power) -> _Text:
    """A power of an array goes entry by entry, where ``A^2`` would be a matrix product."""
    match term.exponent:
        case t.Number(value) if value in {2, 3}:
            return _hadamard(t.Hadamard((term.base,) * int(value)))
        case exponent:
            return _Text(_at_least(term.base, _Level.BASE) + rf"^{{\odot {latex(exponent)}}}", _Level.FACTOR)


def _base(term: t.Term) -> str:
    r"""What an exponent can stand on: ``\log(a)^b`` has two readings; ``\sigma(a)^b``, ``f(a)^b`` have one."""
    one_reading = (isinstance(term, t.Apply) and term.function == "sigma") or isinstance(term, t.Extremum | t.Call)
    return latex(term) if one_reading else _at_least(term, _Level.BASE)


def _hidden(index: t.Index) -> bool:
    r"""Whether it is the index ``\kappa'`` of ``checks.notation``, by which softmax and logsumexp are spelt out."""
    return index.name == r"\kappa'"


def _apply(term: t.Apply) -> _Text:
    match term:
        case t.Apply("log", t.Reduce("sum", k, t.Apply("exp", t.Entry(x, (j,))))) if j == k and _hidden(k):
            return _applied(r"\operatorname{logsumexp}", x)
        case _:
            pass
    if term.function == "abs" and term.shape == ():
        return _Text(rf"\left|{latex(term.argument)}\right|", _Level.BASE)
    return _applied(FUNCTIONS[term.function].latex, term.argument)


def _extremum(term: t.Extremum) -> _Text:
    return _applied("\\" + term.kind, *term.terms)


# ── arrays ────────────────────────────────────────────────────────────────────────────────────────


def _transpose(term: t.Transpose) -> _Text:
    return _Text(_at_least(term.argument, _Level.BASE) + r"^\top", _Level.FACTOR)


def _inverse(term: t.Inverse) -> _Text:
    return _Text(_at_least(term.argument, _Level.BASE) + "^{-1}", _Level.FACTOR)


def _trace(term: t.Trace) -> _Text:
    return _applied(r"\operatorname{tr}", term.argument)


def _determinant(term: t.Determinant) -> _Text:
    return _applied(r"\det", term.argument)


def _diagonal(term: t.Diagonal) -> _Text:
    return _applied(r"\operatorname{diag}", term.argument)


def _vec(term: t.Vec) -> _Text:
    return _applied(r"\operatorname{vec}", term.argument)


def _kronecker(term: t.Kronecker) -> _Text:
    return _Text(rf"{_at_least(term.left, _Level.PRODUCT)} \otimes {_at_least(term.right, _Level.FACTOR)}", _Level.PRODUCT)


def _norm(term: t.Norm) -> _Text:
    matrix = len(term.argument.shape) == 2 and 1 not in term.argument.shape
    kind = {"2": "_F" if matrix else "", "1": "_1", "inf": r"_\infty"}[term.kind]
    inner = latex(term.argument)
    bars = rf"\left\|{inner}\right\|" if _TALL.search(inner) or "|" in inner else rf"\|{inner}\|"
    return _Text(bars + kind, _Level.BASE)


def index_list(indices: tuple[t.Term, ...]) -> str:
    """``ij`` where every index is one letter, ``i,j+1`` where one is not."""
    printed = [latex(index) for index in indices]
    if all(len(text) == 1 and text.isalpha() for text in printed):
        return "".join(printed)
    return ",".join(text.replace(" ", "") if "\\" not in text else text for text in printed)


def _entry(term: t.Entry) -> _Text:
    match term:
        case t.Entry(t.Entry(array, first), others):  # X[i][j] is X[i, j]
            return _entry(t.Entry(array, (*first, *others)))
        case t.Entry(t.Variable(structure=Structure.SIMPLEX) as law, indices) if law.shape and alphabet(law.shape[-1]):
            return _probability(law, indices)
        case _:
            pass
    return _Text(_at_least(term.array, _Level.NAME) + _script("_", index_list(term.indices)), _Level.BASE)


def _probability(law: t.Variable, indices: tuple[t.Term, ...]) -> _Text:
    r"""``p(y \mid x)``: the last axis is what the probabilities are of."""
    *given, over = map(latex, indices)
    bar = rf" \mid {', '.join(given)}" if given else ""
    return _Text(f"{law_letter(law)}({over}{bar})", _Level.FACTOR)


def law_letter(law: t.Variable) -> str:
    r"""The letter of a table whose name may say what it is over, as where ``p(x)`` and ``p(y \mid x)`` meet."""
    return law.name.partition("(")[0]


def _table(term: t.Table) -> _Text:
    if len(term.indices) == 1:
        (index,) = term.indices
        low, high = _bounds(index)
        return _Text(rf"{_bracketed(latex(term.body))}_{{{index.name}={low}}}^{{{high}}}", _Level.FACTOR)
    ranges = ", ".join(rf"{index.name} = 1, \dots, {_bounds(index)[1]}" for index in term.indices)
    return _Text(rf"{_bracketed(latex(term.body))}_{{{ranges}}}", _Level.FACTOR)


def _bounds(index: t.Index) -> tuple[str, str]:
    low = "1" if index.low is None else latex(index.low)
    return low, "" if index.high is None else latex(index.high)


def _matrix(term: t.Matrix) -> _Text:
    rows = r" \\ ".join(" & ".join(map(latex, row)) for row in term.rows)
    return _Text(rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}", _Level.BASE)


# ── binders ───────────────────────────────────────────────────────────────────────────────────────


def _reduce(term: t.Reduce) -> _Text:
    body = term.body
    scripts = _range(term)
    if term.condition is not None:
        distinct = _other_than(term)
        if distinct:
            scripts = f"_{{{distinct}}}"
        else:
            neutral = t.Number(Fraction(1 if term.kind == "prod" else 0))
            body = t.Cases(((body, term.condition), (neutral, None)))
    return _Text(rf"\{term.kind}{scripts} {_at_least(body, _Level.PREFIX)}", _Level.PREFIX)


def _limit(term: t.Limit) -> _Text:
    side = {"both": "", "above": "^+", "below": "^-"}[term.side]
    return _Text(rf"\lim_{{{latex(term.variable)} \to {latex(term.place)}{side}}} {_at_least(term.body, _Level.FACTOR)}", _Level.PREFIX)


def _integral(term: t.Integral) -> _Text:
    low, high = latex(term.low), latex(term.high)
    return _Text(rf"\int_{{{low}}}^{{{high}}} {_at_least(term.body, _Level.FACTOR)}\,d{latex(term.variable)}", _Level.PREFIX)


def _range(term: t.Reduce) -> str:
    index = term.index
    low, high = _bounds(index)
    if index.values:
        return rf"_{{{index.name} \in {number_set(Finite(index.values))}}}"
    if alphabet(index.high) is not None:
        return rf"_{{{index.name} \in {high}}}"
    if term.kind in {"max", "min"}:
        return rf"_{{{index.name} \in \{{{low}, \dots, {high}\}}}}"
    return f"_{{{index.name}={low}}}^{{{high}}}"


def _other_than(term: t.Reduce) -> str:
    r"""``j \neq i`` where that is the whole condition and the range of j is seen in the body; largest and smallest
    values have no neutral body to put elsewhere, so their conditions are always printed below the sign.
    """
    if term.condition is None:
        return ""
    match term.condition:
        case t.Compare("≠", left, t.Index()) if left == term.index:
            return latex(term.condition)
        case condition:
            return latex(condition) if term.kind in {"max", "min"} else ""


def _derivative(term: t.Derivative) -> _Text:
    if isinstance(term.body, t.Derivative):  # the Hessian as the derivative of the gradient
        return _derivative(t.Derivative(term.body.body, (*term.body.targets, *term.targets)))
    *inner, last = term.targets
    body = _print(term.body)
    operand = f" {body.text}" if isinstance(term.body, t.Defined) else rf" \left[{body.text}\right]"
    if all(target.shape == () for target in term.targets):
        return _Text(_partials(term.targets) + operand, _Level.PREFIX)
    if len(term.targets) == 2 and inner[0] == last and term.body.shape == ():
        return _Text(r"\nabla^2" + _script("_", latex(last)) + operand, _Level.PREFIX)
    if inner:
        operand = rf" \left[{latex(t.Derivative(term.body, tuple(inner)))}\right]"
    if term.body.shape == () and not inner:
        return _Text(r"\nabla" + _script("_", latex(last)) + operand, _Level.PREFIX)
    return _Text(_partials((last,)) + operand, _Level.PREFIX)


def _partials(targets: tuple[t.Term, ...]) -> str:
    r"""``\frac{\partial^2}{\partial x \, \partial y}``: the last in the denominator is taken first."""
    if len(targets) == 1:
        return rf"\frac{{\partial}}{{\partial {latex(targets[0])}}}"
    order = len(targets)
    if len(set(targets)) == 1:
        below = rf"\partial {_at_least(targets[0], _Level.BASE)}^{braced(str(order))}"
    else:
        below = r" \, ".join(rf"\partial {latex(target)}" for target in reversed(targets))
    return rf"\frac{{\partial^{braced(str(order))}}}{{{below}}}"


def _evaluated(term: t.At) -> _Text:
    values = ", ".join(f"{variable.name}={latex(value)}" for variable, value in term.values)
    return _Text(rf"\left.{latex(term.body)}\right|_{{{values}}}", _Level.FACTOR)


def _call(term: t.Call) -> _Text:
    primes = "'" * term.order if term.order < 3 else f"^{{({term.order})}}"
    return _applied(term.function.name + primes, term.argument)


def _optimisers(term: t.Optimisers) -> _Text:
    body = _at_least(term.objective, _Level.PREFIX)
    return _Text(rf"\arg\{term.kind}{_script('_', term.variable.name)} {body}", _Level.PREFIX)


# ── truth values ──────────────────────────────────────────────────────────────────────────────────

_RELATIONS = {"=": "=", "≠": r"\neq", "<": "<", "≤": r"\le", ">": ">", "≥": r"\ge"}
_OPPOSITE = {"=": "≠", "≠": "=", "<": "≥", "≤": ">", ">": "≤", "≥": "<"}


def _compare(term: t.Compare) -> _Text:
    return _Text(f"{latex(term.left)} {_RELATIONS[term.relation]} {latex(term.right)}", _Level.SUM)


def _logic(term: t.Logic) -> _Text:
    match term:
        case t.Logic("not", (t.Compare(relation, left, right),)):
            return _Text(f"{latex(left)} {_RELATIONS[_OPPOSITE[relation]]} {latex(right)}", _Level.SUM)
        case t.Logic("not", (only,)):
            return _Text(rf"\lnot ({latex(only)})", _Level.SUM)
        case t.Logic(kind, terms):
            parts = [f"({latex(part)})" if isinstance(part, t.Logic) else latex(part) for part in terms]
            return _Text((r" \land " if kind == "and" else r" \lor ").join(parts), _Level.SUM)


def _indicator(term: t.Indicator) -> _Text:
    return _Text(rf"\mathbf{{1}}{_enclosed('[', latex(term.condition), ']')}", _Level.FACTOR)


def _cases(term: t.Cases) -> _Text:
    rows = (
        rf"{latex(value)} & \text{{otherwise}}" if condition is None else rf"{latex(value)} & \text{{if }} {latex(condition)}"
        for value, condition in term.branches
    )
    return _Text(r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", _Level.FACTOR)


# ── the table of printers ─────────────────────────────────────────────────────────────────────────

_PRINTERS: dict[type[t.Term], Callable[[Any], _Text]] = {
    t.Number: _number,
    t.Constant: _constant,
    t.Size: _name,
    t.Variable: _name,
    t.Index: _name,
    t.Function: _name,
    t.Defined: _name,
    t.Ones: _ones,
    t.Zeros: _zeros,
    t.Identity: _identity,
    t.Unit: _unit,
    t.Plus: _plus,
    t.Negative: _negative,
    t.Times: _product,
    t.MatMul: _product,
    t.Hadamard: _hadamard,
    t.Quotient: _quotient,
    t.Power: _power,
    t.Apply: _apply,
    t.Extremum: _extremum,
    t.Transpose: _transpose,
    t.Inverse: _inverse,
    t.Trace: _trace,
    t.Determinant: _determinant,
    t.Vec: _vec,
    t.Kronecker: _kronecker,
    t.Norm: _norm,
    t.Diagonal: _diagonal,
    t.Entry: _entry,
    t.Table: _table,
    t.Matrix: _matrix,
    t.Reduce: _reduce,
    t.Integral: _integral,
    t.Limit: _limit,
    t.Derivative: _derivative,
    t.At: _evaluated,
    t.Call: _call,
    t.Compare: _compare,
    t.Logic: _logic,
    t.Indicator: _indicator,
    t.Cases: _cases,
    t.Optimisers: _optimisers,
}


def _print(term: t.Term) -> _Text:
    return _PRINTERS[type(term)](term)
