"""Filters, words and tables of the page on tickets."""

from dataclasses import dataclass

from pages.charts import in_out
from pages.charts.pyramid import name as age
from pages.parts import behind, blocks, bridging, inputs, offers, subject, wording
from warehouse.answers.shapes import Cohort
from warehouse.answers.spans import Span
from warehouse.answers.ticket_backlog import FACT
from warehouse.answers.ticket_shapes import Backlog, OldTicket
from warehouse.catalogue.kpis import Kpi

ONLY = ("queue", "priority", "category")
PARAMS = ("source", *ONLY)
FLOW_TABLE, AGES_TABLE = "Tickets in and out by month", "Open tickets by age"
FLOW_FIGURES = ("At the start", "Created", "Reopened", "Solved", "At the end")
AGE_FIGURES = ("Open", "A year before")
TALL = 480  # px
WIDTHS = {"Ticket": 92, "Created": 104, "Age": 64, "Priority": 70, "Status now": 130}
FLOW = (
    "Above: tickets open at midnight of each month’s last day. Below: what came in (pale: created; "
    "dark: reopened) and what went out (solved, closed or merged). For every month **open at the "
    "start + created + reopened − solved = open at the end**, to the ticket; tests, spam and "
    "merged tickets are in none of them."
)
AGES = (
    "Each bar is the number of open tickets of one age, counted from their creation, whatever "
    "happened since; oldest on top. At the right the newest month, at the left the same month a "
    "year before, on one scale. A backlog that grows at the top is one that nobody gets to."
)


@dataclass(frozen=True)
class Asked:
    """What the address asks; `kpi_id` is empty where no ticket is loaded."""

    kpi_id: str
    period: Span | None
    source: str
    only: tuple[tuple[str, str], ...]

    @property
    def cohort(self) -> Cohort:
        """Whose rows can be shown: one member at most."""
        return Cohort(self.source, *(self.only[0] if self.only else ("", "")))


def asked() -> Asked:
    """Source, members and the period of deadlines."""
    kpi_id = next((kpi.id for kpi in offers.offered().kpis if kpi.fact == FACT), "")
    known = bridging.spans(kpi_id) if kpi_id else {}
    chosen = [(name, inputs.chosen(name, offers.members(kpi_id, name))) for name in ONLY]
    return Asked(
        kpi_id,
        bridging.span("period", known, next(iter(known), "")),
        inputs.chosen("source", offers.sources()),
        tuple((name, member) for name, member in chosen if member),
    )


def filters(row: inputs.Row, about: Asked) -> None:
    """Source, queue, priority and category."""
    subject.narrowing(row, about.kpi_id, ONLY)


def caption(answer: Backlog, about: Asked) -> str:
    """The page's name, whom it is about and how old the backlog is."""
    said = [f"Tickets · {wording.scope(about.source)}"]
    said += [f"{name} {member}" for name, member in about.only]
    if answer.median_days is not None:
        half = wording.amount(answer.median_days * 24, "hours")
        said.append(f"half of the open ones are older than {half}")
    return " · ".join(said)


def flow_heading(answer: Backlog) -> tuple[str, str]:
    """What the newest months did to the backlog, and what the flow leaves out."""
    shown = in_out.months(answer)
    came = sum(one.created + one.reopened for one in shown)
    went = sum(one.ended for one in shown)
    rest = came - went
    verb = "more came in than went out" if rest > 0 else "more went out than came in"
    said = (
        (f"In {len(shown)} months {wording.whole(abs(rest))} {verb}")
        if rest
        else "As many went out as came in"
    )
    told = ["Start + created + reopened − solved = end"]
    told[0] += ": every month adds up." if answer.balances else ": does not add up in every month."
    if answer.untimed:
        told.append(
            f"{wording.counted(answer.untimed, 'reopening')} without a time: such a ticket counts "
            "as open to its last solve."
        )
    if answer.unplaced:
        told.append(f"{wording.whole(answer.unplaced)} end before they begin and are left out.")
    return said, " ".join(told)


def flow_table(answer: Backlog) -> list[dict[str, str | None]]:
    """Every month, newest first."""
    return [
        {
            "Month": wording.month_name(one.month),
            "At the start": wording.count(one.opening),
            "Created": wording.count(one.created),
            "Reopened": wording.count(one.reopened),
            "Solved": wording.count(one.ended),
            "At the end": wording.count(one.closing),
        }
        for one in reversed(answer.months)
    ]


def ages_heading(answer: Backlog) -> str:
    """How many are old."""
    old = sum(band.now for band in answer.bands if band.low >= 14)
    total = sum(band.now for band in answer.bands)
    if not total:
        return "Nothing was open"
    return f"{wording.whole(old)} of {wording.whole(total)} open tickets are older than 14 days"


def ages_table(answer: Backlog) -> list[dict[str, str | None]]:
    """The ages of both months."""
    return [
        {
            "Age": age(band),
            "Open": wording.count(band.now),
            "A year before": wording.count(band.before),
        }
        for band in answer.bands
    ]


def oldest(found: tuple[OldTicket, ...], answer: Backlog) -> None:
    """The tickets that had waited longest, with what the newest export says of them."""
    if not found:
        return
    title = f"The {wording.counted(len(found), 'oldest ticket')} open at the end of "
    title += wording.month_name(answer.month)
    blocks.part(title.replace("1 oldest", "oldest"), "Status now: what the newest export says.")
    rows = [
        {
            "Ticket": one.number or one.record,
            "Age": wording.amount(one.age_days * 24, "hours"),
            "Created": wording.day_name(one.created_at.date()),
            "Queue": one.queue or wording.NONE,
            "Team": one.team or wording.NONE,
            "Category": wording.words(one.category or wording.NONE),
            "Priority": one.priority or wording.NONE,
            "Status now": wording.words(one.status),
        }
        for one in found
    ]
    height = min(TALL, 38 + blocks.ROW * len(rows))
    picked = blocks.grid(
        rows, "Oldest open tickets", widths=WIDTHS, right=("Age",), height=height, key="oldest"
    )
    if picked is not None:
        one = found[picked]
        behind.story(one.number or one.record, one.record, one.source, "ticket", one.status)


def kpi(about: Asked) -> Kpi:
    """The KPI that counts the backlog."""
    found = offers.kpi(about.kpi_id)
    assert found is not None  # it was offered
    return found
