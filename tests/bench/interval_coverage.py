"""How often intervals hold the truth, in simulation: the table that `make bench-statistics` prints.

Each row draws data whose truth is known, asks the method for its interval and counts. Rows marked
with a reason show a method where its own docstring calls it wrong. Exit status 1 when another row
falls short by more than its simulation's error and the two points that approximate methods may.
"""

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.bench import draws
from tests.bench.draws import Held, Random
from warehouse.stats import intervals

ALLOWED = 0.02  # by which an approximate method may fall short at its worst


@dataclass(frozen=True)
class Row:
    """One method in one setting: `draw` makes one data set and says whether the truth was held."""

    method: str
    setting: str
    draw: Callable[[Random], Held]
    level: float = 0.95
    runs: int = 2000
    wrong_because: str = ""


ROWS = (
    Row("Wilson", "9 of 10, n = 30", draws.share(intervals.wilson, 30, 0.9)),
    Row("Wilson", "2 in 100, n = 500", draws.share(intervals.wilson, 500, 0.02)),
    Row("Jeffreys", "9 of 10, n = 30", draws.share(intervals.jeffreys, 30, 0.9)),
    Row("Clopper–Pearson", "9 of 10, n = 30", draws.share(intervals.clopper_pearson, 30, 0.9)),
    Row("Wilson, finite population", "180 of 400 answer", draws.finite_population),
    Row("Wilson on raked weights", "vulnerable answer half as often", draws.raked, runs=1000),
    Row("net promoter score", "50 answers", draws.score),
    Row("its difference", "80 and 120 answers", draws.score_difference),
    Row("mean, Student", "normal, n = 30", draws.mean(skewed=False)),
    Row("mean, Student", "log-normal, n = 30", draws.mean(skewed=True),
        wrong_because="skewed waits"),
    Row("rate, Garwood", "8 events", draws.rate),
    Row("percentile, ranks", "P90 of 120 waits", draws.percentile, runs=1000),
    Row("difference, MOVER", "medians of 60 and 80 waits", draws.median_difference, runs=1000),
    Row("Kaplan–Meier", "share after 7 days, 100 cases", draws.surviving, runs=1000),
    Row("Kaplan–Meier", "median, 100 cases", draws.median_survival, runs=1000),
    Row("its difference, MOVER", "medians, 100 and 100 cases", draws.survival_difference, runs=500),
    Row("relative risk, score", "60 and 1,000 cases", draws.relative_risk, runs=1000),
    Row("Mantel–Haenszel", "3 channels", draws.pooled_odds, runs=500),
    Row("empirical Bayes", "30 cohorts, all of them", draws.shrunken, runs=60),
    Row("funnel, additive", "30 cohorts that differ", draws.funnel("at_95"), runs=200,
        wrong_because="winsorising makes τ² low"),
    Row("funnel, additive", "30 cohorts that differ", draws.funnel("at_998"), 0.998, runs=200,
        wrong_because="winsorising makes τ² low"),
    Row("two shares, Newcombe", "60 and 45 cases", draws.two_shares),
    Row("two means, Welch", "6 and 3 months", draws.few_values, runs=300),
    Row("quasi-binomial", "28 + 28 days, dispersion 2", draws.daily, runs=300),
    Row("quasi-Poisson", "24 + 12 months, dispersion 3", draws.counts, runs=500),
    Row("AR(1) step", "78 + 26 weeks, r = 0", draws.weekly(104, 26, 0.0), runs=150),
    Row("AR(1) step", "78 + 26 weeks, r = 0.4", draws.weekly(104, 26, 0.4), runs=150),
    Row("AR(1) step", "18 + 12 weeks, r = 0.5", draws.weekly(30, 12, 0.5), runs=150,
        wrong_because="too few weeks"),
    Row("forecast band", "next quarter, 12 months known", draws.next_quarter, level=0.8, runs=1000),
    Row("Cohen's κ", "100 cases", draws.kappa, runs=300),
    Row("bootstrap of a rate effect", "2 cohorts", draws.rate_effect, runs=60),
)  # fmt: skip


def coverage(row: Row, runs: int, seed: int = 1) -> tuple[float, float]:
    """Share of draws that held the truth, and the error of that share."""
    random = np.random.default_rng(seed)
    held = [float(row.draw(random)) for _ in range(runs)]
    return float(np.mean(held)), max(float(np.std(held)), 0.5 / math.sqrt(runs)) / math.sqrt(runs)


def falls_short(row: Row, held: float, error: float) -> bool:
    """Below its level by more than the simulation's error explains and a method may."""
    return held < row.level - ALLOWED - 2.6 * error


def main() -> int:
    """Print the table; 1 when a row falls short without a reason."""
    print(f"{'method':27}{'setting':34}{'level':>7}{'held':>8}{'± error':>9}{'runs':>7}")
    short = []
    for row in ROWS:
        held, error = coverage(row, row.runs)
        print(
            f"{row.method:27}{row.setting:34}{row.level:7.1%}{held:8.1%}{error:9.1%}{row.runs:7}"
            f"  {row.wrong_because and f'wrong here: {row.wrong_because}'}".rstrip(),
            flush=True,
        )
        if falls_short(row, held, error) and not row.wrong_because:
            short.append(f"{row.method}, {row.setting}")
    if short:
        print("falls short: " + "; ".join(short), file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
