r"""What a name is worth, with its indices and powers.

Verbs: ``name_value``, ``scripted_value``, ``with_scripts`` (scripts on a value that is known), ``indexed``, ``index_term``, ``raised``.
"""

from __future__ import annotations

import re
from fractions import Fraction

from checks.page import syntax as s
from checks.page.context import Context, not_yet, refuse
from checks.page.fitting import is_open
from checks.page.letters import key, latex, word
from checks.page.names import Alphabet, Arbitrary, Bound, Declared, Dimension, Distributions, Entity, LawName, Lost, Quantity, RandomLetter
from checks.sets import Integers
from checks.terms import (
    Apply,
    Compare,
    Constant,
    Defined,
    Dim,
    Entry,
    Identity,
    Index,
    Indicator,
    Inverse,
    MatMul,
    Number,
    Ones,
    Power,
    Size,
    Table,
    Term,
    Transpose,
    Unit,
    Zeros,
    as_term,
    length_of,
    show,
)

# the letters that mathematicians take for an index even where nothing is indexed by them
INDEX_LETTERS = frozenset("ijkl")
CONSTANTS = {"e": "e", r"\pi": "pi", r"\infty": "infinity"}
ONES = (r"\mathbf{1}", r"\mathbb{1}", r"\mathbb{I}")
TRANSPOSED = frozenset({r"\top", r"\intercal", r"\mathsf{T}", r"\mathrm{T}", r"\mathtt{T}"})
MATRIX_FUNCTION = "entry by entry, or the function of the matrix, which is not read: write the entries, as in (A_{ij})"
LARGEST_POWER = 12  # of a matrix, written out as a product


UNDECLARED = re.compile(r"the name (.+) is not declared: ")  # how what ``undeclared`` says begins


def undeclared(node: s.Node) -> str:
    """What to say about a name that nothing has declared."""
    name = key(node) or latex(node)
    if name == r"\Delta":
        return r"\Delta is not read: write a Laplacian as \operatorname{tr}(\nabla^2 f), a difference as f(x+h) - f(x)"
    example = rf"${name} \in \mathbb{{R}}$"
    return f"the name {name} is not declared: it first stands here; say what it is before, for example {example}"


def entity_of(node: s.Node, ctx: Context) -> Entity | None:
    """What the page made of the name ``node``, scripts that belong to the name included."""
    name = key(node)
    return None if name is None else ctx.scope.find(name)


def entity_value(entity: Entity, node: s.Node) -> Term:
    """The value of a name that stands alone."""
    match entity:
        case Declared(variable):
            return variable
        case Dimension(size):
            return size
        case Bound(term):
            return term
        case Quantity(name, meaning):
            return Defined(name, meaning)
        case Arbitrary(function):
            refuse(f"{function.name} is a function: write its argument, {function.name}(…)", node)
        case Alphabet(size):
            refuse(f"{size.name} is a set, and a value is expected here", node)
        case LawName(law):
            refuse(f"{latex(node)} is the law {latex(law)}, and a value is expected here", node)
        case RandomLetter(_, variable):
            return variable
        case Lost(reason):
            refuse(f"{latex(node)} has no meaning, because its own line could not be read: {reason}", node)
        case Distributions(members):
            if len(members) == 1 and len(members[0].over) == 1 and not members[0].given:
                (law,) = members
                run = Index(law.over[0], as_term(1), law.sizes[0])
                return Table((run,), law.value((), (run,)))
            refuse(f"{latex(node)} is a distribution: write its argument, {latex(node)}({members[0].over[0]})", node)
    return None


def _builtin(node: s.Name, ctx: Context) -> Term | None:
    """A built-in value, where ``node`` names one."""
    name = key(node) or ""
    if name in CONSTANTS:
        return Constant(CONSTANTS[name])  # type: ignore[arg-type]
    if name in {"I", r"\mathbf{I}"}:
        return Identity(ctx.fitting.open_length("I"))
    if name in ONES:
        return Ones((ctx.fitting.open_length(name),))
    if name == r"\mathbf{0}":
        return Zeros((ctx.fitting.open_length(name),))
    return None


