"""The command: exit statuses, errors of one line, and nothing heavy loaded where nothing heavy is done.

Judging is replaced here by the verdict that a file is named after; what real pages get is tested elsewhere.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from checks import checking, cli, library, tasks
from checks.model import Claim, Derivation, Page, Place, Report, claims_of
from checks.notation import given, real
from checks.terms import Term
from checks.verdicts import Agrees, Conditional, Evidence, Proved, Refuted, Undecided, Unreadable, Verdict
from checks.workers import Raised

ROOT = Path(__file__).parents[1]
EVIDENCE = (Evidence(witness="algebra", says="equal"),)
VERDICTS: dict[str, Verdict] = {
    "proved": Proved(evidence=EVIDENCE),
    "agrees": Agrees(evidence=EVIDENCE),
    "conditional": Conditional(holds_where="where x > 0", outside=None, evidence=EVIDENCE),
    "refuted": Refuted(counterexample=None, reason="the sides have shapes (d) and number", evidence=EVIDENCE),
    "undecided": Undecided(reason="time"),
    "unreadable": Unreadable(reason="what is this"),
}


class DocumentError(ValueError):
    """As the reader raises it."""


class NoMathematics(DocumentError):
    """As the reader raises it."""


class InProcess:
    """A worker that is none: the call is made here, where what it calls can be replaced."""

    megabytes = 1 << 20

    def __enter__(self) -> "InProcess":
        return self

    def __exit__(self, *_: object) -> None: ...

    def call(self, function: Callable[[object], object], argument: object, seconds: float) -> object:
        assert 0 < seconds <= 60
        try:
            return function(argument)
        except Exception as error:
            return Raised(f"{type(error).__name__}: {error}", "")


def _read_file(path: Path, data: bytes | None) -> Page:
    if path.stem == "broken":
        raise ZeroDivisionError("division by zero")
    path.read_bytes()
    if path.stem == "empty":
        raise NoMathematics("there is no mathematics in it")
    x = real("x")
    place = Place(line=1, column=1, end_line=1, end_column=2)
    return Page(
        path=str(path), claims=(Claim(left=x, relation="=", right=x, given=given(x), chain=1, step=1, left_source=path.stem, place=place),)
    )


def _judge_step(claim: Claim, starts: dict[int, Term]) -> Verdict:
    return VERDICTS.get(claim.left_source, VERDICTS["proved"])


def _judge_derivation(derivation: Derivation, name: str) -> Report:
    claims = claims_of(derivation)
    return Report(page=Page(path=name, claims=claims), verdicts=(VERDICTS["proved"],) * len(claims))


MODULE = '''"""The square, written out.

More is said here."""
from checks.model import Derivation, Step
from checks.notation import given, real

x = real("x")
derivation = Derivation(
    title="The square", source="", given=given(x), start=x**2, steps=(Step(to=x * x),), program=lambda x: x * x
)
'''


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Makes a page that gets the verdict of its name; the library holds ``algebra/square``."""
    for name, values in {
        "checks.page.reading": {"read_file": _read_file},
        "checks.page.documents": {"DocumentError": DocumentError, "NoMathematics": NoMathematics},
        "checks.judge": {
            "chain_starts": lambda _: {},
            "judge_step": _judge_step,
            "with_help": lambda _, verdict: verdict,
            "with_chain_remarks": lambda _, verdicts: verdicts,
            "judge_derivation": _judge_derivation,
        },
    }.items():
        module = ModuleType(name)
        vars(module).update(values)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(checking, "Worker", InProcess)
    tasks.page_of.cache_clear()  # pyright: ignore[reportPrivateUsage]
    package = tmp_path / "a_library"
    (package / "algebra").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "algebra" / "square.py").write_text(MODULE)
    (package / "algebra" / "_helper.py").write_text("raise RuntimeError")
    (package / "algebra" / "no_value.py").write_text('"""Nothing in it."""\nderivation = 3\n')
    (package / "algebra" / "wrong.py").write_text('"""Does not load."""\nraise RuntimeError("why")\nderivation = None\n')
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(library, "PACKAGE", "a_library")
    monkeypatch.chdir(tmp_path)

    def make(name: str) -> str:
        Path(name).write_text("$x$")
        return name

    yield make
    for name in [name for name in sys.modules if name.startswith("a_library")]:
        del sys.modules[name]


def test_the_exit_status_is_that_of_the_verdict(page: Callable[[str], str]) -> None:
    statuses = {name: cli.main(["verify", page(f"{name}.md")]) for name in VERDICTS}
    assert statuses == {"proved": 0, "agrees": 0, "conditional": 1, "refuted": 1, "undecided": 3, "unreadable": 2}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("proved refuted agrees", 1),
        ("refuted undecided proved", 3),
        ("undecided unreadable refuted", 2),
        ("proved gone", 2),
        ("undecided gone", 2),
    ],
)
def test_of_several_pages_the_worst_counts(names: str, expected: int, page: Callable[[str], str]) -> None:
    paths = [f"{name}.md" if name == "gone" else page(f"{name}.md") for name in names.split()]
    assert cli.main(["verify", *paths]) == expected


