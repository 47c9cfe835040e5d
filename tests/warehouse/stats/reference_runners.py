"""How each method here answers a reference case: the case in, the fields of `expected` out."""

from collections.abc import Callable
from dataclasses import astuple, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from statistics import fmean, stdev
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from warehouse.clock import Calendar, business_seconds, due_on, hours_due, working_days_between
from warehouse.stats import control_limits, distributions, intervals, outliers

Answer = dict[str, Any]
Case = dict[str, Any]

PACKAGE_RULES = control_limits.Rules(beyond_three_sigma_counts=False)  # NHSRplotthedots 0.2.2
LABELS = {
    ("outside_limits", 1): "Above UCL", ("outside_limits", -1): "Below LCL",
    ("trend", 1): "7 Point Trend (Increasing)", ("trend", -1): "7 Point Trend (Decreasing)",
    ("two_of_three", 1): "2 in 3 Above CL", ("two_of_three", -1): "2 in 3 Below CL",
    ("shift", 1): "7 Points Above CL", ("shift", -1): "7 Points Below CL",
}  # fmt: skip
BETTER = {"increase": "higher", "decrease": "lower", "neutral": "neither"}
ASSURANCE = {
    "meets": "consistent_pass", "misses": "consistent_fail", "hit_or_miss": "inconsistent",
    "none": None,
}  # fmt: skip


def xmr(case: Case) -> Answer:
    values, params = case["input"]["y"], case["params"]
    better: Any = BETTER[params["improvement_direction"]]
    starts = [0, *(start - 1 for start in params["rebase_start_index_1based"]), len(values)]
    answer: Answer = {key: [] for key in ("mean", "lpl", "upl", "special_cause_type", "point_type")}
    for start, end in pairwise(starts):
        segment = values[start:end]
        baseline = segment[: params["baseline_first_n"]]
        limits = control_limits.xmr_limits(baseline, screened=params["screen_outliers"])
        assert limits is not None
        firm = replace(limits, trial=False)  # the package knows no trial limits
        causes = control_limits.special_causes(segment, limits, PACKAGE_RULES)
        verdict = control_limits.variation(segment, firm, better, PACKAGE_RULES)
        answer["mean"] += [limits.mean] * len(segment)
        answer["lpl"] += [limits.lower] * len(segment)
        answer["upl"] += [limits.upper] * len(segment)
        answer["special_cause_type"] += [cause_type(found) for found in causes]
        answer["point_type"] += [
            point_type(judgement, found)
            for judgement, found in zip(verdict.judgements, causes, strict=True)
        ]
    kind, _, way = verdict.state.partition("_")
    icon = f"special_cause_neutral_{way}" if kind == "change" else f"special_cause_{kind}"
    answer["variation_icon_last_point"] = "common_cause" if kind == "common" else icon
    answer["assurance_icon"] = ASSURANCE[control_limits.assurance(firm, params["target"], better)]
    return answer


def cause_type(found: dict[str, int]) -> str:
    return LABELS[next(iter(found.items()))] if found else "Common Cause"


def point_type(judgement: str | None, found: dict[str, int]) -> str:
    if judgement == "change":
        return f"special_cause_neutral_{'high' if next(iter(found.values())) > 0 else 'low'}"
    return "common_cause" if judgement == "common" else f"special_cause_{judgement}"


def individuals(case: Case) -> Answer:
    screened = case["params"]["screen_outliers"]
    limits = control_limits.xmr_limits(case["input"]["y"], screened=screened)
    assert limits is not None
    half = (limits.upper - limits.mean) / 2.66 * 3 / case["params"]["d2"]  # the case divides by d2
    ranges = sum(None not in pair for pair in pairwise(case["input"]["y"]))
    names = ("cl", "lcl", "ucl") if "cl" in case["expected"] else ("mean", "lpl", "upl")
    return dict(zip(names, (limits.mean, limits.mean - half, limits.mean + half), strict=True)) | {
        "mr_bar": (limits.upper - limits.mean) / 2.66,
        "mr_used": ranges - limits.screened_ranges,
    }


