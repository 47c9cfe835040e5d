"""Risks: what may go wrong for customers, how likely, how bad, and what is done."""

import streamlit as st

from pages.parts import blocks, forms, inputs, reads, risking, states, wording
from warehouse.answers.registers import risk_register
from warehouse.home import home
from warehouse.registers import risks
from warehouse.registers.ledger import registers

SHOWN = {"open": "Open", "closed": "Closed", "all": "All"}

register = risk_register(home(), reads.viewer())
found = {risk.risk_id: risk for risk in register.risks}
risk = found.get(inputs.chosen("risk", found))

if risk is None:
    blocks.heading(
        register.finding,
        f"Risk register · {register.open_count} open, {register.closed_count} closed · "
        f"as of {wording.day_name(register.today)} · ledger {wording.short_hash(register.head)}",
    )
    forms.saved()
    row = inputs.row()
    shown = inputs.switch(row.switches, "shown", "Shown", SHOWN, "open")
    adding = inputs.toggle(row.filters, "new", "Add a risk")
    if adding:
        blocks.part("A new risk", "Score it twice: as if nothing were done, and as it stands.")
        risking.form(None)
    if not found:
        states.empty(
            "The register is empty",
            "Nobody has written a risk yet. That is not the same as having none.",
        )
        st.stop()
    left, right = st.columns([0.37, 0.63], gap="medium")
    with left:
        blocks.part("Where the open risks lie", "Current level. Step line: appetite.")
        risking.drawn(register)
    with right:
        blocks.part("Worst first", "Select one for its history and to revise it.")
        risking.listed(register, shown)
    st.stop()

blocks.heading(
    f"{risk.title}: {risk.current_level.word}, {'above' if risk.is_above_appetite else 'within'} "
    "appetite",
    f"{risk.risk_id} · risk · {risk.status} · revision {risk.revision}, "
    f"{wording.day_name(risk.revised_at.date())} by {risk.revised_by}",
)
forms.saved()
st.button("All risks", icon=":material/arrow_back:", on_click=inputs.goto, kwargs={"risk": ""})
left, right = st.columns([0.5, 0.5], gap="medium")
with left:
    blocks.part("As it stands", risk.description or "")
    blocks.facts(risking.facts(risk, register), f"{risk.risk_id}, its terms")
    for kpi_id in risk.kpi_ids:
        label = risking.kpi_words().get(kpi_id, kpi_id)
        blocks.link("trends", f"Trend of {label}", kpi=kpi_id)
with right:
    blocks.part("Where it lies", "Current level. Step line: appetite.")
    risking.drawn(register, risk.risk_id)
blocks.part("History", "Nothing is deleted; each revision is chained to the one before.")
changes = risks.history(registers(home()), reads.viewer(), risk.risk_id)
zone = home().settings.site_zone
blocks.written(forms.history(changes, risking.words(), zone), f"{risk.risk_id}: history")
blocks.part("Revise", f"You see revision {risk.revision}. Why is kept in the history.")
risking.form(risk)
