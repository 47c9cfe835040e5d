"""Our totals beside those of the sources, and the forms to type a total or accept a deviation."""

from typing import Any

import streamlit as st

from pages.parts import blocks, forms, inputs, reads, states, wording
from warehouse.answers.reconciliation import (
    ACCEPTED,
    DIFFERS,
    NONE_GIVEN,
    Compared,
    Reconciliation,
    reconciliation,
    stated,
)
from warehouse.home import home
from warehouse.registers import totals
from warehouse.registers.ledger import registers
from warehouse.registers.totals import IN_FORCE, Deviation

FIGURES = ("Ours", "Theirs", "Difference", "Share")
WIDTHS = {"Month": 90, "Ours": 90, "Theirs": 90, "Difference": 96, "Share": 76, "State": 150}
BADGES = {DIFFERS: "◆ differs", ACCEPTED: "● accepted", NONE_GIVEN: "– no total given"}
TALL = 460


def found() -> Reconciliation:
    """The comparison as it stands; typed totals change it, so it is not kept."""
    return reconciliation(reads.build(), home(), reads.viewer())


def section(answer: Reconciliation, source: str) -> None:
    """The totals, differing ones first, and what can be done."""
    blocks.part(
        answer.finding, "Ours minus theirs, by source and month. They agree when they are the same."
    )
    forms.saved()
    row = inputs.row()
    typing = inputs.toggle(row.filters, "new_total", "Type a total")
    if typing:
        _total_form(answer)
    shown = [one for one in answer.totals if not source or one.source == source]
    if not shown:
        states.empty("No total to compare with", "Type one, or load a summary export.")
        return
    lines = [_line(one) for one in shown]
    picked = blocks.grid(
        lines, "Our totals beside those of the sources", widths=WIDTHS, right=FIGURES,
        key="totals", height=min(TALL, 38 + blocks.ROW * len(lines)),
    )  # fmt: skip
    if picked is not None and shown[picked].state == DIFFERS:
        with blocks.chosen(_name(shown[picked]), f"differs by {_number(shown[picked].difference)}"):
            st.button("Accept", on_click=inputs.goto, kwargs={"accept": _place(shown[picked])})
    asked = st.query_params.get("accept", "")
    one = next((one for one in shown if _place(one) == asked and one.state == DIFFERS), None)
    if one is not None:
        _acceptance(one, answer)
    _log(answer)


def _line(one: Compared) -> dict[str, str | None]:
    reason = one.deviation.reason if one.deviation else ""
    return {
        "State": BADGES.get(one.state, one.state),
        "Source": one.source,
        "Measure": one.label or wording.NONE,
        "Month": wording.month_name(one.month) if one.month else "all months",
        "Ours": _number(one.ours),
        "Theirs": _number(one.theirs),
        "Difference": _number(one.difference),
        "Share": wording.amount(one.share, "share"),
        "Because": reason or wording.NONE,
        "Read from": one.origin or wording.NONE,
    }


def _number(value: Any) -> str:
    if value is None:
        return wording.NONE
    whole = value == value.to_integral_value()
    return wording.decimal(float(value), 0 if whole else 2)


def _name(one: Compared) -> str:
    return f"{one.source}, {one.label}, {wording.month_name(one.month)}"


def _place(one: Compared) -> str:
    return f"{one.source}:{one.measure}:{one.month:%Y-%m}" if one.month else ""


def _total_form(answer: Reconciliation) -> None:
    key = forms.key("")
    months = sorted({month for listed in answer.months.values() for month in listed}, reverse=True)
    with st.form(f"total_{key}"):
        left, middle, right = st.columns(3, gap="medium")
        words = {
            "source": {name: name for name in answer.months if answer.months[name]},
            "measure": answer.measures,
        }
        with left:
            source = st.selectbox("Source *", list(words["source"]), index=None, key=f"{key}_s")
            month = st.selectbox(
                "Month *", months, index=None, format_func=wording.month_name, key=f"{key}_m"
            )
        with middle:
            measure = st.selectbox(
                "Measure *", list(words["measure"]), index=None, key=f"{key}_k",
                format_func=lambda one: answer.measures.get(one, one),
            )  # fmt: skip
        with right:
            names = ("value", "read_from")
            given = forms.fill(totals.TOTAL.fields, names, {}, {}, key)
        if not st.form_submit_button("Save", type="primary"):
            return
    about = {"source": source, "month": month, "measure": measure, **given}
    written = forms.send(lambda: stated(registers(home()), reads.viewer(), answer, **about))
    if written:
        inputs.goto(new_total="")
        st.rerun()


def _acceptance(one: Compared, answer: Reconciliation) -> None:
    """The form that accepts one deviation, in the name of who acts."""
    key = forms.key("")
    with st.form(f"accept_{key}"):
        st.markdown(f"**Accept the deviation of {blocks.plain(_name(one))}**")
        st.caption(
            f"Ours {_number(one.ours)}, theirs {_number(one.theirs)}: {_number(one.difference)}. "
            "It holds for a difference of this side and at most this size."
        )
        given = forms.fill(totals.DEVIATION.fields, ("reason", "until"), {}, {}, key)
        if not st.form_submit_button("Accept", type="primary"):
            return
    about = {
        "source": one.source,
        "month": one.month,
        "measure": one.measure,
        "size": one.difference,
        "build_id": answer.provenance.build_id,
        **given,
    }
    if forms.send(lambda: totals.accept(registers(home()), reads.viewer(), about)):
        inputs.goto(accept="")
        st.rerun()


def _log(answer: Reconciliation) -> None:
    """Every deviation that was ever accepted."""
    if not answer.deviations:
        return
    with st.expander(f"Accepted deviations: {wording.whole(len(answer.deviations))}"):
        blocks.written([_told(one, answer) for one in answer.deviations], "Accepted deviations")
        standing = [one.deviation_id for one in answer.deviations if one.status == IN_FORCE]
        if not standing:
            return
        with st.form("withdraw"):
            which = st.selectbox("Withdraw", standing, index=None, key="withdraw_which")
            why = st.text_input("Why *", key="withdraw_why")
            if not st.form_submit_button("Withdraw") or which is None:
                return
        ledger, who = registers(home()), reads.viewer()
        if forms.send(lambda: totals.withdraw(ledger, who, which, why)):
            st.rerun()


def _told(one: Deviation, answer: Reconciliation) -> dict[str, str]:
    return {
        "Id": one.deviation_id,
        "About": blocks.plain(
            f"{one.source}, {answer.measures.get(one.measure, one.measure)}, "
            f"{wording.month_name(one.month)}"
        ),
        "Size": _number(one.size),
        "Reason": blocks.plain(one.reason),
        "By": blocks.plain(f"{one.author}, {wording.day_name(one.at.date())}"),
        "Until": wording.day_name(one.until) if one.until else "no end",
        "State": one.status,
    }
