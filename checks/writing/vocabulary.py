"""Terms as Python in the vocabulary of derivation modules (``checks.notation``).

What the vocabulary has no word for is written as the node that it is (``checks.terms``), so that every term can be written.

Verbs: ``Writer.term``, ``Writer.declared`` (the lines that make the names), ``Writer.imports``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from checks import notation
from checks import terms as t
from checks.sets import BINARY, POSITIVE, REALS, Structure
from checks.terms import Term
from checks.writing.code import ADDED, ATOM, COMPARED, MULTIPLIED, SIGNED, Code, Names, called, joined, quoted, raised

WORDS = frozenset({"exp", "log", "sin", "cos", "tanh", "sigma", "softplus", "relu", "erf"})  # functions that have a word
ORDERS = {"<": "<", "≤": "<=", ">": ">", "≥": ">="}


@dataclass
class Writer:
    """``names`` grows with what is written; ``used`` are the words that were, with the module that each is from."""

    names: Names
    used: dict[str, str] = field(default_factory=dict[str, str])
    declarations: dict[Term, str] = field(default_factory=dict[Term, str])

    def term(self, term: Term) -> Code:
        """``term``; the names in it are declared on the way."""
        match term:
            case t.Number(value):
                return Code(str(value), ATOM if value >= 0 else SIGNED, literal=True) if value.denominator == 1 else self._fraction(value)
            case t.Plus(terms):
                return self._sum(terms)
            case t.Negative(inner):
                return Code(f"-{self._certain(inner).at(SIGNED)}", SIGNED)
            case t.Times(factors):
                return joined("*", self._operands(factors), MULTIPLIED)
            case t.MatMul(factors):
                return joined("@", map(self._certain, factors), MULTIPLIED)
            case t.Quotient(above, below):
                return joined("/", self._operands((above, below)), MULTIPLIED)
            case t.Power(base, t.Number(value)) if value == Fraction(1, 2):
                return self._call("sqrt", self._certain(base).text)
            case t.Power(base, exponent):
                return raised(self._certain(base), self.term(exponent))
            case t.Transpose(inner):
                return Code(f"{self._certain(inner).at(ATOM)}.T")
            case t.Entry(array, indices):
                return Code(f"{self._certain(array).at(ATOM)}[{', '.join(self.term(index).text for index in indices)}]")
            case t.Compare("<" | "≤" | ">" | "≥" as relation, left, right):
                return Code(f"{self._certain(left).at(ADDED)} {ORDERS[relation]} {self.term(right).at(ADDED)}", COMPARED)
            case t.Variable() | t.Size() | t.Index() | t.Function() | t.Defined():
                return self._named(term)
            case _:
                return self._word(term) or self._node(term)

    def imports(self) -> dict[str, list[str]]:
        """What has to be imported: the names from each module."""
        found: dict[str, list[str]] = {}
        for name, module in self.used.items():
            found.setdefault(module, []).append(name)
        return found

    # ── operands ──────────────────────────────────────────────────────────────────────────────────

    def _operands(self, terms: tuple[Term, ...]) -> Iterator[Code]:
        """The operands, the first a term for certain where the second is a bare number as well."""
        codes = [self.term(term) for term in terms]
        if codes[0].literal and (len(codes) == 1 or codes[1].literal):
            codes[0] = self._certain(terms[0])
        return iter(codes)

    def _certain(self, term: Term) -> Code:
        """A term for certain: a bare number is none."""
        code = self.term(term)
        return called(self._use("number"), code.text) if code.literal else code

    def _fraction(self, value: Fraction) -> Code:
        return Code(f"{called(self._use('number'), str(value.numerator)).text} / {value.denominator}", MULTIPLIED)

    def _sum(self, terms: tuple[Term, ...]) -> Code:
        first, *_ = self._operands(terms)
        text = first.at(ADDED)
        for term in terms[1:]:
            sign, term = ("-", term.argument) if isinstance(term, t.Negative) else ("+", term)
            text += f" {sign} {self.term(term).at(MULTIPLIED)}"
        return Code(text, ADDED)

    def _use(self, word: str, module: str = "checks.notation") -> str:
        self.used[word] = module
        return word

    # ── words and nodes ───────────────────────────────────────────────────────────────────────────

    def _call(self, word: str, *arguments: Term | str) -> Code:
        return called(self._use(word), *(each if isinstance(each, str) else self.term(each).text for each in arguments))

    def _word(self, term: Term) -> Code | None:
        """The call of the vocabulary that makes it, if there is one."""
        match term:
            case t.Apply(function, argument) if function in WORDS:
                return self._call(function, argument)
            case t.Trace(inner):
                return self._call("trace", self._certain(inner).text)
            case t.Determinant(inner):
                return self._call("det", self._certain(inner).text)
            case t.Inverse(inner):
                return self._call("inverse", self._certain(inner).text)
            case t.Diagonal(inner):
                return self._call("diag", self._certain(inner).text)
            case t.Norm(inner, kind):
                return self._call("norm", self._certain(inner).text, *([] if kind == "2" else [quoted(kind)]))
            case t.Hadamard(factors):
                return self._call("hadamard", *(self._certain(factor).text for factor in factors))
            case t.Ones(dims):
                return self._call("ones", *map(self._value, dims))
            case t.Identity(size):
                return self._call("identity", self._value(size))
            case t.Indicator(t.Compare(relation, left, right)):
                return self._call("indicator", left, quoted(relation), right)
            case t.Extremum("max", terms):
                return self._call("maximum", *terms)
            case t.Compare("=", left, right):
                return self._call("equal", left, right)
            case t.Logic("and", terms):
                return self._call("both", *terms)
            case t.Logic("or", terms):
                return self._call("either", *terms)
            case t.Reduce("sum" | "prod" as kind, index, body, None):
                return self._call("total" if kind == "sum" else "product", index, body)
            case t.Table(indices, body):
                return self._call("tabulated", self._certain(body).text, *indices)
            case t.Derivative(body, (t.Variable() as variable,)) if body.shape == ():
                return self._call("gradient", self._certain(body).text, variable)
            case t.Derivative(body, targets):
                return self._call("derivative", self._certain(body).text, *targets)
            case t.At(body, ((variable, value),)):
                return self._call("at", self._certain(body).text, variable, value)
            case t.Call(function, argument, 0):
                return self._call("call", function, self._certain(argument).text)
            case t.Optimisers(kind, objective, variable):
                return self._call(f"arg{kind}", variable, self._certain(objective).text)
            case _:
                return None

    def _node(self, term: Term) -> Code:
        kind = type(term).__name__
        return called(self._use(kind, "checks.terms"), *map(self._value, term.parts()))

    def _value(self, value: Any) -> str:
        """A part of a node: a term, a number, a text, a set, or several."""
        match value:
            case Term():
                return self._certain(value).text
            case tuple():
                inside = [self._value(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
                return f"({', '.join(inside)}{',' * (len(inside) == 1)})"
            case str():
                return quoted(value)
            case Fraction():
                return called(self._use("Fraction", "fractions"), *([str(value)] if value.denominator == 1 else str(value).split("/"))).text
            case Enum():
                return f"{self._use(type(value).__name__, 'checks.sets')}.{value.name}"
            case _ if is_dataclass(value) and not isinstance(value, type):
                parts = [(each.name, getattr(value, each.name)) for each in fields(value) if getattr(value, each.name) != each.default]
                inside = [f"{name}={self._value(part)}" for name, part in parts]
                return called(self._use(type(value).__name__, "checks.sets"), *inside).text
            case _:
                return repr(value)

    # ── names ─────────────────────────────────────────────────────────────────────────────────────

    def _named(self, term: t.Variable | t.Size | t.Index | t.Function | t.Defined) -> Code:
        if isinstance(term, t.Size) and term.factors:
            return self._node(term)
        if term not in self.declarations:
            made = self._made(term)  # what it is made of is declared before it
            self.declarations[term] = f"{self.names.of(term, term.name)} = {made.text}"
        return Code(self.names.of(term, term.name))

    def _made(self, term: t.Variable | t.Size | t.Index | t.Function | t.Defined) -> Code:
        name = quoted(term.name)
        match term:
            case t.Size():
                return self._call("size", name)
            case t.Defined(_, meaning):
                return self._call("defined", name, self._certain(meaning).text)
            case t.Function(_, domain, dims):
                return self._call("function", name, self._value(domain), self._value(dims))
            case t.Index(_, t.Number(low), high, ()) if low == 1 and high is not None:
                return self._call("index", name, high)
            case t.Index():
                return self._node(term)
            case t.Variable():
                return self._declaration(term, name)

    def _declaration(self, variable: t.Variable, name: str) -> Code:
        dims = [self._value(dim) for dim in variable.dims]
        match variable.structure, variable.values, len(dims):
            case Structure.FREE, values, _ if values == POSITIVE:
                return self._call("positive", name, *dims)
            case Structure.FREE, values, _ if values == BINARY:
                return self._call("binary", name, *dims)
            case Structure.FREE, values, (0 | 1 | 2) as rank:
                word = ("real", "vector", "matrix")[rank]
                return self._call(word, name, *dims, *([] if values == REALS else [self._value(values)]))
            case Structure.SYMMETRIC, values, 2 if values == REALS:
                return self._call("symmetric", name, dims[0])
            case Structure.POSITIVE_DEFINITE, values, 2 if values == REALS:
                return self._call("positive_definite", name, dims[0])
            case Structure.SIMPLEX, values, _ if values == POSITIVE:
                return self._call("table", name, *dims)
            case _:
                return self._node(variable)


def reserved() -> set[str]:
    """Words that no letter of a page may take in a module."""
    return (
        {name for name in dir(notation) if not name.startswith("_")}
        | set(dir(t))
        | {"jax", "jnp", "program", "derivation", "Derivation", "Step", "Chain"}
    )
