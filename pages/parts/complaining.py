"""Filters, words and tables of the page on complaints."""

from dataclasses import dataclass

import streamlit as st

from pages.parts import behind, blocks, bridging, inputs, offers, subject, wording
from warehouse.answers.complaint_register import MARKS
from warehouse.answers.complaint_shapes import Causes, Clock, Complaint, Complaints, Register
from warehouse.answers.spans import Span

PARAMS = ("period", "source", "channel", "category", "region")
ONLY = ("channel", "category", "region")
FEWEST = 5  # complaints coded twice, below which nothing is shown
MUCH_OTHER = 0.15  # from here on the codes need a review
LABELS = {
    "overdue": "Overdue",
    "vulnerable": "Vulnerable",
    "undocumented": "Undocumented escalation",
    "reopened": "Reopened",
    "open": "Open",
}
WIDTHS = {"Reference": 92, "Received": 100, "Channel": 78, "Customer": 86, "Severity": 68}
TALL = 460  # px
CAUSE_FIGURES = ("Complaints", "Share", "With all above")
HOW_TO_READ = (
    "Each bar is as long as what **fell due** in the period: grey on time, orange late, striped "
    "open past the deadline. A complaint that is still open after its deadline is a miss. The "
    "first clock runs day and night; the others count working days of the calendar, and the day of "
    "receipt is day 0. Only what had a deadline in the period is in a bar, so lengths differ."
)
PARETO = (
    "Bars: complaints of one code and their share. Line: the share of a code and all above it. "
    "**Other** stands last: nothing can be done about it before it is coded."
)


@dataclass(frozen=True)
class Asked:
    """What the address asks; `period` is None where no complaint is loaded."""

    kpi_id: str
    period: Span | None
    source: str
    only: tuple[tuple[str, str], ...]
    search: str
    mark: str


def _kpi() -> str:
    """The KPI that counts complaints received: it has their months and members."""
    found = (
        kpi.id
        for kpi in offers.offered().kpis
        if kpi.outcome == "complaints" and kpi.kind == "count" and kpi.month == "received_month"
    )
    return next(found, "")


def asked() -> Asked:
    """Period, source, members, search words and a mark."""
    kpi_id = _kpi()
    known = bridging.spans(kpi_id) if kpi_id else {}
    period = bridging.span("period", known, bridging.first_of(known))
    source = inputs.chosen("source", offers.sources())
    chosen = [(name, inputs.chosen(name, offers.members(kpi_id, name))) for name in ONLY]
    only = tuple((name, member) for name, member in chosen if member)
    mark = inputs.chosen("mark", MARKS)
    return Asked(kpi_id, period, source, only, st.query_params.get("search", ""), mark)


def filters(row: inputs.Row, about: Asked) -> None:
    """Period, source, channel, category and region."""
    known = bridging.spans(about.kpi_id)
    period = about.period
    told = {period.text: period.label} if period else {}
    told |= {text: one.label for text, one in known.items()}
    inputs.choice(row.filters, "period", "Period", told, bridging.first_of(known))
    subject.narrowing(row, about.kpi_id, ONLY)


def caption(answer: Complaints, about: Asked) -> str:
    """The page's name, the period, n and the rate."""
    said = [f"Complaints · {answer.span.label} · {wording.whole(answer.received)} received"]
    if answer.per_1000:
        value, low, high = answer.per_1000
        around = f" ({wording.interval(low, high, 'per_1000')})" if low is not None else ""
        said.append(f"{wording.decimal(value, 1)} per 1,000 contacts of everybody{around}")
    said.append(wording.scope(about.source))
    said += [f"{name} {member}" for name, member in about.only]
    return " · ".join(said)


def steps_heading(answer: Complaints) -> str:
    """Where the delay is."""
    missed = [stage for stage in answer.stages if stage.meets is False]
    if not answer.stages:
        return "No deadline fell into the period"
    if all(stage.meets is None for stage in answer.stages):
        return "From received to closed: too few due to judge a step"
    if not missed:
        return "From received to closed: no step misses its target"
    names = wording.counted(len(missed), "step misses its target", "steps miss their targets")
    return f"From received to closed: {names}"


def steps_table(answer: Complaints) -> list[dict[str, str | None]]:
    """The steps in numbers."""
    return [
        {
            "Step": stage.kpi.label,
            "Due": wording.count(stage.due),
            "On time": wording.count(stage.on_time),
            "Late": wording.count(stage.late),
            "Open and overdue": wording.count(stage.overdue),
            "Share on time": wording.amount(stage.share, "share", stage.due),
            "95 % interval": wording.interval(stage.low, stage.high, "share", stage.due),
            "Target": wording.target(stage.kpi),
        }
        for stage in answer.stages
    ]


def causes_heading(causes: Causes) -> str:
    """How few codes make most of the complaints."""
    if causes.pareto is None:
        return f"No {causes.label.lower()} is on record"
    vital, total = causes.pareto.vital, len(causes.pareto.bars)
    share = causes.pareto.bars[vital - 1].cumulative
    kind = "category" if causes.label == "Category" else causes.label.lower()
    kinds = "categories" if kind == "category" else f"{kind}s"
    reach = wording.amount(share, "share", 99)
    return f"{vital} of {total} {kind if total == 1 else kinds} make {reach}"


def causes_caption(causes: Causes) -> str:
    """Coverage: codes that are missing and the share of the catch-all."""
    if causes.pareto is None:
        return f"{wording.counted(causes.not_stated, 'complaint')} without one."
    other = causes.other or 0.0
    said = (
        f"n {wording.whole(causes.pareto.total)}. “Other” is {wording.amount(other, 'share', 99)}"
    )
    said += "; from 15 % on the codes need a review." if other >= MUCH_OTHER else "."
    if causes.not_stated:
        said += f" {wording.counted(causes.not_stated, 'complaint')} without one left out."
    return said


