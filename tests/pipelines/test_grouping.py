"""Records are grouped alike in one part or several, and a broken declaration is refused."""

from pathlib import Path

import polars as pl
import pytest

from pipelines import grouping
from pipelines.declared import SHIPPED, read_profile
from pipelines.grouping import Grouping
from pipelines.mapping import Group
from warehouse.errors import CatalogueRefused

QUEUE_LOG = (SHIPPED / "asterisk_queue_log.toml").read_text(encoding="utf-8")
JIRA = (SHIPPED / "jira_service_management_csv.toml").read_text(encoding="utf-8")
LEGS = Group(
    by=("call",),
    starts={"column": "event", "equals": "IN"},
    columns={
        "ended": {"last": "time", "where": {"column": "event", "equals": "OUT"}},
        "rings": {"count": "event", "where": {"column": "event", "equals": "RING"}},
        "longest": {"max": "ms"},
        "shortest": {"min": "ms"},
        "rung": {"sum": "ms"},
    },
)


def events(*rows: tuple[str, str, str, str | None]) -> pl.DataFrame:
    """Records of call, event, time and milliseconds, numbered from 1."""
    frame = pl.DataFrame(
        rows,
        schema=["call", "event", "time", "ms"],
        orient="row",
        schema_overrides={"ms": pl.String},
    )
    return frame.with_row_index("row_number", 1).with_columns(pl.lit(None, pl.String).alias("torn"))


def test_a_group_is_numbered_by_its_starts_and_keeps_its_records(tmp_path):
    made = Grouping(LEGS, tmp_path, inside=False).grouped(
        events(
            ("a", "DID", "1", None),
            ("a", "IN", "2", None),
            ("b", "IN", "3", None),
            ("a", "RING", "4", "900"),
            ("a", "RING", "5", "1100"),
            ("a", "OUT", "6", None),
            ("a", "IN", "7", None),
        )
    )

    assert made.select(
        "row_number", "call", "nth", "ended", "rings", "longest", "shortest", "rung", "members"
    ).rows() == [
        # what came before the first start belongs to it
        (1, "a", "1", "6", "2", "1100.0", "900.0", "2000.0", [1, 2, 4, 5, 6]),
        (3, "b", "1", None, "0", None, None, None, [3]),
        (7, "a", "2", None, "0", None, None, None, [7]),
    ]


def test_groups_are_the_same_in_one_part_and_in_several(tmp_path, monkeypatch):
    log = events(
        *((f"c{i % 7}", ("IN", "RING", "OUT")[i // 7 % 3], f"{i:03}", "5") for i in range(42))
    )

    def legs() -> list[tuple]:
        waiting = Grouping(LEGS, tmp_path, inside=False)
        for start in range(0, 42, 10):
            waiting.wait(log[start : start + 10])
        parts = list(waiting.rest())
        assert not list(tmp_path.iterdir())
        return sorted(row for part in parts for row in part.drop("torn", "members").rows())

    at_once = legs()
    monkeypatch.setattr(grouping, "AT_ONCE", 10)

    assert len(at_once) == 14
    assert legs() == at_once


def test_a_group_inside_a_record_never_takes_in_another_record(tmp_path):
    items = events(("a", "IN", "1", None), ("a", "OUT", "2", None), ("a", "IN", "3", None))
    items = items.with_columns(pl.Series("row_number", [1, 1, 2], pl.UInt32))

    made = Grouping(LEGS, tmp_path, inside=True).grouped(items)

    assert made.select("row_number", "nth", "ended").rows() == [(1, "1", "2"), (2, "1", None)]


def test_records_that_stay_rows_learn_of_their_group_column_by_column(tmp_path):
    answers = Group(
        by=("call",),
        keep_rows=True,
        columns={
            "opener": {"first": "event"},
            "reply": {
                "first": "time",
                "where": {"not": {"column": "event", "equals_column": "opener"}},
            },
        },
    )
    made = Grouping(answers, tmp_path, inside=False).grouped(
        events(("a", "me", "1", None), ("b", "you", "2", None), ("a", "her", "3", None))
    )

    assert made.select("row_number", "opener", "reply").rows() == [
        (1, "me", "3"),
        (2, "you", None),
        (3, "me", "3"),
    ]


@pytest.mark.parametrize(
    ("text", "old", "new", "message"),
    [
        (QUEUE_LOG, '{ from = "connect_agent" }', '{ from = "agent" }', "no column 'agent'"),
        (QUEUE_LOG, '{ last = "time" }', '{ newest = "time" }', "unknown key 'newest'"),
        (QUEUE_LOG, '{ last = "time" }', '{ last = "time", first = "time" }', "expected one of"),
        (QUEUE_LOG, 'by = ["callid", "queue"]', 'keys = ["callid"]', "unknown key 'keys'"),
        (QUEUE_LOG, 'by = ["callid", "queue"]', "", "by is missing"),
        (QUEUE_LOG, "line = '^(?P<time>", "line = '^(?P<time>(", "cannot be used"),
        (JIRA, '["de", "es"', '["de", "tlh"', "month_names = 'tlh'"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused_before_a_row_is_read(
    tmp_path: Path, text: str, old: str, new: str, message: str
):
    assert old in text
    file = tmp_path / "profile.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(CatalogueRefused, match=message):
        read_profile(file)
