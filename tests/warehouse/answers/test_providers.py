"""Providers side by side: sums of the period, contracts, differences with their interval."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.warehouse.made import made
from warehouse.access import Viewer, local_viewer
from warehouse.answers.providers import providers
from warehouse.answers.spans import span_from
from warehouse.catalogue.loader import shipped
from warehouse.errors import NotAllowed
from warehouse.home import Settings
from warehouse.stats.disparity import relative_risk

WHO = local_viewer()
QUARTER = span_from("2025-Q1")
SIGNED = {"valid_from": date(2025, 3, 1), "why": "signed", "author": "Board"}
CONTRACTS = {
    "Karrow": {
        "abandonment_rate": 0.25,
        "average_speed_of_answer_voice": 20,
        "service_level": [{"value": 0.5, **SIGNED}],
    }
}


def calls(provider, month, answered, abandoned, wait=10):
    start = datetime(2025, month, 3, 9, tzinfo=UTC)
    common = {"provider": provider, "queue_name": "Billing", "started_at": start,
              "queued_at": start, "source_id": "phone"}  # fmt: skip
    lost = {"outcome": "abandoned_queue", "wait_s": 60, "ended_at": start + timedelta(seconds=60)}
    taken = {"outcome": "answered", "answered_at": start + timedelta(seconds=wait),
             "wait_s": wait}  # fmt: skip
    return [common | taken] * answered + [common | lost] * abandoned


@pytest.fixture(scope="module")
def ref(tmp_path_factory):
    legs = [
        *calls("Ours", 1, 45, 5), *calls("Ours", 3, 45, 5, wait=20),
        *calls("Karrow", 1, 20, 20, wait=30), *calls("Karrow", 3, 40, 20, wait=30),
        *calls(None, 1, 7, 3),
    ]  # fmt: skip
    return made(
        tmp_path_factory.mktemp("providers") / "b",
        {"contact_leg": [{**leg, "leg_id": str(i)} for i, leg in enumerate(legs)]},
        as_of="2025-06-01 00:00:00+00",
        catalogue=shipped(Settings(contracts=CONTRACTS)),
    )


def cell(ref, kpi_id, name, span=QUARTER):
    line = next(one for one in providers(ref, span, viewer=WHO).lines if one.kpi.id == kpi_id)
    return next(one for one in line.cells if one.provider == name)


def test_figures_are_those_of_the_sums_of_the_period_and_n_stands_beside(ref):
    ours, karrow = (cell(ref, "abandonment_rate", name) for name in ("Ours", "Karrow"))
    assert (ours.value, ours.n) == (0.1, 100)
    assert (karrow.value, karrow.n) == (0.4, 100)
    assert ours.low < 0.1 < ours.high


def test_contacts_without_a_provider_are_no_provider_and_in_no_rest(ref):
    answer = providers(ref, QUARTER, viewer=WHO)
    assert answer.names == ("Karrow", "Ours")
    assert cell(ref, "abandonment_rate", "Karrow").rest == 0.1


def test_the_difference_from_the_rest_has_newcombes_interval(ref):
    karrow, ours = (cell(ref, "abandonment_rate", name) for name in ("Karrow", "Ours"))
    expected = relative_risk(40, 100, 10, 100).difference_interval
    assert karrow.difference == pytest.approx(0.3)
    assert (karrow.apart.low, karrow.apart.high) == (expected.low, expected.high)
    assert (karrow.differs, ours.differs) == ("concern", "improvement")


def test_a_contract_counts_where_there_is_one_and_elsewhere_the_own_target(ref):
    karrow, ours = (cell(ref, "abandonment_rate", name) for name in ("Karrow", "Ours"))
    assert (karrow.aim.target, karrow.is_contract, karrow.meets) == (0.25, True, False)
    assert karrow.aim.origin == "client contract"
    assert (ours.aim.target, ours.is_contract, ours.meets) == (0.05, False, False)


def test_each_month_is_held_against_the_target_then_in_force(ref):
    level = cell(ref, "service_level", "Karrow")  # January by 80 % of all, March by the contract
    assert (level.aim.target, level.is_contract) == (0.5, True)
    assert (level.months_met, level.months_judged) == (0, 2)
    march = cell(ref, "service_level", "Ours", span_from("2025-03"))
    assert (march.value, march.months_met, march.months_judged) == (0.9, 1, 1)


def test_a_mean_of_too_few_cases_has_no_interval_and_its_difference_no_verdict(ref):
    karrow = cell(ref, "average_speed_of_answer_voice", "Karrow")
    assert (karrow.value, karrow.n, karrow.low) == (30, 60, None)
    assert (karrow.difference, karrow.apart, karrow.differs) == (15, None, None)
    assert karrow.meets is False


def test_a_count_is_the_mean_of_its_months_and_never_compared(ref):
    karrow = cell(ref, "contacts_offered", "Karrow")
    assert (karrow.value, karrow.n) == (50, 100)
    assert (karrow.rest, karrow.difference, karrow.differs) == (None, None, None)


def test_under_thirteen_months_there_is_no_signal(ref):
    assert cell(ref, "abandonment_rate", "Karrow").signal is None


def test_the_finding_counts_contracts_missed_and_figures_apart(ref):
    answer = providers(ref, QUARTER, viewer=WHO)
    assert answer.contracts == ("Karrow",)
    assert answer.finding.startswith("3 of 3 contract targets missed in Q1 2025; ")
    assert providers(ref, span_from("2024-Q1"), viewer=WHO).finding == (
        "No figure of Q1 2024 names a provider"
    )


def test_small_cells_are_withheld_and_several_others_are_the_rest(tmp_path):
    legs = [*calls("A", 1, 30, 10), *calls("B", 1, 20, 20), *calls("C", 1, 36, 4),
            *calls("D", 1, 2, 1)]  # fmt: skip
    ref = made(
        tmp_path / "b",
        {"contact_leg": [{**leg, "leg_id": str(i)} for i, leg in enumerate(legs)]},
        as_of="2025-06-01 00:00:00+00",
    )
    found = {name: cell(ref, "abandonment_rate", name) for name in "ABCD"}
    assert (found["D"].standing, found["D"].value, found["D"].n) == ("withheld", None, 3)
    assert sum(one.standing == "withheld" for one in found.values()) == 2
    shown = next(one for one in found.values() if one.standing == "judged")
    whole = {"A": (10, 40), "B": (20, 40), "C": (4, 40), "D": (1, 3)}
    others = [whole[name] for name in whole if name != shown.provider]
    assert shown.rest == sum(x for x, _ in others) / sum(n for _, n in others)


def test_without_the_right_to_see_figures_nothing_is_told(ref):
    with pytest.raises(NotAllowed):
        providers(ref, QUARTER, viewer=Viewer("Guest", "guest", frozenset()))
