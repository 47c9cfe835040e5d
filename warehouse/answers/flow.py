"""Rows on their way from the exports into one figure: every row is somewhere, with its reason.

Three stages, each of which adds up: rows read = accepted + superseded + excluded + quarantined;
what the accepted ones gave by canonical table; and of one KPI and month the rows of its fact =
counted + left out, by reason.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from warehouse import held
from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.rows import rows
from warehouse.answers.shapes import Cohort, Provenance
from warehouse.answers.stored import provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Kpi
from warehouse.catalogue.tables import tables
from warehouse.compose import COUNTED, IN_NUMERATOR
from warehouse.connection import Database, reading

Sort = Literal["all", "kept", "left", "held"]
NAMED = 5  # reasons with a step of their own; the others are counted together
MOST = 7  # tables, likewise
READ = """
select coalesce(sum(rows_read), 0)::bigint, coalesce(sum(accepted), 0)::bigint,
    coalesce(sum(superseded), 0)::bigint, coalesce(sum(excluded), 0)::bigint,
    coalesce(sum(quarantined), 0)::bigint
from load_file where $source in ('', source_id)"""
EXCLUDED = """
select reason, sum(rows)::bigint as rows from exclusion join load_file using (file_id)
where $source in ('', source_id) group by all order by rows desc, reason"""
HELD = """
select regexp_replace(reason, '''[^'']*''', '…') as kind, count(*) as rows
from quarantine {open} where $source in ('', source_id)
group by all order by rows desc, kind"""
OPEN = "anti join held_closed using (file_id, row_number)"


@dataclass(frozen=True)
class Step:
    """One step: `sort` says what becomes of its rows – all (of the stage), kept, left (by a rule or
    because a newer record stands), held (in quarantine, unmended)."""

    label: str
    rows: int
    sort: Sort


@dataclass(frozen=True)
class Stage:
    """One stage; its first step has all rows, the others are its parts and add up to it."""

    title: str
    caption: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Flow:
    """From rows read to rows counted; `stages` two, or three where a KPI's month was asked for."""

    finding: str
    stages: tuple[Stage, ...]
    kpi: Kpi | None
    month: date | None
    source: str
    provenance: Provenance


def flow(
    build: BuildRef,
    kpi_id: str = "",
    month: date | None = None,
    *,
    source: str = "",
    viewer: Viewer,
) -> Flow:
    """The rows of one source, or of all, and of one KPI in one month where both are given.

    Raises:
        InputRefused: no such KPI.
        NotAllowed: the viewer may not see rows.
    """
    viewer.need("see_rows")
    with reading(build.path) as database:
        read = _read(database, source)
        given = _tables(database, source)
        origin = provenance(database, build, source)
    stages = [read, given]
    kpi = None
    if kpi_id and month:
        found = rows(build, kpi_id, month, cohort=Cohort(source=source), limit=0, viewer=viewer)
        kpi = found.kpi
        stages.append(_counted(kpi, month, found.totals))
    return Flow(_finding(stages, kpi, month), tuple(stages), kpi, month, source, origin)


def _read(database: Database, source: str) -> Stage:
    asked = {"source": source}
    ((read, accepted, superseded, _, quarantined),) = database.rows(READ, asked)
    is_open = OPEN if held.is_laid(database) else ""
    kinds = database.rows(HELD.format(open=is_open), asked)
    mended = quarantined - sum(number for _, number in kinds)
    steps = [
        Step("Rows read", read, "all"),
        Step("Accepted", accepted, "kept"),
        Step("Superseded by another record", superseded, "left"),
        *_named(database.rows(EXCLUDED, asked), "left", "Excluded: "),
        Step("Quarantined, mended by a later file", mended, "left"),
        *_named(kinds, "held", "Quarantined: "),
    ]
    return Stage(
        "From the files",
        "Every row read is accepted or left out, with its reason.",
        tuple(step for step in steps if step.rows or step.sort == "all"),
    )


def _named(
    found: list[tuple[str, int]],
    sort: Sort,
    before: str,
    most: int = NAMED,
    other: str = "other reason",
) -> list[Step]:
    """A step a name, the first `most` of them; the rest are one step."""
    steps = [Step(f"{before}{name}", number, sort) for name, number in found[:most]]
    rest = found[most:]
    if rest:
        label = f"{before}{wording.counted(len(rest), other)}"
        steps.append(Step(label, sum(number for _, number in rest), sort))
    return steps


def _tables(database: Database, source: str) -> Stage:
    there = set(database.rows("select table_name from information_schema.tables"))
    counts = [
        (name, database.value(f"select count(*) from {name} where ? in ('', source_id)", [source]))
        for name in tables()
        if (name,) in there  # a build of an older program lacks tables of a newer one
    ]
    filled = sorted(((n, number) for n, number in counts if number), key=lambda one: -one[1])
    whole = Step("Canonical rows", sum(number for _, number in filled), "all")
    named = [(wording.capital(name.replace("_", " ")), number) for name, number in filled]
    parts = _named(named, "kept", "", MOST, "other table")
    return Stage(
        "Into canonical tables",
        "One record may give rows in several tables.",
        (whole, *parts),
    )


def _counted(kpi: Kpi, month: date, totals: tuple[tuple[str, int], ...]) -> Stage:
    kept = {IN_NUMERATOR: "Counted, in the numerator", COUNTED: "Counted"}
    whole = sum(number for _, number in totals)
    inside = [Step(kept[name], number, "kept") for name, number in totals if name in kept]
    outside = [(name, number) for name, number in totals if name not in kept]
    return Stage(
        f"Into {wording.lowered(kpi.label)}, {wording.month(month)}",
        "Rows that belong to the month: counted, or left out with the reason.",
        (
            Step("Rows of the month", whole, "all"),
            *sorted(inside, key=lambda step: step.label, reverse=True),
            *_named(sorted(outside, key=lambda one: -one[1]), "left", "Left out: "),
        ),
    )


def _finding(stages: list[Stage], kpi: Kpi | None, month: date | None) -> str:
    read, first = stages[0].steps[0].rows, stages[0].steps
    kept = sum(step.rows for step in first if step.sort == "kept")
    stuck = sum(step.rows for step in first if step.sort == "held")
    verb = "is" if stuck == 1 else "are"
    said = (
        f"{wording.whole(kept)} of {wording.counted(read, 'row')} read stand, "
        f"{wording.whole(stuck)} {verb} held back"
    )
    if kpi is None or month is None:
        return said
    third = stages[2].steps
    counted = sum(step.rows for step in third if step.sort == "kept")
    label = f"{wording.lowered(kpi.label)} of {wording.month(month)}"
    return f"{said}; {wording.whole(counted)} of {wording.whole(third[0].rows)} count in {label}"
