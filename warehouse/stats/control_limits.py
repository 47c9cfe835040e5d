"""XmR control charts with the Making Data Count rules: limits, signals, variation, assurance.

The ISO peg is ISO 7870-2:2023 6.5 (individuals and moving ranges). Sources: Wheeler,
Understanding Variation; Nelson (1982), Journal of Quality Technology 14(3), for the screening;
NHSRplotthedots 0.2.2 for the rules and its issue 194 for the wording of November 2023.

Wrong for counts below about five a month (aggregate first), for seasonal series (chart the
residual) and across a re-base (pass one segment at a time). A provisional month does not belong
in `values`. Months are in order, one slot each, a missing month is None: it breaks runs and
trends and is never bridged.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from warehouse.stats.run_rules import long_runs, trends, two_of_three

Better = Literal["higher", "lower", "neither"]

RULES = ("outside_limits", "trend", "two_of_three", "shift")  # in order of precedence
THREE_SIGMA = 2.66  # 3 / d2 with d2 = 1.128 for n = 2, rounded as Making Data Count rounds it
SCREEN = 3.267  # D4 for n = 2: a moving range above it is itself out of control (Nelson 1982)
LEAST_POINTS = 6  # below: a run chart with its median, no limits
FIRM_POINTS = 13  # below: trial limits, flags without a verdict
ROUNDING = 1e-12  # relative; a share and the same percentage must give the same signals


@dataclass(frozen=True)
class Rules:
    """Lengths and variants, fixed for the organisation and printed on the chart.

    `trend` and `shift` count points. `beyond_three_sigma_counts` is the 2023 wording of two of
    three; False is that of NHSRplotthedots 0.2.2.
    """

    trend: int = 7
    shift: int = 7
    beyond_three_sigma_counts: bool = True


DEFAULT_RULES = Rules()


@dataclass(frozen=True)
class Limits:
    """Natural process limits in the unit of the values, not clipped to what is attainable.

    `points` is how many values they rest on, `screened_ranges` how many moving ranges the
    screening left out, `trial` whether there are too few points for a verdict.
    """

    mean: float
    lower: float
    upper: float
    near_lower: float
    near_upper: float
    points: int
    screened_ranges: int
    trial: bool


@dataclass(frozen=True)
class Variation:
    """What the chart says about its last present point.

    `state` is one of common, improvement_high, improvement_low, concern_high, concern_low,
    change_high, change_low, mixed, trial, none. `point` is the index of the judged value, `rules`
    the rules that hold there, `improving` and `concerning` the same by what they speak for (both
    filled when mixed). `judgements` has one entry a value, for drawing: improvement, concern,
    change or common; None for a gap and where there are no limits. A point at which improvement
    and concern both hold is drawn as concern. With trial limits the flags stand, the verdict not.
    """

    state: str
    point: int | None
    rules: tuple[str, ...]
    improving: tuple[str, ...]
    concerning: tuple[str, ...]
    judgements: tuple[str | None, ...]


def xmr_limits(values: Sequence[float | None], *, screened: bool = True) -> Limits | None:
    """Mean ± 2.66 mean moving ranges; near limits at two thirds of that.

    A range that touches a gap is not used. Screening drops ranges of 3.267 mean ranges or more,
    once, and keeps the mean: an outlier of known cause is to be passed as None here.
    Screening that would leave no variation at all is not applied.

    Returns:
        None with fewer than 6 values, and where values differ but never between neighbours.
        A constant series has limits of no width.

    Raises:
        ValueError: a value that is not finite.
    """
    known = _known(values)
    ranges = [abs(b - a) for a, b in _neighbours(values)]
    if len(known) < LEAST_POINTS or not ranges:
        return None
    bound = SCREEN * statistics.fmean(ranges)
    kept = [r for r in ranges if r < bound] if screened else ranges
    if not any(kept):
        kept = ranges
    half = THREE_SIGMA * statistics.fmean(kept)
    if half == 0 and min(known) != max(known):
        return None
    mean = statistics.mean(known)  # exact: the mean of a constant series is that constant
    near = half * 2 / 3
    return Limits(
        mean=mean,
        lower=mean - half,
        upper=mean + half,
        near_lower=mean - near,
        near_upper=mean + near,
        points=len(known),
        screened_ranges=len(ranges) - len(kept),
        trial=len(known) < FIRM_POINTS,
    )


def special_causes(
    values: Sequence[float | None], limits: Limits | None, rules: Rules = DEFAULT_RULES
) -> list[dict[str, int]]:
    """For each value the rules that hold, in order of precedence, with +1 for high, -1 for low.

    A rising trend is high, a falling one low; a point that ends one trend and starts another has
    the direction of the one to its right. Rules compare strictly; a tie breaks a trend and a
    value on the mean breaks a shift. Nothing is flagged without limits.
    """
    found: list[dict[str, int]] = [{} for _ in values]
    if limits is None or not values:
        return found
    sides = [_side(value, limits.mean, limits) for value in values]
    outside = [_beyond(v, limits.lower, limits.upper, limits) for v in values]
    near = [_beyond(v, limits.near_lower, limits.near_upper, limits) for v in values]
    if not rules.beyond_three_sigma_counts:
        near = [0 if far else close for far, close in zip(outside, near, strict=True)]
    steps = [_step(a, b, limits) for a, b in pairwise(values)]
    trending, shifted = trends(steps, rules.trend), long_runs(sides, rules.shift)
    marks = (outside, trending, two_of_three(sides, near), shifted)
    for rule, directions in zip(RULES, marks, strict=True):
        for point, direction in zip(found, directions, strict=True):
            if direction:
                point[rule] = direction
    return found


def signals(
    values: Sequence[float | None], limits: Limits | None, rules: Rules = DEFAULT_RULES
) -> list[frozenset[str]]:
    """The names of the rules that hold at each value; the same as `special_causes`, undirected."""
    return [frozenset(point) for point in special_causes(values, limits, rules)]


def variation(
    values: Sequence[float | None],
    limits: Limits | None,
    better: Better,
    rules: Rules = DEFAULT_RULES,
) -> Variation:
    """The verdict on the last present value, and a judgement of each value for drawing.

    NHSRplotthedots shows improvement where improvement and concern both hold; here that is mixed.
    """
    good = {"higher": 1, "lower": -1, "neither": 0}[better]
    causes = special_causes(values, limits, rules)
    judgements = tuple(
        None if value is None or limits is None else _judgement(cause, good)
        for value, cause in zip(values, causes, strict=True)
    )
    point = max((i for i, value in enumerate(values) if value is not None), default=None)
    if limits is None or point is None:
        return Variation("none", point, (), (), (), judgements)
    last = causes[point]
    improving = tuple(rule for rule, way in last.items() if good and way == good)
    concerning = tuple(rule for rule, way in last.items() if good and way == -good)
    state = "trial" if limits.trial else _state(last, improving, concerning, good)
    return Variation(state, point, tuple(last), improving, concerning, judgements)


def assurance(
    limits: Limits | None, target: float | None, better: Better
) -> Literal["meets", "misses", "hit_or_miss", "none"]:
    """Whether the process, left alone, will go on meeting its target.

    A target on a limit is hit or miss. None without a target, a better side or firm limits.
    Wrong when the chart shows special causes: then there is no one process to speak of.
    """
    if limits is None or limits.trial or target is None or better == "neither":
        return "none"
    below, above = target < limits.lower, target > limits.upper
    if below:
        return "meets" if better == "higher" else "misses"
    if above:
        return "misses" if better == "higher" else "meets"
    return "hit_or_miss"


def autocorrelation(values: Sequence[float | None]) -> float | None:
    """Lag-1 autocorrelation about the mean; pairs that touch a gap are left out.

    The usual (biased) estimator, as R's acf and statsmodels with missing="conservative". None
    for a constant series and for fewer than 3 values.
    """
    known = _known(values)
    if len(known) < 3 or min(known) == max(known):
        return None
    mean = statistics.mean(known)
    lagged = math.fsum((a - mean) * (b - mean) for a, b in _neighbours(values))
    return lagged / math.fsum((value - mean) ** 2 for value in known)


def limits_may_be_narrow(values: Sequence[float | None]) -> bool:
    """Whether lag-1 autocorrelation exceeds 2/√n, so that the limits may be too narrow."""
    r = autocorrelation(values)
    return r is not None and r > 2 / math.sqrt(len(_known(values)))


def _known(values: Sequence[float | None]) -> list[float]:
    known = [float(value) for value in values if value is not None]
    if not all(map(math.isfinite, known)):
        raise ValueError(f"values must be finite or None, found {known!r}")
    return known


def _neighbours(values: Sequence[float | None]) -> list[tuple[float, float]]:
    return [(a, b) for a, b in pairwise(values) if a is not None and b is not None]


def _side(value: float | None, level: float, limits: Limits) -> int:
    """+1 above the level, -1 below, 0 on it or unknown; equal within rounding is equal."""
    slack = ROUNDING * max(abs(limits.mean), limits.upper - limits.lower)
    if value is None or abs(value - level) <= slack:
        return 0
    return 1 if value > level else -1


def _step(before: float | None, after: float | None, limits: Limits) -> int:
    return 0 if before is None else _side(after, before, limits)


def _beyond(value: float | None, lower: float, upper: float, limits: Limits) -> int:
    return max(_side(value, upper, limits), 0) + min(_side(value, lower, limits), 0)


def _judgement(cause: dict[str, int], good: int) -> str:
    if not cause:
        return "common"
    if not good:
        return "change"
    return "concern" if -good in cause.values() else "improvement"


def _state(
    last: dict[str, int], improving: tuple[str, ...], concerning: tuple[str, ...], good: int
) -> str:
    if not last:
        return "common"
    if improving and concerning:
        return "mixed"
    kind = "change" if not good else "improvement" if improving else "concern"
    direction = next(iter(last.values()))  # of the rule that comes first in precedence
    return f"{kind}_{'high' if direction > 0 else 'low'}"
