"""How many signals chance alone raises: simulated control charts of a process that never changes.

Independent normal months, Making Data Count's rules, limits from the chart's own months. Both
figures are too low for series that remember (lag-1 r of 0.3 and 24 months: 5.5 % of the newest
months are flagged instead of 1.6 %) and for rates of few cases, whose months are not normal.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from warehouse.stats.control_limits import (
    DEFAULT_RULES,
    FIRM_POINTS,
    LEAST_POINTS,
    SCREEN,
    THREE_SIGMA,
)

CHARTS = 20_000  # a row; the standard error of a chance of 2 % is then 0.1 %
SEED = 1
SHOWN = 12  # months that a page draws
TRUE_THREE_SIGMA = 3.0  # of the simulated months, whose standard deviation is 1
Signs = NDArray[np.int8]


@dataclass(frozen=True)
class Chances:
    """What charts of one length do by chance.

    `last` is the share of charts whose newest month is flagged, `marks` the mean number of flagged
    months among the last 12. `narrow` and `wide` are limits against the true ones: of 100 charts,
    five are narrower and five are wider.
    """

    last: float
    marks: float
    narrow: float
    wide: float


@cache
def chances(points: int, baseline: int | None = None, *, charts: int = CHARTS) -> Chances | None:
    """Simulate charts of `points` months whose limits rest on the first `baseline`, else on all.

    The same every time: the seed is fixed. None below 13 months, where no verdict is given, and
    with a baseline below 6.
    """
    rests_on = min(baseline or points, points)
    if points < FIRM_POINTS or rests_on < LEAST_POINTS:
        return None
    values = np.random.default_rng(SEED).standard_normal((charts, points))
    mean, half = _limits(values[:, :rests_on])
    marks = flagged(values, mean, half)
    narrow, wide = np.quantile(half / TRUE_THREE_SIGMA, (0.05, 0.95))
    return Chances(
        last=float(marks[:, -1].mean()),
        marks=float(marks[:, -SHOWN:].sum(axis=1).mean()),
        narrow=float(narrow),
        wide=float(wide),
    )


def flagged(
    values: NDArray[np.float64], mean: NDArray[np.float64], half: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether any rule holds at each month; one chart a row, of months that never tie.

    The rules of `control_limits` for many charts at once; a test holds the two together.
    """
    from_mean = values - mean[:, None]
    sides = np.sign(from_mean).astype(np.int8)
    reach = np.abs(from_mean)
    outside, near = reach > half[:, None], reach > half[:, None] * 2 / 3
    steps = np.sign(np.diff(values, axis=1)).astype(np.int8)
    trending = _in_runs(steps, DEFAULT_RULES.trend - 1)
    found = outside | _in_runs(sides, DEFAULT_RULES.shift)
    found[:, :-1] |= trending
    found[:, 1:] |= trending
    for start in range(values.shape[1] - 2):
        window = slice(start, start + 3)
        alike = np.abs(sides[:, window].sum(axis=1)) == 3
        twice = near[:, window].sum(axis=1) >= 2
        found[:, window] |= near[:, window] & (alike & twice)[:, None]
    return found


def _limits(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and half width of each chart, moving ranges screened once."""
    ranges = np.abs(np.diff(values, axis=1))
    kept = ranges < SCREEN * ranges.mean(axis=1, keepdims=True)
    return values.mean(axis=1), THREE_SIGMA * np.mean(ranges, axis=1, where=kept)


def _in_runs(signs: Signs, length: int) -> NDArray[np.bool_]:
    """Whether each entry stands in a run of at least `length` equal signs of its row."""
    forward, backward = np.ones(signs.shape, np.int16), np.ones(signs.shape, np.int16)
    for here in range(1, signs.shape[1]):
        same = signs[:, here] == signs[:, here - 1]
        forward[:, here] += np.where(same, forward[:, here - 1], 0)
        back = signs.shape[1] - 1 - here
        same = signs[:, back] == signs[:, back + 1]
        backward[:, back] += np.where(same, backward[:, back + 1], 0)
    return (forward + backward - 1 >= length) & (signs != 0)
