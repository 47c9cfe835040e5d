"""Every KPI's figure from rows that a person can count, through the shipped catalogue."""

import json
import random

import pytest

from tests.warehouse.made import made, rows, stored, value
from warehouse.catalogue.loader import shipped
from warehouse.connection import reading, writing
from warehouse.home import Settings
from warehouse.measure import measure


def day_of_eight_formulas():
    """1,000 offered: 900 answered, 60 abandoned, 40 call-back requests."""
    answered = [{"wait_s": 10}] * 720 + [{"wait_s": 30}] * 180
    abandoned = [{"wait_s": 4}] * 12 + [{"wait_s": 15}] * 13 + [{"wait_s": 60}] * 35
    called_back = [{"wait_s": 18}] * 15 + [{"wait_s": 90}] * 25
    return (
        answered
        + [{**row, "outcome": "abandoned_queue"} for row in abandoned]
        + [{**row, "outcome": "callback_requested"} for row in called_back]
    )


@pytest.fixture(scope="module")
def one_day(tmp_path_factory):
    path = tmp_path_factory.mktemp("day") / "b.duckdb"
    return made(path, {"contact_leg": day_of_eight_formulas()})


@pytest.mark.parametrize(
    ("kpi", "formula", "percent"),
    [
        ("service_level", "amazon_connect_builtin", 76.0),
        ("service_level", "amazon_connect_data_lake", 72.0),
        ("service_level", "genesys", 75.0),
        ("service_level", "genesys_with_flow_outs", 72.0),
        ("service_level", "genesys_without_short_abandons", 75.9),
        ("service_level", "genesys_without_abandons", 80.0),
        ("service_level", "talkdesk", 72.9),
        ("service_level", "answered_only", 80.0),
        ("abandonment_rate", "of_offered", 6.00),
        ("abandonment_rate", "talkdesk", 4.86),
        ("abandonment_rate", "short_out_of_numerator", 4.80),
        ("abandonment_rate", "callbacks_out_of_denominator", 6.25),
    ],
)
def test_one_day_gives_twelve_documented_figures(one_day, kpi, formula, percent):
    digits = len(f"{percent}".partition(".")[2])
    found = value(one_day, kpi, formula=formula)
    assert round(100 * found, max(digits, 1)) == percent


def test_the_headlines_leave_short_abandons_out_and_keep_call_backs_in(one_day):
    assert value(one_day, "service_level") == 720 / 988
    assert value(one_day, "abandonment_rate") == 48 / 988
    assert value(one_day, "abandonment_rate", formula="of_served_and_abandoned") == 60 / 960
    assert value(one_day, "short_abandon_rate") == 12 / 1000
    assert value(one_day, "contacts_offered") == 1000


def test_a_threshold_can_be_asked_for(one_day):
    assert value(one_day, "service_level", formula="answered_only:30") == 1
    assert value(one_day, "service_level", formula="answered_only:5") == 0


def test_speed_of_answer_is_the_mean_wait_of_the_answered_only(one_day):
    assert value(one_day, "average_speed_of_answer_voice") == (720 * 10 + 180 * 30) / 900


def test_chats_are_measured_apart_and_against_their_own_time(tmp_path):
    chats = [{"channel": "chat", "wait_s": wait} for wait in (20, 50, 70, 100, 110)]
    ref = made(tmp_path / "b", {"contact_leg": [*chats, {"wait_s": 5}]})
    assert value(ref, "average_speed_of_answer_chat") == 70
    (voice,) = rows(ref, "average_speed_of_answer_voice")
    assert (voice["value"], voice["status"], voice["n"]) == (None, "withheld", 1)
    assert value(ref, "service_level") == 3 / 6  # 20 and 50 of 60 s, 5 of 20 s


def test_every_reason_not_to_count_a_contact_is_applied(tmp_path):
    legs = [
        {"wait_s": 5},
        {"direction": "outbound"},
        {"direction": "internal"},
        {"is_test": True},
        {"channel": "callback"},
        {"initiation": "callback"},
        {"is_acd": False},
        *(
            {"outcome": outcome}
            for outcome in ("abandoned_ivr", "out_of_hours", "not_queued", "withdrawn", "failed",
                            "open", "unknown")
        ),
        {"outcome": "overflow"},
        {"outcome": "no_agent"},
        {"outcome": "voicemail"},
        {"outcome": "callback_requested"},
    ]  # fmt: skip
    ref = made(tmp_path / "b", {"contact_leg": legs})
    assert value(ref, "contacts_offered") == 5


