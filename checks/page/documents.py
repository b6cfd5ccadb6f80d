"""Documents: a file on disk to the formulas in it.

Each kind of document is a module that is imported when the first such document is read.

Verbs: ``read_document`` (a file), ``formulas`` (a text).
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from checks.page.sources import Formula, Lines, assemble

MAX_BYTES = 10_000_000
MAX_DOLLARS = 100_000  # signs in one document: a page of homework has some hundreds
MAX_LINES = 100_000


class DocumentError(ValueError):
    """A document that could not be read: one line that says why."""


class NoMathematics(DocumentError):
    """A document that was read, and in which no formula stands."""


@dataclass(frozen=True)
class Document:
    """A document and its formulas in their order."""

    path: Path
    text: str
    formulas: tuple[Formula, ...]


def read_document(path: Path, data: bytes | None = None) -> Document:
    """The document at ``path``; with ``data``, these bytes as a Markdown document that is called so.

    Raises ``DocumentError``: no such file, a directory, a device, not readable, too large, not text, empty, or of a kind that is not read.
    """
    reader = _reader(path) if data is None else _markdown
    text = _text(path, _bytes(path) if data is None else data)
    try:
        return Document(path, text, reader(text))
    except DocumentError as error:
        raise DocumentError(f"{path}: {error}") from None


def formulas(text: str, suffix: str = ".md") -> tuple[Formula, ...]:
    """The formulas of a text of the kind that ``suffix`` names.  Raises ``DocumentError``."""
    return _reader(Path(f"page{suffix}"))(_newlines(text))


def _reader(path: Path) -> Callable[[str], tuple[Formula, ...]]:
    readers = {".md": _markdown, ".markdown": _markdown, ".tex": _latex, ".ipynb": _notebook}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        found = f"a file of the kind `{path.suffix}`" if path.suffix else "a file without a suffix"
        raise DocumentError(f"{path}: {found}, expected .md, .tex or .ipynb")
    return reader


def _text(path: Path, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise DocumentError(f"{path}: more than {MAX_BYTES // 1_000_000} MB, expected at most that")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError(f"{path}: UTF-16, expected UTF-8 text")
    if b"\0" in data:
        raise DocumentError(f"{path}: a NUL byte at offset {data.index(0)}, expected UTF-8 text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"the byte 0x{data[error.start]:02x} at offset {error.start}"
        raise DocumentError(f"{path}: {found}, expected UTF-8 text") from None
    if not text.strip():
        raise DocumentError(f"{path}: an empty file, expected a page")
    return _newlines(text)


def _bytes(path: Path) -> bytes:
    """What the file begins with: all of it, or more than is read."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise DocumentError(f"{path}: a directory, expected a file")
        if not stat.S_ISREG(mode):  # a pipe may never end, and opening it may wait for ever
            raise DocumentError(f"{path}: no regular file, expected one; - reads standard input")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DocumentError(f"{path}: no such file") from None
    except DocumentError:
        raise
    except (OSError, ValueError) as error:
        said = (getattr(error, "strerror", None) or str(error)).lower()
        raise DocumentError(f"{path}: cannot be read: {said}") from None


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check_caps(text: str) -> None:
    dollars, lines = text.count("$"), text.count("\n")
    if dollars > MAX_DOLLARS:
        raise DocumentError(f"{dollars} dollar signs, expected at most {MAX_DOLLARS}")
    if lines > MAX_LINES:
        raise DocumentError(f"{lines} lines, expected at most {MAX_LINES}")


def _markdown(text: str) -> tuple[Formula, ...]:
    from checks.page import macros, markdown

    _check_caps(text)
    return assemble(macros.expanded(markdown.find(text), macros.Macros()), Lines(text))


def _latex(text: str) -> tuple[Formula, ...]:
    from checks.page import latex

    _check_caps(text)
    return assemble(latex.find(text), Lines(text))


def _notebook(text: str) -> tuple[Formula, ...]:
    from checks.page import notebook

    _check_caps(text)
    found: list[Formula] = []
    try:
        for lines, items in notebook.find(text):
            first = found[-1].paragraph + 1 if found else 0
            found += [replace(formula, paragraph=formula.paragraph + first) for formula in assemble(items, lines)]
    except notebook.NoNotebook as error:
        raise DocumentError(str(error)) from None
    return tuple(found)
