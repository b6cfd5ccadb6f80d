r"""Formulas a second: handcheck's reader beside Math-Verify's ``parse`` and SymPy's ``parse_latex``.

On the formulas of the tables of the tests, side by side of every relation that all of them make something of: whether they make the
right thing of it is another matter.  What is counted is the way from the text of a formula to its expression tree, in CPU seconds of a process
in which everything is loaded: ``ours`` knows the declarations, ``ours_with_the_page`` reads them each time, with the Markdown around
them, and says what the page claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from checks.workers import FAILURES, Worker
from tests.benchmarks.corpus import Labelled, Step, claim_of, pages
from tests.benchmarks.readers import math_verify, ours, ours_with_the_page, sympy_parse_latex

LIMIT = 20.0


def main() -> None:
    asked = list(dict.fromkeys(side for page in pages() if len(page.holds) == 1 for side in _sides(page)))
    print(f"{len(asked)} formulas")
    print("| reader | reads | formulas a second, on what it reads | on what all read | ratio to handcheck |")
    print("|---|---|---|---|---|")
    times = {reader.__name__: _times(reader, asked) for reader in (ours, ours_with_the_page, math_verify, sympy_parse_latex)}
    common = [k for k in range(len(asked)) if all(found[k] is not None for found in times.values())]
    rate = {name: len(common) / sum(found[k] or 0.0 for k in common) for name, found in times.items()}
    for name, found in times.items():
        read = [seconds for seconds in found if seconds is not None]
        print(
            f"| {name} | {len(read)} | {len(read) / sum(read):.0f} | {rate[name]:.0f} ({len(common)}) | {rate[name] / rate['ours']:.2f} |"
        )


def _sides(page: Labelled) -> Iterator[tuple[str, str]]:
    claim = claim_of(Step(page, 0))
    if claim is not None:
        declared = page.data.decode().partition("$$")[0]
        yield from ((declared, side) for side in (claim.left_source, claim.right_source))


def _times(reader: Callable[[tuple[str, str]], float | None], asked: list[tuple[str, str]]) -> list[float | None]:
    with Worker(4096) as worker:
        found = [worker.call(reader, one, LIMIT) for one in asked[:1] + asked][1:]
    return [None if isinstance(seconds, FAILURES) else seconds for seconds in found]


if __name__ == "__main__":
    main()
