"""What a page may offer is what the build can answer."""

from datetime import date

from tests.warehouse.made import made
from tests.warehouse.test_measure import at
from warehouse.access import local_viewer
from warehouse.answers.choices import choices
from warehouse.catalogue.loader import shipped
from warehouse.home import Settings


def test_only_kpis_with_figures_are_offered_and_the_others_wait(tmp_path):
    found = choices(
        made(tmp_path / "b", {"contact_leg": [{"wait_s": 5}] * 6}), viewer=local_viewer()
    )
    assert "service_level" in [kpi.id for kpi in found.kpis]
    assert "reopen_rate" in [kpi.id for kpi in found.waiting]
    assert len(found.kpis) + len(found.waiting) == len(shipped(Settings()).kpis)
    assert found.case_kpis == ("average_speed_of_answer_voice",)


def test_kpis_come_by_outcome_and_sources_by_name(tmp_path):
    tables = {
        "complaint": [{"source_id": "register"}] * 2,
        "contact_leg": [{"source_id": "calls"}] * 6,
    }
    found = choices(made(tmp_path / "b", tables), viewer=local_viewer())
    outcomes = [kpi.outcome for kpi in found.kpis]
    assert outcomes == sorted(outcomes, key=["access", "resolution", "complaints"].index)
    assert found.sources == ("calls", "register", "tool")


def test_months_are_those_with_a_figure(tmp_path):
    legs = [{"queued_at": at(9)}] * 2 + [{"queued_at": at(9, month=5)}]
    found = choices(made(tmp_path / "b", {"contact_leg": legs}), viewer=local_viewer())
    assert found.months["contacts_offered"] == (date(2025, 3, 1), date(2025, 5, 1))


def test_a_dimension_of_one_member_splits_nothing_and_days_come_in_their_order(tmp_path):
    legs = [{"queued_at": at(9, day=day), "region": "North"} for day in (3, 4, 7, 9)]
    found = choices(made(tmp_path / "b", {"contact_leg": legs}), viewer=local_viewer())
    split = found.dimensions["contacts_offered"]
    assert "region" not in split
    assert split["weekday"] == ("Monday", "Tuesday", "Friday", "Sunday")
