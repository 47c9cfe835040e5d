"""Percentiles, histograms and shares beyond a target of complete durations and scores.

None among the values is unknown and left out; n is what remains. Wrong for durations of cases that
are still open: these are censored, and closed cases alone look too fast.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from warehouse.stats.intervals import Interval, wilson

Values = Iterable[float | None]

NICE = (1.0, 2.0, 2.5, 5.0, 10.0)  # widths of bins, times a power of ten


@dataclass(frozen=True)
class Histogram:
    """Bars and the tail that they leave out.

    `edges` has one entry more than `counts`, in the unit of the values. A bar holds values above
    its left edge up to and including its right edge, as a target includes its threshold; the first
    bar holds its left edge too. `tail` counts the values above the last edge.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    tail: int
    n: int


@dataclass(frozen=True)
class Gap:
    """Mean against median: `below` is the share 0–1 of values below the mean."""

    mean: float
    median: float
    below: float
    misleads: bool
    n: int


@dataclass(frozen=True)
class Beyond:
    """How many of n values miss the target; share 0–1 with its Wilson interval, None at n = 0."""

    count: int
    n: int
    share: float | None
    interval: Interval | None


def percentiles(values: Values, probabilities: Sequence[float]) -> list[float | None]:
    """Percentiles by linear interpolation: R type 7, NumPy "linear", DuckDB quantile_cont.

    Other types differ visibly at small n. One entry a probability (0–1), None without values.
    """
    known = _known(values)
    if known.size == 0:
        return [None for _ in probabilities]
    return [float(found) for found in np.quantile(known, list(probabilities), method="linear")]


def mean_gap(
    values: Values, *, least_n: int = 30, least_gap: float = 0.1, least_below: float = 0.6
) -> Gap | None:
    """Whether the mean misleads about the typical case; None without values.

    Our rule: at least 30 values; mean and median at least 10 % of the median apart; and at least
    60 % of the values on one side of the mean. A log-normal wait with σ = 0.5 is at that bound, an
    exponential one (63 % below the mean) beyond it. Two of the three alone are noise or ties.
    """
    known = _known(values)
    if known.size == 0:
        return None
    mean, median = float(known.mean()), float(np.median(known))
    below, above = float((known < mean).mean()), float((known > mean).mean())
    misleads = (
        known.size >= least_n
        and abs(mean - median) > 0
        and abs(mean - median) >= least_gap * abs(median)
        and max(below, above) >= least_below
    )
    return Gap(mean, median, below, misleads, int(known.size))


def histogram(values: Values, *, bars: int = 30) -> Histogram | None:
    """Bars of one round width from 0 to the 99th percentile, the rest counted as tail.

    Made for right-skewed waits, where bars up to the maximum would put all cases into two of them.
    Bars of whole values are at least 1 wide; values below 0 start the axis at the lowest. At most
    about `bars` bars. None without values.
    """
    known = _known(values)
    if known.size == 0:
        return None
    low, high = min(0.0, float(known.min())), float(np.quantile(known, 0.99))
    width = _round_width((high - low) / bars, whole=bool(np.all(known == np.floor(known))))
    first = math.floor(low / width)
    last = max(math.ceil(high / width), first + 1)
    edges = [float(f"{step * width:.12g}") for step in range(first, last + 1)]  # 0.3, not 3 × 0.1
    held = np.searchsorted(edges, known, side="left")  # 0 is the left edge itself
    counts = np.bincount(np.maximum(held, 1) - 1, minlength=len(edges))
    bodies, tail = counts[: len(edges) - 1], int(counts[len(edges) - 1 :].sum())
    return Histogram(tuple(edges), tuple(bodies.tolist()), tail, int(known.size))


def share_beyond(
    values: Values, target: float, better: Literal["higher", "lower"] = "lower"
) -> Beyond:
    """The share of values that miss the target; a value on the target meets it.

    With `better` lower this is 1 - ECDF(target), the complement of a service level.
    """
    known = _known(values)
    missed = known > target if better == "lower" else known < target
    count, n = int(missed.sum()), int(known.size)
    return Beyond(count, n, count / n if n else None, wilson(count, n))


def _known(values: Values) -> npt.NDArray[np.float64]:
    known = np.array([value for value in values if value is not None], dtype=np.float64)
    if not np.isfinite(known).all():
        raise ValueError("values must be finite or None")
    return known


def _round_width(least: float, whole: bool) -> float:
    """The smallest round number that is not below `least`."""
    if whole:
        least = max(least, 1.0)
    if least <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in NICE if step * power >= least * (1 - 1e-12))
