"""What customers say, who said it, what it goes with, and how far it can be trusted.

Method: ISO 10004:2018, 7 on sampling and validation; intervals, weighting and planned size as in
`stats`. Results describe respondents; a driver is an association and no cause.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from warehouse.access import Viewer
from warehouse.answers import answered_contacts, reweighting, satisfaction_words, series
from warehouse.answers.answered_contacts import Driver
from warehouse.answers.satisfaction_shapes import (
    Balance,
    Band,
    Group,
    Satisfaction,
    Score,
)
from warehouse.answers.spans import Span
from warehouse.answers.stored import catalogue_of, formula_of, one_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Formula, Kpi
from warehouse.compose import NOT_STATED
from warehouse.connection import Database, reading
from warehouse.stats import outliers, sampling, weighting
from warehouse.stats.balance import standardised_difference

ANSWER_FACT, INVITATION_FACT = "fact_answer", "fact_invitation"
MARGIN = 0.05
SUMS = """
select kpi_id, formula, source_id, sum(numerator) as numerator, sum(denominator) as denominator,
    sum(n) as n, bool_or(status = 'provisional') as is_open
from kpi_month
where list_contains($kpis, kpi_id) and dimension = '' and month between $first and $last
group by all"""
Sums = Mapping[tuple[str, str, str], Mapping[str, Any]]


def satisfaction(
    build: BuildRef,
    kpi_id: str,
    span: Span,
    *,
    source: str = "",
    margin: float = MARGIN,
    viewer: Viewer,
) -> Satisfaction:
    """Every score of the period, and one of them compared, weighted and split by driver.

    Args:
        build: the build to ask.
        kpi_id: the score to look at closely; "" for the first one with answers.
        span: whole months; answers are booked by the day of their contact.
        source: one source of answers, all together where empty.
        margin: planned half width of a share's interval, 0–1; 100 times that in points of NPS.
        viewer: who asks.

    Raises:
        InputRefused: a KPI that is no survey score.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        asked = _scores(catalogue, ANSWER_FACT)
        sums = _sums(database, [*asked, *_scores(catalogue, INVITATION_FACT)], span)
        scores = tuple(_score(catalogue, kpi, sums, source, margin) for kpi in asked)
        first = next((s.kpi.id for s in scores if s.value is not None), None)
        chosen = one_of(kpi_id, [kpi.id for kpi in asked], "survey score") if kpi_id else first
        origin = provenance(database, build, source)
        if chosen is None:
            none = satisfaction_words.finding(None, span)
            return Satisfaction(span, None, scores, 0, 0, 0, None, (), (), (), "", none, origin)
        raw = next(score for score in scores if score.kpi.id == chosen)
        formula = formula_of(raw.kpi)
        frame = answered_contacts.answers(database, catalogue, formula, span, source)
        served = answered_contacts.served(database, span)
    linked = frame.filter("is_linked")
    drivers = answered_contacts.drivers()
    balances = _balances(drivers, linked, served)
    weighted = (
        tuple(reweighting.weightings(formula, drivers, linked, served))
        if raw.value is not None
        else ()
    )
    return Satisfaction(
        span=span,
        kpi=raw.kpi,
        scores=scores,
        answers=frame.height,
        linked=linked.height,
        served=int(served["served"].sum() or 0),
        raw=raw,
        balances=balances,
        weighted=weighted,
        bands=tuple(_bands(catalogue, formula, drivers, linked)),
        bias=satisfaction_words.bias(raw, balances, weighted, frame.height, linked.height),
        finding=satisfaction_words.finding(raw, span),
        provenance=origin,
    )


def _scores(catalogue: Catalogue, fact: str) -> list[Kpi]:
    return [
        kpi
        for kpi in catalogue.kpis.values()
        if kpi.outcome == "satisfaction" and kpi.formulas and kpi.fact == fact
    ]


def _sums(database: Database, kpis: Sequence[Kpi], span: Span) -> Sums:
    bound = {"kpis": [kpi.id for kpi in kpis], "first": span.first, "last": span.last}
    rows = database.frame(SUMS, bound).iter_rows(named=True)
    return {(row["kpi_id"], row["formula"], row["source_id"]): row for row in rows}


