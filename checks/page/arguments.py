r"""The shape of an argument that a page never declares: ``f(x) = \frac12 x^\top A x - b^\top x`` takes a vector as long as b.

Verbs: ``vector_of``.
"""

from __future__ import annotations

from checks.page import syntax as s
from checks.page.elaborate import elaborate
from checks.page.letters import key
from checks.page.names import Declared, Scope
from checks.page.values import TRANSPOSED
from checks.terms import Shape, ShapeError, Size, Variable


def vector_of(letter: str, body: s.Node, scope: Scope) -> Shape:
    """() for a number; else the one length of the page's letters with which ``body`` can be read.

    Only what is transposed, or stands in a norm, is taken for a vector: everything else may be a number.
    """
    if not any(_is_vectorial(node, letter) for node in s.nodes_in(body)):
        return ()
    lengths = {
        dim for known in scope.names.values() if isinstance(known, Declared) for dim in known.variable.shape if isinstance(dim, Size)
    }
    fitting = [dim for dim in sorted(lengths, key=lambda size: size.name) if _reads(letter, dim, body, scope)]
    return (fitting[0],) if len(fitting) == 1 else ()


def _is_vectorial(node: object, letter: str) -> bool:
    match node:
        case s.Scripted(base, _, s.Symbol(mark) | s.Name(mark)) if mark in TRANSPOSED or mark == "T":
            return any(isinstance(part, s.Name) and key(part) == letter for part in s.nodes_in(base))
        case s.Bracketed(r"\|", r"\|", parts):
            return any(isinstance(part, s.Name) and key(part) == letter for part in s.nodes_in(parts))
        case _:
            return False


def _reads(letter: str, dim: Size, body: s.Node, scope: Scope) -> bool:
    taken = Declared(Variable(letter, (dim,)), soft=True)
    try:
        elaborate(body, scope.with_name(letter, taken))
    except (s.UnreadableFormula, ShapeError):
        return False
    return True
