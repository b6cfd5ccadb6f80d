"""What a whole call of the command takes, against what its imports take: ``python tests/benchmarks/startup.py [RUNS]``.

Each command and its peer run in turn, so that a machine that slows down slows both; medians and ratios are printed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "derivations" / "homework" / "answer.md"
IMPORTS = ["-c", "import jax, sympy"]
PAIRS = {
    "verify the homework page": (["-m", "checks.cli", "verify", str(PAGE)], IMPORTS),
    "--help": (["-m", "checks.cli", "--help"], ["-c", "import argparse, json"]),
    "list": (["-m", "checks.cli", "list"], ["-c", "import argparse, json"]),
}


def seconds(arguments: list[str]) -> float:
    """How long one process took."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def main(runs: int) -> None:
    """Print a table: the command, its peer, both medians, and the median of the ratios run by run."""
    print(f"{'handcheck':26} {'peer':24} {'median':>8} {'peer':>8} {'ratio':>6}")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "three-answers.md")
        page.write_text(PAGE.read_text(encoding="utf-8").partition("\n## 1.3")[0], encoding="utf-8")
        _table({"verify its first 3 answers": (["-m", "checks.cli", "verify", str(page)], IMPORTS), **PAIRS}, runs)


def _table(pairs: dict[str, tuple[list[str], list[str]]], runs: int) -> None:
    for name, (ours, peer) in pairs.items():
        seconds(ours), seconds(peer)  # files and byte code are read once
        times = [(seconds(ours), seconds(peer)) for _ in range(runs)]
        ratio = statistics.median(a / b for a, b in times)
        a, b = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"{name:26} {peer[-1]:24} {a:7.3f}s {b:7.3f}s {ratio:6.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
