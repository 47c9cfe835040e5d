"""What a page can be asked about: sources, KPIs, months, dimensions and members, as id → words."""

from datetime import date

from pages.parts import reads, wording
from warehouse.answers.choices import Choices, choices
from warehouse.catalogue.kpis import Kpi

ALL = {"": "all"}


def offered() -> Choices:
    """Everything that can be chosen in this build."""
    return reads.ask(choices)


def sources() -> dict[str, str]:
    """All sources together, and each by its name."""
    return ALL | {name: name for name in offered().sources}


def kpis() -> dict[str, str]:
    """KPIs that have a figure, by outcome."""
    return {kpi.id: kpi.label for kpi in offered().kpis}


def every_kpi() -> dict[str, str]:
    """Every KPI of the catalogue, with or without a figure."""
    return kpis()


def case_kpis() -> dict[str, str]:
    """KPIs that have a value per case, so that a month of them can be drawn."""
    return {kpi.id: kpi.label for kpi in offered().kpis if kpi.value}


def split_kpis() -> dict[str, str]:
    """KPIs that can be split by something in this build."""
    return {kpi.id: kpi.label for kpi in offered().kpis if dimensions(kpi.id)}


def newest(kpi_id: str) -> str:
    """A KPI's newest month."""
    return next(iter(months(kpi_id)), "")


def kpi(kpi_id: str) -> Kpi | None:
    """A KPI that has a figure."""
    return next((one for one in offered().kpis if one.id == kpi_id), None)


def months(kpi_id: str) -> dict[str, str]:
    """A KPI's months, newest first: `2025-09` → `Sep 2025`."""
    found = offered().months.get(kpi_id, ())
    return {f"{month:%Y-%m}": wording.month_name(month) for month in sorted(found, reverse=True)}


def month(text: str) -> date | None:
    """The first day of the month that the address names."""
    return date.fromisoformat(f"{text}-01") if text else None


def dimensions(kpi_id: str) -> dict[str, str]:
    """What a KPI can be split by."""
    found = offered().dimensions.get(kpi_id, {})
    return {name: wording.capital(wording.words(name)) for name in found}


def members(kpi_id: str, dimension: str) -> dict[str, str]:
    """The members of one dimension of a KPI."""
    found = offered().dimensions.get(kpi_id, {}).get(dimension, ())
    return {name: name for name in found}
