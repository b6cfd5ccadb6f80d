r"""The LaTeX that this package prints, as plain mathematics in Unicode: ``\theta^\top x`` is ``θᵀ x``.

Only spellings are changed, by tables: what a term looks like is decided once, in ``checks.latex.terms``.
Verbs: ``plain``, ``plain_latex``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from checks.latex.terms import latex
from checks.terms import Term

_GREEK_NAMES = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi varphi chi "
    "psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
_GREEK_LETTERS = "αβγδϵεζηθϑικλμνξπρστυϕφχψωΓΔΘΛΞΠΣΥΦΨΩ"
_SIGNS = {
    **dict(zip(_GREEK_NAMES.split(), _GREEK_LETTERS, strict=True)),
    "infty": "∞", "cdot": "·", "odot": "⊙", "otimes": "⊗", "times": "×",
    "mid": "|", "dots": "…", "sum": "∑", "prod": "∏", "int": "∫", "nabla": "∇",
    "partial": "∂", "le": "≤", "ge": "≥", "neq": "≠", "in": "∈", "to": "→", "land": "and", "lor": "or", "lnot": "not", "star": "⋆",
    "ell": "ℓ", "top": "ᵀ", "arg": "arg ", "|": "‖", "{": "{", "}": "}", "succ": "≻", "succeq": "⪰",
    "\\": ";", "left": "", "right": "", ",": "", "displaystyle": "",
}  # fmt: skip
_DOUBLE = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "S": "𝕊", "E": "𝔼", "P": "ℙ"}
_RAISED = str.maketrans("0123456789+-()nijkmTᵀ⋆", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱʲᵏᵐᵀᵀ⋆")
_LOWERED = str.maketrans("0123456789+-()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\\]", re.DOTALL)
_CLOSED = re.compile(r"[\w∞.]+|[^\W\d_]\([^()]*\)")  # needs no bracket above or below a slash


def plain(term: Term) -> str:
    """The term on one line of Unicode, without LaTeX's commands."""
    return plain_latex(latex(term))


def plain_latex(text: str) -> str:
    """The same for LaTeX that is already printed; a command that no table has stays a word."""
    out, _ = _sequence(_TOKEN.findall(text), 0)
    return re.sub(r"\s+", " ", out).strip()


def _sequence(tokens: list[str], at: int) -> tuple[str, int]:
    """Everything up to the brace that closes, or the end."""
    parts: list[str] = []
    while at < len(tokens) and tokens[at] != "}":
        if tokens[at] in {"^", "_"} and parts:
            script, end = _argument(tokens, at + 1)
            parts.append(_script(tokens[at], script))
        else:
            item, end = _item(tokens, at)
            parts.append(item)
        at = end
    return "".join(parts), at + 1


def _argument(tokens: list[str], at: int) -> tuple[str, int]:
    while at < len(tokens) and tokens[at] == " ":
        at += 1
    if at >= len(tokens):
        return "", at
    return _sequence(tokens, at + 1) if tokens[at] == "{" else _item(tokens, at)


def _item(tokens: list[str], at: int) -> tuple[str, int]:
    """One token with the arguments that it takes."""
    token = tokens[at]
    name = token[1:]
    if token == "{":
        return _sequence(tokens, at + 1)
    if not token.startswith("\\"):
        return {"-": "−"}.get(token, token), at + 1
    if name == "frac":
        above, middle = _argument(tokens, at + 1)
        below, end = _argument(tokens, middle)
        return f"{_closed(above)}/{_closed(below)}", end
    if name in _WRAPPERS:
        inside, end = _argument(tokens, at + 1)
        return _WRAPPERS[name](inside), end
    if name in {"left", "right"} and tokens[at + 1 : at + 2] == ["."]:
        return "", at + 2
    return _SIGNS.get(name, name), at + 1


def _closed(text: str) -> str:
    return text if _CLOSED.fullmatch(text) else f"({text})"


def _script(mark: str, text: str) -> str:
    """A script in small letters where Unicode has them all, else behind its mark."""
    bare = text.replace(" ", "").replace("−", "-")
    small = bare.translate(_RAISED if mark == "^" else _LOWERED)
    if bare and all(a != b or a in "ᵀ⋆" for a, b in zip(bare, small, strict=True)):
        return small
    return f"{mark}{text}" if re.fullmatch(r"\w+|[ᵀ⋆]", text) else f"{mark}({text})"


def _marked(mark: str) -> Callable[[str], str]:
    return lambda inside: inside + mark


# commands with one argument
_WRAPPERS: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("mathrm", "operatorname", "text", "mathcal", "mathbf", "boldsymbol", "mathsf"), _marked("")),
    **{
        name: _marked(mark)
        for name, mark in (("hat", "\u0302"), ("bar", "\u0304"), ("tilde", "\u0303"), ("vec", "\u20d7"), ("dot", "\u0307"))
    },
    "sqrt": lambda inside: f"√{inside}" if re.fullmatch(r"[^\W\d_]|[0-9]+", inside) else f"√({inside})",
    "mathbb": lambda inside: _DOUBLE.get(inside, inside),
    "begin": lambda _: "[",
    "end": lambda _: "]",
}