def name_value(node: s.Name, ctx: Context) -> Term:
    """The value of a bare name."""
    entity = entity_of(node, ctx)
    if entity is not None:
        return entity_value(entity, node)
    if node.text in ctx.scope.runs:
        return ctx.scope.runs[node.text]
    if (value := _builtin(node, ctx)) is not None:
        return value
    if node.text in ctx.fitting.indices or node.text in INDEX_LETTERS:
        return ctx.fitting.index_of(node.text)
    refuse(undeclared(node), node)
    return None


# ── indices ───────────────────────────────────────────────────────────────────────────────────────


def _index_nodes(node: s.Node, axes: int) -> tuple[s.Node, ...]:
    """The single indices of a subscript: ``ij``, ``i,j``, ``12`` of a matrix."""
    match node:
        case s.Listing(items):
            return items
        case s.Bracketed("(", ")", parts):
            return parts
        case s.Juxtaposition(items) if axes > 1 and len(items) <= axes:
            return items
        case s.Numeral(text) if axes > 1 and len(text) == axes:
            return tuple(s.Numeral(digit, node.span) for digit in text)
        case _:
            return (node,)


def is_index(node: s.Node, ctx: Context) -> bool:
    """Whether a subscript can be an index here, rather than a part of the name."""
    match node:
        case s.Numeral(text):
            return text.isdigit() and int(text) >= 1
        case s.Name(text):
            match ctx.scope.find(text):
                case None:
                    return text in ctx.scope.runs or (len(text) == 1 and text.isalpha() and text.islower())
                case Bound(term):
                    return term.shape == ()
                case Dimension():
                    return True
                case RandomLetter(_, variable):
                    return variable.dims == ()
                case Declared(variable):
                    return variable.dims == () and (isinstance(variable.values, Integers) or variable.name in ctx.scope.runs)
                case _:
                    return False
        case s.Scripted(s.Name(text), below, None, 0) if below is not None:  # the class y_i of the i-th example
            known = ctx.scope.find(text)
            entry = isinstance(known, Declared) and len(known.variable.dims) == 1 and isinstance(known.variable.values, Integers)
            return entry and is_index(below, ctx)
        case s.Listing(items) | s.Juxtaposition(items) | s.Additive(_, items) | s.Bracketed(_, _, items):
            return all(is_index(item, ctx) or isinstance(item, s.Numeral) for item in items)
        case _:
            return False


def entries(node: s.Node, ctx: Context) -> bool:
    """Whether the name ``node`` is known and has entries that an index can choose."""
    entity = entity_of(node, ctx)
    match entity:
        case Declared(variable) | RandomLetter(_, variable):
            return variable.dims != ()
        case Quantity(_, meaning):
            return meaning.shape != ()
        case Bound(term):
            return term.shape != ()
        case _:
            return False


def index_term(node: s.Node, length: Dim, ctx: Context) -> Term:
    """The value of an index on an axis of ``length``; a free letter takes its range from there."""
    if isinstance(node, s.Name) and ctx.scope.find(node.text) is None and node.text not in ctx.scope.runs:
        term: Term = ctx.fitting.index_of(node.text)
    else:
        term = ctx.term(node)
    if isinstance(term, Number) and not (term.value.denominator == 1 and term.value >= 1):
        refuse(f"entries are counted from 1, so there is no entry {latex(node)}", node)
    if isinstance(term, Index) and isinstance(term.high, Size) and term.low == as_term(1):
        known = ctx.fitting.length(term.high)
        if not ctx.fitting.same(known, length) and isinstance(ctx.fitting.length(length), Size) == isinstance(known, Size):
            reach, wanted = _dim(known), _dim(ctx.fitting.length(length))
            refuse(f"the index {term.name} runs from 1 to {reach}, but here it indexes {wanted} entries", node)
        return ctx.fitting.settle(term)
    return term


def _dim(dim: Dim) -> str:
    return show((dim,)).strip("()")


