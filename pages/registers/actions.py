"""Corrective actions: what is owed, by whom, until when, and whether it worked."""

import streamlit as st

from pages.parts import acting, blocks, forms, inputs, proving, reads, risking, states, wording
from warehouse.answers.registers import action_list
from warehouse.home import home
from warehouse.registers import actions
from warehouse.registers.ledger import registers

SHOWN = {"open": "Under way", "closed": "Closed", "all": "All"}

answer = action_list(home(), reads.viewer())
found = {action.action_id: action for action in answer.actions}
action = found.get(inputs.chosen("action", found))

if action is None:
    blocks.heading(
        answer.finding,
        f"Corrective actions · {answer.open_count} under way, {answer.closed_count} closed · "
        f"as of {wording.day_name(answer.today)} · ledger {wording.short_hash(answer.head)}",
    )
    forms.saved()
    row = inputs.row()
    adding = inputs.toggle(row.filters, "new", "Open an action")
    shown = inputs.switch(row.switches, "shown", "Shown", SHOWN, "open")
    if adding:
        blocks.part("A new action", "The problem first; its cause comes with the analysis.")
        acting.form(None)
    if not found:
        states.empty(
            "No corrective action yet",
            "Open one here, or from the trend of a KPI that is in concern or misses its target.",
        )
        st.stop()
    blocks.part("Overdue first", "Select one for its history, to revise it and to move it on.")
    acting.listed(answer, shown)
    said = " · ".join(f"{state.word} {number}" for state, number in answer.counts)
    st.caption(said)
    st.stop()

ledger = registers(home())
changes = actions.history(ledger, reads.viewer(), action.action_id)
blocks.heading(
    acting.finding(action, answer),
    f"{action.action_id} · corrective action · owner {action.owner} · revision "
    f"{action.revision}, {wording.day_name(action.revised_at.date())} by {action.revised_by}",
)
forms.saved()
st.markdown(acting.chain(action, changes))
st.button("All actions", icon=":material/arrow_back:", on_click=inputs.goto, kwargs={"action": ""})
left, right = st.columns([0.6, 0.4], gap="medium")
with left:
    blocks.part("As it stands")
    blocks.facts(acting.facts(action), f"{action.action_id}, its terms")
    if action.kpi_id:
        label = risking.kpi_words().get(action.kpi_id, action.kpi_id)
        blocks.link("trends", f"Trend of {label}", kpi=action.kpi_id)
    if action.risk_id:
        blocks.link("risks", f"Risk {action.risk_id}", risk=action.risk_id)
with right, st.container(border=True):
    st.subheader("What comes next", anchor=False)
    acting.mover(action)
proving.section(action, changes)
blocks.part("History", "Nothing is deleted; each revision is chained to the one before.")
zone = home().settings.site_zone
blocks.written(forms.history(changes, acting.words(), zone), f"{action.action_id}: history")
if not action.standing.locked:
    blocks.part("Revise", f"You see revision {action.revision}. Why is kept in the history.")
    acting.form(action)
