"""How methods that compare cohorts answer a reference case."""

from dataclasses import astuple
from math import sqrt
from typing import Any

from warehouse.stats import discoveries, disparity, ratios, shrinkage

Answer = dict[str, Any]


def standardised(case: Answer) -> Answer:
    """The case has the limits of the root, as FunnelPlotR draws them; ours are squared."""
    observed, expected = case["input"]["observed"], case["input"]["expected_count"]
    scale: Any = {"CQC": "root", "SHMI": "log"}[case["params"]["sr_method"]]
    spread = ratios.ratio_dispersion(observed, expected, scale=scale)
    assert spread is not None
    answer: Answer = {"phi": spread.phi, "tau2": spread.tau_squared, "z": list(spread.z)}
    for name, level in (("95", 0.95), ("998", 0.998)):
        bands = [ratios.ratio_band(e, level, spread.tau_squared, scale=scale) for e in expected]
        back = sqrt if scale == "root" else float
        answer[f"odll{name}"] = [back(band.low) for band in bands if band]
        answer[f"odul{name}"] = [back(band.high) for band in bands if band]
    exact = [ratios.poisson_band(e, 0.998) for e in expected]
    answer["poisson_ll998"] = [band.low for band in exact if band]
    answer["poisson_ul998"] = [band.high for band in exact if band]
    return answer


def false_discoveries(case: Answer) -> Answer:
    p, level = case["input"]["p"], case["params"]["q"]
    found = discoveries.false_discoveries(p, level)
    return {
        "adjusted_p": list(found.adjusted),
        "reject": list(found.listed),
        "n_reject": sum(map(bool, found.listed)),
        "by_adjusted_p": list(discoveries.false_discoveries(p, level, method="fdr_by").adjusted),
        "bonferroni": list(discoveries.false_discoveries(p, level, method="bonferroni").adjusted),
    }


def shrunken(case: Answer) -> Answer:
    x, n = case["input"]["numerator"], case["input"]["denominator"]
    found = shrinkage.shrunken(x, n)
    assert found is not None
    return {
        "alpha": found.alpha, "beta": found.beta,
        "prior_mean": found.mean,
        "raw": [part / whole for part, whole in zip(x, n, strict=True)],
        "shrunken": [cohort.share for cohort in found.cohorts],
        "ci_lower": [cohort.interval.low for cohort in found.cohorts],
        "ci_upper": [cohort.interval.high for cohort in found.cohorts],
    }  # fmt: skip


def risk(case: Answer) -> Answer:
    given = case["input"]
    found = disparity.relative_risk(
        given["exposed_events"], given["exposed_n"],
        given["reference_events"], given["reference_n"],
    )  # fmt: skip
    assert found is not None and found.by_logarithm is not None and found.interval is not None
    wald = list(astuple(found.by_logarithm))
    return {
        "rr": found.ratio, "wald_log": wald, "ci": wald,
        "score": list(astuple(found.interval)), "fisher_p": found.p_value,
    }  # fmt: skip


def pooled_odds(case: Answer) -> Answer:
    found = disparity.mantel_haenszel(case["input"]["tables"])
    assert found is not None
    return {
        "or_pooled": found.ratio, "ci": list(astuple(found.interval)),
        "chi2": found.chi_squared, "p": found.p_value,
    }  # fmt: skip


def heat_map(case: Answer) -> Answer:
    found = discoveries.heat_map(case["input"]["abandoned"], case["input"]["offered"])
    return {
        "pooled": found.pooled,
        "z": [[cell.z for cell in row] for row in found.rows],
        "exact_p": [[cell.p_value for cell in row] for row in found.rows],
        "bh_p": [[cell.adjusted for cell in row] for row in found.rows],
    }


RUNNERS = {
    "funnel_standardised_ratio": standardised,
    "benjamini_hochberg": false_discoveries,
    "empirical_bayes_beta_binomial": shrunken,
    "relative_risk": risk,
    "mantel_haenszel_or": pooled_odds,
    "heatmap_cells": heat_map,
}
