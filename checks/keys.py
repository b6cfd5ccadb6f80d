"""Keys: what an answer was asked, and whether it starts from there and arrives at the asked result.

A key is a derivation of the library, or a teacher's page.  Its declarations and definitions are known before the answer begins, so
that an answer need hold nothing but its steps; its first line is what was asked, its last line the result.  An answer may call the
key's letters otherwise where their shapes and sets leave exactly one way.

Verbs: ``key_of`` (a page's formulas to a key), ``key_of_derivation``, ``answered`` (an answer's formulas to its page, with what
the key asks behind its steps).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import combinations, permutations
from types import MappingProxyType
from typing import Any

from checks import terms as t
from checks.judge import judge
from checks.latex import latex
from checks.model import Asked, Claim, Derivation, Page, Place, Unread
from checks.page.binding import replace_variables
from checks.page.comparing import domain_of
from checks.page.documents import formulas as formulas_of
from checks.page.names import Scope
from checks.page.sources import Formula
from checks.page.statements import understood
from checks.page.values import UNDECLARED
from checks.report.diagnostic import plain
from checks.report.page import as_page
from checks.terms import Size, Term, Variable, show
from checks.verdicts import Agrees, Proved

MOST_LETTERS = 4  # that are called otherwise: the ways to pair them are all looked at
UNDONE = {t.Derivative: "a derivative", t.Integral: "an integral", t.Optimisers: "an optimisation"}
EXPECTED = re.compile(r"\\(?:mathbb|mathrm|operatorname)\s*\{?\s*(?:E|Var|Cov|KL)(?![A-Za-z])|\\E(?![A-Za-z])")


class NoKey(ValueError):
    """What cannot be a key, or not the key of this answer: one line that says why."""


@dataclass(frozen=True)
class Line:
    """A line of a page: its term, as it was written, and where."""

    term: Term
    source: str
    place: Place | None = None


@dataclass(frozen=True)
class Key:
    """What is known from the start, what was asked, and the result."""

    name: str
    scope: Scope
    start: Line
    result: Line

    @property
    def letters(self) -> tuple[Variable, ...]:
        """The declared variables that what was asked, or the result, depends on."""
        declared = self.scope.variables()
        used = (*t.free_variables(self.start.term), *t.free_variables(self.result.term))
        return tuple(variable for variable in dict.fromkeys(used) if variable in declared)


def key_of(name: str, formulas: Iterable[Formula], *, chain: int = -1) -> Key:
    """The key that a page is: what its first, or by default its last, chain starts from and arrives at.

    Raises ``NoKey`` where the page has no such chain, or one that could not be read.
    """
    page, scope = understood(name, formulas)
    chains = _chains(page.claims)
    if not chains:
        raise NoKey(f"the key {name} has no chain of steps, expected one from what is asked to its result")
    asked = chains[chain]
    unread = next((claim for claim in page.claims if isinstance(claim, Unread)), None)
    if unread is not None:
        raise NoKey(f"the key {name} could not be read, line {unread.place.line}: {unread.message}")
    first, last = _first(asked), _last(asked)
    assert first is not None
    assert last is not None
    return Key(name, scope, first, last)


def key_of_derivation(name: str, derivation: Derivation) -> Key:
    """The key that a derivation of the library is.  Raises ``NoKey`` where it is known to be false."""
    if any(step.false for step in derivation.steps):
        raise NoKey(f"{name} is known to be false: it is no key")
    return key_of(name, formulas_of(as_page(derivation)), chain=0)


def answered(path: str, formulas: Iterable[Formula], key: Key) -> Page:
    """The answer's page as read with the key's names, and behind its steps the two claims about its start and its result.

    Raises ``NoKey`` where the answer's letters could stand for the key's in several ways.
    """
    listed = list(formulas)
    renamed, key = _called_as_in(listed, key)
    page, scope = _read(path, listed, key)
    notes = tuple(f"{new} stands for {old} of {key.name}" for old, new in renamed.items())
    return replace(page, claims=(*page.claims, *_asked(page, key, _as_the_key_says(scope, key))), notes=notes)


def _read(path: str, formulas: Sequence[Formula], key: Key) -> tuple[Page, Scope]:
    asked = key.start.term.name if isinstance(key.start.term, t.Defined) else ""
    return understood(path, formulas, key.scope, asked)


# ── chains and their ends ─────────────────────────────────────────────────────────────────────────

Steps = tuple[Claim | Unread, ...]


def _chains(claims: Sequence[Claim | Unread]) -> tuple[Steps, ...]:
    found: dict[int, list[Claim | Unread]] = {}
    for claim in claims:
        found.setdefault(claim.chain, []).append(claim)
    return tuple(map(tuple, found.values()))


def _first(chain: Steps) -> Line | None:
    """The line that a chain starts from; ``None`` where it could not be read."""
    claim = chain[0]
    return Line(claim.left, claim.left_source or latex(claim.left), claim.place) if isinstance(claim, Claim) else None


def _last(chain: Steps) -> Line | None:
    claim = chain[-1]
    return Line(claim.right, claim.right_source or latex(claim.right), claim.place) if isinstance(claim, Claim) else None


def _followed(chain: Steps, chains: tuple[Steps, ...]) -> Steps:
    """The chain with those behind it that go on from its last line."""
    for later in chains[chains.index(chain) + 1 :]:
        end, start = _last(chain), _first(later)
        if end is not None and start is not None and end.term == start.term:
            chain = (*chain, *later)
    return chain


# ── what the key asks ─────────────────────────────────────────────────────────────────────────────


def _asked(page: Page, key: Key, same: Callable[[Term], Term]) -> Iterator[Claim | Unread]:
    """The claims that the answer starts, and ends, as it was asked to; ``same`` gives its letters the key's shapes and sets."""
    chains = tuple(_followed(chain, _chains(page.claims)) for chain in _chains(page.claims))
    number = max((claim.chain for claim in page.claims), default=0)

    def start(chain: Steps) -> Claim | Unread:
        return _compared("start", key, key.start, _first(chain), number + 1, chain[0], same)

    def result(chain: Steps) -> Claim | Unread:
        return _compared("result", key, key.result, _last(chain), number + 2, chain[-1], same)

    if not chains:
        nowhere = Place(1, 1, 1, 1)
        said = f"the page has no chain of steps, expected one from {key.start.source} to its result"
        yield Unread(message=said, source="", place=nowhere, chain=number + 1, step=1, asked="start")
        yield Unread(message=said, source="", place=nowhere, chain=number + 2, step=1, asked="result")
        return
    chosen = _chosen(chains, start, result)
    yield start(chosen)
    yield result(chosen)