def two_of_three(case: Case) -> Answer:
    values = case["input"]["y"]
    limits = control_limits.xmr_limits(values, screened=case["params"]["screen_outliers"])
    assert limits is not None
    wording_2023 = control_limits.signals(values, limits)
    package = control_limits.signals(values, limits, PACKAGE_RULES)
    return {
        "mean": limits.mean, "lpl": limits.lower, "upl": limits.upper,
        "near_lower": limits.near_lower, "near_upper": limits.near_upper,
        "outside_limits": ["outside_limits" in found for found in wording_2023],
        "member_mdc_2023": ["two_of_three" in found for found in wording_2023],
        "member_plotthedots_0_2_2": ["two_of_three" in found for found in package],
    }  # fmt: skip


def run_completion(case: Case) -> Answer:
    """A run is complete at a point when a chart that ends there flags its last point."""
    values = case["input"]["y"]
    limits = control_limits.xmr_limits(values)
    assert limits is not None
    answer: Answer = {"mean": limits.mean}
    for rule, length in (("trend", 6), ("trend", 7), ("shift", 7), ("shift", 8), ("shift", 9)):
        rules = replace(control_limits.DEFAULT_RULES, **{rule: length})  # type: ignore[arg-type]
        answer[f"{rule}{length}_completed_at"] = [
            end
            for end in range(1, len(values) + 1)
            if rule in control_limits.signals(values[:end], limits, rules)[-1]
        ]
    return answer


def proportion(case: Case) -> Answer:
    x, n = case["input"]["x"], case["input"]["n"]
    level = case["params"]["confidence"]
    methods = (intervals.wilson, intervals.clopper_pearson, intervals.jeffreys)
    return {"p": x / n} | {method.__name__: ends(method(x, n, level)) for method in methods}


def ends(interval: intervals.Interval | None) -> list[float | None]:
    assert interval is not None
    return list(astuple(interval))


def score(case: Case) -> Answer:
    given = case["input"]
    interval = intervals.nps(given["promoters"], given["passives"], given["detractors"])
    assert interval is not None
    low, high = case["expected"]["adjusted_wald"]  # not clipped to what a score can be; ours is
    clipped_low, clipped_high = low < -100 == interval.low, high > 100 == interval.high
    return {
        "adjusted_wald": [
            low if clipped_low else interval.low,
            high if clipped_high else interval.high,
        ]
    }


def mean_interval(case: Case) -> Answer:
    x = case["input"]["x"]
    answer = {"mean": fmean(x), "sd": stdev(x), "n": len(x)}
    return answer | {"ci": ends(intervals.mean(len(x), fmean(x), stdev(x)))}


def percentile(case: Case) -> Answer:
    x, probabilities = case["input"]["x"], case["params"]["p"]
    found = [ends(intervals.percentile(x, p)) for p in probabilities]
    return {
        "n": len(x),
        "quantile_type7": distributions.percentiles(x, probabilities),
        "ci_lower": [low for low, _ in found],
        "ci_upper": [high for _, high in found],
    }


def within(case: Case) -> Answer:
    beyond = distributions.share_beyond(case["input"]["x"], case["input"]["threshold"])
    assert beyond.share is not None
    low, high = ends(beyond.interval)
    assert low is not None and high is not None
    inside = beyond.n - beyond.count
    return {
        "share_within": 1 - beyond.share, "count_within": inside, "n": beyond.n,
        "wilson": [1 - high, 1 - low],
        "clopper_pearson": ends(intervals.clopper_pearson(inside, beyond.n)),
    }  # fmt: skip


def funnel_proportion(case: Case) -> Answer:
    x, n = case["input"]["numerator"], case["input"]["denominator"]
    plot = outliers.funnel([str(size) for size in n], x, n)
    assert plot.centre is not None and plot.phi is not None and plot.tau_squared is not None
    spread = outliers.dispersion(x, n, plot.centre)
    assert spread is not None
    answer: Answer = {"target": plot.centre, "phi": plot.phi, "tau2": plot.tau_squared}
    answer["arcsine_z"] = list(spread.z)
    answer["winsorised_z"] = np.clip(spread.z, *np.quantile(spread.z, [0.1, 0.9])).tolist()
    for name, tau in (("unadjusted", 0.0), ("overdispersed_additive", plot.tau_squared)):
        answer[f"limits_{name}"] = funnel_limits(plot.centre, n, tau)
    plain = answer["limits_unadjusted"]
    answer["flag_998_unadjusted"] = [
        "low" if part / whole < low else "high" if part / whole > high else "inside"
        for part, whole, low, high in zip(x, n, plain["ll998"], plain["ul998"], strict=True)
    ]
    answer["flag_998_additive"] = [cohort.at_998 for cohort in plot.cohorts]
    return answer