def test_an_interaction_of_two_legs_is_handled_and_transferred_once(tmp_path):
    both = {"contact_id": "c"}
    legs = [
        {**both, "leg_id": "1", "handle_s": 100, "transferred_out": True, "queued_at": at(9, 0)},
        {**both, "leg_id": "2", "handle_s": 200, "transferred_out": False, "queued_at": at(9, 5)},
        *({"handle_s": 60, "transferred_out": False} for _ in range(4)),
        {"handle_s": None, "transferred_out": False},
    ]
    ref = made(tmp_path / "b", {"contact_leg": legs})
    assert value(ref, "average_handle_time") == (300 + 4 * 60) / 5
    assert value(ref, "average_handle_time", formula="per_leg") == (300 + 4 * 60) / 6
    assert value(ref, "transfer_rate") == 1 / 6
    assert value(ref, "contacts_offered") == 7  # two queue entries


def at(hour, minute=0, day=3, month=3):
    return f"2025-{month:02}-{day:02} {hour:02}:{minute:02}:00+00"


def test_hold_is_a_share_of_contacts_that_say_whether_they_were_held(tmp_path):
    holds = [
        {"hold_count": 1, "hold_s": 30},
        *({"hold_count": 0, "hold_s": 0} for _ in range(5)),
        {},
    ]
    ref = made(tmp_path / "b", {"contact_leg": holds})
    assert value(ref, "hold_share") == 1 / 6
    assert value(ref, "hold_share", formula="mean_of_all") == 5
    (held,) = rows(ref, "hold_share", formula="mean_of_held")
    assert (held["status"], held["n"], held["unit"]) == ("withheld", 1, "seconds")


def test_a_call_back_that_is_still_open_after_its_time_is_a_miss(tmp_path):
    promise = {"outcome": "callback_requested", "callback_due_at": at(12)}
    legs = [
        *({**promise, "callback_reached_at": at(11)} for _ in range(3)),
        {**promise, "callback_reached_at": at(13)},
        promise,
        {**promise, "callback_due_at": "2026-02-01 00:00:00+00"},  # not due by as_of
        {"outcome": "callback_requested"},  # no promised time
        {},
    ]
    ref = made(tmp_path / "b", {"contact_leg": legs})
    assert value(ref, "callback_success_rate") == 3 / 5
    assert value(ref, "callback_offered_rate") == 7 / 8


def test_a_source_without_call_backs_has_no_rate_of_0(tmp_path):
    ref = made(tmp_path / "b", {"contact_leg": [{}] * 6})
    assert rows(ref, "callback_offered_rate") == []


def test_a_source_without_waits_has_no_service_level(tmp_path):
    ref = made(tmp_path / "b", {"contact_leg": [{}] * 6 + [{"outcome": "abandoned_queue"}] * 6})
    assert rows(ref, "service_level") == []
    assert value(ref, "abandonment_rate", formula="of_offered") == 0.5


INTERVAL = {
    "queue_name": "sales",
    "period_start_on": "2025-03-01",
    "period_end_at": "2025-04-01 00:00:00+01",
    "offered": 100,
    "answered": 90,
    "abandoned": 10,
    "answered_within": 72,
    "threshold_s": 20,
    "wait_s": 1800,
    "handle_s": 27000,
    "handled": 90,
}


def test_intervals_give_counts_where_there_are_no_calls(tmp_path):
    ref = made(tmp_path / "b", {"queue_interval": [INTERVAL]})
    assert value(ref, "contacts_offered") == 100
    assert value(ref, "service_level") == 0.72
    assert value(ref, "service_level", formula="answered_only") == 0.8
    assert value(ref, "average_speed_of_answer_voice") == 20
    assert value(ref, "average_handle_time") == 300
    assert rows(ref, "service_level", formula="answered_only:30") == []  # counted within 20 s


@pytest.mark.parametrize(
    ("calls", "offered"),
    [
        ([{"queue_name": "sales", "queued_at": at(9)}], 1),  # the same queue and days
        ([{"queue_name": "sales", "queued_at": at(9), "source_id": "other"}], 1),
        ([{"queue_name": "service", "queued_at": at(9)}], 101),
        ([{"queue_name": "sales", "queued_at": at(9, month=4)}], 100),  # another month
        ([{"queue_name": "sales", "channel": "chat", "queued_at": at(9)}], 101),
    ],
)
def test_calls_replace_the_interval_of_their_queue_and_days_never_both(tmp_path, calls, offered):
    ref = made(tmp_path / "b", {"queue_interval": [INTERVAL], "contact_leg": calls})
    assert value(ref, "contacts_offered", "2025-03") == offered


