"""The kite-mark of a KPI: may its figure be relied on? Four marks, computed, never entered.

| mark         | asks                                              | number         | n          |
|--------------|---------------------------------------------------|----------------|------------|
| timeliness   | is each source behind it within its rhythm        | sources late   | sources    |
| completeness | are the cases that it needs there and usable      | share that not | cases      |
| validity     | does a check that names it fail                   | checks failing | checks     |
| process      | has it source, owner, target with origin, checks  | declared       | asked for  |

Timeliness is good when no source is late, partial when some are, poor when all are. Completeness
looks at the months that a review looks at: cases in the figure, against cases that would have been
in it but are unusable (an exclusion that means missing or invalid data, held.toml) or wait in
quarantine; it is poor from `blank_percent` of review.toml on, and never partial. Records in
quarantine without a readable date are counted once. Validity is poor when a critical or warning
check that names the KPI fails unwaived, partial when what fails is waived or only informs. Process
is good when all is declared, partial when one thing is missing, else poor; a KPI without a better
side needs no target. A mark that cannot be computed is None, with the reason in words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.quality import freshness_of
from warehouse.answers.stored import catalogue_of
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.connection import Database, reading
from warehouse.registers.waivers import Waiver

State = Literal["good", "partial", "poor"]
SOURCES = """
select kpi_id, list(distinct source_id order by source_id) from kpi_month
where source_id <> '' and dimension = '' and $source in ('', source_id) group by kpi_id"""
CASES = """
with figure as (
    select kpi_id, month, n, max(month) over (partition by kpi_id) as newest
    from kpi_month where source_id = $source and dimension = '' and formula = ''
)
select kpi_id, min(month), cast(sum(n) as bigint)
from figure where month > newest - to_months(cast($months as integer)) group by kpi_id"""
MISSING = """
select kpi_id, month, held + unusable, undated from kpi_bound
where source_id = $source order by kpi_id, month"""
CHECKS = """
select check_id, severity, passed, kpis from verdict where rows_checked > 0"""


@dataclass(frozen=True)
class Aspect:
    """One mark; `state` is None where it cannot be computed, and then so is `number`."""

    name: str
    state: State | None
    words: str
    number: float | None = None
    n: int | None = None


@dataclass(frozen=True)
class KiteMark:
    """The four marks of one KPI, in their fixed order."""

    kpi_id: str
    timeliness: Aspect
    completeness: Aspect
    validity: Aspect
    process: Aspect

    @property
    def aspects(self) -> tuple[Aspect, Aspect, Aspect, Aspect]:
        """The marks in order."""
        return self.timeliness, self.completeness, self.validity, self.process


@dataclass(frozen=True)
class _Known:
    """What a build says that all KPIs' marks are made of."""

    late: Mapping[str, bool]
    sources: Mapping[str, list[str]]
    cases: Mapping[str, tuple[Any, int]]
    missing: Mapping[str, list[tuple[Any, int, int]]] | None
    checks: Sequence[tuple[str, str, bool, list[str]]]
    waived: frozenset[str]


