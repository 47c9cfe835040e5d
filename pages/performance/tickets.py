"""Tickets: what piles up, how old is it, what comes back, and are promises kept?"""

import streamlit as st

from pages.charts import in_out, pyramid
from pages.parts import (
    blocks,
    evidence,
    inputs,
    offers,
    promising,
    reading,
    reads,
    reopening,
    states,
    ticketing,
)
from warehouse.answers.ticket_backlog import backlog, oldest
from warehouse.answers.ticket_clocks import clocks
from warehouse.answers.ticket_reopens import reopens

about = ticketing.asked()
if not about.kpi_id or about.period is None:
    blocks.heading("No tickets have been loaded", "Tickets")
    states.empty("Nothing to show", "Load an export of a ticketing tool for a whole month.")
    st.stop()
narrowed = {"source": about.source, "only": about.only}
promises, hours = promising.limits(), promising.hours()
with st.skeleton(height=480):
    answer = reads.ask(backlog, **narrowed)
theme, phone = inputs.theme(), inputs.is_phone()

blocks.heading(answer.finding, ticketing.caption(answer, about), figures=True)
ticketing.filters(inputs.row(*ticketing.PARAMS), about)
if answer.month is None:
    states.empty("No ticket in this selection", "Choose another source, queue or category.")
    st.stop()

left, right = st.columns([0.56, 0.44], gap="medium")
with left:
    blocks.part(*ticketing.flow_heading(answer))
    picture = in_out.figure(answer, theme, narrow=phone)
    evidence.chart(picture, "flow", in_out.alt(answer), table=ticketing.FLOW_TABLE)
    with blocks.footer():
        blocks.link("definitions", "Definition", kpi=answer.kpi_id)
        blocks.link("data_quality", reading.checks(answer.provenance), kpi=answer.kpi_id)
        blocks.link("trends", "Trend", kpi=answer.kpi_id, source=about.source)
        evidence.opener(answer.month)
        blocks.numbers(ticketing.flow_table(answer), ticketing.FLOW_TABLE, ticketing.FLOW_FIGURES)
        blocks.how_to_read(ticketing.FLOW)
with right:
    blocks.part(ticketing.ages_heading(answer), "By age since creation, oldest on top.")
    picture = pyramid.figure(answer, theme, narrow=phone)
    evidence.chart(picture, "ages", pyramid.alt(answer), table=ticketing.AGES_TABLE)
    with blocks.footer():
        blocks.numbers(ticketing.ages_table(answer), ticketing.AGES_TABLE, ticketing.AGE_FIGURES)
        blocks.how_to_read(ticketing.AGES)
picked = offers.month(inputs.chosen("rows", offers.months(about.kpi_id)))
evidence.section(ticketing.kpi(about), picked, about.cohort)
if "see_rows" in reads.viewer().rights:
    ticketing.oldest(reads.ask(oldest, answer.month, **narrowed), answer)

reopening.section(reads.ask(reopens, **narrowed), about.source)

kept = reads.ask(clocks, about.period, promises, hours, **narrowed)
blocks.part(kept.finding, promising.caption(kept))
promising.filters(inputs.row(*promising.PARAMS), about.kpi_id, about.period)
promising.section(kept, theme, narrow=phone)
blocks.provenance(answer.provenance)
