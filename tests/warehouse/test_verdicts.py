"""Verdicts are stored as they were given, and their history goes on from build to build."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from warehouse.build import create
from warehouse.catalogue.tables import PROVENANCE, tables
from warehouse.connection import scratch
from warehouse.verdicts import PERSONAL, Judged, presentable, store

WAIT = Judged(
    check_id="wait",
    label="Wait is never negative",
    table_name="contact_leg",
    severity="warning",
    owner="Operations",
    why="It shortens the average.",
    kpis=("service_level", "abandonment_rate"),
    passed=False,
    rows_checked=1200,
    rows_failed=3,
    failing=({"leg_id": "ä1", "wait_s": -1.5},),
    sql="select * from contact_leg where wait_s < 0",
    ran_at=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
)
KEY = replace(WAIT, check_id="key", severity="critical", passed=True, rows_failed=0, failing=())


@pytest.fixture
def database():
    with scratch() as opened:
        create(opened)
        yield opened


def test_a_verdict_is_stored_in_the_columns_of_the_build(database):
    store(database, [WAIT], "b1")

    (row,) = database.rows("select * from verdict")
    assert row[:6] == ("wait", WAIT.label, "contact_leg", "warning", "Operations", WAIT.why)
    assert row[6] == ["service_level", "abandonment_rate"]
    assert row[7:10] == (False, 1200, 3)
    assert json.loads(row[10]) == [{"leg_id": "ä1", "wait_s": -1.5}]
    assert row[11:] == (WAIT.sql, WAIT.ran_at)


def test_a_verdict_without_kpis_and_without_failing_rows_is_stored(database):
    store(database, [replace(KEY, kpis=())], "b1")

    assert database.rows("select kpis, failing from verdict") == [([], "[]")]


def test_a_build_keeps_its_own_verdicts_and_the_history_of_those_before(database):
    store(database, [WAIT, KEY], "b1")
    store(database, [replace(WAIT, passed=True)], "b2")

    assert database.rows("select check_id, passed from verdict") == [("wait", True)]
    assert database.rows("select * from verdict_history order by all") == [
        ("b1", "key", True),
        ("b1", "wait", False),
        ("b2", "wait", True),
    ]


def test_storing_a_build_again_replaces_what_was_stored_under_its_id(database):
    store(database, [WAIT], "b1")
    store(database, [replace(WAIT, passed=True)], "b1")

    assert database.rows("select * from verdict_history") == [("b1", "wait", True)]


def test_only_a_failing_critical_verdict_blocks():
    assert replace(KEY, passed=False).blocks
    assert not KEY.blocks
    assert not WAIT.blocks


def test_the_finding_says_how_many_of_how_many():
    assert WAIT.finding == "3 of 1,200 fail"
    assert KEY.finding == "none of 1,200 fails"
    assert replace(KEY, rows_checked=0).finding == "nothing to check"


def test_a_presentable_row_is_json_and_names_nobody():
    row = {
        "leg_id": "l1",
        "customer_key": "abc",
        "agent_ref": "anna@shop.example",
        "agent_name": "Anna",
        "wait_s": Decimal("-1.500"),
        "hold_s": Decimal("20.000"),
        "started_at": datetime(2026, 3, 1, 9, tzinfo=UTC),
        "contact_on": date(2026, 3, 1),
        "rating": None,
        "tags": ["a", "b"],
    }
    kept = presentable(row)
    assert kept == {
        "leg_id": "l1",
        "wait_s": -1.5,
        "hold_s": 20,
        "started_at": "2026-03-01T09:00:00+00:00",
        "contact_on": "2026-03-01",
        "rating": None,
        "tags": ["a", "b"],
    }
    assert json.loads(json.dumps(kept)) == kept


def test_every_hash_and_every_reference_to_a_person_in_the_catalogue_is_personal():
    everywhere = {
        name: column.meaning
        for table in tables().values()
        for name, column in table.columns.items()
    }
    people = (
        "keyed hash",
        "agent's name",
        "name, shown",
        "as in the source",
        "evaluator",
        "by whom",
    )
    personal = {
        name
        for name, meaning in everywhere.items()
        if any(word in meaning for word in people) and name not in {*PROVENANCE, "event"}
    }
    assert {"customer_key", "requester_key", "agent_name", "answered_by"} <= personal
    assert presentable(dict.fromkeys(personal, "x")) == {}
    assert PERSONAL - {"record"} <= set(everywhere)
