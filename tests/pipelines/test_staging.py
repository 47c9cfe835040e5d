"""Natural keys, the newest record, and the accounting of every row."""

from pathlib import Path

FIRST = "c1,,Billing,2026-03-02 09:00:00,Lost,0:10,,,2026-03-02 10:00:00,"
NEWER = "c1,,Moves,2026-03-02 09:00:00,Lost,0:11,,,2026-03-03 10:00:00,"
OLDER = "c1,,Repairs,2026-03-02 09:00:00,Lost,0:12,,,2026-03-01 10:00:00,"
UNDATED = "c1,,Undated,2026-03-02 09:00:00,Lost,0:12,,,,"


def queues(staged) -> list[str]:
    return [name for (name,) in staged.rows("select queue_name from contact_leg order by leg_id")]


def test_the_newest_record_of_a_key_wins_inside_one_file(stage, export):
    staged = stage(export([FIRST, NEWER, OLDER]))

    assert queues(staged) == ["Moves"]
    assert staged.accounts() == [("calls.csv", 3, 1, 2, 0, 0)]


def test_a_newer_record_of_a_later_load_supersedes_and_both_files_still_add_up(stage, export):
    stage(export([FIRST], "monday.csv"))
    staged = stage(export([NEWER], "tuesday.csv"))

    assert queues(staged) == ["Moves"]
    assert staged.accounts() == [("monday.csv", 1, 0, 1, 0, 0), ("tuesday.csv", 1, 1, 0, 0, 0)]


def test_an_older_record_of_a_later_load_changes_nothing(stage, export):
    stage(export([FIRST], "monday.csv"))
    staged = stage(export([OLDER], "tuesday.csv"))

    assert queues(staged) == ["Billing"]
    assert staged.accounts()[1] == ("tuesday.csv", 1, 0, 1, 0, 0)


def test_without_a_time_of_change_the_record_accepted_first_stays(stage, export):
    stage(export([UNDATED], "monday.csv"))
    staged = stage(export([UNDATED.replace("Undated", "Later")], "tuesday.csv"))

    assert queues(staged) == ["Undated"]


def test_a_record_stays_accepted_while_one_of_its_rows_stands(stage, export):
    rated = FIRST[:-1] + ",5"
    stage(export([rated], "monday.csv"))
    staged = stage(export([NEWER], "tuesday.csv"))

    # the newer copy of the call carries no rating, so the older one's answer stands
    assert queues(staged) == ["Moves"]
    assert staged.rows("select count(*) from survey_answer") == [(1,)]
    assert staged.accounts() == [("monday.csv", 1, 1, 0, 0, 0), ("tuesday.csv", 1, 1, 0, 0, 0)]


def test_the_same_bytes_are_not_taken_twice_under_any_name(stage, export):
    stage(export([FIRST], "monday.csv"))
    staged = stage(export([FIRST], "copy.csv"))

    assert staged.intake.unchanged == ["copy.csv"]
    assert len(staged.accounts()) == 1


def test_two_sources_may_use_the_same_keys(stage, export, tmp_path: Path):
    from pipelines.intake import Choice

    stage(export([FIRST], "north.csv"), choice=Choice(source="north"))
    staged = stage(export([NEWER], "south.csv"), choice=Choice(source="south"))

    assert staged.rows("select source_id, queue_name from contact_leg order by 1") == [
        ("north", "Billing"),
        ("south", "Moves"),
    ]


def test_a_source_speaks_as_of_the_end_of_the_local_day_of_its_newest_event(stage, export):
    summer = "c9,,,2026-07-15 23:30:00,Lost,,,,,"
    staged = stage(export([summer]))

    # midnight in London is 23:00 UTC in July
    assert staged.rows("select site_zone, as_of::text from source") == [
        ("Europe/London", "2026-07-15 23:00:00+00")
    ]


def test_an_event_that_has_not_happened_yet_does_not_date_its_source(stage, export):
    staged = stage(export([FIRST, "c2,,,2999-01-01 09:00:00,Lost,,,,,"]))

    assert staged.rows("select as_of::text from source") == [("2026-03-03 00:00:00+00",)]
