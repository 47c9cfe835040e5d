"""The newest closed quarter of a KPI, from the sums of its months and never from their averages."""

from collections.abc import Sequence
from math import sqrt

from warehouse.answers import series
from warehouse.answers.shapes import Month
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.period import quarter_months, quarter_of

SUMMED = ("proportion", "mean", "rate", "nps")  # a median or a count of open cases has no sum


def quarter(catalogue: Catalogue, kpi: Kpi, history: Sequence[Month]) -> Month | None:
    """Numerators over denominators of three final months; `month` is the quarter's first.

    None where no quarter is closed, where a month of it is withheld or missing, where the KPI is a
    median or a count, and where its definition changed within the quarter.
    """
    if kpi.kind not in SUMMED:
        return None
    there = {month.month: month for month in history if month.status == "final"}
    for first in sorted({quarter_of(month) for month in there}, reverse=True):
        months = [there.get(month) for month in quarter_months(first)]
        known = [month for month in months if month and month.denominator]
        if len(known) == len(months):
            return _summed(catalogue, kpi, known)
    return None


def _summed(catalogue: Catalogue, kpi: Kpi, months: Sequence[Month]) -> Month | None:
    first, last = (kpi.formula_at(month.month) for month in (months[0], months[-1]))
    if first is None or last is None or first.computes != last.computes:
        return None
    numerator = sum(month.numerator or 0.0 for month in months)
    denominator = sum(month.denominator or 0.0 for month in months)
    n = sum(month.n or 0 for month in months)
    if n < catalogue.answers["withheld_below"]:
        return None
    low, high = series.bounds(last, numerator, denominator, n, deviation=_deviation(months))
    return Month(
        month=months[0].month,
        value=numerator / denominator * (last.scale or 1),
        numerator=numerator,
        denominator=denominator,
        n=n,
        status="final",
        low=low,
        high=high,
        target=kpi.target_at(months[0].month),
    )


def _deviation(months: Sequence[Month]) -> float | None:
    """The standard deviation of all cases of the months; None where one month's is not known."""
    n = sum(month.n or 0 for month in months)
    total, squared = 0.0, 0.0
    for month in months:
        if month.deviation is None or not month.n or month.value is None:
            return None
        total += month.n * month.value
        squared += (month.n - 1) * month.deviation**2 + month.n * month.value**2
    return sqrt(max(0.0, (squared - total**2 / n) / (n - 1)))
