"""Promises on both clocks on the page on tickets: limits, words, table."""

import streamlit as st

from pages.charts import dots as drawn
from pages.charts.dots import Dot
from pages.parts import blocks, bridging, evidence, inputs, states, wording
from warehouse.answers.spans import Span
from warehouse.answers.ticket_shapes import Clocks, OnClock, Promise
from warehouse.home import home
from warehouse.schedule import STEPS, Hours, promised, schedule

TABLE = "Promises on both clocks"
PARAMS = ("period", "reply", "solve")
FEW = 30  # tickets due, below which a share carries no verdict
LIMITS = {  # the parameter of each step, the hours offered, and those taken without a promise
    "First reply": ("reply", (4.0, 8.0, 24.0, 48.0), 24.0),
    "Solved": ("solve", (24.0, 72.0, 120.0, 240.0), 120.0),
}
BOTH = (
    "The same number of hours on two clocks. **Calendar** runs day and night. **Working time** "
    "runs in the opening hours of working days; a deadline on a holiday moves to the next working "
    "day. Counted are tickets whose deadline **on that clock** fell in the period, so n differs; "
    "what is not done after it is a miss."
)


def limits() -> tuple[tuple[str, float], ...]:
    """(step, hours) as the address says; what care.toml promises where it says nothing."""
    found = []
    for step in STEPS.values():
        param, offered, default = _offered(step)
        found.append((step, float(inputs.chosen(param, offered, default))))
    return tuple(found)


def hours() -> tuple[Hours, ...]:
    """The hours of working time that care.toml declares."""
    return schedule(home().settings.tickets)


def _offered(step: str) -> tuple[str, dict[str, str], str]:
    """Parameter, limits as id → words, and the default: what is promised, else a usual one."""
    param, limits, default = LIMITS[step]
    promise = promised(home().settings.tickets).get(step)
    hours = sorted({*limits, *([promise] if promise else [])})
    words = {
        f"{one:g}": wording.amount(one, "hours") + (", promised" if one == promise else "")
        for one in hours
    }
    return param, words, f"{promise or default:g}"


def filters(row: inputs.Row, kpi_id: str, period: Span | None) -> None:
    """The period that deadlines fell in, and the hours of each step."""
    known = bridging.spans(kpi_id)
    told = {period.text: period.label} if period else {}
    told |= {text: one.label for text, one in known.items()}
    inputs.choice(row.filters, "period", "Due in", told, next(iter(known), ""))
    for step in STEPS.values():
        param, offered, default = _offered(step)
        inputs.choice(row.filters, param, f"{step} within", offered, default)


def caption(answer: Clocks) -> str:
    """The calendar and the hours that working time follows."""
    hours = "; ".join(answer.schedule)
    said = f"Deadlines of {answer.span.label}. Working time: {answer.calendar}, {hours}."
    if not promised(home().settings.tickets):
        said += " No promise is declared, so the limits are chosen here."
    return said


def dots(answer: Clocks) -> list[Dot]:
    """Kept on either clock, and as the tool says, as lines of the chart."""
    found: list[Dot] = []
    for one in answer.promises:
        found.append(Dot(f"{one.step} within {wording.amount(one.hours, 'hours')}", head=True))
        for name, side in (("Calendar", one.calendar), ("Working time", one.working)):
            is_few = side.due < FEW
            found.append(
                Dot(name, value=side.share, low=side.low, high=side.high, n=side.due,
                    is_few=is_few)
            )  # fmt: skip
    return found


def table(answer: Clocks) -> list[dict[str, str]]:
    """Both clocks beside one another, with n; the tool's own judgement below."""
    rows: list[dict[str, str]] = []
    for one in answer.promises:
        limit = wording.amount(one.hours, "hours")
        rows.append(_clock(f"**{one.step} within {limit}** · calendar", one.calendar))
        rows.append(_clock("· working time", one.working))
        if one.tool_told:
            share = wording.amount(one.tool_met / one.tool_told, "share", one.tool_told)
            told = dict.fromkeys(rows[-1], wording.NONE)
            rows.append(told | {"Promise": "· as the tool says, by creation", "Kept": share,
                                "Due": wording.count(one.tool_told)})  # fmt: skip
    return rows


def _clock(label: str, side: OnClock) -> dict[str, str]:
    hidden = side.share is None and side.due > 0
    return {
        "Promise": label,
        "Kept": "fewer than 5" if hidden else wording.amount(side.share, "share", side.due),
        "95 % interval": wording.interval(side.low, side.high, "share", side.due),
        "Due": wording.count(side.due),
        "Late": wording.count(side.late),
        "Open past it": wording.count(side.overdue),
        "Median": wording.amount(side.median_hours, "hours"),
    }


def note(answer: Clocks) -> str:
    """Which tickets stand outside, and what to write for a promise."""
    said = [words for one in answer.promises for words in _outside(one)]
    if not promised(home().settings.tickets):
        said.append(
            "Declare promises and hours in `care.toml`: `[tickets]` with `first_reply_hours` and "
            "`resolution_hours`, and `[[tickets.hours]]` with `opens` and `closes`."
        )
    return " ".join(said)


def _outside(one: Promise) -> list[str]:
    said = []
    if one.left_out:
        said.append(f"{wording.whole(one.left_out)} solved in time without a reply are left out.")
    if one.unknown:
        kind = wording.lowered(one.step)
        said.append(f"{wording.whole(one.unknown)} are of a source that does not record “{kind}”.")
    return said


def section(answer: Clocks, theme: str, *, narrow: bool) -> None:
    """Chart and table of both clocks."""
    if not answer.promises:
        states.empty("No ticket to judge", "Choose another period, source or queue.")
        return
    lines = dots(answer)
    left, right = st.columns([0.42, 0.58], gap="medium")
    with left:
        picture = drawn.figure(lines, "share", None, theme, narrow=narrow)
        evidence.chart(picture, "clocks", drawn.alt(lines, "share"), table=TABLE)
        with blocks.footer():
            blocks.how_to_read(BOTH)
    with right:
        shown = table(answer)
        if narrow:
            plain = [{**row, "Promise": row["Promise"].replace("**", "")} for row in shown]
            blocks.grid(plain, TABLE, widths={"Promise": 210})
        else:
            blocks.written(shown, TABLE)
        if note(answer):
            st.caption(note(answer))
