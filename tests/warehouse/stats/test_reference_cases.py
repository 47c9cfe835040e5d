"""Every reference case comes out, within its own tolerance.

The cases were computed by independent programs (R packages, QuantLib) or published; each file says
by which. CARE_REFERENCE_CASES names another folder of them. Cases whose input came out of somebody
else's repository are not copied here: they are read from beside the project, where that folder is.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.warehouse.stats import (
    reference_runners,
    runners_of_actions,
    runners_of_changes,
    runners_of_charts,
    runners_of_cohorts,
    runners_of_durations,
    runners_of_plans,
    runners_of_surveys,
)
from tests.warehouse.stats.reference_runners import Answer, Case

FOLDER = ROOT / "tests" / "data" / "reference_cases"
BESIDE = ROOT.parent / "shared" / "reference_cases"
THIRD_PARTY = "[0-9]*__third_party_data.json"

RUNNERS: dict[str, Callable[[Case], Answer]] = {
    **reference_runners.RUNNERS,
    **runners_of_actions.RUNNERS,
    **runners_of_changes.RUNNERS,
    **runners_of_charts.RUNNERS,
    **runners_of_cohorts.RUNNERS,
    **runners_of_durations.RUNNERS,
    **runners_of_plans.RUNNERS,
    **runners_of_surveys.RUNNERS,
}

# Fields of `expected` that are no part of the method as built, and why.
NOT_RETURNED = {
    "proportion_ci": {"agresti_coull"},  # for teaching only
    "proportion_ci_fpc": {"wald_normal"},  # banned; the case shows it to test the error
    "nps": {"nps", "variance_trinomial", "se_points", "adjusted_wald_centre", "wald", "t_interval"},
    "survey_weighting": {"poststrat_channel.se", "rake.se"},  # Wilson with the effective n instead
    "log_rank": {"observed", "expected"},
    "turnaround_with_open_cases": {"compliance_closed_only"},  # the biased figure to avoid
    "quasi_binomial_before_after": {"simple.naive_binomial_se"},  # what not to use
    "its_step_ar1_ml": {"gls_reml_step", "gls_reml_step_se", "gls_reml_p"},
    "permutation_two_sample": {"wilcoxon_exact_p"},
    "percentile_ci": {"quantile_type6", "rank_lower", "rank_upper"},
    "funnel_proportion": {  # the multiplicative variant, which is not the default
        "naive_z", "naive_winsorised_phi", "multiplicative_z", "two_sided_p_multiplicative",
    },
    "funnel_binomial_limits": {"approx95_lo", "approx95_up", "approx998_lo", "approx998_up"},
    "robust_z_mad": {"mad_scaled"},
    "working_day_deadline": {"deadline_receipt_rolled_to_next_working_day"},  # convention B
}  # fmt: skip


def read_cases() -> list[Case]:
    named = os.environ.get("CARE_REFERENCE_CASES")
    files = sorted((Path(named) if named else FOLDER).glob("[0-9]*.json"))
    files += [] if named else sorted(BESIDE.glob(THIRD_PARTY))
    return [case for file in files for case in json.loads(file.read_text("utf-8"))["cases"]]


CASES = read_cases()


def differences(found: Any, expected: Any, tolerance: dict[str, float], where: str) -> list[str]:
    """Every place where `found` is not `expected`, within abs + rel * |expected|."""
    if isinstance(expected, dict):
        if not isinstance(found, dict) or found.keys() != expected.keys():
            return [f"{where}: {found!r} has other fields than {expected!r}"]
        inside = [(found[key], expected[key], f"{where}.{key}") for key in expected]
    elif isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            return [f"{where}: {found!r} is not as long as {expected!r}"]
        inside = [(found[i], value, f"{where}[{i}]") for i, value in enumerate(expected)]
    else:
        return [] if same(found, expected, tolerance) else [f"{where}: {found!r}, not {expected!r}"]
    return [line for a, b, at in inside for line in differences(a, b, tolerance, at)]


def same(found: Any, expected: Any, tolerance: dict[str, float]) -> bool:
    exact = isinstance(expected, bool | str) or expected is None
    if exact or isinstance(found, bool | str) or found is None:
        return type(found) is type(expected) and found == expected
    return bool(abs(found - expected) <= tolerance["abs"] + tolerance["rel"] * abs(expected))


def rounding(published: Any) -> dict[str, float]:
    """Half a unit of the last decimal that a published figure, or the longest of them, prints."""
    if isinstance(published, dict):
        published = list(published.values())
    figures = published if isinstance(published, list) else [published]
    places = max(len(str(figure).partition(".")[2]) for figure in figures)
    return {"abs": 0.5 * 10.0**-places * (1 + 1e-9), "rel": 0.0}


def without_inner(case: Case) -> dict[str, Any]:
    """What the case expects, less the inner fields ("rake.se") that are not returned."""
    expected = dict(case["expected"])
    for name in NOT_RETURNED.get(case["method"], set()):
        outer, _, inner = name.partition(".")
        if inner:
            expected[outer] = {key: v for key, v in expected[outer].items() if key != inner}
    return expected


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_case_comes_out(case):
    method, expected = case["method"], without_inner(case)
    found = RUNNERS[method](case)
    wrong, absent = [], set()
    for field, value in expected.items():
        if (name := field.removeprefix("published_")) not in found:
            absent.add(field)
        else:
            tolerance = case["tolerance"] if name == field else rounding(value)
            line = isinstance(found[name], list) and not isinstance(value, list)
            figures = [value] * len(found[name]) if line else value  # one figure, a level line
            wrong += differences(found[name], figures, tolerance, field)
    assert wrong == []
    assert absent == NOT_RETURNED.get(method, set()) & expected.keys()


@pytest.mark.skipif("CARE_REFERENCE_CASES" in os.environ, reason="another folder was named")
def test_the_cases_on_the_data_of_others_were_run():
    if not BESIDE.is_dir():
        pytest.skip(f"cases on the data of others are not here: {BESIDE} is missing")
    files = list(BESIDE.glob(THIRD_PARTY))
    found = {case["id"] for file in files for case in json.loads(file.read_text("utf-8"))["cases"]}
    assert found
    assert found <= {case["id"] for case in CASES}


def test_every_method_of_the_cases_is_run_and_every_runner_has_a_case():
    methods = {case["method"] for case in CASES}
    assert methods - RUNNERS.keys() == set()
    if BESIDE.is_dir() and "CARE_REFERENCE_CASES" not in os.environ:
        assert RUNNERS.keys() - methods == set()


def test_a_wrong_answer_is_noticed():
    exact = {"abs": 0.01, "rel": 0.0}
    assert differences([1.005, None, "a"], [1.0, None, "a"], exact, "x") == []
    assert differences([1.02, 0, "a"], [1.0, None, "b"], exact, "x") == [
        "x[0]: 1.02, not 1.0", "x[1]: 0, not None", "x[2]: 'a', not 'b'",
    ]  # fmt: skip
    assert differences({"a": 1}, {"b": 1}, exact, "x") != []
    assert differences(1, True, exact, "x") != []
    assert differences([1], [1, 2], exact, "x") != []
    assert rounding([0, 0.1611]) == {"abs": pytest.approx(0.00005), "rel": 0.0}
