"""Words and tables of solve cohorts on the page on tickets."""

import streamlit as st

from pages.charts import dots as drawn
from pages.charts import solve_cohorts
from pages.charts.dots import Dot
from pages.parts import blocks, evidence, inputs, wording
from warehouse.answers.shapes import Mark
from warehouse.answers.ticket_shapes import ReopenGroup, Reopens
from warehouse.answers.wording import listed

COHORT_TABLE, GROUP_TABLE = "Reopened by month of the first solve", "Reopened by category"
COHORT_FIGURES = ("Reopened", "Count", "n", "Not over yet", "Not told", "Still open")
COHORTS = (
    "Each point is all tickets first solved in a month: the share that was reopened within the "
    "window, with its 95 % interval. A ticket that was reopened and **never solved again counts**. "
    "Hollow in a hatched month: the window of some tickets still runs; they count in no share yet. "
    "The trend page has the signals of this figure."
)
GROUPS = (
    "What the ticket was about. Coloured only where the 95 % interval leaves the share of all out; "
    "of 20 categories one does so by chance. Hollow: fewer than 30 tickets."
)


def cohorts_caption(answer: Reopens) -> str:
    """What counts, who reopened, and what nobody knows."""
    said = [f"By month of the first solve; within {answer.window_days} days of it."]
    again = sum(one.still_open for one in answer.months)
    if again:
        said.append(f"{wording.whole(again)} of them are not solved again yet.")
    if answer.actors:
        total = sum(number for _, number in answer.actors)
        told = ", ".join(f"{name} {wording.whole(number)}" for name, number in answer.actors)
        said.append(f"Reopened by ({wording.whole(total)} told): {told}.")
    return " ".join(said)


def cohorts_table(answer: Reopens) -> list[dict[str, str | None]]:
    """Every cohort, newest first."""
    return [
        {
            "Solved in": wording.month_name(one.month),
            "Reopened": ("P " if one.is_provisional and one.share is not None else "")
            + wording.amount(one.share, "share", one.mature),
            "95 % interval": wording.interval(one.low, one.high, "share", one.mature),
            "Count": wording.count(one.reopened),
            "n": wording.count(one.mature),
            "Not over yet": wording.count(one.waiting),
            "Not told": wording.count(one.unknown),
            "Still open": wording.count(one.still_open),
        }
        for one in reversed(answer.months)
    ]


def groups(answer: Reopens) -> list[Dot]:
    """Categories as lines of the chart."""
    return [
        Dot(
            wording.words(one.name), value=one.share, low=one.low, high=one.high, n=one.mature,
            mark=_mark(one, answer.share), is_few=one.is_few,
        )
        for one in answer.groups
    ]  # fmt: skip


def _mark(one: ReopenGroup, share: float | None) -> Mark:
    """Whether the interval leaves the share of all out; fewer reopenings are better."""
    if share is None or one.is_few or one.low is None or one.high is None:
        return "common"
    if one.low > share:
        return "concern"
    return "improvement" if one.high < share else "common"


def groups_heading(answer: Reopens) -> str:
    """Which categories come back more often than chance explains."""
    worse = [one.name for one in answer.groups if _mark(one, answer.share) == "concern"]
    if not worse:
        return "No category comes back more often than chance explains"
    names = listed([wording.words(name) for name in worse])
    verb = "comes" if len(worse) == 1 else "come"
    return wording.capital(f"{names} {verb} back more often than the others")


def section(answer: Reopens, source: str) -> None:
    """Solve cohorts at the left, what comes back at the right."""
    theme, phone = inputs.theme(), inputs.is_phone()
    left, right = st.columns([0.56, 0.44], gap="medium")
    with left:
        blocks.part(answer.finding, cohorts_caption(answer))
        picture = solve_cohorts.figure(answer, theme, narrow=phone)
        evidence.chart(picture, "cohorts", solve_cohorts.alt(answer), table=COHORT_TABLE)
        with blocks.footer():
            blocks.link("definitions", "Definition", kpi=answer.kpi_id)
            blocks.link("trends", "Trend", kpi=answer.kpi_id, source=source)
            blocks.numbers(cohorts_table(answer), COHORT_TABLE, COHORT_FIGURES)
            blocks.how_to_read(COHORTS)
    with right:
        why = "By category; no export says why a ticket came back."
        blocks.part(groups_heading(answer), why)
        lines = groups(answer)
        picture = drawn.figure(lines, "share", answer.share, theme, narrow=phone)
        evidence.chart(picture, "groups", drawn.alt(lines, "share"), table=GROUP_TABLE)
        with blocks.footer():
            blocks.numbers(groups_table(answer), GROUP_TABLE, ("Reopened", "Count", "n"))
            blocks.how_to_read(GROUPS)


def groups_table(answer: Reopens) -> list[dict[str, str | None]]:
    """Every category with its interval."""
    return [
        {
            "Category": wording.words(one.name),
            "Reopened": "withheld"
            if one.share is None
            else wording.amount(one.share, "share", one.mature),
            "95 % interval": wording.interval(one.low, one.high, "share", one.mature),
            "Count": wording.NONE if one.share is None else wording.count(one.reopened),
            "n": wording.count(one.mature),
        }
        for one in answer.groups
    ]
