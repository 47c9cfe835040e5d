"""Answers made by hand, small enough to check by eye; several tests of the charts share them."""

from datetime import UTC, date, datetime

from warehouse.answers.shapes import (
    Cohort,
    Month,
    Provenance,
    Trend,
)
from warehouse.answers.spread_shapes import Bar, CohortPoint, Distribution, Funnel
from warehouse.catalogue.kpis import Kpi
from warehouse.stats.control_limits import Limits
from warehouse.stats.intervals import Interval

PROVENANCE = Provenance(
    build_id="2025-10-13T060500Z",
    published_at=datetime(2025, 10, 13, 6, 5, tzinfo=UTC),
    as_of=datetime(2025, 10, 12, 22, 0, tzinfo=UTC),
    sources=("telephony",),
    checks_passed=14,
    checks_run=14,
)
VALUES = (0.043, 0.047, 0.042, 0.045, 0.043, 0.047, 0.045, 0.051, 0.053, 0.052, 0.056, 0.059)
LIMITS = Limits(0.0464, 0.038, 0.0548, 0.0408, 0.052, 22, 1, trial=False)


def kpi(**changes: object) -> Kpi:
    """Abandonment as the catalogue declares it, in what the charts read of it."""
    declared: dict[str, object] = {
        "id": "abandonment_rate",
        "label": "Abandonment rate",
        "question": "How many callers hang up while they wait?",
        "outcome": "access",
        "kind": "proportion",
        "unit": "share",
        "better": "lower",
        "target": 0.05,
        "target_sign": "<",
        "target_origin": "Client SLA",
        "owner": "Head of operations",
        "reads_as": "Share of callers who hung up while waiting.",
        "dimensions": ("queue", "region"),
        **changes,
    }
    return Kpi(**declared)


def month(index: int, value: float | None, **changes: object) -> Month:
    """The month `index` months after October 2024, with 17,664 cases."""
    declared: dict[str, object] = {
        "month": date(2024 + (9 + index) // 12, (9 + index) % 12 + 1, 1),
        "value": value,
        "numerator": None if value is None else round(value * 17664),
        "denominator": 17664.0,
        "n": 17664,
        "status": "missing" if value is None else "final",
        "low": None if value is None else value - 0.003,
        "high": None if value is None else value + 0.003,
        "target": 0.05,
        **changes,
    }
    return Month(**declared)


def months() -> tuple[Month, ...]:
    """Twelve months: the target falls from 6 to 5 % in January; three signals; the last is open."""
    marks = {8: "concern", 9: "concern", 10: "concern"}
    return tuple(
        month(
            i,
            value,
            target=0.06 if i < 3 else 0.05,
            mark=marks.get(i, "common"),
            status="provisional" if i == 11 else "final",
        )
        for i, value in enumerate(VALUES)
    )


def trend(**changes: object) -> Trend:
    """Abandonment with three signals and a provisional last month."""
    declared: dict[str, object] = {
        "kpi": kpi(),
        "cohort": Cohort(),
        "months": months(),
        "history": months(),
        "limits": LIMITS,
        "variation": "concern_high",
        "rules": ("outside_limits",),
        "assurance": "hit_or_miss",
        "finding": "Abandonment rate has changed: 5.6 % in Aug 2025 is above the upper limit",
        "reading": "The process has changed. It will not return by itself.",
        "provenance": PROVENANCE,
        **changes,
    }
    return Trend(**declared)


def distribution(**changes: object) -> Distribution:
    """Four waits: 5, 10, 20 and 90 s, against a target of 30 s."""
    declared: dict[str, object] = {
        "kpi": kpi(id="asa", label="Speed of answer", unit="seconds", target=30.0),
        "cohort": Cohort(),
        "month": date(2025, 9, 1),
        "n": 4,
        "mean": 31.25,
        "percentiles": ((50, 10.0), (80, 20.0), (90, 90.0), (95, 90.0), (99, 90.0)),
        "intervals": (Interval(5.0, 90.0), *(Interval(None, None),) * 4),
        "longest": 90.0,
        "target": 30.0,
        "share_beyond": 0.25,
        "bars": (Bar(0, 15, 2), Bar(15, 30, 1), Bar(30, 45, 0), Bar(75, 90, 0), Bar(90, 105, 1)),
        "curve": ((5.0, 0.25), (10.0, 0.5), (20.0, 0.75), (90.0, 1.0)),
        "finding": "One in four waited longer than 30 s",
        "mean_misleads": "The mean is 31 s, the median 10 s.",
        "provenance": PROVENANCE,
        **changes,
    }
    return Distribution(**declared)


def funnel(**changes: object) -> Funnel:
    """Three queues: one outside the limits, one inside, one too small to show."""
    declared: dict[str, object] = {
        "kpi": kpi(),
        "dimension": "queue",
        "month": date(2025, 9, 1),
        "points": (
            CohortPoint("Halden", 0.088, 130.0, 1480, 0.075, 0.103, "concern", False),
            CohortPoint("Leeds", 0.044, 194.0, 4402, 0.038, 0.05, "common", False),
            CohortPoint("VIP", None, None, 4, None, None, "common", True),
        ),
        "centre": 0.047,
        "target": 0.05,
        "overdispersion": 2.1,
        "band": (
            (100.0, 0.0, 0.0, 0.12, 0.17),
            (1000.0, 0.018, 0.028, 0.066, 0.076),
            (5000.0, 0.034, 0.038, 0.056, 0.06),
        ),
        "finding": "One of two queues stands outside what chance explains",
        "note": "Limits widened for over-dispersion, φ = 2.1.",
        "provenance": PROVENANCE,
        **changes,
    }
    return Funnel(**declared)
