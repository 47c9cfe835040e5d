"""Durations of which some are not over yet: Kaplan–Meier, percentiles and the log-rank test.

For time to resolution the event is the resolution and open tickets are censored at the reporting
instant; for patience the event is the abandonment and answered calls are censored. Take cohorts by
opening: those closed this month leave out the backlog. Wrong where a case is taken out because of
how it goes (closed as duplicate: report the number), and too slow to fall where customers may also
withdraw. Cases opened before the window would need delayed entry, which is not offered.

Source: Kaplan and Meier 1958; statsmodels for the curve; R's survival for the figures in the tests.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from warehouse.stats import intervals
from warehouse.stats.intervals import Interval

Floats = npt.NDArray[np.float64]

ENOUGH_EVENTS = 10  # below, a percentile of the curve is not worth showing
TOLERANCE = 1e-9  # for S(t) = 1 - p; products of fractions miss it by rounding


@dataclass(frozen=True)
class Surviving:
    """What still lasts at a time: share 0–1, its standard error and log–log interval.

    The interval is None while nothing and once everything has ended. `at_risk` counts the cases
    observed up to then at least.
    """

    share: float
    standard_error: float
    interval: Interval | None
    at_risk: int


@dataclass(frozen=True)
class Percentile:
    """A percentile of the durations, in their unit; None is "more than the longest observed".

    The same holds of each limit of the interval.
    """

    value: float | None
    interval: Interval


@dataclass(frozen=True)
class Curve:
    """A Kaplan–Meier curve, a step at each time of an event.

    `times` in the unit given, `survival` the share 0–1 that lasts beyond each, `standard_error`
    Greenwood's; all empty without an event. `longest` is the longest time observed, `enough`
    whether there are the 10 events from which on percentiles should be shown.
    """

    n: int
    events: int
    longest: float
    times: tuple[float, ...]
    survival: tuple[float, ...]
    standard_error: tuple[float, ...]
    confidence: float
    enough: bool
    _observed: Floats = field(repr=False, compare=False)

    def at(self, time: float) -> Surviving | None:
        """What lasts beyond a time; None beyond the longest one, where the curve says nothing."""
        if time > self.longest:
            return None
        at_risk = int(len(self._observed) - np.searchsorted(self._observed, time, side="left"))
        step = int(np.searchsorted(self.times, time, side="right")) - 1
        if step < 0:
            return Surviving(1.0, 0.0, None, at_risk)
        low, high = self._band()[step]
        interval = None if math.isnan(low) else Interval(float(low), float(high))
        return Surviving(self.survival[step], self.standard_error[step], interval, at_risk)

    def percentile(self, probability: float) -> Percentile:
        """The time by which a share 0–1 has ended, with the interval of its log–log band.

        Where the curve rests exactly at that share, the middle of the rest, as R does.

        Raises:
            ValueError: a probability outside 0 to 1.
        """
        if not 0 < probability < 1:
            raise ValueError(f"a probability lies between 0 and 1, found {probability!r}")
        band, left = self._band(), 1 - probability
        return Percentile(
            self._reached(np.asarray(self.survival), left),
            Interval(self._reached(band[:, 0], left), self._reached(band[:, 1], left)),
        )

    def restricted_mean(self, until: float) -> float | None:
        """Mean duration when each counts up to `until` at most; None beyond the longest one."""
        if until > self.longest:
            return None
        steps = [0.0, *(time for time in self.times if time < until), until]
        heights = np.array([1.0, *self.survival])[: len(steps) - 1]
        return float(np.dot(np.diff(steps), heights))

    def _band(self) -> Floats:
        """Lower and upper limit at each step, on the log–log scale; nan at survival 0."""
        from scipy.special import ndtri

        share, error = np.array(self.survival), np.array(self.standard_error)
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = (
                float(ndtri((1 + self.confidence) / 2)) * error / (share * np.abs(np.log(share)))
            )
            band = np.column_stack([share ** np.exp(reach), share ** np.exp(-reach)])
        band[share <= 0] = math.nan
        return band.reshape(-1, 2)

    def _reached(self, curve: Floats, left: float) -> float | None:
        """The first time at which a falling curve is at `left` or below."""
        down = np.flatnonzero(curve <= left + TOLERANCE)
        if len(down) == 0:
            return None
        first = int(down[0])
        below = np.flatnonzero(curve < left - TOLERANCE)
        if abs(curve[first] - left) <= TOLERANCE and len(below):
            return (self.times[first] + self.times[int(below[0])]) / 2
        return self.times[first]


@dataclass(frozen=True)
class LogRank:
    """Whether groups differ in how soon cases end; says nothing about where or how much."""

    chi_squared: float
    p_value: float


def kaplan_meier(
    times: Sequence[float], ended: Sequence[bool | int], confidence: float = 0.95
) -> Curve | None:
    """The curve of durations, `ended` False for those not over yet; None without cases.

    Both have one entry a case, durations in any unit from 0 on. Events come before censorings of
    the same time. Order does not matter.

    Raises:
        ValueError: lengths that differ, durations that are negative or not finite.
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    observed, events = _observed(times, ended)
    if len(observed) == 0:
        return None
    empty: tuple[float, ...] = ()
    steps, survival, error = empty, empty, empty
    if events.any():
        found = SurvfuncRight(observed, events)
        falls = np.asarray(found.n_events) > 0
        steps = tuple(np.asarray(found.surv_times)[falls].tolist())
        survival = tuple(np.asarray(found.surv_prob)[falls].tolist())
        error = tuple(np.nan_to_num(np.asarray(found.surv_prob_se)[falls]).tolist())
    return Curve(
        n=len(observed),
        events=int(events.sum()),
        longest=float(observed.max()),
        times=steps,
        survival=survival,
        standard_error=error,
        confidence=confidence,
        enough=int(events.sum()) >= ENOUGH_EVENTS,
        _observed=np.sort(observed),
    )


def percentile_difference(before: Curve, after: Curve, probability: float) -> Interval | None:
    """Interval of the change of a percentile, after less before, in the unit of the durations.

    By the intervals of both (MOVER); None where one of the percentiles is not reached.
    """
    first, second = before.percentile(probability), after.percentile(probability)
    if first.value is None or second.value is None:
        return None
    return intervals.difference(first.value, first.interval, second.value, second.interval)


def log_rank(
    times: Sequence[float], ended: Sequence[bool | int], groups: Sequence[str | int]
) -> LogRank | None:
    """Compare the curves of two or more groups; None with fewer, and without any event.

    Weak where the curves cross. Source: Mantel 1966, statsmodels survdiff.

    Raises:
        ValueError: as `kaplan_meier`.
    """
    from statsmodels.duration.survfunc import survdiff

    observed, events = _observed(times, ended)
    if len(groups) != len(observed):
        raise ValueError(f"{len(observed)} durations, but {len(groups)} groups")
    if len(set(groups)) < 2 or not events.any():
        return None
    chi_squared, p_value = survdiff(observed, events, np.asarray(groups))
    return LogRank(float(chi_squared), float(p_value))


def _observed(
    times: Sequence[float], ended: Sequence[bool | int]
) -> tuple[Floats, npt.NDArray[np.int64]]:
    observed, events = np.asarray(times, dtype=np.float64), np.asarray(ended, dtype=bool)
    if len(observed) != len(events):
        raise ValueError(f"{len(observed)} durations, but {len(events)} entries of their end")
    if not np.isfinite(observed).all() or (observed < 0).any():
        raise ValueError("durations must be finite and not negative")
    return observed, events.astype(np.int64)
