"""What the answers on complaints look like. Shares are 0–1; instants are UTC."""

from dataclasses import dataclass
from datetime import date, datetime

from warehouse.answers.shapes import Provenance
from warehouse.answers.spans import Span
from warehouse.catalogue.kpis import Kpi
from warehouse.stats.agreement import Agreement
from warehouse.stats.pareto import Pareto


@dataclass(frozen=True)
class Stage:
    """A step with a deadline, of complaints whose deadline fell in the period.

    `due` = `on_time` + `late` + `overdue`; overdue ones are open past the deadline and misses.
    `share` on time with its 95 % interval, None with nothing due or too little to show. `meets`
    None without a target, and with too few due to judge.
    """

    kpi: Kpi
    due: int
    on_time: int
    late: int
    overdue: int
    share: float | None
    low: float | None
    high: float | None
    meets: bool | None


@dataclass(frozen=True)
class Causes:
    """Complaints by one code; `pareto` holds those with a code, "other" last.

    `not_stated` have none. `other` is the share under catch-all codes of those with a code.
    """

    label: str
    pareto: Pareto | None
    not_stated: int
    other: float | None


@dataclass(frozen=True)
class Coding:
    """How far two coders agree on one code of the same complaints; `agreement` None without any."""

    label: str
    agreement: Agreement | None


@dataclass(frozen=True)
class Escalation:
    """One escalation without a level or a reason on record."""

    record: str
    raised_at: datetime
    missing: tuple[str, ...]
    answered_at: datetime | None


@dataclass(frozen=True)
class Rate:
    """Complaints over contacts or customers of everybody: `numerator` over `denominator`, times
    1,000, with its 95 % interval. `sources` are those that the denominator comes from.
    """

    kpi: Kpi
    value: float
    low: float | None
    high: float | None
    numerator: float
    denominator: float
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Complaints:
    """Complaints of a period. `per_1000` contacts with interval, None where contacts are missing.

    `overdue` are open past the deadline for closing as of the newest export, whenever received;
    `overdue_vulnerable` of them from vulnerable customers. `escalations` were raised in the period,
    `undocumented` of them lack level or reason. `trend_kpi` counts complaints by month; `rates` are
    all that have both sides in the period.
    """

    span: Span
    received: int
    stages: tuple[Stage, ...]
    overdue: int
    overdue_vulnerable: int
    categories: Causes
    root_causes: Causes
    per_1000: tuple[float, float | None, float | None] | None
    per_1000_kpi: str
    trend_kpi: str
    escalations: int
    undocumented: tuple[Escalation, ...]
    codings: tuple[Coding, ...]
    finding: str
    provenance: Provenance
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True)
class Clock:
    """One clock of a complaint.

    `state`: met, late, running, overdue, unknown (the source does not record it). `taken` counts
    hours or working days to the end, or to the newest export; `beyond` those past the deadline.
    """

    state: str
    taken: float | None
    beyond: float | None
    unit: str


@dataclass(frozen=True)
class Complaint:
    """One line of the register; no personal column is in it."""

    record: str
    source: str
    received_at: datetime
    local_day: date
    channel: str | None
    category: str | None
    root_cause: str | None
    region: str | None
    severity: str | None
    is_vulnerable: bool
    is_reopened: bool
    acknowledge: Clock
    answer: Clock
    close: Clock
    outcome: str | None
    escalation: str


@dataclass(frozen=True)
class Register:
    """Complaints found: `lines` are the first ones, most overdue first, of `found` in all.

    `marks` counts, of all that search and filters leave: overdue, vulnerable, undocumented,
    reopened, open.
    """

    lines: tuple[Complaint, ...]
    found: int
    marks: tuple[tuple[str, int], ...]
    provenance: Provenance