def kite_marks(
    build: BuildRef,
    *,
    now: datetime,
    waivers: Sequence[Waiver] = (),
    source: str = "",
    viewer: Viewer,
) -> dict[str, KiteMark]:
    """The marks of every KPI of the catalogue, by its id.

    Args:
        build: the published build.
        now: an aware instant, for timeliness alone.
        waivers: those in force today.
        source: marks of the figures of one source; "" = all together.
        viewer: who asks.

    Raises:
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        known = _known(database, catalogue, now, waivers, source)
    percent = catalogue.answers.get("blank_percent")
    return {
        kpi.id: KiteMark(
            kpi_id=kpi.id,
            timeliness=_timeliness(kpi, known),
            completeness=_completeness(kpi, known, percent),
            validity=_validity(kpi, known),
            process=_process(kpi, known),
        )
        for kpi in catalogue.kpis.values()
    }


def _known(
    database: Database,
    catalogue: Catalogue,
    now: datetime,
    waivers: Sequence[Waiver],
    source: str,
) -> _Known:
    sources = dict(database.rows(SOURCES, {"source": source}))
    for kpi in catalogue.kpis.values():
        if kpi.is_combined_only and not source:
            sources[kpi.id] = _feeding(database, catalogue, kpi, sources)
    named = {"source": source, "months": catalogue.answers["months_shown"]}
    there = database.value(
        "select count(*) from information_schema.tables where table_name = 'kpi_bound'"
    )
    missing: dict[str, list[tuple[Any, int, int]]] = {}
    for name, month, absent, undated in database.rows(MISSING, {"source": source}) if there else ():
        missing.setdefault(name, []).append((month, absent, undated))
    return _Known(
        late={one.source: one.is_late for one in freshness_of(database, now)},
        sources=sources,
        cases={name: (first, n) for name, first, n in database.rows(CASES, named)},
        missing=missing if there else None,
        checks=[(row[0], row[1], row[2], row[3]) for row in database.rows(CHECKS)],
        waived=frozenset(one.check_id for one in waivers),
    )


def _feeding(
    database: Database, catalogue: Catalogue, kpi: Kpi, sources: Mapping[str, list[str]]
) -> list[str]:
    """The sources of a KPI that has no figure of one source: those of the facts that its own joins.

    Asking the fact itself would take seconds over millions of rows.
    """
    text = database.value("select text from catalogue where kind = 'sql' and name = ?", [kpi.fact])
    named = {name for name in catalogue.facts if re.search(rf"\b{name}\b", text or "")}
    parts = [sources.get(one.id, []) for one in catalogue.kpis.values() if one.fact in named]
    return sorted({source for part in parts for source in part})


def _timeliness(kpi: Kpi, known: _Known) -> Aspect:
    late = [known.late[name] for name in known.sources.get(kpi.id, ()) if name in known.late]
    n, number = len(late), sum(late)
    if not n:
        return Aspect("timeliness", None, "no source feeds it")
    if n == 1:
        said = "its source is late" if number else "its source is on time"
    elif 0 < number < n:
        said = f"{number} of {n} sources late"
    else:
        said = f"{'both' if n == 2 else f'all {n}'} sources are {'late' if number else 'on time'}"
    state: State = "good" if not number else "poor" if number == n else "partial"
    return Aspect("timeliness", state, said, number, n)


def _completeness(kpi: Kpi, known: _Known, percent: int | None) -> Aspect:
    if known.missing is None or percent is None:
        return Aspect("completeness", None, "this build was made before it was counted")
    first, cases = known.cases.get(kpi.id, (None, 0))
    rows = known.missing.get(kpi.id, ())
    recent = [row for row in rows if first is None or row[0] >= first]
    absent = sum(row[1] for row in recent) + max((row[2] for row in recent), default=0)
    needed = (cases or 0) + absent
    if not needed:
        return Aspect("completeness", None, "no case in the months shown")
    share = absent / needed
    part = f"{wording.amount(share, 'share')} of" if absent else "none of"
    said = f"{part} {wording.whole(needed)} cases blank, invalid or held back"
    state: State = "good" if share * 100 < percent else "poor"
    return Aspect("completeness", state, said, share, needed)


def _validity(kpi: Kpi, known: _Known) -> Aspect:
    named = [check for check in known.checks if kpi.id in (check[3] or ())]
    if not known.sources.get(kpi.id):
        return Aspect("validity", None, "no source feeds it")
    if not named:
        return Aspect("validity", None, "no check of it had anything to look at")
    failed = [check for check in named if not check[2]]
    n, number = len(named), len(failed)
    open_ones = [c for c in failed if c[1] != "info" and c[0] not in known.waived]
    waived = sum(check[0] in known.waived for check in failed)
    verb = "fail" if number > 1 else "fails"
    said = f"{number or 'none'} of its {n} checks {verb}"
    if n == 1:
        said = f"its one check {'fails' if number else 'passes'}"
    if waived:
        said += f", {waived} waived"
    elif failed and not open_ones:
        said += ", as information only"
    state: State = "poor" if open_ones else "partial" if failed else "good"
    return Aspect("validity", state, said, number, n)


def _process(kpi: Kpi, known: _Known) -> Aspect:
    asked = {
        "source": bool(kpi.source),
        "owner": bool(kpi.owner),
        "checks": any(kpi.id in (check[3] or ()) for check in known.checks),
    }
    if kpi.better != "neither":
        asked["target with origin"] = bool(kpi.target_origin)
    missing = [name for name, there in asked.items() if not there]
    said = f"{wording.listed(list(asked), 4)} declared"
    if missing:
        said = " and ".join(f"no {name}" for name in missing)
    state: State = "good" if not missing else "partial" if len(missing) == 1 else "poor"
    return Aspect("process", state, said, len(asked) - len(missing), len(asked))
