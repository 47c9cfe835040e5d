"""Will the target be met: the mean of the next months under today's variation, and what it takes.

Only arithmetic on a process that goes on as it is; with 12 to 36 months nothing more can be had.
Wrong with a trend, a season or a change ahead. Sources: Student's predictive distribution of a
mean, as R's predict of a constant; the required rate is our own arithmetic.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from warehouse.stats.control_limits import Better, autocorrelation, signals, xmr_limits
from warehouse.stats.intervals import Interval

Obstacle = Literal["too_few_points", "no_variation", "not_stable"]

LEAST_POINTS = 8
DEPENDENT = 0.2  # lag-1 correlation from which the band is widened
WORDS = (
    (0.10, "very unlikely"),
    (0.33, "unlikely"),
    (0.67, "about even"),
    (0.90, "likely"),
)


@dataclass(frozen=True)
class Forecast:
    """The mean of the next months, in the unit of the values, if nothing changes.

    `chance` is the probability 0–1 that it meets the target, `words` how to say it. `widened` is
    the factor for months that depend on each other, 1 where they hardly do.
    """

    mean: float
    deviation: float
    band_80: Interval
    band_95: Interval
    chance: float
    words: str
    widened: float
    points: int


@dataclass(frozen=True)
class RunRate:
    """What the rest of the year must bring; shares 0–1.

    `required` is None when nothing is planned any more; below 0 or above 1 the target is met or out
    of reach whatever comes. `reachable` is arithmetic, not likelihood.
    """

    so_far: float | None
    required: float | None
    best_possible: float | None
    reachable: bool | None


def obstacle(values: Sequence[float | None]) -> Obstacle | None:
    """Why these months carry no forecast; None when they do. To be asked before `next_mean`.

    Pass one segment of complete months: since the last re-base, without provisional ones.
    """
    known = [value for value in values if value is not None]
    if len(known) < LEAST_POINTS:
        return "too_few_points"
    if min(known) == max(known):
        return "no_variation"
    return "not_stable" if any(signals(values, xmr_limits(values))) else None


def next_mean(
    values: Sequence[float | None], months: int, target: float, better: Better
) -> Forecast | None:
    """The mean of the next `months` values and the chance that it meets the target.

    Months are taken as independent and normal about one level; with a lag-1 correlation above 0.2
    the band is widened by √((1 + r) / (1 - r)). A missing month is None. None as result with
    fewer than 2 values or without variation. Meeting includes the target itself.

    Raises:
        ValueError: no month to forecast, or no better side.
    """
    from scipy.special import stdtr, stdtrit

    if months < 1 or better == "neither":
        raise ValueError(f"expected months ahead and a better side: {months!r}, {better!r}")
    known = np.array([value for value in values if value is not None], dtype=np.float64)
    n = len(known)
    if n < 2 or known.min() == known.max():
        return None
    r = autocorrelation(values) or 0.0
    widened = math.sqrt((1 + r) / (1 - r)) if DEPENDENT < r < 1 else 1.0
    mean, deviation = float(known.mean()), float(known.std(ddof=1))
    error = deviation * math.sqrt(1 / months + 1 / n) * widened
    side = 1 if better == "higher" else -1
    chance = float(stdtr(n - 1, side * (mean - target) / error))

    def band(level: float) -> Interval:
        half = float(stdtrit(n - 1, (1 + level) / 2)) * error
        return Interval(mean - half, mean + half)

    return Forecast(mean, deviation, band(0.80), band(0.95), chance, in_words(chance), widened, n)


def in_words(chance: float) -> str:
    """How to say a chance 0–1; to be followed by "if nothing changes"."""
    return next((words for below, words in WORDS if chance < below), "very likely")


def required_rate(
    numerators: Sequence[int],
    denominators: Sequence[int],
    planned: Sequence[int],
    target: float,
    better: Literal["higher", "lower"] = "higher",
) -> RunRate:
    """The share that the planned denominators must reach so that the year meets the target.

    Volume-weighted: ratio of sums, not mean of months. Shares 0–1. Wrong when the plan is.

    Raises:
        ValueError: a negative count, or numerators above their denominators.
    """
    done, cases, rest = sum(numerators), sum(denominators), sum(planned)
    parts = zip(numerators, denominators, strict=True)
    if any(not 0 <= x <= n for x, n in parts) or any(size < 0 for size in planned):
        raise ValueError(f"expected 0 ≤ numerator ≤ denominator: {numerators!r}, {denominators!r}")
    total = cases + rest
    best = done + rest if better == "higher" else done
    required = (target * total - done) / rest if rest else None
    possible = best / total if total else None
    fulfilled = None
    if possible is not None:
        fulfilled = possible >= target if better == "higher" else possible <= target
    return RunRate(done / cases if cases else None, required, possible, fulfilled)
