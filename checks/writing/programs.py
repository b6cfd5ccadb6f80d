"""A term as the JAX program of its variables, the way it stands on the page.

Columns and rows are both arrays of one axis; a sum over an index is a loop.  Verb: ``program``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from checks import terms as t
from checks.functions import FUNCTIONS
from checks.terms import Dim, Shape, Size, Term, Variable
from checks.writing.code import ADDED, ATOM, MULTIPLIED, SIGNED, Code, Names, called, joined, raised


class NoProgram(ValueError):
    """A term that is not written as a program here: what stands in the way."""


def program(term: Term, variables: Sequence[Variable], names: Names) -> tuple[str, frozenset[str]]:
    """The expression of ``term`` in these variables, and the modules that it uses.

    Raises ``NoProgram`` for what has no straightforward program.
    """
    if len(term.shape) == 2 and 1 in term.shape:
        raise NoProgram("a row")
    writer = _Program(tuple(variables), names)
    return writer.term(term).text, frozenset(writer.modules)


@dataclass
class _Program:
    variables: tuple[Variable, ...]
    names: Names
    modules: set[str] = field(default_factory=set[str])

    def term(self, term: Term) -> Code:
        match term:
            case t.Number(value):
                return self._number(value)
            case t.Constant("e" | "pi" as name):
                return self._numpy(name)
            case t.Variable():
                if term not in self.variables or (len(term.dims) == 2 and 1 in term.dims) or len(term.dims) > 2:
                    raise NoProgram(f"the letter {term.name}")
                return Code(self.names.of(term, term.name))
            case t.Size():
                return self._length(term)
            case t.Index():
                return Code(f"{self.names.of(term, term.name)} + 1", ADDED)
            case t.Defined(_, meaning):
                return self.term(meaning)
            case t.Plus(terms):
                return self._sum(terms)
            case t.Negative(inner):
                return Code(f"-{self.term(inner).at(SIGNED)}", SIGNED)
            case t.Times(factors) | t.Hadamard(factors):
                return joined("*", map(self.term, factors), MULTIPLIED)
            case t.Quotient(above, below):
                return joined("/", map(self.term, (above, below)), MULTIPLIED)
            case t.Power(t.Norm(inner, "2"), t.Number(value)) if value == 2:
                return self._numpy("sum", raised(self.term(inner), Code("2")).text)
            case t.Power(base, exponent):
                return raised(self.term(base), self.term(exponent))
            case t.MatMul(factors):
                return self._product(factors)
            case t.Transpose(inner):
                code = self.term(inner)
                return Code(f"{code.at(ATOM)}.T") if len(inner.shape) == 2 and 1 not in inner.shape else code
            case t.Apply(function, argument):
                return self._dotted(FUNCTIONS[function].jax, argument)
            case t.Entry(array, indices):
                return Code(f"{self.term(array).at(ATOM)}[{', '.join(map(self._position, indices))}]")
            case t.Reduce("sum" | "prod" as kind, index, body, None):
                return self._loop(kind, index, body)
            case _:
                return self._array(term)

    def _array(self, term: Term) -> Code:
        match term:
            case t.Norm(inner, "2"):
                return self._numpy("sqrt", self._numpy("sum", raised(self.term(inner), Code("2")).text).text)
            case t.Norm(inner, "1"):
                return self._numpy("sum", self._numpy("abs", self.term(inner).text).text)
            case t.Trace(inner):
                return self._numpy("trace", self.term(inner).text)
            case t.Determinant(inner):
                return self._numpy("linalg.det", self.term(inner).text)
            case t.Inverse(inner):
                return self._numpy("linalg.inv", self.term(inner).text)
            case t.Diagonal(inner):
                return self._numpy("diag", self.term(inner).text)
            case t.Identity(size):
                return self._numpy("eye", self._length(size).text)
            case t.Ones(dims) if len(dims) == 1:
                return self._numpy("ones", self._length(dims[0]).text)
            case t.Extremum(kind, (first, second)):
                return self._numpy(f"{kind}imum", self.term(first).text, self.term(second).text)
            case _:
                raise NoProgram(type(term).__name__.lower())

    # ── parts ─────────────────────────────────────────────────────────────────────────────────────

    def _number(self, value: Fraction) -> Code:
        if value.denominator == 1:
            return Code(str(value), ATOM if value >= 0 else SIGNED)
        return Code(f"{value.numerator} / {value.denominator}", MULTIPLIED)

    def _numpy(self, name: str, *arguments: str) -> Code:
        self.modules.add("jnp")
        return called(f"jnp.{name}", *arguments) if arguments else Code(f"jnp.{name}")

    def _dotted(self, name: str, argument: Term) -> Code:
        if not name.startswith("jax."):
            raise NoProgram(name)
        if name.startswith("jax.numpy."):
            return self._numpy(name.removeprefix("jax.numpy."), self.term(argument).text)
        self.modules.add("jax")
        return called(name, self.term(argument).text)

    def _sum(self, terms: tuple[Term, ...]) -> Code:
        text = self.term(terms[0]).at(ADDED)
        for term in terms[1:]:
            sign, term = ("-", term.argument) if isinstance(term, t.Negative) else ("+", term)
            text += f" {sign} {self.term(term).at(MULTIPLIED)}"
        return Code(text, ADDED)

    def _length(self, size: Dim) -> Code:
        """A length, read off a variable that has it."""
        if isinstance(size, int):
            return Code(str(size))
        for variable, axis in self._axes(size):
            return Code(f"{self.names.of(variable, variable.name)}.shape[{axis}]")
        raise NoProgram(f"the length {size.name}")

    def _axes(self, size: Size) -> Iterator[tuple[Variable, int]]:
        return ((variable, variable.dims.index(size)) for variable in self.variables if size in variable.dims)

    def _product(self, factors: tuple[Term, ...]) -> Code:
        """The matrix product from the left; what was a column or a row has one axis."""
        code, shape = self.term(factors[0]), factors[0].shape
        for factor in factors[1:]:
            right, wide = self.term(factor), factor.shape
            if () in {shape, wide}:
                code = joined("*", (code, right), MULTIPLIED)
            elif _is_column(shape) and _is_row(wide):
                code = self._numpy("outer", code.text, right.text)
            else:
                code = joined("@", (code, right), MULTIPLIED)
            shape = t.product_shape(shape, wide)
        return code

    def _position(self, index: Term) -> str:
        """Positions count from 0."""
        match index:
            case t.Index():
                return self.names.of(index, index.name)
            case t.Number(value):
                return str(value - 1)
            case _:
                return f"{self.term(index).at(ADDED)} - 1"

    def _loop(self, kind: str, index: t.Index, body: Term) -> Code:
        match index:
            case t.Index(_, t.Number(low), t.Size() | t.Number() as high, ()):
                stop = self.term(high).text
            case _:
                raise NoProgram(f"the range of {index.name}")
        name, start = self.names.of(index, index.name), "" if low == 1 else f"{low - 1}, "
        inside = f"{self.term(body).text} for {name} in range({start}{stop})"
        return Code(f"sum({inside})") if kind == "sum" else self._numpy("prod", f"jnp.array([{inside}])")


def _is_column(shape: Shape) -> bool:
    return len(shape) == 1 or (len(shape) == 2 and shape[1] == 1)


def _is_row(shape: Shape) -> bool:
    return len(shape) == 2 and shape[0] == 1
