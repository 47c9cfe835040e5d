"""The whole story of one record: every row that belongs to it, in order, with where it was read.

Rows belong together by the ids that they name (stories.toml), over all tables and sources; never by
the customer. An id that two sources use is told as such.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from warehouse import facts
from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.standing import standings
from warehouse.answers.stored import catalogue_of, provenance
from warehouse.answers.story_shapes import Origin, Place, Step, Story
from warehouse.build import BuildRef
from warehouse.catalogue import personal
from warehouse.catalogue.stories import Told, told
from warehouse.connection import Database, reading

ROUNDS = 4  # contact → ticket → complaint → its other contacts
MOST = 300  # rows of a table
FILES = "select file_id, name, sha256, loaded_at from load_file"
HELD = "select count(*) from quarantine where contains(record, $record)"
Ids = dict[str, set[str]]
Row = dict[str, Any]


def story(
    build: BuildRef, record: str, *, source: str = "", table: str = "", viewer: Viewer
) -> Story:
    """The story of a record, by its id, its journey's id or the number that people quote.

    Args:
        build: where to look.
        record: the id; of an answer, the response's id with or without the question's.
        source: look there only; "" looks everywhere.
        table: look in this canonical table first, and in the others only if it is not there.
        viewer: who asks; columns of people are left out for who may not see them.

    Raises:
        NotAllowed: the viewer may not see rows.
    """
    viewer.need("see_rows")
    with reading(build.path) as database:
        facts.as_written(database)
        there = {name for (name,) in database.rows("select table_name from duckdb_tables()")}
        places = _places(database, record, source, {table} & there) if table else []
        places = places or _places(database, record, source, there)
        origin = provenance(database, build)
        if not places:
            held = int(database.value(HELD, {"record": record}) or 0)
            words = f"No record {record!r} is in this build"
            return Story(words, record, None, (), (), (), held, False, "", origin)
        place, start = places[0]
        rows, is_cut = _matter(database, place.table, start, there)
        zones = dict(database.rows("select source_id, site_zone from source_clock"))
        files = {row[0]: row[1:] for row in database.rows(FILES)}
        steps = _steps(rows, zones, files, viewer)
        found = standings(database, catalogue_of(database), place, _records(rows, place, start))
    return Story(
        finding=_finding(record, place, steps),
        record=record,
        place=place,
        steps=steps,
        standings=found,
        others=tuple(one for one, _ in places[1:]),
        held=0,
        is_cut=is_cut,
        note=_note(rows),
        provenance=origin,
    )


def _places(
    database: Database, record: str, source: str, there: set[str]
) -> list[tuple[Place, list[Row]]]:
    """Records of that id, a table and source each; a response is found by its answer's record."""
    found = []
    for name, one in told().items():
        if not one.id or name not in there:
            continue
        ids = [record]
        if name == "survey_response":
            ids += [record.rsplit(" ", count)[0] for count in range(1, record.count(" ") + 1)]
        rows = [
            row
            for row in _read(database, name, [(column, ids) for column in one.id])
            if source in ("", row["source_id"])
        ]
        for its in sorted({row["source_id"] for row in rows}):
            mine = [row for row in rows if row["source_id"] == its]
            found.append((Place(name, one.label, its), mine))
    return found


def _read(database: Database, table: str, named: Sequence[tuple[str, Iterable[str]]]) -> list[Row]:
    """Rows of which one of the columns is among its ids, at most MOST.

    Places first, then whole rows: a table of ten million rows has no index, and only the columns
    that are compared are read through.
    """
    bound: dict[str, Any] = {}
    where = []
    for column, ids in named:
        names = [f"id_{len(bound) + i}" for i, _ in enumerate(ids)]
        bound |= dict(zip(names, ids, strict=True))
        where.append(f"{column} in ({', '.join(f'${name}' for name in names)})")
    found = database.rows(
        " union ".join(f"select rowid from {table} where {one}" for one in where)
        + f" order by 1 limit {MOST}",
        bound,
    )
    if not found:
        return []
    places = ", ".join(str(place) for (place,) in found)
    return database.frame(f"select * from {table} where rowid in ({places})").to_dicts()


def _matter(
    database: Database, table: str, start: list[Row], there: set[str]
) -> tuple[dict[str, list[Row]], bool]:
    """All rows of the matter by table, from the first ones along the ids that they name."""
    rows: dict[str, list[Row]] = {table: start}
    ids: Ids = {}
    _name(ids, told()[table], start)
    is_cut = len(start) >= MOST
    asked: dict[str, list[tuple[str, list[str]]]] = {}
    for _ in range(ROUNDS):
        before = {kind: set(names) for kind, names in ids.items()}
        for name, one in told().items():
            if name not in there:
                continue
            named = [
                (column, sorted(ids[kind]))
                for column, kinds in one.threads.items()
                for kind in kinds
                if ids.get(kind)
            ]
            if not named or asked.get(name) == named:
                continue  # nothing new was named since this table was read
            asked[name] = named
            rows[name] = _read(database, name, named)
            is_cut = is_cut or len(rows[name]) >= MOST
            _name(ids, one, rows[name])
        if ids == before:
            break
    return {name: rows[name] for name in told() if rows.get(name)}, is_cut


