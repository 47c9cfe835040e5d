"""A proposed profile for an export never seen before, every guess marked for a person to confirm.

What only a person can know is marked FILL IN and refuses the load until it is filled: a guess
that nobody read must not become a figure.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines import likely
from pipelines.kinds import Column, Dates
from pipelines.sight import Sight
from pipelines.toml_text import inline, key, quoted
from warehouse.catalogue import tables as canonical

FILL = "FILL IN"
SHORT = 9_999  # whole numbers above it may be a telephone number, below it an answer
OFFSETS = ("%z", "Z")
PERSONAL = re.compile(r"\b(e ?mail|phone|caller|name|from|ani|ip|address|username|birth)\b")
ENUM = re.compile(r"[a-z_]+(, [a-z_]+)+")


@dataclass
class Draft:
    """The lines of a profile in the making."""

    lines: list[str] = field(default_factory=list)

    def add(self, text: str = "", mark: str = "") -> None:
        """A line, with a remark behind it."""
        self.lines.append(f"{text}  # {mark}" if mark else text)


def proposal(file_name: str, sight: Sight) -> str:
    """The profile in TOML; it passes the loader's checks as it is printed."""
    draft, chosen = Draft(), likely.chosen(sight.columns)
    _top(draft, file_name, sight, chosen)
    _reader(draft, sight)
    _recognise(draft, sight)
    _time(draft, chosen)
    _table(draft, sight, chosen)
    if chosen.table == "survey_response":
        _answers(draft, chosen)
    _rest(draft, sight, chosen)
    return "\n".join(draft.lines) + "\n"


def _top(draft: Draft, file_name: str, sight: Sight, chosen: likely.Chosen) -> None:
    slug = re.sub(r"[^a-z0-9]+", "_", Path(file_name).stem.lower()).strip("_") or "export"
    part = "all of the file" if sight.is_whole else "the beginning of the file"
    draft.add(f"# Proposed from {file_name!r}: {sight.rows:,} rows looked at, {part}.")
    draft.add("# Confirm or correct each line marked CONFIRM, replace each FILL IN, then try it:")
    draft.add(f"# save as profiles/{slug}.toml of the data folder, and load with --dry-run.")
    draft.add("mapping = 1")
    draft.add(f"name = {quoted(slug)}", "CONFIRM: the profile's name")
    draft.add(f"tool = {quoted(FILL)}", "FILL IN: the tool, as people call it")
    draft.add(f"source = {quoted(slug)}", "CONFIRM: the instance these rows belong to")
    draft.add("cadence_days = 31", "CONFIRM: days until the next export is overdue")
    keys = [c.name for name, c in chosen.columns.items() if name.endswith("_key")]
    hidden = list(dict.fromkeys([*keys, *(c.name for c in sight.columns if _is_personal(c))]))
    draft.add(f"personal = {inline(hidden)}", "CONFIRM: masked wherever a row is shown")


def _is_personal(column: Column) -> bool:
    told = column.is_address or PERSONAL.search(likely.plain(column.name)) is not None
    return told and (column.kind == "text" or (column.least or 0) > SHORT)


def _reader(draft: Draft, sight: Sight) -> None:
    draft.add()
    draft.add("[reader]")
    for name, value in sight.reader.items():
        reason = sight.reasons.get(name, "")
        draft.add(f"{name} = {inline(value)}", f"CONFIRM: {reason}" if reason else "")


def _recognise(draft: Draft, sight: Sight) -> None:
    draft.add()
    draft.add("[recognise]")
    # the loader looks for keys of the first record, and lists are no keys there
    names = [c.name for c in sight.columns if not c.name.endswith("[]")][:20]
    draft.add(f"columns = {inline(names)}", "CONFIRM: names that every such export has")


def _time(draft: Draft, chosen: likely.Chosen) -> None:
    used = [c for c in chosen.columns.values() if c.dates]
    formats = list(dict.fromkeys(c.dates[0].format for c in used))
    draft.add()
    draft.add("[time]")
    if used and all("utc" in likely.plain(c.name).split() for c in used):
        draft.add('zone = "UTC"', "CONFIRM: the headings say so")
    elif not formats or not all(f.endswith(OFFSETS) for f in formats):
        draft.add(
            'zone = ""',
            "FILL IN: the zone of times without offset, e.g. Europe/London; while it is empty, "
            "care.toml or --zone must say it",
        )
    for column in used:
        for line in _evidence(column):
            draft.add(f"# {line}")
    if formats:
        draft.add(f"formats = {inline(formats)}", "CONFIRM")
    if languages := list(dict.fromkeys(c.language for c in used if c.language)):
        draft.add(
            f"month_names = {inline(languages)}", "CONFIRM: the language of the months' names"
        )


def _evidence(column: Column) -> list[str]:
    """What speaks for the format, and whether day and month can be told apart."""
    best, *others = column.dates
    lines = [f"{key(column.name)}: {_told(best, column.filled)}"]
    for other in others:
        if other.fits < best.fits:
            lines.append(f"  against {_told(other, column.filled)}")
        elif (other.first, other.last) != (best.first, best.last):
            lines.append(
                f"  CONFIRM: {_told(other, column.filled)} as well; taken is the one with the "
                "shorter span or the first tried, for no day after the 12th tells day from month"
            )
    return lines


def _told(dates: Dates, filled: int) -> str:
    span = f"{dates.first:%Y-%m-%d} to {dates.last:%Y-%m-%d}"
    return f"{dates.format} reads {dates.fits:,} of {filled:,} cells, {span}"


