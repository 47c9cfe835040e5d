"""What a figure can be split by: local hours, teams of the day, peak hours, what is unstated."""

from tests.warehouse.made import made, rows, value
from warehouse.catalogue.loader import shipped
from warehouse.home import Settings


def at(hour, minute=0, day=3):
    return f"2025-03-{day:02} {hour:02}:{minute:02}:00+00"


def test_hours_and_weekdays_are_those_of_the_site(tmp_path):
    ref = made(tmp_path / "b", {"contact_leg": [{"queued_at": "2025-03-31 22:30:00+00"}] * 5})
    assert [row["member"] for row in rows(ref, "contacts_offered", by="hour")] == ["23:00"]
    assert [row["member"] for row in rows(ref, "contacts_offered", by="weekday")] == ["Monday"]


def test_a_team_is_that_of_the_day_of_the_call(tmp_path):
    moved = {"source_id": "roster", "agent_id": "A1"}
    roster = [
        {**moved, "team": "red", "site": "York", "valid_from_on": "2025-01-01",
         "valid_to_on": "2025-03-02"},
        {**moved, "team": "blue", "site": "Hull", "valid_from_on": "2025-03-03"},
    ]  # fmt: skip
    alias = [{"source_id": "roster", "agent_ref": "Ann", "agent_id": "A1"}]
    legs = [{"agent_ref": "Ann", "queued_at": at(9, day=day)} for day in (2, 3, 4)]
    ref = made(
        tmp_path / "b",
        {"agent_assignment": roster, "agent_alias": alias, "contact_leg": legs},
    )
    by_team = {row["member"]: row["numerator"] for row in rows(ref, "contacts_offered", by="team")}
    assert by_team == {"red": 1, "blue": 2}
    assert [row["member"] for row in rows(ref, "contacts_offered", by="agent")] == ["A1"]
    assert {row["member"] for row in rows(ref, "contacts_offered", by="site")} == {"York", "Hull"}


def test_a_name_that_stands_for_two_agents_is_nobodys(tmp_path):
    alias = [{"agent_ref": "Sam", "agent_id": agent} for agent in ("A1", "A2")]
    teams = [
        {"agent_id": agent, "team": team, "valid_from_on": "2025-01-01"}
        for agent, team in (("A1", "red"), ("A2", "blue"))
    ]
    ref = made(
        tmp_path / "b",
        {"agent_alias": alias, "agent_assignment": teams, "contact_leg": [{"agent_ref": "Sam"}]},
    )
    assert value(ref, "contacts_offered") == 1
    assert rows(ref, "contacts_offered", by="team") == []


def test_peak_hours_are_the_17_busiest_of_the_week_over_12_whole_months(tmp_path):
    busy = [{"queued_at": at(9)}] * 2  # Monday 9:00, before the others
    quiet = [
        {"queued_at": f"2025-03-{4 + hour // 24:02} {hour % 24:02}:00:00+00"} for hour in range(20)
    ]
    ref = made(tmp_path / "b", {"contact_leg": busy + quiet}, zone="UTC")
    by = {row["member"]: row["numerator"] for row in rows(ref, "contacts_offered", by="peak")}
    assert by == {"peak": 2 + 16, "off-peak": 4}


def test_what_is_not_stated_is_a_member_and_a_dimension_never_stated_is_none(tmp_path):
    legs = [{"region": "North"}] * 2 + [{}] * 3
    ref = made(tmp_path / "b", {"contact_leg": legs})
    by = {row["member"]: row["numerator"] for row in rows(ref, "contacts_offered", by="region")}
    assert by == {"North": 2, "not stated": 3}
    assert rows(ref, "contacts_offered", by="product") == []


def test_shares_of_those_who_queued_are_not_split_by_team_which_who_gave_up_has_not(tmp_path):
    legs = [{"outcome": "abandoned_queue", "wait_s": 90}] * 3 + [{"agent_ref": "A1"}] * 7
    roster = [{"source_id": "r", "agent_id": "A1", "team": "red", "valid_from_on": "2025-01-01"}]
    ref = made(tmp_path / "b", {"contact_leg": legs, "agent_assignment": roster})
    assert value(ref, "abandonment_rate") == 0.3
    assert "team" not in shipped(Settings()).kpis["abandonment_rate"].dimensions
    assert "team" in shipped(Settings()).kpis["average_handle_time"].dimensions
