"""What if more calls come: agents needed now and under a surge, by Erlang C and Erlang A.

The inputs that nobody gives are measured: the busiest half hour of the last closed month, its mean
handle time, and the patience of those who waited.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime

from warehouse import facts
from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.shapes import Provenance
from warehouse.answers.stored import catalogue_of, provenance
from warehouse.build import BuildRef
from warehouse.connection import Database, reading
from warehouse.errors import InputRefused
from warehouse.stats import staffing, survival
from warehouse.stats.staffing import Queue

CHANNEL = "voice"  # a chat is handled beside others, which neither formula knows
MOST = 2_000.0  # calls a half hour: beyond, the table says nothing that the neighbours do not
AROUND = 4  # agents shown on either side of those needed
UNEVEN = 1.5  # busiest half hour over the mean of its day from which "steady" is in doubt
LEAST_ABANDONED = 10  # fewer who gave up, and their patience is anybody's guess
BUSIEST = """
with slot as (
    select time_bucket(interval 30 minutes, local_at) as began, sum(offered) as calls
    from fact_contact
    where channel = $channel and direction = 'inbound' and not is_interval and not is_callback
        and not coalesce(is_test, false) and month = $month and $source in ('', source_id)
    group by began
)
select
    arg_max(began, calls), max(calls),
    (select avg(calls) from slot where cast(began as date) =
        (select cast(arg_max(began, calls) as date) from slot))
from slot
where calls > 0"""
CASES = """
select
    avg(handle_s) filter (where handled = 1), count(*) filter (where handled = 1),
    list(cast(wait_s as double)) filter (where wait_s is not null and offered = 1),
    list(abandoned = 1) filter (where wait_s is not null and offered = 1)
