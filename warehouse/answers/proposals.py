"""When a rebase may be proposed to people; the program never makes one.

The conditions are those under which recalculated limits are honest: a shift that has lasted, a
cause that somebody recorded, and no concern that new limits would hide.
"""

from collections.abc import Sequence

from warehouse.answers import wording
from warehouse.answers.marks import Proposal
from warehouse.answers.series import Judged
from warehouse.catalogue.kpis import Kpi
from warehouse.period import month_add
from warehouse.registers.events import Event
from warehouse.stats.control_limits import FIRM_POINTS

LEAST_RUN = 8  # months on one side: one more than the rule, so that the shift outlasted its signal


def proposal(kpi: Kpi, found: Judged, events: Sequence[Event]) -> Proposal | None:
    """A rebase from where the newest run began, if an event of that month or the one before may
    be its cause; None otherwise, and always where the run is a concern."""
    run, limits = found.run, found.limits
    if limits is None or limits.trial or len(run) < LEAST_RUN:
        return None
    if "shift" not in found.variation.rules or found.variation.concerning:
        return None
    start = run[0].month
    near = [one for one in events if month_add(start, -1) <= one.first_month <= start]
    if not near:
        return None
    cause = near[-1].title
    return Proposal(
        from_month=start,
        run=len(run),
        event=cause,
        words=(
            f"{wording.capital(wording.number(len(run)))} months on one side of the mean, since "
            f"{wording.month(start)}, when “{cause}” was recorded. If that is the cause and the "
            "new level is expected to last, the owner may decide on new limits from there; they "
            f"are trial limits until {FIRM_POINTS} months. The old ones stay visible."
        ),
    )
