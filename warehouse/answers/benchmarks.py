"""Our figures beside those of others, as the organisation declared them: source, date and note.

A benchmark is never a target and gives no verdict: it was counted by others, on other customers.
What can be said is where it lies against our figure's interval, and how old it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from warehouse.access import Viewer
from warehouse.answers import case_spread, series, wording
from warehouse.answers.shapes import Cohort, Month, Provenance
from warehouse.answers.stored import catalogue_of, provenance
from warehouse.benchmarks import Benchmark
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.connection import Database, reading
from warehouse.period import month_add

OLD = 24  # months from which a benchmark is called old
Place = Literal["above", "below", "within", "unknown"]


@dataclass(frozen=True)
class Beside:
    """One benchmark beside our newest closed month.

    `own` is None without a figure, and `gap` then says why. `place` says where the benchmark lies
    against the 95 % interval of our figure: unknown where that has none or there are fewer than 30
    cases. `better` says whether ours is on the better side of it; None where chance decides, the
    place is unknown, or the KPI has no better side. `age` counts whole months from its date to the
    newest data; `is_old` from 24 on.
    """

    kpi: Kpi
    benchmark: Benchmark
    own: Month | None
    gap: str
    place: Place
    better: bool | None
    age: int | None
    is_old: bool


@dataclass(frozen=True)
class Benchmarks:
    """Every declared benchmark, in the order of the catalogue; `without` KPIs have none."""

    rows: tuple[Beside, ...]
    without: int
    finding: str
    provenance: Provenance


def benchmarks(
    build: BuildRef, told: tuple[Benchmark, ...], *, source: str = "", viewer: Viewer
) -> Benchmarks:
    """What the organisation declared, `told`, beside our figures of one source or of all ("").

    Raises:
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        origin = provenance(database, build, source)
        today = origin.as_of.date() if origin.as_of else None
        rows = [_beside(database, catalogue, one, source, today) for one in told]
    places = {name: place for place, name in enumerate(catalogue.kpis)}
    rows.sort(key=lambda row: (places[row.kpi.id], row.benchmark.published))
    named = {row.kpi.id for row in rows}
    return Benchmarks(tuple(rows), len(catalogue.kpis) - len(named), _finding(rows), origin)


def _beside(
    database: Database, catalogue: Catalogue, told: Benchmark, source: str, today: date | None
) -> Beside:
    kpi = catalogue.kpis[told.kpi_id]
    history = series.read(database, catalogue, Cohort(source), kpi.id, told.formula)
    closed = [
        month
        for month in history.get(kpi.id, ())
        if month.status == "final" and month.value is not None
    ]
    own = _spread(database, catalogue, kpi, told, closed[-1], source) if closed else None
    gap = ""
    if own is None:
        gap = f"waits for {kpi.awaits}" if kpi.awaits else "no closed month with enough cases"
    place = _place(told, own, catalogue.answers["judged_from"])
    age = None if today is None else max(_months(told.published, today), 0)
    return Beside(
        kpi=kpi,
        benchmark=told,
        own=own,
        gap=gap,
        place=place,
        better=_better(kpi, place),
        age=age,
        is_old=age is not None and age >= OLD,
    )


def _spread(
    database: Database, catalogue: Catalogue, kpi: Kpi, told: Benchmark, month: Month, source: str
) -> Month:
    """The month with the interval of its cases, where sums give none, as for a median."""
    formula = kpi.formula_at(month.month, told.formula)
    if month.low is not None or formula is None:
        return month
    day = month.month
    found = case_spread.spreads(database, catalogue, formula, day, day, source=source)
    spread = found.get((day, ""))
    if spread is None or spread.interval is None:
        return month
    return replace(month, low=spread.interval.low, high=spread.interval.high)


def _place(told: Benchmark, own: Month | None, least: int) -> Place:
    """Where the benchmark, or the whole of its range, lies against our interval."""
    if own is None or own.low is None or own.high is None or (own.n or 0) < least:
        return "unknown"
    if (told.high if told.high is not None else told.value) < own.low:
        return "below"
    return "above" if (told.low if told.low is not None else told.value) > own.high else "within"


def _better(kpi: Kpi, place: Place) -> bool | None:
    if place not in ("above", "below") or kpi.better == "neither":
        return None
    return (place == "below") == (kpi.better == "higher")


def _months(since: date, until: date) -> int:
    """Whole months between two days."""
    months = (until.year - since.year) * 12 + until.month - since.month
    day = month_add(date(since.year, since.month, 1), months)
    return months - (until.day < min(since.day, (month_add(day, 1) - day).days))


def _finding(rows: Sequence[Beside]) -> str:
    if not rows:
        return "No benchmark is declared"
    judged = [row for row in rows if row.place != "unknown"]
    better = sum(row.better is True for row in judged)
    worse = sum(row.better is False for row in judged)
    said = f"Of {wording.counted(len(rows), 'benchmark')} ours is better than "
    said += f"{wording.number(better) if better else 'none'} and worse than "
    said += wording.number(worse) if worse else "none"
    rest = len(rows) - better - worse
    if rest:
        said += f"; {wording.number(rest)} cannot be told apart from ours"
    old = sum(row.is_old for row in rows)
    if old:
        said += f"; {wording.number(old)} {'is' if old == 1 else 'are'} older than {OLD} months"
    return said
