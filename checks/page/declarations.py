r"""Declarations: ``names \in SET``, functions, distributions, ranges, and facts that narrow what is declared.

Verbs: ``declare`` (names in a set), ``declare_function``, ``series`` (``x_1,\dots,x_n``), ``range_of`` (``i = 1,\dots,n``), ``positive_definite``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

from checks.page import syntax as s
from checks.page.dots import LETTER
from checks.page.elaborate import elaborate
from checks.page.letters import key, latex, names_in
from checks.page.names import Alphabet, Arbitrary, Declared, Dimension, Distribution, Distributions, Scope
from checks.sets import NONNEGATIVE, POSITIVE, REALS, Finite, Integers, Interval, NumberSet, Structure
from checks.terms import (
    Compare,
    Determinant,
    Dim,
    Entry,
    Function,
    Index,
    MatMul,
    Negative,
    Number,
    Quotient,
    Relation,
    Shape,
    Size,
    Term,
    Transpose,
    Variable,
    as_term,
    length_of,
    show,
    sizes_in,
    split_length,
    substitute,
)

MOST_FACTORS = 4  # of one length: at n = 3 an axis of n^4 has 81 places


def refuse(reason: str, node: s.Node) -> None:
    """Raise ``UnreadableFormula`` at ``node``."""
    raise s.UnreadableFormula(reason, node.span)


@dataclass(frozen=True)
class Space:
    """A set as a page declares it: the numbers, the shape, what ties the entries together, and bounds that are no written numbers."""

    values: NumberSet
    shape: Shape = ()
    structure: Structure = Structure.FREE
    bounds: tuple[tuple[Relation, Term], ...] = ()


# ── sets ──────────────────────────────────────────────────────────────────────────────────────────


def space_of(node: s.Node, scope: Scope) -> Space:
    """The set that ``node`` writes.

    Raises ``UnreadableFormula`` for a set that is not read.
    """
    base, below, above = (node.base, node.subscript, node.superscript) if isinstance(node, s.Scripted) else (node, None, None)
    if base == s.Name(r"\Delta", base.span):
        return _simplex(below, above, node, scope)
    shape = () if above is None else _shape(above, scope)
    match base:
        case s.Name(r"\mathbb{R}" | r"\mathbf{R}"):
            return Space(_half(below, node), shape)
        case s.Name(r"\mathbb{N}" | r"\mathbb{N}_0" | r"\mathbb{Z}" as letter):
            return Space(_integers(letter, below, node), shape)
        case s.Name(r"\mathbb{S}" | r"\mathcal{S}") if len(shape) == 1:
            kinds = {"": Structure.SYMMETRIC, "++": Structure.POSITIVE_DEFINITE, "+": Structure.POSITIVE_SEMIDEFINITE}
            kind = kinds.get("" if below is None else latex(below).replace(" ", ""))
            if kind is not None:
                return Space(REALS, (shape[0], shape[0]), kind)
        case s.Bracketed(r"\{", r"\}"):
            return _listed(base, shape, scope)
        case s.Bracketed("(" | "[", ")" | "]", (low, high)):
            return _interval((low, high), (base.opening == "[", base.closing == "]"), shape, scope)
        case _:
            pass
    raise s.UnreadableFormula(
        f"{latex(node)} is no set that is read: expected \\mathbb{{R}}^d, (0,1), \\{{0,1\\}}, \\Delta_K, …", node.span
    )


def _half(below: s.Node | None, node: s.Node) -> NumberSet:
    if below is None:
        return REALS
    text = latex(below).replace(" ", "").replace("{", "").replace("}", "")
    found = {">0": POSITIVE, "++": POSITIVE, "+": POSITIVE, r"\ge0": NONNEGATIVE, "<0": Interval(high=Fraction(0))}.get(text)
    if text == r"\neq0":
        return REALS
    if found is None:
        raise s.UnreadableFormula(f"{latex(node)} is no set that is read", node.span)
    return found


def _integers(letter: str, below: s.Node | None, node: s.Node) -> Integers:
    r"""All of them (the naturals begin at 1), or those that the subscript leaves: ``_0``, ``_+``, ``_{\ge 2}``, ``_{<0}``."""
    everything = Integers() if letter == r"\mathbb{Z}" else Integers(0 if letter.endswith("0") else 1)
    if below is None:
        return everything
    text = re.sub(r"[{} ]|\\(?=[<>])", "", latex(below)).replace(r"\geq", r"\ge").replace(r"\leq", r"\le")
    if text in {"+", "++"}:
        return Integers(1)
    if text == "0" and letter == r"\mathbb{N}":
        return Integers(0)
    match re.fullmatch(r"(>|<|\\ge|\\le)(-?\d{1,9})", text):
        case None:
            raise s.UnreadableFormula(f"{latex(node)} is no set that is read", node.span)
        case found:
            relation, number = found[1], int(found[2])
    low = {">": number + 1, r"\ge": number}.get(relation)
    high = {"<": number - 1, r"\le": number}.get(relation)
    if everything.low is not None:
        low = max(everything.low, everything.low if low is None else low)
    if low is not None and high is not None and low > high:
        raise s.UnreadableFormula(f"{latex(node)} holds no number", node.span)
    return Integers(low, high)


def _shape(node: s.Node, scope: Scope) -> Shape:
    if isinstance(node, s.Juxtaposition) and any(isinstance(i, s.Symbol) and i.text == r"\times" for i in node.items):
        return tuple(_product_of_lengths(list(run), scope) for is_sign, run in groupby(node.items, _is_times) if not is_sign)
    return (_length(node, scope),)


def _length(node: s.Node, scope: Scope) -> Dim:
    match node:
        case s.Numeral(text) if text.isdigit() and int(text) >= 1:
            return int(text)
        case s.Name(text):
            known = scope.find(text)
            return known.size if isinstance(known, Alphabet) else Size(text)
        case s.Bracketed("|", "|", (s.Name(text),)):
            return Size(text)
        case s.Scripted(s.Name() as letter, None, s.Numeral(text), 0) if text.isdigit() and 1 <= int(text) <= MOST_FACTORS:
            return length_of(*[_length(letter, scope)] * int(text))
        case s.Juxtaposition(items):
            return _product_of_lengths([item for item in items if not (isinstance(item, s.Symbol) and item.text == r"\cdot")], scope)
        case _:
            raise s.UnreadableFormula(f"a length is a letter, a number or a product of these, not {latex(node)}", node.span)


def _is_times(item: s.Node) -> bool:
    return isinstance(item, s.Symbol) and item.text == r"\times"


def _product_of_lengths(items: list[s.Node], scope: Scope) -> Dim:
    """``mn`` as one length."""
    if len(items) > MOST_FACTORS:
        raise s.UnreadableFormula(f"a length of {len(items)} factors, expected at most {MOST_FACTORS}", items[0].span)
    return length_of(*(_length(item, scope) for item in items))


def _simplex(below: s.Node | None, above: s.Node | None, node: s.Node, scope: Scope) -> Space:
    if above is not None:
        match above:
            case s.Additive(("+", "-"), (size, s.Numeral("1"))):
                return Space(NONNEGATIVE, (_length(size, scope),), Structure.SIMPLEX)
            case s.Numeral(text) if text.isdigit():
                return Space(NONNEGATIVE, (int(text) + 1,), Structure.SIMPLEX)
            case _:
                pass
    if below is not None:
        return Space(NONNEGATIVE, (_length(below, scope),), Structure.SIMPLEX)
    raise s.UnreadableFormula(f"{latex(node)}: a simplex is \\Delta_K or \\Delta^{{K-1}}", node.span)


def _listed(node: s.Bracketed, shape: Shape, scope: Scope) -> Space:
    r"""``\{0, 1\}``, ``\{1, \dots, K\}``; an end such as ``K`` becomes a fact about each name that is declared in the set."""
    if not any(isinstance(part, s.Symbol) for part in node.parts):
        values = tuple(_bound(part, scope) for part in node.parts)
        return Space(Finite(tuple(value for value in values if value is not None)), shape)
    match node.parts:
        case (s.Numeral(first), s.Numeral(second), *_) if first.isdigit() and second.isdigit() and int(second) != int(first) + 1:
            refuse(f"{latex(node)}: only numbers one after the other are continued by dots", node)
        case _:
            pass
    ends = [_end(node.parts[place], scope) for place in (0, -1)]
    low, high = (None if end is None else _ratio(end) for end in ends)
    relations: tuple[Relation, Relation] = ("≥", "≤")
    bounds: list[tuple[Relation, Term]] = [
        (relation, end) for relation, end in zip(relations, ends, strict=True) if end is not None and _ratio(end) is None
    ]
    return Space(Integers(None if low is None else int(low), None if high is None else int(high)), shape, bounds=tuple(bounds))


def _end(node: s.Node, scope: Scope) -> Term | None:
    """The first or the last number of a range, in which a letter that is not known yet is a length; ``None`` for ±∞."""
    if r"\infty" in latex(node) or isinstance(node, s.Symbol):  # {1, 2, …} has no last number
        return None
    unknown = tuple(Size(name) for name in sorted(names_in(node)) if scope.find(name) is None)
    value = elaborate(node, with_lengths(unknown, scope))
    if value.shape:
        raise s.UnreadableFormula(f"the end of a range is a number, not {latex(node)}, which has shape {show(value.shape)}", node.span)
    return value


def _interval(ends: tuple[s.Node, s.Node], closed: tuple[bool, bool], shape: Shape, scope: Scope) -> Space:
    r"""``(0, 1]``; an end such as ``2/\lambda`` or ``\pi`` becomes a fact about each name that is declared in the interval."""
    written: list[Fraction | None] = []
    bounds: list[tuple[Relation, Term]] = []
    strict: tuple[tuple[Relation, Relation], ...] = ((">", "≥"), ("<", "≤"))
    for end, (open_, shut), is_closed in zip(ends, strict, closed, strict=True):
        value = None if r"\infty" in latex(end) else elaborate(end, scope)
        number = None if value is None else _ratio(value)
        written.append(number)
        if value is not None and number is None:
            if shape or value.shape:
                raise s.UnreadableFormula(f"a bound of an array's entries is a written number, not {latex(end)}", end.span)
            bounds.append((shut if is_closed else open_, value))
    low, high = written
    return Space(Interval(low, high, closed[0] and low is not None, closed[1] and high is not None), shape, bounds=tuple(bounds))


def _bound(node: s.Node, scope: Scope) -> Fraction | None:
    """A written number; ``None`` for ±∞."""
    if r"\infty" in latex(node):
        return None
    number = _ratio(elaborate(node, scope))
    if number is None:
        raise s.UnreadableFormula(f"a bound is a written number, not {latex(node)}", node.span)
    return number


def _ratio(term: Term) -> Fraction | None:
    match term:
        case Number(value):
            return value
        case Quotient(Number(above), Number(below)) if below:
            return above / below
        case Negative(inner):
            value = _ratio(inner)
            return None if value is None else -value
        case _:
            return None


# ── declarations ──────────────────────────────────────────────────────────────────────────────────


def declare(names: list[s.Node], over: s.Node, scope: Scope) -> Scope:
    r"""The scope after ``names \in over``."""
    if isinstance(over, s.Juxtaposition) and len(over.items) == 2 and over.items[0] == s.Name(r"\Delta", over.items[0].span):
        for name in names:
            scope = _distribution(name, over.items[1], scope)
        return scope
    if isinstance(over, s.Name) and over.text.startswith(r"\mathcal"):
        scope = _alphabet(over.text, scope)
        size = Size(over.text)
        for name in names:
            scope = scope.with_run(Index(key(name) or "", as_term(1), size))
        return scope
    space = space_of(over, scope)
    scope = with_lengths((*space.shape, *(size for _, bound in space.bounds for size in sizes_in(bound))), scope)
    found = series(names)
    if found is not None:
        base, index = found
        return _declared(base, replace(space, shape=(index, *space.shape)), scope, names[0])
    for name in names:
        scope = _declare_one(name, space, scope)
    return scope


def with_lengths(shape: Shape, scope: Scope) -> Scope:
    r"""The scope in which the letters of ``shape`` are lengths, also one that was a number before (``n \in \mathbb{N}``, ``n \ge 2``)."""
    for dim in split_length(shape)[1]:
        known = scope.find(dim.name)
        if isinstance(known, Declared) and known.variable.dims == ():
            facts = tuple(substitute(fact, {known.variable: dim}) for fact in scope.facts)
            scope = replace(scope, facts=facts).with_name(dim.name, Dimension(dim))
        elif known is None:
            scope = _with_length(dim, scope)
    return scope


def _with_length(dim: Size, scope: Scope) -> Scope:
    r"""A letter for a length; ``\\mathcal{X}`` as a length is the number of elements of that set."""
    return _alphabet(dim.name, scope) if dim.name.startswith(r"\mathcal") else scope.with_name(dim.name, Dimension(dim))


def series(names: list[s.Node]) -> tuple[str, Dim] | None:
    r"""``x_1, \dots, x_n`` as the name x and the length n."""
    if len(names) < 3 or not any(isinstance(name, s.Symbol) for name in names):
        return None
    match names[0], names[-1]:
        case s.Scripted(s.Name(first), s.Numeral("1"), None, 0), s.Scripted(s.Name(last), s.Name(size), None, 0) if first == last:
            return first, Size(size)
        case _:
            return None


def _declare_one(name: s.Node, space: Space, scope: Scope) -> Scope:
    match name:
        case s.Scripted(s.Name(base), s.Name(letter), None, 0) if letter in scope.runs:
            high = scope.runs[letter].high
            if isinstance(high, Size):
                return _declared(base, replace(space, shape=(high, *space.shape)), scope, name)
        case s.Scripted(s.Name(base), None, s.Bracketed("(", ")", (s.Name(letter),)), 0) if letter in scope.runs:
            high = scope.runs[letter].high
            if isinstance(high, Size):
                return _declared(base, replace(space, shape=(high, *space.shape)), scope, name)
        case _:
            pass
    text = key(name)
    if text is None:
        raise s.UnreadableFormula(f"{latex(name)} is no name that can be declared", name.span)
    return _declared(text, space, scope, name)


def _declared(name: str, space: Space, scope: Scope, node: s.Node) -> Scope:
    scope = with_lengths(space.shape, scope)
    try:
        variable = Variable(name, space.shape, space.values, space.structure)
    except ValueError as error:
        raise s.UnreadableFormula(str(error), node.span) from error
    scope = scope.with_name(name, Declared(variable))
    places = tuple(Index(LETTER + k * "'", as_term(1), as_term(dim)) for k, dim in enumerate(space.shape))
    for relation, bound in space.bounds:
        scope = scope.with_fact(Compare(relation, Entry(variable, places) if places else variable, bound))
    return scope


def _alphabet(name: str, scope: Scope) -> Scope:
    return scope if scope.find(name) is not None else scope.with_name(name, Alphabet(Size(name)))


def _distribution(name: s.Node, over: s.Node, scope: Scope) -> Scope:
    r"""``p(x) \in \Delta(\mathcal X)``, ``P_\theta(y\mid x) \in \Delta(\mathcal Y)``."""
    set_name = over.parts[0] if isinstance(over, s.Bracketed) and over.parts else over
    if not isinstance(set_name, s.Name):
        raise s.UnreadableFormula(f"a distribution is over a set such as \\mathcal{{X}}, not over {latex(over)}", over.span)
    scope = _alphabet(set_name.text, scope)
    base, letters, conditions = _law_name(name, set_name.text)
    sizes = tuple(_size_of_letter(letter, scope) for letter in conditions)
    for size in sizes:
        scope = _alphabet(size.name, scope)
    dims = (*sizes, *(Size(set_name.text),) * len(letters))
    text = latex(name)
    plain = key(base)
    if plain is None:
        raise s.UnreadableFormula(f"{latex(base)} is no name of a distribution", base.span)
    source: Variable | Function = Variable(text, dims, POSITIVE, Structure.SIMPLEX)
    parameter = None
    if isinstance(base, s.Scripted) and base.subscript is not None and isinstance(known := scope.find(key(base.subscript) or ""), Declared):
        parameter = known.variable
        plain = key(base.base) or plain
        source = Function(f"logits of {text}", parameter.shape, dims)
    law = Distribution(plain, letters, conditions, dims, source, parameter)
    for letter in letters:
        if scope.find(letter) is None:
            scope = scope.with_run(Index(letter, as_term(1), Size(set_name.text)))
    before = scope.find(plain)
    members = before.members if isinstance(before, Distributions) else ()
    return scope.with_name(plain, Distributions((*members, law)))


def _law_name(name: s.Node, set_name: str) -> tuple[s.Node, tuple[str, ...], tuple[str, ...]]:
    if isinstance(name, s.Juxtaposition) and len(name.items) == 2 and isinstance(name.items[1], s.Bracketed):
        base, bracket = name.items
        assert isinstance(bracket, s.Bracketed)
        over: list[str] = [latex(bracket.parts[0])]
        given: list[str] = []
        for separator, part in zip(bracket.separators, bracket.parts[1:], strict=True):
            (given if given or separator in {r"\mid", "|"} else over).append(latex(part))
        return base, tuple(over), tuple(given)
    return name, (set_name.removeprefix(r"\mathcal{").rstrip("}").lower(),), ()


def _size_of_letter(letter: str, scope: Scope) -> Size:
    for entity in scope.names.values():
        if isinstance(entity, Distributions):
            for law in entity.members:
                for known, size in zip((*law.given, *law.over), law.sizes, strict=True):
                    if known == letter:
                        return size
    return Size(rf"\mathcal{{{letter.upper()}}}")


def declare_function(node: s.Related, scope: Scope) -> Scope:
    r"""``f : \mathbb{R}^d \to \mathbb{R}``."""
    name, domain, target = node.sides
    if name is None or domain is None or target is None or key(name) is None:
        raise s.UnreadableFormula(f"{latex(node)}: expected f : \\mathbb{{R}}^d \\to \\mathbb{{R}}", node.span)
    start, end = space_of(domain, scope), space_of(target, scope)
    scope = with_lengths((*start.shape, *end.shape), scope)
    return scope.with_name(key(name) or "", Arbitrary(Function(key(name) or "", start.shape, end.shape)))


def range_of(items: tuple[s.Node, ...], scope: Scope) -> Index | None:
    r"""``i = 1, \dots, n`` as an index; ``None`` for anything else."""
    match items:
        case (s.Related((s.Name(letter), low), ("=",)), *_, s.Symbol(), high) if low is not None:
            top: Term = Size(high.text) if isinstance(high, s.Name) and scope.find(high.text) is None else elaborate(high, scope)
            return Index(letter, elaborate(low, scope), top)
        case _:
            return None


# ── facts ─────────────────────────────────────────────────────────────────────────────────────────


def positive_definite(node: s.Node, scope: Scope, *, semi: bool) -> Scope:
    r"""``\Sigma \succ 0`` narrows a declared matrix; ``X^\top X \succ 0`` says that its determinant is not 0."""
    known = scope.find(key(node) or "")
    if isinstance(known, Declared):
        kind = Structure.POSITIVE_SEMIDEFINITE if semi else Structure.POSITIVE_DEFINITE
        return scope.with_name(key(node) or "", Declared(replace(known.variable, structure=kind)))
    match elaborate(node, scope) if key(node) is None else None:
        case MatMul((Transpose(first), second) | (second, Transpose(first))) as gram if first == second:
            return scope if semi else scope.with_fact(Compare("≠", Determinant(gram), as_term(0)))
        case _:
            raise s.UnreadableFormula(f"{latex(node)} is not declared: say \\Sigma \\in \\mathbb{{S}}^d_{{++}}", node.span)
