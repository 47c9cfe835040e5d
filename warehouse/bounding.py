"""What the records that are not counted could change: worst-case bounds beside each figure.

Of a KPI, a month and a source (and of all together), m records would have entered the figure but
did not: records in quarantine that nothing has closed (held.py), and rows that an exclusion leaves
out because data are missing or invalid (held.toml). Nothing is assumed about them, so the figure
lies between the one with all of them as low, and the one with all of them as high, as they can be:

| kind             | lowest                        | highest                        |
|------------------|-------------------------------|--------------------------------|
| proportion       | N / (D + m)                   | (N + m) / (D + m)              |
| nps              | 100 (N - m) / (D + m)         | 100 (N + m) / (D + m)          |
| mean on a scale  | (N + m lowest) / (D + m)      | (N + m highest) / (D + m)      |
| rate             | N / (D + m in D)              | (N + m in N) / D               |
| count            | N                             | N + m                          |
| median of n      | rank (n + m - 1) / 2 - m of n | rank (n + m - 1) / 2 of n      |

(ranks from 0, interpolated as the median is). A mean without a scale, a record that stands for
many cases or months, and a median with more records held back than known have no bound: null, and
`why` says so. These are the bounds without assumptions of Manski (2003), Partial Identification of
Probability Distributions, chapter 1, and Horowitz and Manski (2000), Journal of the American
Statistical Association 95(449), 77-84. They are wider than what is likely, and not a confidence
interval: they hold what is unknown, not what is random.

A record in quarantine is booked by the time that it still gives. Without a readable one it belongs
to the months of its file: to the month where there is only one, else it widens no bound and is
told as undated beside every month of the file. A source that never gave a KPI a row is not taken
to feed it. That a record may change how another one counts (a repeat contact) is not in the bounds.
"""

from collections.abc import Iterator
from datetime import date

import polars as pl

from warehouse import compose, held, uncounted
from warehouse.catalogue.held import held as declared
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.connection import Database
from warehouse.uncounted import Extra, Extras, Figures

OPEN_ENDED = "a value of this kind has no highest and lowest"
WEIGHED = "its cases do not weigh alike"
TOO_MANY = "more records are held back than are known"
LAID = (
    "create or replace table kpi_bound (kpi_id text, source_id text, month date, held bigint, "
    "unusable bigint, undated bigint, low double, high double, why text)"
)
SCHEMA = {
    "kpi_id": pl.String,
    "source_id": pl.String,
    "month": pl.Date,
    "held": pl.Int64,
    "unusable": pl.Int64,
    "undated": pl.Int64,
    "low": pl.Float64,
    "high": pl.Float64,
    "why": pl.String,
}
MEDIANS = """
with known as (
    select wanted.source_id, wanted.month, extra, cast({value} as double) as value
    from {relation} as fact
    join wanted on wanted.month = fact.{month} and wanted.source_id in ('', fact.source_id)
    where not ({out}) and {value} is not null
),
ranked as (
    select *,
        row_number() over (partition by source_id, month order by value) - 1 as place,
        (count(*) over (partition by source_id, month) + extra - 1) / 2 as middle
    from known
)
select source_id, month, {low} as low, {high} as high
from ranked group by source_id, month, extra, middle"""
AT = """if({p} < 0 or {p} > max(place), null,
    max(value) filter (place = floor({p})) + ({p} - floor({p}))
    * (max(value) filter (place = ceil({p})) - max(value) filter (place = floor({p}))))"""


def bound(database: Database, catalogue: Catalogue) -> None:
    """Fill kpi_bound: one row per KPI, source ("" = all) and month that has records not counted."""
    held.lay(database)
    database.run(LAID)
    found = uncounted.extras(database, catalogue)
    rows = [
        row
        for kpi in catalogue.kpis.values()
        if kpi.fact
        for row in _bounds(database, catalogue, kpi, found[kpi.fact, kpi.month])
    ]
    with database.offered("bound_found", pl.DataFrame(rows, schema=SCHEMA, orient="row")):
        database.run("insert into kpi_bound by name select * from bound_found order by all")


def _bounds(
    database: Database, catalogue: Catalogue, kpi: Kpi, extras: Extras
) -> Iterator[tuple[object, ...]]:
    """The KPI's rows of kpi_bound."""
    figures: Figures = {
        (source, month): (numerator or 0.0, denominator or 0.0, n)
        for source, month, numerator, denominator, n in database.rows(
            "select source_id, month, numerator, denominator, n from kpi_month "
            "where kpi_id = ? and formula = '' and dimension = ''",
            [kpi.id],
        )
    }
    whole = uncounted.whole(database, kpi, extras, figures)
    medians = _medians(database, catalogue, kpi, whole) if kpi.kind == "median" else {}
    for (source, month), extra in sorted(whole.items()):
        low, high, why = None, None, extra.why
        formula = kpi.formula_at(month)
        if formula is not None and not why:
            sums = figures.get((source, month), (0.0, 0.0, 0))
            low, high, why = widened(formula, *sums, extra, declared().scale.get(kpi.id))
        if kpi.kind == "median" and not extra.why:
            low, high = medians.get((source, month), (None, None))
            why = "" if low is not None and high is not None else TOO_MANY
        yield (
            kpi.id, source, month, extra.held, extra.unusable, extra.undated, low, high, why
        )  # fmt: skip


def widened(
    formula: Formula,
    numerator: float,
    denominator: float,
    n: int,
    extra: Extra,
    scale: tuple[float, float] | None = None,
) -> tuple[float | None, float | None, str]:
    """The lowest and the highest figure that `extra` allows, and why there is none.

    In the unit of the value; (None, None, words) where one of them has no bound.
    """
    more, less = extra.above, extra.below
    if formula.kind == "count":
        return numerator, numerator + more, ""
    if not denominator + less:
        return None, None, ""
    if formula.kind == "rate":
        low = formula.scale * numerator / (denominator + less)
        high = formula.scale * (numerator + more) / denominator if denominator else None
        return low, high, "" if denominator else TOO_MANY
    if formula.cases != formula.denominator or abs(denominator - n) > 1e-6:
        return None, None, WEIGHED
    if formula.kind == "nps":
        scale = (-1, 1)
    elif formula.kind == "proportion":
        scale = (0, 1)
    if scale is None:
        return None, None, OPEN_ENDED
    low, high = ((numerator + less * end) / (denominator + less) for end in scale)
    return formula.scale * low, formula.scale * high, ""


def _medians(
    database: Database,
    catalogue: Catalogue,
    kpi: Kpi,
    whole: dict[tuple[str, date], Extra],
) -> dict[tuple[str, date], tuple[float | None, float | None]]:
    """Medians with all that is not known below, and above, what is."""
    found = {}
    for period in kpi.periods():
        formula = period.formula
        wanted = [
            (source, month, extra.below) for (source, month), extra in whole.items()
            if period.since <= month < period.until
        ]  # fmt: skip
        if not wanted:
            continue
        schema = {"source_id": pl.String, "month": pl.Date, "extra": pl.Int64}
        query = MEDIANS.format(
            value=f"({formula.value})",
            relation=compose.relation(catalogue.facts[formula.fact]),
            month=formula.month,
            out=compose.left_out(formula),
            low=AT.format(p="(middle - extra)"),
            high=AT.format(p="middle"),
        )
        with database.offered("wanted", pl.DataFrame(wanted, schema=schema, orient="row")):
            for source, month, low, high in database.rows(query):
                found[source, month] = (low, high)
    return found
