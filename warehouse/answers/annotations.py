"""What people wrote about the figures, as answers need it: rebases and events of the ledger.

A rebase moves limits and so verdicts: whoever asks for a trend or a scorecard passes what this
returns, so that every page shows one verdict.
"""

from dataclasses import dataclass
from datetime import date

from warehouse import notation
from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.marks import Flag
from warehouse.answers.shapes import Cohort
from warehouse.catalogue.kpis import Kpi
from warehouse.home import Home
from warehouse.period import month_of, months_between
from warehouse.registers import events, rebases
from warehouse.registers.events import Event
from warehouse.registers.ledger import registers
from warehouse.registers.rebases import Rebase


@dataclass(frozen=True)
class Annotations:
    """Rebases and events, those withdrawn included; nothing where nothing was written."""

    rebases: tuple[Rebase, ...] = ()
    events: tuple[Event, ...] = ()

    def rebases_of(self, kpi: Kpi, cohort: Cohort) -> list[Rebase]:
        """The rebases in force for a series, the earliest first, the newest of a month last."""
        held = (one for one in self.rebases if one.holds_for(kpi.id, *_series(cohort)))
        return sorted(held, key=lambda one: (one.from_month, one.opened_at))

    def events_of(self, kpi: Kpi, cohort: Cohort) -> list[Event]:
        """The events that may have touched a series, the earliest first."""
        held = (
            one
            for one in self.events
            if all(one.touches(kpi.id, cohort.source, *place) for place in _places(cohort))
        )
        return sorted(held, key=lambda one: (one.began_on, one.opened_at))

    def left_out(self, kpi: Kpi, cohort: Cohort) -> frozenset[date]:
        """The months that limits shall not rest on, for a cause that is known."""
        return frozenset(
            month
            for one in self.events_of(kpi, cohort)
            if one.is_left_out
            and any(one.is_all_of(cohort.source, *place) for place in _places(cohort))
            for month in months_between(one.first_month, one.last_month)
        )


NOTHING = Annotations()


def annotations(home: Home, viewer: Viewer) -> Annotations:
    """Everything that was written about figures in a home.

    Raises:
        NotAllowed: the viewer may not see registers.
    """
    ledger = registers(home)
    return Annotations(
        rebases=tuple(rebases.listed(ledger, viewer)),
        events=tuple(events.listed(ledger, viewer)),
    )


def flags(kpi: Kpi, cohort: Cohort, notes: Annotations) -> tuple[Flag, ...]:
    """What is drawn on a trend: events that touch it, rebases, versions of its definition."""
    found = [_event(one, cohort) for one in notes.events_of(kpi, cohort)]
    found += [_rebase(one) for one in notes.rebases_of(kpi, cohort)]
    for version in kpi.versions:
        if version.valid_from is not None:
            month = month_of(version.valid_from)
            said = f"{day(version.valid_from)} · {version.what}: {version.why or 'a new version'}"
            found.append(Flag(month, month, said, "version"))
    return tuple(sorted(found, key=lambda one: one.month))


def _event(event: Event, cohort: Cohort) -> Flag:
    until = f" – {day(event.ended_on)}" if event.ended_on else ""
    said = [f"{day(event.began_on)}{until} · {event.title} ({event.kind}{_scope(event, cohort)})"]
    whole = any(event.is_all_of(cohort.source, *place) for place in _places(cohort))
    if event.is_left_out and whole:
        said.append("left out of the limits")
    return Flag(event.first_month, event.last_month, "; ".join(said), event.kind, event.event_id)


def _rebase(rebase: Rebase) -> Flag:
    month = rebase.from_month
    said = (
        f"{wording.month(month)} · limits begin anew: {rebase.reason}; approved by "
        f"{rebase.approver}, written by {rebase.opened_by}"
    )
    if rebase.baseline_until:
        said += f"; frozen after {wording.month(rebase.baseline_until)}"
    return Flag(month, month, said, "rebase", rebase.rebase_id)


def _scope(event: Event, cohort: Cohort) -> str:
    """What it touches, where that is less than the chart shows."""
    said = []
    if event.source and event.source != cohort.source:
        said.append(f"source {event.source}")
    if event.member and (event.dimension, event.member) not in cohort.members:
        said.append(f"{(event.dimension or '').replace('_', ' ')} {event.member}")
    return f", {', '.join(said)}" if said else ""


def day(one: date) -> str:
    """`18 Aug 2025`."""
    return notation.day(one)


def _places(cohort: Cohort) -> tuple[tuple[str, str], ...]:
    """Each dimension and member of a cohort; one empty place for all."""
    return cohort.members or (("", ""),)


def _series(cohort: Cohort) -> tuple[str, str, str]:
    """How a register names the series: several members together are a series of their own."""
    names, members = zip(*_places(cohort), strict=True)
    return cohort.source, " + ".join(names), " + ".join(members)
