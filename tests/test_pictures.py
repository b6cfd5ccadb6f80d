"""Pictures: every derivation that has one draws it from its own program, the same bytes every time; trouble is one line."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import jax
import numpy as np
import pytest

from checks import cli
from checks.drawing import CannotDraw, draw
from checks.pictures import Lines, Paths
from tests.library_cases import NAMES, loaded

pytest.importorskip("matplotlib")

PICTURED = [name for name in NAMES if loaded(name).picture is not None]


@pytest.mark.parametrize("name", PICTURED)
def test_a_picture_shows_numbers(name: str) -> None:
    picture = loaded(name).picture
    assert picture is not None
    with jax.enable_x64(True):  # noqa: FBT003
        panels = picture()
    for panel in panels:
        shown = panel.paths if isinstance(panel, Paths) else panel.lines
        assert shown
        for line in shown.values():
            assert all(np.isfinite(part).all() and np.size(part) > 1 for part in (line if isinstance(line, tuple) else (line,)))


@pytest.mark.parametrize("name", ["descent/quadratic_trajectory", "descent/basins"])
def test_the_same_picture_is_the_same_file(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for suffix in ("png", "svg"):
        first, second = (tmp_path / f"{number}.{suffix}" for number in (1, 2))
        for path in (first, second):
            assert cli.main(["show", name, "--plot", str(path)]) == 0
            assert capsys.readouterr().out == f"{path}: {loaded(name).title}\n"
        assert first.read_bytes() == second.read_bytes()
    assert (tmp_path / "1.png").read_bytes().startswith(b"\x89PNG")
    assert ElementTree.parse(tmp_path / "1.svg").getroot().tag.endswith("svg")


def test_what_cannot_be_drawn_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    derivation = loaded("descent/basins")
    with pytest.raises(CannotDraw, match=r"a picture is written as .png or .svg, not as .pdf$"):
        draw(derivation, tmp_path / "a.pdf")
    with pytest.raises(CannotDraw, match=r"has no picture$"):
        draw(replace(derivation, picture=None), tmp_path / "a.png")
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # as if it were not installed
    with pytest.raises(CannotDraw, match=r"pictures need Matplotlib: pip install 'handcheck\[plot\]'$"):
        draw(derivation, tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


def test_trouble_with_the_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "nowhere" / "a.svg"
    assert cli.main(["show", "descent/basins", "--plot", str(path)]) == 2
    assert capsys.readouterr().err == f"handcheck: error: {path}: cannot write: no such file or directory\n"


def test_a_panel_of_one_curve_has_no_legend(tmp_path: Path) -> None:
    derivation = replace(loaded("descent/basins"), picture=lambda: (Lines(title="a line", lines={"only": [1, 2, 3]}, levels={"two": 2}),))
    draw(derivation, tmp_path / "a.svg")
    assert "legend_1" not in (tmp_path / "a.svg").read_text()
