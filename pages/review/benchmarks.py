"""Benchmarks: where do others stand, by which source, and how far can it be compared?"""

import streamlit as st

from pages.charts import yardsticks
from pages.parts import blocks, comparable, evidence, inputs, offers, reading, reads
from warehouse.answers.benchmarks import benchmarks

source = inputs.chosen("source", offers.sources())
with st.skeleton(height=320):
    answer = reads.ask(benchmarks, comparable.told(), source=source)

blocks.heading(answer.finding, comparable.caption(answer, source), figures=True)
if not answer.rows:
    comparable.teach(answer)
    blocks.provenance(answer.provenance)
    st.stop()
if len(offers.sources()) > 2:
    inputs.choice(inputs.row("source").filters, "source", "Source", offers.sources())

blocks.part(
    "Ours and theirs", "Newest closed month with its 95 % interval; each line its own scale."
)
picture = yardsticks.figure(answer.rows, inputs.theme(), narrow=inputs.is_phone())
evidence.chart(picture, "yardsticks", yardsticks.alt(answer.rows), table=comparable.TABLE)
with blocks.footer():
    blocks.link("data_quality", reading.checks(answer.provenance))
    for kpi in dict.fromkeys(row.kpi.id for row in answer.rows if row.own):
        blocks.link("trends", comparable.kpis()[kpi].label, kpi=kpi, source=source)
    blocks.how_to_read(comparable.HOW_TO_READ)
blocks.written(comparable.table(answer), comparable.TABLE, stacks=True)
blocks.provenance(answer.provenance)
