"""How forecasts, repeats, staffing and rankings answer a reference case."""

from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

from warehouse.stats import calls, forecast, pareto, repeats, staffing

Answer = dict[str, Any]

PHASES = ("wait", "talk", "hold", "wrap")
KEYS = {
    "same_customer_same_topic_any_channel": ("customer", "topic"),
    "same_customer_same_topic_same_channel": ("customer", "topic", "channel"),
    "same_customer_any_topic": ("customer",),
}


def next_mean(case: Answer) -> Answer:
    given = case["input"]
    better: Any = {"increase": "higher", "decrease": "lower"}[
        case["params"]["improvement_direction"]
    ]
    found = forecast.next_mean(given["y"], given["k"], given["target"], better)
    assert found is not None
    return {
        "mean": found.mean, "sd": found.deviation, "prob_meet_target": found.chance,
        "pi80": list(astuple(found.band_80)), "pi95": list(astuple(found.band_95)),
    }  # fmt: skip


def run_rate(case: Answer) -> Answer:
    given = case["input"]
    found = forecast.required_rate(
        given["numerator_to_date"], given["denominator_to_date"],
        given["planned_denominators"], given["target"],
    )  # fmt: skip
    return {
        "year_to_date": found.so_far, "required_rate_remaining": found.required,
        "max_possible": found.best_possible, "attainable_arithmetically": found.reachable,
    }  # fmt: skip


def instant(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def carried_on(found: repeats.Resolution) -> float | None:
    """R carries the last value on to where nobody was observed; ours then has a bound only."""
    return found.estimate_at_most if found.estimate is None else found.estimate


def repeated(case: Answer) -> Answer:
    contacts = case["input"]["contacts"]
    times, as_of = [instant(row["ts"]) for row in contacts], instant(case["input"]["as_of"])
    answer: Answer = {"contacts": len(contacts)}
    for days in case["params"]["windows_days"]:
        answer[f"N{days}"] = {}
        for name, columns in KEYS.items():
            keys = [tuple(row[column] for column in columns) for row in contacts]
            found = repeats.first_contact_resolution(times, keys, days * 86_400, as_of)
            answer[f"N{days}"][name] = {
                "issues": found.issues, "mature_issues": found.mature,
                "mature_issues_resolved_first_contact": found.resolved,
                "fcr_issue_mature": found.share,
                "fcr_issue_naive_including_immature": found.with_immature,
                "fcr_contact_mature": found.by_contact,
                "contacts_mature": found.mature_contacts, "repeats_mature": found.repeats,
                "fcr_issue_km": carried_on(found),
            }  # fmt: skip
    return answer


def endless_patience(case: Answer) -> Answer:
    given = case["input"]
    found = staffing.erlang_c(
        given["arrivals_per_hour"], given["aht_seconds"], given["agents"],
        given["threshold_seconds"],
    )  # fmt: skip
    load = given["arrivals_per_hour"] * given["aht_seconds"] / 3600
    if found is None:
        nothing = dict.fromkeys(("p_wait", "asa_seconds", "service_level"))
        return nothing | {"offered_erlangs": load, "stable": False}
    return {
        "offered_erlangs": found.load_erlangs, "p_wait": found.chance_of_wait,
        "asa_seconds": found.wait_s, "service_level": found.service_level,
        "occupancy": found.occupancy, "mean_queue_length": found.waiting,
    }  # fmt: skip


def agents(case: Answer) -> Answer:
    given = case["input"]
    hourly, handle, within = (
        given[key] for key in ("arrivals_per_hour", "aht_seconds", "threshold_seconds")
    )
    needed = staffing.required_agents(hourly, handle, within, given["target_service_level"])
    queue = staffing.erlang_c(hourly, handle, needed, within)
    assert queue is not None
    return {"agents": needed, "service_level": queue.service_level}


def some_patience(case: Answer) -> Answer:
    given = case["input"]
    found = staffing.erlang_a(
        given["arrivals_per_hour"], given["aht_seconds"], given["agents"],
        given["threshold_seconds"], given["mean_patience_seconds"],
    )  # fmt: skip
    return {
        "p_wait": found.chance_of_wait, "p_abandon": found.abandoned,
        "mean_wait_all_seconds": found.wait_s, "mean_queue_length": found.waiting,
        "occupancy": found.occupancy,
        "service_level_answered_within_T_over_offered": found.service_level,
    }  # fmt: skip


def variants(case: Answer) -> Answer:
    given = case["input"]
    found = calls.service_levels(
        answered=given["answered"], answered_within=given["answered_within_threshold"],
        abandoned=given["abandoned"], abandoned_within=given["abandoned_within_threshold"],
        abandoned_short=given["abandoned_within_short"],
    )  # fmt: skip
    return {
        "v1_abandon_in_threshold_counts_as_success": found.v1, "v2_answered_only": found.v2,
        "v3_all_abandons_fail": found.v3, "v4_abandons_within_threshold_excluded": found.v4,
        "v5_short_abandons_count_as_success": found.v5, "v6_short_abandons_excluded": found.v6,
        "rounded_v1_to_v4": [found.v1, found.v2, found.v3, found.v4],
    }  # fmt: skip


def call_figures(case: Answer) -> Answer:
    given = case["input"]
    found = calls.figures(
        [
            calls.Call(row["outcome"] == "answered", *(row[key] for key in PHASES))
            for row in given["calls"]
        ],
        threshold_s=given["threshold_seconds"], short_s=given["short_abandon_seconds"],
        staffed_s=given["staffed_seconds"], unavailable_s=given["unavailable_seconds"],
    )  # fmt: skip
    return {
        "offered": found.offered, "answered": found.answered, "abandoned": found.abandoned,
        "short_abandons": found.short_abandons, "asa": found.speed_of_answer_s,
        "asa_p90": found.speed_of_answer_p90_s, "mean_time_to_abandon": found.time_to_abandon_s,
        "abandonment_all": found.abandonment_all, "abandonment_excl_short": found.abandonment,
        "service_level_v3": found.service_level_strict, "service_level_v6": found.service_level,
        "aht": found.handle_time_s, "talk_mean": found.talk_s, "hold_mean": found.hold_s,
        "wrap_mean": found.wrap_s, "occupancy": found.occupancy,
    }  # fmt: skip


def reasons(case: Answer) -> Answer:
    given = case["input"]
    found = pareto.pareto(dict(zip(given["category"], given["count"], strict=True)))
    assert found is not None
    return {
        "category": [bar.name for bar in found.bars],
        "count": [bar.weight for bar in found.bars],
        "cumulative_share": [bar.cumulative for bar in found.bars],
        "vital_few_80": found.vital,
    }


RUNNERS = {
    "forecast_mean_of_next_k": next_mean,
    "required_run_rate": run_rate,
    "repeat_contact_fcr": repeated,
    "erlang_c": endless_patience,
    "erlang_c_unstable": endless_patience,
    "erlang_c_required_agents": agents,
    "erlang_a": some_patience,
    "service_level_variants": variants,
    "contact_kpis": call_figures,
    "pareto": reasons,
}
