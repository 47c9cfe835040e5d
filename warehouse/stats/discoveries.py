"""Which of many comparisons to list when most of them are noise: false-discovery control.

Decide before looking which cohorts are compared: K is how many were tested, not how many look odd.
Sources: Benjamini and Hochberg 1995; Benjamini and Yekutieli 2001; statsmodels multipletests.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from warehouse.stats.outliers import JUDGED_FROM, LEAST_COHORTS, dispersion

Method = Literal["fdr_bh", "fdr_by", "bonferroni"]

LISTED_AT = 0.10  # about one in ten of those listed is noise


@dataclass(frozen=True)
class Discoveries:
    """Adjusted p-values and what is listed, one entry a comparison; None where none was made.

    `tested` is K. Print beside the list how many of it to expect to be noise: `level` of them.
    """

    adjusted: tuple[float | None, ...]
    listed: tuple[bool | None, ...]
    tested: int
    level: float


@dataclass(frozen=True)
class Cell:
    """One weekday and hour: share 0–1, distance from the pooled share, chance of such a count.

    All None in a cell without cases. `p_value` is exact and two-sided, `adjusted` accounts for all
    cells with cases, `listed` at 10 %. `small`: fewer than 30 cases, to be drawn grey.
    """

    share: float | None
    z: float | None
    p_value: float | None
    adjusted: float | None
    listed: bool | None
    small: bool


@dataclass(frozen=True)
class HeatMap:
    """Cells by row and column as given, against the pooled share 0–1, None without any case."""

    pooled: float | None
    rows: tuple[tuple[Cell, ...], ...]


def false_discoveries(
    p_values: Sequence[float | None], level: float = LISTED_AT, *, method: Method = "fdr_bh"
) -> Discoveries:
    """Adjust p-values for their number; a comparison is listed when adjusted p ≤ `level`.

    None is a comparison that was not made and does not count. Take "fdr_by" where comparisons
    depend strongly on each other (teams within sites), "bonferroni" where one false entry is one
    too many. Order does not matter.

    Raises:
        ValueError: a p-value or level outside 0 to 1.
    """
    from statsmodels.stats.multitest import multipletests

    made = [p for p in p_values if p is not None]
    if not 0 < level < 1 or not all(0 <= p <= 1 for p in made):
        raise ValueError(f"p-values and level lie between 0 and 1: {made!r}, {level!r}")
    adjusted = multipletests(made, alpha=level, method=method)[1].tolist() if made else []
    of = iter(adjusted)
    found = tuple(None if p is None else float(next(of)) for p in p_values)
    listed = tuple(None if q is None else q <= level for q in found)
    return Discoveries(found, listed, len(made), level)


def unusual_cohorts(
    numerators: Sequence[int], denominators: Sequence[int], level: float = LISTED_AT
) -> Discoveries:
    """Cohorts whose share differs from the pooled one by more than cohorts do in general.

    Two-sided from the arcsine z with additive variation between cohorts; cohorts of fewer than 30
    cases are not compared, and with fewer than 10 left the variation between is taken as none:
    then the list only describes. Wrong for shares whose cases are not independent.

    Raises:
        ValueError: counts that are not whole, or a numerator outside 0 to its denominator.
    """
    large = [n >= JUDGED_FROM for n in denominators]
    x = [part for part, keep in zip(numerators, large, strict=True) if keep]
    n = [whole for whole, keep in zip(denominators, large, strict=True) if keep]
    total = sum(denominators)
    spread = dispersion(x, n, sum(numerators) / total) if total else None
    if spread is None:
        return Discoveries((None,) * len(large), (None,) * len(large), 0, level)
    tau_squared = spread.tau_squared if len(n) >= LEAST_COHORTS else 0.0
    of = iter(
        math.erfc(abs(z) / math.sqrt(1 + 4 * size * tau_squared) / math.sqrt(2))
        for z, size in zip(spread.z, n, strict=True)
    )
    return false_discoveries([next(of) if keep else None for keep in large], level)


def heat_map(
    numerators: Sequence[Sequence[int]],
    denominators: Sequence[Sequence[int]],
    level: float = LISTED_AT,
) -> HeatMap:
    """Weekday by hour of day against the pooled share, both as rows of the same shape.

    Hours are those of the site: the hour that a clock change repeats holds twice the cases, the
    one it skips none. Wrong for means, and where one bad day makes a cell: look at the days.

    Raises:
        ValueError: rows of different shape, or a numerator outside 0 to its denominator.
    """
    from scipy.stats import binomtest

    x = [part for row in numerators for part in row]
    n = [whole for row in denominators for whole in row]
    shapes = [len(row) for row in numerators], [len(row) for row in denominators]
    if shapes[0] != shapes[1] or any(not 0 <= a <= b for a, b in zip(x, n, strict=False)):
        raise ValueError("expected rows of the same shape with 0 ≤ numerator ≤ denominator")
    total = sum(n)
    pooled = sum(x) / total if total else None
    p_values = [
        float(binomtest(int(a), int(b), pooled).pvalue) if b and pooled is not None else None
        for a, b in zip(x, n, strict=True)
    ]
    found = false_discoveries(p_values, level)
    cells = [
        _cell(a, b, pooled, p, q, flag)
        for a, b, p, q, flag in zip(x, n, p_values, found.adjusted, found.listed, strict=True)
    ]
    ends = np.cumsum(shapes[0], dtype=int).tolist()
    return HeatMap(
        pooled,
        tuple(tuple(cells[end - width : end]) for end, width in zip(ends, shapes[0], strict=True)),
    )


def _cell(
    part: int,
    whole: int,
    pooled: float | None,
    p: float | None,
    adjusted: float | None,
    listed: bool | None,
) -> Cell:
    if not whole or pooled is None:
        return Cell(None, None, None, None, None, True)
    error = math.sqrt(pooled * (1 - pooled) / whole)
    share = part / whole
    z = (share - pooled) / error if error else None
    return Cell(share, z, p, adjusted, listed, whole < JUDGED_FROM)
