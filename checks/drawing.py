"""A derivation's picture as a file: PNG or SVG, by Matplotlib, which is asked for only here.

No display is needed, and the same picture gives the same bytes.  Verb: ``draw``.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from checks.model import Derivation
from checks.pictures import Lines, Panel, Paths

SUFFIXES = (".png", ".svg")
# Okabe and Ito's palette, told apart with every kind of colour vision; each colour has a dash and a mark of its own as well.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), "-")
MARKS = ("o", "s", "^", "D", "v", "P", "X")
STYLE: dict[Any, Any] = {
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.dpi": 120,
    "font.family": "DejaVu Sans",  # comes with Matplotlib: the same letters everywhere
    "font.size": 10,
    "grid.color": "#dddddd",
    "svg.hashsalt": "handcheck",
}
FEW = 60  # values of a curve that are each worth a mark
GRID = 200  # points along each side of the contours
HEIGHT, WIDTH = 4.2, 5.6  # inches of a panel


class CannotDraw(Exception):
    """No picture, and why: the message is one line."""


def draw(derivation: Derivation, path: Path) -> None:
    """Write the derivation's picture to ``path``.

    Raises ``CannotDraw`` where there is none, where the suffix is another, or where Matplotlib is missing; ``OSError``
    where the file cannot be written.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise CannotDraw(f"{path}: a picture is written as {' or '.join(SUFFIXES)}, not as {path.suffix or 'a file without suffix'}")
    if derivation.picture is None:
        raise CannotDraw(f"{derivation.title!r} has no picture")
    path.write_bytes(_drawn(derivation, path.suffix.lower().removeprefix(".")))


def _drawn(derivation: Derivation, kind: str) -> bytes:
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError:
        raise CannotDraw("pictures need Matplotlib: pip install 'handcheck[plot]'") from None
    import jax

    assert derivation.picture is not None
    with jax.enable_x64(True):  # noqa: FBT003 (JAX's own signature)
        panels = derivation.picture()
    written = io.BytesIO()
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH * len(panels), HEIGHT), layout="constrained")
        for axes, panel in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
            _panel(axes, panel)
        figure.savefig(written, format=kind, metadata={"Date": None} if kind == "svg" else {"Software": None})
    return written.getvalue()


def _panel(axes: Any, panel: Panel) -> None:
    axes.set_title(panel.title, fontsize=10)
    match panel:
        case Paths():
            _paths(axes, panel)
        case Lines():
            _lines(axes, panel)
    handles, labels = axes.get_legend_handles_labels()
    if len(labels) > 1:
        axes.legend(handles, [label.replace("-", "−") for label in labels], fontsize=8, framealpha=0.85, edgecolor="none")


def _paths(axes: Any, panel: Paths) -> None:
    import numpy as np

    left, right, bottom, top = panel.window
    x, y = np.meshgrid(np.linspace(left, right, GRID), np.linspace(bottom, top, GRID))
    heights = np.asarray(panel.loss(x, y))
    # levels at equal shares of the area: lines everywhere, also where the loss hardly changes
    levels = np.unique(np.quantile(heights, np.linspace(0.02, 0.98, 12)))
    axes.contour(x, y, heights, levels=levels, colors="#b0b0b0", linewidths=0.7)
    for number, (label, path) in enumerate(panel.paths.items()):
        places = np.asarray(path)
        axes.plot(places[:, 0], places[:, 1], label=label, markersize=3.5, linewidth=1.2, **_look(number))
    if panel.minimum is not None:
        axes.plot(*panel.minimum, "*", color="black", markersize=11, label="minimum", zorder=5)
    axes.set(xlim=(left, right), ylim=(bottom, top), xlabel="θ₁", ylabel="θ₂")
    axes.grid(visible=False)


def _lines(axes: Any, panel: Lines) -> None:
    import numpy as np
    from matplotlib.ticker import MaxNLocator

    for number, (label, line) in enumerate(panel.lines.items()):
        places, values = map(np.asarray, line) if isinstance(line, tuple) else (np.arange(len(line)), np.asarray(line))
        look = _look(number)
        if len(values) > FEW:
            look["marker"] = ""
        axes.plot(places, values, label=label, markersize=4, linewidth=1.5, **look)
    for label, level in (panel.levels or {}).items():
        axes.axhline(level, color="#555555", linewidth=0.9, linestyle=(0, (1, 2)))
        beside = {"xytext": (3, 0), "textcoords": "offset points", "ha": "left", "va": "center"}
        axes.annotate(label, (1, level), xycoords=("axes fraction", "data"), fontsize=8, color="#555555", **beside)
    if panel.log:
        axes.set_yscale("log")
    if panel.window is not None:
        axes.set_ylim(*panel.window)
    if not any(isinstance(line, tuple) for line in panel.lines.values()):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))  # there is no step 2.5
    axes.set(xlabel=panel.across, ylabel=panel.up)


def _look(number: int) -> dict[str, Any]:
    k = number % len(COLOURS)
    return {"color": COLOURS[k], "linestyle": DASHES[k], "marker": MARKS[k]}
