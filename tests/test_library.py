"""Derivations are found in packs that are installed and in folders; what is wrong with one is said, and stops no other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from checks import cli, library

ROOT = Path(__file__).parents[1]
SQUARE = '''"""The square, written out."""
from checks.model import Derivation, Step
from checks.notation import given, real
{more}
x = real("x")
derivation = Derivation(
    title="the square", source="", given=given(x), start=x**2, steps=(Step(to={to}),), program=lambda x: x * x
)
'''


def written(path: Path, to: str = "x * x", more: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SQUARE.format(to=to, more=more))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a right and a wrong derivation, and four files that hold none."""
    shelf = tmp_path / "shelf"
    written(shelf / "algebra" / "my-square.py")
    written(shelf / "algebra" / "cube.py", "x * x * x")
    written(shelf / "logistic" / "gradient.py")
    written(shelf / "algebra" / "shapes.py", 'vector("v", 2)', "from checks.notation import vector")
    written(shelf / "algebra" / "gone.py", more="import no_such_module")
    (shelf / "algebra" / "garbled.py").write_text("derivation = (\n")
    (shelf / "algebra" / "notes.py").write_text('"""Nothing."""\n')
    return shelf


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An installed distribution whose package of derivations is announced by an entry point."""
    written(tmp_path / "site" / "a_tested_pack" / "algebra" / "packed_square.py", "square(x)", "from a_tested_pack.tools import square")
    (tmp_path / "site" / "a_tested_pack" / "tools.py").write_text("def square(x):\n    return x * x\n\n\nderivation = None\n")
    info = tmp_path / "site" / "a_tested_pack-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: a-tested-pack\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[handcheck.derivations]\nmine = a_tested_pack\nlost = no_such_pack\n")
    monkeypatch.syspath_prepend(tmp_path / "site")
    return "a-tested-pack"


def test_a_folder_adds_derivations(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", "--format", "json", "--library", str(folder)]) == 2
    told = capsys.readouterr()
    listed = {entry["name"]: entry for entry in map(json.loads, told.out.splitlines())}
    assert listed["algebra/my-square"] == {
        "name": "algebra/my-square",
        "title": "The square, written out",
        "false": False,
        "from": str(folder),
    }
    assert listed["logistic/gradient"]["from"] == "handcheck"
    assert listed["likelihood/poisson"]["from"] == "handcheck"
    assert [line.replace(str(folder), "DIR") for line in told.err.splitlines()] == [
        f"handcheck: error: DIR/logistic/gradient.py: the name logistic/gradient is taken by {ROOT}/derivations/logistic/gradient.py, which is used",
        "handcheck: error: DIR/algebra/garbled.py, line 1: cannot be read: '(' was never closed",
        "handcheck: error: DIR/algebra/notes.py: no derivation in it, expected derivation = Derivation(…)",
    ]


def test_each_derivation_of_a_folder_is_verified_whatever_the_others_are(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["my-square", "algebra/gone", "algebra/shapes", "algebra/notes", "cube"]
    assert cli.main(["verify", "--jobs", "1", "--library", str(folder), *names]) == 2
    told = capsys.readouterr()
    assert "algebra/my-square: proved · 1 proved" in told.out
    assert "algebra/cube: refuted · 1 refuted" in told.out
    assert [line.replace(str(folder), "DIR").partition(", line")[2] or line for line in told.err.splitlines()] == [
        " 4: cannot be imported: ModuleNotFoundError: No module named 'no_such_module'",
        " 6: cannot be imported: ShapeError: step 1 of 'the square' has shape (2), but the line above has shape number",
        next(line for line in told.err.splitlines() if "no Derivation called 'derivation' in it, but None" in line),
    ]


def test_a_folder_in_which_strange_things_stand_is_listed_all_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strange = folder / "strange"
    strange.mkdir()
    os.mkfifo(strange / "pipe.py")  # reading it would wait for ever
    for name in ("one", "two", "three"):  # each leads back to itself: together they would be walked for ever
        (strange / name).symlink_to(strange)
    (strange / "nothing.py").write_bytes(b"x = \0")
    assert cli.main(["list", "--library", str(folder)]) == 2
    told = [
        line.replace(str(folder), "DIR")
        for line in capsys.readouterr().err.splitlines()
        if "DIR/strange" in line.replace(str(folder), "DIR")
    ]
    assert told == [
        "handcheck: error: DIR/strange/nothing.py: cannot be read: source code string cannot contain null bytes",
        "handcheck: error: DIR/strange/pipe.py: no regular file, expected one",
    ]


def test_what_a_module_raises_is_shown_on_one_short_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "long.py").write_text("raise ValueError('a\\n' * 1000)\n")
    (folder / "mute.py").write_text("class Mute(Exception):\n    def __str__(self):\n        raise ValueError\nraise Mute\n")
    assert cli.main(["verify", "--jobs", "1", "--library", str(folder), "long", "mute"]) == 2
    told = [line.partition("cannot be imported: ")[2] for line in capsys.readouterr().err.splitlines()]
    assert told == [f"ValueError: {'a ' * 99}a…", "Mute"]


def test_a_derivation_of_a_folder_is_shown_and_is_a_key(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "my-square", "--library", str(folder)]) == 0
    assert "x^2 &= x x" in capsys.readouterr().out
    (tmp_path / "answer.md").write_text("$$x^2 = x^3/x$$ $$x^2 = x x$$")
    assert cli.main(["verify", str(tmp_path / "answer.md"), "--key", "my-square", "--library", str(folder)]) == 0
    assert "proved: the result" in capsys.readouterr().out


def test_a_folder_that_is_none_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", "--library", "no/such"]) == 2
    assert capsys.readouterr().err == "handcheck: error: no/such: no such folder of derivations\n"
    assert cli.main(["verify", "--library", "no/such", "nonsense"]) == 2
    assert "no/such: no such folder of derivations" in capsys.readouterr().err


def test_an_installed_pack_adds_derivations(pack: str, capsys: pytest.CaptureFixture[str]) -> None:
    entries, troubles = library.catalogue()
    assert [(entry.name, entry.origin) for entry in entries if entry.origin == pack] == [
        ("algebra/packed_square", pack),
        ("tools", pack),
    ]
    assert f"{pack}: no_such_pack is no module, expected a package of derivations" in troubles
    assert cli.main(["show", "packed_square"]) == 0
    assert "x^2 &= x x" in capsys.readouterr().out


def test_listing_runs_nothing(folder: Path) -> None:
    script = (
        "import sys\nfrom checks import cli\n"
        f"cli.main(['list', '--library', {str(folder)!r}])\n"
        "assert not {'jax', 'sympy', 'flint', 'numpy'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "algebra/gone" in done.stdout
