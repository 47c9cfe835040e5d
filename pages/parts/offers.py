"""What a page can be asked about: sources, KPIs, months, dimensions and members, as id → words."""

from collections.abc import Iterable
from datetime import date

from pages.parts import reads, wording
from warehouse.answers.choices import Choices, choices
from warehouse.answers.spans import span_from
from warehouse.answers.trend import trend
from warehouse.catalogue.kpis import Kpi
from warehouse.errors import InputRefused

ALL = {"": "all"}


def offered() -> Choices:
    """Everything that can be chosen in this build."""
    return reads.ask(choices)


def sources() -> dict[str, str]:
    """All sources together, and each by its name."""
    return ALL | {name: name for name in offered().sources}


def kpis() -> dict[str, str]:
    """Every KPI of the catalogue: those with a figure by outcome, then those that wait for data."""
    found = offered()
    waiting = {kpi.id: f"{kpi.label} (no data)" for kpi in found.waiting}
    return {kpi.id: kpi.label for kpi in found.kpis} | waiting


def case_kpis() -> dict[str, str]:
    """KPIs that have a value per case, so that a month of them can be drawn."""
    found = offered()
    return {kpi.id: kpi.label for kpi in found.kpis if kpi.id in found.case_kpis}


def split_kpis() -> dict[str, str]:
    """KPIs that can be split in this build; counts are not compared, they follow the size."""
    found = (kpi for kpi in offered().kpis if kpi.kind != "count")
    return {kpi.id: kpi.label for kpi in found if dimensions(kpi.id)}


def kpi(kpi_id: str) -> Kpi | None:
    """A KPI of the catalogue."""
    found = offered()
    return next((one for one in (*found.kpis, *found.waiting) if one.id == kpi_id), None)


def months(kpi_id: str) -> dict[str, str]:
    """A KPI's months, newest first: `2025-09` → `Sep 2025`."""
    found = offered().months.get(kpi_id, ())
    return {f"{month:%Y-%m}": wording.month_name(month) for month in sorted(found, reverse=True)}


def newest(kpi_id: str) -> str:
    """A KPI's newest closed month, its newest of all where none is closed; empty without any."""
    found = months(kpi_id)
    if not found:
        return ""
    latest = reads.ask(trend, kpi_id).latest
    return f"{latest.month:%Y-%m}" if latest else next(iter(found))


def month(text: str) -> date | None:
    """The first day of the month that the address names."""
    return date.fromisoformat(f"{text}-01") if text else None


def last_of(text: str) -> str:
    """The last month of a period as an address writes it; empty where it is none."""
    try:
        return f"{span_from(text).last:%Y-%m}"
    except InputRefused:
        return ""


def dimensions(kpi_id: str) -> dict[str, str]:
    """What a KPI can be split by."""
    return words(offered().dimensions.get(kpi_id, {}))


def every_dimension() -> dict[str, dict[str, str]]:
    """Every dimension that any KPI can be split by, with all of its members."""
    found: dict[str, dict[str, str]] = {}
    for splits in offered().dimensions.values():
        for name, members in splits.items():
            found.setdefault(name, {}).update(dict.fromkeys(members, ""))
    return {name: {one: one for one in members} for name, members in found.items()}


def words(names: Iterable[str]) -> dict[str, str]:
    """Names of dimensions as labels."""
    return {name: wording.capital(wording.words(name)) for name in names}


def members(kpi_id: str, dimension: str) -> dict[str, str]:
    """The members of one dimension of a KPI."""
    found = offered().dimensions.get(kpi_id, {}).get(dimension, ())
    return {name: name for name in found}
