"""Whether the months of the year differ, and a series with that taken out.

A control chart of a seasonal series calls every winter special or widens its limits until nothing
is. Source: the residual from the same-month mean, ISO 7870-2 practice; Kruskal and Wallis 1952,
JASA 47, for the question whether there is a season at all.
"""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEAST_MONTHS = 24  # two years: below, a season cannot be told from a change
ROUNDING = 1e-9  # relative; what arithmetic alone leaves of a straight line
SURE = 0.01  # p of the test below which the months of the year are taken to differ


@dataclass(frozen=True)
class Season:
    """The test over `n` months, and the series without the season, in the values' own unit.

    `adjusted` has None where the value is missing or its month of the year stands there only once.
    """

    n: int
    p: float
    is_there: bool
    adjusted: tuple[float | None, ...]


def season(values: Sequence[float | None], first_month: int) -> Season | None:
    """Compare the months of the year; `values` are consecutive, the first in month 1–12.

    Growth, as parallel lines of the months, is taken out for the test: it is no season. The
    adjusted value keeps that line and the distance from the month's own mean, stretched by
    √(k/(k−1)) for the k values of that month, since a mean follows its own values.

    Returns:
        None with fewer than 24 known values, for a constant series, and where fewer than 2 months
        of the year have 2 values.
    """
    from scipy.stats import kruskal

    known = [(i, value) for i, value in enumerate(values) if value is not None]
    if len(known) < LEAST_MONTHS or min(v for _, v in known) == max(v for _, v in known):
        return None
    groups: dict[int, list[tuple[int, float]]] = {}
    for i, value in known:
        groups.setdefault((first_month - 1 + i) % 12, []).append((i, value))
    repeated = {month: found for month, found in groups.items() if len(found) > 1}
    if len(repeated) < 2:
        return None
    slope = _slope(repeated.values())
    level = {i: value - slope * i for i, value in known}
    mean = statistics.fmean(level.values())
    alike = {month: [level[i] for i, _ in found] for month, found in repeated.items()}

    def adjusted(i: int) -> float | None:
        month = (first_month - 1 + i) % 12
        if i not in level or month not in alike:
            return None
        k = len(alike[month])
        from_own = (level[i] - statistics.fmean(alike[month])) * math.sqrt(k / (k - 1))
        return slope * i + mean + from_own

    spread = max(max(found) for found in alike.values()) - min(map(min, alike.values()))
    p = float(kruskal(*alike.values()).pvalue) if spread > ROUNDING * abs(mean) else 1.0
    return Season(len(known), p, p < SURE, tuple(map(adjusted, range(len(values)))))


def _slope(groups: Iterable[Sequence[tuple[int, float]]]) -> float:
    """The least-squares slope of lines that are parallel, one a month of the year."""
    above = below = 0.0
    for group in groups:
        place = statistics.fmean(i for i, _ in group)
        above += sum((i - place) * value for i, value in group)
        below += sum((i - place) ** 2 for i, _ in group)
    return above / below
