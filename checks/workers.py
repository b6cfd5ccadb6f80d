"""A worker: a process of our own that can be stopped at any time, and that never takes more memory than it was given.

Algebra can hang, and run out of memory, inside C, where neither a signal handler nor a thread reaches: only a process can be
stopped there.  A worker is started once, does one call after the other, and is started again after it had to be killed.
What goes to it and comes back are values of this project (``multiprocessing`` carries them between the two processes over
a private socket): no text of a page is ever read as code.  POSIX only.

Verbs: ``Worker.call``, ``Worker.close``.
"""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from typing import Any, TypeAlias

MEGABYTES = 2048  # of data: JAX takes 240 to be loaded, and the largest of the sample pages 500
_GRACE = 2  # seconds after which a worker that outlived its call, and its parent, ends itself
_TAIL = 4000  # bytes of what a dying worker says
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
# The path is handed over, so that the worker imports what its parent does; what it is to run comes through the socket.
_START = "import sys; sys.path[:] = sys.argv[4:]; from checks.workers import serve; serve(*map(int, sys.argv[1:4]))"


@dataclass(frozen=True)
class TimedOut:
    """The call took longer than its ``seconds``; the worker was killed."""

    seconds: float


@dataclass(frozen=True)
class OutOfMemory:
    """The call needed more than its ``megabytes``."""

    megabytes: int


@dataclass(frozen=True)
class Died:
    """The worker ended during the call; ``why`` names the signal or the exit status."""

    why: str


@dataclass(frozen=True)
class Raised:
    """The function raised; ``error`` names the exception as its text does, ``traceback`` is for whoever mends it."""

    error: str
    traceback: str


Failure: TypeAlias = TimedOut | OutOfMemory | Died | Raised
FAILURES = (TimedOut, OutOfMemory, Died, Raised)


class Worker:
    """One process, started at its first call, and again at the first call after it was killed.  A context manager."""

    def __init__(self, megabytes: int = MEGABYTES) -> None:
        self.megabytes = megabytes
        self.starts = 0  # a caller that left something in the worker sees by it that it is gone
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection[Any, Any] | None = None
        self._said = -1

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, unless it runs; it loads nothing but this module."""
        if self._process is not None:
            return
        mine, its = Pipe()
        self._said = _unnamed_file()
        numbers = (its.fileno(), self.megabytes, os.getpid())
        command = [sys.executable, "-c", _START, *map(str, numbers), *sys.path]
        with its:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=self._said, stderr=self._said, pass_fds=(its.fileno(),)
            )
        self._connection = mine
        self.starts += 1

    def call(self, function: Callable[[Any], Any], argument: Any, seconds: float) -> Any:
        """``function(argument)``, worked out in the process; a ``Failure`` where it raised, or did not come to its end.

        The function is found by its name in its module; argument and value are frozen values of the project, numbers or text.
        """
        self.start()
        assert self._connection is not None
        try:
            self._connection.send((function, argument, seconds))
            if not self._connection.poll(seconds):
                self.close()
                return TimedOut(seconds)
            value = self._connection.recv()
        except (EOFError, OSError):
            return self._died()
        except BaseException:  # interrupted: what the worker would answer is no longer wanted
            self.close()
            raise
        if isinstance(value, OutOfMemory):  # what it left half built is not to be trusted
            self.close()
        return value

    def close(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            os.close(self._said)

    def _died(self) -> OutOfMemory | Died:
        """Why the process is gone."""
        assert self._process is not None
        try:
            status = self._process.wait(1)
        except subprocess.TimeoutExpired:
            status = 0
        said = os.pread(self._said, _TAIL, max(0, os.fstat(self._said).st_size - _TAIL)).decode(errors="replace").lower()
        self.close()
        if any(word in said for word in ("memory", "bad_alloc", "bad alloc")):
            return OutOfMemory(self.megabytes)
        return Died(signal.strsignal(-status) or f"signal {-status}" if status < 0 else f"exit status {status}")


def _unnamed_file() -> int:
    """A file without a name, for what a worker and the C libraries in it print: nobody sees it, and it says why one died."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("worker")
    import tempfile

    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


# ── in the worker ─────────────────────────────────────────────────────────────────────────────────


def serve(descriptor: int, megabytes: int, parent: int) -> None:
    """Answer calls until the parent closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which ends its workers
    _end_with(parent)
    _limit(megabytes)
    with Connection(descriptor) as connection:
        while True:
            try:
                function, argument, seconds = connection.recv()
            except (EOFError, OSError):
                return
            except Exception as error:  # a module that does not load
                _answer(connection, _raised(error))
                continue
            signal.alarm(math.ceil(seconds) + _GRACE)  # the default action ends the process, also inside C
            value = _called(function, argument, megabytes)
            signal.alarm(0)
            _answer(connection, value)


def _called(function: Callable[[Any], Any], argument: Any, megabytes: int) -> Any:
    try:
        return function(argument)
    except MemoryError:
        return OutOfMemory(megabytes)
    except Exception as error:
        # XLA has no exception of its own for this; its text is the status code of the allocator
        return OutOfMemory(megabytes) if "RESOURCE_EXHAUSTED" in str(error) else _raised(error)


def _answer(connection: Connection[Any, Any], value: Any) -> None:
    try:
        connection.send(value)
    except OSError:  # the parent is gone
        raise SystemExit(0) from None
    except Exception as error:
        connection.send(_raised(error))


def _raised(error: Exception) -> Raised:
    import traceback

    text = " ".join(str(error).split())
    return Raised(f"{type(error).__name__}: {text}" if text else type(error).__name__, "".join(traceback.format_exception(error)))


def _end_with(parent: int) -> None:
    """End when the parent does, also in the midst of a call.  Elsewhere than on Linux: at the call's alarm at the latest."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit(0)


def _limit(megabytes: int) -> None:
    """Of data, not of addresses: XLA and OpenBLAS reserve gigabytes of addresses that they never use."""
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
