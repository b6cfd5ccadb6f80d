r"""Nodes as the LaTeX they were: the key of a name, and what a message shows of a formula.

Verbs: ``latex`` (a node as LaTeX), ``key`` (the name a node would be), ``word`` (a word without its font or backslash).
"""

from __future__ import annotations

from checks.page import syntax as s

_FONTS = (r"\mathrm{", r"\operatorname{", r"\text{", r"\mathsf{", r"\mathit{")


def word(node: s.Node | None) -> str | None:
    r"""The word that a ``Name`` spells, without font and backslash: ``tr`` for ``\tr`` and ``\mathrm{tr}``; ``None`` if it is no name."""
    if not isinstance(node, s.Name | s.Operator):
        return None
    text = node.text
    for font in _FONTS:
        if text.startswith(font) and text.endswith("}"):
            return text[len(font) : -1].strip()
    return text.replace("\\", "").strip()


def key(node: s.Node) -> str | None:
    r"""The name that a name with its scripts would be: ``x``, ``\theta_0``, ``\theta^\star``; ``None`` for anything else."""
    if isinstance(node, s.Name):
        return "e" if node.text == r"\mathrm{e}" else node.text
    if isinstance(node, s.Scripted) and isinstance(node.base, s.Name):
        return node.base.text + _script("_", node.subscript) + _script("^", node.superscript) + "'" * node.primes
    return None


def _script(mark: str, node: s.Node | None) -> str:
    if node is None:
        return ""
    inside = latex(node)
    plain = len(inside) == 1 or (inside.startswith("\\") and inside[1:].isalpha())
    return mark + (inside if plain else f"{{{inside}}}")


def _joined(pieces: list[str]) -> str:
    out = ""
    for piece in pieces:
        last = out.rsplit("\\", 1)[-1] if "\\" in out else "1"
        gap = " " if piece[:1].isalpha() and last.isalpha() else ""
        out += gap + piece
    return out


def _bracketed(node: s.Bracketed) -> str:
    inside = latex(node.parts[0]) if node.parts else ""
    for separator, part in zip(node.separators, node.parts[1:], strict=False):
        gap = " " if separator.startswith("\\") else ""
        inside += f"{gap}{separator} {latex(part)}"
    gap = " " if node.opening[-1:].isalpha() else ""
    return f"{node.opening}{gap}{inside}{' ' if node.closing[1:].isalpha() else ''}{node.closing}"


def _related(node: s.Related) -> str:
    pieces: list[str] = []
    for number, side in enumerate(node.sides):
        if number:
            pieces.append(f" {node.relations[number - 1]} ")
        pieces.append("" if side is None else latex(side))
    return "".join(pieces).strip()


def latex(node: s.Node) -> str:
    """A node as LaTeX, in one canonical spelling."""
    match node:
        case s.Numeral(text) | s.Name(text) | s.Symbol(text) | s.Operator(text):
            return text
        case s.Words(text):
            return rf"\text{{{text}}}"
        case s.Scripted(base, subscript, superscript, primes):
            return latex(base) + "'" * primes + _script("_", subscript) + _script("^", superscript)
        case s.Bracketed():
            return _bracketed(node)
        case s.Fraction(numerator, denominator, style):
            return rf"\{style}{{{latex(numerator)}}}{{{latex(denominator)}}}"
        case s.Root(radicand, degree):
            return rf"\sqrt{f'[{latex(degree)}]' if degree is not None else ''}{{{latex(radicand)}}}"
        case s.Juxtaposition(items):
            return _joined([latex(item) for item in items])
        case s.Additive(signs, terms):
            text = "".join(f" {sign} {latex(term)}" for sign, term in zip(signs, terms, strict=True)).strip()
            return text.removeprefix("+ ").replace("- ", "-", 1) if text.startswith(("+", "-")) else text
        case s.Related():
            return _related(node)
        case s.Listing(items, separators):
            parts = [latex(items[0])]
            parts += [f"{sep} {latex(item)}" for sep, item in zip(separators, items[1:], strict=False)]
            return "".join(parts)
        case s.Grid(environment, rows):
            body = r" \\ ".join(" & ".join(latex(cell) for cell in row) for row in rows)
            return rf"\begin{{{environment}}} {body} \end{{{environment}}}"


def names_in(node: object) -> frozenset[str]:
    """The letters that stand anywhere in it."""
    return frozenset(part.text for part in s.nodes_in(node) if isinstance(part, s.Name))
