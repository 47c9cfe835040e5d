"""Data quality: are the data fit for the review?"""

import streamlit as st

from pages.parts import (
    blocks,
    checking,
    fitness,
    forms,
    inputs,
    noting,
    offers,
    reads,
    states,
    waiving,
    wording,
)
from warehouse.answers.quality import quality
from warehouse.answers.waiving import waiver_list
from warehouse.home import home

with st.skeleton(height=400):
    answer = reads.ask(quality, now=reads.this_hour(), waivers=reads.waived())
rows_read = sum(account.read for account in answer.accounts)
kpis = offers.kpis()

blocks.heading(
    answer.finding,
    f"Data quality · build {answer.provenance.build_id} · "
    f"{wording.counted(len(answer.verdicts), 'check')} over {wording.counted(rows_read, 'row')} · "
    f"published {wording.instant(answer.provenance.published_at)}",
)
forms.saved()
row = inputs.row("source", "kpi")
kpi_id = inputs.choice(row.filters, "kpi", "Checks for", fitness.ALL_KPIS | kpis)
source = inputs.choice(row.filters, "source", "Rows of", offers.sources())

with st.grid(4, min_column_width=240):
    for figure in fitness.figures(answer):
        fitness.metric(figure)

verdicts = fitness.verdicts(answer, kpi_id)
blocks.part(fitness.checks_title(verdicts), fitness.CHECKS_CAPTION)
fitness.table(verdicts, inputs.theme(), kpis)
blocks.link("waivers", waiving.line(waiver_list(home(), reads.viewer())))
check = next((v for v in verdicts if v.check_id == st.query_params.get("check")), None)
if check is not None:
    checking.details(check, kpis)

left, right = st.columns([0.55, 0.45], gap="medium")
with left:
    blocks.part(fitness.freshness_title(answer), "Age of the newest record against the rhythm.")
    fitness.freshness(answer)
with right:
    blocks.part("Every row read is accounted for", f"This build, {wording.scope(source)}.")
    fitness.accounting(answer, source)

blocks.part("Why rows are not in the figures", "Quarantined or excluded by the profile, by reason.")
if not fitness.reasons(answer, source):
    states.empty("No row was left out", "Every row read was accepted or superseded.")
noting.files(answer, source)
blocks.part(*fitness.files_title(answer, source))
fitness.files(answer, source)
blocks.provenance(answer.provenance)
