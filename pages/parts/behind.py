"""Which rows a page is about, as the address says it – and the link to them from any figure."""

from dataclasses import replace

import streamlit as st

from pages.parts import blocks, inputs, offers, subject, wording
from warehouse.answers.record_shapes import STATES, Asked, Tally
from warehouse.answers.shapes import Cohort
from warehouse.answers.spans import Span, span_from
from warehouse.errors import InputRefused

PARAMS = ("kpi", "period", "source", "by")
PART = ("state", "reason", "search", "sample", "seed", "page")  # what a change of subject clears
RANGE = ("low", "high")
SAMPLES = {"": "all rows", "10": "10", "25": "25", "50": "50", "100": "100", "400": "400"}
SEED = "1"


def asked(kpis: dict[str, str]) -> Asked:
    """KPI, period, members, values, state, search, sample, columns and order."""
    about = subject.trend(kpis)
    splits = offers.dimensions(about.kpi_id)
    held = {name for name, _ in about.cohort.members}
    only = tuple(
        (name, inputs.chosen(name, offers.members(about.kpi_id, name)))
        for name in splits
        if name not in held and st.query_params.get(name)
    )
    low, high = (_number(param) for param in RANGE)
    size = inputs.chosen("sample", SAMPLES)
    return Asked(
        about.kpi_id,
        span(about.kpi_id),
        about.cohort,
        only=tuple(one for one in only if one[1]),
        low=low,
        high=high,
        state=inputs.chosen("state", STATES, "all"),  # type: ignore[arg-type]
        reason=st.query_params.get("reason", ""),
        search=st.query_params.get("search", "").strip(),
        size=int(size) if size else 0,
        seed=(st.query_params.get("seed", "") or SEED) if size else "",
    )


def span(kpi_id: str) -> Span:
    """The months that the address names, with or without a figure; else the newest closed month."""
    text = st.query_params.get("period", "") or st.query_params.get("month", "")
    try:
        return span_from(text or offers.newest(kpi_id))
    except InputRefused:
        inputs.note(f"period = {text!r} is no month, quarter or range, and was left out.")
        for param in ("period", "month"):
            st.query_params.pop(param, None)
        return span_from(offers.newest(kpi_id))


def _number(param: str) -> float | None:
    text = st.query_params.get(param, "")
    try:
        return float(text) if text else None
    except ValueError:
        inputs.note(f"{param} = {text!r} is no number and was left out.")
        del st.query_params[param]
        return None


def page_number(last: int) -> int:
    """The page that the address names; the first where it names none that there is."""
    text = st.query_params.get("page", "1")
    if text.isdecimal() and 1 <= int(text) <= last:
        return int(text)
    inputs.note(f"page = {text!r} is not offered here and was left out.")
    del st.query_params["page"]
    return 1


def counted(found: Tally, about: Asked) -> Tally:
    """The count of the rows, about exactly what the address asks of them."""
    return replace(found, asked=shaped(about, found))


def shaped(about: Asked, found: Tally) -> Asked:
    """With the columns, order and reason that the address names and these rows have."""
    names = {one.name for one in found.columns}
    told = [one for one in st.query_params.get("columns", "").split(",") if one]
    for one in [one for one in told if one not in names]:
        inputs.note(f"columns = {one!r} is not offered here and was left out.")
    reason = inputs.chosen("reason", {name for name, _ in found.reasons})
    order = inputs.chosen("order", orders(found))
    return replace(
        about,
        columns=tuple(one for one in told if one in names),
        order=order,
        descending=inputs.opened("desc"),
        reason=reason,
    )


def orders(found: Tally) -> dict[str, str]:
    """What rows can be ordered by."""
    fixed = {"": "time", "record": "record", "judgement": "judgement", "file": "file"}
    return fixed | {one.name: wording.column(one.name) for one in found.columns}


def periods(about: Asked) -> dict[str, str]:
    """The month or span at hand, then the KPI's months, newest first."""
    return {about.span.text: about.span.label} | offers.months(about.kpi_id)


def link(label: str, kpi_id: str, period: str, cohort: Cohort | None = None, **more: str) -> None:
    """A link to the rows behind a figure, its filters kept."""
    if "rows" in blocks.URLS:
        blocks.link("rows", label, **address(kpi_id, period, cohort), **more)


def story(title: str, record: str, source: str, table: str, remark: str = "") -> None:
    """At the lower edge of the window: the way to the whole story of a selected record."""
    with blocks.chosen(title, remark):
        told = {"record": record, "of": table, "from": source}
        blocks.link("rows", "Its whole story", **told)


def address(kpi_id: str, period: str, cohort: Cohort | None = None) -> dict[str, str]:
    """The parameters of the page on rows for a figure; `period` as a Span writes it."""
    whom = cohort or Cohort()
    return {"kpi": kpi_id, "period": period, "source": whom.source, **dict(whom.members)}
