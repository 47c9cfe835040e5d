"""A group against all others: vulnerable customers, and the peak against the rest.

Relative risk with its score interval, and the difference beside it, since a ratio hides how many
are concerned. Both are of the worse outcome, so that more than 1 always means worse for the group.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from warehouse.access import Viewer
from warehouse.answers import case_spread, series, wording
from warehouse.answers.spread_shapes import Disparities, Disparity, Side
from warehouse.answers.stored import catalogue_of, formula_of, kpi_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.connection import Database, reading
from warehouse.period import month_add
from warehouse.stats import disparity, intervals
from warehouse.stats.disparity import RelativeRisk
from warehouse.stats.intervals import Interval

MONTHS = 3  # a quarter: the response rule looks at two of them
READ = """
select member, sum(numerator) as numerator, sum(denominator) as denominator, sum(n) as n
from kpi_month
where kpi_id = $kpi and formula = '' and source_id = $source and dimension = $dimension
    and month between $first and $last
group by member"""
PEAK = """
select count(distinct (weekday, hour)) as hours, min(contacts) as least
from peak_hour
where $source in ('', source_id)"""


@dataclass(frozen=True)
class Pair:
    """Two members of a dimension, and how the first is called in a sentence."""

    dimension: str
    group: str
    others: str
    words: str
    against: str


PAIRS = (
    Pair("vulnerable", "vulnerable", "not vulnerable", "Vulnerable customers", "all others"),
    Pair("peak", "peak", "off-peak", "In the peak", "the other hours"),
)
Sums = Mapping[str, Mapping[str, Any]]


def disparities(
    build: BuildRef, kpi_id: str, month: date, *, source: str = "", viewer: Viewer
) -> Disparities:
    """Every pair that the KPI can be split by, over the three months up to `month`.

    A side of fewer than 5 cases is withheld, and the comparison with it.

    Raises:
        InputRefused: no such KPI.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        kpi = kpi_of(catalogue, kpi_id).at(month)
        pairs = [pair for pair in PAIRS if pair.dimension in kpi.dimensions and kpi.kind != "count"]
        found = [_compared(database, catalogue, kpi, pair, month, source) for pair in pairs]
        has_peak = any(one is not None and one.dimension == "peak" for one in found)
        note = _peak(database, source) if has_peak else ""
        origin = provenance(database, build, source)
    return Disparities(tuple(one for one in found if one is not None), note, origin)


def _compared(
    database: Database, catalogue: Catalogue, kpi: Kpi, pair: Pair, month: date, source: str
) -> Disparity | None:
    """One pair; None where no row says on which side it is."""
    quarters = [_sums(database, kpi, pair, month_add(month, -back), source) for back in (0, MONTHS)]
    if pair.group not in quarters[0] or pair.others not in quarters[0]:
        return None
    sides = _sides(database, catalogue, kpi, pair, month, source, quarters[0])
    first = month_add(month, 1 - MONTHS)
    if any(side.value is None for side in sides):
        said = (
            f"{pair.words}: too few cases to compare ({wording.whole(sides[0].n)} and "
            f"{wording.whole(sides[1].n)})"
        )
        return Disparity(
            kpi, pair.dimension, first, month, *sides, None, None, None, None, False, said
        )
    risks = [_risk(kpi, pair, sums) for sums in quarters]
    risk = risks[0]
    difference = (sides[0].value or 0.0) - (sides[1].value or 0.0)
    apart = _apart(kpi, risk, sides)
    return Disparity(
        kpi=kpi,
        dimension=pair.dimension,
        first=first,
        last=month,
        group=sides[0],
        others=sides[1],
        ratio=risk.ratio if risk else None,
        interval=risk.interval if risk else None,
        difference=difference,
        apart=apart,
        calls=kpi.better != "neither" and disparity.calls_for_response(risks[0], risks[1]),
        sentence=_sentence(kpi, pair, sides, risk, difference, apart),
    )


def _sums(database: Database, kpi: Kpi, pair: Pair, month: date, source: str) -> Sums:
    named = {
        "kpi": kpi.id,
        "source": source,
        "dimension": pair.dimension,
        "first": month_add(month, 1 - MONTHS),
        "last": month,
    }
    return {row["member"]: row for row in database.frame(READ, named).iter_rows(named=True)}


