"""Exports that have no sample: Zendesk's metric events, and the template of interval reports."""

import json

EVENTS = [
    {"type": "activate", "time": "2026-09-28T07:00:00Z"},
    {
        "type": "apply_sla",
        "time": "2026-09-28T07:00:00Z",
        "sla": {"target": 60, "business_hours": False, "policy": {"id": 1, "title": "Gold"}},
    },
    {"type": "breach", "time": "2026-09-28T08:00:00Z"},
    {"type": "breach", "time": "2026-09-28T09:00:00Z", "deleted": True},
    {"type": "fulfill", "time": "2026-09-28T10:30:00Z"},
    {"type": "update_status", "time": "2026-09-28T10:30:00Z", "status": {"calendar": 210}},
]
COLUMNS = "queue_name channel period_start period_end offered answered abandoned answered_within"
REPORT = f"""{COLUMNS.replace(" ", ",")},threshold_s,talk_s
Billing,voice,2026-09-28 08:00,2026-09-28 08:30,40,36,4,30,20,7200
Billing,voice,2026-09-28 08:30,2026-09-28 09:00,0,0,0,0,20,
Orders,voice,2026-09-28 08:00,2026-09-28 08:30,10,11,0,,,
"""


def test_metric_events_keep_when_a_goal_was_set_met_and_missed(sampled, tmp_path):
    events = [
        {"id": 70 + n, "ticket_id": 880100, "metric": "reply_time", "instance_id": 1, **event}
        for n, event in enumerate(EVENTS)
    ]
    page = tmp_path / "metric_events.json"
    page.write_text(json.dumps({"ticket_metric_events": events, "count": 6}), encoding="utf-8")
    sampled.load(page)

    assert sampled.account() == (6, 4, 0, 2, 0)
    assert sampled.rows(
        "select value_to, timezone('UTC', event_at)::text, value_from from ticket_event "
        "where ticket_id = '880100' and field = 'sla reply_time' order by event_at, src_row"
    ) == [
        ("activate", "2026-09-28 07:00:00", None),
        ("apply_sla", "2026-09-28 07:00:00", "60"),
        ("breach", "2026-09-28 08:00:00", None),
        ("fulfill", "2026-09-28 10:30:00", None),
    ]


def test_an_interval_report_maps_column_for_column_and_impossible_rows_wait(sampled, tmp_path):
    report = tmp_path / "intervals.csv"
    report.write_text(REPORT, encoding="utf-8")
    sampled.load(report, zone="Europe/London")

    assert sampled.account() == (3, 2, 0, 0, 1)
    assert sampled.rows("select reason from quarantine") == [
        ("more contacts answered than offered",)
    ]
    assert sampled.rows(
        "select timezone('UTC', period_end_at)::text, offered, answered, abandoned, talk_s::int, "
        "short_abandoned from queue_interval order by 1"
    ) == [
        ("2026-09-28 07:30:00", 40, 36, 4, 7200, None),
        ("2026-09-28 08:00:00", 0, 0, 0, None, None),  # none were offered, and talk is not known
    ]


def test_staffed_days_keep_what_is_not_known_and_days_off(sampled, tmp_path):
    plan = tmp_path / "plan.csv"
    plan.write_text(
        "agent_id,day,scheduled_s,staffed_s,unavailable_s,contact_s,absence\n"
        "a1,2026-09-28,28800,27000,1800,,\n"
        "a1,2026-09-29,28800,0,0,0,sick\n"
        "a1,2026-09-30,0,0,0,0,\n"
        "a2,2026-09-28,28800,1800,27000,0,\n",
        encoding="utf-8",
    )
    sampled.load(plan)

    assert sampled.account() == (4, 3, 0, 0, 1)
    assert sampled.rows("select reason from quarantine") == [
        ("more time not available than staffed",)
    ]
    assert sampled.rows(
        "select day::text, scheduled_s::int, contact_s::int, absence from staffed_day order by day"
    ) == [
        ("2026-09-28", 28800, None, None),
        ("2026-09-29", 28800, 0, "sick"),
        ("2026-09-30", 0, 0, None),
    ]
