"""Trends: is the process changing, and will it meet its target?"""

import streamlit as st

from pages.charts import trend as drawn
from pages.parts import (
    aiming,
    annotating,
    blocks,
    evidence,
    inputs,
    offers,
    panels,
    reading,
    reads,
    states,
    subject,
    wording,
)
from warehouse.answers.trend import trend

about = subject.trend()
notes = annotating.notes()
with st.skeleton(height=drawn.HEIGHT):
    answer = reads.ask(trend, about.kpi_id, cohort=about.cohort, notes=notes)
kpi, latest = answer.kpi, answer.latest
phone, theme = inputs.is_phone(), inputs.theme()

blocks.heading(answer.finding, reading.caption(answer), figures=True)
row = subject.row()
subject.filters(row, about, offers.kpis())
subject.split(row, about)
if not answer.history:
    states.empty(f"No figure for {kpi.label}", reading.no_figure(answer))
    st.stop()

left, right = st.columns([0.74, 0.26], gap="medium")
with left:
    blocks.part(kpi.question or kpi.label, reading.shown_as(answer))
    picture = drawn.figure(answer, theme, narrow=phone)
    numbers = f"{kpi.label} by month"
    evidence.chart(picture, f"trend_{kpi.id}", drawn.alt(answer), picks="rows", table=numbers)
    with blocks.footer():
        blocks.link("definitions", "Definition", kpi=kpi.id)
        blocks.link("data_quality", reading.checks(answer.provenance), kpi=kpi.id)
        evidence.opener(latest.month if latest else None)
        blocks.numbers(reading.months_table(answer), numbers, reading.FIGURES)
        blocks.how_to_read(reading.TREND)
        annotating.openers()
    annotating.listed(answer)
with right, st.container(border=True):
    st.subheader("What this says", anchor=False)
    st.markdown(blocks.plain(answer.reading))
    for icon, words, why in reading.verdicts(answer):
        blocks.verdict(icon, words, why)
    blocks.facts(reading.facts(answer), f"{kpi.label}, newest closed month")
    aiming.beside(kpi.id, about.cohort, notes)
    if answer.note:
        st.caption(blocks.plain(answer.note))
    if st.button("Open an action", type="primary", width="stretch"):
        blocks.goto("actions", new="1", kpi=kpi.id, source=about.cohort.source)

annotating.written(answer)
picked = offers.month(inputs.chosen("rows", offers.months(kpi.id)))
evidence.section(kpi, picked, about.cohort)
if len(answer.history) > len(answer.months):
    blocks.part(*reading.history(answer))
    said = f"{kpi.label} over {wording.counted(len(answer.history), 'month')}."
    strip = drawn.strip(answer, theme, narrow=phone)
    evidence.chart(strip, f"strip_{kpi.id}", said, table=numbers)
panels.opinions(answer)
panels.section(about, notes)
blocks.provenance(answer.provenance)