def _name(ids: Ids, one: Told, rows: Iterable[Row]) -> None:
    """Add what rows name; what may be of several kinds is looked for, and names nothing new."""
    for row in rows:
        for column, kinds in one.threads.items():
            if row[column] and len(kinds) == 1:
                ids.setdefault(kinds[0], set()).add(row[column])


def _records(rows: dict[str, list[Row]], place: Place, start: list[Row]) -> list[str]:
    """The records of facts that the found rows are; of a response, of all its answers."""
    key = told()[place.table].id[0]
    if place.table != "survey_response":
        return [row[key] for row in start]
    mine = {row[key] for row in start}
    answers = rows.get("survey_answer", [])
    return [f"{a[key]} {a['question_id']}" for a in answers if a[key] in mine]


def _steps(
    rows: dict[str, list[Row]],
    zones: dict[str, str],
    files: dict[int, tuple[Any, ...]],
    viewer: Viewer,
) -> tuple[Step, ...]:
    found: list[Step] = []
    sent = {row["response_id"]: row["submitted_at"] for row in rows.get("survey_response", ())}
    for name, listed in rows.items():
        one = told()[name]
        key = next(iter(one.threads))
        for row in listed:
            name_, sha256, loaded = files.get(row["src_file"], ("", "", None))
            origin = Origin(row["source_id"], name_, row["src_row"], loaded, sha256)
            zone = zones.get(row["source_id"], "UTC")
            at = row[one.at] if one.at else sent.get(row.get("response_id"))
            details = _details(one, row, zone, viewer)
            label = f"{one.label}: {_words(row[one.named])}" if one.named else one.label
            found.append(Step(at, zone, label, details, name, row[key], origin))
            moments = () if one.instead and rows.get(one.instead) else one.moments
            found += [
                Step(
                    row[column], zone, f"{one.label}: {_words(column)}", (), name, row[key], origin
                )
                for column in moments
                if row[column] is not None
            ]
    late = datetime.max.replace(tzinfo=UTC)
    places = list(told())
    return tuple(sorted(found, key=lambda s: (s.at or late, places.index(s.table), s.record)))


def _details(one: Told, row: Row, zone: str, viewer: Viewer) -> tuple[tuple[str, str], ...]:
    found = []
    for column in one.tells:
        value, what = row[column], personal.kind(one.table, column)
        if column in ("value_from", "value_to") and row["field"] == "status":
            what = ""  # the state of a ticket points to nobody
        if value is None or (what == "person" and "see_people" not in viewer.rights):
            continue
        said = personal.clipped(value) if what == "hash" else _said(column, value, zone)
        found.append((_words(column), said or ""))
    return tuple(found)


def _words(column: str) -> str:
    """`first_reply_at` → `first reply`, `is_resolved` → `resolved`."""
    for ending in ("_at", "_on", "_s", "_ref", "_num", "_pct", "_raw", "_key"):
        column = column.removesuffix(ending)
    return column.removeprefix("is_").replace("_", " ")


def _said(column: str, value: Any, zone: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"
    if column.endswith("_s"):
        return wording.amount(float(value), "seconds")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _finding(record: str, place: Place, steps: tuple[Step, ...]) -> str:
    dated = [step for step in steps if step.at is not None]
    said = f"{place.label} {record}: {wording.counted(len(steps), 'step')}"
    tables = len({step.table for step in steps})
    if tables > 1:
        said += f" in {wording.number(tables)} tables"
    if not dated:
        return said
    first, last = (step.at.astimezone(ZoneInfo(step.zone)).date() for step in (dated[0], dated[-1]))  # type: ignore[union-attr]
    days = (last - first).days
    return f"{said} within {'one day' if not days else wording.counted(days + 1, 'day')}"


def _note(rows: dict[str, list[Row]]) -> str:
    """What to know where one id stands in several sources."""
    seen: dict[tuple[str, str], set[str]] = {}
    for name, listed in rows.items():
        for row in listed:
            for column in told()[name].id:
                if row[column]:
                    seen.setdefault((name, row[column]), set()).add(row["source_id"])
    twice = sorted({one for (_, one), sources in seen.items() if len(sources) > 1})
    if not twice:
        return ""
    return f"Several sources use the id {wording.listed(twice)}: compare the source of each step."
