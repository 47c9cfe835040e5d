"""Records: the rows behind any figure, each counted or left out for a reason; the story of one."""

import streamlit as st

from pages.parts import behind, blocks, inputs, offers, reads, recording, states, taking, telling
from warehouse.answers.records import PAGE, page, tally

record = st.query_params.get("record", "")
if record:
    telling.page(record)
    st.stop()

kpis = {kpi.id: kpi.label for kpi in offers.offered().kpis if kpi.formulas}
if not kpis:
    blocks.heading("No KPI has rows in this build", "Records")
    states.empty("Nothing to list", "Load exports of a tool: every row of theirs is found here.")
    st.stop()
about = behind.asked(kpis)
with st.skeleton(height=480):
    found = behind.counted(reads.ask(tally, about.counted), about)
about = found.asked

blocks.heading(found.finding, recording.caption(found), figures=True)
recording.filters(about, kpis)
if not found.total:
    states.empty(
        "No row belongs to this figure",
        "No record of its kind is dated in these months, or none has these members.",
    )
    st.stop()
if not inputs.is_phone():
    recording.cards(found, about)
recording.accounting(found)

blocks.part("Rows", "Select one for its whole story.")
row = inputs.row("state", "reason", "search", "order", "columns", "sample")
recording.narrowing(row, found)
recording.shaping(row if inputs.is_phone() else inputs.row(), found, about)
last = max(-(-found.picked // PAGE), 1)
number = behind.page_number(last)
with st.skeleton(height=recording.TALL):
    rows = reads.ask(page, about, number)
recording.table(found, rows, number)
recording.paging(found, number)
taking.buttons(found, about)
taking.files(found)
blocks.provenance(found.provenance)