def funnel_limits(centre: float, sizes: list[int], tau: float) -> dict[str, list[float]]:
    limits: dict[str, list[float]] = {}
    for name, level in (("95", 0.95), ("998", 0.998)):
        bands = [outliers.arcsine_band(centre, size, level, tau) for size in sizes]
        limits[f"ll{name}"] = [band.low for band in bands if band]
        limits[f"ul{name}"] = [band.high for band in bands if band]
    return limits


def exact_limits(case: Case) -> Answer:
    answer: Answer = {}
    for name, level in (("exact95", 0.95), ("exact998", 0.998)):
        sizes = case["input"]["denominators"]
        bands = [outliers.binomial_band(case["input"]["target"], size, level) for size in sizes]
        answer[f"{name}_lo"] = [band.low for band in bands if band]
        answer[f"{name}_up"] = [band.high for band in bands if band]
    return answer


def robust(case: Case) -> Answer:
    z = outliers.robust_z(case["input"]["x"])
    flags = [None if value is None else abs(value) > outliers.ROBUST_Z for value in z]
    return {"median": float(np.median(case["input"]["x"])), "robust_z": z, "flag_3_5": flags}


def clock_hours(case: Case) -> Answer:
    zone = ZoneInfo(case["input"]["tz"])
    received = datetime.fromisoformat(case["input"]["received_local"]).replace(tzinfo=zone)
    due = hours_due(received, case["input"]["hours"])
    return {
        "received_utc": f"{received.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "deadline_utc": f"{due:%Y-%m-%dT%H:%M:%SZ}",
        "deadline_local": f"{due.astimezone(zone):%Y-%m-%d %H:%M}",
    }


def site(given: Answer) -> Calendar:
    country, _, subdivision = given["calendar"].partition("-")
    hours = [time.fromisoformat(given.get(key, "00:00")) for key in ("open", "close")]
    return Calendar(given.get("tz", "UTC"), country, subdivision or None, (hours[0], hours[1]))


def working_days(case: Case) -> Answer:
    calendar, received = site(case["input"]), date.fromisoformat(case["input"]["received_date"])
    due = due_on(received, case["input"]["working_days"], calendar)
    return {
        "received_is_working_day": calendar.is_working_day(received),
        "deadline_count_strictly_after_receipt": due.isoformat(),
    }


def days_between(case: Case) -> Answer:
    start, end = (date.fromisoformat(case["input"][key]) for key in ("start", "end"))
    counted = working_days_between(start, end, site(case["input"]))
    both = working_days_between(start - timedelta(days=1), end, site(case["input"]))
    return {"working_days_start_excl_end_incl": counted, "working_days_both_incl": both}


def business_minutes(case: Case) -> Answer:
    given = case["input"]
    zone = ZoneInfo(given["tz"])
    start, end = (
        datetime.fromisoformat(given[key]).replace(tzinfo=zone).astimezone(UTC)
        for key in ("start_local", "end_local")
    )
    seconds = business_seconds(start, end, site(given))
    elapsed = (end - start) / timedelta(minutes=1)
    return {"business_minutes": seconds / 60, "elapsed_minutes": elapsed}


RUNNERS: dict[str, Callable[[Case], Answer]] = {
    "xmr_making_data_count": xmr,
    "xmr_limits_with_missing": individuals,
    "individuals_chart_1.128": individuals,
    "two_of_three": two_of_three,
    "run_rule_completion_points": run_completion,
    "proportion_ci": proportion,
    "nps": score,
    "mean_ci_t": mean_interval,
    "percentile_ci": percentile,
    "ecdf_at_threshold": within,
    "funnel_proportion": funnel_proportion,
    "funnel_binomial_limits": exact_limits,
    "robust_z_mad": robust,
    "clock_hours_deadline": clock_hours,
    "working_day_deadline": working_days,
    "working_days_between": days_between,
    "business_minutes_elapsed": business_minutes,
}
