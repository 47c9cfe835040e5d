"""Numbers that changed: figures that were final and were revised by a later load."""

import streamlit as st

from pages.parts import blocks, inputs, reads, revising, states
from warehouse.answers.revisions import revisions

with st.skeleton(height=400):
    everything = reads.ask(revisions)
names = {one.kpi.id: one.kpi.label for one in everything.listed}
kpi_id = inputs.chosen("kpi", names)
found = reads.ask(revisions, kpi_id=kpi_id) if kpi_id else everything

blocks.heading(found.finding, f"Numbers that changed · build {found.provenance.build_id}")
row = inputs.row("kpi")
inputs.choice(row.filters, "kpi", "KPI", {"": "all"} | names)
if not found.listed:
    states.empty("Nothing was revised", revising.NOTHING)
    blocks.provenance(found.provenance)
    st.stop()

picked = blocks.grid(
    revising.lines(found),
    "Figures that were final and changed",
    widths=revising.WIDTHS | (revising.NARROW if inputs.is_phone() else {}),
    right=revising.FIGURES,
    key="revisions",
)
st.caption(revising.caption(found))
if picked is not None:
    one = found.listed[picked]
    with blocks.chosen(one.kpi.label, revising.NOTHING):
        blocks.link("trends", "Trend", kpi=one.kpi.id, source=one.cohort.source)
        blocks.link("definitions", "Definition", kpi=one.kpi.id)
blocks.provenance(found.provenance)
