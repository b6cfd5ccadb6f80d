r"""Formulas gathered from the rows and lists of a page before anything is known of their letters.

Equations above a row that begins with ``\iff`` make one condition; a lone expression above a relation starts its chain; ranges such
as ``i = 1, \dots, n`` are no claims.

Verbs: ``propositions``, ``without_ranges``, ``law_given``, ``said_of``, ``is_cue``; ``is_bare``, ``is_mark``, ``head_of_definition`` look at one node.
"""

from __future__ import annotations

import re
from dataclasses import replace

from checks.page import syntax as s
from checks.page.letters import key
from checks.page.logic import DEMANDED
from checks.page.parser import Row

BETWEEN_EQUATIONS = frozenset({r"\iff", r"\implies", r"\impliedby"})
CUE_WORDS = "let|with|where|for|if|when|whenever|provided|given|assume|suppose|since|be such that|mit|sei|für|wenn"
CUES = re.compile(rf"\b({CUE_WORDS})\b[^.!?]*$", re.IGNORECASE)
VERBS = re.compile(r"\b(is|are|we|know|have|get|gives?|becomes?|follows|then|so|thus|hence|therefore|ist|gilt)\b", re.IGNORECASE)
# "with some more work," "with the chain rule", "for the gradient", "for example" say how the formula behind them is reached, or what it is about
ASIDE = re.compile(
    r"\b(with|for|if|when|since|mit|für|wenn)\s+[^,]*\w[^,]*[,:]\s*$|\b(for example|for instance)\b[^.!?]*$"
    r"|\bwith\b[^,.;]*\b(work|algebra|effort|care|patience|manipulations?|calculations?|computations?|simplifications?|rule|theorem|lemma|formula)\s*$"
    r"|\bfor (this|that|the)\b[^,.;]*\b(reason|derivative|gradient|integral|hessian|term|side)\s*$"
    r"|\bmit\b[^,.;]*\b(rechnung|rechnen|arbeit|umform\w+|\w*regel|\w*satz|\w*formel)\s*$",
    re.IGNORECASE,
)
# "let us show" announces a claim, "let us assume" assumes
LET_US = re.compile(
    r"\blet(?: us| me|'s|’s)\b(?!\s+(?:(?:now|also|again|first|then)\s+)?(?:assume|suppose|write|define|denote|set|take|fix|consider|put|say|call)\b)",
    re.IGNORECASE,
)
# words behind which a condition holds for the line that it stands in
PASSING = re.compile(r"\b(for|if|when|whenever|provided|given|für|wenn)\b", re.IGNORECASE)
ORDERS = frozenset({"<", ">", r"\le", r"\ge", r"\neq"})

Items = tuple[s.Node, ...]


def without_ranges(items: Items) -> tuple[Items, tuple[Items, ...]]:
    r"""The items of a list without the ranges ``i = 1, \dots, n`` in it, and those ranges."""
    kept: list[s.Node] = []
    ranges: list[Items] = []
    position = 0
    while position < len(items):
        match items[position : position + 3]:
            case (s.Related((s.Name(), _), ("=",)), s.Symbol(), _) as found:
                ranges.append(found)
                position += 3
            case (first, *_):
                kept.append(first)
                position += 1
            case _:
                break
    return tuple(kept), tuple(ranges)


def law_given(node: s.Node) -> tuple[Items, Items, s.Related] | None:
    r"""``x, y \mid z, w \sim p`` as the letters before the bar, those behind it, and the whole with the law as its last side."""
    items = node.items if isinstance(node, s.Listing) and set(node.separators) == {","} else (node,)
    over: list[s.Node] = []
    given: list[s.Node] = []
    for number, item in enumerate(items):
        last = number == len(items) - 1
        match item:
            case s.Related((left, behind, _), (r"\mid", r"\sim")) if last and not given and left is not None and behind is not None:
                return (*over, left), (behind,), item
            case s.Related((left, behind), (r"\mid",)) if not given and not last and left is not None and behind is not None:
                over.append(left)
                given.append(behind)
            case s.Related((behind, _), (r"\sim",)) if last and given and behind is not None:
                return tuple(over), (*given, behind), item
            case s.Name() | s.Scripted():
                (given or over).append(item)
            case _:
                return None
    return None


