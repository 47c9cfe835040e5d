"""The list of waivers: in force, expired, revoked; what can be waived, and before a first build."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.warehouse.made import made
from warehouse.access import local_viewer
from warehouse.answers import waiving
from warehouse.connection import writing
from warehouse.home import Home
from warehouse.registers import waivers
from warehouse.registers.ledger import registers

ME = local_viewer()
WROTE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def home(tmp_path):
    """A home whose build has two failing checks, and whose last load a third one stopped."""
    home = Home(tmp_path / "home")
    home.builds.mkdir(parents=True)
    ref = made(home.builds / "b1.duckdb", {"contact_leg": [{}]})
    with writing(ref.path) as database:
        for check, severity, passed in (
            ("wait", "warning", False),
            ("note", "info", False),
            ("fine", "critical", True),
        ):
            database.run(
                "insert into verdict (check_id, label, severity, passed, rows_checked, rows_failed)"
                " values (?, ?, ?, ?, 10, 2)",
                [check, f"Check {check}", severity, passed],
            )
    home.current.write_text("b1 0\n")
    stopped = {"rows_failed": 7, "rows_checked": 9, "owner": "Data steward"}
    told = [
        {"check_id": "start", "label": "Check start", "waivable": True, **stopped},
        {"check_id": "books", "label": "Check books", "waivable": False, **stopped},
    ]
    (home.path / "refused.json").write_text(json.dumps({"build_id": "b2", "checks": told}))
    return home


@pytest.fixture
def days(monkeypatch):
    """Set the day that the pages think it is."""

    def on(day):
        monkeypatch.setattr(waivers, "today", lambda *_: date.fromisoformat(day))

    return on


def write(home, check, until):
    ledger = replace(registers(home), now=lambda: WROTE)
    given = {"check_id": check, "reason": "Because.", "expires_on": until}
    return waivers.add(ledger, ME, given, checks=waiving.can_be_waived(home), home=home)


def test_what_can_be_waived_is_what_fails_in_the_build_or_stopped_the_load(home):
    assert waiving.can_be_waived(home) == {"start", "wait", "note"}
    found = waiving.waiver_list(home, ME)
    assert [(one.check_id, one.is_refused) for one in found.failing] == [
        ("start", True),
        ("wait", False),
        ("note", False),
    ]
    assert found.finding == "No check is waived, and 1 critical check stops the load"


def test_a_check_can_be_waived_before_anything_is_published(home):
    home.current.unlink()
    assert waiving.can_be_waived(home) == {"start"}
    write(home, "start", "2026-06-30")
    assert waiving.waiver_list(home, ME).label("start") == "Check start"


def test_waivers_stand_in_force_first_and_lapse_at_their_day(home, days):
    long, short = write(home, "wait", "2026-09-30"), write(home, "note", "2026-06-30")
    gone = write(home, "start", "2026-08-31")
    waivers.revoke(registers(home), ME, gone.waiver_id, 1, "mended")
    days("2026-06-30")
    found = waiving.waiver_list(home, ME)
    assert [one.waiver_id for one in found.waivers] == [
        short.waiver_id, long.waiver_id, gone.waiver_id,
    ]  # fmt: skip
    assert [found.state(one) for one in found.waivers] == ["in force", "in force", "revoked"]
    assert found.next_lapse_on == date(2026, 6, 30)
    assert found.finding.startswith(
        "2 checks are waived; the next waiver to lapse holds until 30 June 2026"
    )
    assert [one.check_id for one in found.failing] == ["start"]

    days("2026-07-01")
    later = waiving.waiver_list(home, ME)
    assert [later.state(one) for one in later.waivers] == ["in force", "expired", "revoked"]
    assert [one.check_id for one in later.expired] == ["note"]
    assert [one.check_id for one in later.failing] == ["start", "note"]


def test_a_refusal_that_an_older_program_wrote_offers_nothing(home):
    old = {"build_id": "b2", "checks": [{"label": "Check start", "rows_failed": 1}]}
    (home.path / "refused.json").write_text(json.dumps(old))
    assert waiving.can_be_waived(home) == {"wait", "note"}
