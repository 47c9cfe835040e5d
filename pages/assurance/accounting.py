"""Rows and totals: is every row somewhere, and are our totals the source's totals?"""

import streamlit as st

from pages.parts import blocks, flow, inputs, offers, quarantine, reads, reconciling, wording
from warehouse.answers import flow as rows

kpis = flow.kpis()
first = next(iter(kpis), "")
kpi_id = inputs.chosen("kpi", kpis, first)
newest = offers.newest(kpi_id)
month = offers.month(inputs.chosen("month", offers.months(kpi_id), newest))
source = inputs.chosen("source", offers.sources())
with st.skeleton(height=500):
    answer = reads.ask(rows.flow, kpi_id, month, source=source)

blocks.heading(
    answer.finding,
    f"Rows and totals · build {answer.provenance.build_id} · {wording.scope(source)}",
)
row = inputs.row("source", "kpi", "month")
inputs.choice(row.filters, "kpi", "KPI", kpis, first, clears=("month",))
inputs.choice(row.filters, "month", "Month", offers.months(kpi_id), newest)
inputs.choice(row.filters, "source", "Rows of", offers.sources())
flow.stages(answer, source)

quarantine.section()
reconciling.section(reconciling.found(), source)
blocks.provenance(answer.provenance)
