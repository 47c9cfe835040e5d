"""What can be chosen in a build: KPIs with figures, sources, months, dimensions and members."""

from dataclasses import dataclass
from datetime import date

from warehouse.access import Viewer
from warehouse.answers.stored import catalogue_of
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import OUTCOMES, Kpi
from warehouse.connection import reading
from warehouse.period import MONTHS

READ = """
select kpi_id, dimension, member, list(distinct month order by month) as months
from kpi_month
where formula = '' and source_id = '' and value is not null
group by all
order by all"""
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", *MONTHS)


@dataclass(frozen=True)
class Choices:
    """Everything that a page may offer.

    `kpis` are those with a figure, by outcome; `waiting` those without one. `months` by KPI id,
    oldest first. `dimensions` by KPI id: dimension → its members in order. `case_kpis` are the
    ids of KPIs whose single cases, or how long they last, can be drawn.
    """

    kpis: tuple[Kpi, ...]
    waiting: tuple[Kpi, ...]
    sources: tuple[str, ...]
    months: dict[str, tuple[date, ...]]
    dimensions: dict[str, dict[str, tuple[str, ...]]]
    case_kpis: tuple[str, ...]


def choices(build: BuildRef, *, viewer: Viewer) -> Choices:
    """What the build can be asked.

    Raises:
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        rows = database.rows(READ)
        sources = database.rows("select distinct source_id from source order by source_id")
    months: dict[str, tuple[date, ...]] = {}
    members: dict[str, dict[str, list[str]]] = {}
    for kpi_id, dimension, member, found in rows:
        if dimension:
            members.setdefault(kpi_id, {}).setdefault(dimension, []).append(member)
        else:
            months[kpi_id] = tuple(found)
    ordered = sorted(catalogue.kpis.values(), key=lambda kpi: OUTCOMES.index(kpi.outcome))
    return Choices(
        kpis=tuple(kpi for kpi in ordered if kpi.id in months),
        waiting=tuple(kpi for kpi in ordered if kpi.id not in months),
        sources=tuple(name for (name,) in sources),
        months=months,
        dimensions={
            kpi_id: {
                name: tuple(sorted(dimensions[name], key=_place))
                for name in catalogue.kpis[kpi_id].dimensions
                if len(dimensions.get(name, ())) > 1
            }
            for kpi_id, dimensions in members.items()
        },
        case_kpis=tuple(
            kpi.id for kpi in ordered if kpi.id in months and (kpi.value or kpi.censored)
        ),
    )


def _place(member: str) -> tuple[int, str]:
    """Days of the week in their order, everything else by name."""
    return (WEEK.index(member), "") if member in WEEK else (len(WEEK), member)
