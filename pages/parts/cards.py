"""The scorecard's panels and, for phones, one card a KPI."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import streamlit as st

from pages.charts import sparkline
from pages.parts import behind, blocks, inputs, marking, scoring, states, wording
from warehouse.answers.kite_mark import KiteMark
from warehouse.answers.shapes import Cohort, ScoreRow

LISTED = 6  # KPIs in the panel; the others are counted
FIRST = 4  # cards before the button that shows the others
SPARK = (124, 60)
WIDE = 36  # no-break spaces that keep an icon and its words on one line


def to_act_on(rows: Sequence[ScoreRow], month: date | None) -> None:
    """The KPIs that ask for a decision, worst first, each a link to its trend."""
    due = sorted(filter(scoring.to_act_on, rows), key=scoring.weight)
    if not rows:
        st.subheader("Nothing to judge", anchor=False)
        st.caption("No KPI is shown here, so this is neither good news nor bad.")
        return
    if not due:
        st.subheader("Nothing asks for a decision", anchor=False)
        st.caption("No KPI is in concern, and none misses its target for good.")
        return
    st.subheader("To act on, worst first", anchor=False)
    with st.container(gap="xxsmall", key="to_act_on"):
        for row in due[:LISTED]:
            with st.container(horizontal=True, gap="xxsmall", wrap=False):
                st.markdown(blocks.picture(sparkline.variation(row.variation), 26), width=28)
                with st.container(gap=None):
                    blocks.link("trends", row.kpi.label, kpi=row.kpi.id)
                    st.caption(f"&nbsp;&nbsp;{blocks.plain(scoring.why(row, month))}")
    if len(due) > LISTED:
        st.caption(f"{len(due) - LISTED} more below, each marked.")


def grid(rows: Sequence[ScoreRow]) -> None:
    """Variation × assurance: where the KPIs stand; orange cells ask for a decision."""
    st.subheader(scoring.grid_title(rows), anchor=False)
    heads = {
        state: blocks.labelled(
            sparkline.assurance(state),
            sparkline.WORDS["no_verdict" if state == "none" else state],
        )
        for state in scoring.ASSURANCES
    }
    lines = [
        {
            blocks.wide("Variation", WIDE): blocks.labelled(scoring.FAMILY_ICONS[name], name),
            **{
                heads[state]: blocks.wide(scoring.grid_cell(line[state], name, state), WIDE)
                for state in heads
            },
        }
        for name, line in scoring.grid(rows).items()
    ]
    blocks.written(lines, "KPIs by variation and assurance")


def chosen(row: ScoreRow, month: date | None, source: str, mark: KiteMark | None = None) -> None:
    """What can be done with the selected KPI, and what to know of its data."""
    said = [scoring.why(row, month), *scoring.held_back(row), marking.words(mark)]
    with blocks.chosen(row.kpi.label, " · ".join(filter(None, said))):
        blocks.link("trends", "Trend", kpi=row.kpi.id, source=source)
        rows_of(row, month, source)
        blocks.link("definitions", "Definition", kpi=row.kpi.id)
        blocks.link("actions", "Open an action", new="1", kpi=row.kpi.id, source=source)


def rows_of(row: ScoreRow, month: date | None, source: str = "") -> None:
    """The way to the rows behind the figure that is shown; none where there is no figure."""
    shown = scoring.newest(row, month)
    if shown is not None:
        behind.link("Rows", row.kpi.id, f"{shown.month:%Y-%m}", Cohort(source))


def listed(
    rows: Sequence[ScoreRow], month: date | None, theme: str, marks: Mapping[str, KiteMark]
) -> None:
    """One card a KPI; the first few, then all at a press."""
    every = inputs.opened("all")
    for row in rows if every else rows[:FIRST]:
        one(row, month, theme, marks.get(row.kpi.id))
    rest = len(rows) - FIRST
    if rest > 0 and not every:
        st.button(f"Next {rest} KPIs", width="stretch", on_click=inputs.goto, kwargs={"all": "1"})


def one(row: ScoreRow, month: date | None, theme: str, mark: KiteMark | None = None) -> None:
    """Name and owner, figure, target, interval, n, sparkline, both icons and data with words."""
    kpi, shown = row.kpi, scoring.newest(row, month)
    with st.container(border=True, gap="xsmall", key=f"card_{kpi.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            blocks.link("trends", kpi.label, kpi=kpi.id)
            st.space("stretch")
            st.caption(blocks.plain(kpi.owner or "no owner"), width="content")
        left, right = st.columns([0.58, 0.42], vertical_alignment="center", wrap=False)
        with left, st.container(gap=None):
            figure = wording.amount(shown.value, kpi.unit, shown.n) if shown else wording.NONE
            st.metric(kpi.label, figure, label_visibility="collapsed")
            for line in filter(None, scoring.small_print(row, month)):
                st.caption(blocks.plain(line))
        picture = sparkline.sparkline(row.months, row.limits, theme, *SPARK)
        right.image(picture, width=SPARK[0], alt=wording.course(row.months, kpi.unit))
        with st.container(horizontal=True):
            words = blocks.picture(sparkline.variation(row.variation))
            st.markdown(f"{words} {scoring.variation_words(row)}", width="content")
            words = blocks.picture(sparkline.assurance(row.assurance))
            st.markdown(f"{words} {scoring.assurance_words(row)}", width="content")
        if mark is not None:
            st.caption(blocks.plain(marking.words(mark)))
        rows_of(row, month)


def none_left(only: Collection[str]) -> None:
    """Where no KPI is listed: none has the marks that were chosen, or none has a figure yet."""
    if only:
        states.empty(
            "No KPI is left by these marks",
            "None is in concern or misses its target for good: that is the message.",
        )
    else:
        states.empty(
            "No KPI has a figure yet", "No row of the loaded exports counts in one. This is not 0."
        )


def gaps(missing: Iterable[ScoreRow]) -> None:
    """What is not shown above, and why."""
    rows = list(missing)
    if not rows:
        return
    blocks.part(
        f"Not shown above: {wording.counted(len(rows), 'KPI')}",
        "Nothing is hidden. What lacks data stands here with what it waits for.",
    )
    lines = [
        {
            "KPI": blocks.plain(row.kpi.label),
            "Why": blocks.plain(gap),
            "Owner": row.kpi.owner or "–",
        }
        for gap, group in scoring.gaps(rows).items()
        for row in group
    ]
    blocks.written(lines, "KPIs without a figure, and why")
