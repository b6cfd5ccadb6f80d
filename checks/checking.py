"""Pages checked in workers: each within its time and its memory, several at once, told in the order in which they were given.

A step that takes too long, or too much, is undecided and costs its page nothing but that time; so is each step that is left
when the page's own time is over.

Verbs: ``check`` (one source), ``checked`` (several, in parallel), ``understood`` (one source, read only), ``step_verdict`` (one step).
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from checks.tasks import Rendered, Rendering, Source, Step, Trouble, helped, judged, opened, read_back, remarked, rendered
from checks.verdicts import Refuted, Undecided, Verdict
from checks.workers import FAILURES, Died, Failure, OutOfMemory, Raised, TimedOut, Worker

STEP_SHARE = 3  # a step may take a third of its page's time
READING_SECONDS = 60  # of a page that is only read
RENDERING_SECONDS = 20  # of a report, beyond the page's time
Value = TypeVar("Value")
FAULT = "a fault in handcheck, not on the page"


@dataclass(frozen=True)
class Asked:
    """How pages are to be checked and shown; ``seconds`` are those for one page."""

    seconds: float
    format: str = "text"
    color: bool = False
    verbose: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of one source: its report, or why there is none; ``tracebacks`` are of faults of ours on the way."""

    source: Source
    result: Rendered | Trouble | Undecided
    tracebacks: tuple[str, ...] = ()


def checked(sources: Sequence[Source], asked: Asked, jobs: int) -> Iterator[Outcome]:
    """The outcome of each source in the order given, each as soon as it and those before it are there."""
    if jobs == 1:
        with Worker() as worker:
            for source in sources:
                yield check(worker, source, asked)
        return
    yield from _in_parallel(sources, asked, jobs)


def _in_parallel(sources: Sequence[Source], asked: Asked, jobs: int) -> Iterator[Outcome]:
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(len(sources)):
        waiting.put(number)
    outcomes: list[queue.SimpleQueue[Outcome | BaseException]] = [queue.SimpleQueue() for _ in sources]

    def work() -> None:
        # on Linux a worker ends with the thread that started it: each thread has its own
        with Worker() as worker:
            while True:
                try:
                    number = waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    outcomes[number].put(check(worker, sources[number], asked))
                except BaseException as error:
                    outcomes[number].put(error)
                    return

    for _ in range(jobs):
        threading.Thread(target=work, daemon=True).start()
    for arriving in outcomes:
        outcome = arriving.get()
        if isinstance(outcome, BaseException):
            raise outcome
        yield outcome


def check(worker: Worker, source: Source, asked: Asked) -> Outcome:
    """Read, judge and render one source."""
    end = time.monotonic() + asked.seconds
    steps = worker.call(opened, source, asked.seconds)
    if isinstance(steps, FAILURES):
        return Outcome(source, Undecided(reason=_reason(steps, "reading it")), _traceback(steps))
    if isinstance(steps, Trouble):
        return Outcome(source, steps)
    verdicts: tuple[Verdict, ...] = ()
    tracebacks: tuple[str, ...] = ()
    for number in range(steps):
        verdict = _verdict(worker, Step(source, number), end, asked)
        if isinstance(verdict, FAILURES):
            tracebacks += _traceback(verdict)
            verdict = Undecided(reason=_reason(verdict, "this step"))
        verdicts += (verdict,)
    if any(isinstance(verdict, Refuted) for verdict in verdicts):
        verdicts = _or_as_it_was(verdicts, worker.call(remarked, (source, verdicts), _seconds(end, asked)))
    result = worker.call(rendered, Rendering(source, verdicts, asked.format, asked.color, asked.verbose), RENDERING_SECONDS)
    if isinstance(result, FAILURES):
        return Outcome(source, Undecided(reason=_reason(result, "its report")), (*tracebacks, *_traceback(result)))
    if result.megabytes > worker.megabytes // 2:  # what earlier pages left behind is not the next one's fault
        worker.close()
    return Outcome(source, result, tracebacks)


def understood(worker: Worker, source: Source, form: str) -> Outcome:
    """Read one source, and say how it is understood."""
    result = worker.call(read_back, (source, form), READING_SECONDS)
    if isinstance(result, FAILURES):
        return Outcome(source, Undecided(reason=_reason(result, "reading it")), _traceback(result))
    return Outcome(source, result)


def step_verdict(worker: Worker, step: Step, seconds: float) -> Verdict:
    """The verdict on one step that has ``seconds`` for itself; undecided where it came to none."""
    verdict = _verdict(worker, step, time.monotonic() + 2 * seconds, Asked(STEP_SHARE * seconds))
    return Undecided(reason=_reason(verdict, "this step")) if isinstance(verdict, FAILURES) else verdict


def _verdict(worker: Worker, step: Step, end: float, asked: Asked) -> Verdict | Failure:
    """The verdict on one step within its time; help comes only if there is time for it."""
    if time.monotonic() >= end:
        return Undecided(reason=f"time: the {asked.seconds:g} s for a page were over before this step")
    verdict = worker.call(judged, step, _seconds(end, asked))
    if isinstance(verdict, Refuted) and not verdict.help:
        return _or_as_it_was(verdict, worker.call(helped, (step, verdict), _seconds(end, asked)))
    return verdict


def _seconds(end: float, asked: Asked) -> float:
    """What a part of a page may take."""
    return max(0.1, min(end - time.monotonic(), asked.seconds / STEP_SHARE))


def _or_as_it_was(value: Value, bettered: Value | Failure) -> Value:
    """What only adds to a verdict never costs it."""
    return value if isinstance(bettered, FAILURES) else bettered


def _reason(failure: Failure, what: str) -> str:
    match failure:
        case TimedOut(seconds):
            return f"time: {what} takes longer than {seconds:.3g} s"
        case OutOfMemory(megabytes):
            return f"memory: {what} takes more than {megabytes} MB"
        case Died(why):
            return f"{FAULT}: the process that worked on it ended: {why}"
        case Raised(error, _):
            return f"{FAULT}: {error}"


def _traceback(failure: Failure) -> tuple[str, ...]:
    return (failure.traceback,) if isinstance(failure, Raised) else ()
