"""The rows behind a figure: each says that it was counted, or why it was not."""

from datetime import date
from typing import Any

import streamlit as st

from pages.charts import theme as look
from pages.parts import behind, blocks, inputs, lines, reads, taking, wording
from warehouse.answers.record_shapes import Asked, Page, Tally
from warehouse.answers.records import page, tally
from warehouse.answers.shapes import Cohort
from warehouse.answers.spans import Span
from warehouse.catalogue.kpis import Kpi

SHOWN = 20  # rows on the page; Records has all
TALL = 420  # px of the table
NUMBERS = "Its numbers stand in the table “{}”."


def chart(figure: Any, key: str, alt: str, picks: str = "", *, table: str = "") -> None:
    """Draw a figure; a selected point writes its `customdata` into the address under `picks`.

    Args:
        figure: of Plotly.
        key: its name in the session.
        alt: what it shows, in words, for who cannot see it.
        picks: the parameter of the address.
        table: the label of the table on the same page that holds its numbers.
    """

    def pick() -> None:
        points = st.session_state[key]["selection"]["points"]
        data = points[0].get("customdata") if points else None
        inputs.goto(**{picks: str(data[0]) if data else ""})

    st.plotly_chart(
        figure,
        theme=None,
        config=look.CONFIG,
        alt=f"{alt} {NUMBERS.format(table)}" if table else alt,
        key=key,
        on_select=pick if picks else "ignore",
        selection_mode="points",
    )


def opener(month: date | None) -> None:
    """The footer's link to the rows of a month."""
    if month is None:
        return
    st.button(
        f"Rows of {wording.month_name(month)}", type="tertiary", key="open_rows",
        on_click=inputs.goto, kwargs={"rows": f"{month:%Y-%m}"},
    )  # fmt: skip


def section(
    kpi: Kpi,
    month: date | None,
    cohort: Cohort,
    closes: str = "rows",
    *,
    values: tuple[float, float] | None = None,
) -> None:
    """The first rows behind one month of one cohort, what became of all, and the way to all.

    Args:
        kpi: whose rows.
        month: its first day; None shows nothing.
        cohort: whom the figure is about.
        closes: the parameter that a press on Close takes out of the address.
        values: only cases from the first value to below the second, in the KPI's unit.
    """
    if month is None:
        return
    low, high = values or (None, None)
    about = Asked(kpi.id, Span(month, month), cohort, low=low, high=high)
    with st.skeleton(height=TALL):
        found, rows = reads.ask(tally, about), reads.ask(page, about, size=SHOWN)
    limits = {"low": f"{low:g}", "high": f"{high:g}"} if values else {}
    between = f", {wording.interval(low, high, kpi.unit)}" if values else ""
    blocks.part(
        f"{wording.counted(found.total, 'row')} behind {wording.month_name(month)}",
        f"{kpi.label}, {wording.whom(cohort)}{between}. Every row says counted, or why not.",
    )
    left, right = st.columns([0.28, 0.72], gap="medium")
    with left:
        told = [(reason, wording.count(number)) for reason, number in found.judgements]
        blocks.facts(
            [*told, ("All rows", wording.count(found.total))], "Rows by what became of them"
        )
        with blocks.footer():
            behind.link("All in Records", kpi.id, about.span.text, cohort, **limits)
            st.button(
                "Close", type="tertiary", key="close_rows", on_click=inputs.goto,
                kwargs={closes: ""},
            )  # fmt: skip
    with right:
        table(found, rows)
        if found.total:
            taking.buttons(found, about)


def table(found: Tally, rows: Page) -> None:
    """The first rows; instants in UTC as the build keeps them."""
    if not rows.rows:
        st.caption("No rows.")
        return
    shown = lines.shown(rows)
    blocks.grid(
        shown,
        "Rows behind the figure",
        widths=lines.WIDTHS,
        right=lines.figures(found.columns),
        height=min(TALL, 38 + blocks.ROW * len(shown)),
    )
    if found.total > len(shown):
        st.caption(
            f"The first {wording.whole(len(shown))} of {wording.whole(found.total)}; "
            "Records and the files have all."
        )