def propositions(rows: tuple[Row, ...]) -> list[Row]:
    r"""The rows, equations above a row that begins with ``\iff`` gathered into its left side: they are no steps of their own.

    An expression that stands alone above a row that begins with a relation is the start of that chain.
    """
    out: list[Row] = []
    for row in rows:
        if out and continues(row.node) and isinstance(row.node, s.Related) and stands_alone(out[-1].node):
            head = out.pop()
            span = s.Span(head.span.start, row.span.end)
            joined = replace(row.node, sides=(head.node, *row.node.sides[1:]), span=span)
            row = replace(row, node=joined, span=span, lead=head.lead)
        start = _start_of_equation(out) if _implies(row.node) and continues(row.node) else None
        if start is None or not isinstance(row.node, s.Related):
            out.append(row)
            continue
        node, head = row.node, _one_relation(out[start:])
        span = s.Span(head.span.start, node.span.end)
        sides = (head, *node.sides[1:])
        out[start:] = [replace(row, node=s.Related(sides, node.relations, node.subscripts, node.relation_spans, span), span=span)]
    return out


def _start_of_equation(rows: list[Row]) -> int | None:
    """Where the plain equation begins that the last rows make together; ``None`` where they make none."""
    for number in range(len(rows) - 1, -1, -1):
        node = rows[number].node
        if not isinstance(node, s.Related) or not set(node.relations) <= ORDERS | {"=", DEMANDED}:
            return None
        if node.sides[0] is not None:
            return number
    return None


def _one_relation(rows: list[Row]) -> s.Related:
    nodes = [row.node for row in rows if isinstance(row.node, s.Related)]
    first, *rest = nodes
    return s.Related(
        (*first.sides, *(side for node in rest for side in node.sides[1:])),
        tuple(relation for node in nodes for relation in node.relations),
        tuple(subscript for node in nodes for subscript in node.subscripts),
        tuple(span for node in nodes for span in node.relation_spans),
        s.Span(first.span.start, nodes[-1].span.end),
    )


def _implies(node: s.Node | s.UnreadableFormula) -> bool:
    return isinstance(node, s.Related) and bool(set(node.relations) & BETWEEN_EQUATIONS)


def stands_alone(node: s.Node | s.UnreadableFormula) -> bool:
    return not isinstance(node, s.Related | s.Listing | s.Words | s.UnreadableFormula)


def is_cue(words: str) -> bool:
    """Whether words before a formula make it a fact: "let", "with the weight", but not "with some work," or "for $x$ we know"."""
    words = LET_US.sub("we", words)
    found = CUES.search(words)
    return found is not None and not VERBS.search(found.group(0)) and not ASIDE.search(words)


def said_of(row: Row) -> bool:
    r"""Whether a row is a condition on what stands beside it: ``\text{for } x > 0``."""
    allowed = ORDERS | {"="} if PASSING.search(row.lead) else ORDERS
    plain = isinstance(row.node, s.Related) and row.node.sides[0] is not None and set(row.node.relations) <= allowed
    return plain and CUES.search(row.lead) is not None and not ASIDE.search(row.lead)


def continues(node: s.Node | s.UnreadableFormula) -> bool:
    return isinstance(node, s.Related) and node.sides[0] is None


def is_bare(side: s.Node) -> bool:
    r"""A name with scripts (and the ``\sigma^2`` of a variance, but no other power), or a signed number or name."""
    if isinstance(side, s.Scripted):
        above = side.superscript
        marked = above is None or is_mark(above) or (isinstance(above, s.Numeral) and above.text == "2")
        return isinstance(side.base, s.Name) and side.primes == 0 and marked
    return isinstance(side, s.Additive) and len(side.terms) == 1 and isinstance(side.terms[0], s.Numeral | s.Name)


def is_mark(superscript: s.Node) -> bool:
    r"""A superscript that belongs to a name: ``\star``, ``(t)``, a word; a power or a transpose does not."""
    match superscript:
        case s.Symbol(text):
            return text != r"\top"
        case s.Bracketed() | s.Words():
            return True
        case s.Name(text):
            return text.startswith(r"\mathrm{") and text not in {r"\mathrm{T}", r"\mathrm{e}"}
        case _:
            return False


def primes_of(node: s.Node) -> int:
    return node.primes if isinstance(node, s.Scripted) else 0


def head_of_definition(node: s.Node | None) -> tuple[str | None, tuple[s.Node, ...] | None]:
    """The name that a left side would define, and its arguments."""
    match node:
        case s.Name() | s.Scripted():
            return key(node), None
        case s.Juxtaposition((s.Name() | s.Scripted() as name, s.Bracketed("(", ")", parts))) if not primes_of(name):
            return key(name), parts
        case _:
            return None, None
