"""Whether one group fares worse than the others: vulnerable customers, peak hours, one channel.

Ratios hide how many are concerned: print counts and the risk difference beside. Sources: Koopman
1984 (score interval of a ratio); Newcombe 1998 (of a difference); Mantel and Haenszel 1959;
statsmodels for all of them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from warehouse.stats.intervals import Interval

RESPONSE_RATIO = 1.25
RESPONSE_N = 30

Table = Sequence[Sequence[int]]


@dataclass(frozen=True)
class RelativeRisk:
    """Risk of the group over that of the others, with intervals and the exact test.

    `ratio` is None when the others have no events, `interval` (score) is open above then: None.
    `by_logarithm` (Wald) is None with an empty cell. `difference` is the risk of the group less
    that of the others, 0–1, with Newcombe's interval.
    """

    events: int
    n: int
    other_events: int
    other_n: int
    ratio: float | None
    interval: Interval | None
    by_logarithm: Interval | None
    difference: float
    difference_interval: Interval
    p_value: float


@dataclass(frozen=True)
class PooledOdds:
    """Odds ratio over strata with its interval, and the test that it is 1.

    `homogeneous_p` is small where strata have different odds ratios (Breslow and Day): then the
    pooled one describes none of them. None with a single stratum, and for a pooled ratio of exactly
    1, where statsmodels divides by zero.
    """

    ratio: float
    interval: Interval
    chi_squared: float
    p_value: float
    homogeneous_p: float | None


def relative_risk(
    events: int, n: int, other_events: int, other_n: int, confidence: float = 0.95
) -> RelativeRisk | None:
    """Compare the share of events in a group with that of all others; None where one is empty.

    No half is added to empty cells: the score interval and Fisher's test hold as they are. Wrong
    for customers counted several times, and where the groups contact on different matters: then
    `mantel_haenszel` by topic.

    Raises:
        ValueError: events outside 0 to n.
    """
    from scipy.stats import fisher_exact
    from statsmodels.stats.proportion import confint_proportions_2indep

    if not 0 <= events <= n or not 0 <= other_events <= other_n:
        raise ValueError(
            f"events lie between 0 and n: {events} of {n}, {other_events} of {other_n}"
        )
    if n == 0 or other_n == 0:
        return None
    counts = (events, n, other_events, other_n)
    low, high = confint_proportions_2indep(*counts, method="newcomb", alpha=1 - confidence)
    table = [[events, n - events], [other_events, other_n - other_events]]
    return RelativeRisk(
        *counts,
        ratio=(events / n) / (other_events / other_n) if other_events else None,
        interval=_score(*counts, confidence),
        by_logarithm=_by_logarithm(*counts, confidence),
        difference=events / n - other_events / other_n,
        difference_interval=Interval(float(low), float(high)),
        p_value=float(fisher_exact(table).pvalue),
    )


def mantel_haenszel(tables: Sequence[Table], confidence: float = 0.95) -> PooledOdds | None:
    """Odds ratio of two groups, adjusted for what the tables are split by.

    Each table is ((events, others) of the group, (events, others) of the rest), one for each
    channel or topic. The test is without continuity correction. None where no table tells the
    groups apart. Order does not matter.

    Raises:
        ValueError: a table that is not two by two, or a negative count.
    """
    from statsmodels.stats.contingency_tables import StratifiedTable

    for table in tables:
        if [len(row) for row in table] != [2, 2] or min(map(min, table)) < 0:
            raise ValueError(f"expected two rows of two counts, found {table!r}")
    both = sum(t[0][0] * t[1][1] for t in tables), sum(t[0][1] * t[1][0] for t in tables)
    telling = [t for t in tables if sum(t[0]) + sum(t[1]) > 1]
    if 0 in both:
        return None
    found = StratifiedTable([np.asarray(table, dtype=np.float64) for table in telling])
    low, high = found.oddsratio_pooled_confint(alpha=1 - confidence)
    test = found.test_null_odds(correction=False)
    with np.errstate(divide="ignore", invalid="ignore"):
        alike = float(found.test_equal_odds().pvalue)
    return PooledOdds(
        ratio=float(found.oddsratio_pooled),
        interval=Interval(float(low), float(high)),
        chi_squared=float(test.statistic),
        p_value=float(test.pvalue),
        homogeneous_p=None if len(telling) < 2 or math.isnan(alike) else alike,
    )


def calls_for_response(latest: RelativeRisk | None, before: RelativeRisk | None) -> bool:
    """Whether the owner must answer: surely above 1, or 1.25 and more in two quarters running.

    The second needs 30 cases of the group in both quarters. Our rule, not a statute's.
    """
    if latest is None:
        return False
    interval = latest.interval
    return (interval is not None and interval.low is not None and interval.low > 1) or all(
        quarter is not None
        and quarter.n >= RESPONSE_N
        and quarter.ratio is not None
        and quarter.ratio >= RESPONSE_RATIO
        for quarter in (latest, before)
    )


def _score(
    events: int, n: int, other_events: int, other_n: int, confidence: float
) -> Interval | None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    if not other_events:
        return None
    low, high = confint_proportions_2indep(
        events, n, other_events, other_n,
        compare="ratio", method="score", correction=False, alpha=1 - confidence,
    )  # fmt: skip
    return Interval(float(low) if events else 0.0, float(high))


def _by_logarithm(
    events: int, n: int, other_events: int, other_n: int, confidence: float
) -> Interval | None:
    from scipy.special import ndtri

    if not events or not other_events:
        return None
    middle = math.log((events / n) / (other_events / other_n))
    error = math.sqrt(1 / events - 1 / n + 1 / other_events - 1 / other_n)
    half = float(ndtri((1 + confidence) / 2)) * error
    return Interval(math.exp(middle - half), math.exp(middle + half))
