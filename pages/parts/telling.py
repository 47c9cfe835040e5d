"""The page on rows where it tells the story of one record."""

import streamlit as st

from pages.parts import blocks, inputs, lines, reads, recording, states, wording
from warehouse.answers.story import story
from warehouse.answers.story_shapes import Origin, Standing, Step, Story

WRITTEN = 40  # steps that are written out; more scroll
JOINED = "\u2060"  # keeps the ends of a hash on one line
WIDTHS = {"When": 190, "What": 190, "Source": 110}
NOT_FOUND = (
    "Check the id for a typing error. It may belong to an export that is not loaded, or to a row "
    "that an erasure or the retention schedule has taken away."
)


def page(record: str) -> None:
    """Everything about one record, or what to do where there is none."""
    of, source = st.query_params.get("of", ""), st.query_params.get("from", "")
    with st.skeleton(height=480):
        found = reads.ask(story, record, table=of, source=source)
    blocks.heading(found.finding, _caption(found))
    with blocks.footer():
        st.button(
            "Back to the rows", type="tertiary", icon=":material/arrow_back:", key="back",
            on_click=inputs.goto, kwargs=dict.fromkeys(recording.STORY, ""),
        )  # fmt: skip
        for other in found.others:
            st.button(
                f"{other.label} {record} of {other.source}", type="tertiary",
                key=f"other_{other.table}_{other.source}", on_click=inputs.goto,
                kwargs={"record": record, "of": other.table, "from": other.source},
            )  # fmt: skip
    if found.place is None:
        _missing(found)
        return
    if found.note:
        blocks.note(blocks.plain(found.note))
    left, right = st.columns([0.66, 0.34], gap="medium") if not inputs.is_phone() else (st, st)
    with left.container():
        _steps(found)
    with right.container():
        _standings(found)
        _files(found)
    blocks.provenance(found.provenance)


def _caption(found: Story) -> str:
    if found.place is None:
        return f"Story of a record · {found.record}"
    return f"Story of a record · {found.place.label.lower()} of {found.place.source}"


def _missing(found: Story) -> None:
    if found.held:
        number = wording.counted(found.held, "record")
        states.empty(
            f"{number} in quarantine name it",
            "They count in no figure until they are mended; the page Rows and totals has them.",
        )
        blocks.link("accounting", "Look in the quarantine", q_text=found.record)
    else:
        states.empty("Nothing is known of it", NOT_FOUND)
    blocks.provenance(found.provenance)


def _steps(found: Story) -> None:
    cut = " Only the first rows of each table are told." if found.is_cut else ""
    blocks.part(
        f"What happened, in {wording.counted(len(found.steps), 'step')}",
        f"Local time of each source's site. Rows belong together by the ids that they name.{cut}",
    )
    if inputs.is_phone():
        for step in found.steps:
            said = f"**{blocks.plain(step.label)}** :gray[{blocks.plain(_when(step))}]"
            st.markdown(
                f"{said}  \n{blocks.plain(_details(step))}  \n:small[:gray[{_line(step.origin)}]]"
            )
        return
    told = [
        {
            "When": _when(step),
            "What": step.label,
            "Details": _details(step),
            "Source line": f"{step.origin.source}, {step.origin.file} : {step.origin.row}",
        }
        for step in found.steps
    ]
    if len(told) <= WRITTEN:
        blocks.written(
            [{name: blocks.plain(text) for name, text in line.items()} for line in told],
            "Steps in order of time",
        )
    else:
        blocks.grid(told, "Steps in order of time", widths=WIDTHS, height=520)


def _when(step: Step) -> str:
    """`3 Mar 2025, 09:00:12 GMT`; an en dash where the row has no time of its own."""
    return wording.second(step.at, step.zone)


def _details(step: Step) -> str:
    return " · ".join(f"{name} {value}" for name, value in step.details) or wording.NONE


def _line(origin: Origin) -> str:
    return blocks.plain(f"{origin.source}, {origin.file} : {origin.row}")


def _standings(found: Story) -> None:
    counted = {one.kpi.id for one in found.standings if one.state != "excluded"}
    every = {one.kpi.id for one in found.standings}
    blocks.part(
        f"It counts in {len(counted)} of {wording.counted(len(every), 'KPI')}",
        "Those whose cases are of its kind, by the definition of its month.",
    )
    if not found.standings:
        st.caption("No KPI counts records of its kind one by one.")
        return
    blocks.written([_standing(one) for one in found.standings], "What each KPI makes of it")


def _standing(one: Standing) -> dict[str, str]:
    said = lines.said(one.judgement) if one.month else one.judgement
    return {
        "KPI": blocks.plain(one.kpi.label),
        "Month": wording.unbroken(wording.month_name(one.month)),
        "In the figure": blocks.plain(said),
    }


def _files(found: Story) -> None:
    files = {step.origin.sha256: step.origin for step in found.steps if step.origin.sha256}
    blocks.part(f"From {wording.counted(len(files), 'file')}", "Loaded at, and SHA-256.")
    told = [
        {
            "File": blocks.plain(one.file),
            "SHA-256": wording.short_hash(one.sha256).replace("…", f"{JOINED}…{JOINED}"),
            "Loaded": blocks.plain(wording.instant(one.loaded_at)),
        }
        for one in files.values()
    ]
    if told:
        blocks.written(told, "Files of the record")