def test_a_report_of_all_queues_is_replaced_by_calls_of_its_own_source_only(tmp_path):
    whole = {**INTERVAL, "queue_name": None}
    own = [{"queue_name": "sales", "queued_at": at(9)}]
    other = [{**own[0], "source_id": "other"}]
    first = made(tmp_path / "1", {"queue_interval": [whole], "contact_leg": own})
    second = made(tmp_path / "2", {"queue_interval": [whole], "contact_leg": other})
    assert value(first, "contacts_offered") == 1
    assert value(second, "contacts_offered") == 101


def test_a_month_begins_at_midnight_of_the_site(tmp_path):
    legs = [{"queued_at": "2025-03-31 22:30:00+00"}, {"queued_at": "2025-03-31 23:30:00+00"}]
    ref = made(tmp_path / "b", {"contact_leg": legs})  # London is an hour ahead from 30 March
    assert [row["numerator"] for row in rows(ref, "contacts_offered")] == [1, 1]


def test_a_month_is_provisional_until_it_is_over_and_its_window_too(tmp_path):
    legs = [{"queued_at": at(9), "customer_key": f"k{i}"} for i in range(6)]
    table = {"contact_leg": legs}
    early = made(tmp_path / "1", table, as_of="2025-03-31 22:59:00+00")
    over = made(tmp_path / "2", table, as_of="2025-03-31 23:00:00+00")  # midnight in London
    ripe = made(tmp_path / "3", table, as_of="2025-04-07 23:00:00+00")
    states = [
        (rows(ref, "contacts_offered")[0]["status"],
         rows(ref, "first_contact_resolution_rate")[0]["status"])
        for ref in (early, over, ripe)
    ]  # fmt: skip
    assert states == [
        ("provisional", "provisional"), ("final", "provisional"), ("final", "final"),
    ]  # fmt: skip


def test_all_sources_together_are_added_up_and_provisional_where_a_part_is(tmp_path):
    legs = [{"wait_s": 10}] * 6 + [{"wait_s": 40, "source_id": "other"}] * 4
    path = tmp_path / "b"
    ref = made(path, {"contact_leg": legs})
    assert value(ref, "average_speed_of_answer_voice") == (60 + 160) / 10
    by = {r["source_id"]: r for r in rows(ref, "average_speed_of_answer_voice", by="source")}
    assert by["tool"]["value"] == 10
    assert by["other"]["status"] == "withheld"


def test_the_order_of_rows_changes_no_figure(tmp_path):
    legs = [
        {
            "leg_id": str(i), "wait_s": i % 37 + 0.125, "handle_s": i * 0.1,
            "customer_key": f"k{i % 9}", "region": f"r{i % 4}",
            "queued_at": at(i % 24, i % 60, 1 + i % 28),
            "outcome": "abandoned_queue" if i % 7 == 0 else "answered",
        }
        for i in range(400)
    ]  # fmt: skip
    shuffled = legs[:]
    random.Random(1).shuffle(shuffled)
    first = made(tmp_path / "1", {"contact_leg": legs})
    second = made(tmp_path / "2", {"contact_leg": shuffled})
    assert stored(first) == stored(second)


def test_measuring_a_measured_build_again_changes_nothing(tmp_path):
    ref = made(tmp_path / "b", {"contact_leg": day_of_eight_formulas()[::10]})
    before = stored(ref)
    with writing(ref.path) as database:
        measure(database, shipped(Settings()))
    assert stored(ref) == before


def test_a_build_without_any_row_is_measured_to_nothing(tmp_path):
    assert json.loads(stored(made(tmp_path / "b", {}))) == []


def test_the_build_keeps_the_catalogue_and_the_sql_that_it_was_measured_with(tmp_path):
    ref = made(tmp_path / "b", {})
    with reading(ref.path) as database:
        kinds = dict(database.rows("select kind, count(*) from catalogue group by all"))
    assert kinds["kpi"] == 4  # kpis, facts, review, and what care.toml overlays
    assert kinds["sql"] > 20


def test_months_of_a_source_that_dates_nothing_are_judged_by_the_newest_of_all(tmp_path):
    training = [{"agent_id": "A1", "course_code": "c", "completed_on": "2024-01-10"}]
    ref = made(
        tmp_path / "b",
        {"training_record": training, "agent": [{"agent_id": "A1"}]},
        as_of="2025-03-01 00:00:00+00",
    )
    assert [f"{row['month']:%Y-%m}" for row in rows(ref, "training_current_rate")] == [
        "2025-01", "2025-02",
    ]  # fmt: skip
