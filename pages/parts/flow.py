"""Rows from read to counted: a chart a stage, and the same as a table."""

import streamlit as st

from pages.charts import flow as drawn
from pages.parts import behind, blocks, evidence, inputs, offers, wording
from warehouse.answers.flow import Flow, Stage
from warehouse.answers.shapes import Cohort

HOW_TO_READ = (
    "Each bar begins where the one above ended, so the parts of a stage fill the bar of its first "
    "line. ● goes on, ○ is left out by a rule or because another record of the same thing stands, "
    "◆ is held back and waits to be corrected. The scale begins anew with each stage."
)
TABLE = "Rows from read to counted"
BECAME = {"all": "all", "kept": "goes on", "left": "left out", "held": "held back"}


def kpis() -> dict[str, str]:
    """KPIs whose rows can be followed: those that have a month."""
    return {kpi.id: kpi.label for kpi in offers.offered().kpis}


def stages(answer: Flow, source: str = "") -> None:
    """The stages side by side where there is room, one below the other on a phone."""
    places = st.columns(len(answer.stages), gap="large")
    for number, (place, stage) in enumerate(zip(places, answer.stages, strict=True)):
        with place:
            _stage(stage, number)
    with blocks.footer():
        if answer.kpi and answer.month:
            whom = Cohort(source)
            behind.link("Rows of the month", answer.kpi.id, f"{answer.month:%Y-%m}", whom)
        blocks.numbers(table(answer), TABLE, ("Rows", "Share"))
        blocks.how_to_read(HOW_TO_READ)


def _stage(stage: Stage, number: int) -> None:
    blocks.part(stage.title, stage.caption)
    picture = drawn.figure(stage, inputs.theme(), narrow=True)
    words = ", ".join(f"{step.label} {wording.whole(step.rows)}" for step in stage.steps)
    evidence.chart(picture, f"flow_{number}", f"{stage.title}: {words}.", table=TABLE)


def table(answer: Flow) -> list[dict[str, str | None]]:
    """Every step of every stage."""
    return [
        {
            "Stage": stage.title,
            "Step": step.label,
            "Rows": wording.count(step.rows),
            "Share": wording.amount(step.rows / (stage.steps[0].rows or 1), "share"),
            "Became": BECAME[step.sort],
        }
        for stage in answer.stages
        for step in stage.steps
    ]
