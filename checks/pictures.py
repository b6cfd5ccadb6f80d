"""What a derivation shows besides its lines: panels, as values.  Nothing is drawn here (``drawing`` does that).

A derivation's ``picture`` is a function without arguments that runs the derivation's own program and gives the panels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, kw_only=True)
class Paths:
    """Where iterates of two numbers go: each of ``paths`` is (steps, 2), drawn over the contours of ``loss(x, y)`` on ``window``.

    ``window`` is left, right, bottom, top; ``minimum`` is marked where there is one.
    """

    title: str
    paths: Mapping[str, Any]
    loss: Callable[[Any, Any], Any]
    window: tuple[float, float, float, float]
    minimum: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Curves: each of ``lines`` is its values at step 0, 1, …, or a pair of its places and its values there.

    A curve of few values shows each of them; ``log`` is the scale of the values, ``levels`` are marked across the panel.
    """

    title: str
    lines: Mapping[str, Any]
    across: str = "step"
    up: str = ""
    log: bool = False
    levels: Mapping[str, float] | None = None
    window: tuple[float, float] | None = None


Panel: TypeAlias = "Paths | Lines"
Picture: TypeAlias = "Callable[[], tuple[Panel, ...]]"
