"""Distributions: what one month looked like for the people behind the average."""

import streamlit as st

from pages.charts import distribution as drawn
from pages.parts import (
    blocks,
    enduring,
    evidence,
    inputs,
    offers,
    reading,
    reads,
    spreads,
    states,
    subject,
)
from warehouse.answers.distribution import distribution

kpis = offers.case_kpis()
if not kpis:
    blocks.heading("No KPI with a value per case has data", "Distributions")
    states.empty("Nothing to draw", "Waits, handle times and scores come from calls and answers.")
    st.stop()
about = subject.monthly(kpis)
with st.skeleton(height=drawn.HEIGHT):
    answer = reads.ask(distribution, about.kpi_id, about.first_day, cohort=about.cohort)
kpi = answer.kpi

blocks.heading(answer.finding, spreads.caption(answer), figures=True)
row = subject.row()
subject.filters(row, about, kpis)
subject.split(row, about)
if not answer.n:
    if answer.lasting is None:
        states.empty(*spreads.no_cases(answer))
        st.stop()
else:
    left, right = st.columns([0.74, 0.26], gap="medium")
    with left:
        blocks.part(kpi.question or kpi.label, spreads.shown_as(answer))
        picture = drawn.figure(answer, inputs.theme(), narrow=inputs.is_phone())
        numbers = f"{kpi.label}, cases by value"
        said = drawn.alt(answer)
        evidence.chart(picture, f"spread_{kpi.id}", said, picks="values", table=numbers)
        with blocks.footer():
            blocks.link("definitions", "Definition", kpi=kpi.id)
            blocks.link("data_quality", reading.checks(answer.provenance), kpi=kpi.id)
            blocks.link("trends", "Trend", kpi=kpi.id)
            evidence.opener(answer.month)
            blocks.numbers(spreads.bars_table(answer), numbers, spreads.FIGURES)
            blocks.how_to_read(spreads.HOW_TO_READ)
    with right, st.container(border=True):
        st.subheader("What this says", anchor=False)
        if answer.mean_misleads:
            st.markdown(blocks.plain(answer.mean_misleads))
        blocks.facts(spreads.facts(answer), f"{kpi.label}, percentiles")
    enduring.tail(answer)
enduring.lasting(answer)

values = spreads.picked(answer)
picked = answer.month if values or inputs.chosen("rows", offers.months(kpi.id)) else None
closes = "values" if values else "rows"
evidence.section(kpi, picked, about.cohort, closes, values=values)
blocks.provenance(answer.provenance)
