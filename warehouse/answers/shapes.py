"""What the answers look like: frozen values that pages and paper show.

Units: `value`, `low`, `high`, `target`, limits are all in the KPI's own unit (`Kpi.unit`):
"share" 0–1, "seconds", "hours", "score", "points", "count", "per_1000". None = not known, not
yet, or withheld; it is never 0. n = how many cases the value rests on.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from warehouse.answers.bound_shapes import Bound
from warehouse.answers.marks import Flag, Opinion, Proposal, Segment, Turn
from warehouse.catalogue.kpis import Kpi, Version
from warehouse.stats.control_limits import Limits
from warehouse.verdicts import Waived

Status = Literal["final", "provisional", "missing", "withheld"]
Mark = Literal["common", "improvement", "concern", "change"]
Assurance = Literal["meets", "misses", "hit_or_miss", "none"]


@dataclass(frozen=True)
class Cohort:
    """Whom a figure is about; empty strings mean all.

    `others` are further dimensions with a member each, all of which hold; figures of such a cohort
    are computed from the rows when they are asked for.
    """

    source: str = ""
    dimension: str = ""
    member: str = ""
    others: tuple[tuple[str, str], ...] = ()

    @property
    def members(self) -> tuple[tuple[str, str], ...]:
        """Every dimension with its member."""
        return (((self.dimension, self.member),) if self.dimension else ()) + self.others

    @classmethod
    def of(cls, source: str, members: tuple[tuple[str, str], ...]) -> "Cohort":
        """The cohort for which all of these hold; all of the source without one."""
        first = members[0] if members else ("", "")
        return cls(source, *first, members[1:])


@dataclass(frozen=True)
class Month:
    """One KPI in one month.

    `target` is the one in force on its first day; `is_revised`: it was final in an earlier build
    with another figure. `deviation` is the standard deviation of the single cases behind a mean,
    None for other kinds and where rows stand for several cases.
    """

    month: date
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int | None
    status: Status
    low: float | None = None
    high: float | None = None
    target: float | None = None
    mark: Mark = "common"
    is_revised: bool = False
    deviation: float | None = None


@dataclass(frozen=True)
class Provenance:
    """Where a figure comes from."""

    build_id: str
    published_at: datetime
    as_of: datetime | None
    sources: tuple[str, ...]
    checks_passed: int
    checks_run: int


@dataclass(frozen=True)
class Trend:
    """One KPI over its whole history: `months` are the last 12 slots, `history` all of them.

    Figures are as defined then. `restated` has the present definition's over the same slots as
    `history`, and is empty where the definition never changed; `versions`, oldest first, say what
    changed from which day on. `limits` are those of the last of the `segments`; `flags` are the
    events and versions to draw; `opinions` are of the last segment.
    """

    kpi: Kpi
    cohort: Cohort
    months: tuple[Month, ...]
    history: tuple[Month, ...]
    limits: Limits | None
    variation: str
    rules: tuple[str, ...]
    assurance: Assurance
    finding: str
    reading: str
    provenance: Provenance
    note: str = ""
    bounds: tuple[Bound, ...] = ()  # of months in which rows are held back
    restated: tuple[Month, ...] = ()
    versions: tuple[Version, ...] = ()
    segments: tuple[Segment, ...] = ()
    flags: tuple[Flag, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    proposal: Proposal | None = None

    @property
    def latest(self) -> Month | None:
        """The newest closed month that has a value; None where there is none."""
        closed = (m for m in reversed(self.history) if m.status == "final" and m.value is not None)
        return next(closed, None)


@dataclass(frozen=True)
class ScoreRow:
    """One line of the scorecard."""

    kpi: Kpi
    latest: Month | None
    months: tuple[Month, ...]
    limits: Limits | None
    variation: str
    assurance: Assurance
    gap: str = ""  # why there is no figure, target or owner, in words; empty when there is all
    bound: Bound | None = None  # of the latest month, where rows are held back
    is_stale: bool = False  # the newest closed month lies before the scorecard's month
    quarter: Month | None = None  # the newest closed quarter, from sums; `month` is its first


@dataclass(frozen=True)
class Scorecard:
    """Every KPI of the catalogue exactly once, in `groups` by outcome or in `missing`.

    By chance alone `false_alarms` KPIs show a signal in the newest month, and `false_marks` months
    of the sparklines are marked; None without firm limits. `turns` are the verdicts that are others
    than at the month `since`, the end of the quarter before, judged from the data of today.
    """

    finding: str
    month: date | None
    groups: tuple[tuple[str, tuple[ScoreRow, ...]], ...]
    missing: tuple[ScoreRow, ...]
    false_alarms: float | None
    provenance: Provenance
    cohort: Cohort = field(default_factory=Cohort)
    false_marks: float | None = None
    since: date | None = None
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class Rows:
    """Source rows behind a figure; every one says `counted` or why not.

    `frame_columns` and `records` are the drawn rows (at most `limit`), `totals` counts all rows
    by reason: "counted in the numerator", "counted", or an exclusion's reason.
    """

    kpi: Kpi
    cohort: Cohort
    month: date
    totals: tuple[tuple[str, int], ...]
    columns: tuple[str, ...]
    records: tuple[tuple[Any, ...], ...]
    provenance: Provenance


@dataclass(frozen=True)
class Verdict:
    """One data-quality check as it was judged; `failing` holds at most 20 whole rows.

    `history` has one place for each of the last loads, None where the check was not run. `waived`
    is the waiver that holds today; a check that passed has none.
    """

    check_id: str
    label: str
    table: str
    severity: Literal["critical", "warning", "info"]
    owner: str
    why: str
    kpis: tuple[str, ...]
    passed: bool
    rows_checked: int | None
    rows_failed: int | None
    failing: tuple[dict[str, Any], ...]
    sql: str
    history: tuple[bool | None, ...] = ()
    waived: Waived | None = None

    @property
    def state(self) -> Literal["passed", "waived", "failed"]:
        """How it stands today; a waived check has failed, and somebody answers for it."""
        if self.passed:
            return "passed"
        return "waived" if self.waived else "failed"


@dataclass(frozen=True)
class FileAccount:
    """What became of every row of one file."""

    source: str
    name: str
    read: int
    accepted: int
    superseded: int
    excluded: int
    quarantined: int
    loaded_at: datetime


@dataclass(frozen=True)
class Freshness:
    """Age of a source's newest record against its agreed rhythm; only this looks at the clock."""

    source: str
    tool: str
    newest_event_at: datetime | None
    as_of: datetime | None
    age_days: float | None
    allowed_days: int
    is_late: bool


@dataclass(frozen=True)
class Quality:
    """Whether the data are fit for the review."""

    finding: str
    verdicts: tuple[Verdict, ...]
    accounts: tuple[FileAccount, ...]
    reasons: tuple[tuple[str, str, int], ...]  # source, reason (quarantined or excluded), rows
    freshness: tuple[Freshness, ...]
    provenance: Provenance
    notes: tuple[tuple[str, str, str, str], ...] = ()  # source, file, oddity or repair, evidence


@dataclass(frozen=True)
class Definition:
    """A KPI's card as the build computed it, with the SQL that ran."""

    kpi: Kpi
    sql: str
    checks: tuple[str, ...]
    dimensions: tuple[str, ...]
    exclusions: tuple[tuple[str, str], ...]
    provenance: Provenance
