"""The quarantine on a page: filters, records with their cells, what mended them, files to take."""

import json
from collections.abc import Callable

import streamlit as st

from pages.parts import blocks, inputs, reads, states, wording
from warehouse.answers.quarantine import Filters, Held, Quarantine, exported, quarantine
from warehouse.zipped import FORMS, Form

STATES = {"open": "Open", "closed": "Closed", "all": "All"}
WIDTHS = {"Row": 64, "Reason": 470, "File": 230, "State": 250}
TALL, LOW = 460, 320
REPROCESS = (
    "Correct the record in the tool, export it again, and load that file: "
    "`python -m pipelines load FILE`. A record is closed when a later file of the same source "
    "gives a row with its natural key. Where its key could not be read, say in `care.toml` which "
    'file replaces which: `[replaces]`, then `"corrected.csv" = "damaged.csv"`.'
)


def section() -> None:
    """Everything about the quarantine, as the address filters it."""
    every = reads.ask(quarantine, Filters(state="all"), limit=0)
    blocks.part(every.finding, "A record in quarantine counts in no figure until it is mended.")
    if not every.open_count + every.closed_count:
        states.empty("Nothing is held back", "Every row read could be conformed.")
        return
    chosen = _filters(every)
    found = reads.ask(quarantine, chosen, limit=500)
    left, right = st.columns([0.62, 0.38], gap="medium") if not inputs.is_phone() else (st, st)
    with left.container():
        _listed(found)
    with right.container():
        _record(found)
    _taken(found, chosen)


def _filters(every: Quarantine) -> Filters:
    row = inputs.row("q_source", "q_file", "q_reason")
    all_ = {"": "all"}
    kinds = {
        kind: (f"{wording.first_sentence(kind)} ({wording.whole(number)})")
        for kind, number in every.kinds
    }
    chosen = Filters(
        source=inputs.choice(row.filters, "q_source", "From", all_ | {s: s for s in every.sources}),
        file=inputs.choice(row.filters, "q_file", "File", all_ | {f: f for f in every.files}),
        reason=inputs.choice(row.filters, "q_reason", "Because", all_ | kinds),
        state=inputs.switch(row.switches, "q_state", "State", STATES, "open"),
        text=st.query_params.get("q_text", ""),
    )
    st.text_input(
        "Search in cells and reasons", chosen.text, key="in_q_text", icon=":material/search:",
        on_change=lambda: inputs.goto(q_text=st.session_state["in_q_text"]),
    )  # fmt: skip
    return chosen


def _listed(found: Quarantine) -> None:
    if not found.rows:
        states.empty("No record fits the filters", "Take one of them back, or search for less.")
        return
    lines: list[dict[str, str | None]] = [
        {
            "Row": wording.count(one.row_number),
            "Reason": one.reason,
            **({} if found.filters.state == "open" else {"State": one.resolved or "open"}),
            "File": one.file,
        }
        for one in found.rows
    ]
    blocks.grid(
        lines, "Records in quarantine", widths=WIDTHS, right=("Row",), key="quarantine",
        on_pick=lambda index: inputs.goto(q_row=_place(found.rows[index])),
        height=min(TALL, 38 + blocks.ROW * len(lines)),
    )  # fmt: skip
    if found.total > len(lines):
        st.caption(
            f"The first {wording.whole(len(lines))} of {wording.whole(found.total)}; a "
            "file has all."
        )


def _place(one: Held) -> str:
    return f"{one.row_number}@{one.file}"


def _record(found: Quarantine) -> None:
    """The cells of the selected record, and what to do about it."""
    asked = st.query_params.get("q_row", "")
    one = next((row for row in found.rows if _place(row) == asked), None)
    with st.container(border=True):
        if one is None:
            st.markdown("**What to do about a record**")
            st.markdown(REPROCESS)
            st.caption("Select a record for its cells.")
            return
        st.markdown(f"**Row {wording.whole(one.row_number)} of {blocks.plain(one.file)}**")
        st.markdown(blocks.plain(one.reason))
        if one.resolved:
            st.caption(blocks.plain(wording.capital(one.resolved)))
        cells = [{"Cell": name, "Value": _cell(value)} for name, value in one.record.items()]
        if cells:
            height = min(LOW, 38 + blocks.ROW * len(cells))
            blocks.grid(cells, "Cells of the record", height=height)


def _cell(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _taken(found: Quarantine, chosen: Filters) -> None:
    """Files with all records that the filters pick."""
    with blocks.footer():
        for form in FORMS:
            st.download_button(
                f"{form.upper()}, {wording.counted(found.total, 'record')}",
                data=_file(form, chosen),
                file_name=f"quarantine_{form}.zip",
                mime="application/zip",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
                key=f"take_{form}",
            )
    st.caption(
        "Each is a zip with a manifest: build, filters, rows, SHA-256 of the data and of the "
        "source files."
    )


def _file(form: Form, chosen: Filters) -> Callable[[], bytes]:
    def write() -> bytes:
        return reads.ask(exported, form, chosen)

    return write
