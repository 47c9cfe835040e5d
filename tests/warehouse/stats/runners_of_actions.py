"""How before against after answers a reference case."""

from dataclasses import astuple
from math import exp
from typing import Any

from warehouse.stats import effectiveness, interruptions, two_samples

Answer = dict[str, Any]


def shares(case: Answer) -> Answer:
    given = case["input"]
    found = two_samples.two_shares(given["x1"], given["n1"], given["x2"], given["n2"])
    assert found is not None
    interval = list(astuple(found.interval))
    return {
        "difference": found.difference, "z": found.z, "p_two_sided": found.p_value,
        "newcombe_ci": interval, "ci": interval, "fisher_p": found.exact_p,
    }  # fmt: skip


def days(case: Answer) -> Answer:
    given = case["input"]
    after = [day >= given["first_post_index_1based"] for day in range(1, len(given["x"]) + 1)]
    answer: Answer = {}
    for name, weekdays in (("simple", None), ("weekday_adjusted", given["weekday"])):
        found = effectiveness.daily_shares(given["x"], given["n"], after, weekdays)
        assert found is not None and found.widening == 1  # else p would not be that of the model
        answer[name] = {
            "log_or": found.log_odds, "se": found.error, "dispersion": found.dispersion,
            "p": found.p_value,
        }  # fmt: skip
    answer["simple"]["t"] = answer["simple"]["log_or"] / answer["simple"]["se"]
    return answer


def rate(case: Answer) -> Answer:
    given = case["input"]
    found = effectiveness.counts(
        given["y"], given["exposure"], given["time"], given["post"], months=given.get("month")
    )
    interval = list(astuple(found.interval))
    return {
        "coef": {"intercept": found.intercept, "post": found.logarithm, "time": found.trend},
        "se": {"intercept": found.intercept_error, "post": found.error, "time": found.trend_error},
        "post": found.logarithm, "post_se": found.error, "dispersion": found.dispersion,
        "rate_ratio": found.ratio, "rate_ratio_ci": interval, "ci": interval,
        "trend_per_year": exp(12 * found.trend),
    }  # fmt: skip


def step(case: Answer) -> Answer:
    found = interruptions.step(case["input"]["y"], case["input"]["first_post_index_1based"] - 1)
    assert found is not None
    return {
        "phi": found.phi, "intercept": found.level, "step": found.step, "step_se": found.error,
        "loglik": found.log_likelihood,
    }  # fmt: skip


def segments(case: Answer) -> Answer:
    start = case["input"]["first_post_index_1based"] - 1
    found = interruptions.segments(case["input"]["y"], start, case["params"]["hac_lag"])
    return {
        "coef": list(found.coefficients), "ols_se": list(found.errors),
        "hac_se": list(found.newey_west), "hac_se_corrected": list(found.newey_west_corrected),
        "hac_p_normal": list(found.newey_west_p), "r2": found.r_squared,
        "durbin_watson": found.durbin_watson,
    }  # fmt: skip


def means(case: Answer) -> Answer:
    found = two_samples.few_values(case["input"]["before"], case["input"]["after"])
    assert found is not None and found.interval is not None
    return {
        "difference": found.difference, "exact_p": found.permutation_p, "welch_t": found.t,
        "welch_df": found.degrees, "welch_p": found.p_value,
        "welch_ci": list(astuple(found.interval)),
    }  # fmt: skip


RUNNERS = {
    "two_proportions": shares,
    "quasi_binomial_before_after": days,
    "its_quasi_poisson": rate,
    "its_quasi_poisson_seasonal": rate,
    "its_step_ar1_ml": step,
    "its_ols_newey_west": segments,
    "permutation_two_sample": means,
}