def indexed(array: Term, node: s.Node, ctx: Context) -> Term:
    """An entry or a slice of ``array``."""
    indices = _index_nodes(node, len(array.shape))
    if len(indices) > len(array.shape):
        refuse(f"{len(indices)} indices on shape {show(array.shape)}", node)
    axes = array.shape if len(array.shape) < 2 or array.shape[0] != 1 or len(indices) > 1 else array.shape[1:]
    if axes is not array.shape:  # a row (1, d) is indexed like the column it is the transpose of
        array = array.argument if isinstance(array, Transpose) else Transpose(array)
    terms = tuple(index_term(one, length, ctx) for one, length in zip(indices, axes, strict=False))
    return Entry(ctx.fitting.settle(array), terms)


# ── scripts ───────────────────────────────────────────────────────────────────────────────────────


def is_transpose(node: s.Node | None, ctx: Context) -> bool:
    """Whether a superscript says "transposed"."""
    match node:
        case s.Symbol(text) | s.Name(text):
            return text in TRANSPOSED or (text == "T" and ctx.scope.find("T") is None)
        case _:
            return False


def raised(value: Term, node: s.Node, ctx: Context) -> Term:
    """``value`` with the superscript ``node``: transposed, inverted, or to a power."""
    if is_transpose(node, ctx):
        return Transpose(value)
    match node:
        case s.Additive(("-",), (mark,)) if is_transpose(mark, ctx):
            return Transpose(Inverse(value))
        case s.Symbol(text):
            refuse(f"the superscript {text} is neither a power nor a transpose, and no such name is declared", node)
        case s.Words() | s.Bracketed("(", ")", _):
            refuse(f"the superscript {latex(node)} is no power, and no such name is declared", node)
        case _:
            pass
    exponent = ctx.term(node)
    if ctx.entrywise and len(value.shape) == 1 and exponent.shape == ():
        return Power(value, exponent)
    if value.shape == ():
        if len(exponent.shape) == 2 and exponent.shape[0] == exponent.shape[1]:
            refuse(f"{latex(node)} as an exponent has two readings, {MATRIX_FUNCTION}", node)
        return Apply("exp", exponent) if value == Constant("e") else Power(value, exponent)
    return _matrix_power(value, exponent, node)


def _matrix_power(value: Term, exponent: Term, node: s.Node) -> Term:
    whole = _whole(exponent)
    if len(value.shape) != 2 or value.shape[0] != value.shape[1]:
        refuse(
            f"a power of shape {show(value.shape)} has two readings, entry by entry or as a product: "
            r"write \odot, or x^\top x",
            node,
        )
    if whole is None or whole == 0 or abs(whole) > LARGEST_POWER:
        not_yet(f"a matrix to the power {latex(node)}", node)
    base = value if whole > 0 else Inverse(value)
    return base if abs(whole) == 1 else MatMul((base,) * abs(whole))


def _whole(term: Term) -> int | None:
    match term:
        case Number(value) if value.denominator == 1:
            return int(value)
        case _ if type(term).__name__ == "Negative":
            inner = _whole(term.argument)  # type: ignore[attr-defined]
            return None if inner is None else -inner
        case _:
            return None


def with_scripts(value: Term, node: s.Scripted, ctx: Context) -> Term:
    """A value that is already read, with the subscript and superscript that stand at it."""
    if node.primes:
        refuse(f"a prime on {latex(node.base)} is no derivative of a named function", node)
    if node.subscript is not None:
        if value.shape == ():
            refuse(f"the subscript {latex(node.subscript)} stands at a number, which has no entries", node)
        value = indexed(value, node.subscript, ctx)
    return value if node.superscript is None else raised(value, node.superscript, ctx)


