"""Every check has a row that breaks it, and breaks nothing else."""

import re
import tomllib
from pathlib import Path

import pytest

from expectations import checks, judge, judged
from warehouse.connection import reading

PLANTED = tomllib.loads(Path(__file__).with_name("planted.toml").read_text(encoding="utf-8"))
GATES = {check.id for check in checks() if check.gate}
WRITES = re.compile(r"(?:insert into|update|delete from|alter table) (\w+)")


def broken_by(sql: str, path: Path) -> set[str]:
    """The checks whose query finds a failing row; one that reads no written table cannot."""
    written = WRITES.findall(sql)
    near = [check for check in checks() if any(table in check.sql for table in written)]
    with reading(path) as database:
        return {
            check.id
            for check in near
            if database.value(f"select exists (select 1 from ({check.sql}))")
        }


def test_every_check_has_its_planted_row():
    assert sorted(PLANTED) == sorted(check.id for check in checks())


def test_a_clean_build_passes_every_check_and_every_check_looks_at_something(clean):
    verdicts = judge(clean, "clean")

    assert [verdict.check_id for verdict in verdicts if not verdict.passed] == []
    assert [verdict.check_id for verdict in verdicts if not verdict.rows_checked] == []
    assert [verdict.check_id for verdict in verdicts] == [check.id for check in checks()]


@pytest.mark.parametrize("check_id", sorted(set(PLANTED) - GATES))
def test_a_planted_row_breaks_exactly_its_check(check_id, spoilt):
    planted = PLANTED[check_id]
    path = spoilt(planted["do"])
    expected = {check_id, *planted.get("also", ())}

    assert broken_by(planted["do"], path) == expected
    verdicts = judged([check for check in checks() if check.id in expected], path, "spoilt")
    assert {verdict.check_id for verdict in verdicts if not verdict.passed} == expected
    failed = {verdict.check_id: verdict.rows_failed for verdict in verdicts}
    assert failed[check_id] == planted.get("failed", 1)


@pytest.mark.parametrize("check_id", sorted(GATES))
def test_a_failing_gate_is_the_only_verdict(check_id, spoilt):
    verdicts = judge(spoilt(PLANTED[check_id]["do"]), "spoilt")

    assert [(verdict.check_id, verdict.blocks) for verdict in verdicts] == [(check_id, True)]
    assert verdicts[0].rows_failed == 1
    assert verdicts[0].failing == ({"table_name": "contact_leg", "missing_column": "entry_point"},)
