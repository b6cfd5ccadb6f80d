r"""From the syntax of an expression and the names of a page to a term.

Every node is read here or handed to the module that reads its kind; a ``ShapeError`` becomes an ``UnreadableFormula`` at the smallest node
whose parts do not fit.

Verbs: ``elaborate`` (one expression), ``sides`` (the expressions of one relation, read together so that they tell each other's open
lengths), ``read_node``.
"""

from __future__ import annotations

from checks.page import syntax as s
from checks.page.applications import order_of, primed, primed_quantity
from checks.page.context import Context, not_yet, refuse
from checks.page.derivatives import differential_of, differentiate, evaluated
from checks.page.fitting import Fitting
from checks.page.letters import latex
from checks.page.names import Alphabet, Own as _Own  # type: ignore[attr-defined]
