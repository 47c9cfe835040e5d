"""How sampling and weighting answer a reference case."""

from dataclasses import astuple
from typing import Any

from warehouse.stats import intervals, sampling, weighting

Answer = dict[str, Any]


def finite_population(case: Answer) -> Answer:
    x, n, population = (case["input"][key] for key in ("x", "n", "N"))
    interval = sampling.wilson_of_population(x, n, population)
    assert interval is not None
    return {
        "p": x / n,
        "se_srs_fpc": sampling.standard_error_of_population(x, n, population),
        "n_eff": sampling.effective_n(n, population),
        "wilson_n_eff": list(astuple(interval)),
    }


def score_difference(case: Answer) -> Answer:
    given = case["input"]
    found = intervals.nps_difference(tuple(given["before"]), tuple(given["after"]))
    assert found is not None
    return {
        "difference": found.estimate, "z": found.z, "p_two_sided": found.p_value,
        "adjusted_wald": list(astuple(found.interval)),
    }  # fmt: skip


def sample_size(case: Answer) -> Answer:
    given = case["input"]
    p, margin = given["p"], given["margin"]
    needed = sampling.least_n(margin, expected=p, population=given["N"])
    n0 = sampling.unlimited_n(margin, expected=p)
    return {"n0": n0, "n_required": needed, "n": needed}


def weighted(case: Answer) -> Answer:
    cells = case["input"]["cells"]
    answers = [
        (cell["channel"], cell["tier"], i < cell["satisfied"])
        for cell in cells
        for i in range(cell["n"])
    ]
    channels, tiers, satisfied = (list(column) for column in zip(*answers, strict=True))
    margins = [
        {row[key]: row["Freq"] for row in case["input"][f"pop_{key}"]}
        for key in ("channel", "tier")
    ]
    by_channel = weighting.post_stratify(channels, margins[0])
    raked = weighting.rake([channels, tiers], margins)
    by_cell = {
        (channel, tier): weight
        for channel, tier, weight in zip(channels, tiers, raked.weights, strict=True)
    }
    likeness = weighting.likeness({name: channels.count(name) for name in margins[0]}, margins[0])
    assert likeness is not None
    return {
        "n": len(answers),
        "unweighted": sum(satisfied) / len(satisfied),
        "poststrat_channel": {"estimate": weighting.weighted_share(satisfied, by_channel).share},
        "rake": {
            "cell_weight": [by_cell[cell["channel"], cell["tier"]] for cell in cells],
            "estimate": weighting.weighted_share(satisfied, raked).share,
            "kish_deff": raked.design_effect,
            "n_eff": raked.n_effective,
            "max_over_min_weight": max(raked.weights) / min(raked.weights),
        },
        "respondents_vs_population_channel": {
            "chi2": likeness.chi_squared, "df": likeness.degrees, "p": likeness.p_value,
        },
    }  # fmt: skip


RUNNERS = {
    "proportion_ci_fpc": finite_population,
    "nps_difference": score_difference,
    "sample_size_proportion": sample_size,
    "survey_weighting": weighted,
}
