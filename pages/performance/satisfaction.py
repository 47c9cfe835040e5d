"""Satisfaction: what do customers say, who says it, and what does it go with?"""

import streamlit as st

from pages.charts import dots as drawn
from pages.parts import afterwards, blocks, evidence, inputs, listening, reading, reads, states
from warehouse.answers.later import later
from warehouse.answers.satisfaction import satisfaction

kpis = listening.kpis()
about = listening.asked(kpis)
if about.period is None:
    blocks.heading("No survey answers have been loaded", "Satisfaction")
    states.empty("Nothing to show", "Load the responses of a survey, with its questions declared.")
    st.stop()
with st.skeleton(height=480):
    answer = reads.ask(
        satisfaction, about.kpi_id, about.period, source=about.source, margin=about.margin
    )

blocks.heading(answer.finding, listening.caption(answer, about.source), figures=True)
listening.filters(inputs.row(*listening.PARAMS), about, kpis)
if answer.kpi is None or answer.raw is None:
    states.empty(f"No answers in {answer.span.label}", "Choose another period or source.")
    st.stop()
kpi, phone = answer.kpi, inputs.is_phone()

blocks.part(
    f"Scores of {answer.span.label}", "n, interval and response rate belong to every figure."
)
listening.scores(answer, about.margin)

left, right = st.columns([0.56, 0.44], gap="medium")
with left:
    blocks.part(
        listening.drivers_heading(answer),
        f"{kpi.label} by kind of contact, 95 % interval. Association, not cause.",
    )
    lines = listening.dots(answer)
    if lines:
        picture = drawn.figure(
            lines, kpi.unit, listening.centre(answer), inputs.theme(), narrow=phone
        )
        said = drawn.alt(lines, kpi.unit)
        evidence.chart(picture, f"drivers_{kpi.id}", said, table=listening.numbers_label(kpi))
    else:
        states.empty("No band can be shown", "No answer names a contact that was loaded.")
    with blocks.footer():
        blocks.link("definitions", "Definition", kpi=kpi.id)
        blocks.link("data_quality", reading.checks(answer.provenance), kpi=kpi.id)
        blocks.link("trends", "Trend", kpi=kpi.id, source=about.source)
        listening.rows_of(answer, about.source)
        label = listening.numbers_label(kpi)
        blocks.numbers(listening.numbers(answer), label, ("Value", "n"))
        blocks.how_to_read(listening.HOW_TO_READ)
with right:
    blocks.part("How far respondents stand for everybody", "Response bias, as it is known.")
    blocks.note(blocks.plain(answer.bias))
    if answer.weighted:
        blocks.part("Weighted beside raw", f"{kpi.label}; interval on the effective n.")
        blocks.written(listening.weighted_table(answer), "Weighted beside raw")
    balances = listening.balance_table(answer)
    if balances:
        blocks.part("Respondents against customers served", listening.BALANCE)
        blocks.grid(
            balances,
            "Respondents against customers served",
            widths=listening.BALANCE_WIDTHS,
            right=listening.BALANCE_FIGURES,
            height=min(listening.TALL, 38 + blocks.ROW * len(balances)),
        )
afterwards.section(reads.ask(later))
blocks.provenance(answer.provenance)
