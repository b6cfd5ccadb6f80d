r"""The syntax of one formula: what stands where, before any name is known.

The parser knows no declarations: ``f(x)`` is a name followed by a bracket, ``\\log 2\\pi`` is a function word followed by
factors, ``\\sum_i`` is a word with scripts that stands before what it sums.  Which of these is an application and how far an
operator reaches is decided in ``elaborate``, which knows the names.  Every node keeps its span in the formula's text.

Verbs: ``nodes_in`` (every node in one), ``below`` (what is directly in it).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias, get_args


@dataclass(frozen=True)
class Span:
    """Offsets into the text of the formula, ``end`` excluded."""

    start: int
    end: int


class UnreadableFormula(ValueError):
    """A formula that could not be read: ``reason`` shows what was found and what was expected, ``span`` where."""

    def __init__(self, reason: str, span: Span) -> None:
        super().__init__(reason)
        self.reason = reason
        self.span = span


@dataclass(frozen=True)
class Numeral:
    """Digits, perhaps with a decimal point: ``12``, ``0.5``."""

    text: str
    span: Span


@dataclass(frozen=True)
class Name:
    r"""A letter, a Greek letter, an accented or bold letter, or a word in ``\mathrm`` and kin.

    ``text`` is canonical: ``x``, ``\theta``, ``\hat{p}``, ``\mathbf{x}``, ``\mathcal{X}``, ``\mathrm{KL}``.  ``\bm``, ``\boldsymbol``,
    ``\vec`` are ``\mathbf``; ``\text``, ``\operatorname``, ``\textrm`` are ``\mathrm``; a known function word (``\log``, ``\exp``,
    ``\operatorname{softmax}``) is itself with a backslash: ``\log``, ``\softmax``.
    """

    text: str
    span: Span


@dataclass(frozen=True)
class Symbol:
    r"""A sign that is no letter: ``\nabla``, ``\partial``, ``\infty``, ``\dots``, ``!``, ``\top``, ``\pm``, ``\colon``, and an explicit
    product sign (``\cdot``, ``\times``, ``\odot``, ``\otimes``, ``/``) among the items of a ``Juxtaposition``.
    """

    text: str
    span: Span


@dataclass(frozen=True)
class Operator:
    r"""A word that takes a range and stands before its body: ``\sum``, ``\prod``, ``\int``, ``\lim``, ``\max``, ``\min``, ``\sup``, ``\inf``,
    ``\arg\max``, ``\arg\min`` (also ``\operatorname*{argmin}``), ``\mathbb{E}``.  ``\max`` and ``\min`` are operators whether or not they have a range.
    """

    text: str
    span: Span


@dataclass(frozen=True)
class Scripted:
    """A base with a subscript, a superscript and primes; at least one of them."""

    base: Node
    subscript: Node | None
    superscript: Node | None
    primes: int
    span: Span


@dataclass(frozen=True)
class Bracketed:
    r"""``(…)``, ``[…]``, ``\{…\}``, ``|…|``, ``\|…\|``, ``\langle…\rangle``; half-open ones too, so ``opening`` and ``closing`` are both kept.

    Inside, ``parts`` are parted by ``separators``: ``,``, ``;``, ``:``, ``\mid`` (also a bare ``|`` within another bracket), ``\|`` (the double bar of
    a divergence).  ``\left.…\right|_{x=0}`` has the opening ``.``.  ``{…}`` braces that only group are transparent and leave no node.
    """

    opening: str
    closing: str
    parts: tuple[Node, ...]
    separators: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class Fraction:
    r"""``\frac``, ``\tfrac``, ``\dfrac``, ``\cfrac``, ``{a \over b}``; ``\binom`` with ``style`` "binom"."""

    numerator: Node
    denominator: Node
    style: Literal["frac", "binom"]
    span: Span


@dataclass(frozen=True)
class Root:
    """A square root, or one of the written degree."""

    radicand: Node
    degree: Node | None
    span: Span


@dataclass(frozen=True)
class Juxtaposition:
    r"""Two or more factors, operators and explicit product signs side by side, as they stand; ``n!`` is ``n`` and then the symbol ``!``.

    In a cell of ``cases`` also ``Words`` and the formula that they stand before: ``\\text{if } x > 0``.
    """

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True)
class Additive:
    r"""Terms with their signs (``+``, ``-``, ``\pm``, ``\mp``); the first sign is ``+`` where none is written."""

    signs: tuple[str, ...]
    terms: tuple[Node, ...]
    span: Span


@dataclass(frozen=True)
class Related:
    r"""Two or more sides with the relations between them: ``=``, ``\le``, ``\in``, ``:=``, ``\sim``, ``\to``, ``\iff``, ``:``, ``\succ``, ….

    A relation is canonical: ``\leq`` is ``\le``, ``\coloneqq`` ``\triangleq`` ``\stackrel{def}{=}`` are ``:=``, ``\Leftrightarrow`` is ``\iff``, ``\Rightarrow``
    is ``\implies``, ``\ne`` is ``\neq``; ``\propto_\theta`` keeps its subscript in ``subscripts`` (else ``None``).  A side that is not written
    (a row that begins or ends with a relation) is ``None``.  Implications bind more loosely than equations and "and"/"or": ``A = B \iff C = D`` is a
    ``Related`` of the one relation ``\iff`` whose sides are ``Related`` themselves.
    """

    sides: tuple[Node | None, ...]
    relations: tuple[str, ...]
    subscripts: tuple[Node | None, ...]
    relation_spans: tuple[Span, ...]
    span: Span


@dataclass(frozen=True)
class Listing:
    r"""Items parted by commas, semicolons or "and"/"or" (``\land``, ``\lor``, ``\text{and}``): ``x, y \in R`` is a list of ``x`` and ``y \in R``."""

    items: tuple[Node, ...]
    separators: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class Grid:
    r"""``cases``, ``pmatrix``, ``bmatrix``, ``vmatrix``, ``matrix``, ``smallmatrix``, ``array``: rows of cells."""

    environment: str
    rows: tuple[tuple[Node, ...], ...]
    span: Span


@dataclass(frozen=True)
class Words:
    r"""Prose inside a formula: ``\text{for all }``, ``\text{if}``, ``\text{otherwise}``."""

    text: str
    span: Span


Node: TypeAlias = (
    Numeral
    | Name
    | Symbol
    | Operator
    | Scripted
    | Bracketed
    | Fraction
    | Root
    | Juxtaposition
    | Additive
    | Related
    | Listing
    | Grid
    | Words
)

_HELD = {
    "base",
    "subscript",
    "superscript",
    "parts",
    "numerator",
    "denominator",
    "radicand",
    "degree",
    "items",
    "terms",
    "sides",
    "subscripts",
    "rows",
}
_BELOW = {kind: tuple(field.name for field in fields(kind) if field.name in _HELD) for kind in get_args(Node)}


def below(part: object) -> tuple[object, ...]:
    """What a node holds of nodes, of tuples of them and of ``None``, in the order in which it stands; a tuple is what it holds."""
    if isinstance(part, tuple):
        return part  # pyright: ignore[reportUnknownVariableType]
    return tuple([getattr(part, name) for name in _BELOW.get(type(part), ())])


def nodes_in(part: object) -> Iterator[Node]:
    """Every node in a node, or in a tuple of them, an outer one before those in it."""
    waiting = [part]
    while waiting:
        found = waiting.pop()
        if type(found) in _BELOW:
            yield found  # type: ignore[misc]
        waiting.extend(reversed(below(found)))
