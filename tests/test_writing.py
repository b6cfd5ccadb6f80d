"""A page that stands becomes the one file of a derivation: ruff is content with it, it verifies, and its program is right."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checks import cli, library
from checks.judge import judge_derivation
from checks.model import Derivation
from checks.page.documents import formulas
from checks.page.statements import read_page
from checks.report.page import as_page
from checks.verdicts import Agrees, Proved
from checks.writing.module import CannotWrite, module_of, template
from tests import test_prop_program
from tests.library_cases import NAMES, loaded

ROOT = Path(__file__).parents[1]
PAGES = {
    "logistic": r"""Let $\theta, x \in \mathbb{R}^d$, $y \in \{0,1\}$, $z = \theta^\top x$, $\ell(\theta) = y\log\sigma(z) + (1-y)\log(1-\sigma(z))$.
$$\nabla_\theta \ell = \bigl(y(1-\sigma(z)) - (1-y)\sigma(z)\bigr)x = x\,(y-\sigma(\theta^\top x)).$$""",
    "ridge": r"""For $X \in \mathbb{R}^{n\times d}$, $y\in\mathbb{R}^n$, $w\in\mathbb{R}^d$, $\lambda > 0$ let $J(w) = \|Xw-y\|_2^2 + \lambda\|w\|^2$.
$$\nabla J = 2X^\top(Xw-y) + 2\lambda w,\qquad \nabla^2 J = 2X^\top X + 2\lambda I.$$""",
    "sums": r"""Let $x \in \mathbb{R}^n$ and $\mu \in \mathbb{R}$, $v > 0$. $$\frac{\partial}{\partial\mu}\left(-\frac12\sum_{i=1}^n \frac{(x_i-\mu)^2}{v}\right)
= \sum_{i=1}^n \frac{x_i-\mu}{v}$$""",
    "matrices": r"""Let $S \in \mathbb{S}^d_{++}$ and $x \in \mathbb{R}^d$. $$\nabla_x\left(\tfrac12 x^\top S^{-1} x + \sqrt{3}\log\det S\right) = S^{-1}x$$""",
    "a long one": r"""Let $a, b, c, k, m \in \mathbb{R}$. $$(a+b+c+k+m)^2 = a^2+b^2+c^2+k^2+m^2+2ab+2ac+2ak+2am+2bc+2bk+2bm+2ck+2cm+2km
= a^2+b^2+c^2+k^2+m^2+2a(b+c+k+m)+2b(c+k+m)+2c(k+m)+2km$$""",
    "an inequality": r"""Let $a, b \in (0, 1]$. $$2ab \le a^2+b^2 \le 2 \quad \text{since both are at most one}$$""",
}


def written(folder: Path, name: str, text: str) -> Derivation:
    path = folder / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return library.load(name, [str(folder)])


def is_content(text: str) -> None:
    """Ruff is, as with a file of the library."""
    if shutil.which("ruff", path=str(Path(sys.executable).parent)) is None:
        pytest.skip("ruff is not installed")
    ruff = str(Path(sys.executable).parent / "ruff")
    for verb in (["check"], ["format", "--check", "--diff"]):
        command = [ruff, *verb, "--config", str(ROOT / "pyproject.toml"), "--stdin-filename", str(ROOT / "derivations" / "new.py"), "-"]
        done = subprocess.run(command, input=text, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def stands(derivation: Derivation) -> None:
    assert all(isinstance(verdict, Proved | Agrees) for verdict in judge_derivation(derivation, "new").verdicts)


@pytest.mark.parametrize("case", PAGES)
def test_a_page_becomes_a_derivation(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = module_of("topic/from_page", read_page("page.md", formulas(PAGES[case])))
    derivation = written(tmp_path, "topic/from_page", text)
    stands(derivation)
    monkeypatch.setattr(test_prop_program, "loaded", lambda _: derivation)
    test_prop_program.test_program_equals_definition("topic/from_page")
    is_content(text)


def test_the_template_is_a_derivation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    derivation = written(tmp_path, "topic/from_template", template("topic/from_template"))
    assert derivation.title == "From template"
    stands(derivation)
    monkeypatch.setattr(test_prop_program, "loaded", lambda _: derivation)
    test_prop_program.test_program_equals_definition("topic/from_template")
    is_content(template("topic/from_template"))


SOME = [name for name in NAMES if name.startswith(("information/", "likelihood/", "matrices/", "softmax/"))]


@pytest.mark.parametrize("name", SOME)
def test_what_is_written_is_what_was_read(name: str, tmp_path: Path) -> None:
    page = read_page("page.md", formulas(as_page(loaded(name))))
    again = written(tmp_path, "again", module_of("again", page))
    shown = read_page("page.md", formulas(as_page(again)))
    assert sorted(map(repr, (claim.right for claim in shown.claims))) == sorted(map(repr, (claim.right for claim in page.claims)))


def test_what_cannot_be_written_is_said() -> None:
    for text, said in (
        (r"Let $a \in \mathbb{R}$.", "no steps"),
        (r"Let $a \in \mathbb{R}$. $$a = b$$", "some steps could not be read"),
        (r"Let $a > 0$. $$a \approx a$$", "a step with ≈"),
        (r"Let $a > 0$. $$a = a$$ Let $a < 0$. $$a = a$$ Let $a \in \mathbb{R}^n$. $$a = a$$", "a is declared in two ways"),
    ):
        with pytest.raises(CannotWrite, match=said):
            module_of("new", read_page("page.md", formulas(text)))


def test_the_command_writes_one_file_and_no_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", "algebra/my_square"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "derivations/algebra/my_square.py: written"
    before = Path("derivations/algebra/my_square.py").read_text()
    assert cli.main(["new", "algebra/my_square"]) == 2
    assert capsys.readouterr().err == "handcheck: error: derivations/algebra/my_square.py: is there already, expected a new name\n"
    assert Path("derivations/algebra/my_square.py").read_text() == before
    assert cli.main(["new", "../Out"]) == 2
    assert "expected a name such as topic/result" in capsys.readouterr().err


def test_the_command_writes_only_what_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("right.md").write_text(r"Let $a, b \in \mathbb{R}$. $$(a+b)^2 = a^2+2ab+b^2$$")
    Path("wrong.md").write_text(r"Let $a, b \in \mathbb{R}$. $$(a+b)^2 = a^2+b^2$$")
    assert cli.main(["new", "right", "--from", "right.md", "--library", "shelf"]) == 0
    assert cli.main(["verify", "shelf/right.py"]) == 0
    assert "right: proved · 1 proved" in capsys.readouterr().out
    assert cli.main(["new", "wrong", "--from", "wrong.md", "--library", "shelf"]) == 1
    told = capsys.readouterr()
    assert "wrong.md: refuted · 1 refuted" in told.out
    assert told.err == "handcheck: error: wrong.md: expected a page of which every step stands\n"
    assert not Path("shelf/wrong.py").exists()
