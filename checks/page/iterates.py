r"""Names that stand beside a declared letter for another value of it: ``\theta^\star``, ``\theta_t`` and ``\theta_{t+1}``, ``\theta_0``.

A letter in a subscript counts steps, and no entries, where the page also writes it shifted by a number, and it is neither a range
nor bound by a sum: ``\theta_{t+1} = \theta_t - \alpha \nabla f(\theta_t)``.

Verbs: ``steps_in`` (what counts steps on a page), ``is_iterate``, ``with_iterates``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checks.page import syntax as s
from checks.page.gathering import is_mark
from checks.page.letters import key, latex, names_in
from checks.page.names import Declared, Scope
from checks.sets import Integers

Steps = frozenset[tuple[str, str]]  # a base and the letter that counts its steps


def steps_in(nodes: tuple[object, ...]) -> Steps:
    """The bases that stand with a shifted letter, with that letter; letters that a sum binds anywhere count no steps."""
    bound = {"i", "j"}  # these are entries, whatever is shifted
    shifted: set[tuple[str, str]] = set()
    for node in nodes:
        for part in _scripted(node):
            if isinstance(part.base, s.Operator):
                bound |= names_in(part.subscript)
            letter = _shifted(part.subscript or _inner(part.superscript))
            base = key(part.base)
            if letter is not None and base is not None:
                shifted.add((base, letter))
    return frozenset((base, letter) for base, letter in shifted if letter not in bound)


def is_iterate(node: s.Node | None, scope: Scope, steps: Steps) -> bool:
    """Whether a name with scripts is another value of a declared letter."""
    if not isinstance(node, s.Scripted) or node.primes or not isinstance(known := scope.find(key(node.base) or ""), Declared):
        return False
    if node.subscript is None:
        inner = _inner(node.superscript)
        if inner is not None:
            return _counts(inner, key(node.base) or "", scope, steps)
        return isinstance(node.superscript, s.Symbol | s.Words) and is_mark(node.superscript) and latex(node.superscript) != r"\infty"
    if latex(node.subscript) == "0":
        return bool(known.variable.dims) and any(base == key(node.base) for base, _ in steps)
    return _counts(node.subscript, key(node.base) or "", scope, steps)


def with_iterates(node: object, scope: Scope, steps: Steps) -> Scope:
    """The scope in which every iterate in ``node`` that is not known is declared like its letter; not the name that a definition begins with."""
    defined = node.sides[0] if isinstance(node, s.Related) and node.relations[0] in {"=", ":="} else None
    for part in _scripted(node):
        for name in (part, replace(part, superscript=None), replace(part, subscript=None)):
            if (name.subscript, name.superscript) == (None, None) or name == defined or not is_iterate(name, scope, steps):
                continue
            letter, own = key(name), scope.find(key(name.base) or "")
            if letter is not None and scope.find(letter) is None and isinstance(own, Declared):
                scope = scope.with_name(letter, Declared(replace(own.variable, name=letter)))
    return scope


def _scripted(node: object) -> Iterator[s.Scripted]:
    return (part for part in s.nodes_in(node) if isinstance(part, s.Scripted))


def _inner(superscript: s.Node | None) -> s.Node | None:
    r"""What stands in ``\theta^{(t)}``."""
    return superscript.parts[0] if isinstance(superscript, s.Bracketed) and len(superscript.parts) == 1 else None


def _shifted(script: s.Node | None) -> str | None:
    match script:
        case s.Additive(_, (s.Name(letter), s.Numeral())):
            return letter
        case _:
            return None


def _counts(script: s.Node, base: str, scope: Scope, steps: Steps) -> bool:
    letter = script.text if isinstance(script, s.Name) else _shifted(script)
    if isinstance(script, s.Numeral):
        return script.text == "0" and any(known == base for known, _ in steps)
    if letter is None or (base, letter) not in steps or letter in scope.runs:
        return False
    known = scope.find(letter)
    return known is None or (isinstance(known, Declared) and isinstance(known.variable.values, Integers))
