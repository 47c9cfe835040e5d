"""Providers: does each keep its contract, and does anyone differ from the rest?"""

import streamlit as st

from pages.charts import contracts as drawn
from pages.charts import multiples as small
from pages.parts import (
    agreeing,
    annotating,
    behind,
    blocks,
    evidence,
    inputs,
    offers,
    outsourcing,
    panels,
    reading,
    reads,
    states,
)
from warehouse.answers.multiples import multiples
from warehouse.answers.providers import providers
from warehouse.answers.shapes import Cohort
from warehouse.catalogue.contracts import PROVIDER

about = outsourcing.asked()
if about.period is None:
    blocks.heading("No figure names a provider", "Providers")
    states.empty(*outsourcing.NOBODY)
    st.stop()
notes = annotating.notes()
with st.skeleton(height=480):
    answer = reads.ask(providers, about.period, source=about.source, notes=notes)

blocks.heading(answer.finding, outsourcing.caption(answer, about), figures=True)
names = outsourcing.filters(inputs.row(*outsourcing.PARAMS), about, answer)
line = outsourcing.picked(answer)
if line is None:
    states.empty(f"No figure in {answer.span.label}", "Choose another period or source.")
    st.stop()
kpi, theme, phone = line.kpi, inputs.theme(), inputs.is_phone()
agreeing.contracts(answer)

blocks.part("Every figure, side by side", outsourcing.SIDE_BY_SIDE)
outsourcing.side_by_side(answer, names)

left, right = st.columns([0.5, 0.5], gap="medium")
with left:
    part, said = outsourcing.drawn(line, names)
    blocks.part(outsourcing.heading(line), f"{answer.span.label}, {said}")
    label = f"{kpi.label} by provider"
    picture = drawn.figure(part, theme, narrow=phone)
    evidence.chart(picture, f"at_{kpi.id}", drawn.alt(part), table=label)
    with blocks.footer():
        blocks.link("definitions", "Definition", kpi=kpi.id)
        blocks.link("data_quality", reading.checks(answer.provenance), kpi=kpi.id)
        blocks.link("cohorts", "As cohorts", kpi=kpi.id, by=PROVIDER, source=about.source)
        evidence.opener(outsourcing.month(line))
        blocks.numbers(outsourcing.numbers(line), label, ("Value", "n"))
        blocks.how_to_read(outsourcing.HOW_TO_READ)
with right:
    each = reads.ask(multiples, kpi.id, PROVIDER, source=about.source, notes=notes)
    blocks.part(each.finding, "Each against its own limits, 12 months, one scale.")
    label = f"{kpi.label} by provider and month"
    if each.panels:
        picture = small.figure(each, theme, narrow=True)  # half a page is as wide as a phone
        evidence.chart(picture, f"by_{kpi.id}", small.alt(each), table=label)
    with blocks.footer():
        if each.panels:
            blocks.numbers(panels.months_table(each), label, [p.member for p in each.panels])
        for name in names:
            asked = {"kpi": kpi.id, "by": PROVIDER, "member": name, "source": about.source}
            blocks.link("trends", f"Trend of {name}", **asked)
            whom = Cohort.of(about.source, ((PROVIDER, name),))
            behind.link(f"Rows of {name}", kpi.id, answer.span.text, whom)
month = offers.month(inputs.chosen("rows", offers.months(kpi.id)))
evidence.section(kpi, month, Cohort(about.source))
blocks.provenance(answer.provenance)
