"""Records held back: what a quarantined record still says, and which later file put it right.

Of a quarantined record the build keeps the mapped cells. From them and the text of its profile two
things are read, as far as they go without computing anything anew: the natural keys of the rows
that it would have given (`held_key`), and its times (`held_time`). A key that the profile hashes,
translates or takes out of a pattern, or of which a part is masked, is not known.

A record held back is closed (`held_closed`) by a later file of the same source: "accepted" when
that file gave a row with the same key, "sent again" when it is held back there as well, "replaced"
when care.toml declares that the later file replaces this one. What nothing closes stays open.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl

from warehouse.catalogue.tables import Table, tables
from warehouse.connection import Database
from warehouse.load_file import FileEntry

MASK = "(withheld)"  # what stands for a personal cell
PART = "\x1f"  # between the parts of a key; no export has it in a cell
READABLE = {"from", "const", "join", "with", "gaps", "template", "coalesce", "as", "formats"}
ORDINARY = (None, "text", "datetime", "date", "epoch")
LAID = (
    "create table if not exists held_key (file_id integer, row_number integer, table_name text, "
    "key text)",
    "create table if not exists held_time (file_id integer, row_number integer, table_name text, "
    "column_name text, on_ date, at_ timestamptz)",
    "create table if not exists held_closed (file_id integer, row_number integer, "
    "by_file integer, how text)",
)
NEWLY = """
select quarantine.file_id, row_number, record, held_file.profile, held_file.zone
from quarantine join held_file using (file_id)
where quarantine.file_id >= $first
order by quarantine.file_id, row_number"""
CLOSE = """
insert into held_closed
select file_id, row_number, by_file, '{how}' from ({found})
anti join held_closed using (file_id, row_number)"""
ACCEPTED = """
select held.file_id, held.row_number, min(given.src_file) as by_file
from held_key as held
join quarantine as held_row using (file_id, row_number)
join {table} as given
    on given.source_id = held_row.source_id and given.src_file > held.file_id
    and given.src_file >= {first} and {key} = held.key
