"""Pages a second from the file to the report, with one worker and with two, over the samples and the students' pages of the corpus.

Everything is counted that ``handcheck verify`` does for them, the start of the workers too, in seconds of the clock: to be run
where nothing else does.  Arguments are parts of names, of which a page's name has to have one.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from checks.checking import Asked, checked
from checks.tasks import PAGE_SUFFIXES, Source

CORPUS = Path(__file__).parents[1] / "corpus"
SECONDS = 60.0  # for a page, as the command has it


def main(parts: list[str]) -> None:
    found = sorted(path for folder in ("samples", "students") for path in (CORPUS / folder).iterdir() if path.suffix in PAGE_SUFFIXES)
    pages = [path for path in found if path.name != "README.md" and any(part in path.name for part in parts or [""])]
    print(f"{len(pages)} pages")
    print("| workers | seconds | pages a second | the slowest pages, seconds to its report |")
    print("|---|---|---|---|")
    rates = {jobs: _rate(pages, jobs) for jobs in (1, 2)}
    print(f"two workers to one: {rates[2] / rates[1]:.2f}")


def _rate(pages: list[Path], jobs: int) -> float:
    start = last = time.monotonic()
    waits: list[tuple[float, str]] = []
    for outcome in checked([Source(str(path)) for path in pages], Asked(seconds=SECONDS), jobs):
        now = time.monotonic()
        waits.append((now - last, Path(outcome.source.wanted).name))
        last = now
    slowest = ", ".join(f"{name} {wait:.1f}" for wait, name in sorted(waits, reverse=True)[:3])
    rate = len(pages) / (last - start)
    print(f"| {jobs} | {last - start:.1f} | {rate:.2f} | {slowest} |", flush=True)
    return rate


if __name__ == "__main__":
    main(sys.argv[1:])
