"""Fitness of the data: verdicts worst first, accounts and reasons per file, age by the clock."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.warehouse.made import made
from warehouse.access import local_viewer
from warehouse.answers.quality import failures, quality
from warehouse.connection import writing
from warehouse.registers.waivers import Waiver

NOW = datetime(2026, 2, 10, tzinfo=UTC)
WAIVER = Waiver("W-2026-001", 1, "c", "Mended in June.", date(2026, 6, 30), "M. Okafor", NOW)


@pytest.fixture
def ref(tmp_path):
    build = made(tmp_path / "b", {"contact_leg": [{}] * 3})
    with writing(build.path) as database:
        database.run(
            "insert into load_file values (1, 'tool', 'p', 'calls.csv', 'x', 10, 3, 10, 6, 1, 2, "
            "1, '2026-01-01 00:00:00+00', 'UTC')"
        )
        database.run("insert into exclusion values (1, 'outbound', 2)")
        database.run("insert into quarantine values (1, 'tool', 4, 'no date', '{}')")
        for check, severity, passed, failing in (
            ("a", "warning", True, None),
            ("b", "info", False, None),
            ("c", "critical", False, '[{"leg_id": "1"}]'),
        ):
            database.run(
                "insert into verdict values (?, ?, 'contact_leg', ?, 'Owner', 'why', "
                "['service_level'], ?, 10, 1, ?, 'select 1', '2026-01-01 00:00:00+00')",
                [check, f"Check {check}", severity, passed, failing],
            )
        database.run(
            "insert into verdict_history values ('1', 'a', false), ('2', 'a', true), "
            "('2', 'b', false)"
        )
    return build


def test_failed_checks_come_first_by_severity_with_their_rows(ref):
    found = quality(ref, now=NOW, viewer=local_viewer())
    assert [verdict.check_id for verdict in found.verdicts] == ["c", "b", "a"]
    assert found.verdicts[0].failing == ({"leg_id": "1"},)
    assert found.verdicts[2].history == (False, True)
    assert found.verdicts[0].kpis == ("service_level",)


def test_every_row_of_a_file_is_accounted_for_with_its_reason(ref):
    found = quality(ref, now=NOW, viewer=local_viewer())
    (account,) = found.accounts
    parts = account.accepted + account.superseded + account.excluded + account.quarantined
    assert parts == account.read == 10
    assert found.reasons == (
        ("tool", "excluded: outbound", 2),
        ("tool", "quarantined: no date", 1),
    )


def test_freshness_alone_looks_at_the_clock(ref):
    (late,) = quality(ref, now=NOW, viewer=local_viewer()).freshness
    assert (late.age_days, late.allowed_days, late.is_late) == (40, 31, True)
    early = quality(ref, now=datetime(2026, 1, 20, tzinfo=UTC), viewer=local_viewer())
    assert not early.freshness[0].is_late


def test_a_check_that_a_load_did_not_have_is_open_in_its_history(ref):
    found = {
        one.check_id: one.history for one in quality(ref, now=NOW, viewer=local_viewer()).verdicts
    }
    assert found == {"a": (False, True), "b": (None, False), "c": (None, None)}


def test_the_history_goes_back_twelve_loads_and_no_further(ref):
    with writing(ref.path) as database:
        for load in range(10, 25):
            database.run("insert into verdict_history values (?, 'a', ?)", [str(load), load != 13])
    (one,) = [
        one for one in quality(ref, now=NOW, viewer=local_viewer()).verdicts if one.check_id == "a"
    ]
    # In order of their ids the loads are 1, 10 … 19, 2, 20 … 24: the last twelve begin with 14.
    assert one.history == (True,) * 12


def test_a_waived_check_has_failed_and_is_never_counted_as_passed(ref):
    found = quality(ref, now=NOW, waivers=(WAIVER,), viewer=local_viewer())
    states = {one.check_id: one.state for one in found.verdicts}
    assert states == {"a": "passed", "b": "failed", "c": "waived"}
    waived = found.verdicts[0].waived
    assert waived is not None
    assert waived.words == "waived by M. Okafor until 2026-06-30 because Mended in June."
    assert found.finding.startswith("2 of 3 checks fail, 1 of them waived, ")
    assert found.provenance.checks_passed == 1


def test_a_waiver_of_a_check_that_passes_changes_nothing(ref):
    of_a = replace(WAIVER, check_id="a")
    found = quality(ref, now=NOW, waivers=(of_a,), viewer=local_viewer())
    assert [one.waived for one in found.verdicts] == [None, None, None]


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["passed", "passed"], "none of 2 checks fails"),
        (["failed", "passed"], "1 of 2 checks fails"),
        (["waived", "passed"], "1 of 2 checks fails, it is waived"),
        (["waived", "waived"], "2 of 2 checks fail, all of them waived"),
        (["failed", "waived"], "2 of 2 checks fail, 1 of them waived"),
    ],
)
def test_how_many_fail_is_said_with_how_many_are_waived(ref, states, said):
    first = quality(ref, now=NOW, viewer=local_viewer()).verdicts[0]
    told = [
        replace(first, passed=state == "passed", waived=WAIVER.told if state == "waived" else None)
        for state in states
    ]
    assert failures(told) == said


def test_the_finding_counts_what_matters(ref):
    found = quality(ref, now=NOW, viewer=local_viewer())
    assert found.finding == (
        "2 of 3 checks fail, 1 of 10 records is in quarantine, 1 of 1 source is late"
    )
    assert found.provenance.checks_passed == 1
    assert found.provenance.checks_run == 3
