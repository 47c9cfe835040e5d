"""Puts the interval of a median beside its figure, which `kpi_month` cannot tell from its sums."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from warehouse.answers import case_spread
from warehouse.answers.case_spread import Spread
from warehouse.answers.shapes import Cohort, Month
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.connection import Database

NEAR = 1e-6  # a figure computed anew from doubles against that of the build


def of_months(
    database: Database, catalogue: Catalogue, kpi: Kpi, cohort: Cohort, history: Sequence[Month]
) -> tuple[tuple[Month, ...], str]:
    """The history with a median's intervals in the last months shown, and why the newest has none.

    Without words for a KPI of another kind than mean and median.
    """
    shown = tuple(history[-catalogue.answers["months_shown"] :])
    found: dict[tuple[date, str], Spread] = {}
    member = cohort.member if cohort.dimension else ""
    if shown and _is_asked(kpi):
        found = _spreads(database, catalogue, kpi, "", shown[0].month, shown[-1].month, cohort)
        shown = tuple(_month(one, found.get((one.month, member))) for one in shown)
    newest = next((one for one in reversed(shown) if one.value is not None), None)
    why = ""
    if newest is not None and newest.low is None:
        spread = found.get((newest.month, member))
        why = spread.why if spread else _why(kpi, newest)
    words = f"No 95 % interval: {why}." if why else ""
    return (*history[: len(history) - len(shown)], *shown), words


def _why(kpi: Kpi, month: Month) -> str:
    """Why a figure without single cases at hand has no interval."""
    formula = kpi.formula_at(month.month)
    if formula is None or formula.kind not in ("mean", "median"):
        return ""
    if formula.kind == "median":
        return "no single cases"
    least = case_spread.least(formula)
    is_few = month.deviation is not None and (month.n or 0) < least
    return case_spread.FEWER.format(least) if is_few else case_spread.SEVERAL


def of_members(
    database: Database,
    catalogue: Catalogue,
    kpi: Kpi,
    cohort: Cohort,
    month: date,
    members: Mapping[str, Month],
) -> dict[str, Month]:
    """One month's members with intervals."""
    if not members or not _is_asked(kpi):
        return dict(members)
    found = _spreads(database, catalogue, kpi, "", month, month, replace(cohort, member=""))
    return {name: _month(one, found.get((month, name))) for name, one in members.items()}


def of_rows(
    database: Database, catalogue: Catalogue, kpi: Kpi, name: str, rows: Iterable[dict[str, Any]]
) -> None:
    """Fill `low` and `high` of figures of one formula, as the frame of figures has them."""
    if not _is_asked(kpi, name):
        return
    by_source: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        if row["value"] is not None and row["low"] is None:
            by_source.setdefault((row["source_id"], row["dimension"]), []).append(row)
    for (source, dimension), group in by_source.items():
        months = [row["month"] for row in group]
        cohort = Cohort(source, dimension)
        found = _spreads(database, catalogue, kpi, name, min(months), max(months), cohort)
        for row in group:
            spread = found.get((row["month"], row["member"]))
            if spread is not None and spread.interval is not None and _same(spread, row["value"]):
                row["low"], row["high"] = spread.interval.low, spread.interval.high


def _is_asked(kpi: Kpi, name: str = "") -> bool:
    formula = kpi.formula(name)
    return formula is not None and formula.kind == "median" and bool(formula.value)


def _spreads(
    database: Database,
    catalogue: Catalogue,
    kpi: Kpi,
    name: str,
    first: date,
    last: date,
    cohort: Cohort,
) -> dict[tuple[date, str], Spread]:
    """Spread by month and member, each month by the formula that was in force."""
    found: dict[tuple[date, str], Spread] = {}
    for period in kpi.periods(name):
        since = max(first, period.since)
        until = last if period.until == date.max else min(last, period.until - timedelta(days=1))
        if since <= until:
            found |= case_spread.spreads(
                database, catalogue, period.formula, since, until,
                source=cohort.source, dimension=cohort.dimension, member=cohort.member,
                others=cohort.others,
            )  # fmt: skip
    return found


def _month(one: Month, spread: Spread | None) -> Month:
    if spread is None or spread.interval is None or one.low is not None:
        return one
    if not _same(spread, one.value):
        return one
    return replace(one, low=spread.interval.low, high=spread.interval.high)


def _same(spread: Spread, value: float | None) -> bool:
    """Whether the figure is that of these cases; a reported one or one of sums is not."""
    if value is None or spread.value is None:
        return False
    return abs(spread.value - value) <= NEAR * max(abs(value), 1.0)