from fact_contact
where channel = $channel and direction = 'inbound' and not is_interval and not is_callback
    and not coalesce(is_test, false) and month = $month and $source in ('', source_id)"""
NEWEST = """
select max(month) from kpi_month
where source_id = $source and dimension = '' and formula = '' and status = 'final' and kpi_id in (
    select kpi_id from kpi_month where dimension = 'channel' and member = $channel)"""


@dataclass(frozen=True)
class Measured:
    """What the last closed month says; None where the data do not.

    `calls` of the busiest half hour, which began at `began` (local); `evenness` is that over the
    mean half hour of its day. Times in seconds. `patience_s` is the mean of an exponential
    patience: the Kaplan–Meier median over ln 2 where half of those at risk gave up, else time
    waited over those who gave up; `patience_by` says which.
    """

    month: date | None
    began: datetime | None
    calls: float | None
    evenness: float | None
    handle_s: float | None
    handled: int
    patience_s: float | None
    patience_by: str
    abandoned: int
    threshold_s: int


@dataclass(frozen=True)
class Asked:
    """What somebody wants to know; None = as measured. Shares 0–1, times in seconds.

    `surge` 0.3 is 30 % more calls. `shrinkage` is the paid time away from the queue.
    """

    calls: float | None = None
    handle_s: float | None = None
    patience_s: float | None = None
    threshold_s: float | None = None
    service_level: float = 0.8
    surge: float = 0.3
    shrinkage: float = 0.3


@dataclass(frozen=True)
class Line:
    """What so many agents on the queue lead to; `by_c` is None in overload: the queue never ends.

    `by_a` is None without a patience.
    """

    agents: int
    by_c: Queue | None
    by_a: Queue | None


@dataclass(frozen=True)
class Load:
    """One load: calls a half hour, the agents on the queue that it needs, and what they lead to.

    `rostered` are those to be paid for, shrinkage counted in. `by_a` is None without a patience.
    """

    name: str
    calls: float
    erlangs: float
    needed_c: int
    needed_a: int | None
    rostered: int
    at_needed: Line
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class WhatIf:
    """Agents needed now and under the surge. `loads` is empty where an input is missing."""

    finding: str
    measured: Measured
    asked: Asked  # with the measured values filled in
    loads: tuple[Load, ...]
    held: Line | None  # today's agents under the surge
    warnings: tuple[str, ...]
    provenance: Provenance


def what_if(build: BuildRef, asked: Asked, *, source: str = "", viewer: Viewer) -> WhatIf:
    """Agents needed for a half hour now and under a surge, with what they lead to.

    Raises:
        InputRefused: a share outside 0 to 1, times or calls that are not above 0 or far too many.
        NotAllowed: the viewer may not see figures.
    """
    viewer.need("see_figures")
    _checked(asked)
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        origin = provenance(database, build, source)
        facts.as_written(database)
        measured = _measured(database, catalogue.policy["service_level_voice_s"], source)
    full = Asked(
        calls=_given(asked.calls, measured.calls),
        handle_s=_given(asked.handle_s, measured.handle_s),
        patience_s=_given(asked.patience_s, measured.patience_s),
        threshold_s=_given(asked.threshold_s, float(measured.threshold_s)),
        service_level=asked.service_level,
        surge=asked.surge,
        shrinkage=asked.shrinkage,
    )
    loads: tuple[Load, ...] = ()
    if full.calls and full.handle_s:
        surged = full.calls * (1 + full.surge)
        loads = (_load("Now", full.calls, full), _load("Under the surge", surged, full))
    held = _line(loads[0].at_needed.agents, loads[1].calls, full) if loads else None
    return WhatIf(
        finding=_finding(full, loads),
        measured=measured,
        asked=full,
        loads=loads,
        held=held,
        warnings=_warnings(full, measured, held),
        provenance=origin,
    )


def _given(asked: float | None, measured: float | None) -> float | None:
    return measured if asked is None else asked


def _checked(asked: Asked) -> None:
    shares = {"target": asked.service_level, "shrinkage": asked.shrinkage}
    wrong = [name for name, share in shares.items() if not 0 <= share < 1]
    if not 0 < asked.service_level < 1:
        wrong.append("target")
    amounts = (asked.calls, asked.handle_s, asked.patience_s, asked.threshold_s)
    names = ("calls", "handle time", "patience", "answered within")
    wrong += [name for name, x in zip(names, amounts, strict=True) if x is not None and not x > 0]
    if asked.calls is not None and asked.calls * (1 + max(asked.surge, 0)) > MOST:
        wrong.append("calls")
    if not -1 < asked.surge <= 10:
        wrong.append("surge")
    if wrong:
        raise InputRefused(
            "Cannot work out the agents",
            f"out of range: {', '.join(dict.fromkeys(wrong))}",
            f"Shares lie between 0 and 100 %, times above 0 s, calls up to {wording.whole(MOST)}.",
        )


def _measured(database: Database, threshold_s: int, source: str) -> Measured:
    named: dict[str, object] = {"channel": CHANNEL, "source": source}
    month = database.value(NEWEST, named)
    named["month"] = month
    none = Measured(month, None, None, None, None, 0, None, "", 0, threshold_s)
    if month is None:
        return none
    began, calls, mean = database.rows(BUSIEST, named)[0]
    handle_s, handled, waits, gave_up = database.rows(CASES, named)[0]
    patience, by, abandoned = _patience(waits or [], gave_up or [])
    return Measured(
        month=month,
        began=began,
        calls=float(calls) if calls else None,
        evenness=float(calls) / float(mean) if calls and mean else None,
        handle_s=float(handle_s) if handle_s else None,
        handled=handled,
        patience_s=patience,
        patience_by=by,
        abandoned=abandoned,
        threshold_s=threshold_s,
    )


def _patience(waits: list[float], gave_up: list[bool]) -> tuple[float | None, str, int]:
    """Mean patience, how it was found, and how many gave up; the answered are censored."""
    abandoned = sum(gave_up)
    curve = survival.kaplan_meier(waits, gave_up) if abandoned >= LEAST_ABANDONED else None
    if curve is None:
        return None, "", abandoned
    median = curve.percentile(0.5).value
    if median:
        return median / math.log(2), "median", abandoned
    return sum(waits) / abandoned, "rate", abandoned


def _load(name: str, calls: float, full: Asked) -> Load:
    handle_s, threshold_s = full.handle_s or 0.0, full.threshold_s or 0.0
    rate = calls * 2
    needed_c = staffing.required_agents(rate, handle_s, threshold_s, full.service_level)
    needed_a = None
    if full.patience_s:
        needed_a = staffing.required_agents(
            rate, handle_s, threshold_s, full.service_level, patience_s=full.patience_s
        )
    needed = needed_c if needed_a is None else needed_a
    low, high = max(1, min(needed, needed_c) - AROUND), max(needed, needed_c) + AROUND
    return Load(
        name=name,
        calls=calls,
        erlangs=rate / 3600 * handle_s,
        needed_c=needed_c,
        needed_a=needed_a,
        rostered=math.ceil(needed / (1 - full.shrinkage) - 1e-9),
        at_needed=_line(needed, calls, full),
        lines=tuple(_line(agents, calls, full) for agents in range(low, high + 1)),
    )


def _line(agents: int, calls: float, full: Asked) -> Line:
    rate, handle_s, threshold_s = calls * 2, full.handle_s or 0.0, full.threshold_s or 0.0
    by_a = None
    if full.patience_s:
        by_a = staffing.erlang_a(rate, handle_s, agents, threshold_s, full.patience_s)
    return Line(agents, staffing.erlang_c(rate, handle_s, agents, threshold_s), by_a)


def _finding(full: Asked, loads: tuple[Load, ...]) -> str:
    if not loads:
        return "The agents needed cannot be worked out: no calls or no handle time are known"
    now, then = (load.at_needed.agents for load in loads)
    told = wording.counted(now, "agent")
    if not full.surge:
        return f"The queue needs {told}"
    surge = f"{wording.amount(abs(full.surge), 'share', 1)} {'more' if full.surge > 0 else 'fewer'}"
    if now == then:
        return f"{surge} calls still need {told} on the queue"
    return f"{surge} calls need {wording.counted(then, 'agent')} on the queue instead of {now}"


def _warnings(full: Asked, measured: Measured, held: Line | None) -> tuple[str, ...]:
    """Where the assumptions of the formulas do not hold, in words."""
    said = []
    if held is not None and held.by_c is None:
        rest = "Erlang A says what happens when callers give up." if held.by_a else ""
        said.append(
            f"With today’s {wording.counted(held.agents, 'agent')} the surge is an overload: by "
            f"Erlang C the queue grows without end, so no figure is given. {rest}".strip()
        )
    if measured.evenness is not None and measured.evenness > UNEVEN:
        times = wording.decimal(measured.evenness, 1)
        said.append(
            f"The busiest half hour has {times} times the calls of the mean half hour of its day. "
            "Both formulas take arrivals as steady within the half hour: near such a peak a queue "
            "left over from before makes waits longer than they say."
        )
    if full.patience_s is None:
        said.append(
            "Patience is not known, so only Erlang C is given, in which nobody gives up: it "
            "overstates waits near full load."
        )
    return tuple(said)
