"""Waivers on a page: the list, one waiver, the forms that write one and revoke it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.parts import blocks, forms, inputs, reads, wording
from warehouse.answers.waiving import WaiverList, can_be_waived
from warehouse.home import home
from warehouse.registers import waivers
from warehouse.registers.ledger import registers
from warehouse.registers.waivers import WAIVER, Waiver

FIELDS = ("reason", "expires_on")
WIDTHS = {
    "Id": 112, "Check": 380, "State": 92, "Waived by": 150, "Through": 112, "Reason": 434,
}  # fmt: skip
FAILING_WIDTHS = {"Check": 560, "Severity": 100, "Found": 220, "Where": 400}
BADGES = {"in force": "blue", "expired": "orange", "revoked": "gray"}


def words(found: WaiverList) -> dict[str, Mapping[Any, str]]:
    """What the fields' values are called."""
    return {"check_id": found.labels}


def listed(found: WaiverList) -> None:
    """Every waiver, those in force first; selecting one offers to open it."""
    lines: list[dict[str, str | None]] = [
        {
            "Id": one.waiver_id,
            "Check": found.label(one.check_id),
            "State": wording.capital(found.state(one)),
            "Waived by": one.waived_by,
            "Through": wording.day_name(one.expires_on),
            "Reason": one.reason,
        }
        for one in found.waivers
    ]
    picked = blocks.grid(lines, "Waivers, those in force first", widths=WIDTHS, key="waivers")
    if picked is not None:
        one = found.waivers[picked]
        with blocks.chosen(one.waiver_id, found.label(one.check_id)):
            st.button("Open", on_click=inputs.goto, kwargs={"waiver": one.waiver_id})


def failing(found: WaiverList) -> None:
    """The failing checks without a waiver; selecting one writes it into the address."""
    lines: list[dict[str, str | None]] = [
        {
            "Check": one.label,
            "Severity": one.severity.capitalize(),
            "Found": f"{wording.count(one.rows_failed)} of {wording.count(one.rows_checked)}",
            "Where": "stopped the last load" if one.is_refused else "in the build that is shown",
        }
        for one in found.failing
    ]
    blocks.grid(
        lines, "Failing checks without a waiver", widths=FAILING_WIDTHS, key="failing",
        on_pick=lambda index: inputs.goto(check=found.failing[index].check_id),
        height=min(460, 38 + blocks.ROW * len(lines)),
    )  # fmt: skip


def line(found: WaiverList) -> str:
    """How many waivers there are, and which lapses next."""
    if not found.waivers:
        return "No check was ever waived"
    said = wording.counted(len(found.in_force), "waiver") + " in force"
    if found.next_lapse_on:
        said += f", the next lapses after {wording.day_name(found.next_lapse_on)}"
    return f"{said}; {len(found.expired)} expired" if found.expired else said


def facts(one: Waiver, found: WaiverList) -> list[tuple[str, str]]:
    """One waiver in its terms."""
    pairs = [
        ("Check", found.label(one.check_id)),
        ("State", found.state(one)),
        ("Waived by", one.waived_by),
        ("Through", f"{wording.day_name(one.expires_on)}, at the site"),
        ("Because", one.reason),
    ]
    if one.revoked_by:
        pairs.append(("Revoked", f"by {one.revoked_by}: {one.revoked_why}"))
    return pairs


def form(check_id: str) -> None:
    """Waive a check, in the name of who looks."""
    key = f"waive_{check_id}"
    with st.form(key, border=False):
        st.caption(
            f"In the name of **{blocks.plain(reads.viewer().name)}**. The check goes on counting "
            "as failed, with your name beside it; after the last day it fails as before."
        )
        left, right = st.columns([0.7, 0.3], gap="medium")
        draft = forms.key(key)
        with left:
            given = forms.fill(WAIVER.fields, FIELDS[:1], {}, {}, draft)
        with right:
            given |= forms.fill(WAIVER.fields, FIELDS[1:], {}, {}, draft)
            pressed = st.form_submit_button("Waive", type="primary")
    if not pressed:
        return
    where = home()
    written = forms.send(
        lambda: waivers.add(
            registers(where), reads.viewer(), {"check_id": check_id, **given},
            checks=can_be_waived(where), home=where,
        ),
        key,
    )  # fmt: skip
    if written:
        st.rerun()


def revoking(one: Waiver) -> None:
    """Take a waiver back."""
    first = forms.seen(one.waiver_id, one.revision, {})
    key = forms.key(one.waiver_id)
    with st.form(f"revoke_{key}", border=False):
        why = st.text_input("Why it is revoked *", key=f"{key}_why")
        if not st.form_submit_button("Revoke", type="primary"):
            return
    ledger, who = registers(home()), reads.viewer()
    written = forms.send(
        lambda: waivers.revoke(ledger, who, one.waiver_id, first.revision, why),
        one.waiver_id, waivers.history(ledger, who, one.waiver_id),
    )  # fmt: skip
    if written:
        st.rerun()
