r"""What a reader of expressions is handed: the names, the lengths still open, and the way back to reading a part.

The modules that read one kind of expression each (products, derivatives, ranges, …) do not import the one that reads them all: it comes
down with the context, so that imports point downward only.

Verbs: ``Context.term``, ``Context.product``, ``Context.where``, ``refuse``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, NoReturn

from checks.page import syntax as s
from checks.page.fitting import Fitting
from checks.page.names import Bound, Scope
from checks.terms import Term


@dataclass(frozen=True)
class Context:
    r"""``sign`` is what ``\pm`` stands for just now; ``entrywise`` is whether the power of a vector is that of each entry."""

    scope: Scope
    fitting: Fitting
    read: Callable[[s.Node, Context], Term]
    sign: Literal["", "+", "-"] = ""
    entrywise: bool = False
    _worth: dict[int, tuple[s.Node, Term]] = field(default_factory=dict[int, tuple[s.Node, Term]], init=False, repr=False, compare=False)

    def term(self, node: s.Node) -> Term:
        """What ``node`` is worth here.  Raises ``UnreadableFormula`` where it cannot be read.

        A node is read once: an operator may ask more than once what it stands before, and in operators within operators each
        of them would double the work.
        """
        known = self._worth.get(id(node))
        if known is not None:
            return self.fitting.settle(known[1])
        value = self.read(node, self)
        self._worth[id(node)] = (node, value)  # with the node, so that its number stays its own
        return value

    def product(self, items: tuple[s.Node, ...]) -> Term:
        """What factors side by side are worth."""
        return self.term(side_by_side(items))

    def where(self, name: str, term: Term) -> Context:
        """The context in which the letter ``name`` is bound to ``term``."""
        return replace(self, scope=self.scope.with_name(name, Bound(term)))


def side_by_side(items: tuple[s.Node, ...]) -> s.Node:
    """Items as one node."""
    if len(items) == 1:
        return items[0]
    return s.Juxtaposition(items, s.Span(items[0].span.start, items[-1].span.end))


def refuse(reason: str, node: s.Node) -> NoReturn:
    """Raise ``UnreadableFormula`` at ``node``."""
    raise s.UnreadableFormula(reason, node.span)


def not_yet(what: str, node: s.Node) -> NoReturn:
    """Raise ``UnreadableFormula`` for what the page language has and this reader has no term for yet."""
    refuse(f"{what} is not read yet", node)