def _special(node: s.Scripted, ctx: Context) -> Term | None:
    r"""Built-in names whose subscript is theirs: ``I_n``, ``\mathbf{1}_n``, ``e_i``, ``\delta_{ij}``."""
    if not isinstance(node.base, s.Name) or node.subscript is None or ctx.scope.find(node.base.text) is not None:
        return None
    name, below = node.base.text, node.subscript
    if name == r"\delta":
        parts = _index_nodes(below, 2)
        if len(parts) == 2:
            left, right = (index_or_value(part, ctx) for part in parts)
            return Indicator(Compare("=", left, right))
    if name in {"I", r"\mathbf{I}"} and (size := _size(below, ctx)) is not None:
        return Identity(size)
    if name in {*ONES, r"\mathbf{0}"} and (size := _size(below, ctx)) is not None:
        return Zeros((size,)) if name == r"\mathbf{0}" else Ones((size,))
    if name in {"e", r"\mathbf{e}"} and is_index(below, ctx):
        return Unit(index_or_value(below, ctx), ctx.fitting.open_length(latex(node)))
    return None


def index_or_value(node: s.Node, ctx: Context) -> Term:
    """An index whose axis is not known here, or any other number."""
    if isinstance(node, s.Name) and ctx.scope.find(node.text) is None and node.text not in ctx.scope.runs:
        return ctx.fitting.index_of(node.text)
    return ctx.term(node)


def _size(node: s.Node, ctx: Context) -> Dim | None:
    match node:
        case s.Numeral(text) if text.isdigit() and int(text) >= 1:
            return int(text)
        case s.Name(text) if isinstance(known := ctx.scope.find(text), Dimension):
            return known.size
        case s.Scripted(base, None, s.Numeral("2"), 0):
            return None if (size := _size(base, ctx)) is None else length_of(size, size)
        case s.Juxtaposition(items):
            sizes = [size for item in items if (size := _size(item, ctx)) is not None]
            return length_of(*sizes) if len(sizes) == len(items) else None
        case _:
            return None


def scripted_value(node: s.Scripted, ctx: Context) -> Term:
    """The value of a name with scripts: what belongs to the name is taken off last."""
    if not isinstance(node.base, s.Name):
        return with_scripts(ctx.term(node.base), node, ctx)
    if (entity := entity_of(node, ctx)) is not None:
        return entity_value(entity, node)
    plain = s.Scripted(node.base, node.subscript, None, 0, node.span)
    entity = None if node.subscript is None else entity_of(plain, ctx)
    if entity is not None and not node.primes:
        value = entity_value(entity, node)
        return value if node.superscript is None else raised(value, node.superscript, ctx)
    if (special := _special(node, ctx)) is not None:
        return special if node.superscript is None else raised(special, node.superscript, ctx)
    return _peeled(node, ctx)


def _peeled(node: s.Scripted, ctx: Context) -> Term:
    known = entity_of(node.base, ctx)
    family = isinstance(known, Distributions)
    if node.subscript is not None and (known is None or family) and node.base.text not in ONES:  # type: ignore[union-attr]
        plain = s.Scripted(node.base, node.subscript, None, 0, node.span)
        refuse(undeclared(plain), node)
    value = ctx.term(node.base)
    if (node.subscript is not None and value.shape == ()) or (node.subscript is not None and not is_index(node.subscript, ctx)):
        refuse(undeclared(s.Scripted(node.base, node.subscript, None, 0, node.span)), node)
    match node.superscript:
        case s.Bracketed("(", ")", (item,)) if value.shape != () and is_index(item, ctx):
            value = Entry(value, (index_term(item, value.shape[0], ctx),))
            rest = s.Scripted(node.base, node.subscript, None, node.primes, node.span)
            return value if node.subscript is None and not node.primes else with_scripts(value, rest, ctx)
        case s.Symbol(text) if text not in TRANSPOSED:
            refuse(undeclared(node), node)
        case _:
            return with_scripts(value, node, ctx)
    return None


def exact(text: str) -> Term:
    """The exact value of digits: ``0.5`` is one half."""
    return Number(Fraction(text))


__all__ = ["entity_of", "entity_value", "exact", "index_term", "indexed", "is_index", "is_open", "is_transpose", "name_value"]
__all__ += ["raised", "scripted_value", "undeclared", "with_scripts", "word"]
