"""Dirty rows, put in on purpose and counted by kind in `World.dirt`.

Each spoilt record is a copy under an id of its own (or a torn copy of a line that follows
whole), so that no true contact or ticket is lost and the counts of the clean ones stay known.
Kinds: contact_resent, contact_overlap (the same line again in the next month's file),
contact_torn, contact_unparseable_time, contact_reversed_time, contact_unknown_channel,
contact_missing_id; ticket_overlap, ticket_torn, ticket_unparseable_time,
ticket_unknown_status, ticket_deleted; response_preview, response_spam, response_partial,
response_out_of_scale, response_overlap, response_ambiguous_time; quality_above_maximum.
"""

import re
import uuid
from collections.abc import Callable

import polars as pl

from pipelines.sample.months import Month
from pipelines.sample.world import World

NO_SUCH_TIME = "2025-02-30T25:61:00Z"
TORN_AT = 0.6
FIRST_SPOILT_TICKET = 9_900_000
Spoil = Callable[[str], str]


def spoilt_contacts(world: World, month: Month, plain: pl.Series) -> pl.Series:
    """The month's spoilt copies of a plain line, a call that never met a queue or an agent."""
    kinds: dict[str, Spoil] = {
        "contact_unparseable_time": _field("InitiationTimestamp", NO_SUCH_TIME),
        "contact_reversed_time": _reversed,
        "contact_unknown_channel": _field("Channel", "VIDEO"),
        "contact_missing_id": lambda line: re.sub(
            r'"ContactId":"[^"]*"', '"ContactId":null', line, count=1
        ),
    }
    found = []
    for kind, spoil in kinds.items():
        if plain.len() and world.is_due(f"{kind.removeprefix('contact_')}_every", month):
            name = f"https://bluebird.example/{world.seed}/{month.index}/{kind}"
            own = _field("ContactId", str(uuid.uuid5(uuid.NAMESPACE_URL, name)))
            found.append(spoil(own(plain[0])))
            world.dirt[kind] += 1
    return pl.Series(found, dtype=pl.String)


def spoilt_tickets(world: World, month: Month, plain: pl.Series) -> pl.Series:
    """The month's spoilt copies of the line of a plain ticket."""
    kinds: dict[str, Spoil] = {
        "ticket_unparseable_time": _field("created_at", NO_SUCH_TIME),
        "ticket_unknown_status": _field("status", "waiting_for_parts"),
    }
    found = []
    for kind, spoil in kinds.items():
        if plain.len() and world.is_due(f"{kind}_every", month):
            number = FIRST_SPOILT_TICKET + world.dirt.total()
            old = re.search(r'"id":(\d+)', plain[0])
            own = plain[0].replace(old[1], str(number)) if old else plain[0]
            found.append(spoil(own))
            world.dirt[kind] += 1
    return pl.Series(found, dtype=pl.String)


def torn(world: World, month: Month, lines: pl.Series, kind: str) -> pl.Series:
    """The lines, before one of which its own beginning stands, as a broken writer leaves it."""
    every = "torn_every" if kind == "contact_torn" else f"{kind}_every"
    if not world.is_due(every, month) or lines.len() < 2:
        return lines
    place = lines.len() // 2
    line = str(lines[place])
    world.dirt[kind] += 1
    piece = pl.Series([line[: int(len(line) * TORN_AT)]], dtype=pl.String)
    return pl.concat([lines.head(place), piece.alias(lines.name), lines.tail(-place)])


def _field(key: str, value: str) -> Spoil:
    return lambda line: re.sub(f'"{key}":"[^"]*"', f'"{key}":"{value}"', line, count=1)


def _reversed(line: str) -> str:
    """The disconnect a year before the call began."""
    began = re.search(r'"InitiationTimestamp":"(\d{4})([^"]*)"', line)
    if began is None:
        return line
    return _field("DisconnectTimestamp", f"{int(began[1]) - 1}{began[2]}")(line)
