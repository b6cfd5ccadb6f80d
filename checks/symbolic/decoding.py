"""A SymPy expression as a term: for derivation modules that write their lines in plain SymPy.

A symbol, an indexed base or a matrix symbol stands for the given variable of its name; a symbol that a sum or a product runs
over is an index, and one that is named as a length of a variable is that length.  SymPy's classes are looked at, never its text.

Verb: ``from_sympy``; ``NotATerm`` says what has no place in the expression language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixElement

from checks import terms as t
from checks.domains import Given

FUNCTIONS: dict[Any, str] = {
    sp.exp: "exp", sp.log: "log", sp.sin: "sin", sp.cos: "cos", sp.tan: "tan", sp.cot: "cot", sp.sec: "sec", sp.csc: "csc",
    sp.asin: "arcsin", sp.acos: "arccos", sp.atan: "arctan", sp.sinh: "sinh", sp.cosh: "cosh", sp.tanh: "tanh",
    sp.asinh: "arsinh", sp.acosh: "arcosh", sp.atanh: "artanh", sp.Abs: "abs", sp.sign: "sign", sp.erf: "erf", sp.gamma: "gamma",
}  # fmt: skip
CONSTANTS = {sp.pi: "pi", sp.E: "e", sp.oo: "infinity"}
RELATIONS: dict[Any, t.Relation] = {
    sp.Equality: "=", sp.Unequality: "≠", sp.StrictLessThan: "<", sp.LessThan: "≤", sp.StrictGreaterThan: ">", sp.GreaterThan: "≥"
}  # fmt: skip
POLYGAMMAS = {0: "digamma", 1: "trigamma", 2: "tetragamma"}
ONE = Fraction(1)


class NotATerm(TypeError):
    """An object of SymPy that is no term; the message shows it, and what was expected."""


def from_sympy(expression: Any, given: Given) -> t.Term:
    """The expression as a term over the variables of ``given``; raises ``NotATerm``, and ``ShapeError`` where shapes do not fit."""
    variables = {variable.name: variable for variable in given.variables}
    lengths = {size.name: size for variable in given.variables for size in t.sizes_in(variable)}
    return _Reading(variables, {**lengths, **variables}).term(expression)


@dataclass(frozen=True)
class _Reading:
    arrays: Mapping[str, t.Variable]
    names: Mapping[str, t.Term]  # what a plain symbol may be called

    def term(self, expression: Any) -> t.Term:
        match expression:
            case sp.MatrixExpr():  # SymPy's matrix products and sums count as products and sums, too
                return self._matrix(expression)
            case sp.Rational():
                return t.as_term(Fraction(int(expression.p), int(expression.q)))
            case sp.Symbol():
                return self._named(str(expression.name), self.names)
            case sp.Add():
                return _plus([self.term(part) for part in expression.as_ordered_terms()])
            case sp.Mul():
                return self._product(expression)
            case sp.Pow(args=(base, exponent)):
                below = self.term(base)
                return t.Quotient(t.Number(ONE), below) if exponent == -1 else t.Power(below, self.term(exponent))
            case sp.Indexed():
                base: Any = expression.base
                return t.Entry(self._named(str(base.label), self.arrays), self._all(expression.indices))
            case sp.Sum() | sp.Product() | sp.Integral():
                return self._bound(expression)
            case sp.Derivative():
                counted: Any = expression.variable_count
                targets = [self.term(by) for by, count in counted for _ in range(int(count))]
                return t.Derivative(self.term(expression.expr), tuple(targets))
            case sp.Piecewise():
                pairs: Any = expression.args
                return t.Cases(tuple((self.term(x), None if c == sp.true else self._condition(c)) for x, c in pairs))
            case sp.Max() | sp.Min():
                return t.Extremum("max" if isinstance(expression, sp.Max) else "min", self._all(expression.args))
            case sp.KroneckerDelta(args=(i, j)):
                return t.Indicator(t.Compare("=", self.term(i), self.term(j)))
            case sp.MatrixBase():
                return t.Matrix(tuple(tuple(self.term(expression[i, j]) for j in range(expression.cols)) for i in range(expression.rows)))
            case _ if expression in CONSTANTS:
                return t.Constant(CONSTANTS[expression])  # type: ignore[arg-type]
            case _:
                return self._function(expression)

    def _function(self, expression: Any) -> t.Term:
        match expression:
            case sp.polygamma(args=(sp.Integer() as order, x)) if int(order) in POLYGAMMAS:
                return t.Apply(POLYGAMMAS[int(order)], self.term(x))
            case sp.factorial(args=(n,)):
                return t.Apply("gamma", self.term(n) + 1)
            case sp.Function(func=function, args=(x,)) if function in FUNCTIONS:
                return t.Apply(FUNCTIONS[function], self.term(x))
            case _ if isinstance(expression, AppliedUndef) and len(expression.args) == 1:
                argument = self.term(expression.args[0])
                return t.Call(t.Function(str(expression.func.__name__), argument.shape), argument)
            case sp.Trace(args=(inner,)):
                return t.Trace(self.term(inner))
            case sp.Determinant(args=(inner,)):
                return t.Determinant(self.term(inner))
            case _ if isinstance(expression, MatrixElement):
                # SymPy counts the entries of a matrix symbol from 0
                return t.Entry(self.term(expression.parent), self._all((expression.i + 1, expression.j + 1)))
            case _:
                raise _none(expression)

    def _matrix(self, expression: Any) -> t.Term:
        match expression:
            case sp.MatrixSymbol():
                return self._named(str(expression.name), self.arrays)
            case sp.MatMul():
                numbers, matrices = expression.as_coeff_matrices()
                product = t.MatMul(self._all(matrices)) if len(matrices) > 1 else self.term(matrices[0])
                return product if numbers == 1 else t.Times((self.term(numbers), product))
            case sp.MatAdd():
                return _plus(list(self._all(expression.args)))
            case sp.Transpose(args=(inner,)):
                return t.Transpose(self.term(inner))
            case sp.Inverse(args=(inner, *_)):
                return t.Inverse(self.term(inner))
            case sp.Identity(args=(length,)):
                size = self.term(length)
                return t.Identity(int(size.value) if isinstance(size, t.Number) else size)  # type: ignore[arg-type]
            case _:
                raise _none(expression)

    def _all(self, expressions: Any) -> tuple[t.Term, ...]:
        return tuple(self.term(expression) for expression in expressions)

    def _product(self, expression: Any) -> t.Term:
        if expression.as_coeff_Mul()[0].is_negative:
            return t.Negative(self.term(-expression))
        above, below = sp.fraction(expression, exact=True)
        if below != 1:
            return t.Quotient(self.term(above), self.term(below))
        return t.Times(self._all(expression.as_ordered_factors()))

    def _bound(self, expression: Any) -> t.Term:
        """A sum, product or integral over one variable after the other, the first of them innermost."""

        def body(inner: _Reading, /) -> t.Term:
            return inner.term(expression.function)

        found: Callable[[_Reading], t.Term] = body
        for limits in expression.limits:
            if len(limits) != 3:
                raise NotATerm(f"{expression!s} has no bounds: expected a variable with a lower and an upper one")
            found = _within(type(expression), limits, found)
        return found(self)

    def with_name(self, name: str, value: t.Term) -> _Reading:
        """The same, where a bound symbol has a meaning of its own."""
        return replace(self, names={**self.names, name: value})

    def _condition(self, condition: Any) -> t.Term:
        match condition:
            case sp.And(args=parts) | sp.Or(args=parts):
                return t.Logic("and" if isinstance(condition, sp.And) else "or", tuple(map(self._condition, parts)))
            case sp.Not(args=(inner,)):
                return t.Logic("not", (self._condition(inner),))
            case _ if type(condition) in RELATIONS:
                return t.Compare(RELATIONS[type(condition)], self.term(condition.lhs), self.term(condition.rhs))
            case _:
                raise NotATerm(f"{condition!s} ({type(condition).__name__} of SymPy) is no condition")

    def _named(self, name: str, known: Mapping[str, t.Term]) -> t.Term:
        if name not in known:
            expected = ", ".join(sorted(known)) or "none"
            raise NotATerm(f"the symbol {name} is no variable that is given (given: {expected})")
        return known[name]


def _within(kind: Any, limits: Any, body: Callable[[_Reading], t.Term]) -> Callable[[_Reading], t.Term]:
    """One more binder around what ``body`` reads."""
    symbol, low, high = limits

    def read(outer: _Reading) -> t.Term:
        bounds = (outer.term(low), outer.term(high))
        if kind is sp.Integral:
            variable = t.Variable(str(symbol))
            return t.Integral(body(outer.with_name(str(symbol), variable)), variable, *bounds)
        index = t.Index(str(symbol), *bounds)
        return t.Reduce("sum" if kind is sp.Sum else "prod", index, body(outer.with_name(str(symbol), index)))

    return read


def _none(expression: Any) -> NotATerm:
    return NotATerm(f"{expression!s} ({type(expression).__name__} of SymPy) is no term of the expression language")


def _plus(terms: list[t.Term]) -> t.Term:
    return reduce(lambda a, b: t.Plus((*(a.terms if isinstance(a, t.Plus) else (a,)), b)), terms)
