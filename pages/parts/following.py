"""From complaints to the rows behind them, and to the story of one record."""

import streamlit as st

from pages.parts import behind, blocks, wording
from warehouse.answers.complaint_shapes import Complaints, Rate
from warehouse.answers.shapes import Cohort


def undocumented(answer: Complaints, gaps: list[dict[str, str | None]]) -> None:
    """The table of escalations; a selected one offers the story of what was escalated."""
    picked = blocks.grid(
        gaps, "Undocumented escalations", key="undocumented",
        height=min(320, 38 + blocks.ROW * len(gaps)),
    )  # fmt: skip
    if picked is not None:
        record = answer.undocumented[picked].record
        behind.story(record, record, "", "")


def rows_of(answer: Complaints, kpi_id: str, whom: Cohort) -> None:
    """The rows behind the complaints of the period, and behind each of its steps."""
    with st.popover("Rows", type="tertiary"):
        behind.link("Complaints received", kpi_id, answer.span.text, whom)
        for stage in answer.stages:
            behind.link(stage.kpi.label, stage.kpi.id, answer.span.text, whom)
        for rate in answer.rates:
            behind.link(rate.kpi.label, rate.kpi.id, answer.span.text)


def rates(answer: Complaints) -> None:
    """Complaints per 1,000 contacts and customers, each with what it is divided by."""
    if not answer.rates:
        return
    blocks.part(
        "Complaints against what there was", "Of everybody, with what each rate is divided by."
    )
    blocks.facts([(one.kpi.label, rate(one)) for one in answer.rates], "Complaints per 1,000")


def rate(one: Rate) -> str:
    """`12.4 (6.1 – 22.3): 10 over 806, from amazon_connect`."""
    around = (
        f" ({wording.interval(one.low, one.high, one.kpi.unit)})" if one.low is not None else ""
    )
    over = f"{wording.quantity(one.numerator)} over {wording.quantity(one.denominator)}"
    value = wording.amount(one.value, one.kpi.unit)
    return f"{value}{around}: {over}, from {', '.join(one.sources)}"
