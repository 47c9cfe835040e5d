"""One check on a page: why it exists, what it affects, the rows that fail it, its SQL, its waiver.

And, on a KPI's card, the checks that stand behind it.
"""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from pages.parts import blocks, inputs, lines, reads, waiving, wording
from warehouse.answers.failing_rows import MOST, failing_rows
from warehouse.answers.shapes import Verdict

MARKS = {"failed": ":orange[◆]", "waived": ":orange[◇]", "passed": ":gray[■]"}
SHOWN = 8  # checks on a card; the others are one click away


def details(verdict: Verdict, kpis: Mapping[str, str]) -> None:
    """Everything about one check. `kpis`: id → label."""
    with st.container(border=True):
        st.subheader(blocks.plain(verdict.label), anchor=False)
        st.markdown(blocks.plain(verdict.why))
        st.caption(
            blocks.plain(
                f"{verdict.severity.capitalize()}, {'passed' if verdict.passed else 'failed'} · "
                f"table {verdict.table} · owner {verdict.owner or 'none'} · id {verdict.check_id}"
            )
        )
        _affected(verdict, kpis)
        _waiver(verdict)
        _rows(verdict)
        with st.expander("The SQL that ran"):
            blocks.sql(verdict.sql)
        st.button("Close", type="tertiary", on_click=inputs.goto, kwargs={"check": ""})


def state_words(verdict: Verdict) -> str:
    """`passed`, `failed`, or `failed, waived by … until … because …`: never called passed."""
    return f"failed, {told(verdict)}" if verdict.waived else verdict.state


def told(verdict: Verdict) -> str:
    """Who waived a check, through which day, and why; empty where nobody did."""
    waived = verdict.waived
    if waived is None:
        return ""
    why = wording.lowered(waived.why.strip().rstrip("."))
    return f"waived by {waived.by} until {wording.day_name(waived.until)} because {why}"


def _affected(verdict: Verdict, kpis: Mapping[str, str]) -> None:
    """The KPIs that a check bears on, each a link to its card."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption("Affects" if verdict.kpis else "Affects every KPI", width="content")
        for kpi_id in verdict.kpis:
            blocks.link("definitions", kpis.get(kpi_id, kpi_id), kpi=kpi_id)


def _waiver(verdict: Verdict) -> None:
    """The waiver that holds, or the form for one, where the check fails."""
    if verdict.passed:
        return
    if verdict.waived is None:
        with st.expander("Waive this check for the time being"):
            waiving.form(verdict.check_id)
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        said = wording.capital(state_words(verdict))
        st.markdown(f"**{blocks.plain(said)}.**", width="content")
        blocks.link("waivers", "The waiver", waiver=verdict.waived.waiver_id)


def _rows(verdict: Verdict) -> None:
    """A sample of the rows that fail, and all of them as a file."""
    if not verdict.failing:
        return
    failing = [{k: lines.cell(v) for k, v in row.items()} for row in verdict.failing]
    blocks.grid(failing, f"Rows that fail: {verdict.label}")
    total = verdict.rows_failed or 0
    shown = f"The first {len(failing)} of {wording.whole(total)}. " if total > len(failing) else ""
    most = f", the first {wording.whole(MOST)} of them" if total > MOST else ""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.download_button(
            f"Download {wording.counted(min(total, MOST), 'row')}",
            data=_file(verdict.check_id),
            file_name=f"{verdict.check_id}_{reads.build().id}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.caption(
            f"{shown}The file has whole rows{most}; what points to a person is masked.",
            width="stretch",
        )


def _file(check_id: str) -> Callable[[], bytes]:
    """Whole failing rows as CSV, read only when somebody presses the button, and not kept."""

    def write() -> bytes:
        found = failing_rows(reads.build(), check_id, viewer=reads.viewer())
        return found.frame.write_csv().encode()

    return write


def behind(found: Sequence[Verdict], kpi_id: str) -> None:
    """The checks that stand behind a KPI, failed first, each a link to it on the quality page."""
    if not found:
        st.caption("No check names this KPI.")
        return
    _links(found[:SHOWN], kpi_id)
    rest = found[SHOWN:]
    if rest:
        with st.expander(f"{wording.counted(len(rest), 'more check')}"):
            _links(rest, kpi_id)


def _links(found: Sequence[Verdict], kpi_id: str) -> None:
    for one in found:
        with st.container(horizontal=True, gap="xxsmall", vertical_alignment="center"):
            st.markdown(MARKS[one.state], width="content")
            blocks.link("data_quality", one.label, check=one.check_id, kpi=kpi_id)
            said = f"{one.severity}, {one.state}"
            if one.waived:
                said = f"{one.severity}, failed, waived to {wording.day_name(one.waived.until)}"
            st.caption(said, width="content")
