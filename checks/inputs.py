"""What is named on the command line to the sources that are checked: files, folders, patterns, standard input, library names.

Verb: ``sources_of``.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from checks.tasks import PAGE_SUFFIXES, Source

MOST_PAGES = 100_000  # that a folder or a pattern may hold
MAX_BYTES = 10_000_001  # of standard input: one more than a page may have, which the reader then refuses


class InputError(ValueError):
    """Nothing to check behind what was named: one line that says why."""


def sources_of(wanted: str, like: Source) -> list[Source]:
    """The sources that a word of the command line stands for, those of folders and patterns sorted by path; in all else ``like`` that one.

    Raises ``InputError`` where a folder or a pattern holds no page.
    """
    if wanted == "-":
        return [replace(like, wanted="-", data=sys.stdin.buffer.read(MAX_BYTES))]
    if "\0" in wanted:
        return [replace(like, wanted=wanted)]
    if wanted and Path(wanted).is_dir():
        return _listed(_within(wanted), f"{wanted}: a directory without pages, expected {_kinds()} files in it", like)
    if any(mark in wanted for mark in "*?[") and not os.path.lexists(wanted):
        return _listed(_matching(wanted), f"{wanted}: no file matches, expected {_kinds()} files", like)
    return [replace(like, wanted=wanted)]


def _listed(paths: list[str], otherwise: str, like: Source) -> list[Source]:
    if not paths:
        raise InputError(otherwise)
    if len(paths) > MOST_PAGES:
        raise InputError(f"{len(paths)} pages, expected at most {MOST_PAGES} behind one name")
    return [replace(like, wanted=path, found=True) for path in sorted(paths)]


def _matching(pattern: str) -> list[str]:
    """The pages that match; ``**`` follows no links, so that a loop of them ends."""
    path = Path(pattern)
    try:
        found = [each for each in Path(path.anchor).glob(str(path.relative_to(path.anchor))) if _is_page(each.name)]
    except (ValueError, OSError) as error:  # a pattern such as a**
        raise InputError(f"{pattern}: {str(error).lower()}") from None
    return [str(each) for each in found if "/." not in str(each) or "/." in pattern]


def _is_page(name: str) -> bool:
    return not name.startswith(".") and Path(name).suffix.lower() in PAGE_SUFFIXES


def _within(folder: str) -> list[str]:
    """The pages in a folder and the folders in it; hidden ones are passed by, and links to folders not followed."""
    found: list[str] = []
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [str(Path(at, name)) for name in names if _is_page(name)]
    return found


def _kinds() -> str:
    return ", ".join(sorted(PAGE_SUFFIXES))
