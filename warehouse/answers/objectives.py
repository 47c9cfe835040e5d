"""Every KPI with a target: how far it is met this year, how likely it is to be, and who acts."""

from collections.abc import Iterable
from dataclasses import dataclass

from warehouse.access import Viewer
from warehouse.answers import series, wording
from warehouse.answers.annotations import NOTHING, Annotations
from warehouse.answers.prospects import Outlook, outlook
from warehouse.answers.shapes import Cohort, Month, Provenance
from warehouse.answers.stored import catalogue_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Kpi
from warehouse.connection import reading
from warehouse.home import Home
from warehouse.registers import actions
from warehouse.registers.ledger import registers

LIKELY = 0.67  # from here on a chance is called likely


@dataclass(frozen=True)
class Owed:
    """A corrective action and the KPIs that it names; `word` is its state."""

    action_id: str
    title: str
    word: str
    is_done: bool
    kpi_ids: tuple[str, ...]


@dataclass(frozen=True)
class Objective:
    """One KPI with a target. `latest` is its newest closed month, `outlook` None without one.

    `gap` says why there is no figure, in words; empty where there is one. `actions` name the KPI,
    those under way first.
    """

    kpi: Kpi
    latest: Month | None
    variation: str
    outlook: Outlook | None
    gap: str
    actions: tuple[Owed, ...]

    @property
    def is_met(self) -> bool | None:
        """Whether the year's figure so far meets the present target; None without one."""
        return self.kpi.meets(self.outlook.so_far) if self.outlook else None


@dataclass(frozen=True)
class Objectives:
    """Every KPI with a target once, the least likely at year end first, those without figure last.

    `year` is that of the newest closed month of any of them, None where there is none.
    """

    finding: str
    year: int | None
    rows: tuple[Objective, ...]
    provenance: Provenance


def owed(home: Home, viewer: Viewer) -> tuple[Owed, ...]:
    """The corrective actions of the ledger with the KPIs that they name, those under way first.

    Raises:
        NotAllowed: the viewer may not see registers.
    """
    found = []
    for action in actions.listed(registers(home), viewer):
        named = [action.kpi_id, action.criterion.kpi_id if action.criterion else None]
        ids = tuple(dict.fromkeys(one for one in named if one))
        standing = action.standing
        found.append(Owed(action.action_id, action.title, standing.word, action.is_done, ids))
    return tuple(found)


def objectives(
    build: BuildRef,
    *,
    source: str = "",
    notes: Annotations = NOTHING,
    acts: tuple[Owed, ...] = (),
    viewer: Viewer,
) -> Objectives:
    """Every KPI with a target, of one source or of all together ("").

    Raises:
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    cohort = Cohort(source=source)
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        histories = series.read(database, catalogue, cohort)
        origin = provenance(database, build, source)
    aimed = [kpi for kpi in catalogue.kpis.values() if kpi.target is not None]
    newest = [
        month.month
        for kpi in aimed
        for month in histories.get(kpi.id, ())
        if month.status == "final" and month.value is not None
    ]
    year = max(newest).year if newest else None
    rows = [
        _row(catalogue, kpi, histories.get(kpi.id, ()), cohort, notes, acts, year) for kpi in aimed
    ]
    rows.sort(key=_worst_first)
    return Objectives(_finding(rows, year), year, tuple(rows), origin)


def _row(
    catalogue: Catalogue,
    kpi: Kpi,
    history: tuple[Month, ...],
    cohort: Cohort,
    notes: Annotations,
    acts: Iterable[Owed],
    year: int | None,
) -> Objective:
    left_out = notes.left_out(kpi, cohort)
    found = series.judged(catalogue, kpi, history, notes.rebases_of(kpi, cohort), left_out)
    gap = ""
    if kpi.awaits:
        gap = f"waits for {kpi.awaits}"
    elif found.latest is None:
        gap = "no closed month with enough cases"
    return Objective(
        kpi=kpi,
        latest=found.latest,
        variation=found.state,
        outlook=outlook(kpi, found, catalogue.answers["judged_from"], left_out, year),
        gap=gap,
        actions=tuple(one for one in acts if kpi.id in one.kpi_ids),
    )


def _worst_first(row: Objective) -> tuple[object, ...]:
    chance = row.outlook.year_end.chance if row.outlook else None
    return (row.outlook is None, row.is_met is True, chance if chance is not None else 0.5)


def _finding(rows: list[Objective], year: int | None) -> str:
    known = [row for row in rows if row.is_met is not None]
    if not known or year is None:
        return "No target can be held against a figure of this year yet"
    met = sum(row.is_met is True for row in known)
    said = (
        f"{met} of {wording.counted(len(known), 'target')} with a figure are met so far in {year}"
    )
    told = [row.outlook.year_end for row in known if row.outlook]
    chances = [one.chance for one in told if one.chance is not None]
    if not chances:
        return f"{said}; none has a forecast for the year’s end"
    likely = sum(chance >= LIKELY for chance in chances)
    return f"{said}; {likely} of {len(chances)} with a forecast are likely to be at its end"
