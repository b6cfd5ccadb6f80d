"""Pieces of Python with the strength of what holds them together, and names that Python takes.

Verbs: ``atom``, ``joined``, ``raised``, ``called``, ``quoted``, ``Names.of``.
"""

from __future__ import annotations

import json
import keyword
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from checks.latex import plain_latex

COMPARED, ADDED, MULTIPLIED, SIGNED, RAISED, ATOM = range(6)


@dataclass(frozen=True)
class Code:
    """An expression; ``literal`` where it is a bare number, which is no term by itself."""

    text: str
    level: int = ATOM
    literal: bool = False

    def at(self, level: int) -> str:
        """In brackets where it holds together less than ``level``."""
        return self.text if self.level >= level else f"({self.text})"


def joined(sign: str, parts: Iterable[Code], level: int) -> Code:
    """Operands of one sign, from the left."""
    first, *rest = parts
    return Code(f" {sign} ".join((first.at(level), *(part.at(level + 1) for part in rest))), level)


def raised(base: Code, exponent: Code) -> Code:
    """A power; names and numbers stand close, as ruff has it."""
    simple = all(re.fullmatch(r"-?\w+(\.\w+)*", part.text) for part in (base, exponent))
    return Code(f"{base.at(ATOM)}{'**' if simple else ' ** '}{exponent.at(SIGNED)}", RAISED)


def called(function: str, *arguments: str) -> Code:
    """A call."""
    return Code(f"{function}({', '.join(arguments)})")


def quoted(text: str) -> str:
    """A string, raw where it holds a backslash."""
    raw = "\\" in text and '"' not in text and "\n" not in text and not text.endswith("\\")
    return f'r"{text}"' if raw else json.dumps(text, ensure_ascii=False)


@dataclass
class Names:
    """An identifier for each thing that has a name, the page's letter where Python takes it; no two are the same."""

    taken: set[str] = field(default_factory=set[str])
    given: dict[object, str] = field(default_factory=dict[object, str])

    def of(self, thing: object, latex: str) -> str:
        """The identifier of ``thing``, which LaTeX writes so."""
        if thing not in self.given:
            name = identifier(latex)
            while name in self.taken or keyword.iskeyword(name):
                name += "_"
            self.taken.add(name)
            self.given[thing] = name
        return self.given[thing]


def identifier(latex: str) -> str:
    r"""What Python takes for a name and is nearest to what the page has: θ for ``\theta``, ``p_hat`` for ``\hat{p}``."""
    accented = re.sub(r"\\(hat|bar|tilde|vec|dot)\s*\{?([^{}]+)\}?", r"\2_\1", latex)
    plain = unicodedata.normalize("NFKC", plain_latex(re.sub(r"\\(?:mathbf|boldsymbol|mathcal|mathrm|operatorname|text)\s*", "", accented)))
    name = re.sub(r"\W+", "_", plain).strip("_") or "letter"
    if name in {"l", "O", "I"}:  # too like 1 and 0
        return "ell" if latex == r"\ell" else f"{name}_"
    return name if name.isidentifier() else f"n_{name}"
