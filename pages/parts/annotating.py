"""What people write on a trend: events, and rebases with their reason; never done by the page."""

from typing import Any

import streamlit as st

from pages.charts import steps
from pages.parts import blocks, forms, inputs, reads, risking
from warehouse.answers.annotations import Annotations, annotations
from warehouse.answers.marks import Flag
from warehouse.answers.shapes import Cohort, Trend
from warehouse.home import home
from warehouse.registers import events, rebases
from warehouse.registers.events import EVENT
from warehouse.registers.ledger import registers
from warehouse.registers.rebases import REBASE

WHAT = ("title", "kind", "from", "to")
WHERE = ("kpi_ids", "source", "dimension", "member", "limits")
SINCE = ("from_month", "reason", "approver")
WHY = ("evidence", "applies_to", "baseline_until")
HONEST = (
    "New limits are honest when all of this holds: the new level has lasted, its cause is known, "
    "it is expected to last, and an owner approves. They are never drawn to make a concern go away."
)
LEFT_OUT = (
    "Left out: the months are drawn and judged, and limits do not rest on them. Right for an "
    "outage of known cause, wrong for a month that only looks bad."
)


def notes() -> Annotations:
    """The rebases and events of the ledger, which every verdict depends on."""
    return annotations(home(), reads.viewer())


def listed(answer: Trend) -> None:
    """The flags of the chart in words, and the way to withdraw what was written."""
    shown = steps.lettered(answer.flags, answer.months)
    with st.container(gap="xxsmall"):
        for one in shown:
            st.markdown(f":gray-badge[**{one.letter}**] {blocks.plain(one.flag.words)}")
    written = {one.letter: one.flag for one in shown if one.flag.record_id}
    if written:
        with st.popover("Withdraw an entry", type="tertiary"):
            _withdraw(written)


def _withdraw(written: dict[str, Flag]) -> None:
    letter = st.selectbox(
        "Entry", list(written), format_func=lambda one: f"{one} · {written[one].words}"
    )
    why = st.text_input("Why *", key=f"why_{written[letter].record_id}")
    st.caption("It leaves every chart, and stays in the ledger with your reason.")
    if st.button("Withdraw it"):
        ledger, who, flag = registers(home()), reads.viewer(), written[letter]
        register: Any = rebases if flag.kind == "rebase" else events
        seen = register.history(ledger, who, flag.record_id)[-1].revision
        if forms.send(lambda: register.withdraw(ledger, who, flag.record_id, seen, why)):
            st.rerun()


def openers() -> None:
    """The two links beneath the chart."""
    for param, words in (("event", "Add an event"), ("rebase", "Re-base the limits")):
        st.button(
            words, type="tertiary", key=f"open_{param}", on_click=inputs.goto,
            kwargs={"event": "", "rebase": "", param: "1"},
        )  # fmt: skip


def written(answer: Trend) -> None:
    """The form that the address opens, and what the page proposes but does not do."""
    forms.saved()
    if answer.proposal is not None and not inputs.opened("rebase"):
        with st.container(border=True):
            st.markdown(f"**A rebase may be decided**  \n{blocks.plain(answer.proposal.words)}")
            st.button("Look at it", on_click=inputs.goto, kwargs={"rebase": "1"})
    if inputs.opened("event"):
        _event(answer)
    elif inputs.opened("rebase"):
        _rebase(answer)


def _event(answer: Trend) -> None:
    blocks.part("A new event", "It is drawn on every chart that may contain it.")
    begin = {"kpi_ids": (), "limits": EVENT.fields["limits"].default, **_scope(answer.cohort)}
    given = _form("event", EVENT.fields, (WHAT, WHERE), begin, LEFT_OUT)
    if given is not None:
        ledger, who = registers(home()), reads.viewer()
        _close(forms.send(lambda: events.add(ledger, who, given)))


def _rebase(answer: Trend) -> None:
    blocks.part(f"New limits for {answer.kpi.label}", HONEST)
    begin: dict[str, Any] = {"applies_to": REBASE.fields["applies_to"].default}
    if answer.proposal is not None:
        begin |= {
            "from_month": answer.proposal.from_month,
            "reason": answer.proposal.event,
            "evidence": answer.proposal.words,
        }
    given = _form("rebase", REBASE.fields, (SINCE, WHY), begin, "")
    if given is not None:
        ledger, who = registers(home()), reads.viewer()
        filled = given | {"kpi_id": answer.kpi.id} | _scope(answer.cohort)
        _close(forms.send(lambda: rebases.add(ledger, who, filled)))


def _scope(cohort: Cohort) -> dict[str, Any]:
    """The chart's own series, as both registers name it."""
    return {"source": cohort.source, "dimension": cohort.dimension, "member": cohort.member}


def _form(
    name: str,
    fields: Any,
    sides: tuple[tuple[str, ...], tuple[str, ...]],
    begin: dict[str, Any],
    remark: str,
) -> dict[str, Any] | None:
    """Two columns of inputs; what was typed once Save was pressed, else None."""
    called, key = {"kpi_ids": risking.kpi_words()}, forms.key(f"new_{name}")
    with st.form(f"{name}_{key}"):
        given: dict[str, Any] = {}
        for column, names in zip(st.columns(2, gap="medium"), sides, strict=True):
            with column:
                given |= forms.fill(fields, names, begin, called, key)
        if remark:
            st.caption(remark)
        with st.container(horizontal=True):
            saved = st.form_submit_button("Save", type="primary")
            if st.form_submit_button("Cancel"):
                inputs.goto(**{name: ""})
                st.rerun()
    return {one: value for one, value in given.items() if value} if saved else None


def _close(saved: Any) -> None:
    if saved:
        for name in ("new_event", "new_rebase"):
            forms.forget(name)
        inputs.goto(event="", rebase="")
        st.rerun()