def _chosen(chains: tuple[Steps, ...], start: Callable[[Steps], Claim | Unread], result: Callable[[Steps], Claim | Unread]) -> Steps:
    """The chain that answers: of those that start from what was asked the last that arrives, or else the last."""
    if len(chains) == 1:
        return chains[0]
    read = [chain for chain in chains if isinstance(start(chain), Claim)]
    standing = [chain for chain in read if _stands(start(chain))]
    arriving = (chain for chain in reversed(standing) if len(standing) > 1 and _stands(result(chain)))
    return next(arriving, (standing or read or chains)[-1])


def _stands(claim: Claim | Unread) -> bool:
    return isinstance(claim, Claim) and (claim.left == claim.right or isinstance(judge(claim, claim.left), Proved | Agrees))


def _compared(
    asked: Asked, key: Key, wanted: Line, line: Line | None, chain: int, stands: Claim | Unread, same: Callable[[Term], Term]
) -> Claim | Unread:
    place = stands.place or Place(1, 1, 1, 1)
    if line is None:
        return Unread(message="this line could not be read", source="", place=place, chain=chain, step=1, asked=asked)
    left, right = _side_by_side(wanted.term, same(line.term))
    strange = [variable for variable in t.free_variables(right) if variable not in key.scope.variables()]
    reason = _unlike(left, right) or (_undone(key, line, right) if asked == "result" else "")
    if strange or reason:
        letters = ", ".join(variable.name for variable in key.letters)
        said = reason if not strange else f"{strange[0].name} is no letter of {key.name}, which has {letters}, and stands for none of them"
        source = line.source
        return Unread(message=said, source=source, place=place, chain=chain, step=1, misfit=not strange, asked=asked, right_source=source)
    return Claim(
        left=left,
        relation="⇔" if _is_proposition(left) else "=",
        right=right,
        given=domain_of(key.scope, left, right),
        chain=chain,
        step=1,
        left_source=wanted.source,
        right_source=line.source,
        place=place,
        asked=asked,
    )


def _side_by_side(wanted: Term, line: Term) -> tuple[Term, Term]:
    """Lines for every index j: with one free index each, or beside an array, they are the arrays of all their entries."""
    ours, theirs = t.free_indices(wanted), t.free_indices(line)
    if len(ours) <= 1 and len(theirs) <= 1 and ours != theirs and not (_is_proposition(wanted) or _is_proposition(line)):
        return _array(wanted), _array(line)
    return wanted, line


