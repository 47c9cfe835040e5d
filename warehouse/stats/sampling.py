"""How many answers a survey needs, and what those it got can say of all who were asked.

Sources: Cochran 1977, Sampling Techniques, 2 and 4; Krejcie and Morgan 1970; Rocks 2016 for the
net promoter score; Manski 1989 for the worst case. None of it mends non-response: see `weighting`.
"""

import math
from statistics import NormalDist

from warehouse.stats.intervals import Interval, wilson


def wilson_of_population(
    successes: float, n: float, population: float, confidence: float = 0.95
) -> Interval | None:
    """Wilson interval of a share 0–1 among a finite population, n of whom answered.

    Uses n_eff = n (N - 1) / (N - n). A census has the share itself as both limits: no sampling
    error; non-response and measurement error remain. None with n = 0. Wrong for a question on
    future customers ("is the process at 85 %"): they are no part of the population.

    Raises:
        ValueError: successes outside 0 to n, or n above the population.
    """
    effective = effective_n(n, population)
    if n == 0:
        return None
    if effective is None:
        if not 0 <= successes <= n:
            raise ValueError(f"successes must lie between 0 and n = {n!r}, found {successes!r}")
        return Interval(successes / n, successes / n)
    return wilson(successes / n * effective, effective, confidence)


def effective_n(n: float, population: float) -> float | None:
    """Size of a sample from an endless population that would be as precise; None for a census.

    Raises:
        ValueError: n negative or above the population.
    """
    if not 0 <= n <= population:
        raise ValueError(f"n must lie between 0 and the population {population!r}, found {n!r}")
    return None if n == population else n * (population - 1) / (population - n)


def standard_error_of_population(successes: float, n: float, population: float) -> float | None:
    """Standard error of a share 0–1 under sampling without return; None with n < 2.

    For combining with other errors; publish `wilson_of_population`. Source: Cochran 1977, 3.2,
    as svymean of the R package survey.
    """
    effective_n(n, population)
    if n < 2:
        return None
    p = successes / n
    return math.sqrt((1 - n / population) * p * (1 - p) / (n - 1))


def least_n(
    margin: float,
    *,
    expected: float = 0.5,
    population: float | None = None,
    design_effect: float = 1.0,
    response_rate: float = 1.0,
    confidence: float = 0.95,
) -> int:
    """How many to invite so that the interval of a share reaches `margin` (0–1) to each side.

    `expected` is the share foreseen (½ is the worst case), `population` None for an endless one,
    `design_effect` Kish's where answers will be weighted. With `response_rate` 1 this is how many
    must answer. Wrong below about 30: it rests on the normal approximation.

    Raises:
        ValueError: a margin, expected share, rate, population or design effect out of range.
    """
    if population is not None and population < 1:
        raise ValueError(f"a population has at least 1 member, found {population!r}")
    if not (0 < response_rate <= 1 and design_effect >= 1):
        raise ValueError(
            f"expected 0 < response_rate ≤ 1 ≤ design_effect: {response_rate!r}, {design_effect!r}"
        )
    n = unlimited_n(margin, expected=expected, confidence=confidence)
    if population is not None:
        n /= 1 + (n - 1) / population
    answers = _ceiling(n * design_effect)
    if population is not None:
        answers = min(answers, math.floor(population))
    return _ceiling(answers / response_rate)


def unlimited_n(margin: float, *, expected: float = 0.5, confidence: float = 0.95) -> float:
    """The size for an endless population before rounding up, z² p (1 - p) / margin².

    Raises:
        ValueError: a margin or an expected share outside 0 to 1.
    """
    from statsmodels.stats.proportion import samplesize_confint_proportion

    if not 0 < margin < 1 or not 0 < expected < 1:
        raise ValueError(f"margin and share lie between 0 and 1: {margin!r}, {expected!r}")
    return float(samplesize_confint_proportion(expected, margin, alpha=1 - confidence))


def least_n_nps(margin: float, *, variance: float = 1.0, confidence: float = 0.95) -> int:
    """How many answers give a net promoter score ± `margin` points, by the adjusted interval.

    `variance` is p + d - (p - d)² of the last period, shares 0–1; 1, all promoters or detractors
    in equal parts, is the worst case. Source: Rocks 2016.

    Raises:
        ValueError: a margin outside 0 to 200, a variance outside 0 to 1.
    """
    if not 0 < margin <= 200 or not 0 <= variance <= 1:
        raise ValueError(f"margin in points, variance 0–1: {margin!r}, {variance!r}")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return max(1, _ceiling(z**2 * variance / (margin / 100) ** 2 - 3))


def worst_case(share: float, response_rate: float) -> Interval:
    """Where the share 0–1 of all who were asked lies, whatever those who kept silent think.

    Not an interval of confidence: it has no sampling error in it and no assumption. Shares and
    rates 0–1. Source: Manski 1989, Journal of Human Resources 24(3).

    Raises:
        ValueError: a share or a rate outside 0 to 1.
    """
    if not 0 <= share <= 1 or not 0 <= response_rate <= 1:
        raise ValueError(f"share and rate lie between 0 and 1: {share!r}, {response_rate!r}")
    return Interval(response_rate * share, response_rate * share + 1 - response_rate)


def _ceiling(n: float) -> int:
    return math.ceil(n - 1e-9)  # 385.0000000001 is 385
