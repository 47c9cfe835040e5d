"""From complaints to the rows behind them, and to the story of one record."""

import streamlit as st

from pages.parts import behind, blocks
from warehouse.answers.complaint_shapes import Complaints
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
        behind.link("Per 1,000 contacts", answer.per_1000_kpi, answer.span.text)
