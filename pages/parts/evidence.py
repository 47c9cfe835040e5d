"""The rows behind a figure: each says that it was counted, or why it was not."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from pages.charts import theme as look
from pages.parts import blocks, inputs, reads, wording
from warehouse.answers.rows import rows
from warehouse.answers.shapes import Cohort, Rows
from warehouse.catalogue.kpis import Kpi

SHOWN = 500  # rows on the page; the file has all
ALL = 10_000_000
WIDTHS = {"judgement": 230}
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


def section(kpi: Kpi, month: date | None, cohort: Cohort, closes: str = "rows") -> None:
    """The rows behind one month of one cohort, with totals by reason and a file to take along.

    Args:
        kpi: whose rows.
        month: its first day; None shows nothing.
        cohort: whom the figure is about.
        closes: the parameter that a press on Close takes out of the address.
    """
    if month is None:
        return
    with st.skeleton(height=TALL):
        found = reads.ask(rows, kpi.id, month, cohort=cohort, limit=SHOWN)
    total = sum(number for _, number in found.totals)
    whom = wording.whom(cohort)
    blocks.part(
        f"{wording.counted(total, 'row')} behind {wording.month_name(month)}",
        f"{kpi.label}, {whom}. Every row of the fact says counted, or why not.",
    )
    left, right = st.columns([0.28, 0.72], gap="medium")
    with left:
        lines = [(reason, wording.count(number)) for reason, number in found.totals]
        blocks.facts([*lines, ("All rows", wording.count(total))], "Rows by what became of them")
        st.download_button(
            "Download all rows",
            data=_file(kpi.id, month, cohort),
            file_name=f"{kpi.id}_{month:%Y-%m}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.button(
            "Close", type="tertiary", key="close_rows", on_click=inputs.goto, kwargs={closes: ""}
        )
    with right:
        table(found)


def table(found: Rows) -> None:
    """The drawn rows; instants in UTC as the build keeps them."""
    if not found.records:
        st.caption("No rows.")
        return
    names = [wording.column(name) for name in found.columns]
    lines = [dict(zip(names, map(cell, record), strict=True)) for record in found.records]
    blocks.grid(
        lines,
        "Rows behind the figure",
        widths=WIDTHS,
        height=min(TALL, 38 + blocks.ROW * len(lines)),
    )
    total = sum(number for _, number in found.totals)
    if total > len(lines):
        st.caption(f"The first {len(lines):,} of {total:,}; the file has all.")


def cell(value: Any) -> str:
    """A value of a row as text; null is an en dash, never 0."""
    if value is None:
        return wording.NONE
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, float):
        return wording.decimal(value, 2)
    return str(value)


def _file(kpi_id: str, month: date, cohort: Cohort) -> Callable[[], bytes]:
    """All rows as CSV, read only when somebody presses the button."""

    def write() -> bytes:
        found = reads.ask(rows, kpi_id, month, cohort=cohort, limit=ALL)
        frame = pl.DataFrame(
            list(found.records), schema=list(found.columns), orient="row", infer_schema_length=None
        )
        return frame.write_csv().encode()

    return write
