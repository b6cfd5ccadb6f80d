r"""What a page says to introduce a name: ``x \in \mathbb{R}^{d}``, ``z := \theta^\top x``.

Verbs: ``declaration``, ``definition``, ``is_family``.
"""

from __future__ import annotations

from checks.latex.sets import alphabet, array_set, dim, structured_set
from checks.latex.terms import braced, index_list, latex, law_letter
from checks.sets import REALS, Structure
from checks.terms import Defined, Dim, Function, Table, Variable, functions_in


def declaration(name: Variable | Function | Defined) -> str:
    r"""What a page says to declare it: ``\theta \in \mathbb{R}^{d}``, ``f : \mathbb{R}^{d} \to \mathbb{R}``.

    A table whose rows are distributions is declared by its rows, ``P_i \in \Delta_{K}, i = 1, \dots, n``, or, over
    finite sets, as ``p(y \mid x) \in \Delta(\mathcal{Y})``; so is a family of tables, which is a ``Defined``.
    """
    if isinstance(name, Defined):
        return rf"{name.name} \in \Delta({dim(_family_lengths(name)[-1])})"
    if isinstance(name, Function):
        return rf"{name.name} : {array_set(REALS, name.domain)} \to {array_set(REALS, name.dims)}"
    if name.structure is Structure.SIMPLEX and all(alphabet(length) is not None for length in name.dims):
        *given, over = (alphabet(length) or "" for length in name.dims)
        bar = rf" \mid {', '.join(given)}" if given else ""
        return rf"{law_letter(name)}({over}{bar}) \in {structured_set(name)}"
    if name.structure is Structure.SIMPLEX and len(name.dims) > 1:
        letters = "ijk"[: len(name.dims) - 1]
        ranges = "".join(rf", {i} = 1, \dots, {dim(n)}" for i, n in zip(letters, name.dims, strict=False))
        return rf"{name.name}_{braced(letters)} \in \Delta_{{{dim(name.dims[-1])}}}{ranges}"
    return rf"{name.name} \in {structured_set(name)}"


def definition(defined: Defined) -> str:
    r"""What a page says to define it: ``z := \theta^\top x``; an array given entry by entry is ``p_k := \dots``."""
    match defined.meaning:
        case Table(indices, body):
            return f"{defined.name}_{braced(index_list(indices))} := {latex(body)}"
        case meaning:
            return f"{defined.name} := {latex(meaning)}"


def is_family(defined: Defined) -> bool:
    """Whether it is an arbitrary family of tables, as ``checks.notation.family`` makes it: declared, not defined."""
    return bool(_family_lengths(defined))


def _family_lengths(defined: Defined) -> tuple[Dim, ...]:
    """The lengths of the family's axes, the one it is normalised over last."""
    logits = [f for f in functions_in(defined.meaning) if f.name == f"logits of {defined.name}"]
    return logits[0].dims if logits else ()
