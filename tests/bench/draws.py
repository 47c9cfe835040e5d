"""Data sets whose truth is known, each with the question whether an interval held it."""

import math
from collections.abc import Callable

import numpy as np

from warehouse.stats import (
    agreement,
    contributions,
    disparity,
    effectiveness,
    forecast,
    interruptions,
    intervals,
    outliers,
    sampling,
    shrinkage,
    survival,
    two_samples,
    weighting,
)
from warehouse.stats.intervals import Interval

Random = np.random.Generator
Held = bool | float  # whether the truth lay inside, or the share of several that did


def holds(interval: Interval | None, truth: float) -> bool:
    assert interval is not None
    low = -math.inf if interval.low is None else interval.low
    return low <= truth <= (math.inf if interval.high is None else interval.high)


def share(method: Callable[..., Interval | None], n: int, p: float) -> Callable[[Random], Held]:
    known: dict[int, bool] = {}  # few counts are possible: ask for each interval once

    def draw(random: Random) -> Held:
        x = int(random.binomial(n, p))
        if x not in known:
            known[x] = holds(method(x, n), p)
        return known[x]

    return draw


def score(random: Random) -> Held:
    promoters, passives, detractors = random.multinomial(50, [0.5, 0.3, 0.2]).tolist()
    return holds(intervals.nps(promoters, passives, detractors), 30)


def score_difference(random: Random) -> Held:
    before = random.multinomial(80, [0.45, 0.3, 0.25]).tolist()
    after = random.multinomial(120, [0.55, 0.3, 0.15]).tolist()
    found = intervals.nps_difference(tuple(before), tuple(after))
    return holds(found.interval if found else None, 20)


def mean(skewed: bool) -> Callable[[Random], Held]:
    def draw(random: Random) -> Held:
        values = random.lognormal(0, 1.2, 30) if skewed else random.normal(5, 2, 30)
        truth = math.exp(1.2**2 / 2) if skewed else 5
        return holds(intervals.mean(30, float(values.mean()), float(values.std(ddof=1))), truth)

    return draw


def rate(random: Random) -> Held:
    return holds(intervals.rate(int(random.poisson(8)), 2.0), 4)


def percentile(random: Random) -> Held:
    return holds(intervals.percentile(random.lognormal(0, 1, 120).tolist(), 0.9), math.exp(1.28155))


def median_difference(random: Random) -> Held:
    before, after = random.lognormal(0, 1, 60), random.lognormal(0.5, 1, 80)
    around = [intervals.percentile(values.tolist(), 0.5) for values in (before, after)]
    assert around[0] and around[1]
    middles = [float(np.median(values)) for values in (before, after)]
    found = intervals.difference(middles[0], around[0], middles[1], around[1])
    return holds(found, math.exp(0.5) - 1)


def finite_population(random: Random) -> Held:
    x = int(random.hypergeometric(320, 80, 180))
    return holds(sampling.wilson_of_population(x, 180, 400), 0.8)


def raked(random: Random) -> Held:
    """Four kinds of customers of whom the vulnerable answer half as often."""
    channel, tier = random.random(600) < 0.6, random.random(600) < 0.25
    answers = random.random(600) < np.where(tier, 0.2, 0.4)
    satisfied = random.random(600) < 0.9 - 0.2 * tier - 0.1 * channel
    names = np.where(channel, "voice", "chat")[answers], np.where(tier, "vuln", "std")[answers]
    margins = [{"voice": 0.6, "chat": 0.4}, {"vuln": 0.25, "std": 0.75}]
    weights = weighting.rake([column.tolist() for column in names], margins)
    estimate = weighting.weighted_share(satisfied[answers].tolist(), weights)
    return holds(estimate.interval, 0.9 - 0.2 * 0.25 - 0.1 * 0.6)


def waited(random: Random, scale: float, n: int) -> survival.Curve:
    ends, censored = random.exponential(scale, n), random.uniform(0, 3 * scale, n)
    curve = survival.kaplan_meier(np.minimum(ends, censored).tolist(), (ends <= censored).tolist())
    assert curve is not None
    return curve


def surviving(random: Random) -> Held:
    point = waited(random, 10, 100).at(7)
    return holds(point.interval if point else None, math.exp(-0.7))


def median_survival(random: Random) -> Held:
    return holds(waited(random, 10, 100).percentile(0.5).interval, 10 * math.log(2))


def survival_difference(random: Random) -> Held:
    before, after = waited(random, 10, 100), waited(random, 7, 100)
    return holds(survival.percentile_difference(before, after, 0.5), -3 * math.log(2))


