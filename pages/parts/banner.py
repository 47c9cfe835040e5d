"""Beneath the heading of every page: a load that was refused, and sources whose data are late."""

from typing import Any

import streamlit as st

from pages.parts import reads, wording
from pages.parts.wording import plain
from warehouse.answers.quality import quality
from warehouse.answers.shapes import Freshness
from warehouse.errors import CareError


def shown(*, figures: bool) -> None:
    """Say what everybody should know first, and on pages of figures which data are late."""
    refusal = reads.refusal()
    if refusal:
        checks = refusal.get("checks") or [{}]
        first = checks[0]
        st.error(
            f"**The last load was not published:** {wording.counted(len(checks), 'critical check')}"
            f" failed, first “{plain(str(first.get('label', '')))}”, "
            f"{wording.whole(first.get('rows_failed') or 0)} of "
            f"{wording.whole(first.get('rows_checked') or 0)} rows. "
            f"What you see is the build before it.{waivable(checks)}",
            icon=":material/block:",
        )
    if not figures:
        return
    try:
        fresh = reads.ask(quality, now=reads.this_hour()).freshness
    except CareError:
        return  # the page itself says why there is no build
    late = [one for one in fresh if one.is_late]
    if late:
        st.warning(lateness(late, len(fresh)), icon=":material/schedule:")


def waivable(checks: list[dict[str, Any]]) -> str:
    """Where a refused load can be let pass; empty where no check of it can be waived."""
    if not any(one.get("waivable") for one in checks):
        return ""
    return " Somebody who answers for it can waive the check on the page Waivers."


def lateness(late: list[Freshness], sources: int) -> str:
    """Which source is late, where its data end, and what that means."""
    worst = max(late, key=lambda one: one.age_days or 0)
    ends = wording.day_name(worst.newest_event_at.date() if worst.newest_event_at else None)
    name = plain(worst.source)
    if len(late) == 1:
        head = f"**{name} is late:** its data end on {ends}."
    else:
        head = f"**{len(late)} of {sources} sources are late:** {name} the longest, to {ends}."
    return f"{head} Figures stay, each as of its own data’s time."
