"""The command ``handcheck``: verify pages and derivations, list the library, show a derivation as a page.

Exit status: that of the worst verdict (0 stands, 1 does not, 2 unreadable, 3 undecided); 2 as well for wrong usage and
for what cannot be read.  Everything heavy is imported only where a verb needs it.  Verb: ``main``.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

if TYPE_CHECKING:
    from checks.model import Derivation, Report

PAGE_SUFFIXES = {".md", ".markdown", ".tex", ".ipynb"}
UNREADABLE, UNDECIDED = 2, 3  # as in checks.verdicts, which is not imported for --help
_BADNESS = (0, 1, UNDECIDED, UNREADABLE)  # the order of the verdict table, the worst last


class CommandError(Exception):
    """Trouble that one line explains; ``status`` is what the command ends with."""

    def __init__(self, message: str, status: int = UNREADABLE) -> None:
        super().__init__(message)
        self.status = status


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; no exception but a wrong usage's ``SystemExit`` leaves it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that lacks a letter gets its number, not a traceback
            stream.reconfigure(errors="backslashreplace")  # pyright: ignore[reportAttributeAccessIssue]
    try:
        options = _parser().parse_args(arguments)
        status = options.run(options)
        print(end="", flush=True)
    except CommandError as error:
        return _complain(error)
    except BrokenPipeError:  # the reader has seen enough; Python would complain once more when it closes stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        print("handcheck: interrupted", file=sys.stderr)
        return 130
    except OSError as error:  # what was read is handled where it is read: this is the output
        return _complain(CommandError(f"cannot write: {(error.strerror or type(error).__name__).lower()}"))
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handcheck",
        description="Is each step of a derivation right? Pages (Markdown, LaTeX, notebooks) and library names alike.",
        epilog="exit status: 0 every step stands, 1 a step does not, 2 something could not be read, 3 undecided",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    verbs = parser.add_subparsers(title="verbs", required=True, metavar="VERB")

    verify = verbs.add_parser("verify", help="give every step of pages or derivations a verdict")
    verify.add_argument("inputs", nargs="+", metavar="PATH-OR-NAME", help="a page, or a derivation of the library")
    verify.add_argument("--format", choices=("text", "json"), default="text", help="json: one object a page, one a line")
    verify.add_argument("--verbose", action="store_true", help="also list what was declared, defined and passed over")
    verify.add_argument("--color", action=argparse.BooleanOptionalAction, help="default: on a terminal, unless NO_COLOR is set")
    verify.set_defaults(run=_verify)

    listing = verbs.add_parser("list", help="list the derivations of the library")
    listing.add_argument("--format", choices=("text", "json"), default="text")
    listing.set_defaults(run=_list)

    show = verbs.add_parser("show", help="print a derivation as a page, with its verdicts")
    show.add_argument("name", metavar="NAME", help="a derivation of the library, as 'handcheck list' names it")
    show.set_defaults(run=_show)
    return parser


class _Version(argparse.Action):
    """As argparse's own, but the version is looked up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"handcheck {version('handcheck')}")
        except PackageNotFoundError:
            print("handcheck (not installed: run from a clone)")
        parser.exit()


# ── verbs ─────────────────────────────────────────────────────────────────────────────────────────


def _verify(options: argparse.Namespace) -> int:
    statuses = [_verify_one(wanted, options) for wanted in options.inputs]
    return max(statuses, key=_BADNESS.index)


def _verify_one(wanted: str, options: argparse.Namespace) -> int:
    """One input's status; its trouble is told and does not stop the others."""
    from checks.report.diagnostic import page_verdict
    from checks.verdicts import exit_status

    try:
        with _progress(f"checking {wanted} …"), _faults_told(wanted):
            report = _judged(wanted)
            rendered = _renderer(options)(report)
            status = exit_status(page_verdict(report))
    except CommandError as error:
        return _complain(error)
    print(rendered, flush=True)
    return status


