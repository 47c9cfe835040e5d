"""What a judgement says, and what it leaves behind."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from expectations import checks, judge, judged
from warehouse.build import create, file_hash
from warehouse.connection import reading, writing
from warehouse.errors import CatalogueRefused
from warehouse.verdicts import PERSONAL


def chosen(*ids: str):
    return [check for check in checks() if check.id in ids]


def test_an_empty_build_passes_and_says_that_there_was_nothing_to_check(tmp_path):
    path = tmp_path / "empty.duckdb"
    with writing(path) as database:
        create(database)

    verdicts = judge(path, "empty")

    assert all(verdict.passed for verdict in verdicts)
    told = {verdict.check_id: (verdict.rows_checked, verdict.finding) for verdict in verdicts}
    assert told.pop("columns_declared")[0] > 200
    assert set(told.values()) == {(0, "nothing to check")}


def test_a_verdict_carries_its_declaration_and_when_it_was_judged(clean):
    before = datetime.now(UTC)
    (verdict,) = judged(chosen("contact_leg_wait_not_negative"), clean, "b")

    assert verdict.label == "Wait is never negative"
    assert verdict.table_name == "contact_leg"
    assert verdict.severity == "warning"
    assert verdict.owner == "Contact centre operations"
    assert verdict.kpis[0] == "average_speed_of_answer_voice"
    assert verdict.sql == "select * from contact_leg where wait_s < 0"
    assert (verdict.rows_checked, verdict.rows_failed) == (3300, 0)
    assert verdict.finding == "none of 3,300 fails"
    assert before <= verdict.ran_at <= datetime.now(UTC)


def test_at_most_twenty_whole_rows_are_kept_and_no_person_is_in_them(spoilt):
    path = spoilt("update contact_leg set ivr_s = -1 where src_row < 100")

    (verdict,) = judged(chosen("contact_leg_menu_not_negative"), path, "b")

    assert verdict.rows_failed == 100
    assert verdict.finding == "100 of 3,300 fail"
    assert len(verdict.failing) == 20
    row = json.loads(json.dumps(verdict.failing[0]))
    assert (row["source_id"], row["src_file"], row["leg_id"]) == ("shop", 1, "leg0")
    assert (row["ivr_s"], row["wait_s"]) == (-1, 20)
    assert row["started_at"] == "2025-01-01T09:00:00+00:00"
    assert row["region"] is None
    assert not {"customer_key", *PERSONAL} & set(row)


def test_the_stored_query_finds_the_failing_rows_again(spoilt):
    path = spoilt("delete from complaint where month(received_at) = 2 and source_id = 'shop'")

    (verdict,) = judged(chosen("months_without_gap"), path, "b")

    with reading(path) as database:
        assert database.rows(verdict.sql) == [("complaint", "shop", datetime(2025, 2, 1).date())]
    assert verdict.failing == (
        {"table_name": "complaint", "source_id": "shop", "missing_month": "2025-02-01"},
    )


def test_only_a_failing_critical_check_blocks_a_publication(spoilt):
    path = spoilt(
        "insert into agent select * from agent; update agent set employment_end_on = '2019-12-31'"
    )

    verdicts = judged(chosen("agent_key_unique", "agent_employment_in_order"), path, "b")

    assert {verdict.check_id: verdict.blocks for verdict in verdicts} == {
        "agent_key_unique": True,
        "agent_employment_in_order": False,
    }
    assert not any(verdict.passed for verdict in verdicts)


def test_judging_neither_changes_the_file_nor_keeps_it_open(spoilt):
    path = spoilt("select 1")
    before = file_hash(path)

    judged(chosen("ticket_status_listed", "ticket_key_unique"), path, "b")

    assert file_hash(path) == before
    with writing(path) as database:
        database.run("delete from ticket")
        assert database.value("select count(*) from ticket") == 0


@pytest.mark.parametrize("name", ["a b?c=d.duckdb", "50%40 $HOME ${X}.duckdb", "größe#1.duckdb"])
def test_a_build_is_judged_whatever_its_path_looks_like(name, clean, tmp_path):
    path = tmp_path / name
    shutil.copyfile(clean, path)

    (verdict,) = judged(chosen("ticket_status_listed"), path, "b")

    assert (verdict.passed, verdict.rows_checked) == (True, 602)


def test_progress_names_each_table_that_has_something_to_judge(clean):
    seen = []
    due = chosen("ticket_status_listed", "ticket_key_unique", "agent_key_unique")

    judged(due, clean, "b", lambda table, done, total: seen.append((table, done, total)))

    assert seen == [("agent", 1, 2), ("ticket", 2, 2)]


def test_a_check_whose_two_routes_disagree_is_refused_not_guessed(clean):
    (check,) = chosen("ticket_status_listed")
    narrowed = replace(check, arguments=check.arguments | {"value_set": ["new"]})

    with pytest.raises(CatalogueRefused, match="fails, but its query finds no failing row"):
        judged([narrowed], clean, "b")


def test_importing_the_room_does_not_import_great_expectations():
    """Commands that judge nothing must not wait for it."""
    code = "import sys, expectations as e; e.checks(); print('great_expectations' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "False\n"
