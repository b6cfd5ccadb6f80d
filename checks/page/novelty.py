r"""Whether a left side is new: what makes an equation a definition, and no claim or fact.

Verbs: ``SoFar.is_new``, ``SoFar.is_used_anew``, ``SoFar.find``.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from checks.page import syntax as s
from checks.page.applications import GREEK_FUNCTIONS, head_of
from checks.page.derivatives import partials_of
from checks.page.elaborate import Formula as Reading
from checks.page.elaborate import elaborate
from checks.page.gathering import head_of_definition, is_mark, primes_of
from checks.page.iterates import Steps, is_iterate
from checks.page.letters import key, latex
from checks.page.names import Arbitrary, Declared, Distributions, Entity, LawName, Quantity, RandomLetter, Scope
from checks.page.values import INDEX_LETTERS, entries, is_index
from checks.sets import Structure
from checks.terms import ShapeError

# letters of which mostly the square has a meaning: deviations, the coefficient of determination
SQUARED = frozenset({"s", "S", "R", r"\sigma", r"\tau", r"\hat{\sigma}", r"\bar{\sigma}", r"\tilde{\sigma}"})


@dataclass(frozen=True)
class SoFar:
    """What a page has said before an equation: its names, those that a key ``lent``, the built-in functions it ``used``.

    ``asked`` is the lent name that only a cue may define anew; ``cued`` is whether the sentence lets or assumes.
    """

    scope: Scope
    lent: Mapping[str, Entity]
    asked: str
    cued: bool
    used: Set[str]
    steps: Steps

    def is_new(self, node: s.Related) -> bool:
        """Whether the left side is a name, or a function of names, that the page does not know yet."""
        left = node.sides[0]
        name, parameters = head_of_definition(left)
        if name is None or self.find(name) is not None or self._is_derivative(left):
            return False
        if self._is_built_in(left) and not self._is_lent(name):
            return False
        if parameters is None:
            return name not in {"e", r"\pi", "I"} and not primes_of(left) and not self._has_value(left)  # pyright: ignore[reportArgumentType]
        return all(isinstance(parameter, s.Name | s.Scripted) for parameter in parameters)

    def is_used_anew(self, node: s.Related) -> bool:
        """Behind a cue, a letter that is given a value of another shape, or a function that is given another rule.

        The page uses the letter for something else from there on.
        """
        left, right = node.sides[0], node.sides[1]
        name, parameters = head_of_definition(left)
        if self.cued and parameters and all(isinstance(parameter, s.Name | s.Scripted) for parameter in parameters):
            entity = self.scope.find(name or "")
            return isinstance(entity, Arbitrary) or (isinstance(entity, Quantity) and bool(entity.parameters))
        known = self.scope.find(key(left) or "") if left is not None else None
        zero = isinstance(right, s.Numeral) and right.text == "0"  # of any shape
        if not self.cued or not isinstance(known, Declared) or right is None or zero or not isinstance(left, s.Name):
            return False
        try:
            return elaborate(right, self.scope).shape != known.variable.shape
        except (s.UnreadableFormula, ShapeError):
            return False

    def find(self, name: str | None) -> Entity | None:
        """What ``name`` is, if the page is not to define it anew."""
        return None if self._is_lent(name) else self.scope.find(name or "")

    def _is_lent(self, name: str | None) -> bool:
        """Whether ``name`` is what a key defines, which the page may define anew."""
        free = name != self.asked or self.cued
        return name is not None and name in self.lent and self.scope.find(name) is self.lent[name] and free

    def _is_built_in(self, left: s.Node | None) -> bool:
        r"""Whether the left side is a known function; \\sigma and its kin stay free until the page uses them."""
        name = left.items[0] if isinstance(left, s.Juxtaposition) else left
        if isinstance(name, s.Scripted) and key(name.base) == "J" and name.subscript is not None:
            return head_of(name.subscript, Reading(self.scope).context) is not None  # the Jacobian of a known function
        if name is None or head_of(name, Reading(self.scope).context) is None:
            return False
        if key(name) == "H" and not (isinstance(left, s.Juxtaposition) and self._is_over_laws(left)):
            return False  # H, and H(w) of a number or a vector, is no entropy
        return key(name) not in GREEK_FUNCTIONS or key(name) in self.used

    def _is_over_laws(self, left: s.Juxtaposition) -> bool:
        """Whether an argument is a distribution."""
        _, arguments = head_of_definition(left)
        known = [self.scope.find(key(argument) or "") for argument in arguments or ()]
        return arguments is None or any(
            isinstance(entity, Distributions | LawName | RandomLetter)
            or (isinstance(entity, Quantity) and entity.law is not None)
            or (isinstance(entity, Declared) and entity.variable.structure is Structure.SIMPLEX)
            for entity in known
        )

    def _is_derivative(self, left: s.Node | None) -> bool:
        r"""Whether the left side is ``u_t`` of a function u(x, t) of the page: a claim, and no name.

        Raises ``UnreadableFormula`` where it may as well be a name: of a function of one argument, or the marginal of a density.
        """
        head = left.items[0] if isinstance(left, s.Juxtaposition) else left
        quantity, targets = (None, ()) if head is None else partials_of(head, Reading(self.scope).context)
        if quantity is None or head is None:
            return False
        if len(quantity.parameters) == 1 or quantity.name in {"p", "q", "P", "Q"}:
            by = r"\, ".join(rf"\partial_{{{target.name}}}" for target in reversed(targets))
            raise s.UnreadableFormula(f"{latex(head)} may be a new name or a derivative: write := or {by} {quantity.name}", head.span)
        return True

    def _is_square_of_new(self, left: s.Scripted) -> bool:
        r"""Whether it is ``s^2`` or ``\sigma_n^2`` of a letter that the page does not know: the name of a variance, or one behind a cue."""
        base = left.base if left.subscript is None else s.Scripted(left.base, left.subscript, None, 0, left.span)
        name = key(base)
        if name is None or left.primes or not isinstance(left.superscript, s.Numeral) or left.superscript.text != "2":
            return False
        free = name not in {"e", "I", r"\pi", *INDEX_LETTERS} and name not in self.scope.runs and name not in self.used
        return free and self.find(name) is None and self.find(key(left.base)) is None and (self.cued or key(left.base) in SQUARED)

    def _has_value(self, left: s.Node | None) -> bool:
        r"""Whether a name with scripts is a power, a transpose, or an entry of what is known: ``a^2``, ``x_i``, ``e^{-a}``."""
        if not isinstance(left, s.Scripted):
            return not isinstance(left, s.Name)
        if is_iterate(left, self.scope, self.steps):
            return False
        if left.superscript is not None and not is_mark(left.superscript):
            return not self._is_square_of_new(left)
        if self.find(key(left.base)) is None:
            return key(left.base) in {"e", "I", r"\delta"}
        context = Reading(self.scope).context
        return left.subscript is not None and is_index(left.subscript, context) and entries(left.base, context)
