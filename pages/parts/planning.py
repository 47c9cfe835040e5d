"""What-if on a page: inputs that stand in the address, the two loads, the table over agents."""

from collections.abc import Sequence

import streamlit as st

from pages.parts import blocks, inputs, wording
from warehouse.answers.what_if import Asked, Line, Load, WhatIf
from warehouse.stats.staffing import Queue

PERCENT = 100.0
FIGURES = (
    "Agents", "Served in time", "Mean wait", "Busy", "Give up", "C: served in time", "C: mean wait",
)  # fmt: skip
ENDLESS = "no end"
HOW_TO_READ = (
    "**Erlang A** lets callers give up after an exponential patience; **Erlang C** has everybody "
    "wait, so that at full load the queue grows without end and no figure is given. Both take "
    "Poisson arrivals, exponential times, one skill and a steady half hour. Patience comes from "
    "those who waited, the answered counted as not yet out of patience (Kaplan–Meier). Compare the "
    "first line with what the same half hour really was before you rely on it.\n\n"
    "*Served in time* is answered within the time over all who call; *busy* is the share of the "
    "agents’ time spent on calls; *rostered* adds shrinkage: breaks, training, absence."
)


def asked() -> Asked:
    """What the address asks for, drawn as inputs; what it leaves open is measured."""
    first, second = st.columns(2, gap="medium")
    with first:
        calls = _number("calls", "Calls in the half hour", None, 1.0, 2000.0)
        handle = _number("handle", "Handle time, s", None, 1.0, 7200.0)
        patience = _number("patience", "Patience, s", None, 1.0, 7200.0)
        within = _number("within", "Answered within, s", None, 1.0, 3600.0)
    with second:
        target = _number("target", "Target, % answered in time", 80.0, 1.0, 99.0)
        surge = _number("surge", "Surge, % more calls", 30.0, -90.0, 1000.0)
        away = _number("away", "Shrinkage, % of paid time", 30.0, 0.0, 90.0)
    return Asked(
        calls=calls,
        handle_s=handle,
        patience_s=patience,
        threshold_s=within,
        service_level=_share(target, 80.0),
        surge=_share(surge, 30.0),
        shrinkage=_share(away, 30.0),
    )


def measured(answer: WhatIf) -> list[tuple[str, str]]:
    """What the inputs that nobody gave were taken from."""
    found, used = answer.measured, answer.asked
    when = wording.NONE
    if found.began is not None:
        when = f"{wording.day_name(found.began.date())}, {found.began:%H:%M}"
    how = {
        "median": f"median of those at risk, over ln 2; {found.abandoned} gave up",
        "rate": f"time waited over {wording.counted(found.abandoned, 'caller')} who gave up",
        "": "fewer than 10 who gave up have a known wait" if found.month else "no closed month",
    }[found.patience_by]
    return [
        ("Busiest half hour", when),
        ("Calls in it", wording.quantity(found.calls)),
        ("Handle time", f"{_seconds(found.handle_s)}, n = {wording.count(found.handled)}"),
        ("Patience", f"{_seconds(found.patience_s)} ({how})"),
        ("Used above", _used(used)),
    ]


def loads(found: Sequence[Load], *, narrow: bool = False) -> list[dict[str, str]]:
    """Now and under the surge: a row each, or where it is narrow a column each."""
    rows = []
    for load in found:
        best = load.at_needed.by_a or load.at_needed.by_c
        rows.append(
            {
                "When": f"**{load.name}**",
                "Calls": wording.quantity(load.calls),
                "Load, Erlang": wording.decimal(load.erlangs, 1),
                "Agents (A)": wording.count(load.needed_a),
                "Agents (C)": wording.count(load.needed_c),
                "Rostered": wording.count(load.rostered),
                "Served in time": _in_time(best),
                "Busy": _busy(best),
                "Give up": _gone(load.at_needed.by_a),
            }
        )
    if not narrow:
        return rows
    figures = [name for name in rows[0] if name != "When"] if rows else []
    return [
        {"Of the half hour": name, **{row["When"]: row[name] for row in rows}} for name in figures
    ]


def table(lines: Sequence[Line]) -> list[dict[str, str | None]]:
    """What each number of agents leads to, by both formulas."""
    return [
        {
            "Agents": wording.count(line.agents),
            "Served in time": _in_time(line.by_a),
            "Mean wait": _seconds(line.by_a.wait_s if line.by_a else None),
            "Busy": _busy(line.by_a),
            "Give up": _gone(line.by_a),
            "C: served in time": _in_time(line.by_c) if line.by_c else ENDLESS,
            "C: mean wait": _seconds(line.by_c.wait_s) if line.by_c else ENDLESS,
        }
        for line in lines
    ]


def warned(answer: WhatIf) -> None:
    """Where the formulas do not hold; nothing where they do."""
    for said in answer.warnings:
        st.warning(blocks.plain(said), icon=":material/warning:")


def _number(
    param: str, label: str, default: float | None, least: float, most: float
) -> float | None:
    """One number that stands in the address; empty means as measured."""
    text = st.query_params.get(param, "")
    try:
        value = float(text) if text else default
    except ValueError:
        value = default
        inputs.note(f"{param} = {text!r} is no number and was left out.")
    if value is not None and not least <= value <= most:
        inputs.note(f"{param} = {text!r} is out of range and was left out.")
        value = default
    key = f"in_{param}"
    st.session_state[key] = value

    def write() -> None:
        given = st.session_state[key]
        inputs.goto(**{param: "" if given is None or given == default else f"{given:g}"})

    st.number_input(
        label, min_value=least, max_value=most, step=1.0, format="%.0f", key=key, on_change=write,
        placeholder="as measured",
    )  # fmt: skip
    return value


def _share(percent: float | None, default: float) -> float:
    return (default if percent is None else percent) / PERCENT


def _in_time(queue: Queue | None) -> str:
    return _percent(queue.service_level if queue else None)


def _busy(queue: Queue | None) -> str:
    return _percent(queue.occupancy if queue else None)


def _gone(queue: Queue | None) -> str:
    return _percent(queue.abandoned if queue else None)


def _percent(value: float | None) -> str:
    return wording.amount(value, "share")


def _seconds(value: float | None) -> str:
    return wording.amount(value, "seconds")


def _used(used: Asked) -> str:
    return (
        f"{wording.quantity(used.calls)} calls, {_seconds(used.handle_s)} each, patience "
        f"{_seconds(used.patience_s)}, answered within {_seconds(used.threshold_s)}"
    )