def causes_label(causes: Causes) -> str:
    """What the table behind one Pareto chart is called."""
    return f"{causes.label} in numbers"


def causes_table(causes: Causes) -> list[dict[str, str | None]]:
    """Every code with its number, share, and the share of it and all above it."""
    if causes.pareto is None:
        return []
    total = causes.pareto.total
    return [
        {
            "Code": wording.words(bar.name),
            "Complaints": wording.quantity(bar.weight),
            "Share": wording.amount(bar.weight / total, "share", int(total)),
            "With all above": wording.amount(bar.cumulative, "share", int(total)),
        }
        for bar in causes.pareto.bars
    ]


def coding(answer: Complaints) -> list[tuple[str, str]]:
    """Agreement of two coders, a line a code."""
    found = []
    for one in answer.codings:
        agreement = one.agreement
        if agreement is None:
            found.append((one.label, "no complaint of the period was coded twice"))
            continue
        if agreement.n < FEWEST:
            found.append((one.label, f"κ –: fewer than {FEWEST} complaints were coded twice"))
            continue
        kappa = wording.NONE if agreement.kappa is None else wording.decimal(agreement.kappa, 2)
        low, high = (agreement.interval.low, agreement.interval.high) if agreement.interval else (
            None, None,
        )  # fmt: skip
        around = f" ({wording.decimal(low, 2)} – {wording.decimal(high, 2)})" if (
            low is not None and high is not None
        ) else ""  # fmt: skip
        same = wording.amount(agreement.observed, "share", agreement.n)
        few = "" if agreement.enough else ", too few to judge"
        found.append(
            (one.label, (f"κ = {kappa}{around}, alike {same}, n {wording.whole(agreement.n)}{few}"))
        )
    return found


def documentation(gaps: int, escalations: int) -> str:
    """How many escalations lack level or reason; of none at all that there was none."""
    if not escalations:
        return "No escalation was raised in the period"
    verb = "is" if gaps == 1 else "are"
    return f"{gaps} of {wording.counted(escalations, 'escalation')} {verb} not documented"


def undocumented(answer: Complaints) -> list[dict[str, str | None]]:
    """Escalations without level or reason."""
    return [
        {
            "Record": one.record,
            "Raised": wording.instant(one.raised_at),
            "Not recorded": " and ".join(one.missing),
            "Answered": wording.instant(one.answered_at),
        }
        for one in answer.undocumented
    ]


def search(place: st.delta_generator.DeltaGenerator, about: Asked) -> None:
    """The box for words; what is written stands in the address."""
    st.session_state["in_search"] = about.search
    place.text_input(
        "Search reference, code, word",
        key="in_search",
        placeholder="Search reference, code, word",
        label_visibility="collapsed",
        width=300,
        on_change=lambda: inputs.goto(search=st.session_state["in_search"].strip()),
    )


def marks(place: st.delta_generator.DeltaGenerator, found: Register) -> None:
    """The marks with their numbers."""
    told = {"": "All"} | {
        name: (f"{LABELS[name]} {wording.whole(count)}") for name, count in found.marks
    }
    inputs.switch(place, "mark", "Show", told, "")


def register(found: Register) -> None:
    """The table; every clock in words."""
    lines = [_line(one) for one in found.lines]
    if not lines:
        st.caption("No complaint is found with these words and filters.")
        return
    picked = blocks.grid(
        lines, "Register of complaints", widths=WIDTHS, key="register",
        height=min(TALL, 38 + blocks.ROW * len(lines)),
    )  # fmt: skip
    if picked is not None:
        one = found.lines[picked]
        behind.story(one.record, one.record, one.source, "complaint", one.category or "")
    more = (
        (f"The first {wording.whole(len(lines))} of {wording.whole(found.found)}. ")
        if found.found > len(lines)
        else ""
    )
    st.caption(
        f"{more}wd = working days of the site’s calendar; the day of receipt is day 0. Received in "
        "the period or still open; no personal column is shown."
    )


def _line(one: Complaint) -> dict[str, str | None]:
    return {
        "Reference": one.record,
        "Received": wording.day_name(one.local_day),
        "Channel": one.channel or wording.NONE,
        "Category": wording.words(one.category or wording.NONE),
        "Customer": "vulnerable" if one.is_vulnerable else "",
        "Severity": one.severity or wording.NONE,
        "Acknowledged": clock(one.acknowledge),
        "Answered": clock(one.answer),
        "Closed": clock(one.close) + (", reopened" if one.is_reopened else ""),
        "Outcome": wording.words(one.outcome or wording.NONE),
        "Root cause": wording.words(one.root_cause or wording.NONE),
        "Escalation": one.escalation or wording.NONE,
    }


def clock(one: Clock) -> str:
    """`met, 2 h`, `late, 7 wd`, `31 wd over`, `running, 3 wd`; an en dash where nobody knows."""
    if one.state == "unknown" or one.taken is None:
        return wording.NONE
    if one.state == "overdue":
        return f"{_time(one.beyond, one.unit)} over"
    return f"{one.state}, {_time(one.taken, one.unit)}"


def _time(value: float | None, unit: str) -> str:
    if value is None:
        return wording.NONE
    decimals = 1 if unit == "h" and value < 10 else 0
    return f"{wording.decimal(value, decimals)}{wording.NARROW}{unit}"
