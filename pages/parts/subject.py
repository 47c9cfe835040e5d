"""What a page is about, as the address says it: KPI, cohort, month – and the filters for it."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from pages.parts import filtering, inputs, offers, travelling, wording
from warehouse.answers.shapes import Cohort

PARAMS = ("kpi", "source", "month")


@dataclass(frozen=True)
class Subject:
    """A KPI's id, whom the figure is about, and a month (`2025-09`, empty where none is needed)."""

    kpi_id: str
    cohort: Cohort
    month: str = ""

    @property
    def first_day(self) -> date | None:
        """The month's first day."""
        return offers.month(self.month)


def trend(kpis: dict[str, str] | None = None) -> Subject:
    """A KPI, out of those with a figure unless others are given, and a cohort."""
    kpis = offers.kpis() if kpis is None else kpis
    kpi_id = inputs.chosen("kpi", kpis, next(iter(kpis), ""))
    source = inputs.chosen("source", offers.sources())
    filtering.pair()
    return Subject(kpi_id, Cohort.of(source, filtering.asked(kpi_id)))


def monthly(kpis: dict[str, str]) -> Subject:
    """A KPI, a cohort and a month; the newest closed month where the address names none."""
    found = trend(kpis)
    return Subject(found.kpi_id, found.cohort, _month(found.kpi_id))


def compared(kpis: dict[str, str]) -> tuple[Subject, str]:
    """A KPI and a month, and the dimension whose members are compared."""
    kpi_id = inputs.chosen("kpi", kpis, next(iter(kpis), ""))
    source = inputs.chosen("source", offers.sources())
    splits = offers.dimensions(kpi_id)
    by = inputs.chosen("by", splits, next(iter(splits), ""))
    whom = Cohort.of(source, filtering.asked(kpi_id, but=(by,)))
    return Subject(kpi_id, whom, _month(kpi_id)), by


def _month(kpi_id: str) -> str:
    """The month that the address names, the last of the period that it names, else the newest."""
    months = offers.months(kpi_id)
    text = st.query_params.get("period", "")
    if "month" not in st.query_params and text:
        last = offers.last_of(text)
        if last in months:
            return last
        travelling.unused(f"period {text}, of which this KPI has no month")
    return inputs.chosen("month", months, offers.newest(kpi_id))


def row() -> inputs.Row:
    """The filter row; a phone counts every filter on its one popover."""
    return inputs.row(*PARAMS, *offers.every_dimension())


def filters(row: inputs.Row, subject: Subject, kpis: dict[str, str]) -> None:
    """The filters for KPI and source; what hangs on the KPI is cleared when it changes."""
    hanging = ("by", "member", "month", "rows", "all")
    inputs.choice(row.filters, "kpi", "KPI", kpis, next(iter(kpis), ""), clears=hanging)
    if subject.month:
        inputs.choice(
            row.filters, "month", "Month", offers.months(subject.kpi_id),
            offers.newest(subject.kpi_id), clears=("rows", "period"),
        )  # fmt: skip
    if len(offers.sources()) > 2:
        inputs.choice(row.filters, "source", "Source", offers.sources(), clears=("member", "rows"))


def split(row: inputs.Row, subject: Subject, but: tuple[str, ...] = ()) -> None:
    """The filter bar for the members that the subject is narrowed to."""
    filtering.bar(row, subject.kpi_id, subject.cohort.members, but)


def narrowing(row: inputs.Row, kpi_id: str, names: tuple[str, ...]) -> None:
    """The source, and one choice for each of the dimensions that the KPI has members of."""
    if len(offers.sources()) > 2:
        inputs.choice(row.filters, "source", "Source", offers.sources())
    for name in names:
        members = offers.members(kpi_id, name)
        if members:
            inputs.choice(row.filters, name, wording.capital(name), {"": "all"} | members)
