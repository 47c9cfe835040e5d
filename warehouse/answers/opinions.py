"""Second opinions on a control chart: what other methods say of the same months, each with its n.

None of them moves an icon. They tell the reader how far to trust it: a chart by count for large
denominators (Laney), runs about the median (Anhøj), memory from month to month, the season, and
how wide the limits could be by chance.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from warehouse.answers.marks import Opinion, Standing
from warehouse.answers.segments import final
from warehouse.answers.shapes import Month
from warehouse.answers.wording import decimal, listed, month
from warehouse.catalogue.kpis import Kpi
from warehouse.stats import charts_by_count, control_limits
from warehouse.stats.control_limits import FIRM_POINTS, Limits, Variation
from warehouse.stats.false_alarms import chances
from warehouse.stats.runs_about_median import median_runs
from warehouse.stats.seasons import LEAST_MONTHS, season

SHIFTS = ("shift", "trend")  # what runs about the median look for as well
NAMED = 3  # months named where two charts disagree


def opinions(
    kpi: Kpi,
    months: Sequence[Month],
    limits: Limits | None,
    variation: Variation,
    left_out: Sequence[date] = (),
) -> tuple[Opinion, ...]:
    """All that can be said of one segment; `variation` is the verdict on its last month.

    `left_out` are months that no limits rest on, those by count neither. Empty without limits:
    there is nothing to have a second opinion on.
    """
    if limits is None:
        return ()
    values = [final(one) for one in months]
    found = [
        _by_count(kpi, months, limits, left_out),
        _runs(values, variation),
        _memory(values),
        _season(values, months[0].month, kpi, variation),
        _width(limits),
    ]
    return tuple(opinion for opinion in found if opinion is not None)


def _by_count(
    kpi: Kpi, months: Sequence[Month], limits: Limits, left_out: Sequence[date]
) -> Opinion | None:
    """P′ or U′ beside XmR; None for figures that are not counts of cases."""
    formula = kpi.formula()
    if kpi.kind not in ("proportion", "rate") or formula is None:
        return None
    closed = [one.status == "final" and one.month not in left_out for one in months]
    counts = [
        [part if is_final else None for part, is_final in zip(parts, closed, strict=True)]
        for parts in ([m.numerator for m in months], [m.denominator for m in months])
    ]
    share = kpi.kind == "proportion"
    make = charts_by_count.p_prime_chart if share else charts_by_count.u_prime_chart
    try:
        chart = make(*counts)
    except ValueError:
        return None  # parts that are no counts, such as weighted ones
    if chart is None:
        return None
    name = "P′, by number of cases" if share else "U′, by number of cases"
    apart = charts_by_count.disagreement(chart, _scaled(limits, 1 / (formula.scale or 1), share))
    spread = f"months differ {decimal(chart.sigma_z, 1)} times as much as chance sampling explains"
    odd = [
        f"{_named(months, here)} outside the limits of {which} only"
        for here, which in ((apart.here_only, name[:2]), (apart.xmr_only, "XmR"))
        if here
    ]
    wide = " Sizes differ by more than half." if charts_by_count.varies_much(counts[1]) else ""
    if odd:
        return Opinion(name, chart.points, "differs", f"{'; '.join(odd)}: {spread}.{wide}")
    said = f"The same months lie outside the limits: {spread}.{wide}"
    return Opinion(name, chart.points, "agrees", said)


def _scaled(limits: Limits, factor: float, share: bool) -> Limits:
    """Limits of a rate per 1,000 in the unit of its counts."""
    if share:
        return limits
    names = ("mean", "lower", "upper", "near_lower", "near_upper")
    return replace(limits, **{name: getattr(limits, name) * factor for name in names})


def _named(months: Sequence[Month], places: Sequence[int]) -> str:
    names = [month(months[i].month) for i in places]
    lie = "lies" if len(names) == 1 else "lie"
    return f"{listed(names, NAMED)} {lie}"


def _runs(values: Sequence[float | None], variation: Variation) -> Opinion | None:
    found = median_runs(values)
    if found is None:
        return None
    said = (
        f"Longest run {found.longest_run} (at most {found.longest_allowed} by chance), "
        f"{found.crossings} crossings of the median (at least {found.crossings_least})"
    )
    seen = any(rule in SHIFTS for rule in variation.rules)
    standing: Standing = "agrees" if found.signal == seen else "differs"
    verdict = "the level moved" if found.signal else "no lasting shift"
    return Opinion("Anhøj, runs about the median", found.useful, standing, f"{said}: {verdict}.")


def _memory(values: Sequence[float | None]) -> Opinion | None:
    r = control_limits.autocorrelation(values)
    if r is None:
        return None
    n = sum(value is not None for value in values)
    bound = 2 / math.sqrt(n)
    said = f"r = {decimal(r, 2)} from month to month, bound {decimal(bound, 2)}"
    if control_limits.limits_may_be_narrow(values):
        meaning = (
            "months resemble their neighbours. A lasting change does that; without one the limits "
            "are too narrow and false alarms several times as many"
        )
        return Opinion("Month-to-month memory", n, "differs", f"{said}: {meaning}.")
    return Opinion("Month-to-month memory", n, "agrees", f"{said}: months stand on their own.")


def _season(
    values: Sequence[float | None], first: date, kpi: Kpi, variation: Variation
) -> Opinion | None:
    known = sum(value is not None for value in values)
    name = "Month of the year"
    if known < LEAST_MONTHS:
        said = f"A season cannot be told from a change before {LEAST_MONTHS} months."
        return Opinion(name, known, "unsure", said)
    found = season(values, first.month)
    if found is None:
        return None
    if not found.is_there:
        said = f"Months of the year do not differ beyond chance (p = {_p(found.p)})."
        return Opinion(name, known, "agrees", said)
    limits = control_limits.xmr_limits(found.adjusted)
    again = control_limits.variation(found.adjusted, limits, kpi.better)
    told = f"Months of the year differ (p = {_p(found.p)}). Without the season the newest month"
    same = bool(again.rules) == bool(variation.rules)
    verdict = "is a signal" if again.rules else "is common cause"
    return Opinion(name, known, "agrees" if same else "differs", f"{told} {verdict}.")


def _p(p: float) -> str:
    return "under 0.01" if p < 0.01 else decimal(p, 2)


def _width(limits: Limits) -> Opinion:
    """How far limits from so few months can be from the true ones."""
    found = chances(max(limits.points, FIRM_POINTS))
    assert found is not None
    tight, loose = (decimal(abs(1 - edge) * 100, 0) for edge in (found.narrow, found.wide))
    said = f"{tight} % too narrow or {loose} % too wide"
    if limits.trial:
        said = f"From so few months they can be more than {said}."
    else:
        said = (
            f"From {limits.points} months they can be {said} (90 of 100 charts). An unchanged "
            f"process has its newest month flagged in {decimal(found.last * 100, 1)} of 100."
        )
    return Opinion("Width of the limits", limits.points, "unsure", said)
