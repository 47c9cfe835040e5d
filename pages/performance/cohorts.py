"""Cohorts: who differs from the rest by more than chance?"""

import streamlit as st

from pages.charts import cohorts as drawn
from pages.parts import (
    blocks,
    comparing,
    evidence,
    inputs,
    offers,
    reading,
    reads,
    spreads,
    states,
    subject,
)
from warehouse.answers.cohorts import funnel
from warehouse.answers.shapes import Cohort

kpis = offers.split_kpis()
if not kpis:
    blocks.heading("No KPI can be split in this build", "Cohorts")
    states.empty("Nothing to compare", "No loaded source names a queue, team, region or category.")
    st.stop()
about, by = subject.compared(kpis)
if comparing.banded(about.kpi_id, by):
    about, by = subject.compared(kpis)
source = about.cohort.source
with st.skeleton(height=drawn.HEIGHT):
    within = about.cohort.members
    answer = reads.ask(funnel, about.kpi_id, by, about.first_day, source=source, within=within)
kpi = answer.kpi

blocks.heading(answer.finding, spreads.cohort_caption(answer, about.cohort), figures=True)
row = subject.row()
subject.filters(row, about, kpis)
splits = offers.dimensions(kpi.id)
inputs.either(row, "by", "By", splits, next(iter(splits)), clears=("member",))
subject.split(row, about, but=(by,))
member = inputs.chosen("member", [point.member for point in answer.points])

left, right = st.columns([0.56, 0.44], gap="medium")
with left:
    blocks.part(f"{kpi.label} by number of cases", answer.note)
    if not answer.points:
        states.empty(*spreads.no_members(answer))
        st.stop()
    picture = drawn.figure(answer, inputs.theme(), narrow=inputs.is_phone())
    key, table = f"funnel_{kpi.id}_{by}", spreads.members_label(answer)
    evidence.chart(picture, key, drawn.alt(answer), picks="member", table=table)
    with blocks.footer():
        blocks.link("definitions", "Definition", kpi=kpi.id)
        blocks.link("data_quality", reading.checks(answer.provenance), kpi=kpi.id)
        blocks.how_to_read(spreads.FUNNEL)
with right:
    blocks.part(*spreads.order(answer))
    spreads.members(answer)
if member:
    cohort = Cohort.of(source, ((by, member), *within))
    evidence.section(kpi, answer.month, cohort, closes="member")

comparing.of_everybody(within)
left, right = st.columns([0.6, 0.4], gap="medium")
with left:
    comparing.by_hour(kpi, answer.month, source)
with right:
    comparing.groups(kpi, answer.month, source)
comparing.by_month(kpi, by, answer.month, source)
blocks.provenance(answer.provenance)
