"""What a page is about, as the address says it: KPI, cohort, month – and the filters for it."""

from dataclasses import dataclass
from datetime import date

from pages.parts import inputs, offers
from warehouse.answers.shapes import Cohort

PARAMS = ("kpi", "source", "by", "member", "month")


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
    by = inputs.chosen("by", offers.dimensions(kpi_id))
    member = inputs.chosen("member", offers.members(kpi_id, by)) if by else ""
    return Subject(kpi_id, Cohort(source, by if member else "", member))


def monthly(kpis: dict[str, str]) -> Subject:
    """A KPI, a cohort and a month; the newest closed month where the address names none."""
    found = trend(kpis)
    months = offers.months(found.kpi_id)
    return Subject(
        found.kpi_id, found.cohort, inputs.chosen("month", months, offers.newest(found.kpi_id))
    )


def compared(kpis: dict[str, str]) -> tuple[Subject, str]:
    """A KPI and a month, and the dimension whose members are compared."""
    kpi_id = inputs.chosen("kpi", kpis, next(iter(kpis), ""))
    source = inputs.chosen("source", offers.sources())
    splits = offers.dimensions(kpi_id)
    by = inputs.chosen("by", splits, next(iter(splits), ""))
    month = inputs.chosen("month", offers.months(kpi_id), offers.newest(kpi_id))
    return Subject(kpi_id, Cohort(source), month), by


def filters(row: inputs.Row, subject: Subject, kpis: dict[str, str]) -> None:
    """The filters for KPI and source; what hangs on the KPI is cleared when it changes."""
    hanging = ("by", "member", "month", "rows", "all")
    inputs.choice(row.filters, "kpi", "KPI", kpis, next(iter(kpis), ""), clears=hanging)
    if subject.month:
        inputs.choice(
            row.filters, "month", "Month", offers.months(subject.kpi_id),
            offers.newest(subject.kpi_id), clears=("rows",),
        )  # fmt: skip
    if len(offers.sources()) > 2:
        inputs.choice(row.filters, "source", "Source", offers.sources(), clears=("member", "rows"))


def split(row: inputs.Row, subject: Subject) -> None:
    """The filter for one member of one dimension."""
    splits = offers.dimensions(subject.kpi_id)
    if not splits:
        return
    by, member = inputs.chosen("by", splits), subject.cohort.member
    place = row.filters
    if not inputs.is_phone():
        place = place.popover(
            f"Cohort: {f'{splits[by].lower()} {member}' if member else 'everyone'}"
        )
    clears = ("member", "rows")
    by = inputs.select(place, "by", "Split by", {"": "nothing"} | splits, clears=clears)
    if by:
        members = {"": "all"} | offers.members(subject.kpi_id, by)
        inputs.select(place, "member", splits[by], members, clears=("rows",))
