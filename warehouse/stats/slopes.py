"""The change of slope at an action, beside the verdict.

Level and slope together need more weeks than a level alone, so they are shown and never judge: with
12 weeks after, a slope is mostly noise. Sources: Lopez Bernal, Cummins and Gasparrini 2017, Int. J.
of Epidemiology 46(1); statsmodels.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from warehouse.stats.interruptions import LEAST_AFTER, LEAST_POINTS
from warehouse.stats.intervals import Interval


@dataclass(frozen=True)
class Slopes:
    """Level and slope change at the action, slope in the unit of the values per step of the series.

    `phi` is the lag-1 dependence of the errors; both intervals allow for it.
    """

    level: float
    level_interval: Interval
    slope: float
    slope_interval: Interval
    phi: float
    points: int


def level_and_slope(values: Sequence[float | None], first_after: int) -> Slopes | None:
    """Step and change of slope at index `first_after`, AR(1) errors, exact maximum likelihood.

    One entry a week, in order; a missing week is None. None as result below 52 values or 12 after:
    four terms and a dependence cannot be told apart with less.

    Raises:
        ValueError: values that are not finite.
    """
    from scipy.special import ndtri
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    y = np.array([math.nan if value is None else value for value in values], dtype=np.float64)
    if not all(math.isfinite(value) for value in values if value is not None):
        raise ValueError(f"values must be finite or None, found {values!r}")
    known = ~np.isnan(y)
    post = np.arange(len(y)) >= first_after
    spread = float(np.nanstd(y)) if known.any() else 0.0
    enough = known.sum() >= LEAST_POINTS and (known & post).sum() >= LEAST_AFTER
    if not enough or (known & ~post).sum() < LEAST_AFTER or not spread:
        return None
    centre, pace = float(np.nanmean(y)), float(len(y))
    time = (np.arange(len(y)) - first_after) / pace
    terms = np.column_stack([np.ones(len(y)), time, post.astype(np.float64), time * post])
    model = SARIMAX((y - centre) / spread, exog=terms, order=(1, 0, 0))
    fit = model.fit(method="bfgs", maxiter=200, disp=False, cov_type="approx")
    half = float(ndtri(0.975)) * np.asarray(fit.bse[2:4]) * spread
    level, slope = (float(one) * spread for one in fit.params[2:4])
    return Slopes(
        level=level,
        level_interval=Interval(level - float(half[0]), level + float(half[0])),
        slope=slope / pace,
        slope_interval=Interval((slope - float(half[1])) / pace, (slope + float(half[1])) / pace),
        phi=float(fit.params[4]),
        points=int(known.sum()),
    )
