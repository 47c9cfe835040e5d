"""Intervals for shares, net promoter score, means, rates and percentiles.

All take `confidence` (two-sided, 0.95 unless told) and treat cases as independent: for a share
that varies between months by more than chance, divide n by the dispersion first. An interval says
nothing about non-response or measurement. With n = 0 there is no interval, None.

statsmodels is imported where it is used: it brings pandas and takes seconds and 200 MB to import,
which a command line that prints no interval should not pay.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Interval:
    """Lower and upper limit in the unit of the estimate; None where the data cannot bound it."""

    low: float | None
    high: float | None


@dataclass(frozen=True)
class Difference:
    """A change, its interval in the same unit, and the test of no change.

    `z` and `p_value` (two-sided) are None where neither side varies.
    """

    estimate: float
    interval: Interval
    z: float | None
    p_value: float | None


def wilson(successes: float, n: float, confidence: float = 0.95) -> Interval | None:
    """Score interval of a share 0–1; our default, from n = 1 on.

    Exactly 0 at no success and exactly 1 at no failure, which floating-point alone misses. `n`
    may be an effective size and not whole. Source: Wilson 1927; Newcombe 1998, method 3.

    Raises:
        ValueError: successes outside 0 to n.
    """
    return _proportion(successes, n, confidence, "wilson")


def jeffreys(successes: float, n: float, confidence: float = 0.95) -> Interval | None:
    """Equal-tailed interval from Beta(x + ½, n - x + ½), a share 0–1.

    With the end-point rule of Brown, Cai and DasGupta 2001 (0 at no success, 1 at no failure),
    which statsmodels does not apply. Its coverage is right on average over shares, not for each.

    Raises:
        ValueError: successes outside 0 to n.
    """
    return _proportion(successes, n, confidence, "jeffreys")


def clopper_pearson(successes: float, n: float, confidence: float = 0.95) -> Interval | None:
    """Exact interval of a share 0–1: coverage guaranteed, and wider than need be.

    For an auditor who wants the guarantee. Source: Clopper and Pearson 1934.

    Raises:
        ValueError: successes outside 0 to n.
    """
    return _proportion(successes, n, confidence, "beta")


def nps(
    promoters: int, passives: int, detractors: int, confidence: float = 0.95
) -> Interval | None:
    """Adjusted Wald interval of the net promoter score, in points -100 to 100.

    Three answers are added (¾ promoter, 1½ passive, ¾ detractor), so the interval lies around a
    score nearer to 0 than the one to report, and has a width when all answers agree. Source: Rocks
    2016, The American Statistician 70(4). Wrong for weighted answers.

    Raises:
        ValueError: a negative count.
    """
    if min(promoters, passives, detractors) < 0:
        raise ValueError(f"counts must not be negative: {promoters}, {passives}, {detractors}")
    if promoters + passives + detractors == 0:
        return None
    n = promoters + passives + detractors + 3
    for_us, against = (promoters + 0.75) / n, (detractors + 0.75) / n
    centre = for_us - against
    half = _z(confidence) * math.sqrt((for_us + against - centre**2) / n)
    return Interval(max(-100.0, 100 * (centre - half)), min(100.0, 100 * (centre + half)))


def nps_difference(
    before: tuple[int, int, int], after: tuple[int, int, int], confidence: float = 0.95
) -> Difference | None:
    """Change of the net promoter score in points, after less before; None where one has no answers.

    Each is (promoters, passives, detractors). The test is unadjusted and the interval adjusted, so
    at the border of significance they may disagree; then go by the interval. `z` and `p_value` are
    None where neither score varies. Wrong for the same customers asked twice. Source: Rocks 2016.

    Raises:
        ValueError: a negative count.
    """
    if min(*before, *after) < 0:
        raise ValueError(f"counts must not be negative: {before!r}, {after!r}")
    if sum(before) == 0 or sum(after) == 0:
        return None
    (score_1, error_1), (score_2, error_2) = _score(*before), _score(*after)
    error = math.hypot(error_1, error_2)
    z = (score_2 - score_1) / error if error else None
    (centre_1, wide_1), (centre_2, wide_2) = (
        _score(p + 0.75, n + 1.5, d + 0.75) for p, n, d in (before, after)
    )
    half = _z(confidence) * math.hypot(wide_1, wide_2)
    centre = centre_2 - centre_1
    interval = Interval(max(-200.0, centre - half), min(200.0, centre + half))
    return Difference(
        score_2 - score_1, interval, z, math.erfc(abs(z) / math.sqrt(2)) if z is not None else None
    )


def difference(
    before: float, around_before: Interval, after: float, around_after: Interval
) -> Interval:
    """Interval of `after` - `before` from the intervals of both, in their unit (MOVER).

    For percentiles, medians of survival and whatever else has an interval of its own but no known
    error of the difference. A limit is None where one that it rests on is. Keeps the skewness of
    the two intervals; wrong for estimates that depend on each other. Source: Zou and Donner 2008,
    Statistics in Medicine 27; for shares it is Newcombe's method 10.
    """
    change = after - before

    def reach(one: float | None, other: float | None) -> float | None:
        if one is None or other is None:
            return None
        return math.hypot(after - one, before - other)

    down = reach(around_after.low, around_before.high)
    up = reach(around_after.high, around_before.low)
    return Interval(None if down is None else change - down, None if up is None else change + up)


def mean(n: int, average: float, deviation: float, confidence: float = 0.95) -> Interval | None:
    """Student's t interval of a mean, in the unit of `average`; None with n < 2.

    `deviation` is the sample standard deviation (n - 1). Wrong for right-skewed waits unless n is
    in the hundreds, and for scores on a short scale with n < 15: show the distribution instead.

    Raises:
        ValueError: a negative deviation.
    """
    from scipy.special import stdtrit

    if deviation < 0:
        raise ValueError(f"a standard deviation cannot be negative: {deviation!r}")
    if n < 2:
        return None
    half = float(stdtrit(n - 1, (1 + confidence) / 2)) * deviation / math.sqrt(n)
    return Interval(average - half, average + half)


def rate(events: int, exposure: float, confidence: float = 0.95) -> Interval | None:
    """Exact Poisson interval of events per unit of exposure; None without exposure.

    Source: Garwood 1936, statsmodels "exact-c". Wrong (too narrow) where events come in clusters,
    as complaints after an outage do.

    Raises:
        ValueError: negative events or exposure.
    """
    from statsmodels.stats.rates import confint_poisson

    if events < 0 or exposure < 0:
        raise ValueError(f"neither may be negative: {events!r} events, exposure {exposure!r}")
    if exposure == 0:
        return None
    low, high = confint_poisson(events, exposure, method="exact-c", alpha=1 - confidence)
    return Interval(float(low), float(high))


def percentile(
    values: Sequence[float], probability: float, confidence: float = 0.95
) -> Interval | None:
    """Distribution-free interval of a percentile: two of the values themselves.

    A limit is None where no value can bound it: two-sided at 95 %, P90 needs 36 values and P95
    needs 72. Needs complete values: with open cases a survival curve is due instead. Source:
    Conover 1999, 3.2, as scipy's quantile_test.

    Raises:
        ValueError: a probability outside 0 to 1.
    """
    from scipy.stats import quantile_test

    if not 0 < probability < 1:
        raise ValueError(f"a probability lies between 0 and 1, found {probability!r}")
    if len(values) == 0:
        return None
    found = quantile_test(values, p=probability).confidence_interval(confidence)
    return Interval(_bound(found.low), _bound(found.high))


def percentile_ranks(
    n: int, probability: float, confidence: float = 0.95
) -> tuple[int | None, int | None]:
    """Places, from 1, of the two ordered values that `percentile` gives among n.

    For cases that a database sorts, so that not all of them need be read. A place is None where no
    value can bound that side.

    Raises:
        ValueError: a probability outside 0 to 1.
    """
    from scipy.stats import binom

    if not 0 < probability < 1:
        raise ValueError(f"a probability lies between 0 and 1, found {probability!r}")
    if n < 1:
        return None, None
    tail = (1 - confidence) / 2
    low = int(binom.ppf(tail, n, probability))
    low += binom.cdf(low, n, probability) <= tail
    high = int(binom.ppf(1 - tail, n, probability)) + 1
    return low if low >= 1 else None, high if high <= n else None


def _proportion(successes: float, n: float, confidence: float, method: str) -> Interval | None:
    from statsmodels.stats.proportion import proportion_confint

    if not 0 <= successes <= n:
        raise ValueError(f"successes must lie between 0 and n = {n!r}, found {successes!r}")
    if n == 0:
        return None
    low, high = proportion_confint(successes, n, alpha=1 - confidence, method=method)
    return Interval(0.0 if successes == 0 else float(low), 1.0 if successes == n else float(high))


def _score(promoters: float, passives: float, detractors: float) -> tuple[float, float]:
    """Score and its standard error, both in points."""
    n = promoters + passives + detractors
    share = (promoters - detractors) / n
    variance = (promoters + detractors) / n - share**2
    return 100 * share, 100 * math.sqrt(max(variance, 0.0) / n)


def _z(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + confidence) / 2))


def _bound(found: float) -> float | None:
    return None if math.isnan(found) else float(found)