where held.table_name = '{table}'
group by all"""
AGAIN = """
select file_id, row_number, min(by_file) as by_file from (
    select old.file_id, old.row_number, new.file_id as by_file
    from quarantine as old
    join quarantine as new
        on new.source_id = old.source_id and new.record = old.record
        and new.file_id > old.file_id and new.file_id >= {first}
    where old.record <> '{{}}'
    union all
    select old.file_id, old.row_number, new.file_id
    from held_key as old
    join held_key as new
        on new.table_name = old.table_name and new.key = old.key
        and new.file_id > old.file_id and new.file_id >= {first}
    join quarantine as old_row
        on old_row.file_id = old.file_id and old_row.row_number = old.row_number
    join quarantine as new_row
        on new_row.file_id = new.file_id and new_row.row_number = new.row_number
    where old_row.source_id = new_row.source_id
) group by all"""
REPLACED = """
select old.file_id, quarantine.row_number, min(new.file_id) as by_file
from held_file as old
join held_file as new using (source_id)
join replaced on replaced.earlier = old.name and replaced.later = new.name
join quarantine on quarantine.file_id = old.file_id
where new.file_id > old.file_id
group by all"""

Cells = Mapping[str, str]


def lay(database: Database) -> None:
    """Create the tables of this file where they are not there."""
    for statement in LAID:
        database.run(statement)


def is_laid(database: Database) -> bool:
    """Whether the build was made with them; an older one tells nothing of what was mended."""
    names = "select table_name from information_schema.tables"
    return ("held_closed",) in database.rows(names)


def take(
    database: Database, files: Sequence[FileEntry], first: int, replaces: Mapping[str, str]
) -> None:
    """Note what the records held back by this load say, and close what any of its files mends.

    To be called while the rows that will lose to newer ones still stand in their tables.

    Args:
        files: the files of this load, not in load_file yet.
        first: the id of the first of them.
        replaces: name of a later file -> name of the earlier file that it replaces.
    """
    database.run(
        "create or replace temp table held_file as "
        "select file_id, source_id, profile, name, zone from load_file"
    )
    for one in files:
        database.run(
            "insert into held_file values (?, ?, ?, ?, ?)",
            [one.file_id, one.source_id, one.profile, one.name, one.zone],
        )
    for (profile, zone), rows in _by_profile(database, first).items():
        _note(database, profile, zone, rows)
    if database.value("select count(*) from quarantine"):
        _close(database, first, replaces)
    database.run("drop table held_file")


def _by_profile(
    database: Database, first: int
) -> dict[tuple[str, str], list[tuple[int, int, Cells]]]:
    found: dict[tuple[str, str], list[tuple[int, int, Cells]]] = {}
    for file_id, number, record, profile, zone in database.rows(NEWLY, {"first": first}):
        cells = {k: v for k, v in json.loads(record).items() if v != MASK}
        found.setdefault((profile, zone), []).append((file_id, number, cells))
    return found


def _note(database: Database, name: str, zone: str, rows: list[tuple[int, int, Cells]]) -> None:
    text = database.value("select text from catalogue where kind = 'profile' and name = ?", [name])
    profile = tomllib.loads(text) if text else {}
    formats = tuple(profile.get("time", {}).get("formats", ["%Y-%m-%d %H:%M:%S"]))
    keys: list[tuple[int, int, str, str]] = []
    times: list[pl.DataFrame] = []
    for table_name, body in profile.get("tables", {}).items():
        table = tables()[table_name]
        variants = [
            body.get("columns", {}) | one.get("columns", {}) for one in body.get("rows", [{}])
        ]
        for file_id, number, cells in rows:
            found = {_key(table, variant, cells) for variant in variants} - {None}
            keys += [(file_id, number, table_name, key) for key in sorted(filter(None, found))]
        sure = "" if "where" in body else table.event
        times += _times(table, variants[0], formats, zone, rows, sure)
    _insert(
        database,
        "held_key",
        pl.DataFrame(
            keys,
            schema={
                "file_id": pl.Int32,
                "row_number": pl.Int32,
                "table_name": pl.String,
                "key": pl.String,
            },
            orient="row",
        ),
    )
    for frame in times:
        _insert(database, "held_time", frame)


def _insert(database: Database, table: str, frame: pl.DataFrame) -> None:
    if frame.height:
        with database.offered("held_found", frame):
            database.run(f"insert into {table} by name select * from held_found")


def cell_text(spec: Any, cells: Cells) -> str | None:
    """What a specification of a profile makes of the cells, where that is mere text.

    None: a cell is missing or masked, or the specification does more than putting texts together.
    """
    if isinstance(spec, str):
        return cells.get(spec)
    if not isinstance(spec, dict) or set(spec) - READABLE or spec.get("as") not in ORDINARY:
        return None
    if "from" in spec:
        return cells.get(spec["from"])
    if "const" in spec:
        return str(spec["const"])
    if "coalesce" in spec:
        texts = (cell_text(one, cells) for one in spec["coalesce"])
        return next((text for text in texts if text is not None), None)
    if "join" in spec:
        parts = [cell_text(one, cells) for one in spec["join"]]
        filled = [spec.get("gaps") if part is None else part for part in parts]
        return None if None in filled else str(spec.get("with", "#")).join(map(str, filled))
    if "template" in spec:
        try:
            return str(spec["template"]).format_map(dict(cells))
        except (KeyError, ValueError, IndexError, AttributeError):
            return _braced(spec["template"], cells)
    return None


def _braced(template: str, cells: Cells) -> str | None:
    """A template whose columns have names that Python's own would take apart."""
    for name in sorted(cells, key=len, reverse=True):
        template = template.replace("{" + name + "}", cells[name])
    return None if "{" in template else template


def _key(table: Table, variant: Mapping[str, Any], cells: Cells) -> str | None:
    parts = [cell_text(variant.get(column), cells) for column in table.key]
    return None if None in parts else PART.join(map(str, parts))


