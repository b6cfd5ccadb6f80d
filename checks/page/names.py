r"""Scope: what each name on a page is, as a frozen value that declarations and definitions extend.

A name is looked up by its ``key`` (see ``letters``): the LaTeX of the name with the scripts that belong to it.  A page's own name
wins over a built-in one; ``\mathbf{x}`` is ``x`` where only one of the two is known.

Verbs: ``Scope.find``, ``Scope.with_name``, ``Scope.with_run``, ``Scope.with_fact``, ``Scope.since``, ``Distribution.value``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, compress, repeat
from operator import is_not
from types import MappingProxyType
from typing import TypeAlias

from checks.page import syntax as s
from checks.terms import Apply, Call, Entry, Function, Index, Quotient, Reduce, Size, Term, Variable, as_term


@dataclass(frozen=True)
class Declared:
    """A variable; ``soft`` where it was only ever an argument, so that the page may still declare or define it."""

    variable: Variable
    soft: bool = False


@dataclass(frozen=True)
class Dimension:
    """A dimension letter."""

    size: Size


@dataclass(frozen=True)
class Bound:
    """A letter inside its binder: the index of a sum, the argument of a definition."""

    term: Term


@dataclass(frozen=True)
class Quantity:
    """What the page defined, with or without arguments; ``law`` where it is the density of a named law of its only argument."""

    name: str
    meaning: Term
    parameters: tuple[Variable, ...] = ()
    law: s.Node | None = None


@dataclass(frozen=True)
class Arbitrary:
    """A declared function of which nothing is known but that it is smooth."""

    function: Function


@dataclass(frozen=True)
class Alphabet:
    r"""A finite set that is only a letter: ``\mathcal{X}``."""

    size: Size


@dataclass(frozen=True)
class Lost:
    """A name whose declaration or definition could not be read."""

    reason: str


@dataclass(frozen=True)
class Distribution:
    r"""A distribution over finite sets: ``p(x)``, ``p(y\mid x)``, or one of a family, ``P_\theta(y\mid x)``.

    ``over`` are the letters before the bar, ``given`` those behind; ``sizes`` are those of ``given``, then of ``over``.  ``source`` is a
    variable, or the logits of a family (a function of its ``parameter``), or, for a joint one, a marginal and a conditional.
    """

    letter: str
    over: tuple[str, ...]
    given: tuple[str, ...]
    sizes: tuple[Size, ...]
    source: Variable | Function | tuple[Distribution, Distribution]
    parameter: Variable | None = None

    def value(self, given: tuple[Term, ...], over: tuple[Term, ...], parameter: Term | None = None) -> Term:
        """The probability of the values ``over`` where the values ``given`` are given."""
        source = self.source
        if isinstance(source, Variable):
            return Entry(source, (*given, *over))
        if isinstance(source, tuple):
            marginal, conditional = source
            first, *rest = over
            return marginal.value(given, (first,)) * conditional.value((*given, first), tuple(rest))
        at = self.parameter if parameter is None else parameter
        if at is None:
            raise ValueError(f"the family {self.letter} has no parameter")
        logits = Call(source, at)
        run = Index(f"{self.over[-1]}'", as_term(1), self.sizes[-1])
        total = Reduce("sum", run, Apply("exp", Entry(logits, (*given, run))))
        return Quotient(Apply("exp", Entry(logits, (*given, *over))), total)


@dataclass(frozen=True)
class Distributions:
    """All distributions of one letter: ``p(x)`` and ``p(y|x)`` are different ones."""

    members: tuple[Distribution, ...]


@dataclass(frozen=True)
class LawName:
    r"""A name for a named law: ``p = \mathcal N(\mu, \sigma^2)``; the law is read where it is used."""

    law: s.Node


@dataclass(frozen=True)
class RandomLetter:
    r"""A random variable: ``X \sim \mathcal N(\mu, \sigma^2)``; a vector of them where they are a sample.  It has a value inside of an expectation only,
    unless it was ``declared`` before.  ``given`` are the letters that its law is one given.
    """

    law: s.Node
    variable: Variable
    declared: bool = False
    given: tuple[str, ...] = ()


Entity: TypeAlias = Declared | Dimension | Bound | Quantity | Arbitrary | Alphabet | Lost | Distributions | LawName | RandomLetter


@dataclass(frozen=True)
class Scope:
    """What is known at one place of a page.

    ``runs`` are the letters whose range the page gave; ``facts`` narrow the variables; ``narrowed`` maps a variable as it was first
    declared to what later facts made of it; ``used`` are the built-in names that the page has already used as such; ``independent`` says that the page
    has called its random variables so.
    """

    names: MappingProxyType[str, Entity] = field(default_factory=lambda: MappingProxyType({}))
    runs: MappingProxyType[str, Index] = field(default_factory=lambda: MappingProxyType({}))
    facts: tuple[Term, ...] = ()
    narrowed: Mapping[Variable, Variable] = field(default_factory=lambda: MappingProxyType({}))
    used: frozenset[str] = frozenset()
    independent: bool = False

    def find(self, name: str) -> Entity | None:
        r"""What ``name`` is; ``\mathbf{x}`` and ``x`` are the same where only one of them is known."""
        return self.names.get(name) or self.names.get(_other_weight(name))

    def with_name(self, name: str, entity: Entity) -> Scope:
        """The scope in which ``name`` is ``entity``, whatever it was before."""
        return replace(self, names=MappingProxyType(self.names | {name: entity}))

    def with_run(self, index: Index) -> Scope:
        """The scope in which the letter of ``index`` has its range."""
        return replace(self, runs=MappingProxyType(self.runs | {index.name: index}))

    def with_fact(self, fact: Term) -> Scope:
        """The scope in which ``fact`` holds as well."""
        return self if fact in self.facts else replace(self, facts=(*self.facts, fact))

    def variables(self) -> tuple[Variable, ...]:
        """The declared variables, in the order of their declaration."""
        return tuple(known.variable for known in self.names.values() if isinstance(known, Declared) and not known.soft)

    def since(self, before: Scope) -> tuple[Term, ...]:
        """The variables, functions and facts that this scope has and ``before``, from which it was made, had not."""
        found: list[Term] = []
        known = frozenset(before.facts)
        # of perhaps thousands of names few are new; one that gets another meaning keeps its place
        changed = map(is_not, self.names.values(), chain(before.names.values(), repeat(None)))
        for name, entity in compress(self.names.items(), changed):
            match entity:
                case Declared(variable) if entity != before.names.get(name):
                    found.append(variable)
                case Arbitrary(function) if entity != before.names.get(name):
                    found.append(function)
                case _:
                    pass
        return (*found, *(fact for fact in self.facts if fact not in known))


_BOLD = r"\mathbf{"


@lru_cache(maxsize=1 << 12)  # every name that a page does not know is looked up so, most of them many times
def _other_weight(name: str) -> str:
    r"""``x_0`` for ``\mathbf{x}_0`` and the other way round."""
    if name.startswith(_BOLD) and "}" in name:
        inside, _, rest = name.removeprefix(_BOLD).partition("}")
        return inside + rest
    cuts = [at for at in (name.find("_"), name.find("^")) if at > 0]
    end = min(cuts, default=len(name))
    return f"{_BOLD}{name[:end]}}}{name[end:]}"
