"""Cost against size: the steps of a chain, the entries of a vector, the nodes of an expression.

``python -m tests.benchmarks.scaling [PLOT.png]``.  A size that takes longer than the limit ends its row.  The exponent is the slope of time
over size between the last two sizes, on logarithmic axes: 1 is linear.
"""

from __future__ import annotations

import math
import sys
from typing import Any

from checks.workers import FAILURES, Worker
from tests.benchmarks.sizes import ROWS, Cost, cost

LIMIT = 120.0


def main() -> None:
    print("| size | | reading s | judging s | verdict | exponent |")
    print("|---|---|---|---|---|---|")
    curves: dict[str, list[tuple[int, Cost]]] = {}
    for title, page, sizes in ROWS:
        curves[title] = []
        with Worker(4096) as worker:
            worker.call(cost, page(sizes[0]), LIMIT)  # to warm it up
            for size in sizes:
                found = worker.call(cost, page(size), LIMIT)
                if isinstance(found, FAILURES):
                    print(f"| {title} | {size} | {found} |")
                    break
                curves[title].append((size, found))
                print(
                    f"| {title} | {size} | {found.reading:.3f} | {found.judging:.3f} | {found.verdict} | {_exponent(curves[title])} |",
                    flush=True,
                )
    if len(sys.argv) > 1:
        _plot(curves, sys.argv[1])


def _exponent(curve: list[tuple[int, Cost]]) -> str:
    if len(curve) < 2:
        return ""
    (small, before), (large, after) = curve[-2:]
    return f"{math.log(after.whole / before.whole) / math.log(large / small):.2f}"


def _plot(curves: dict[str, list[tuple[int, Cost]]], path: str) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 5), layout="constrained")
    axes: Any = figure.subplots()
    for title, curve in curves.items():
        axes.loglog([size for size, _ in curve], [found.whole for _, found in curve], marker="o", label=title)
    axes.set_xlabel("size")
    axes.set_ylabel("CPU seconds")
    axes.grid(visible=True, alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main()
