"""What the answer to “did the action work” looks like. Values are in the KPI's unit; None = not
known or not yet, never 0."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from warehouse.answers.shapes import Cohort, Provenance
from warehouse.catalogue.kpis import Kpi
from warehouse.stats.control_limits import Better
from warehouse.stats.criteria import Judgement
from warehouse.stats.intervals import Interval
from warehouse.stats.slopes import Slopes

Method = Literal["days", "weeks", "months", "samples"]


@dataclass(frozen=True)
class Terms:
    """An action's criterion as it is judged: what was fixed, when, and since when it is in place.

    `fixed_on` is the local day on which the criterion last changed. `since` and `until` are the
    first and last day of what it is compared with, None for a year and for the day before.
    """

    action_id: str
    kpi_id: str
    direction: str
    size: float
    months: int
    implemented_on: date | None
    cohort: Cohort
    fixed_on: date
    since: date | None = None
    until: date | None = None

    @property
    def better(self) -> Better:
        """The side on which a value is better, by the criterion."""
        return "higher" if self.direction == "rise" else "lower"

    @property
    def is_after_the_fact(self) -> bool:
        """Whether the criterion was written, or changed, after the action was in place."""
        return self.implemented_on is not None and self.fixed_on > self.implemented_on


@dataclass(frozen=True)
class Side:
    """The figure of one side, days both included, from sums of its cases."""

    first: date
    last: date
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Estimate:
    """After less before, with its 95 % interval, by the method that its data allow.

    `widening` is the factor for days that depend on each other, `dispersion` is 1 for chance
    alone; both None where the method has none. `phi` is the lag-1 dependence of weeks.
    """

    method: Method
    effect: float
    interval: Interval
    is_confirmed: bool
    dispersion: float | None = None
    widening: float | None = None
    phi: float | None = None


@dataclass(frozen=True)
class Compared:
    """The same change among those whom the action did not touch, and the difference of the two."""

    before: Side
    after: Side
    effect: float
    difference: float
    interval: Interval


@dataclass(frozen=True)
class Point:
    """One week (from Monday) or month of the series; withheld and missing ones have no value."""

    first: date
    value: float | None
    n: int


@dataclass(frozen=True)
class Effectiveness:
    """Whether an action worked, by the criterion that was fixed for it.

    `judgement` is always there; `estimate` is None while nothing can be estimated, and then
    `why_not` says why. `points` are weeks or months by `grain`, `first_after` the index of the
    first whole one after the action. `slopes` is None with fewer than 52 weeks or 12 after.
    """

    kpi: Kpi
    terms: Terms
    judgement: Judgement
    finding: str
    reading: tuple[str, ...]
    before: Side | None
    after: Side | None
    window_until: date | None
    estimate: Estimate | None
    compared: Compared | None
    slopes: Slopes | None
    points: tuple[Point, ...]
    grain: Literal["week", "month"]
    first_after: int
    why_not: str
    provenance: Provenance
