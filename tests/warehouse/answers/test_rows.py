"""The rows behind a figure: each one counted or left out for a reason, and they add up."""

from datetime import date

import pytest

from tests.warehouse.made import made
from tests.warehouse.made import rows as figures
from tests.warehouse.test_measure import at, day_of_eight_formulas
from warehouse.access import Viewer, local_viewer
from warehouse.answers.rows import rows
from warehouse.answers.shapes import Cohort
from warehouse.catalogue.loader import shipped
from warehouse.compose import COUNTED, IN_NUMERATOR
from warehouse.connection import reading
from warehouse.errors import InputRefused, NotAllowed
from warehouse.home import Settings

MARCH = date(2025, 3, 1)
ADDED = [kpi.id for kpi in shipped(Settings()).kpis.values()
         if kpi.formulas and kpi.kind == "proportion"]  # fmt: skip


def asked(ref, kpi, **more):
    return rows(ref, kpi, MARCH, viewer=local_viewer(), **more)


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """A build with rows in every table that feeds a KPI."""
    legs = day_of_eight_formulas()[::25]
    legs += [{"customer_key": f"k{i % 4}", "started_at": at(9 + i), "hold_count": i % 2,
              "transferred_out": i == 0, "is_resolved": i > 2, "agent_ref": "Ann",
              "region": ("North", None)[i % 2]} for i in range(7)]  # fmt: skip
    legs += [{"outcome": "callback_requested", "callback_due_at": at(12)}] * 5
    legs += [{"direction": "outbound"}, {"is_test": True}, {"outcome": "open"}]
    tickets = [{"created_at": at(9), "resolved_at": at(12), "status": "resolved",
                "reply_count": i, "reopen_count": i % 2, "first_reply_s_calendar": 60 * i,
                "sla_resolution_met": i % 3 > 0} for i in range(6)]  # fmt: skip
    complaints = [{"received_at": at(9), "acknowledged_at": at(10 + i),
                   "resolved_at": at(9, day=9 + i), "first_response_at": at(9, day=5 + i),
                   "root_cause": f"c{i % 3}",
                   "outcome": ("upheld", "not_upheld")[i % 2], "referred_external": i == 0}
                  for i in range(8)]  # fmt: skip
    answers = [{"response_id": f"r{i}", "question_id": metric, "metric": metric, "value_num": i,
                "scale_min": 0, "scale_max": 10}
               for metric in ("csat", "nps", "ces", "handling", "fcr")
               for i in range(8)]  # fmt: skip
    tables = {
        "contact_leg": legs,
        "ticket": tickets,
        "complaint": complaints,
        "escalation": [{"raised_at": at(i), "answered_at": at(i + 1)} for i in range(6)],
        "survey_response": [{"response_id": f"r{i}", "submitted_at": at(9)} for i in range(8)],
        "survey_answer": answers,
        "survey_invitation": [{"sent_at": at(9), "completed_at": (at(10), None)[i % 2],
                               "delivery": ("delivered", "bounced")[i == 0]} for i in range(7)],
        "quality_evaluation": [{"agent_ref": "Ann", "evaluated_at": at(9), "score_pct": 80,
                                "is_calibration": i == 0} for i in range(6)],
        "quality_item": [{"evaluation_id": f"quality_evaluation {i}", "item_id": "a",
                          "critical_failed": i == 3} for i in range(1, 7)],
        "agent": [{"agent_id": f"A{i}"} for i in range(5)],
        "training_record": [{"agent_id": f"A{i}", "course_code": "c", "completed_on": day}
                            for i, day in ((1, "2025-03-01"), (2, "2024-02-20"))],
    }  # fmt: skip
    return made(tmp_path_factory.mktemp("rows") / "b", tables)


@pytest.mark.parametrize("kpi", ADDED)
def test_counted_rows_add_up_to_the_figure_in_numerator_and_denominator(everything, kpi):
    found = asked(everything, kpi, limit=10_000)
    totals = dict(found.totals)
    assert sum(totals.values()) == len(found.records)
    (figure,) = [row for row in figures(everything, kpi) if row["month"] == MARCH] or [None]
    if figure is None or figure["status"] == "withheld":
        assert totals.get(IN_NUMERATOR, 0) + totals.get(COUNTED, 0) < 5
        return
    assert totals.get(IN_NUMERATOR, 0) == figure["numerator"]
    assert totals.get(IN_NUMERATOR, 0) + totals.get(COUNTED, 0) == figure["denominator"]


def test_every_row_of_the_month_has_one_judgement_with_its_reason(everything):
    found = asked(everything, "abandonment_rate")
    totals = dict(found.totals)
    assert totals["outbound or internal"] == 1
    assert totals["test contact"] == 1
    assert totals["still open when exported"] == 1
    with reading(everything.path) as database:
        legs = database.value("select count(*) from contact_leg")
    assert sum(totals.values()) == legs


def test_the_first_reason_that_holds_is_the_rows_reason(tmp_path):
    ref = made(tmp_path / "b", {"contact_leg": [{"direction": "outbound", "is_test": True}]})
    assert asked(ref, "abandonment_rate").totals == (("outbound or internal", 1),)


def test_a_cohort_has_its_own_rows_and_not_stated_is_one(everything):
    north = asked(everything, "contacts_offered", cohort=Cohort(dimension="region", member="North"))
    rest = asked(
        everything, "contacts_offered", cohort=Cohort(dimension="region", member="not stated")
    )
    whole = asked(everything, "contacts_offered")
    assert sum(count for _, count in north.totals) == 4
    total = sum(count for answer in (north, rest) for _, count in answer.totals)
    assert total == sum(count for _, count in whole.totals)


def test_a_limit_cuts_the_records_and_not_the_totals(everything):
    found = asked(everything, "contacts_offered", limit=3)
    assert len(found.records) == 3
    assert sum(count for _, count in found.totals) > 3


def test_a_record_says_which_line_of_which_file_it_was(tmp_path):
    ref = made(tmp_path / "b", {"contact_leg": [{"leg_id": "L1"}]})
    found = asked(ref, "contacts_offered")
    told = dict(zip(found.columns, found.records[0], strict=True))
    assert (told["judgement"], told["record"], told["record_number"]) == (IN_NUMERATOR, "L1", 1)


def test_rows_may_be_kept_from_a_viewer(everything):
    guest = Viewer("guest", "leader", frozenset({"see_figures"}))
    with pytest.raises(NotAllowed, match="see_rows"):
        rows(everything, "service_level", MARCH, viewer=guest)


@pytest.mark.parametrize(
    ("kpi", "more", "message"),
    [
        ("servce_level", {}, "Did you mean 'service_level'"),
        ("service_level", {"formula": "genesis"}, "Did you mean 'genesys'"),
        ("service_level", {"cohort": Cohort(dimension="reggion")}, "Did you mean 'region'"),
        ("survey_sample_met_rate", {}, "it waits for a sampling plan"),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest_name(everything, kpi, more, message):
    with pytest.raises(InputRefused, match=message):
        asked(everything, kpi, **more)
