"""Waivers: who answers for which failing check, why, and until when."""

import streamlit as st

from pages.parts import blocks, forms, inputs, reads, states, waiving, wording
from warehouse.answers.waiving import waiver_list
from warehouse.home import home
from warehouse.registers import waivers
from warehouse.registers.ledger import registers

found = waiver_list(home(), reads.viewer())
by_id = {one.waiver_id: one for one in found.waivers}
waiver = by_id.get(inputs.chosen("waiver", by_id))

if waiver is not None:
    state = found.state(waiver)
    blocks.heading(
        f"{found.label(waiver.check_id)}: waiver {state}",
        f"{waiver.waiver_id} · waiver · by {waiver.waived_by} · through "
        f"{wording.day_name(waiver.expires_on)}",
    )
    forms.saved()
    st.button(
        "All waivers", icon=":material/arrow_back:", on_click=inputs.goto, kwargs={"waiver": ""}
    )
    left, right = st.columns([0.6, 0.4], gap="medium")
    with left:
        blocks.part("As it stands")
        blocks.facts(waiving.facts(waiver, found), f"{waiver.waiver_id}, its terms")
        blocks.link("data_quality", "The check", check=waiver.check_id)
    with right, st.container(border=True):
        if state == "in force":
            st.subheader("Take it back", anchor=False)
            st.caption("The check fails again at once, and a critical one stops the next load.")
            waiving.revoking(waiver)
        else:
            st.markdown("A waiver is never prolonged; who wants another writes it in their name.")
    blocks.part("History", "Nothing is deleted; each revision is chained to the one before.")
    changes = waivers.history(registers(home()), reads.viewer(), waiver.waiver_id)
    zone = home().settings.site_zone
    blocks.written(
        forms.history(changes, waiving.words(found), zone), f"{waiver.waiver_id}: history"
    )
    st.stop()

blocks.heading(
    found.finding,
    f"Waivers · {len(found.in_force)} in force, {len(found.expired)} expired · as of "
    f"{wording.day_name(found.today)} · ledger {wording.short_hash(found.head)}",
)
forms.saved()
if found.waivers:
    blocks.part("In force first", "Select one for its history and to revoke it.")
    waiving.listed(found)
else:
    states.empty(
        "No check was ever waived",
        "A failing check can be waived below, by a named person, for a reason and for a time.",
    )
if found.failing:
    number = wording.counted(len(found.failing), "check fails", "checks fail")
    blocks.part(f"{number} without a waiver", "Select one to waive it; a critical one first.")
    waiving.failing(found)
    check = next((c for c in found.failing if c.check_id == st.query_params.get("check")), None)
    if check is not None:
        with st.container(border=True):
            st.subheader(f"Waive: {blocks.plain(check.label)}", anchor=False)
            waiving.form(check.check_id)
