"""An interrupted time series: the step in a weekly series whose errors depend on each other.

Of weekly series with nothing to find, ordinary least squares calls 5 to 25 in a hundred at 5 % and
Newey–West 14 to 27, the more the stronger the dependence; AR(1) errors about 7 in 104 weeks, but 16
in 30 weeks (simulated). So only these judge, from 52 weeks on, and together with the control chart
or at 99 %. Sources: Turner et al. 2021, BMC Medical Research Methodology 21:181; Newey and West
1987; statsmodels.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from warehouse.stats.intervals import Interval

Floats = npt.NDArray[np.float64]

LEAST_POINTS = 52
LEAST_AFTER = 12
FEWEST = 10  # below, three parameters and a variance cannot be told apart


@dataclass(frozen=True)
class Step:
    """The level after less the level before, in the unit of the values.

    `phi` is the lag-1 dependence of the errors, `enough` says whether there are 52 points, 12 of
    them after. `interval_99` is for declaring an effect without the control chart.
    """

    level: float
    step: float
    error: float
    interval: Interval
    interval_99: Interval
    p_value: float
    phi: float
    log_likelihood: float
    points: int
    enough: bool


@dataclass(frozen=True)
class Segments:
    """Level, trend, step and change of trend by least squares, in this order everywhere.

    `newey_west` and its p-values are shown for comparison and never judge.
    """

    coefficients: tuple[float, ...]
    errors: tuple[float, ...]
    newey_west: tuple[float, ...]
    newey_west_corrected: tuple[float, ...]
    newey_west_p: tuple[float, ...]
    r_squared: float
    durbin_watson: float


def step(values: Sequence[float | None], first_after: int) -> Step | None:
    """The step at index `first_after` with AR(1) errors, by exact maximum likelihood.

    One entry a week, in order, a missing week is None. None as result with fewer than 10 values,
    fewer than 2 on a side, and for values that do not vary within the sides. Wrong where a trend
    or a season runs through the series, and too sure of itself below 52 points.

    Raises:
        ValueError: values that are not finite.
    """
    from scipy.special import ndtri
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    y = _series(values)
    known = ~np.isnan(y)
    post = np.arange(len(y)) >= first_after
    spread = _within(y, known, post)
    if known.sum() < FEWEST or min((known & post).sum(), (known & ~post).sum()) < 2 or not spread:
        return None
    centre = float(np.nanmean(y))
    terms = np.column_stack([np.ones(len(y)), post.astype(np.float64)])
    model = SARIMAX((y - centre) / spread, exog=terms, order=(1, 0, 0))
    # The default, lbfgs, may stop at its starting values and call that converged (0.15.0).
    fit = model.fit(method="bfgs", maxiter=200, disp=False, cov_type="approx")
    level, change, phi = (float(value) for value in fit.params[:3])
    error = float(fit.bse[1]) * spread
    change *= spread

    def around(confidence: float) -> Interval:
        half = float(ndtri((1 + confidence) / 2)) * error
        return Interval(change - half, change + half)

    return Step(
        level=centre + level * spread,
        step=change,
        error=error,
        interval=around(0.95),
        interval_99=around(0.99),
        p_value=math.erfc(abs(change) / error / math.sqrt(2)),
        phi=phi,
        log_likelihood=float(fit.llf) - int(known.sum()) * math.log(spread),
        points=int(known.sum()),
        enough=int(known.sum()) >= LEAST_POINTS and int((known & post).sum()) >= LEAST_AFTER,
    )


def segments(values: Sequence[float], first_after: int, lag: int = 4) -> Segments:
    """Step and change of trend by least squares, with Newey–West errors of `lag` weeks.

    For the picture and for readers who expect it: on short series both errors are far too small.

    Raises:
        ValueError: fewer than 10 values, fewer than 2 on a side, or a missing one.
    """
    import statsmodels.api as sm
    from statsmodels.stats.stattools import durbin_watson

    y = _series(values)
    if len(y) < FEWEST or not 2 <= first_after <= len(y) - 2 or np.isnan(y).any():
        raise ValueError(f"expected 10 values, 2 on each side and no gap, found {values!r}")
    time = np.arange(1.0, len(y) + 1)
    post = (time > first_after).astype(np.float64)
    terms = np.column_stack([np.ones(len(y)), time, post, (time - first_after - 1) * post])
    plain = sm.OLS(y, terms).fit()
    robust = [
        plain.get_robustcov_results("HAC", maxlags=lag, use_correction=corrected, use_t=False)
        for corrected in (False, True)
    ]
    return Segments(
        coefficients=tuple(plain.params.tolist()),
        errors=tuple(plain.bse.tolist()),
        newey_west=tuple(robust[0].bse.tolist()),
        newey_west_corrected=tuple(robust[1].bse.tolist()),
        newey_west_p=tuple(robust[0].pvalues.tolist()),
        r_squared=float(plain.rsquared),
        durbin_watson=float(durbin_watson(plain.resid)),
    )


def _series(values: Sequence[float | None]) -> Floats:
    y = np.array([math.nan if value is None else value for value in values], dtype=np.float64)
    given = [value for value in values if value is not None]
    if not all(map(math.isfinite, given)):
        raise ValueError(f"values must be finite or None, found {given!r}")
    return y


def _within(y: Floats, known: npt.NDArray[np.bool_], post: npt.NDArray[np.bool_]) -> float:
    """Standard deviation within the sides; scaled by it, the fit does not depend on the unit."""
    sides = [y[known & post], y[known & ~post]]
    rest = np.concatenate([side - side.mean() for side in sides if len(side)])
    spread = float(np.sqrt(np.mean(rest**2))) if len(rest) else 0.0
    return spread if spread > 1e-12 * float(np.max(np.abs(y[known]), initial=0.0)) else 0.0
