"""The command ``handcheck``: verify pages and derivations, show how a page is read, list the library, show a derivation as a page.

Pages are judged in workers (``checks.checking``), which nothing on a page can make take this process down.
Exit status: that of the worst verdict (0 stands, 1 does not, 2 unreadable, 3 undecided); 2 as well for wrong usage and
for what cannot be read.  Everything heavy is imported only where a verb needs it.  Verb: ``main``.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

if TYPE_CHECKING:
    from checks.checking import Outcome
    from checks.model import Derivation, Page
    from checks.tasks import Source

UNREADABLE, UNDECIDED = 2, 3  # as in checks.verdicts, which is not imported for --help
_BADNESS = (0, 1, UNDECIDED, UNREADABLE)  # the order of the verdict table, the worst last
_WORDS = ("proved", "agrees", "conditional", "refuted", "undecided", "unreadable", "passed over")


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
    verify.add_argument(
        "inputs",
        nargs="+",
        metavar="PATH-OR-NAME",
        help="a page, a folder of pages, a pattern (**/*.md), - for standard input (Markdown), or a derivation of the library",
    )
    _add_key(verify)
    _add_library(verify)
    verify.add_argument("--format", choices=("text", "json"), default="text", help="json: one object a page, one a line")
    verify.add_argument("--jobs", type=_positive(int), metavar="N", help="pages checked at once; default: one a core")
    verify.add_argument(
        "--time-limit",
        type=_positive(float),
        default=60.0,
        metavar="SECONDS",
        help="for one page, a third of it for one step; what takes longer is undecided; default: 60",
    )
    verify.add_argument("--verbose", action="store_true", help="also list what was declared, defined and passed over")
    verify.add_argument("--color", action=argparse.BooleanOptionalAction, help="default: on a terminal, unless NO_COLOR is set")
    verify.set_defaults(run=_verify)

    read = verbs.add_parser("read", help="show how pages are understood, judging nothing")
    read.add_argument("inputs", nargs="+", metavar="PATH", help="a page, a folder of pages, a pattern, or - for standard input (Markdown)")
    _add_key(read)
    _add_library(read)
    read.add_argument("--format", choices=("text", "json"), default="text", help="json: one object a page, one a line")
    read.set_defaults(run=_read)

    listing = verbs.add_parser("list", help="list the derivations of the library")
    listing.add_argument("--format", choices=("text", "json"), default="text")
    _add_library(listing)
    listing.set_defaults(run=_list)

    new = verbs.add_parser("new", help="write the one file of a new derivation")
    new.add_argument("name", metavar="NAME", help="topic/result, in lower case; it becomes DIR/topic/result.py")
    new.add_argument("--from", dest="page", metavar="PAGE", help="a page whose steps all stand, to be written as a derivation")
    new.add_argument("--library", default="derivations", metavar="DIR", help="the folder of derivations; default: derivations")
    new.set_defaults(run=_new)

    show = verbs.add_parser("show", help="print a derivation as a page, with its verdicts")
    show.add_argument("name", metavar="NAME", help="a derivation of the library, as 'handcheck list' names it")
    _add_library(show)
    show.add_argument("--plot", metavar="FILE", type=Path, help="write its picture instead, as .png or .svg")
    show.set_defaults(run=_show)
    return parser


def _add_key(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--key",
        type=_not_empty,
        metavar="PATH-OR-NAME",
        help="what the pages answer: declarations and definitions come from it, and start and result are checked against it",
    )


def _not_empty(text: str) -> str:
    """A name; nothing, as of a variable of the shell that is not set, is no name."""
    if not text:
        raise argparse.ArgumentTypeError("an empty text, expected a path or a name")
    return text


def _add_library(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--library", action="append", type=_not_empty, default=[], metavar="DIR", help="a folder of derivations, besides those installed"
    )


def _positive(kind: type[int] | type[float]) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = kind(text)
        if not 0 < value < 1_000_000:  # also of nan
            raise argparse.ArgumentTypeError(f"{text}, expected a positive number below a million")
        return value

    return read


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
    from checks.checking import Asked, checked
    from checks.inputs import InputError, sources_of

    statuses: list[int] = []
    sources: list[Source] = []
    for wanted in options.inputs:
        try:
            sources += sources_of(wanted, _like(options))
        except InputError as error:
            statuses.append(_complain(CommandError(str(error))))
    jobs = min(options.jobs or os.cpu_count() or 1, len(sources)) or 1
    color = _wants_color() if options.color is None else options.color
    asked = Asked(options.time_limit, options.format, color, options.verbose)
    words: list[str] = []
    outcomes = checked(sources, asked, jobs)
    for number, source in enumerate(sources, start=1):
        with _progress(
            f"checking page {number} of {len(sources)}: {source.wanted} …" if len(sources) > 1 else f"checking {source.wanted} …"
        ):
            outcome = next(outcomes)
        word, status = _told(outcome, options.format, _without_steps)
        words.append(word)
        statuses.append(status)
    if len(sources) > 1 and options.format == "text":
        print(f"{len(sources)} pages: " + ", ".join(f"{words.count(word)} {word}" for word in _WORDS if word in words))
    return max(statuses, key=_BADNESS.index)


def _like(options: argparse.Namespace) -> Source:
    """What all sources of the command have in common."""
    from checks.tasks import Source

    return Source("", key=options.key or "", libraries=tuple(options.library))


def _told(outcome: Outcome, form: str, instead: Callable[[str, str, str], str]) -> tuple[str, int]:
    """Print what came of one input, ``instead`` of an object in JSON where there is none; the word for it and its exit status."""
    for traceback in outcome.tracebacks:
        if os.environ.get("HANDCHECK_TRACEBACK"):
            print(traceback, end="", file=sys.stderr)
    from checks.tasks import Rendered, Trouble
    from checks.verdicts import Undecided

    match outcome.result:
        case Trouble(message, empty):
            if empty and outcome.source.found:
                print(f"handcheck: note: {_one_line(message)}; passed over", file=sys.stderr)
                return "passed over", 0
            word, status, said = "unreadable", UNREADABLE, message
        case Undecided(reason=reason):
            word, status, said = "undecided", UNDECIDED, f"{outcome.source.wanted}: {reason}"
        case Rendered(text, word, status, _):
            print(text, flush=True)
            return word, status
    if form == "json":
        print(instead(outcome.source.wanted, word, said), flush=True)
    return word, _complain(CommandError(said, status))


def _read(options: argparse.Namespace) -> int:
    from checks.checking import understood
    from checks.inputs import InputError, sources_of
    from checks.workers import Worker

    statuses: list[int] = []
    with Worker() as worker:
        for wanted in options.inputs:
            try:
                sources = sources_of(wanted, _like(options))
            except InputError as error:
                statuses.append(_complain(CommandError(str(error))))
                continue
            for source in sources:
                _, status = _told(understood(worker, source, options.format), options.format, _without_formulas)
                statuses.append(status)
    return max(statuses, default=0, key=_BADNESS.index)


def _without_formulas(path: str, _: str, message: str) -> str:
    from checks.report.reading import without_formulas

    return without_formulas(path, message)


def _without_steps(path: str, word: str, message: str) -> str:
    from checks.report.json import without_steps

    return without_steps(path, word, message)


def _opened(source: Source) -> Page:
    from checks.tasks import NothingToCheck, page_of

    try:
        return page_of(source)
    except NothingToCheck as error:
        raise CommandError(str(error)) from None


def _list(options: argparse.Namespace) -> int:
    from checks import library

    entries, troubles = library.catalogue(options.library)
    if options.format == "json":
        import json

        lines: Iterable[str] = (
            json.dumps({"name": entry.name, "title": entry.title, "false": entry.false, "from": entry.origin}) for entry in entries
        )
    else:
        widths = [
            max((len(column) for column in columns), default=0) for columns in zip(*((e.name, e.origin) for e in entries), strict=True)
        ]
        lines = (f"{e.name:<{widths[0]}}  {e.origin:<{widths[1]}}  {e.title}{' (known to be false)' * e.false}".rstrip() for e in entries)
    for line in lines:
        print(line)
    statuses = [_complain(CommandError(trouble)) for trouble in troubles]
    return max(statuses, default=0)


def _show(options: argparse.Namespace) -> int:
    from checks.report.diagnostic import page_verdict
    from checks.report.page import as_page, verdict_list
    from checks.tasks import NothingToCheck, loaded
    from checks.verdicts import exit_status

    with _faults_told(options.name):
        try:
            name, derivation = loaded(options.name, tuple(options.library))
        except NothingToCheck as error:
            raise CommandError(str(error)) from None
        if options.plot is not None:
            return _draw(derivation, options.plot)
        print(as_page(derivation), flush=True)
        with _progress(f"checking {name} …"):
            from checks.judge import judge_derivation

            report = judge_derivation(derivation, name)
        print(verdict_list(report), end="")
        return exit_status(page_verdict(report))


def _new(options: argparse.Namespace) -> int:
    from checks.writing.module import CannotWrite, module_of, template

    if not re.fullmatch(r"[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)*", options.name):
        raise CommandError(f"{options.name}: expected a name such as topic/result, of lower-case letters, digits and underscores")
    path = Path(options.library, f"{options.name}.py")
    if path.exists():
        raise CommandError(f"{path}: is there already, expected a new name")
    with _faults_told(options.name):
        try:
            text = module_of(options.name, _standing(options.page)) if options.page else template(options.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except CannotWrite as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{path}: cannot write: {(error.strerror or type(error).__name__).lower()}") from None
    print(f"{path}: written")
    print("next: write the title, the source and, as an engineer would, the program; then")
    print(f"  handcheck verify {path}")
    print(f"  pytest --derivations {path}")
    return 0


def _standing(wanted: str) -> Page:
    """A page of which every step stands; its report is printed where one does not."""
    from checks.checking import Asked, check
    from checks.tasks import Rendered, Source
    from checks.workers import Worker

    source = Source(wanted)
    with _progress(f"checking {wanted} …"), Worker() as worker:
        outcome = check(worker, source, Asked(60.0))
    if isinstance(outcome.result, Rendered) and outcome.result.status == 0:
        return _opened(source)
    _, status = _told(outcome, "text", _without_steps)
    raise CommandError(f"{wanted}: expected a page of which every step stands", status or UNREADABLE)


def _draw(derivation: Derivation, path: Path) -> int:
    from checks.drawing import CannotDraw, draw

    try:
        with _progress(f"drawing {path} …"):
            draw(derivation, path)
    except CannotDraw as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{path}: cannot write: {(error.strerror or type(error).__name__).lower()}") from None
    print(f"{path}: {derivation.title}")
    return 0


# ── the terminal ──────────────────────────────────────────────────────────────────────────────────


def _complain(error: CommandError) -> int:
    print(f"handcheck: error: {_one_line(str(error))}", file=sys.stderr)
    return error.status


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else "�" for character in " ".join(text.split()))


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