def _array(term: Term) -> Term:
    indices = t.free_indices(term)
    return t.Table(indices, term) if indices and term.shape == () else term


def _unlike(wanted: Term, line: Term) -> str:
    """Why the two cannot be compared at all; empty where they can."""
    if _is_proposition(wanted) != _is_proposition(line):
        kinds = {True: "an equation", False: "an expression"}
        return f"it is {kinds[_is_proposition(line)]}, and what was asked is {kinds[_is_proposition(wanted)]}"
    if wanted.shape != line.shape:
        return f"it has shape {show(line.shape)}, and what was asked has shape {show(wanted.shape)}"
    return ""


def _is_proposition(term: Term) -> bool:
    return isinstance(term, t.Compare | t.Logic)


def _undone(key: Key, line: Line, term: Term) -> str:
    """What the line leaves to be done that the key's result does not; empty where it is in closed form."""
    parts, theirs = (tuple(map(type, t.walk(each))) for each in (term, key.result.term))
    for kind, what in UNDONE.items():
        if kind in parts and kind not in theirs:
            return f"it is not in closed form: {what} is left in it"
    if EXPECTED.search(line.source) and not EXPECTED.search(key.result.source):
        return "it is not in closed form: an expectation is left in it"
    solved = _solved_for(key.result.term)
    if solved is not None and _solved_for(term) != solved:
        return f"it is not solved for {solved.name}"
    if term == key.start.term != key.result.term:
        return "it is what was asked, as it was asked"
    return ""


def _solved_for(term: Term) -> Variable | None:
    """The variable that an equation gives in terms of others."""
    match term:
        case t.Compare("=", Variable() as variable, value) | t.Compare("=", value, Variable() as variable):
            return None if variable in t.free_variables(value) else variable
        case _:
            return None


# ── letters ───────────────────────────────────────────────────────────────────────────────────────


def _as_the_key_says(scope: Scope, key: Key) -> Callable[[Term], Term]:
    """The answer's terms with the key's variables for its own of the same name: what was asked is asked on the key's domain."""
    wanted = {variable.name: variable for variable in key.scope.variables()}
    own = {variable: wanted[variable.name] for variable in scope.variables() if variable.name in wanted}
    lengths: dict[Term, Term] = {}
    for ours, theirs in own.items():
        if len(ours.dims) == len(theirs.dims):
            lengths |= {a: b for a, b in zip(ours.dims, theirs.dims, strict=True) if isinstance(a, Size) and isinstance(b, Size) and a != b}

    def same(term: Term) -> Term:
        values = {t.substitute(mine, lengths): theirs for mine, theirs in own.items()}
        try:
            return replace_variables(t.substitute(term, lengths), {v: w for v, w in values.items() if isinstance(v, Variable)})
        except t.ShapeError:  # a letter that is of another shape: what was asked is not found in it, and that is shown
            return term

    return same


def _called_as_in(formulas: Sequence[Formula], key: Key) -> tuple[Mapping[str, str], Key]:
    """The key with the answer's letters for its own, and which of them stands for which.

    Raises ``NoKey`` where there are several ways.
    """
    written = frozenset(letter for formula in formulas for letter in _letters(formula.text))
    free = tuple(variable for variable in key.letters if not _letters(variable.name) <= written)
    if not free:
        return {}, key
    scope = _read("", formulas, key)[1]
    known = {variable.name for variable in key.scope.variables()}
    new = tuple(variable for variable in scope.variables() if variable.name not in known)
    ways = [way for paired in _pairings(free, new, _lengths(scope, key)) for way in _completed(paired, free, formulas, key)]
    ways = [way for way in ways if _is_read(formulas, _renamed(key, way))] or ways
    if not ways:
        return {}, key
    if len(ways) > 1:
        several = "; or ".join(", ".join(f"{plain(new.name)} for {plain(old.name)}" for old, new in _letters_of(way)) for way in ways[:4])
        raise NoKey(f"the letters can stand for those of {key.name} in {len(ways)} ways: {several}; use the key's letters")
    (way,) = ways
    return {old.name: new.name for old, new in _letters_of(way)}, _renamed(key, way)


def _is_read(formulas: Sequence[Formula], key: Key) -> bool:
    return not any(isinstance(claim, Unread) for claim in _read("", formulas, key)[0].claims)


