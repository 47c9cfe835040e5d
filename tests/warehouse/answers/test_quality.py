"""Fitness of the data: verdicts worst first, accounts and reasons per file, age by the clock."""

from datetime import UTC, datetime

import pytest

from tests.warehouse.made import made
from warehouse.access import local_viewer
from warehouse.answers.quality import quality
from warehouse.connection import writing

NOW = datetime(2026, 2, 10, tzinfo=UTC)


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
        database.run("insert into verdict_history values ('1', 'a', false), ('2', 'a', true)")
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


def test_the_finding_counts_what_matters(ref):
    found = quality(ref, now=NOW, viewer=local_viewer())
    assert found.finding == (
        "1 of 3 checks pass, 0 warnings to look at, 1 of 10 records is in quarantine, "
        "1 of 1 source is late"
    )
    assert found.provenance.checks_passed == 1
    assert found.provenance.checks_run == 3
