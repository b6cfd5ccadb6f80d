"""Jupyter notebooks: their Markdown cells, one after the other.

Verbs: ``find`` (the cells with what is in them).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import nbformat

from checks.page import markdown
from checks.page.macros import Macros, expanded
from checks.page.sources import Found, Lines


class NoNotebook(ValueError):
    """The text is no notebook; the message says why."""


def find(text: str) -> Iterator[tuple[Lines, list[Found]]]:
    """Each Markdown cell, numbered from 1 among all cells, and the prose and mathematics in it.

    Commands that a cell defines are known in the cells behind it.  Raises ``NoNotebook``.
    """
    macros = Macros()
    for number, source in _markdown_cells(text):
        lines = Lines(source.replace("\r\n", "\n").replace("\r", "\n"), cell=number)
        yield lines, list(expanded(markdown.find(lines.text), macros))


def _markdown_cells(text: str) -> Iterator[tuple[int, str]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # missing cell ids and the like: no matter of the reader's
            notebook = nbformat.reads(text, as_version=4)
        cells = [(cell["cell_type"], cell["source"]) for cell in notebook["cells"]]
    except RecursionError:
        raise NoNotebook("nested too deeply for a notebook") from None
    except Exception as error:
        said = " ".join(str(error).split())[:80]
        raise NoNotebook(f"no notebook that nbformat reads ({type(error).__name__}: {said})") from None
    for number, (kind, source) in enumerate(cells, start=1):
        if kind == "markdown" and isinstance(source, str):
            yield number, source
