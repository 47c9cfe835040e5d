"""Did the action change anything: daily shares and rates with exposure, before against after.

A before/after comparison shows a change, not its cause: list what else happened. Leave the bad
month that set off the action out of the baseline, else falling back to the usual "proves" every
action. Weekly series belong to `interruptions`, plain samples and few values to `two_samples`; the
verdict comes from `criteria`. Sources: McCullagh and Nelder 1989 (quasi-likelihood); Lopez Bernal,
Cummins and Gasparrini 2017 (interrupted time series of counts); statsmodels.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from warehouse.stats.intervals import Interval

Floats = npt.NDArray[np.float64]

LEAST_DAYS = 28  # on each side, whole weeks
NEARLY_INDEPENDENT = 0.1  # lag-1 correlation of residuals up to which days count as independent


@dataclass(frozen=True)
class ShareChange:
    """A change of a daily share, after less before, 0–1, with what else was assumed.

    `log_odds` and `error` are on the logit scale, `error` before and `widening` the factor for
    days that depend on each other, 1 where they hardly do. `dispersion` is 1 for chance alone.
    `difference` is standardised to the weekdays observed; its interval and `p_value` are widened.
    `enough`: 28 days on either side.
    """

    log_odds: float
    error: float
    dispersion: float
    widening: float
    difference: float
    interval: Interval
    p_value: float
    days_before: int
    days_after: int
    enough: bool


@dataclass(frozen=True)
class RateChange:
    """A change of a rate as a ratio, after over before, by a log-linear model.

    `logarithm` and `error` on the log scale; `trend` is what the logarithm rises by in a step of
    time. `dispersion` is 1 for chance alone.
    """

    ratio: float
    interval: Interval
    logarithm: float
    error: float
    intercept: float
    intercept_error: float
    trend: float
    trend_error: float
    dispersion: float


def daily_shares(
    successes: Sequence[int | None],
    totals: Sequence[int | None],
    after: Sequence[bool | int],
    weekdays: Sequence[int] | None = None,
    confidence: float = 0.95,
) -> ShareChange | None:
    """Quasi-binomial logit of after against before, adjusted for weekday where these are given.

    One entry a day, in order; None or no cases is a day left out. None as result without days on
    both sides, where a side has no success or no failure (then `two_samples`), and where weekday
    and side cannot be told apart. Wrong for fewer than four weeks on a side and where a trend runs
    through both.

    Raises:
        ValueError: lengths that differ, or successes outside 0 to the total.
    """
    import statsmodels.api as sm
    from scipy.stats import t as student

    days = _days(successes, totals, after, weekdays)
    if days is None:
        return None
    share, n, post, design = days
    # Two columns of counts with scale="X2" give errors √n too small in statsmodels 0.15.0.
    model = sm.GLM(share, design, family=sm.families.Binomial(), var_weights=n)
    fit = model.fit(scale="X2", use_t=True)
    degrees = float(fit.df_resid)
    widening = _widening(np.asarray(fit.resid_pearson))
    difference, error = _standardised(fit, design, n)
    half = float(student.ppf((1 + confidence) / 2, degrees)) * error * widening
    log_odds, log_error = float(fit.params[1]), float(fit.bse[1])
    before_days, after_days = int((~post).sum()), int(post.sum())
    return ShareChange(
        log_odds=log_odds,
        error=log_error,
        dispersion=float(fit.scale),
        widening=widening,
        difference=difference,
        interval=Interval(max(-1.0, difference - half), min(1.0, difference + half)),
        p_value=float(2 * student.sf(abs(log_odds) / (log_error * widening), degrees)),
        days_before=before_days,
        days_after=after_days,
        enough=min(before_days, after_days) >= LEAST_DAYS,
    )


def counts(
    events: Sequence[int],
    exposure: Sequence[float],
    time: Sequence[float],
    after: Sequence[bool | int],
    *,
    months: Sequence[int] | None = None,
    confidence: float = 0.95,
) -> RateChange:
    """Quasi-Poisson step of a rate on top of its trend, with the seasons where `months` are given.

    One entry a period: events, exposure (contacts, customers), time on any even scale, whether
    after; `months` 1–12 adds two yearly waves and needs two years. Normal quantiles. Wrong where
    neighbouring periods depend on each other beyond trend and season.

    Raises:
        ValueError: no more periods than terms, one side empty, or exposure not above 0.
    """
    import statsmodels.api as sm
    from scipy.special import ndtri

    post, size = np.asarray(after, dtype=bool), np.asarray(exposure, dtype=np.float64)
    columns = [np.ones(len(post)), post.astype(float), np.asarray(time, dtype=np.float64)]
    if months is not None:
        angle = 2 * math.pi * np.asarray(months, dtype=np.float64) / 12
        columns += [wave(k * angle) for k in (1, 2) for wave in (np.sin, np.cos)]
    if not 0 < post.sum() < len(post) or len(post) <= len(columns) or not (size > 0).all():
        raise ValueError("expected periods on both sides, more of them than terms, with exposure")
    model = sm.GLM(
        np.asarray(events), np.column_stack(columns), family=sm.families.Poisson(),
        offset=np.log(size),
    )  # fmt: skip
    fit = model.fit(scale="X2")
    (intercept, step, trend), errors = fit.params[:3].tolist(), fit.bse[:3].tolist()
    half = float(ndtri((1 + confidence) / 2)) * errors[1]
    return RateChange(
        ratio=math.exp(step),
        interval=Interval(math.exp(step - half), math.exp(step + half)),
        logarithm=step,
        error=errors[1],
        intercept=intercept,
        intercept_error=errors[0],
        trend=trend,
        trend_error=errors[2],
        dispersion=float(fit.scale),
    )


def _days(
    successes: Sequence[int | None],
    totals: Sequence[int | None],
    after: Sequence[bool | int],
    weekdays: Sequence[int] | None,
) -> tuple[Floats, Floats, npt.NDArray[np.bool_], Floats] | None:
    """Shares, totals, side and design matrix of the days with cases; None where nothing fits."""
    kinds = weekdays if weekdays is not None else [0] * len(totals)
    rows = [
        (x, n, bool(side), kind)
        for x, n, side, kind in zip(successes, totals, after, kinds, strict=True)
        if x is not None and n
    ]
    if any(not 0 <= x <= n for x, n, _, _ in rows):
        raise ValueError("successes must lie between 0 and the total of their day")
    for side in (False, True):
        held = sum(x for x, _, own, _ in rows if own == side)
        if not 0 < held < sum(n for _, n, own, _ in rows if own == side):
            return None
    x, n = (np.array([row[i] for row in rows], dtype=np.float64) for i in (0, 1))
    post = np.array([row[2] for row in rows])
    kind = np.array([row[3] for row in rows])
    others = np.unique(kind)[1:]
    design = np.column_stack([np.ones(len(n)), post, *((kind == other) for other in others)])
    design = design.astype(np.float64)
    if len(n) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    return x / n, n, post, design


def _standardised(fit: object, design: Floats, n: Floats) -> tuple[float, float]:
    """Difference of shares averaged over all days, and its error by the delta method."""
    params = np.asarray(fit.params)  # type: ignore[attr-defined]
    gradient, shares = [], []
    for side in (1.0, 0.0):
        at = design.copy()
        at[:, 1] = side
        share = 1 / (1 + np.exp(-at @ params))
        shares.append(float(np.average(share, weights=n)))
        gradient.append(np.average(at * (share * (1 - share))[:, None], axis=0, weights=n))
    slope = gradient[0] - gradient[1]
    variance = float(slope @ np.asarray(fit.cov_params()) @ slope)  # type: ignore[attr-defined]
    return shares[0] - shares[1], math.sqrt(variance)


def _widening(residuals: Floats) -> float:
    """√((1 + r) / (1 - r)) for residuals that depend on the day before, else 1."""
    spread = float((residuals**2).sum())
    r = float((residuals[1:] * residuals[:-1]).sum()) / spread if spread else 0.0
    return math.sqrt((1 + r) / (1 - r)) if r > NEARLY_INDEPENDENT else 1.0
