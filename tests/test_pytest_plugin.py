"""``pytest --derivations`` makes an item of each step, whose failure reads like the report; without it nothing is collected."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULE = '''"""The square, written out."""
from checks.model import Derivation, Step
from checks.notation import given, real

x = real("x")
derivation = Derivation(
    title="the square", source="", given=given(x), start=x**2, steps=({steps}), program=lambda x: x * x
)
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Somebody's project: modules and pages, right and wrong, among other files."""
    files = {
        "mechanics/square.py": MODULE.format(steps="Step(to=x * x), Step(to=x**3, false=True), Step(to=x**3)"),
        "mechanics/claimed_false.py": MODULE.format(steps="Step(to=x * x, false=True),"),
        "mechanics/broken.py": "import no_such_module\nderivation = 1\n",
        "mechanics/other.py": "value = 1\n",
        "pages/right.md": r"Let $a,b\in\mathbb{R}$. $$(a+b)^2 = a^2+2ab+b^2$$",
        "pages/wrong.tex": r"Let $a,b\in\mathbb{R}$. $$(a+b)^2 = a^2+b^2$$",
        "pages/prose.md": "Nothing but words.",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def ran(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "-p", "checks.pytest_plugin", "-v", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def test_each_step_is_an_item(project: Path) -> None:
    done = ran(project, "--derivations", ".")
    found = {
        words[0]: words[1] for line in done.stdout.splitlines() if "::" in line and len(words := line.split()) > 1 and words[0] != "FAILED"
    }
    assert found == {
        "mechanics/broken.py::read": "FAILED",
        "mechanics/claimed_false.py::1.1": "FAILED",
        "mechanics/square.py::1.1": "PASSED",
        "mechanics/square.py::1.2": "PASSED",
        "mechanics/square.py::1.3": "PASSED",
        "pages/right.md::1.1": "PASSED",
        "pages/wrong.tex::1.1": "FAILED",
    }
    assert done.returncode == 1
    assert "mechanics/broken.py, line 1: cannot be imported: ModuleNotFoundError: No module named 'no_such_module'" in done.stdout
    assert "pages/wrong.tex:1:35: refuted: step 1 does not follow\n   |      (a+b)^2\n   |  1   = a^2+b^2\n   = at a=1, b=1" in done.stdout
    assert "claimed_false:1: proved: step 1: algebra: " in done.stdout
    assert "   = the step is marked as false\n" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "checks/" not in done.stdout


def test_nothing_is_collected_unless_it_is_asked_for(project: Path) -> None:
    assert "collected 0 items" in ran(project, ".").stdout