def _letters(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\\[A-Za-z]+|[A-Za-z]", text))


Way = Mapping[Term, Term]  # the key's variables and lengths, and what the answer calls them


def _letters_of(way: Way) -> list[tuple[Variable, Variable]]:
    return [(old, new) for old, new in way.items() if isinstance(old, Variable) and isinstance(new, Variable)]


def _lengths(scope: Scope, key: Key) -> dict[Term, Term]:
    """What the answer calls the key's lengths, as the variables show that it declares anew."""
    wanted = {variable.name: variable for variable in key.scope.variables()}
    found: dict[Term, Term] = {}
    for own in scope.variables():
        theirs = wanted.get(own.name, own)
        if theirs != own and len(theirs.dims) == len(own.dims):
            for a, b in zip(theirs.dims, own.dims, strict=True):
                if isinstance(a, Size) and isinstance(b, Size):
                    found.setdefault(a, b)
    return found


def _pairings(free: tuple[Variable, ...], new: tuple[Variable, ...], lengths: Mapping[Term, Term]) -> list[Way]:
    """The ways to pair as many letters as can be paired, each with one of its own shape and set."""
    for count in range(min(len(free), len(new), MOST_LETTERS), 0, -1):
        found: list[Way] = []
        for chosen in combinations(free, count):
            for partners in permutations(new, count):
                way: dict[Term, Term] | None = dict(lengths)
                for old, partner in zip(chosen, partners, strict=True):
                    way = None if way is None else _paired(old, partner, way)
                if way is not None:
                    found.append(way)
        if found:
            return found
    return [dict(lengths)]


def _paired(old: Variable, new: Variable, way: Mapping[Term, Term]) -> dict[Term, Term] | None:
    """The way with one more pair; ``None`` where their shapes or sets differ."""
    if (old.values, old.structure, len(old.dims)) != (new.values, new.structure, len(new.dims)):
        return None
    found = dict(way)
    for ours, theirs in zip(old.dims, new.dims, strict=True):
        same = found.setdefault(ours, theirs) == theirs if isinstance(ours, Size) and isinstance(theirs, Size) else ours == theirs
        if not same:
            return None
    lengths = [found[length] for length in found if isinstance(length, Size)]
    return {**found, old: new} if len(lengths) == len(set(lengths)) else None


def _completed(way: Way, free: tuple[Variable, ...], formulas: Sequence[Formula], key: Key) -> Iterator[Way]:
    """The ways in which each letter that the answer uses without a word stands for one of the key's that are left."""
    claims = _read("", formulas, _renamed(key, way))[0].claims
    unknown = (UNDECLARED.match(claim.message) for claim in claims if isinstance(claim, Unread))
    name = next((found[1] for found in unknown if found is not None), None)
    if name is None:
        yield way
        return
    for variable in free:
        if variable not in way:
            yield from _completed({**way, variable: replace(variable, name=name)}, free, formulas, key)


def _renamed(key: Key, way: Way) -> Key:
    """The key in the answer's letters."""
    letters: dict[Term, Term] = {old: replace(new, dims=old.dims) for old, new in _letters_of(way)}
    lengths: dict[Term, Term] = {old: new for old, new in way.items() if isinstance(old, Size) and old != new}
    if not letters and not lengths:
        return key

    def new(term: Term) -> Term:
        return t.substitute(t.substitute(term, letters), lengths)

    names = {old.name: new.name for old, new in _letters_of(way)}
    names |= {old.name: new.name for old, new in lengths.items() if isinstance(old, Size) and isinstance(new, Size)}
    scope = replace(key.scope, names=MappingProxyType({names.get(name, name): each for name, each in key.scope.names.items()}))
    start, result = (Line(new(line.term), latex(new(line.term)), line.place) for line in (key.start, key.result))
    return replace(key, scope=_mapped(scope, new), start=start, result=result)


def _mapped(value: Any, new: Callable[[Term], Term]) -> Any:
    """A frozen value with each term in it replaced."""
    match value:
        case Term():
            return new(value)
        case tuple():
            return tuple(_mapped(item, new) for item in value)  # pyright: ignore[reportUnknownVariableType]
        case Mapping():
            return MappingProxyType({_mapped(name, new): _mapped(item, new) for name, item in value.items()})  # pyright: ignore[reportUnknownVariableType]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{field.name: _mapped(getattr(value, field.name), new) for field in fields(value)})
        case _:
            return value
