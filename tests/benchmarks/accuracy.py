"""Right, wrong and undecided, and the time of a step: handcheck and its peers on the same steps, in the same run.

``python -m tests.benchmarks.accuracy [EVERY] [--start-up] [--peer NAME …]``: every ``EVERY``-th page only.  A peer that takes longer than 20 s on a step is stopped, and
counts as undecided after 20 s; one that raises is undecided too.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from checks.workers import FAILURES, TimedOut, Worker
from tests.benchmarks import peers
from tests.benchmarks.corpus import Labelled, Step, pages
from tests.benchmarks.peers import Answer

LIMIT = 20.0
WARMING = 5  # steps that are done once before, so that what is loaded and compiled on the way counts for none
MEGABYTES = 6000
PEERS: tuple[Callable[[Step], Answer], ...] = (
    peers.handcheck,
    peers.sympy_simplify,
    peers.sympy_equals,
    peers.math_verify,
    peers.jax_check_grads,
    peers.torch_gradcheck,
    peers.plain_hypothesis,
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("every", nargs="?", type=int, default=1)
    parser.add_argument("--start-up", action="store_true", help="whole processes on whole pages, too")
    parser.add_argument("--peer", action="append", choices=[peer.__name__ for peer in PEERS[1:]], help="only these beside handcheck")
    asked = parser.parse_args()
    chosen_peers = [peer for peer in PEERS if asked.peer is None or peer is peers.handcheck or peer.__name__ in asked.peer]
    chosen = pages()[:: asked.every]
    steps = [Step(page, number) for page in chosen for number in range(len(page.holds))]
    print(f"{len(chosen)} pages, {len(steps)} steps, {sum(step.holds for step in steps)} of them right")
    answers = {peer.__name__: _answers(peer, steps) for peer in chosen_peers}
    _table(steps, answers)
    _mistakes(steps, answers)
    if asked.start_up:
        _start_up(chosen)


def _answers(peer: Callable[[Step], Answer], steps: Sequence[Step]) -> list[Answer]:
    found: list[Answer] = []
    with Worker(MEGABYTES) as worker:
        for step in steps[:WARMING]:
            worker.call(peer, step, 120)
        for step in steps:
            value = worker.call(peer, step, LIMIT)
            if isinstance(value, FAILURES):
                print(f"  {peer.__name__}: {value if isinstance(value, TimedOut) else getattr(value, 'error', value)}", file=sys.stderr)
                value = Answer("undecided", LIMIT if isinstance(value, TimedOut) else 0.0)
            found.append(value)
    print(f"  {peer.__name__} done", file=sys.stderr, flush=True)
    return found


def _table(steps: Sequence[Step], answers: dict[str, list[Answer]]) -> None:
    print("| who | put | right | undecided | false called right | right called false | median ms | 99 % ms | median ratio to handcheck |")
    print("|---|---|---|---|---|---|---|---|---|")
    ours = answers[peers.handcheck.__name__]
    for name, given in answers.items():
        put = [(step, answer, own) for step, answer, own in zip(steps, given, ours, strict=True) if answer.says != "not put"]
        if not put:
            print(f"| {name} | 0 |")
            continue
        marks = Counter(_mark(step, answer) for step, answer, _ in put)
        seconds = np.array([answer.seconds for _, answer, _ in put])
        ratios = np.array([answer.seconds / max(own.seconds, 1e-6) for _, answer, own in put])
        counts = " | ".join(str(marks[mark]) for mark in ("right", "undecided", "false called right", "right called false"))
        times = f"{np.median(seconds) * 1e3:.1f} | {np.quantile(seconds, 0.99) * 1e3:.0f}"
        print(f"| {name} | {len(put)} | {counts} | {times} | {np.median(ratios):.2f} |")


def _mark(step: Step, answer: Answer) -> str:
    if answer.says == "undecided":
        return "undecided"
    if (answer.says == "holds") == step.holds:
        return "right"
    return "right called false" if step.holds else "false called right"


def _mistakes(steps: Sequence[Step], answers: dict[str, list[Answer]]) -> None:
    """The wrong answers, a line each; of handcheck also the undecided ones."""
    for name, given in answers.items():
        for step, answer in zip(steps, given, strict=True):
            mark = _mark(step, answer)
            told = mark.endswith(("called right", "called false")) or (mark == "undecided" and name == peers.handcheck.__name__)
            if told and answer.says != "not put":
                text = " ".join(step.page.data.decode().split())
                shown = step.page.path if step.page.path.startswith("/") else f"{step.page.path}: {text}"
                print(f"- {name}: {mark}: step {step.number + 1} of {shown}")


def _start_up(chosen: Sequence[Labelled]) -> None:
    """CPU seconds of a process that starts, reads a page that is a file, and reports; and of one that loads a peer and ends."""
    files = [page.path for page in chosen if page.path.startswith("/")][:10]
    whole = [_process([sys.executable, "-m", "checks.cli", "verify", path]) for path in files]
    print(f"handcheck verify, a page with start-up: median {np.median(whole):.2f} s, most {max(whole):.2f} s ({len(files)} pages)")
    for module in ("sympy", "math_verify", "jax.test_util", "torch"):
        print(f"import {module}: {_process([sys.executable, '-c', f'import {module}']):.2f} s")


def _process(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
