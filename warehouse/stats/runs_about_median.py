"""Anhøj's rules: unusually long runs and unusually few crossings of the median.

A second opinion beside the control chart: they need no limits and no assumption on the shape of
the values, and find lasting shifts, not single outliers. Source: Anhøj and Olesen 2014, PLoS ONE
9(11); Anhøj 2015, PLoS ONE 10(3); qicharts2 0.8.1.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_POINTS = 10  # useful values; below, the rules hardly ever signal


@dataclass(frozen=True)
class MedianRuns:
    """What the run chart shows; a run longer or crossings fewer than the bound are a signal.

    `useful` counts the values that do not lie on the median. `crossings_possible` is how often two
    useful values follow each other without a gap between them.
    """

    median: float
    useful: int
    longest_run: int
    longest_allowed: int
    crossings: int
    crossings_possible: int
    crossings_least: int
    signal: bool


def median_runs(values: Sequence[float | None]) -> MedianRuns | None:
    """Judge a series by its runs about its own median; None with fewer than 10 useful values.

    Values on the median are passed over. A missing month, None, ends a run and cannot be crossed:
    without gaps the figures are those of qicharts2. A false signal comes in about 5 % of stable
    series of 10 to 60 values. Wrong for autocorrelated and for seasonal series.
    """
    from scipy.stats import binom

    known = [value for value in values if value is not None]
    median = statistics.median(known) if known else math.nan
    runs = _runs(values, median)
    useful = sum(map(sum, runs))
    if useful < LEAST_POINTS:
        return None
    crossings = sum(len(stretch) - 1 for stretch in runs)
    possible = sum(sum(stretch) - 1 for stretch in runs)
    longest = max(length for stretch in runs for length in stretch)
    allowed = round(math.log2(useful) + 3)
    least = int(binom.ppf(0.05, possible, 0.5))
    return MedianRuns(
        median=median,
        useful=useful,
        longest_run=longest,
        longest_allowed=allowed,
        crossings=crossings,
        crossings_possible=possible,
        crossings_least=least,
        signal=longest > allowed or crossings < least,
    )


def _runs(values: Sequence[float | None], median: float) -> list[list[int]]:
    """Lengths of the runs on one side of the median, one list a stretch without gaps."""
    stretches: list[list[int]] = [[]]
    side = 0
    for value in values:
        if value is None:
            stretches.append([])
            side = 0
        elif value != median:
            now = 1 if value > median else -1
            if now == side:
                stretches[-1][-1] += 1
            else:
                stretches[-1].append(1)
            side = now
    return [stretch for stretch in stretches if stretch]
