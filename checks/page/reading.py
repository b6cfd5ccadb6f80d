"""A file to what its page says.  Verb: ``read_file``."""

from __future__ import annotations

from pathlib import Path

from checks.model import Page
from checks.page.documents import DocumentError, read_document
from checks.page.statements import read_page


def read_file(path: Path) -> Page:
    """Read a page; raises ``DocumentError`` with one clear line where there is none to read."""
    document = read_document(path)
    if not document.formulas:
        raise DocumentError(f"{path}: no mathematics found, expected formulas between dollar signs")
    return read_page(str(path), document.formulas)