def _table(draft: Draft, sight: Sight, chosen: likely.Chosen) -> None:
    table = canonical.tables()[chosen.table]
    draft.add()
    draft.add(f"# CONFIRM: the columns look like {table.name}: {table.grain}")
    draft.add(f"# Keys: {_keys(sight, chosen, table.key)}")
    if "updated_at" in chosen.extra:
        draft.add(f"[tables.{table.name}]")
        changed = chosen.extra["updated_at"].name
        draft.add(f"updated_at = {{ from = {quoted(changed)} }}", "CONFIRM: the newest copy wins")
    draft.add(f"[tables.{table.name}.columns]")
    for name, column in table.columns.items():
        if name in chosen.columns:
            spec, mark = _spec(name, column, chosen.columns[name])
            draft.add(f"{name} = {spec}", mark)
        elif column.required:
            draft.add(f"{name} = {_missing(chosen, name)}", _wanted(chosen, name, column))


def _keys(sight: Sight, chosen: likely.Chosen, natural: tuple[str, ...]) -> str:
    unique = [c.name for c in sight.columns if c.is_unique]
    told = f"unique in all {sight.rows:,} rows: {', '.join(unique) or 'no single column'}"
    for name in natural:
        column = chosen.columns.get(name)
        if column and not column.is_unique and len(natural) == 1:
            told += (
                f"; CONFIRM: {column.name} is not ({column.distinct:,} different in "
                f"{column.filled:,}): of rows with one key only one stays"
            )
    return told.replace("\n", " ")


def _spec(name: str, wanted: canonical.Column, column: Column) -> tuple[str, str]:
    """The specification of a canonical column, and what is to be confirmed about it."""
    spec: dict[str, Any] = {"from": column.name}
    mark = f"CONFIRM: {wanted.meaning}"
    if name.endswith("_key"):
        spec["as"] = "hash"
        if "phone" in likely.plain(column.name):
            spec["normalise"] = "phone"
    elif column.kind == "epoch" and wanted.type == "TIMESTAMPTZ":
        spec["as"] = "epoch"
    elif name.endswith("_s") and column.kind == "duration":
        spec["as"] = "duration"
    elif name.endswith("_s"):
        mark += f"; {column.least:g} to {column.most:g} taken as seconds, for minutes scale = 60"
    elif ENUM.fullmatch(wanted.meaning) and column.words:
        spec["map"], unknown = likely.mapped(column.words, wanted.meaning)
        mark = f"CONFIRM each; allowed: {wanted.meaning}"
        if unknown:
            mark += f"; {FILL}: {', '.join(unknown)} (in quarantine until mapped)"
    return inline(spec), mark.replace("\n", " ")


def _missing(chosen: likely.Chosen, name: str) -> str:
    """A required column that no column of the export seems to hold."""
    if usual := likely.usual(chosen.table, name):
        return inline({"const": usual})
    if name == "contact_id" and "leg_id" in chosen.columns:
        return inline({"from": chosen.columns["leg_id"].name})
    if name == "survey_id":
        return inline({"const": "survey"})
    return inline({"from": f"{FILL}: {name}"})


def _wanted(chosen: likely.Chosen, name: str, column: canonical.Column) -> str:
    guessed = FILL not in _missing(chosen, name)
    return f"{'CONFIRM' if guessed else FILL}: {column.meaning}"


def _answers(draft: Draft, chosen: likely.Chosen) -> None:
    """One row a question whose cells look like a scale."""
    if not chosen.scales:
        return
    response = chosen.columns.get("response_id")
    draft.add()
    draft.add("[tables.survey_answer.columns]")
    name = response.name if response else f"{FILL}: response_id"
    draft.add(f"response_id = {inline({'from': name})}", "CONFIRM: as above")
    draft.add("scale_low_is_good = { const = false }", "CONFIRM: the direction of every scale")
    for column, scale in chosen.scales:
        draft.add("[[tables.survey_answer.rows]]")
        draft.add(f"where = {inline({'column': column.name, 'empty': False})}")
        row = {
            "question_id": {"const": column.name},
            "metric": {"const": scale.metric},
            "value_num": {"from": column.name},
            "scale_min": {"const": scale.least},
            "scale_max": {"const": scale.most},
        }
        seen = f"{column.least:g} to {column.most:g} in {column.filled:,} cells"
        draft.add(
            f"columns = {inline(row)}",
            f"CONFIRM: whole numbers, {seen}: {scale.metric} candidate",
        )


def _rest(draft: Draft, sight: Sight, chosen: likely.Chosen) -> None:
    used = {c.name for c in (*chosen.columns.values(), *chosen.extra.values())}
    used |= {c.name for c, _ in chosen.scales}
    left = [c for c in sight.columns if c.name not in used]
    damaged = [c.name for c in sight.columns if c.is_damaged]
    if damaged:
        draft.add(
            f"# BEWARE: {', '.join(map(key, damaged))}: numbers such as 1.03E+13. The file was"
        )
        draft.add("# saved by a spreadsheet and its ids are cut off; export it again.")
    if left:
        draft.add()
        draft.add("# Not mapped (CONFIRM; never map free text):")
    for column in left:
        draft.add(
            f"# {key(column.name)}: {column.kind}, {column.filled:,} filled, "
            f"{column.distinct:,} different"
        )
