"""Terms, declarations and definitions as the LaTeX of the page language, and that as plain Unicode."""

from checks.latex.names import declaration, definition, is_family
from checks.latex.plain import plain, plain_latex
from checks.latex.terms import latex

__all__ = ["declaration", "definition", "is_family", "latex", "plain", "plain_latex"]
