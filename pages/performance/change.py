"""Change: why did a figure move between two periods?"""

import streamlit as st

from pages.charts import bridge as drawn
from pages.parts import blocks, bridging, evidence, inputs, offers, reading, reads, states, wording
from warehouse.answers.change import change
from warehouse.answers.shapes import Cohort

kpis = bridging.kpis()
about = bridging.asked(kpis)
if about.before is None or about.after is None:
    blocks.heading("There are no two closed periods to compare", "Change")
    bridging.filters(inputs.row(*bridging.PARAMS), about, kpis)
    states.empty("Nothing to compare", "A change needs two months with a final figure.")
    st.stop()
with st.skeleton(height=drawn.HEIGHT):
    answer = reads.ask(
        change, about.kpi_id, about.before, about.after, about.by, cohort=about.cohort
    )
kpi, phone = answer.kpi, inputs.is_phone()

blocks.heading(answer.finding, bridging.caption(answer), figures=True)
bridging.filters(inputs.row(*bridging.PARAMS), about, kpis)
if answer.why_not or not answer.parts:
    states.empty("The change is not explained", answer.why_not or "No case states a member.")
    st.stop()
if answer.reversal:
    alarm = f"**Reversal (Simpson’s paradox).** {blocks.plain(answer.reversal)}"
    st.warning(alarm, icon=":material/swap_vert:")

left, right = st.columns([0.6, 0.4], gap="medium")
with left:
    blocks.part(answer.heading, bridging.shown_as(answer, narrow=phone))
    picture = drawn.figure(answer, inputs.theme(), narrow=phone)
    table = f"{kpi.label}, all parts"
    evidence.chart(picture, f"bridge_{kpi.id}", drawn.alt(answer), table=table)
    source = about.cohort.source
    with blocks.footer():
        blocks.link("definitions", "Definition", kpi=kpi.id)
        blocks.link("data_quality", reading.checks(answer.provenance), kpi=kpi.id)
        blocks.link("trends", "Trend", kpi=kpi.id, source=source)
        if kpi.id in offers.split_kpis():
            month = f"{answer.after.last:%Y-%m}"
            blocks.link(
                "cohorts", "Cohorts", kpi=kpi.id, by=answer.by[0], month=month, source=source
            )
        evidence.opener(answer.after.last)
        numbers = bridging.all_numbers(answer)
        blocks.numbers(numbers, table, bridging.FIGURES)
        blocks.how_to_read(bridging.HOW_TO_READ)
with right:
    told = "Largest first. Select one for its rows." if len(about.by) == 1 else "Largest first."
    blocks.part("What each part adds", told)
    bridging.ranked(answer)
    if answer.note:
        st.caption(blocks.plain(answer.note))
    blocks.facts(bridging.facts(answer), f"{kpi.label}, the change in its parts")

months = {f"{m:%Y-%m}": wording.month_name(m) for s in (answer.after, answer.before)
          for m in reversed(s.months)}  # fmt: skip
picked = offers.month(inputs.chosen("rows", months))
member = inputs.chosen("member", {part.member for part in answer.parts})
if picked:
    inputs.select(st.container(width=260), "rows", "Rows of", {"": "none"} | months)
    split = ((about.by[0], member),) if member else ()
    whom = Cohort.of(source, (*split, *about.cohort.members))
    evidence.section(kpi, picked, whom)
blocks.provenance(answer.provenance)
