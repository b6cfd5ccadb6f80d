"""Comparing two sides at many points, each difference against what rounding can do at that point.

Verb: ``compared``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checks.witnesses.autodiff.programs import Floats, ModeName, Traced
from checks.witnesses.autodiff.reading import count

BALL_POINTS = 64  # balls cost about 0.2 µs an operation and entry: some milliseconds for a gradient
BALL_EQUATIONS = 100_000  # equations times points that balls may cost: a second or so for arrays of a few entries
SLACK = 8.0  # of the radii: 0 false alarms in 9,000 gradient components (design.md §4)
FLOOR = 1e-300  # below it floats lose bits that balls keep
ULPS = 2.0  # so close counts without a ball: every band of a rounded operation is wider
WIDE = 2.0**-20  # a band wider than this and than the values says nothing


@dataclass(frozen=True)
class Agreement:
    """What the floats said about one claim.

    Of the batch, ``points`` were compared: both sides finite, and either within two units in the last place of each
    other or among the ``BALL_POINTS`` worst, whose bands are computed.  ``agreeing`` of them lie inside the band in
    every entry.  The ``undefined_…`` points are NaN or infinite on the left only, on the right only, or on both; at
    ``vacuous`` points the band was infinite or wider than the values, or a float had underflowed on the way.
    ``worst`` is the index in the batch of the point farthest outside its band, ``None`` if none is outside; ``mode``
    is how derivatives were taken.
    """

    points: int
    agreeing: int
    undefined_left: int
    undefined_right: int
    undefined_both: int
    worst: int | None
    mode: ModeName
    vacuous: int = 0


def compared(program: Traced, mode: ModeName) -> Agreement:
    """Compare the program's two results at every point; see ``Agreement`` for what is counted.

    Points that floats alone cannot settle go to the balls, the worst first, and no more than ``BALL_POINTS`` of them:
    what is left after that counts as not compared.
    """
    left, right = (side.reshape(-1, program.points) for side in program.floats())
    finite_left, finite_right = np.isfinite(left).all(axis=0), np.isfinite(right).all(axis=0)
    with np.errstate(all="ignore"):
        gap, size = np.abs(left - right), np.maximum(np.abs(left), np.abs(right))
        close = (gap <= ULPS * np.spacing(size)).all(axis=0)
    both = finite_left & finite_right
    doubtful = _worst_first(np.flatnonzero(both & ~close), gap, size)[: _ball_points(program)]
    outside, vacuous = _outside(program, doubtful, (left, right), gap, size)
    agreeing = int((both & close).sum()) + int((~vacuous & (outside <= 1)).sum())
    dissent = np.where(vacuous, 0.0, outside)
    far = int(np.argmax(dissent)) if dissent.size else None
    return Agreement(
        points=int((both & close).sum()) + int((~vacuous).sum()),
        agreeing=agreeing,
        undefined_left=int((~finite_left & finite_right).sum()),
        undefined_right=int((finite_left & ~finite_right).sum()),
        undefined_both=int((~finite_left & ~finite_right).sum()),
        worst=int(doubtful[far]) if far is not None and dissent[far] > 1 else None,
        mode=mode,
        vacuous=int(vacuous.sum()),
    )


def _ball_points(program: Traced) -> int:
    """Fewer for a long program, but always some."""
    return max(4, min(BALL_POINTS, BALL_EQUATIONS // max(count(program.program), 1)))


def _worst_first(points: NDArray[np.intp], gap: Floats, size: Floats) -> NDArray[np.intp]:
    """By relative and by absolute gap in turn: where one side is zero, rounding alone is a relative gap of one."""
    relative = (gap[:, points] / np.maximum(size[:, points], FLOOR)).max(axis=0, initial=0.0)
    absolute = gap[:, points].max(axis=0, initial=0.0)
    orders = np.stack([np.argsort(-relative, kind="stable"), np.argsort(-absolute, kind="stable")], axis=1)
    return points[list(dict.fromkeys(orders.ravel().tolist()))]


def _outside(
    program: Traced, points: NDArray[np.intp], sides: tuple[Floats, Floats], gap: Floats, size: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """How many bands each point is off in its worst entry, and whether some entry's band says nothing at all.

    An entry that is outside its own band is dissent, whatever the bands of the other entries are.  An entry whose
    float is not where its ball is (it underflowed on the way, or the ball is not finite) says nothing.
    """
    if not points.size:
        return np.zeros(0), np.zeros(0, dtype=bool)
    band, trusted = np.full((len(gap), len(points)), FLOOR), np.ones((len(gap), len(points)), dtype=bool)
    for side, (middle, radius) in zip(sides, program.balls(points), strict=True):
        own = SLACK * radius.reshape(-1, len(points))
        shift = np.abs(side[:, points] - middle.reshape(-1, len(points)))
        trusted &= shift <= own + FLOOR + ULPS * np.spacing(np.abs(side[:, points]))
        band += own
    with np.errstate(over="ignore"):  # far outside is far outside
        ratio = np.where(trusted, gap[:, points] / band, 0.0).max(axis=0)
    blind = (~trusted | ((band > WIDE) & (band > size[:, points]))).any(axis=0)
    return ratio, blind & (ratio <= 1)
