"""A file to what its page says.  Verbs: ``read_file``, ``formulas_of``."""

from __future__ import annotations

from pathlib import Path

from checks.model import Page
from checks.page.documents import NoMathematics, read_document
from checks.page.sources import Formula
from checks.page.statements import read_page


def read_file(path: Path, data: bytes | None = None) -> Page:
    """Read a page, or the ``data`` that stand for it; raises ``DocumentError`` with one clear line where there is none to read."""
    return read_page(str(path), formulas_of(path, data))


def formulas_of(path: Path, data: bytes | None = None) -> tuple[Formula, ...]:
    """The formulas of a page, of which there is at least one; raises ``DocumentError``."""
    document = read_document(path, data)
    if not document.formulas:
        raise NoMathematics(f"{path}: no mathematics found, expected formulas between dollar signs")
    return document.formulas
