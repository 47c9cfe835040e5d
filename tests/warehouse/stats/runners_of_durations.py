"""How durations with open cases answer a reference case."""

from statistics import fmean
from typing import Any

from warehouse.stats import distributions, survival, turnaround

Answer = dict[str, Any]


def curve(case: Answer) -> Answer:
    times, events = case["input"]["time"], case["input"]["event"]
    found = survival.kaplan_meier(times, events)
    assert found is not None
    points = [found.at(time) for time in case["params"]["at"]]
    reached = [point for point in points if point is not None]
    assert len(reached) == len(points)
    probabilities = [0.25, 0.5, 0.8, 0.9, 0.95]
    quantiles = [found.percentile(p) for p in probabilities]
    closed = [time for time, event in zip(times, events, strict=True) if event]
    return {
        "n": found.n,
        "events": found.events,
        "survival_at": [point.share for point in reached],
        "survival": [point.share for point in reached],
        "std_err_at": [point.standard_error for point in reached],
        "ci_lower_at": [point.interval.low if point.interval else None for point in reached],
        "ci_upper_at": [point.interval.high if point.interval else None for point in reached],
        "n_risk_at": [point.at_risk for point in reached],
        "quantile_probs": probabilities,
        "quantile": [quantile.value for quantile in quantiles],
        "median": quantiles[1].value,
        "quantile_lower": [quantile.interval.low for quantile in quantiles],
        "quantile_upper": [quantile.interval.high for quantile in quantiles],
        "naive_mean_closed_only": fmean(closed) if closed else None,
        "naive_median_closed_only": distributions.percentiles(closed, [0.5])[0],
        "rmst_to_last_at": found.restricted_mean(case["params"]["at"][-1]),
    }


def groups_differ(case: Answer) -> Answer:
    given = case["input"]
    found = survival.log_rank(given["time"], given["event"], given["group"])
    assert found is not None
    return {"chisq": found.chi_squared, "p": found.p_value}


def open_cases(case: Answer) -> Answer:
    given = case["input"]
    now = given["as_of_hour"]
    ends = [now if closed is None else closed for closed in given["closed_hour"]]
    ages = [end - opened for opened, end in zip(given["opened_hour"], ends, strict=True)]
    answered = [closed is not None for closed in given["closed_hour"]]
    found = turnaround.turnaround(ages, answered, given["limit_hours"])
    return {
        "met": found.met, "missed": found.missed, "pending": found.pending,
        "compliance_decided": found.share, "compliance_km": found.estimate,
    }  # fmt: skip


RUNNERS = {
    "kaplan_meier": curve,
    "log_rank": groups_differ,
    "turnaround_with_open_cases": open_cases,
}