def test_one_input_in_trouble_does_not_stop_the_others(page: Callable[[str], str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", page("broken.md"), "gone.md", page("empty.md"), page("proved.md"), "square"]) == 2
    told = capsys.readouterr()
    assert told.err.splitlines() == [
        "handcheck: error: broken.md: a fault in handcheck, not on the page: ZeroDivisionError: division by zero",
        "handcheck: error: gone.md: no such file",
        "handcheck: error: empty.md: there is no mathematics in it",
    ]
    assert told.out.splitlines() == [
        "proved.md:1:1: proved: step 1: algebra: equal",
        "proved.md: proved · 1 proved",
        "algebra/square:1: proved: step 1: algebra: equal",
        "algebra/square: proved · 1 proved",
        "5 pages: 2 proved, 1 undecided, 2 unreadable",
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("gone.md", "gone.md: no such file"),
        (".", ".: a directory without pages, expected .ipynb, .markdown, .md, .tex files in it"),
        ("*/*.md", "*/*.md: no file matches, expected .ipynb, .markdown, .md, .tex files"),
        ("sqare", "no such file, and no derivation is called 'sqare'; near it: algebra/square"),
        ("zzz", "no such file, and no derivation is called 'zzz'; 'handcheck list' lists them all"),
        ("", "no such file, and no derivation is called ''; 'handcheck list' lists them all"),
        ("_helper", "no such file, and no derivation is called '_helper'; 'handcheck list' lists them all"),
        ("no_value", "DIR/a_library/algebra/no_value.py: no Derivation called 'derivation' in it, but 3"),
        ("a\nb.md", "a b.md: no such file"),
        ("a\0b", "no such file, and no derivation is called 'a\\x00b'; 'handcheck list' lists them all"),
    ],
    ids=["file", "directory", "pattern", "near", "far", "nothing", "private", "no value", "newline", "null"],
)
def test_an_error_is_one_clear_line(wanted: str, expected: str, page: Callable[[str], str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", wanted]) in {2, 3}
    told = capsys.readouterr()
    assert (told.out, told.err.replace(str(Path.cwd()), "DIR")) == ("", f"handcheck: error: {expected}\n")


def test_a_file_wins_over_a_name(page: Callable[[str], str], capsys: pytest.CaptureFixture[str]) -> None:
    page("square")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(VERDICTS, "square", VERDICTS["refuted"])
        assert cli.main(["verify", "square"]) == 1
    assert capsys.readouterr().out.startswith("square:1:1: refuted: ")


@pytest.mark.parametrize("name", ["algebra/square", "square", "algebra.square", "a_library/algebra/square.py"])
def test_a_derivation_has_several_spellings(name: str, page: Callable[[str], str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", name]) == 0
    assert capsys.readouterr().out.endswith("algebra/square: proved · 1 proved\n")


def test_json_is_one_object_a_line(page: Callable[[str], str], capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["verify", "--format", "json", page("refuted.md"), page("proved.md")])
    first, second = capsys.readouterr().out.splitlines()
    assert (json.loads(first)["verdict"], json.loads(second)["verdict"]) == ("refuted", "proved")


def test_json_has_a_line_for_each_input_also_for_what_cannot_be_read(
    page: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["verify", "--format", "json", "gone.md", page("agrees.md"), page("empty.md"), page("broken.md")]) == 2
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["path"], each["verdict"], each.get("message")) for each in told] == [
        ("gone.md", "unreadable", "gone.md: no such file"),
        ("agrees.md", "agrees", None),
        ("empty.md", "unreadable", "empty.md: there is no mathematics in it"),
        ("broken.md", "undecided", "broken.md: a fault in handcheck, not on the page: ZeroDivisionError: division by zero"),
    ]


@pytest.mark.parametrize("wanted", ["notes", "notes/**/*.md", "./notes"])
def test_a_folder_or_a_pattern_is_its_pages_in_order(wanted: str, page: Callable[[str], str], capsys: pytest.CaptureFixture[str]) -> None:
    Path("notes/inner/.git").mkdir(parents=True)
    Path("notes/round").symlink_to("..")
    for name in ("notes/proved.md", "notes/inner/agrees.md", "notes/inner/.git/refuted.md", "notes/program.py", "notes/empty.md"):
        page(name)
    assert cli.main(["verify", wanted]) == 0
    told = capsys.readouterr()
    assert [line.split(": ")[0] for line in told.out.splitlines() if " · " in line] == ["notes/inner/agrees.md", "notes/proved.md"]
    assert told.out.splitlines()[-1] == "3 pages: 1 proved, 1 agrees, 1 passed over"
    assert told.err == "handcheck: note: notes/empty.md: there is no mathematics in it; passed over\n"


def test_what_comes_from_several_workers_is_told_in_the_order_given(page: Callable[[str], str], capsys: pytest.CaptureFixture[str]) -> None:
    names = [page(f"{name}{number}.md") for number in range(8) for name in VERDICTS]
    assert cli.main(["verify", "--jobs", "4", "--format", "json", *names]) == 0
    assert [json.loads(line)["path"] for line in capsys.readouterr().out.splitlines()] == names


def test_a_fault_in_one_step_leaves_the_others_their_verdicts(
    page: Callable[[str], str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(claim: Claim, _: object) -> Verdict:
        if claim.step == 1:
            raise ZeroDivisionError("division by zero")
        return VERDICTS["proved"]

    x = real("x")
    place = Place(line=1, column=1, end_line=1, end_column=2)
    claims = tuple(Claim(left=x, relation="=", right=x, given=given(x), chain=1, step=k, place=place) for k in (1, 2))
    monkeypatch.setattr(sys.modules["checks.judge"], "judge_step", faulty)
    monkeypatch.setattr(sys.modules["checks.page.reading"], "read_file", lambda path, _: Page(path=str(path), claims=claims))
    assert cli.main(["verify", "--format", "json", page("two.md")]) == 3
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert [step["verdict"] for step in steps] == ["undecided", "proved"]
    assert "a fault in handcheck, not on the page: ZeroDivisionError: division by zero" in steps[0]["message"]


def test_list_reads_titles_without_running_a_module(page: Callable[[str], str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "algebra/no_value  handcheck  Nothing in it",
        "algebra/square    handcheck  The square, written out",
        "algebra/wrong     handcheck  Does not load",
    ]
    assert cli.main(["list", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[1]) == {
        "name": "algebra/square",
        "title": "The square, written out",
        "false": False,
        "from": "handcheck",
    }


def test_show_prints_a_page_and_its_verdicts(page: Callable[[str], str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "square"]) == 0
    assert capsys.readouterr().out == (
        "# The square\n\nLet $x \\in \\mathbb{R}$.\n\n"
        "$$\\begin{aligned}\nx^2 &= x x\n\\end{aligned}$$\n\n"
        "- **proved** step 1: algebra: equal\n"
    )


def test_colour_only_where_it_is_wanted(
    page: Callable[[str], str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def colours(*options: str) -> bool:
        cli.main(["verify", page("refuted.md"), *options])
        return "\x1b" in capsys.readouterr().out

    assert not colours()
    assert colours("--color")
    monkeypatch.setattr(cli, "_is_terminal", lambda stream: stream is sys.stdout)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert colours()
    assert not colours("--no-color")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colours()
    assert colours("--color")


def test_ctrl_c_is_one_line(page: Callable[[str], str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> Verdict:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["checks.judge"], "judge_step", interrupted)
    assert cli.main(["verify", page("proved.md")]) == 130
    assert capsys.readouterr().err == "handcheck: interrupted\n"


def test_wrong_usage_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        [],
        ["verify"],
        ["verify", "--format", "xml", "a.md"],
        ["verify", "--jobs", "0", "a.md"],
        ["verify", "--time-limit", "nan", "a.md"],
        ["prove", "a.md"],
        ["verify", "--key", "", "a.md"],
        ["list", "--library", ""],
    ):
        with pytest.raises(SystemExit) as stopped:
            cli.main(arguments)
        assert stopped.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def _python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, cwd=ROOT, env={**os.environ, **environment})


@pytest.mark.parametrize("arguments", [["--help"], ["list"], ["verify", "--help"], ["--version"], ["verify", "gone"]])
def test_nothing_heavy_is_loaded_before_it_is_needed(arguments: list[str]) -> None:
    script = (
        "import sys\nfrom checks.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "heavy = {'jax', 'jaxlib', 'sympy', 'numpy', 'flint', 'hypothesis', 'nbformat', 'markdown_it', 'pylatexenc'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)))"
    )
    assert _python("-c", script, *arguments).stdout.splitlines()[-1] == "LOADED []"


def test_sympy_is_loaded_only_where_nothing_cheaper_shows_a_step(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(r"Let $x \in \mathbb{R}$. $$e^x + x^2 \ge x^2$$ $$\sum_{n=0}^\infty 2^{-n} = 2$$ $$(x+1)^2 = x^2+2x+1$$")
    script = (
        "import sys\nfrom pathlib import Path\nfrom checks.judge import judge_page\nfrom checks.page.reading import read_file\n"
        "from checks.witnesses.algebra import deduction\n"
        "verdicts = judge_page(read_file(Path(sys.argv[1]))).verdicts\n"
        "print(*(type(v).__name__ for v in verdicts), 'sympy' in sys.modules, deduction._worker.cache_info().currsize)"
    )
    assert _python("-c", script, str(page)).stdout.split() == ["Proved", "Proved", "Proved", "False", "0"]


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    script = "import sys\nfrom checks import cli, library\nlibrary.catalogue = lambda _: ((library.Entry('name', 'title', 'origin', False),) * 100000, ())\nsys.exit(cli.main(['list']))"
    process = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait() == 141


def test_a_terminal_that_lacks_a_letter_gets_its_number() -> None:
    told = _python("-m", "checks.cli", "verify", "θ", PYTHONIOENCODING="ascii")
    assert told.stderr.startswith("handcheck: error: no such file, and no derivation is called '\\u03b8'")
    assert told.returncode == 2