def _sides(
    database: Database,
    catalogue: Catalogue,
    kpi: Kpi,
    pair: Pair,
    month: date,
    source: str,
    sums: Sums,
) -> tuple[Side, Side]:
    formula = formula_of(kpi)
    first = month_add(month, 1 - MONTHS)
    spreads = case_spread.spreads(
        database, catalogue, formula, first, month,
        source=source, dimension=pair.dimension, is_whole=True,
    )  # fmt: skip
    least = catalogue.answers["withheld_below"]
    is_hidden = any(sums[name]["n"] < least for name in (pair.group, pair.others))

    def side(name: str) -> Side:
        row = sums[name]
        spread = spreads.get((first, name))
        if is_hidden:
            return Side(name, None, None, None, row["n"])
        if formula.kind == "median":
            if spread is None or spread.interval is None:
                return Side(name, None, None, None, row["n"])
            return Side(name, spread.value, spread.interval.low, spread.interval.high, row["n"])
        if not row["denominator"]:
            return Side(name, None, None, None, row["n"])
        value = formula.scale * row["numerator"] / row["denominator"]
        low, high = series.bounds(formula, row["numerator"], row["denominator"], row["n"])
        if spread is not None and spread.interval is not None:
            low, high = spread.interval.low, spread.interval.high
        return Side(name, value, low, high, row["n"])

    return side(pair.group), side(pair.others)


def _risk(kpi: Kpi, pair: Pair, sums: Sums) -> RelativeRisk | None:
    """Relative risk of the worse outcome: the counted one, or its absence where more is better."""
    if kpi.kind != "proportion" or not {pair.group, pair.others} <= set(sums):
        return None
    counts = []
    for name in (pair.group, pair.others):
        x, n = round(sums[name]["numerator"] or 0), round(sums[name]["denominator"] or 0)
        if not 0 <= x <= n:
            return None
        counts += [n - x if kpi.better == "higher" else x, n]
    return disparity.relative_risk(counts[0], counts[1], counts[2], counts[3])


def _apart(kpi: Kpi, risk: RelativeRisk | None, sides: tuple[Side, Side]) -> Interval | None:
    """Interval of the difference of the two figures: Newcombe's, or by the intervals of both."""
    if risk is not None:
        low, high = risk.difference_interval.low, risk.difference_interval.high
        if kpi.better != "higher" or low is None or high is None:
            return risk.difference_interval
        return Interval(-high, -low)
    group, others = sides
    if group.low is None or others.low is None or group.value is None or others.value is None:
        return None
    return intervals.difference(
        others.value,
        Interval(others.low, others.high),
        group.value,
        Interval(group.low, group.high),
    )


def _sentence(
    kpi: Kpi,
    pair: Pair,
    sides: tuple[Side, Side],
    risk: RelativeRisk | None,
    difference: float,
    apart: Interval | None,
) -> str:
    group, others = sides
    said = (
        f"{pair.words} {wording.amount(group.value, kpi.unit, group.n)} (n "
        f"{wording.whole(group.n)}), "
        f"{pair.against} {wording.amount(others.value, kpi.unit, others.n)} (n "
        f"{wording.whole(others.n)})."
    )
    if apart is None or apart.low is None or apart.high is None:
        return f"{said} No interval of the difference: too few cases, or none of single cases."
    ends = f"{_signed(apart.low, kpi.unit)} to {_signed(apart.high, kpi.unit)}"
    if kpi.unit == "share":
        ends = ends.replace(f"{wording.NARROW}points", "", 1)
    said += f" Difference {_signed(difference, kpi.unit)}, 95 % interval {ends}"
    if risk is not None and risk.ratio is not None and risk.interval is not None:
        outcome = "that is" if kpi.better == "neither" else "the worse outcome is"
        low, high = risk.interval.low or 0.0, risk.interval.high
        top = "no upper limit" if high is None else wording.decimal(high, 2)
        said += (
            f"; {outcome} {wording.decimal(risk.ratio, 2)} times as likely "
            f"({wording.decimal(low, 2)} to {top})"
        )
    is_chance = apart.low <= 0 <= apart.high
    return f"{said}: {'within what chance explains' if is_chance else 'more than chance explains'}."


def _signed(value: float, unit: str) -> str:
    """A difference with its sign; of shares in points."""
    sign = "+" if value > 0 else ""
    if unit == "share":
        return f"{sign}{wording.decimal(100 * value, 1)}{wording.NARROW}points"
    return f"{sign}{wording.amount(value, unit)}"


def _peak(database: Database, source: str) -> str:
    """What the peak is, printed wherever it is compared."""
    hours, least = database.rows(PEAK, {"source": source})[0]
    if not hours:
        return ""
    return (
        f"Peak: the busiest tenth of the hours of a week at the site over the last 12 complete "
        f"months ({hours} hours, {wording.whole(least)} contacts and more in each). Three "
        "months together."
    )
