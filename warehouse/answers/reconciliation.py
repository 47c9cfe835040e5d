"""Whether our totals are the source's totals, by source, month and measure."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.shapes import Provenance
from warehouse.answers.stored import catalogue_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue
from warehouse.catalogue.tables import tables
from warehouse.connection import Database, reading
from warehouse.errors import LedgerRefused
from warehouse.home import Home
from warehouse.period import months_between
from warehouse.registers import totals as register
from warehouse.registers.ledger import Ledger, registers
from warehouse.registers.totals import Deviation, TypedTotal

AGREES, DIFFERS, ACCEPTED = "agrees", "differs", "accepted"
NONE_GIVEN, NONE_OURS = "no total given", "no figure of ours"
STATES = (DIFFERS, NONE_OURS, ACCEPTED, AGREES, NONE_GIVEN)
OURS = """
select source_id, month, value from kpi_month
where kpi_id = $measure and formula = '' and dimension = '' and source_id <> ''"""
ROWS = """
select source_id, cast(date_trunc('month', {day}) as date) as month, count(*) as value
from {table} join source_clock using (source_id)
where {event} is not null
group by all"""
GIVEN = """
select of_source, month, measure, value, coalesce(read_from || ', ', '') || name as origin
from source_total left join (select file_id as src_file, name from load_file) using (src_file)
qualify row_number() over (
    partition by of_source, month, measure order by source_updated_at desc nulls last, src_file desc
) = 1"""

Place = tuple[str, date, str]


@dataclass(frozen=True)
class Compared:
    """One total of a source beside ours; counts in the unit of the measure.

    `month` and `measure` are None and "" for a source that never gave a total. `ours` is None
    outside the months that the source's data cover, 0 inside where nothing was counted. `share` is
    the difference (ours minus theirs) as a part of theirs; None where that is 0 or not known.
    `origin` says where the total was read; `deviation` is the acceptance that covers the
    difference, None where none does.
    """

    source: str
    month: date | None
    measure: str
    label: str
    ours: Decimal | None
    theirs: Decimal | None
    difference: Decimal | None
    share: float | None
    state: str
    origin: str
    deviation: Deviation | None = None


@dataclass(frozen=True)
class Reconciliation:
    """Every total, those that differ first; `measures` are all that can be compared, id → words.

    `months` are those of each source, `deviations` all that were ever accepted.
    """

    finding: str
    totals: tuple[Compared, ...]
    counts: tuple[tuple[str, int], ...]
    measures: dict[str, str]
    months: dict[str, tuple[date, ...]]
    deviations: tuple[Deviation, ...]
    provenance: Provenance


def reconciliation(build: BuildRef, home: Home, viewer: Viewer) -> Reconciliation:
    """Typed totals and those of summary exports beside ours; what was typed goes first.

    Raises:
        NotAllowed: the viewer may not see figures or registers.
    """
    viewer.need("see_figures")
    ledger = registers(home)
    typed = register.totals(ledger, viewer)
    accepted = register.deviations(ledger, viewer)
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        measures = _measures(catalogue)
        given = _given(database)
        for one in typed:
            said = f"{one.read_from}, typed by {one.author} ({one.total_id})"
            given[one.source, one.month, one.measure] = (one.value, said)
        named = sorted({measure for _, _, measure in given})
        ours = {name: _ours(database, catalogue, name) for name in named if name in measures}
        sources = [name for (name,) in database.rows("select source_id from source order by 1")]
        origin = provenance(database, build)
        months = _months(database, sources)
    today = ledger.now().astimezone(ZoneInfo(home.settings.site_zone)).date()
    found = _compared(given, ours, measures, accepted, today)
    found += _without(sources, given, ours, measures, months)
    found.sort(key=lambda one: (STATES.index(one.state), one.source, one.measure, _late(one)))
    counts = Counter(one.state for one in found)
    return Reconciliation(
        finding=_finding(counts),
        totals=tuple(found),
        counts=tuple((name, counts[name]) for name in STATES),
        measures=measures,
        months=months,
        deviations=tuple(accepted),
        provenance=origin,
    )


def _given(database: Database) -> dict[Place, tuple[Decimal, str]]:
    """Totals of summary exports; none in a build of a program that did not know them."""
    there = "select table_name from information_schema.tables"
    if ("source_total",) not in database.rows(there):
        return {}
    return {
        (source, month, measure): (Decimal(value), origin)
        for source, month, measure, value, origin in database.rows(GIVEN)
    }


def _late(one: Compared) -> int:
    return -one.month.toordinal() if one.month else 0


def _measures(catalogue: Catalogue) -> dict[str, str]:
    """KPIs that count something that happens in a month, and tables whose rows are dated."""
    counts = {
        kpi.id: kpi.label for kpi in catalogue.kpis.values() if kpi.kind == "count" and kpi.fact
    }
    dated = {
        name: f"Rows of {name.replace('_', ' ')}" for name, table in tables().items() if table.event
    }
    return counts | dated


def _ours(
    database: Database, catalogue: Catalogue, measure: str
) -> dict[tuple[str, date], Decimal]:
    if measure in catalogue.kpis:
        rows = database.rows(OURS, {"measure": measure})
    else:
        table = tables()[measure]
        zoned = f"timezone(site_zone, {table.event})"
        day = table.event if table.types[table.event] == "DATE" else zoned
        rows = database.rows(ROWS.format(table=measure, event=table.event, day=day))
    return {(source, month): Decimal(str(value)) for source, month, value in rows}


def _months(database: Database, sources: list[str]) -> dict[str, tuple[date, ...]]:
    """The months for which a source has any figure."""
    spans = database.rows(
        "select source_id, min(month), max(month) from kpi_month where dimension = '' "
        "and source_id <> '' group by all"
    )
    found = {name: tuple(months_between(first, last)) for name, first, last in spans}
    return {name: found.get(name, ()) for name in sources}


def _known(ours: dict[tuple[str, date], Decimal], source: str, month: date) -> Decimal | None:
    """Ours of a month: 0 between the first and the last month counted, None outside."""
    there = [day for name, day in ours if name == source]
    inside = bool(there) and min(there) <= month <= max(there)
    return ours.get((source, month), Decimal(0) if inside else None)


def _compared(
    given: dict[Place, tuple[Decimal, str]],
    ours: dict[str, dict[tuple[str, date], Decimal]],
    measures: dict[str, str],
    accepted: list[Deviation],
    today: date,
) -> list[Compared]:
    found = []
    for (source, month, measure), (theirs, origin) in given.items():
        mine = _known(ours.get(measure, {}), source, month)
        difference = None if mine is None else mine - theirs
        cover = None
        if difference:
            cover = next(
                (
                    one
                    for one in reversed(accepted)
                    if (one.source, one.month, one.measure) == (source, month, measure)
                    and one.covers(difference, today)
                ),
                None,
            )
        state = (
            NONE_OURS if difference is None
            else AGREES if not difference else ACCEPTED if cover else DIFFERS
        )  # fmt: skip
        share = float(difference / theirs) if difference is not None and theirs else None
        place = (source, month, measure, measures.get(measure, measure))
        found.append(Compared(*place, mine, theirs, difference, share, state, origin, cover))
    return found


def _without(
    sources: list[str],
    given: dict[Place, tuple[Decimal, str]],
    ours: dict[str, dict[tuple[str, date], Decimal]],
    measures: dict[str, str],
    months: dict[str, tuple[date, ...]],
) -> list[Compared]:
    """Months of ours to which a source gave no total, and sources that never gave any."""
    asked = {(source, measure) for source, _, measure in given}
    found = [
        Compared(source, month, measure, measures[measure], value, None, None, None, NONE_GIVEN, "")
        for source, measure in sorted(asked)
        for (name, month), value in ours.get(measure, {}).items()
        if name == source and (source, month, measure) not in given
    ]
    silent = [name for name in sources if months[name] and name not in {s for s, _ in asked}]
    return found + [
        Compared(name, None, "", "", None, None, None, None, NONE_GIVEN, "") for name in silent
    ]


def _finding(counts: Counter[str]) -> str:
    compared = counts[AGREES] + counts[DIFFERS] + counts[ACCEPTED]
    if not compared:
        return "No total of a source to compare with ours"
    said = [f"{wording.whole(counts[AGREES])} of {wording.counted(compared, 'total')} agree"]
    if counts[DIFFERS]:
        said.append(
            f"{wording.whole(counts[DIFFERS])} {'differs' if counts[DIFFERS] == 1 else 'differ'}"
        )
    if counts[ACCEPTED]:
        said.append(f"{wording.whole(counts[ACCEPTED])} accepted with a reason")
    return ", ".join(said)


def stated(ledger: Ledger, viewer: Viewer, found: Reconciliation, **given: object) -> TypedTotal:
    """Write a typed total after checking that it can be compared.

    Raises:
        LedgerRefused: no such source or measure, or a field is missing or wrong.
    """
    for name, known in (("source", set(found.months)), ("measure", set(found.measures))):
        if given.get(name) not in known:
            raise LedgerRefused(
                f"Cannot write {name}",
                f"found {given.get(name)!r}, and nothing of ours has this name",
                f"Choose one of {', '.join(sorted(known))}.",
                "Nothing was changed.",
            )
    return register.state(ledger, viewer, given)
