"""What the answers on cohorts and distributions look like; units and nulls as in `shapes`."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from warehouse.answers.shapes import Cohort, Mark, Provenance
from warehouse.catalogue.kpis import Kpi
from warehouse.stats.intervals import Interval

Standing = Literal["empty", "withheld", "shown", "judged"]


@dataclass(frozen=True)
class CohortPoint:
    """One member of a dimension; withheld members have no value.

    `shrunken` is a share drawn towards what members are like in general, None for others than
    shares. `rank` counts from the worst shrunken share, or the highest where neither side is
    better; None for a member of fewer than 30 cases, which is never ranked. `adjusted` is the
    p-value after false-discovery control over all members tested, `is_listed` whether it is at
    most 10 %.
    """

    member: str
    value: float | None
    numerator: float | None
    n: int
    low: float | None
    high: float | None
    mark: Mark
    is_withheld: bool
    shrunken: float | None = None
    rank: int | None = None
    adjusted: float | None = None
    is_listed: bool = False


@dataclass(frozen=True)
class Funnel:
    """One KPI by the members of one dimension in one month.

    `tested`: how many members were large enough to be judged, each at once with the others.
    """

    kpi: Kpi
    dimension: str
    month: date
    points: tuple[CohortPoint, ...]
    centre: float | None
    target: float | None
    overdispersion: float | None
    band: tuple[tuple[float, float, float, float, float], ...]  # n, low998, low95, high95, high998
    finding: str
    note: str
    provenance: Provenance
    tested: int = 0


@dataclass(frozen=True)
class Cell:
    """One place of a heat map.

    `value` is None in an empty or withheld cell. `distance` is the value less the overall one, in
    the KPI's unit. `is_listed`: it differs by more than chance explains, after control for the
    number of cells; None where it was not tested.
    """

    value: float | None
    n: int
    standing: Standing
    distance: float | None = None
    is_listed: bool | None = None


@dataclass(frozen=True)
class Grid:
    """A KPI by rows and columns, against its overall value; `cells` has a tuple for each row.

    `kind`: "hours" (weekday by hour of the site) or "months" (member by month, each column against
    its own overall value). `unplaced` cases belong to no cell: their source does not say.
    """

    kpi: Kpi
    kind: Literal["hours", "months"]
    first: date
    last: date
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    overall: float | None
    n: int
    tested: int
    unplaced: int
    finding: str
    note: str
    provenance: Provenance


@dataclass(frozen=True)
class Side:
    """One of two groups: its figure and interval, the cases, and how many of them went wrong."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Disparity:
    """A group against the others over the three months up to `last`.

    `ratio` is the relative risk of the worse outcome, of the group over the others, with its score
    interval; None for others than shares and where the others have none. `difference` is the
    group's figure less the others', in the KPI's unit, with `apart`. None = one side is empty or
    withheld, and `sentence` says so. `calls`: the owner has to answer.
    """

    kpi: Kpi
    dimension: str
    first: date
    last: date
    group: Side
    others: Side
    ratio: float | None
    interval: Interval | None
    difference: float | None
    apart: Interval | None
    calls: bool
    sentence: str


@dataclass(frozen=True)
class Disparities:
    """All pairs that the KPI can be compared by; `note` prints what the peak is."""

    pairs: tuple[Disparity, ...]
    note: str
    provenance: Provenance


@dataclass(frozen=True)
class Bar:
    """One bar of a histogram: cases above `low`, up to and including `high`.

    The first bar holds `low` too; bars end near the 99th percentile.
    """

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Lasting:
    """Durations with the cases that are not over: Kaplan–Meier beside what the ended ones say.

    All values in `unit`. `curve` has (time, share that lasts longer, its low, its high),
    `at_risk` (time, cases under observation). `median` None = more than `longest`. `naive` is the
    median of the ended cases alone, `enough` whether there are the 10 ends that a percentile takes.
    """

    event: str
    censored: str
    unit: str
    n: int
    events: int
    median: float | None
    low: float | None
    high: float | None
    naive: float | None
    longest: float
    enough: bool
    curve: tuple[tuple[float, float, float | None, float | None], ...]
    at_risk: tuple[tuple[float, int], ...]
    left_out: int
    sentence: str


@dataclass(frozen=True)
class Distribution:
    """One KPI's cases in one month; only for KPIs that have a value per case.

    `intervals` are order-statistic ones, in the order of `percentiles`; a limit is None where there
    are too few cases for it. `beyond` is Wilson's interval of `share_beyond`, and `beyond_count`
    its cases. `others` are cumulative curves of earlier months. `tail` has (percentile, value,
    cases beyond it on the worse side, share of the whole time that they make up, None for others
    than durations). `cases` are the worst ones, as (record, source, value). `lasting` is None where
    no case can be open.
    """

    kpi: Kpi
    cohort: Cohort
    month: date
    n: int
    mean: float | None
    percentiles: tuple[tuple[int, float], ...]  # (50, …), (80, …), (90, …), (95, …), (99, …)
    longest: float | None
    target: float | None
    share_beyond: float | None  # of the cases beyond the target; None without a target
    bars: tuple[Bar, ...]
    curve: tuple[tuple[float, float], ...]  # (value, share of cases at or below it)
    finding: str
    mean_misleads: str  # the sentence, or empty
    provenance: Provenance
    intervals: tuple[Interval, ...] = ()
    beyond: Interval | None = None
    beyond_count: int | None = None
    others: tuple[tuple[date, int, tuple[tuple[float, float], ...]], ...] = ()
    tail: tuple[tuple[int, float, int, float | None], ...] = ()
    cases: tuple[tuple[str, str, float], ...] = ()
    lasting: Lasting | None = None