def _times(
    table: Table,
    variant: Mapping[str, Any],
    formats: tuple[str, ...],
    zone: str,
    rows: list[tuple[int, int, Cells]],
    sure: str,
) -> list[pl.DataFrame]:
    """One frame a time or date that the profile maps.

    A time that is there but cannot be read gives a row without one; one that is missing gives no
    row, but for `sure`, the time that each record of the table must have.
    """
    found = []
    for column, type_ in table.types.items():
        spec = variant.get(column)
        if type_ not in ("TIMESTAMPTZ", "DATE") or not spec:
            continue
        texts = [cell_text(spec, cells) for _, _, cells in rows]
        frame = pl.DataFrame(
            {
                "file_id": [one[0] for one in rows],
                "row_number": [one[1] for one in rows],
                "table_name": table.name,
                "column_name": column,
                "text": pl.Series(texts, dtype=pl.String),
            },
            schema_overrides={"file_id": pl.Int32, "row_number": pl.Int32},
        )
        own = spec if isinstance(spec, dict) else {}
        read = partial(_instant, zone=str(own.get("zone", zone)), kind=own.get("as"))
        frame = frame.with_columns(read(tuple(own.get("formats", formats))).alias("at_"))
        if column != sure:
            frame = frame.filter(pl.col("text").is_not_null())
        day = pl.col("at_").dt.date() if type_ == "DATE" else pl.lit(None, pl.Date)
        instant = pl.lit(None, pl.Datetime("us", "UTC")) if type_ == "DATE" else pl.col("at_")
        found.append(frame.select(pl.exclude("text", "at_"), on_=day, at_=instant))
    return found


def _instant(formats: tuple[str, ...], *, zone: str, kind: str | None) -> pl.Expr:
    """The instant that all formats which read a cell agree on to the month; else null."""
    text = pl.col("text")
    if kind == "epoch":
        seconds = text.cast(pl.Float64, strict=False) * 1_000_000
        return pl.from_epoch(seconds.cast(pl.Int64), "us").dt.replace_time_zone("UTC")
    read = [_read(text, one, zone) for one in formats]
    if not read:
        return pl.lit(None, pl.Datetime("us", "UTC"))
    months = pl.concat_list([one.dt.truncate("1mo") for one in read]).list.drop_nulls()
    return pl.when(months.list.n_unique() == 1).then(pl.coalesce(read))


def _read(text: pl.Expr, one: str, zone: str) -> pl.Expr:
    if "%z" in one:
        return text.str.to_datetime(one, time_unit="us", time_zone="UTC", strict=False)
    timed = any(mark in one for mark in ("%H", "%I", "%T"))
    naive = (
        text.str.to_datetime(one, time_unit="us", strict=False)
        if timed
        else text.str.to_date(one, strict=False).cast(pl.Datetime("us"))
    )
    place = "UTC" if one.endswith("Z") or not timed or not zone else zone
    known = naive.dt.replace_time_zone(place, ambiguous="earliest", non_existent="null")
    return known.dt.convert_time_zone("UTC")


def _close(database: Database, first: int, replaces: Mapping[str, str]) -> None:
    named = database.rows("select distinct table_name from held_key order by 1")
    for (name,) in named:
        parts = ", ".join(f"given.{column}::text" for column in tables()[name].key)
        key = f"concat_ws(chr(31), {parts})"
        found = ACCEPTED.format(table=name, key=key, first=first)
        database.run(CLOSE.format(how="accepted", found=found))
    database.run(CLOSE.format(how="sent again", found=AGAIN.format(first=first)))
    declared = pl.DataFrame(
        {"later": list(replaces), "earlier": [str(name) for name in replaces.values()]},
        schema={"later": pl.String, "earlier": pl.String},
    )
    with database.offered("replaced", declared):
        database.run(CLOSE.format(how="replaced", found=REPLACED))
