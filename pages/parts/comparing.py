"""The parts of the page on cohorts below the funnel: hours of the week, groups, months."""

from datetime import date

import streamlit as st

from pages.charts import heat_map
from pages.parts import behind, blocks, evidence, inputs, offers, reads, states, wording
from warehouse.answers.cohort_months import cohort_months
from warehouse.answers.disparities import disparities
from warehouse.answers.hours import hours
from warehouse.answers.shapes import Cohort
from warehouse.answers.spans import Span
from warehouse.answers.spread_shapes import Disparities, Disparity, Grid
from warehouse.catalogue.kpis import Kpi

RULE = (
    "More than 1 means that it goes worse for the group. The interval of the ratio is the score "
    "interval, that of a difference of shares Newcombe's; of means and medians it follows from the "
    "intervals of both. The owner has to answer when the interval of the ratio lies above 1, or "
    "when the ratio is 1.25 and more with 30 cases in two three-month spans running. Groups may "
    "contact us about other matters: split by category before you name a cause."
)
HOW_TO_READ = (
    "Orange is worse than the overall figure, blue better, violet away from it where neither side "
    "is better. **Strong colours and numbers** are cells beyond chance: by hour after control of "
    "false discoveries (about 1 in 10 of them is still noise), by month outside the limits of that "
    "month. Pale cells lie within chance or have fewer than 30 cases; hatched ones are withheld."
)


def banded(kpi_id: str, by: str) -> bool:
    """Put a band into the address where the KPI is compared within one only and none is chosen."""
    kpi = offers.kpi(kpi_id)
    owed = kpi.compare_within if kpi else ""
    bands = list(offers.members(kpi_id, owed)) if owed else []
    if not bands or by == owed or st.query_params.get(owed):
        return False
    st.query_params[owed] = bands[0]
    return True


def of_everybody(within: tuple[tuple[str, str], ...]) -> None:
    """That what follows is of all cases, where the funnel above is of some."""
    if within:
        told = ", ".join(f"{wording.words(name)} {member}" for name, member in within)
        blocks.note(blocks.plain(f"Below, all cases are compared, not only {told}."))


def by_hour(kpi: Kpi, month: date, source: str) -> None:
    """Weekday by hour over three months, where the rows behind the KPI say the hour."""
    answer = reads.ask(hours, kpi.id, month, source=source)
    if answer is None or answer.overall is None:
        blocks.part("By hour of the week")
        states.empty(
            "No hours to compare", f"The cases behind {kpi.label} are not kept by the hour."
        )
        return
    span = f"{wording.month_name(answer.first)} to {wording.month_name(answer.last)}"
    unplaced = (
        f" {wording.counted(answer.unplaced, 'case')} of interval reports without an hour."
        if answer.unplaced
        else ""
    )
    blocks.part(
        answer.finding,
        f"{kpi.label} by hour of the week, site time, {span}. {answer.note}{unplaced}",
    )
    _drawn(answer, f"hours_{kpi.id}", f"{kpi.label} by weekday and hour", "hour_cell", source)


def by_month(kpi: Kpi, by: str, month: date, source: str) -> None:
    """The members over twelve months."""
    answer = reads.ask(cohort_months, kpi.id, by, month, source=source)
    if not answer.rows:
        return
    more = len(answer.rows) - heat_map.MOST_ROWS
    rest = f" {more} smaller ones are in the table alone." if more > 0 else ""
    span = f"{wording.month_name(answer.first)} to {wording.month_name(answer.last)}"
    blocks.part(answer.finding, f"By {wording.words(by)} and month, {span}. {answer.note}{rest}")
    label = f"{kpi.label} by {wording.words(by)} and month"
    _drawn(answer, f"months_{kpi.id}_{by}", label, "month_cell", source, by)


def _drawn(answer: Grid, key: str, label: str, picks: str, source: str, by: str = "") -> None:
    """The map; a pressed cell stands in the address under `picks` and offers its rows."""
    picture = heat_map.figure(answer, inputs.theme(), narrow=inputs.is_phone())
    evidence.chart(picture, key, heat_map.alt(answer), picks=picks, table=label)
    with blocks.footer():
        _cell(answer, picks, source, by)
        table = grid_table(answer)
        blocks.numbers(table, label, list(table[0])[1:] if table else ())
        blocks.how_to_read(HOW_TO_READ)


def _cell(answer: Grid, picks: str, source: str, by: str) -> None:
    """The rows behind the pressed cell."""
    cells = {
        heat_map.place(answer, row, i): (row, column)
        for row in answer.rows
        for i, column in enumerate(answer.columns)
    }
    name = inputs.chosen(picks, cells)
    if not name:
        return
    row, column = cells[name]
    _, _, second = name.rpartition("|")
    whom, span = Cohort.of(source, ((by, row),)), second
    if answer.kind == "hours":
        whom = Cohort.of(source, (("weekday", row), ("hour", second)))
        span = Span(answer.first, answer.last).text
    behind.link(f"Rows of {row}, {column}", answer.kpi.id, span, whom)


def grid_table(answer: Grid) -> list[dict[str, str | None]]:
    """Every cell as value and n; a member or weekday in each row, all of them."""
    rows, columns, cells = answer.rows, answer.columns, answer.cells
    if answer.kind == "hours":
        rows_, columns_, cells_ = heat_map.shown(answer)
        rows, columns, cells = tuple(rows_), tuple(columns_), tuple(map(tuple, cells_))
    table: list[dict[str, str | None]] = []
    for row, line in zip(rows, cells, strict=True):
        said = (heat_map.words(answer, one) for one in line)
        table.append({"": row, **dict(zip(columns, said, strict=True))})
    return table


def groups(kpi: Kpi, month: date, source: str) -> None:
    """Vulnerable customers and the peak against all others, each as a sentence."""
    answer: Disparities = reads.ask(disparities, kpi.id, month, source=source)
    months = "three months" if answer.pairs else ""
    blocks.part("Groups against the others", months and f"{kpi.label}, {months}, 95 % intervals.")
    if not answer.pairs:
        states.empty(
            "No groups to compare",
            f"The cases behind {kpi.label} say neither who is vulnerable nor what the peak is.",
        )
        return
    for pair in answer.pairs:
        with st.container(border=True):
            st.markdown(sentence(pair))
    if answer.note:
        st.caption(blocks.plain(answer.note))
    with blocks.footer():
        blocks.numbers(
            groups_table(answer), "Groups against the others", ("Value", "95 % interval", "n")
        )
        blocks.how_to_read(RULE)


def sentence(pair: Disparity) -> str:
    """The comparison as markdown; an owner who has to answer is named at its end."""
    said = blocks.plain(pair.sentence)
    if pair.calls:
        owner = blocks.plain(pair.kpi.owner or "the owner (none is named)")
        said += f" **{owner} has to answer.**"
    return said


def groups_table(answer: Disparities) -> list[dict[str, str | None]]:
    """Both sides of every pair with interval and n."""
    return [
        {
            "Group": wording.capital(side.name),
            "Value": wording.amount(side.value, pair.kpi.unit, side.n),
            "95 % interval": wording.interval(side.low, side.high, pair.kpi.unit, side.n),
            "n": wording.count(side.n),
        }
        for pair in answer.pairs
        for side in (pair.group, pair.others)
    ]
