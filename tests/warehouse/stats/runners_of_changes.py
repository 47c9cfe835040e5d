"""How a change explained answers a reference case."""

from typing import Any

from warehouse.stats import decomposition

Answer = dict[str, Any]


def one_dimension(case: Answer) -> Answer:
    given = case["input"]
    found = decomposition.kitagawa(
        given["cohort"], given["numerator_1"], given["denominator_1"],
        given["numerator_2"], given["denominator_2"],
    )  # fmt: skip
    assert found is not None
    return {
        "rate_1": found.rate_1, "rate_2": found.rate_2, "total_change": found.total,
        "mix_effect": found.mix, "rate_effect": found.rate,
        "per_cohort_mix": [part.raw_mix for part in found.parts],
        "per_cohort_rate": [part.rate for part in found.parts],
        "per_cohort_mix_centred": [part.mix for part in found.parts],
    }  # fmt: skip


def two_dimensions(case: Answer) -> Answer:
    first, second = case["params"]["dimensions"]
    rows = case["input"]["rows"]
    members = [list(dict.fromkeys(row[name] for row in rows)) for name in (first, second)]
    cells = {(row["pop"], row[first], row[second]): row for row in rows}

    def table(period: str, worth: Any) -> list[list[float]]:
        return [[worth(cells[period, a, b]) for b in members[1]] for a in members[0]]

    periods = list(dict.fromkeys(row["pop"] for row in rows))
    tables = [
        table(period, worth)
        for period in periods
        for worth in (lambda row: row["size"] * row["rate"], lambda row: row["size"])
    ]
    found = decomposition.cross_classified(*tables)
    assert found is not None
    effects = {f"{first}_struct": found.mixes[0], f"{second}_struct": found.mixes[1]}
    return {
        "rate_1": found.rate_1, "rate_2": found.rate_2, "total_change": found.total,
        "effects": effects | {"rate": found.rate},
    }  # fmt: skip


def factors(case: Answer) -> Answer:
    effects = decomposition.das_gupta(case["input"]["from"], case["input"]["to"])
    return {"effects": effects, "total": sum(effects.values())}


RUNNERS = {
    "kitagawa_one_dimension": one_dimension,
    "das_gupta_cross_classified": two_dimensions,
    "das_gupta": factors,
}
