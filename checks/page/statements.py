r"""A page's formulas in their order: what each declares, defines or claims.

The main relation of a formula decides.  ``names \in SET`` declares; ``:=``, and ``=`` behind a name that is new, defines; an
inequality between bare names in running prose, and an equation behind "with", "where", "let", is a fact; what is to be solved is a
condition; all other relations are steps, a row that begins with a relation going on from the row above.

What a key lends (``checks.keys``) is known before the page begins, and the page may declare and define it anew.

Verbs: ``read_page``, ``understood`` (the page, and what is known at its end).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, takewhile

from checks.model import Claim, Listed, Page, StepRelation, Unread
from checks.page import antiderivatives
from checks.page import syntax as s
from checks.page.applications import GREEK_FUNCTIONS
from checks.page.arguments import vector_of
from checks.page.comparing import domain_of, misfits, sides_of, up_to, written
from checks.page.criteria import TO_SOLVE, clause, finds, is_criterion
from checks.page.declarations import declare, declare_function, positive_definite, range_of, series
from checks.page.densities import is_law, law_behind, random_letters
from checks.page.dots import LETTER
from checks.page.doubts import doubt, says_entrywise
from checks.page.elaborate import Formula as Reading
from checks.page.elaborate import elaborate
from checks.page.gathering import (
    BETWEEN_EQUATIONS,
    CUES,
    ORDERS,
    PASSING,
    VERBS,
    continues,
    head_of_definition,
    is_bare,
    is_cue,
    law_given,
    propositions,
    said_of,
    stands_alone,
    without_ranges,
)
from checks.page.integrals import limit_of
from checks.page.iterates import Steps, steps_in, with_iterates
from checks.page.letters import key, latex, names_in
from checks.page.logic import DEMANDED, proposition
from checks.page.names import Declared, Dimension, Entity, LawName, Lost, Quantity, RandomLetter, Scope
from checks.page.novelty import SoFar
from checks.page.pairs import over_pairs
from checks.page.parser import Row, parse_rows
from checks.page.passing import GLUE, Passing, Read, condition_behind, definitions_behind, is_passing, quantifies
from checks.page.sentences import Sentence, asked, ends
from checks.page.sources import Formula
from checks.page.words import ARROW
from checks.sets import REALS, EmptySet
from checks.terms import Defined, Index, Logic, ShapeError, Size, Table, Term, Variable, as_term, free_variables, sizes_in

STEPS: dict[str, StepRelation] = {
    "=": "=", r"\le": "≤", r"\ge": "≥", "<": "<", ">": ">", r"\approx": "≈",
    r"\iff": "⇔", r"\implies": "⇒", r"\impliedby": "⇐", r"\propto": "∝",
    ARROW: "=",
}  # fmt: skip
NEGATIONS = ("not ", "n't ", "not be ", "n't be ", "not necessarily ", "not necessarily be ", "not assumed ", "never ", "nicht ")
INDEPENDENT = re.compile("".join(f"(?<!{word})" for word in NEGATIONS) + r"\b(independent|i\.?i\.?d\b|unabhängig)", re.IGNORECASE)
INDEPENDENTLY = re.compile(r"(?<![a-z])(i\.?\s*i\.?\s*d|ind|indep)\b", re.IGNORECASE)  # a label at a \sim
JOINED = 16  # formulas that one sentence may join
THOUSANDS = re.compile(r"\d,$")


def read_page(path: str, formulas: Iterable[Formula]) -> Page:
    """What the page says; nothing in it is judged, and nothing raises."""
    return understood(path, formulas)[0]


def understood(path: str, formulas: Iterable[Formula], lent: Scope | None = None, asked: str = "") -> tuple[Page, Scope]:
    """What the page says, and what is known at its end.

    ``lent`` is known from the start; a definition of it may be replaced by the page's own, that of ``asked`` behind a "let" only.
    """
    scope = lent or Scope()
    reader = _Reader(scope, {name: each for name, each in scope.names.items() if isinstance(each, Quantity)}, asked)
    listed = [(formula, parse_rows(formula.text)) for formula in formulas]
    for _, rows in listed:
        reader.foresee(rows)
    reader.steps = steps_in(tuple(row.node for _, rows in listed for row in rows))
    reader.entrywise = says_entrywise(formula for formula, _ in listed)
    reader.formulas(listed)
    reader.finish()
    page = Page(
        path=path,
        claims=tuple(reader.claims),
        declared=tuple(reader.declared),
        defined=tuple(reader.defined),
        skipped=tuple(reader.skipped),
    )
    return page, reader.scope


@dataclass
class _Chain:
    """The chain that a row beginning with a relation goes on from: its last side."""

    number: int
    steps: int
    last: s.Node | None
    text: str
    scope: Scope
    by: str = ""  # the letter by which its sides are differentiated before they are compared: they are antiderivatives

    def note(self) -> str:
        """How its steps are compared, where that is not as they stand."""
        return f"derivatives by {self.by} are compared" if self.by else ""


@dataclass
class _Reader:
    scope: Scope = field(default_factory=Scope)
    lent: Mapping[str, Entity] = field(default_factory=dict[str, Entity])
    asked: str = ""
    claims: list[Claim | Unread] = field(default_factory=list[Claim | Unread])
    declared: list[Listed] = field(default_factory=list[Listed])
    defined: list[Listed] = field(default_factory=list[Listed])
    skipped: list[Listed] = field(default_factory=list[Listed])
    chains: int = 0
    chain: _Chain | None = None
    cue: str = ""
    sentence: Sentence = field(default_factory=Sentence)
    ended: bool = True
    before: tuple[Term, ...] = ()  # what was given before the sentence
    given: tuple[Term, ...] = ()  # by the last formula that gave something
    passing: tuple[Passing, ...] = ()
    behind: bool = False  # whether the formula that is read says when the one before it holds
    used: set[str] = field(default_factory=set[str])
    later: dict[str, s.Node] = field(default_factory=dict[str, s.Node])
    early: dict[str, s.Node] = field(default_factory=dict[str, s.Node])
    steps: Steps = frozenset()
    entrywise: bool = False
    waiting: list[tuple[s.Related, Row, Formula]] = field(default_factory=list[tuple[s.Related, Row, Formula]])

    # ── formulas and rows ─────────────────────────────────────────────────────────────────────────

    def foresee(self, rows: tuple[Row, ...]) -> None:
        r"""Learn the ranges ``i = 1,\dots,n``, which often stand behind what they index."""
        for row in rows:
            for item in row.node.items if isinstance(row.node, s.Listing) else (row.node,):
                self._foresee_declaration(item)
            for part in without_ranges(row.node.items)[1] if isinstance(row.node, s.Listing) else ():
                try:
                    index = range_of(part, self.scope)
                except s.UnreadableFormula:
                    index = None
                if index is not None:
                    self.scope = self.scope.with_run(index)

    def _foresee_declaration(self, item: s.Node | s.UnreadableFormula) -> None:
        if isinstance(item, s.Related) and item.relations == (r"\in",) and item.sides[0] is not None and item.sides[1] is not None:
            name = key(item.sides[0])
            if name is not None:
                self.later.setdefault(name, item.sides[1])

    def formulas(self, listed: Sequence[Read]) -> None:
        """Read all formulas in their order, but conditions behind a claim before it."""
        known = 0  # up to where they have been read
        for at, (formula, rows) in enumerate(listed):
            if at < known:
                continue
            conditions = condition_behind(listed, at)
            definitions = list(takewhile(self._is_new, definitions_behind(listed, at, at + 1 + len(conditions))))
            known = at + 1 + len(conditions) + len(definitions)
            self._pass(formula, listed[at - 1][0].prose_after if at else "")
            further = (*conditions, *definitions)
            said = replace(formula, prose_after=further[-1][0].prose_after) if further else formula
            self._hear(said, [other for other, _ in listed[known : known + JOINED]])
            cue = self.cue
            for number, ahead in enumerate(further):
                self.behind = number < len(conditions)
                self.formula(*ahead)
            (self.cue, last), self.behind = (cue, self.cue), False
            claims, defined = len(self.claims), len(self.defined)
            self.formula(formula, rows)
            if definitions:  # "where $m = …$" goes on behind it, "for $x > 0$" does not
                self.cue = last
            claims, defined = len(self.claims) - claims, len(self.defined) - defined
            self.passing = tuple(fact.with_use(claims=claims > 0, defines=defined > 0) for fact in self.passing)

    def _is_new(self, read: Read) -> bool:
        """Whether a formula defines what the page does not know, and does nothing else."""
        return all(isinstance(row.node, s.Related) and self._so_far.is_new(row.node) for row in read[1])

    def _pass(self, formula: Formula, after: str) -> None:
        """Drop the conditions that hold no longer where ``formula`` stands; ``after`` are the words behind the formula before it."""
        over = [each for each in self.passing if each.over(formula, after)]
        self._forget([each.fact for each in over])
        self.passing = tuple(replace(each, paragraph=formula.paragraph) for each in self.passing if each not in over)

    def _hear(self, formula: Formula, later: Sequence[Formula]) -> None:
        """Go on with the sentence as far as ``formula``, which ``later`` follow."""
        if self.ended or formula.opens:
            self.before = self.scope.facts
        self.ended = ends(formula, later)
        self.sentence = self.sentence.goes_on(formula, later)

    def formula(self, formula: Formula, written: tuple[Row, ...]) -> None:
        """Read one formula, all its rows."""
        if formula.opens or not GLUE.fullmatch(formula.prose_before):
            self.cue = clause("" if formula.opens else self.cue, formula.prose_before)
        if INDEPENDENT.search(formula.prose_before):
            self.scope = replace(self.scope, independent=True)
        self._retry(formula)
        if formula.trouble:
            self._unread(formula, s.UnreadableFormula(formula.trouble, s.Span(0, len(formula.text))))
            return
        if formula.display:
            self.cue = self.cue if CUES.search(self.cue) and TO_SOLVE.search(self.cue) else ""
        rows, conditions = self._parted(propositions(written), formula)
        facts = self.scope.facts
        for row in conditions:
            self._row(row, formula)
        passing = [fact for _, line in groupby(rows, lambda row: row.line) for fact in self._line(list(line), formula)]
        if conditions:
            self.scope = replace(self.scope, facts=facts)
        self._forget(passing)
        if INDEPENDENT.search(formula.prose_after):  # behind the last formula of a paragraph: "let X, Y ~ N(0, 1) be independent."
            self.scope = replace(self.scope, independent=True)

    def _line(self, rows: list[Row], formula: Formula) -> list[Term]:
        r"""Read one line of a display: ``\text{for } x > 0`` goes before what it is said of, and holds for no other line.

        Facts that stand on a line of their own are given back: they hold to the end of the display.
        """
        beside = [row for row in rows if formula.display and said_of(row)]
        lasting = [row for row in beside if not PASSING.search(row.lead)]
        claims = len(self.claims)
        for row in lasting:
            self._row(row, formula)
        before = frozenset(self.scope.facts)
        for row in beside:
            if row not in lasting:
                self._row(row, formula)
        passing = [fact for fact in self.scope.facts if fact not in before]
        for row in rows:
            if row not in beside:
                self._row(row, formula)
        if len(rows) == len(beside):
            return passing
        if len(self.claims) > claims:  # else it is the domain of what the line defines
            self._forget(passing)
        return []

    def _forget(self, passing: list[Term]) -> None:
        if passing:
            self.scope = replace(self.scope, facts=tuple(fact for fact in self.scope.facts if fact not in passing))

    def _row(self, row: Row, formula: Formula) -> None:
        try:
            if isinstance(row.node, s.UnreadableFormula):
                raise row.node
            if row.lead:
                self.cue = row.lead
            self.scope = with_iterates(row.node, self.scope, self.steps)
            self._node(row.node, row, formula)
        except s.UnreadableFormula as error:
            self._unread(formula, error, row)
        except (ShapeError, EmptySet, RecursionError) as error:
            self._unread(formula, s.UnreadableFormula(_said(error), row.span), row)

    def _parted(self, rows: list[Row], formula: Formula) -> tuple[list[Row], list[Row]]:
        r"""The rows of a display that claim something, and the side conditions beside them (``… = 1/x, \quad x > 0``).

        A condition is an inequality between declared letters and numbers; it holds for the display that it stands in.
        """
        conditions = [row for row in rows if formula.display and not row.lead and self._is_condition(row.node)]
        claims = [row for row in rows if row not in conditions]
        if not any(isinstance(row.node, s.Related) for row in claims):
            return rows, []
        return claims, [replace(row, lead="if") for row in conditions]

    def _is_condition(self, node: s.Node | s.UnreadableFormula) -> bool:
        if not isinstance(node, s.Related) or not set(node.relations) <= ORDERS:
            return False
        sides = [side for side in node.sides if side is not None]
        letters = [isinstance(self.scope.find(key(side) or ""), Declared) for side in sides]
        others = [side for letter, side in zip(letters, sides, strict=True) if not letter]
        complete = len(sides) == len(node.sides)
        return complete and any(letters) and all(isinstance(side, s.Numeral) or is_bare(side) for side in others)

    def _retry(self, formula: Formula) -> None:
        r"""Definitions whose letters are declared behind them, in the same paragraph ("$z = Wx$ with $W \\in …$")."""
        waiting, self.waiting = self.waiting, []
        for node, row, earlier in waiting:
            try:
                self._define(node, row, earlier)
            except s.UnreadableFormula as error:
                if formula.paragraph == earlier.paragraph and not formula.display:
                    self.waiting.append((node, row, earlier))
                else:
                    self._unread(earlier, error, row)

    def finish(self) -> None:
        """What is still waiting when the page ends could not be read."""
        for node, row, formula in self.waiting:
            try:
                self._define(node, row, formula)
            except s.UnreadableFormula as error:
                self._unread(formula, error, row)

    def _unread(self, formula: Formula, error: s.UnreadableFormula, row: Row | None = None) -> None:
        span = error.span if error.span.end > error.span.start else s.Span(error.span.start, error.span.start + 1)
        if self.chain is None or row is None or not continues(row.node):
            self.chains += 1
            self.chain = _Chain(self.chains, 0, None, formula.text, self.scope)
        self.chain.steps += 1
        self.chain.last = row.node.sides[-1] if row is not None and isinstance(row.node, s.Related) else None
        self.chain.text = formula.text
        source = formula.text if row is None else formula.text[row.span.start : row.span.end]
        self.claims.append(
            Unread(
                message=error.reason,
                source=" ".join(source.split()),
                place=formula.place(span.start, span.end),
                chain=self.chain.number,
                step=self.chain.steps,
            )
        )

    def _node(self, node: s.Node, row: Row, formula: Formula) -> None:
        conditional = law_given(node)
        if conditional is not None:
            over, given, law = conditional
            self._random(list(over), law, row, formula, tuple(map(latex, given)))
            return
        match node:
            case s.Listing(items, separators) if not {r"\land", r"\lor"} & set(separators):
                items, ranges = without_ranges(items)
                for part in ranges:
                    index = range_of(part, self.scope)
                    if index is not None:
                        self.scope = self.scope.with_run(index)
                if ranges and not items:
                    self._list(self.declared, node, formula)
                self._items(items, row, formula)
            case s.Listing(items, separators) if r"\lor" not in separators and all(isinstance(item, s.Related) for item in items):
                for item in items:  # "and" between relations parts chains
                    self._node(item, row, formula)
            case s.Listing(_, separators) if r"\lor" in separators:
                raise s.UnreadableFormula('"or" between relations is read beside \\iff or \\implies only', node.span)
            case s.Related():
                self._related(node, row, formula)
            case s.Juxtaposition((s.Words(), inner)):
                self._node(inner, row, formula)
            case _:
                self._list(self.skipped, node, formula, "claims nothing by itself")
                if formula.display and stands_alone(node):  # a display below that begins with a relation goes on from here
                    self.chain = _Chain(self.chains + 1, 0, node, formula.text, self.scope)

    def _items(self, items: tuple[s.Node, ...], row: Row, formula: Formula) -> None:
        """Names before a set belong to it; the other items stand for themselves."""
        waiting: list[s.Node] = []
        for item in items:
            if THOUSANDS.search(formula.text[: item.span.start]) and re.match(r"\d{3}(?!\d)", formula.text[item.span.start :]):
                raise s.UnreadableFormula("a comma between digits has two readings: for one number write the digits without it", item.span)
            if isinstance(item, s.Related) and item.relations == (r"\in",) and item.sides[0] is not None:
                self._declare([*waiting, item.sides[0]], item.sides[1], item, formula)
                waiting = []
            elif isinstance(item, s.Related) and item.relations == (r"\sim",) and item.sides[0] is not None:
                self._random([*waiting, item.sides[0]], item, row, formula)
                waiting = []
            elif isinstance(item, s.Related | s.Listing):
                if isinstance(item, s.Related) and item.relations[0] in ORDERS:  # a, b > 0
                    item, waiting = self._entries(item, waiting)
                    for name in waiting:
                        self._node(replace(item, sides=(name, *item.sides[1:])), row, formula)
                    waiting = []
                self._node(item, row, formula)
            else:
                waiting.append(item)
        for item in waiting:
            self._list(self.skipped, item, formula, "claims nothing")

    def _entries(self, item: s.Related, before: list[s.Node]) -> tuple[s.Related, list[s.Node]]:
        r"""``x_1, \dots, x_n > 0`` as ``x_k > 0`` for every k; any other list as it is."""
        last = item.sides[0]
        found = series([*before, last]) if last is not None else None
        if found is None or not isinstance(last, s.Scripted):
            return item, before
        name, length = found
        if self.scope.find(name) is None:
            self.scope = declare([*before, last], s.Name(r"\mathbb{R}", last.span), self.scope)
        letter = s.Name(LETTER, last.span)
        self.scope = self.scope.with_run(Index(LETTER, as_term(1), as_term(length)))
        return replace(item, sides=(replace(last, subscript=letter), *item.sides[1:])), []

    def _declare(self, names: list[s.Node], over: s.Node | None, node: s.Node, formula: Formula) -> None:
        if over is None:
            raise s.UnreadableFormula("a set is expected behind \\in", node.span)
        for name in names:
            self._declare_parameter(name)
        new = [name for name in names if self.early.pop(key(name) or "", None) != over]
        if self.sentence.begins_anew():
            self._forget(self._said_before(names))
        before, self.scope = self.scope, declare(new, over, self.scope) if new else self.scope
        whole = s.Juxtaposition((node,), s.Span(min(name.span.start for name in names), node.span.end))
        self._list(self.declared, whole, formula, terms=self.scope.since(before))

    def _said_before(self, names: list[s.Node]) -> list[Term]:
        r"""What earlier sentences took for granted of letters that are declared anew: "for all $x \in \mathbb{R}$"."""
        known = (self.scope.find(key(name) or "") for name in names)
        anew = {entity.variable for entity in known if isinstance(entity, Declared)}
        return [fact for fact in self.before if anew & set(free_variables(fact))]

    def _declare_early(self, node: s.Node) -> None:
        r"""The Σ of ``\Sigma \succ 0`` where its set stands only behind ("with $\Sigma \in …$"): that line then declares nothing new."""
        name = key(node) or ""
        if self.scope.find(name) is None and name in self.later:
            self.early[name] = self.later[name]
            self.scope = declare([node], self.later[name], self.scope)

    def _declare_parameter(self, name: s.Node) -> None:
        r"""The θ of ``P_\theta(x) \in \Delta(…)`` where it is declared only behind: without it the table would be a constant."""
        head = name.items[0] if isinstance(name, s.Juxtaposition) else name
        if isinstance(head, s.Scripted) and head.subscript is not None:
            letter = key(head.subscript)
            if letter is not None and letter in self.later and self.scope.find(letter) is None:
                self.scope = declare([head.subscript], self.later[letter], self.scope)

    def _list(self, where: list[Listed], node: s.Node, formula: Formula, why: str = "", terms: tuple[Term, ...] = ()) -> None:
        span = node.span
        text, place = formula.text[span.start : span.end].strip(), formula.place(span.start, span.end)
        where.append(Listed(text=text, place=place, why=why, terms=terms))

    # ── relations ─────────────────────────────────────────────────────────────────────────────────

    def _related(self, node: s.Related, row: Row, formula: Formula) -> None:
        relations = node.relations
        prose = not formula.display or row.lead != ""  # words before a formula of a display make it prose
        if DEMANDED in relations:
            self._list(self.skipped, node, formula, "a condition: it claims nothing")
            if (stop := relations.index(DEMANDED)) > 0:
                self._related(
                    s.Related(node.sides[: stop + 1], relations[:stop], node.subscripts[:stop], node.relation_spans[:stop], node.span),
                    row,
                    formula,
                )
        elif node.sides[0] is None:
            self._continued(node, row, formula)
        elif relations == (r"\in",):
            self._declare([node.sides[0]], node.sides[1], node, formula)
        elif relations == (":", r"\to"):
            before, self.scope = self.scope, declare_function(node, self.scope)
            self._list(self.declared, node, formula, terms=self.scope.since(before))
        elif relations == (r"\sim",):
            self._random([node.sides[0]], node, row, formula)
        elif len(relations) == 1 and relations[0] in {":=", "="} and is_law(node.sides[1]) and self._so_far.is_new(node):
            self.scope = self.scope.with_name(key(node.sides[0]) or "", LawName(node.sides[1]))  # pyright: ignore[reportArgumentType]
            self._list(self.defined, node, formula)
        elif relations[0] in {r"\succ", r"\succeq"} and len(relations) == 1:
            self._declare_early(node.sides[0])
            before, self.scope = self.scope, positive_definite(node.sides[0], self.scope, semi=relations[0] == r"\succeq")
            self._list(self.declared, node, formula, terms=self.scope.since(before))
        elif prose and self._claims_nothing(node):
            self._list(self.skipped, node, formula, "a condition: it claims nothing")
        elif ARROW in relations and prose and self._cued():
            self._list(self.skipped, node, formula, "a limit that is assumed: it claims nothing, and nothing is concluded from it")
        elif prose and (why := self._unsaid(node, formula)):
            self._list(self.skipped, node, formula, why)
        elif prose and all(relation in ORDERS for relation in relations) and self._is_fact(node):
            self._fact(node, formula)
        elif relations[0] == ":=" or (relations[0] == "=" and (self._so_far.is_new(node) or (prose and self._so_far.is_used_anew(node)))):
            self._defined_now_or_later(node, row, formula)
        elif prose and relations == ("=",) and self._cued():
            self._fact(node, formula)
        elif set(relations) <= set(STEPS):
            self._claimed(node, row, formula)
        else:
            raise _strange(next(relation for relation in relations if relation not in STEPS), node.span)

    def _claims_nothing(self, node: s.Related) -> bool:
        """Whether the words before an equation make it one to be solved, a criterion, or the value that a letter is found to have."""
        if set(node.relations) & BETWEEN_EQUATIONS:
            return False
        letter = isinstance(self.scope.find(key(node.sides[0]) or ""), Declared) if node.sides[0] is not None else False
        equation = node.relations == ("=",) and not self._so_far.is_new(node)
        return bool(TO_SOLVE.search(self.cue)) or (
            equation and not self.behind and (is_criterion(self.cue) or (letter and finds(self.cue)))
        )

    def _random(self, names: list[s.Node], node: s.Related, row: Row, formula: Formula, given: tuple[str, ...] = ()) -> None:
        r"""``X, Y \sim \mathcal N(0, 1)``: the law is read where the letters are used; ``\overset{iid}{\sim}`` calls them independent."""
        law = node.sides[-1]
        if law is None:
            raise s.UnreadableFormula("a law is expected behind \\sim", node.span)
        if given and any(isinstance(name, s.Scripted) and isinstance(name.subscript, s.Name) for name in names):
            raise s.UnreadableFormula("the laws of many letters, each given its own, are not read yet", node.span)
        label = row.reason if node.subscripts[-1] is None else latex(node.subscripts[-1])
        if INDEPENDENTLY.search(label):
            self.scope = replace(self.scope, independent=True)
        for name, variable in random_letters(tuple(names), law, Reading(self.scope).context):
            before = self.scope.find(name)
            declared = isinstance(before, Declared) and before.variable.shape == variable.shape
            letter = before.variable if isinstance(before, Declared) and declared else variable
            self.scope = self.scope.with_name(name, RandomLetter(law, letter, declared, given))
            for size in sizes_in(variable):
                if self.scope.find(size.name) is None:
                    self.scope = self.scope.with_name(size.name, Dimension(size))
        self._list(self.declared, node, formula)

    def _cued(self) -> bool:
        return is_cue(self.cue) and (self.behind or not self.sentence.claims)

    @property
    def _so_far(self) -> SoFar:
        return SoFar(self.scope, self.lent, self.asked, self._cued(), self.used, self.steps)

    def _unsaid(self, node: s.Related, formula: Formula) -> str:
        """Why the sentence neither claims nor gives a relation that it speaks of; empty where it does."""
        if self.behind or self._so_far.is_new(node) or not set(node.relations) <= ORDERS | {"="}:
            return ""
        if self.cue == self.sentence.words and self.sentence.denies():
            return "the sentence denies it: it claims nothing"
        return "a question: it claims nothing" if asked(formula, self.sentence) else ""

    def _is_fact(self, node: s.Related) -> bool:
        r"""Bare names and constants, anything behind a cue, and ``\neq`` where no verb claims it: it is no step."""
        plain = all(isinstance(side, s.Name | s.Numeral) or is_bare(side) for side in node.sides if side is not None)
        known = all(not isinstance(side, s.Name) or self.scope.find(side.text) is not None for side in node.sides)
        if plain and known and not self.behind and self.cue == self.sentence.words:
            plain = not self.sentence.concludes() and not (self.sentence.claims and self.sentence.is_general())
        said = not VERBS.search(self.cue) or self.cue.rstrip(" ,").endswith(("i.e.", "that is", "d.h."))
        return plain or self._cued() or (set(node.relations) == {r"\neq"} and said)

    def _fact(self, node: s.Related, formula: Formula) -> None:
        before = self.scope
        fresh = False
        for side in node.sides:
            side = _inside_bars(side)
            name = None if side is None else key(side)
            if (
                side is not None
                and "=" not in node.relations
                and name is not None
                and isinstance(self.scope.find(name), Lost | None)
                and (self._unknown(side) or self._is_element(name))
            ):
                self.scope = self.scope.with_name(name, Declared(Variable(name, (), REALS)))
                fresh = True
        for left, relation, right in zip(node.sides, node.relations, node.sides[1:], strict=False):
            assert left is not None
            part = s.Related((left, right), (relation,), (None,), (node.relation_spans[0],), node.span)
            reading = Reading(self.scope)
            self._given(reading.settled(proposition(part, reading.context), part), formula, fresh=fresh)
        new = tuple(fact for fact in self.scope.facts if fact not in before.facts)
        if self.given and new and formula.prose_before.strip(" ,").lower() in {"or", "oder"}:
            new = self._either(new)
        self.given = new
        self._list(self.declared, node, formula, terms=self.scope.since(before))

    def _either(self, new: tuple[Term, ...]) -> tuple[Term, ...]:
        """What was given last, or else what is ``new``: less than each."""
        one, other = (facts[0] if len(facts) == 1 else Logic("and", facts) for facts in (self.given, new))
        both = (Logic("or", (one, other)),)
        kept = tuple(fact for fact in self.scope.facts if fact not in {*self.given, *new})
        self.passing = tuple(replace(each, fact=both[0]) if each.fact in new else each for each in self.passing)
        self.scope = replace(self.scope, facts=(*kept, *both))
        return both

    def _given(self, fact: Term, formula: Formula, *, fresh: bool) -> None:
        """A fact that holds from here on, or for a while."""
        if not formula.display and is_passing(self.cue) and fact not in self.scope.facts:
            gone = [each for each in self.passing if each.replaced(fact)]
            self._forget([each.fact for each in gone])
            own = Passing(fact, formula.paragraph, behind=self.behind, fresh=fresh and quantifies(self.cue))
            self.passing = (*(each for each in self.passing if each not in gone), own)
        self.scope = self.scope.with_fact(fact)

    def _is_element(self, name: str) -> bool:
        r"""Whether a letter stands for an element of a set such as ``\mathcal{A}``, which has no order: another letter is meant."""
        run = self.scope.runs.get(name)
        return run is not None and isinstance(run.high, Size) and run.high.name.startswith(r"\mathcal")

    def _unknown(self, node: s.Node) -> bool:
        try:
            elaborate(node, self.scope)
        except s.UnreadableFormula:
            return True
        return False

    # ── definitions ───────────────────────────────────────────────────────────────────────────────

    def _array(self, left: s.Node, body: s.Node) -> tuple[str, Term] | None:
        r"""``p_k = …`` with p new and k an index of the body: the name p and the array of all entries."""
        if not isinstance(left, s.Scripted) or left.superscript is not None or self._so_far.find(key(left.base)) is not None:
            return None
        below = left.subscript
        nodes = below.items if isinstance(below, s.Juxtaposition | s.Listing) else (below,)
        letters = [node.text for node in nodes if isinstance(node, s.Name)]
        if len(letters) != len(nodes) or not all(letter in names_in(body) for letter in letters):
            return None
        reading = Reading(self.scope)
        value = reading.read(body)
        indices = [reading.settled(reading.context.term(node), node) for node in nodes if isinstance(node, s.Name)]
        if not all(isinstance(index, Index) for index in indices):
            return None
        runs = tuple(index for index in indices if isinstance(index, Index))
        return key(left.base) or "", Table(runs, reading.settled(value, body))

    def _defined_now_or_later(self, node: s.Related, row: Row, formula: Formula) -> None:
        try:
            self._define(node, row, formula)
        except s.UnreadableFormula as error:
            name, _ = head_of_definition(node.sides[0])
            if name is not None and self.scope.find(name) is None:  # it is no new name when it stands here again
                self.scope = self.scope.with_name(name, Lost(error.reason))
            if formula.display or "is not declared" not in error.reason:
                raise
            self.waiting.append((node, row, formula))

    def _define(self, node: s.Related, row: Row, formula: Formula) -> None:
        left, body = node.sides[0], node.sides[1]
        if left is None or body is None:
            raise s.UnreadableFormula("a definition needs both its sides", node.span)
        name, nodes = head_of_definition(left)
        if name is None:
            raise s.UnreadableFormula(f"{latex(left)} cannot be defined: expected a name or a function of names", left.span)
        parameters: list[Variable] = []
        scope = self.scope
        for parameter in nodes or ():
            text = key(parameter)
            if text is None:
                raise s.UnreadableFormula(f"{latex(parameter)} is no argument of a definition", parameter.span)
            known = scope.find(text)
            variable = known.variable if isinstance(known, Declared) else Variable(text, vector_of(text, body, scope))
            if not isinstance(known, Declared):
                scope = scope.with_name(text, Declared(variable, soft=True))
            parameters.append(variable)
        array = self._array(left, body)
        if array is not None:
            name, meaning = array
        else:
            (meaning,) = over_pairs(elaborate(body, scope))
        law = law_behind(body, nodes[0]) if nodes and len(nodes) == 1 else None
        self.scope = self.scope.with_name(name, Quantity(name, meaning, tuple(parameters), law))
        shown = f"{name}({', '.join(each.name for each in parameters)})" if parameters else name
        self._list(self.defined, node, formula, terms=(Defined(shown, meaning),))
        if len(node.relations) > 1:
            rest = s.Related(node.sides[1:], node.relations[1:], node.subscripts[1:], node.relation_spans[1:], node.span)
            self._claimed(rest, row, formula)
        else:
            self.chains += 1
            self.chain = _Chain(self.chains, 0, left, formula.text, self.scope)
            self.chains -= 1

    # ── steps ─────────────────────────────────────────────────────────────────────────────────────

    def _claimed(self, node: s.Related, row: Row, formula: Formula) -> None:
        self.chains += 1
        self.chain = _Chain(self.chains, 0, node.sides[0], formula.text, self.scope)
        self.used |= {name for name in GREEK_FUNCTIONS if name in formula.text}
        self._steps(node.sides[1:], node, row, formula)

    def _continued(self, node: s.Related, row: Row, formula: Formula) -> None:
        if self.chain is None:
            raise s.UnreadableFormula("a row that begins with a relation, and no chain stands above it", node.span)
        if self.chain.number > self.chains:
            self.chains = self.chain.number
        self._steps(node.sides[1:], node, row, formula)

    def _steps(self, sides: tuple[s.Node | None, ...], node: s.Related, row: Row, formula: Formula) -> None:
        chain = self.chain
        assert chain is not None
        relations = node.relations
        for position, (side, relation) in enumerate(zip(sides, relations, strict=True)):
            left, left_text = chain.last, chain.text
            chain.steps += 1
            chain.last, chain.text = side, formula.text
            try:
                if side is None:
                    raise s.UnreadableFormula(f"nothing stands behind {relation}", node.relation_spans[position])
                if relation not in STEPS:  # a row that goes on with it, or a definition does
                    raise _strange(relation, node.relation_spans[position])
                if left is None:
                    raise s.UnreadableFormula("the side before this relation could not be read", side.span)
                if relation == "=" and not chain.by:
                    chain.by = antiderivatives.variable_of((left, side), self.scope) or ""
                going = limit_of(left, node.subscripts[position]) if relation == ARROW else left
                ours, theirs = sides_of(going, relation, side, self.scope, chain.by if relation == "=" else "")
                claim = Claim(
                    left=ours,
                    relation=STEPS[relation],
                    right=theirs,
                    given=domain_of(self.scope, ours, theirs),
                    chain=chain.number,
                    step=chain.steps,
                    left_source=written(left_text, left),
                    right_source=written(formula.text, side),
                    reason=row.reason if position == len(sides) - 1 and row.reason else chain.note(),
                    up_to=up_to(relation, node.subscripts[position], node, self.scope),
                    place=formula.place(node.relation_spans[position].start, side.span.end),
                    doubt="" if self.entrywise else doubt(ours, theirs),
                )
                self.claims.append(claim)
            except (s.UnreadableFormula, ShapeError, EmptySet, RecursionError) as error:
                failed = self._failed_step(error, node, formula)
                if (
                    side is not None
                    and left is not None
                    and relation in STEPS.keys() - BETWEEN_EQUATIONS
                    and misfits(left, side, self.scope)
                ):
                    failed = replace(
                        failed,
                        misfit=True,
                        left_source=written(left_text, left),
                        relation=STEPS[relation],
                        right_source=written(formula.text, side),
                    )
                self.claims.append(failed)

    def _failed_step(self, error: Exception, node: s.Related, formula: Formula) -> Unread:
        assert self.chain is not None
        known = isinstance(error, s.UnreadableFormula)
        span = error.span if known else node.span  # type: ignore[attr-defined]
        reason = error.reason if known else _said(error)  # type: ignore[attr-defined]
        return Unread(
            message=reason,
            source=" ".join(formula.text[node.span.start : node.span.end].split()),
            place=formula.place(span.start, max(span.end, span.start + 1)),
            chain=self.chain.number,
            step=self.chain.steps,
        )


def _inside_bars(side: s.Node | None) -> s.Node | None:
    """The x of ``|x| < 1``."""
    match side:
        case s.Bracketed("|", "|", (s.Name() as name,)):
            return name
        case _:
            return side


def _strange(relation: str, span: s.Span) -> s.UnreadableFormula:
    return s.UnreadableFormula(f"the relation {relation} is not read here", span)


def _said(error: Exception) -> str:
    return "an expression nested too deeply to be read" if isinstance(error, RecursionError) else str(error)
