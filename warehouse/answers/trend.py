"""One KPI over time: its months, limits, signals, and what they say."""

from warehouse.access import Viewer
from warehouse.answers import bounds, case_intervals, findings, series, wording
from warehouse.answers.annotations import NOTHING, Annotations, flags
from warehouse.answers.opinions import opinions
from warehouse.answers.proposals import proposal
from warehouse.answers.segments import final
from warehouse.answers.shapes import Cohort, Month, Trend
from warehouse.answers.stored import catalogue_of, checked, kpi_of, provenance
from warehouse.answers.unavailable import WORDS
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import RESTATED, Catalogue, Kpi
from warehouse.connection import Database, reading
from warehouse.stats.control_limits import limits_may_be_narrow


def trend(
    build: BuildRef,
    kpi_id: str,
    *,
    cohort: Cohort | None = None,
    notes: Annotations = NOTHING,
    viewer: Viewer,
) -> Trend:
    """The headline figure of a KPI by month, limits from all closed months since the last rebase.

    `notes` are the rebases and events of the ledger, as `annotations` reads them.

    Raises:
        InputRefused: no such KPI or dimension.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    cohort = cohort or Cohort()
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        kpi = kpi_of(catalogue, kpi_id)
        checked(catalogue, kpi, cohort)
        restated = series.read(database, catalogue, cohort, kpi_id, RESTATED).get(kpi_id, ())
        history, alone = _history(database, catalogue, kpi, cohort)
        held = () if cohort.dimension else bounds.read(database, catalogue, kpi_id, cohort.source)
        origin = provenance(database, build, cohort.source)
    found = series.judged(
        catalogue, kpi, history, notes.rebases_of(kpi, cohort), notes.left_out(kpi, cohort)
    )
    return Trend(
        kpi=kpi,
        cohort=cohort,
        months=found.months[-catalogue.answers["months_shown"] :],
        history=found.months,
        limits=found.limits,
        variation=found.state,
        rules=found.variation.rules,
        assurance=found.assurance,
        finding=findings.heading(kpi, cohort, found),
        reading=findings.reading(catalogue, kpi, found) or _nothing(kpi, history),
        provenance=origin,
        note=" ".join(filter(None, (_note(found), alone))),
        bounds=held,
        restated=_slots(history, restated),
        versions=tuple(version for version in kpi.versions if version.valid_from is not None),
        segments=found.segments,
        flags=flags(kpi, cohort, notes),
        opinions=opinions(
            kpi,
            found.current,
            found.limits,
            found.variation,
            found.segments[-1].left_out if found.segments else (),
        ),
        proposal=proposal(kpi, found, notes.events_of(kpi, cohort)),
    )


def _history(
    database: Database, catalogue: Catalogue, kpi: Kpi, cohort: Cohort
) -> tuple[tuple[Month, ...], str]:
    """The months as defined then, with intervals of means too, and why the newest has none."""
    history = series.read(database, catalogue, cohort, kpi.id).get(kpi.id, ())
    return case_intervals.of_months(database, catalogue, kpi, cohort, history)


def _slots(history: tuple[Month, ...], restated: tuple[Month, ...]) -> tuple[Month, ...]:
    """The restated months in the slots of the history; empty where nothing was restated."""
    there = {month.month: month for month in restated}
    if not there:
        return ()
    return tuple(
        there.get(slot.month) or Month(slot.month, None, None, None, None, "missing")
        for slot in history
    )


def _nothing(kpi: Kpi, history: tuple[Month, ...]) -> str:
    if kpi.awaits:
        return f"It waits for {kpi.awaits}."
    if not history:
        return f"{WORDS.capitalize()}: no month has a case."
    return "No row of the loaded exports gives it a closed month."


def _note(found: series.Judged) -> str:
    """What to know about the limits themselves."""
    if found.limits is None:
        return ""
    said = []
    dropped = found.limits.screened_ranges
    if dropped:
        said.append(
            f"{dropped} moving range{'s' if dropped > 1 else ''} screened out of the limits."
        )
    current = found.segments[-1]
    if current.left_out:
        names = wording.listed([wording.month(month) for month in current.left_out])
        said.append(f"The limits leave out {names}, for a known cause.")
    if current.frozen_after:
        said.append(f"Frozen: they rest on the months to {wording.month(current.frozen_after)}.")
    if limits_may_be_narrow([final(month) for month in found.current]):
        said.append("Months resemble their neighbours: the limits may be too narrow.")
    if found.limits.upper == found.limits.lower:
        said.append("No variation observed.")
    return " ".join(said)