def _score(catalogue: Catalogue, kpi: Kpi, sums: Sums, source: str, margin: float) -> Score:
    formula = formula_of(kpi)
    row = sums.get((kpi.id, "", source), {})
    n, x, d = int(row.get("n") or 0), row.get("numerator"), row.get("denominator")
    answered, reached = _responses(catalogue, kpi, sums, source)
    rate = answered / reached if reached and answered else None
    shown = bool(d) and n >= catalogue.answers["withheld_below"]
    value = formula.scale * x / d if shown and x is not None and d else None
    parts = [sums.get((kpi.id, part, source), {}).get("numerator") for part in series.NPS_PARTS]
    known = tuple(part for part in parts if part is not None)
    low, high = series.bounds(formula, x, d, n, known) if shown else (None, None)
    needed, invite = _planned(formula, value, known, n, margin, rate)
    bound = None
    if value is not None and rate is not None and formula.kind == "proportion":
        bound = sampling.worst_case(value, rate)
    return Score(
        kpi, value, low, high, n, answered, reached, needed, invite,
        bound.low if bound else None, bound.high if bound else None, bool(row.get("is_open")),
    )  # fmt: skip


def _responses(
    catalogue: Catalogue, kpi: Kpi, sums: Sums, source: str
) -> tuple[int | None, int | None]:
    """Complete and delivered invitations of the sources whose answers the score rests on."""
    behind = {name for one, formula, name in sums if one == kpi.id and not formula and name}
    behind &= {source} if source else behind
    rates = {rate.id for rate in _scores(catalogue, INVITATION_FACT)}
    rows = [
        row
        for (one, formula, name), row in sums.items()
        if one in rates and not formula and name in behind
    ]
    if not rows:
        return None, None
    return tuple(int(sum(row[key] or 0 for row in rows)) for key in ("numerator", "denominator"))  # type: ignore[return-value]


def _planned(
    formula: Formula,
    value: float | None,
    parts: Sequence[float],
    n: int,
    margin: float,
    rate: float | None,
) -> tuple[int | None, int | None]:
    """Answers that would give the margin, and invitations at this response rate."""
    if formula.kind == "nps":
        variance = 1.0
        if len(parts) == len(series.NPS_PARTS) and n:
            promoters, detractors = (part / n for part in parts)
            variance = promoters + detractors - (promoters - detractors) ** 2
        needed = sampling.least_n_nps(100 * margin, variance=variance)
    elif formula.kind == "proportion":
        expected = value if value is not None and 0 < value < 1 else 0.5
        needed = sampling.least_n(margin, expected=expected)
    else:
        return None, None
    return needed, None if rate is None else math.ceil(needed / rate)


def _balances(
    drivers: Sequence[Driver], linked: pl.DataFrame, served: pl.DataFrame
) -> tuple[Balance, ...]:
    found = []
    for driver in drivers:
        if not driver.is_balanced:
            continue
        seen, all_served = (
            reweighting.counts(driver, linked, None),
            reweighting.counts(driver, served, "served"),
        )
        if not seen or set(all_served) <= {NOT_STATED}:
            continue
        wholes = sum(seen.values()), sum(all_served.values())
        groups = []
        for name in _named(driver, all_served):
            one, two = seen.get(name, 0), all_served[name]
            shares = one / wholes[0], two / wholes[1]
            groups.append(Group(name, one, two, *shares, standardised_difference(*shares)))
        known = {name: n for name, n in seen.items() if name in all_served}
        alike = weighting.likeness(known, all_served) if known else None
        found.append(Balance(driver.id, driver.label, tuple(groups), alike))
    return tuple(found)


def _named(driver: Driver, found: Mapping[str, int]) -> list[str]:
    """Bands in their order, names by size; what is not stated last."""
    bands = driver.groups()
    order = {name: place for place, name in enumerate(bands)}
    return sorted(
        found, key=lambda name: (name == NOT_STATED, order.get(name, 0), -found[name], name)
    )


def _bands(
    catalogue: Catalogue, formula: Formula, drivers: Sequence[Driver], linked: pl.DataFrame
) -> list[Band]:
    """The score in each group of each driver that has at least two; small ones withheld."""
    found = []
    for driver in drivers:
        sizes = reweighting.counts(driver, linked, None)
        names = [name for name in _named(driver, sizes) if name != NOT_STATED]
        if len(names) < 2:
            continue
        standing = outliers.ladder(
            [sizes[name] for name in names],
            withheld_below=catalogue.answers["withheld_below"],
            judged_from=catalogue.answers["judged_from"],
        )
        for name, state in zip(names, standing, strict=True):
            inside = linked.filter(pl.col(driver.id) == name)
            shown = state != "withheld"
            value, low, high = reweighting.figure(formula, inside) if shown else (None, None, None)
            few = state != "judged"
            found.append(Band(driver.id, driver.label, name, value, low, high, inside.height, few))
    return found
