"""Definitions: what each KPI is, printed from the catalogue that the build was computed with."""

import streamlit as st

from pages.parts import blocks, cataloguing, checking, fitness, inputs, marking, reads
from warehouse.answers.definitions import definitions
from warehouse.answers.quality import quality

with st.skeleton(height=400):
    found = reads.ask(definitions)
words = {one.kpi.id: one.kpi.label for one in found}
kpi_id = inputs.chosen("kpi", words)
card = next((one for one in found if one.kpi.id == kpi_id), None)

if card is None:
    blocks.heading(
        cataloguing.finding(found),
        f"Definitions · build {found[0].provenance.build_id} · printed from the catalogue",
    )
    row = inputs.row("kpi")
    inputs.choice(row.filters, "kpi", "KPI", {"": "all"} | words)
    cataloguing.listed(found)
    blocks.provenance(found[0].provenance)
    st.stop()

kpi = card.kpi
blocks.heading(kpi.question or kpi.label, f"Definition · {kpi.label} · id {kpi.id}")
row = inputs.row("kpi")
inputs.choice(row.filters, "kpi", "KPI", {"": "all"} | words)
left, right = st.columns([0.62, 0.38], gap="medium")
with left:
    st.markdown(blocks.plain(kpi.reads_as))
    blocks.part("How it is computed")
    blocks.facts(cataloguing.terms(kpi), f"{kpi.label}: terms")
    if kpi.beware:
        blocks.note(f"**Beware.** {blocks.plain(kpi.beware)}")
with right, st.container(border=True):
    st.subheader("Who answers for it", anchor=False)
    blocks.facts(cataloguing.responsible(kpi), f"{kpi.label}: owner, target, cycle")
    if card.dimensions:
        st.caption("Can be split by " + ", ".join(map(blocks.plain, card.dimensions)))
    blocks.link("trends", "Trend", kpi=kpi.id)
    if kpi.formulas:
        blocks.link("rows", "Rows", kpi=kpi.id)
left, right = st.columns([0.5, 0.5], gap="medium")
with left:
    blocks.part("May the figure be relied on?", "Computed from this build, and from the clock.")
    marking.facts(marking.marks()[kpi.id])
with right:
    blocks.part(cataloguing.checks(card), "Failed first; each opens the check.")
    answer = reads.ask(quality, now=reads.this_hour(), waivers=reads.waived())
    checking.behind(fitness.verdicts(answer, kpi.id), kpi.id)
if card.exclusions:
    blocks.part("Who is not counted", "The first reason that holds is the one that is given.")
    blocks.written(cataloguing.exclusions(card), f"{kpi.label}: exclusions")
history = cataloguing.history(kpi)
if history:
    blocks.part("What changed when", "A month is judged by what was in force on its first day.")
    blocks.written(history, f"{kpi.label}: versions")
formulas = cataloguing.formulas(kpi)
if formulas:
    blocks.part("Other formulas of it", "The same KPI as other tools and papers compute it.")
    blocks.written(formulas, f"{kpi.label}: formulas", stacks=True)
if card.sql:
    blocks.part("The SQL that ran", "Parameters are bound; months and sources are all loaded.")
    blocks.sql(card.sql)
blocks.provenance(card.provenance)
