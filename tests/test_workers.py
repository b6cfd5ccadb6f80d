"""A worker answers, can be stopped, stays within its memory, and never outlives the process that it works for."""

import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from checks import workers
from checks.terms import Variable
from checks.workers import Died, OutOfMemory, Raised, TimedOut, Worker

ROOT = Path(__file__).parents[1]


def test_a_call_gives_the_value() -> None:
    with Worker() as worker:
        assert worker.call(math.sqrt, 2.25, 60) == 1.5
        assert worker.call(len, "$x$", 60) == 3
        assert worker.starts == 1


def test_terms_come_back_as_themselves() -> None:
    x = Variable("x")
    with Worker() as worker:
        assert worker.call(repr, x * x, 60) == repr(x * x)
        assert worker.call(tuple, [x / 2], 60)[0] is x / 2


def test_what_takes_too_long_is_stopped_and_the_next_call_is_answered() -> None:
    with Worker() as worker:
        assert worker.call(time.sleep, 600, 0.2) == TimedOut(0.2)
        assert worker.call(math.factorial, 10**8, 0.2) == TimedOut(0.2), "in C, where no signal handler runs"
        assert worker.call(abs, -1, 60) == 1
        assert worker.starts == 3


def test_memory_is_limited() -> None:
    with Worker(megabytes=256) as worker:
        assert worker.call(bytes, 10**9, 60) == OutOfMemory(256)
        assert worker.call(len, b"x" * 10**6, 60) == 10**6
    with Worker() as worker:
        assert worker.call(bytes, workers.MEGABYTES << 20, 60) == OutOfMemory(workers.MEGABYTES)


def test_a_worker_that_dies_says_why() -> None:
    with Worker() as worker:
        assert worker.call(os._exit, 7, 60) == Died("exit status 7")
        assert worker.call(signal.raise_signal, signal.SIGSEGV, 60) == Died("Segmentation fault")
        assert worker.call(abs, -1, 60) == 1


def test_an_exception_comes_back_as_a_value() -> None:
    with Worker() as worker:
        failed = worker.call(math.sqrt, -1.0, 60)
        assert isinstance(failed, Raised)
        assert failed.error == "ValueError: math domain error"
        assert "Traceback" in failed.traceback
        assert isinstance(worker.call(_generator, 1, 60), Raised), "a value that cannot be sent"
        assert worker.call(abs, -1, 60) == 1
        assert worker.starts == 1


def _generator(number: int) -> object:
    return (n for n in range(number))


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_its_parent(ending: signal.Signals) -> None:
    script = (
        "import math, os, signal\nfrom checks.workers import Worker\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background jobs ignore it
        "with Worker() as worker:\n"
        "    print(worker.call(abs, -1, 60), worker._process.pid, flush=True)\n"
        "    worker.call(math.factorial, 10**8, 600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        worker = int(parent.stdout.readline().split()[1])
    parent.send_signal(ending)
    parent.wait(60)
    assert _gone(worker)


def _gone(pid: int) -> bool:
    for _ in range(1000):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.01)
    return False
