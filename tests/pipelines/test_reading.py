"""Every shape of JSON, CSV and Excel becomes the same numbered records of text."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from pipelines import reading
from pipelines.declared import read_profile
from pipelines.exports import opened
from pipelines.json_lines import cell
from warehouse.errors import InputRefused

PROFILE = """
mapping = 1
name = "acme_tickets"
tool = "Acme tickets"
source = "acme"
[reader]
format = "json"
records = ["tickets"]
unwrap = "ticket"
[recognise]
columns = ["id", "via.channel"]
[time]
formats = ["%Y-%m-%dT%H:%M:%SZ"]
[tables.ticket.columns]
ticket_id = { from = "id" }
created_at = { from = "created_at" }
status = { from = "status" }
channel = { from = "via.channel" }
tags = { from = "tags[]" }
category = { from = "custom_fields[id=7].value" }
"""
TICKETS = [
    {
        "id": 12345678901234567,
        "created_at": "2026-01-05T08:00:00Z",
        "status": "new",
        "via": {"channel": "web"},
        "tags": ["a", "b"],
        "custom_fields": [{"id": 6, "value": False}, {"id": 7, "value": "leak"}],
    },
    {
        "id": 2,
        "created_at": "2026-01-05T09:00:00Z",
        "status": "open",
        "via": {"channel": None},
        "tags": [],
        "custom_fields": [],
        "satisfaction_rating": None,
    },
]
WANTED = [
    (1, "12345678901234567", "web", "a\x1fb", "leak"),
    (2, "2", None, None, None),
]
SHAPES = {
    "one a line": "\n".join(json.dumps(t) for t in TICKETS) + "\n",
    "wrapped one a line": "\n".join(json.dumps({"ticket": t}) for t in TICKETS),
    "glued together": "".join(json.dumps(t) for t in TICKETS),
    "a list": json.dumps(TICKETS, indent=1),
    "a list in a wrapper": json.dumps({"tickets": TICKETS, "end_time": 1}, indent=2),
    "a wrapper of wrapped": json.dumps({"tickets": [{"ticket": t} for t in TICKETS]}),
}


@pytest.fixture
def profile(tmp_path: Path):
    path = tmp_path / "acme_tickets.toml"
    path.write_text(PROFILE)
    return read_profile(path)


def records(path: Path, profile, work: Path) -> list[tuple]:
    work.mkdir(exist_ok=True)
    [export] = opened(path, work)
    columns = ["row_number", "id", "via.channel", "tags[]", "custom_fields[id=7].value"]
    return [
        row
        for batch in reading.batches(export, profile, work)
        for row in batch.filter(batch["torn"].is_null()).select(columns).iter_rows()
    ]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_json_gives_the_same_records(shape, profile, tmp_path):
    path = tmp_path / "tickets.json"
    path.write_text(SHAPES[shape])

    assert records(path, profile, tmp_path / "work") == WANTED


def test_a_torn_line_costs_itself_and_no_other(profile, tmp_path):
    path = tmp_path / "tickets.json"
    lines = SHAPES["one a line"].splitlines()
    path.write_text("\n".join([lines[0], lines[1][:60], lines[1]]))
    work = tmp_path / "work"
    work.mkdir()
    [export] = opened(path, work)

    [batch] = reading.batches(export, profile, work)

    assert batch.select("row_number", "torn", "id").rows() == [
        (1, None, "12345678901234567"),
        (2, "not valid JSON", None),
        (3, None, "2"),
    ]


def test_a_list_that_breaks_off_is_refused(profile, tmp_path):
    path = tmp_path / "tickets.json"
    path.write_text(SHAPES["a list in a wrapper"][:-40])

    with pytest.raises(InputRefused, match="cut off or damaged"):
        records(path, profile, tmp_path / "work")


def test_gzip_and_zip_are_read_as_what_is_inside(profile, tmp_path):
    packed = tmp_path / "tickets.json.gz"
    packed.write_bytes(gzip.compress(SHAPES["one a line"].encode()))
    archive = tmp_path / "tickets.zip"
    with zipfile.ZipFile(archive, "w") as handle:
        handle.writestr("export/tickets.json", SHAPES["a list"])

    assert records(packed, profile, tmp_path / "work") == WANTED
    assert records(archive, profile, tmp_path / "work") == WANTED


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.b", "1"),
        ("a.c", None),
        ("t[]", "x\x1fy"),
        ("f[id=2].v", "true"),
        ("f[id=9].v", None),
        ("a", None),
        ("n", "0"),
    ],
)
def test_a_path_finds_its_cell_and_nothing_is_null(path, text):
    record = {
        "a": {"b": 1, "c": None},
        "t": ["x", "y"],
        "n": 0,
        "f": [{"id": 1, "v": "no"}, {"id": 2, "v": True}],
    }

    assert cell(record, path) == text