def _renderer(options: argparse.Namespace) -> Callable[[Report], str]:
    if options.format == "json":
        from checks.report.json import as_json

        return as_json
    from checks.report.text import as_text

    color = _wants_color() if options.color is None else options.color
    return lambda report: as_text(report, color=color, verbose=options.verbose)


def _list(options: argparse.Namespace) -> int:
    from checks import library

    names = library.names()
    if options.format == "json":
        import json

        lines: Iterable[str] = (json.dumps({"name": name, "title": title}) for name, title in names)
    else:
        width = max((len(name) for name, _ in names), default=0)
        lines = (f"{name:<{width}}  {title}".rstrip() for name, title in names)
    for line in lines:
        print(line)
    return 0


def _show(options: argparse.Namespace) -> int:
    from checks.report.diagnostic import page_verdict
    from checks.report.page import as_page, verdict_list
    from checks.verdicts import exit_status

    with _faults_told(options.name):
        name, derivation = _loaded(options.name)
        print(as_page(derivation), flush=True)
        with _progress(f"checking {name} …"):
            from checks.judge import judge_derivation

            report = judge_derivation(derivation, name)
        print(verdict_list(report), end="")
        return exit_status(page_verdict(report))


# ── inputs ────────────────────────────────────────────────────────────────────────────────────────


def _judged(wanted: str) -> Report:
    """The report on a file, or else on a derivation of that name; a file wins."""
    path = Path(wanted)
    if wanted and path.is_dir():
        raise CommandError(f"{wanted}: a directory, expected a page")
    if path.suffix != ".py" and (os.path.lexists(wanted) or path.suffix in PAGE_SUFFIXES):
        return _judged_file(path)
    name, derivation = _loaded(wanted)
    from checks.judge import judge_derivation

    return judge_derivation(derivation, name)


def _judged_file(path: Path) -> Report:
    from checks.page.documents import DocumentError
    from checks.page.reading import read_file

    try:
        page = read_file(path)
    except (DocumentError, OSError) as error:
        raise CommandError(_document_trouble(path, error)) from None
    from checks.judge import judge_page

    return judge_page(page)


def _document_trouble(path: Path, error: Exception) -> str:
    if isinstance(error, OSError):
        reason = (error.strerror or type(error).__name__).lower()
        return f"{path}: {'no such file' if isinstance(error, FileNotFoundError) else reason}"
    message = str(error)
    return message if message.startswith(str(path)) else f"{path}: {message}"


def _loaded(wanted: str) -> tuple[str, Derivation]:
    from checks import library

    try:
        name = library.resolve(wanted)
    except LookupError as error:
        raise CommandError(f"no such file, and {error.args[0]}") from None
    try:
        return name, library.load(name)
    except TypeError as error:
        raise CommandError(str(error)) from None


# ── the terminal ──────────────────────────────────────────────────────────────────────────────────


def _complain(error: CommandError) -> int:
    line = " ".join(str(error).split())
    print(f"handcheck: error: {line}", file=sys.stderr)
    return error.status


@contextmanager
def _faults_told(wanted: str) -> Generator[None]:
    """A fault of ours, or of a derivation's module, as one line; it says nothing about the derivation: undecided.

    With ``HANDCHECK_TRACEBACK`` set it goes through, for whoever mends it.
    """
    try:
        yield
    except (CommandError, BrokenPipeError):
        raise
    except Exception as error:  # the boundary: whatever it is, no traceback reaches a user
        if os.environ.get("HANDCHECK_TRACEBACK"):
            raise
        raise CommandError(f"{wanted}: a fault in handcheck, not on the page: {_named(error)}", UNDECIDED) from error


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _wants_color() -> bool:
    return _is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _is_terminal(stream: TextIO | None) -> bool:
    """A closed stream is none: Python has ``None`` in its place."""
    return stream is not None and stream.isatty()


@contextmanager
def _progress(text: str) -> Generator[None]:
    """``text`` on the terminal while it lasts; nothing where no terminal watches."""
    if not _is_terminal(sys.stderr):
        yield
        return
    print(f"\r{text}", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
