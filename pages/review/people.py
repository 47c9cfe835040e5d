"""People: are people and resources adequate? Each series, or what it waits for."""

import streamlit as st

from pages.charts import adequacy
from pages.parts import (
    annotating,
    blocks,
    evidence,
    inputs,
    offers,
    reading,
    reads,
    resourcing,
)
from warehouse.answers.people import people

source = inputs.chosen("source", offers.sources())
with st.skeleton(height=480):
    answer = reads.ask(people, source=source, notes=annotating.notes())
theme, phone = inputs.theme(), inputs.is_phone()

blocks.heading(answer.finding, resourcing.caption(answer, source), figures=True)
if len(offers.sources()) > 2:
    inputs.choice(inputs.row("source").filters, "source", "Source", offers.sources())

blocks.part(*resourcing.heading(answer))
if adequacy.shown(answer.resources):
    picture = adequacy.figure(answer.resources, theme, narrow=phone)
    evidence.chart(picture, "series", adequacy.alt(answer.resources), table=resourcing.SERIES)
    with blocks.footer():
        blocks.link("data_quality", reading.checks(answer.provenance))
        for one in adequacy.shown(answer.resources):
            if not one.formula:
                blocks.link("trends", one.kpi.label, kpi=one.kpi.id, source=source)
        blocks.how_to_read(resourcing.HOW_TO_READ)
    resourcing.table(answer)
resourcing.missing(answer)

left, right = st.columns(2, gap="medium")
with left:
    resourcing.monitored(answer.monitoring, resourcing.weekly(answer), theme, narrow=phone)
with right:
    resourcing.calibrated(answer.calibration)
    resourcing.trained(answer, theme, narrow=phone)
blocks.provenance(answer.provenance)
