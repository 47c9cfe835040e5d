"""Complaints: who is waiting, what is it about, and can the register be relied on?"""

import streamlit as st

from pages.charts import pareto, stages
from pages.parts import blocks, complaining, evidence, following, inputs, reading, reads, states
from warehouse.answers.complaint_register import register
from warehouse.answers.complaints import complaints
from warehouse.answers.shapes import Cohort

about = complaining.asked()
if about.period is None:
    blocks.heading("No complaints have been loaded", "Complaints")
    states.empty("Nothing to show", "Load a register of complaints, or tickets marked as such.")
    st.stop()
narrowed = {"source": about.source, "only": about.only}
with st.skeleton(height=480):
    answer = reads.ask(complaints, about.period, **narrowed)
theme, phone = inputs.theme(), inputs.is_phone()

blocks.heading(answer.finding, complaining.caption(answer, about), figures=True)
complaining.filters(inputs.row(*complaining.PARAMS), about)

left, right = st.columns([0.56, 0.44], gap="medium")
with left:
    blocks.part(
        complaining.steps_heading(answer),
        "Of those whose deadline fell in the period. Grey on time, orange late, striped overdue.",
    )
    picture, table = stages.figure(answer, theme, narrow=phone), "Steps in numbers"
    evidence.chart(picture, "stages", stages.alt(answer), table=table)
    with blocks.footer():
        blocks.link("definitions", "Definition", kpi=answer.trend_kpi)
        blocks.link("data_quality", reading.checks(answer.provenance), kpi=answer.trend_kpi)
        following.rows_of(answer, about.kpi_id, Cohort.of(about.source, about.only))
        blocks.link("trends", "Complaints by month", kpi=answer.trend_kpi)
        blocks.link("trends", "Per 1,000 contacts by month", kpi=answer.per_1000_kpi)
        blocks.numbers(complaining.steps_table(answer), table, ("Due", "On time", "Late"))
        blocks.how_to_read(complaining.HOW_TO_READ)
    following.rates(answer)
    blocks.part("Do two coders agree?", "Cohen’s κ with its 95 % interval; 1 is full agreement.")
    blocks.facts(complaining.coding(answer), "Agreement of two coders")
with right:
    for causes in (answer.categories, answer.root_causes):
        blocks.part(complaining.causes_heading(causes), complaining.causes_caption(causes))
        if causes.pareto:
            picture = pareto.figure(causes, theme, narrow=phone)
            said, table = pareto.alt(causes), complaining.causes_label(causes)
            evidence.chart(picture, f"pareto_{causes.label}", said, table=table)
            with blocks.footer():
                blocks.numbers(complaining.causes_table(causes), table, complaining.CAUSE_FIGURES)
                blocks.how_to_read(complaining.PARETO)

found = reads.ask(register, about.period, search=about.search, mark=about.mark, **narrowed)
blocks.part("Register, most overdue first")
row = inputs.row()
complaining.search(row.filters, about)
complaining.marks(row.switches, found)
complaining.register(found)

gaps = complaining.undocumented(answer)
blocks.part(
    complaining.documentation(len(gaps), answer.escalations),
    "Raised in the period, of tickets and complaints; level or reason is missing.",
)
if gaps:
    following.undocumented(answer, gaps)
blocks.provenance(answer.provenance)
