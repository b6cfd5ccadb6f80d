"""How the pages of the corpus are understood, line by line: a change of the reader shows here.

After a change that is meant, ``python -m tests.test_readback`` writes the readings anew; look at the difference.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from checks.page.reading import read_file
from checks.report.reading import as_text

CORPUS = Path(__file__).parent / "corpus"
COLLECTIONS = ("samples", "students")
HEADING = re.compile(r"^── (\S+)\n", re.MULTILINE)


def pages(collection: str) -> list[Path]:
    labels = json.loads((CORPUS / collection / "labels.json").read_text(encoding="utf-8"))
    return [CORPUS / collection / name for name in sorted(labels)]


def reading(path: Path) -> str:
    """The read-back of a page, its name in place of its path."""
    return as_text(read_file(path)).replace(str(path), path.name)


@cache
def expected(collection: str) -> dict[str, str]:
    parts = HEADING.split((CORPUS / collection / "readings.txt").read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize(("collection", "name"), [(collection, path.name) for collection in COLLECTIONS for path in pages(collection)])
def test_a_page_is_understood_as_before(collection: str, name: str) -> None:
    assert reading(CORPUS / collection / name) + "\n" == expected(collection)[name]


if __name__ == "__main__":
    for each in COLLECTIONS:
        text = "".join(f"── {path.name}\n{reading(path)}\n" for path in pages(each))
        (CORPUS / each / "readings.txt").write_text(text, encoding="utf-8")
