"""Terms, declarations and definitions as the LaTeX of the page language."""

from checks.latex.names import declaration, definition, is_family
from checks.latex.terms import latex

__all__ = ["declaration", "definition", "is_family", "latex"]
