"""What the answers on tickets look like. Shares are 0–1, durations hours or days as named."""

from dataclasses import dataclass
from datetime import date, datetime

from warehouse.answers.shapes import Provenance
from warehouse.answers.spans import Span


@dataclass(frozen=True)
class FlowMonth:
    """Tickets in and out of one month: `opening` + `created` + `reopened` - `ended` = `closing`.

    All count tickets; none is null, a month without movement has zeros. `ended` were solved, closed
    or merged. A ticket that is opened twice in a month is in `reopened` and `ended` twice.
    """

    month: date
    opening: int
    created: int
    reopened: int
    ended: int
    closing: int


@dataclass(frozen=True)
class AgeBand:
    """Open tickets of one age, `low` to under `high` days since creation; `high` None is open.

    `before` counts those at the month that is compared with; None where there is no such month.
    """

    low: int
    high: int | None
    now: int
    before: int | None


@dataclass(frozen=True)
class OldTicket:
    """One ticket that was open at the end of the month; `status` is what the newest export says."""

    source: str
    record: str
    number: str | None
    created_at: datetime
    age_days: float
    queue: str | None
    team: str | None
    category: str | None
    priority: str | None
    status: str


@dataclass(frozen=True)
class Backlog:
    """What was open when: the flow of every month, and the ages at the end of `month`.

    `month` is the newest that every ticket source has whole, None without one; `before` the same
    month of the year before, None where it is not on record. `months` run to `month`. `untimed`
    reopenings are counted by a tool that does not say when: they are in no month of the flow.
    `unplaced` spells end before they begin and are in none either. `kpi_id` counts the backlog.
    """

    kpi_id: str
    month: date | None
    before: date | None
    months: tuple[FlowMonth, ...]
    bands: tuple[AgeBand, ...]
    median_days: float | None
    untimed: int
    unplaced: int
    finding: str
    provenance: Provenance

    @property
    def balances(self) -> bool:
        """Whether every month adds up, and begins with what the month before ended with."""
        pairs = zip(self.months, self.months[1:], strict=False)
        return all(
            one.opening + one.created + one.reopened - one.ended == one.closing
            for one in self.months
        ) and all(two.opening == one.closing for one, two in pairs)


@dataclass(frozen=True)
class SolveMonth:
    """Tickets by the month of their first solve.

    `solved` = `mature` + `waiting` + `unknown`: the window is over, is not, or the source does not
    tell reopenings. `reopened` of the mature ones, `still_open` of these not solved again;
    `early` were reopened while their window still runs. `share` with its 95 % interval, None
    with fewer than 5 mature tickets. `is_provisional`: some window of the month is still open.
    """

    month: date
    solved: int
    mature: int
    waiting: int
    unknown: int
    reopened: int
    early: int
    still_open: int
    share: float | None
    low: float | None
    high: float | None
    is_provisional: bool


@dataclass(frozen=True)
class ReopenGroup:
    """Mature tickets of one category over the months shown; `share` None where withheld.

    `is_few`: under 30 tickets, shown without a verdict.
    """

    name: str
    mature: int
    reopened: int
    share: float | None
    low: float | None
    high: float | None
    is_few: bool


@dataclass(frozen=True)
class Reopens:
    """Reopening by solve cohort. `share` is of all mature tickets in `months`, None without any.

    `window_days` is the time that counts. `actors` says who reopened, of the reopenings whose
    source tells it, and is empty where none does. No export has a reason for reopening: `groups`
    are by what the ticket was about.
    """

    kpi_id: str
    window_days: int
    months: tuple[SolveMonth, ...]
    groups: tuple[ReopenGroup, ...]
    actors: tuple[tuple[str, int], ...]
    share: float | None
    finding: str
    provenance: Provenance


@dataclass(frozen=True)
class OnClock:
    """One promise on one clock, of tickets whose deadline fell in the period.

    `due` = `met` + `late` + `overdue`; overdue are still not done after their deadline, and misses.
    `share` met with its 95 % interval, None with fewer than 5 due. `median_hours` on this clock, of
    those done; None where none is.
    """

    due: int
    met: int
    late: int
    overdue: int
    share: float | None
    low: float | None
    high: float | None
    median_hours: float | None


@dataclass(frozen=True)
class Promise:
    """A promise of `hours` for one step, on the calendar's clock and on that of working time.

    `left_out` tickets were solved without this step before their deadline; `unknown` come from a
    source that does not record it. `tool_met` of `tool_told` is the tool's own judgement of tickets
    created in the period, `tool_told` 0 where it makes none.
    """

    step: str
    hours: float
    calendar: OnClock
    working: OnClock
    left_out: int
    unknown: int
    tool_met: int
    tool_told: int


@dataclass(frozen=True)
class Clocks:
    """Promises on both clocks. `calendar` names the working days, `schedule` the hours in force."""

    span: Span
    promises: tuple[Promise, ...]
    calendar: str
    schedule: tuple[str, ...]
    finding: str
    provenance: Provenance