def relative_risk(random: Random) -> Held:
    found = disparity.relative_risk(
        int(random.binomial(60, 0.15)), 60, int(random.binomial(1000, 0.1)), 1000
    )
    return holds(found.interval if found else None, 1.5)


def pooled_odds(random: Random) -> Held:
    tables = []
    for n, m, p in ((60, 400, 0.1), (40, 200, 0.2), (30, 300, 0.05)):
        odds = 2 * p / (1 - p)
        a, b = int(random.binomial(n, odds / (1 + odds))), int(random.binomial(m, p))
        tables.append([[a, n - a], [b, m - b]])
    found = disparity.mantel_haenszel(tables)
    return holds(found.interval if found else None, 2)


def shrunken(random: Random) -> Held:
    sizes, shares = random.integers(10, 200, 30), random.beta(20, 5, 30)
    found = shrinkage.shrunken(random.binomial(sizes, shares).tolist(), sizes.tolist())
    assert found is not None
    held = [holds(c.interval, p) for c, p in zip(found.cohorts, shares.tolist(), strict=True)]
    return float(np.mean(held))


def funnel(at: str) -> Callable[[Random], Held]:
    def draw(random: Random) -> Held:
        sizes = random.integers(100, 800, 30)
        shares = np.sin(np.clip(random.normal(1.1, 0.05, 30), 0, math.pi / 2)) ** 2
        plot = outliers.funnel([""] * 30, random.binomial(sizes, shares).tolist(), sizes.tolist())
        return float(np.mean([getattr(cohort, at) == "inside" for cohort in plot.cohorts]))

    return draw


def two_shares(random: Random) -> Held:
    found = two_samples.two_shares(
        int(random.binomial(60, 0.75)), 60, int(random.binomial(45, 0.85)), 45
    )
    return holds(found.interval if found else None, 0.1)


def few_values(random: Random) -> Held:
    found = two_samples.few_values(
        random.normal(74, 1, 6).tolist(), random.normal(76, 1, 3).tolist()
    )
    return holds(found.interval if found else None, 2)


def daily(random: Random) -> Held:
    """Days that vary by twice what chance explains, within four weeks on each side."""
    after = np.arange(56) >= 28
    n = random.integers(150, 250, 56)
    p = random.beta(150, 50, 56)
    found = effectiveness.daily_shares(random.binomial(n, p).tolist(), n.tolist(), after.tolist())
    return holds(found.interval if found else None, 0.0)


def counts(random: Random) -> Held:
    after = np.arange(36) >= 24
    pace = random.gamma(50, 1 / 50, 36) * 100 * np.where(after, 0.8, 1.0)
    found = effectiveness.counts(
        random.poisson(pace).tolist(), [1.0] * 36, list(range(36)), after.tolist()
    )
    return holds(found.interval, 0.8)


def weekly(weeks: int, after: int, phi: float) -> Callable[[Random], Held]:
    def draw(random: Random) -> Held:
        values = random.normal(size=weeks)
        values[0] /= math.sqrt(1 - phi**2)
        for week in range(1, weeks):
            values[week] += phi * values[week - 1]
        found = interruptions.step(values.tolist(), weeks - after)
        return holds(found.interval if found else None, 0.0)

    return draw


def next_quarter(random: Random) -> Held:
    months = random.normal(75, 2, 15)
    found = forecast.next_mean(months[:12].tolist(), 3, 75, "higher")
    return holds(found.band_80 if found else None, float(months[12:].mean()))


def kappa(random: Random) -> Held:
    """Three codes; the second coder agrees by intent in six of ten cases, else at random."""
    first = random.choice(3, 100, p=[0.5, 0.3, 0.2])
    second = np.where(random.random(100) < 0.6, first, random.choice(3, 100, p=[0.5, 0.3, 0.2]))
    found = agreement.cohens_kappa(first.tolist(), second.tolist())
    return holds(found.interval if found else None, 0.6)


def rate_effect(random: Random) -> Held:
    x1, x2 = random.binomial([800, 400], [0.7, 0.8]), random.binomial([500, 700], [0.74, 0.78])
    cohorts = contributions.Cohorts(
        ("a", "b"), tuple(x1.tolist()), (800, 400), tuple(x2.tolist()), (500, 700)
    )
    found = contributions.noise(cohorts, draws=300, seed=int(random.integers(1 << 30)))
    truth = 0.04 * (800 / 1200 + 500 / 1200) / 2 - 0.02 * (400 / 1200 + 700 / 1200) / 2
    return holds(found.rate if found else None, truth)
