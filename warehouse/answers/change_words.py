"""What an explained change says: finding, Simpson's alarm, and what to know about the parts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from warehouse.answers import wording
from warehouse.answers.change_shapes import Bridge, Part
from warehouse.answers.shapes import Mark
from warehouse.answers.spans import Span
from warehouse.catalogue.kpis import Kpi
from warehouse.period import month_label
from warehouse.stats.intervals import Interval

SAME = 1e-12
NAMES_PEOPLE = "agent"


def mark(kpi: Kpi, effect: float, interval: Interval | None = None, *, few: bool = False) -> Mark:
    """What an effect means; "common" where its interval holds 0 or there are few cases."""
    if few or abs(effect) <= SAME:
        return "common"
    if interval is not None and (interval.low or 0) <= 0 <= (interval.high or 0):
        return "common"
    if kpi.better == "neither":
        return "change"
    return "improvement" if (effect > 0) == (kpi.better == "higher") else "concern"


def signed(effect: float, unit: str) -> str:
    """An effect with its sign, a share in points: `+0.73 points`, `−4 s`."""
    if unit == "share":
        return f"{sign(effect)}{wording.decimal(abs(effect) * 100, 2)} points"
    if unit == "points":
        return f"{sign(effect)}{wording.decimal(abs(effect), 1)}"
    return f"{sign(effect)}{wording.amount(abs(effect), unit)}"


def sign(effect: float) -> str:
    """Plus or the true minus."""
    return "\u2212" if effect < 0 else "+"


def size(effect: float, unit: str) -> str:
    """The size of a change in a sentence: `1.1 points`."""
    if unit == "share":
        points = abs(effect) * 100
        return f"{wording.decimal(points, 1 if points >= 0.95 else 2)} points"
    return wording.amount(abs(effect), unit)


def redefined(kpi: Kpi, months: Sequence[date]) -> list[date]:
    """The months, of some in order, from which on another definition computes the figures."""
    ways = [(month, kpi.formula_at(month)) for month in months]
    known = [(month, formula.computes) for month, formula in ways if formula is not None]
    return [month for (_, was), (month, now) in pairwise(known) if was != now]


def cannot(
    kpi: Kpi,
    before: Span,
    after: Span,
    open_months: Sequence[str],
    missing: Sequence[str],
    change: float | None,
) -> str:
    """Why a change is not explained; empty where it is."""
    changed = redefined(kpi, [*before.months, *after.months])
    if changed:
        named = wording.listed([month_label(month) for month in changed])
        return (
            f"The definition of {wording.lowered(kpi.label)} changed from {named} on: part of any "
            "change is the definition's own. Compare months that one definition holds for."
        )
    if open_months:
        verb = "is" if len(open_months) == 1 else "are"
        return (
            f"{wording.listed(open_months)} {verb} still provisional: the figure can change, "
            "so its change is not explained yet."
        )
    if change is None:
        named = wording.listed(missing) or f"{before.label} or {after.label}"
        return f"There is no figure of {wording.lowered(kpi.label)} for {named}."
    return ""


def reversal(found: Bridge, parts: Sequence[Part], is_opposite: bool) -> str:
    """Simpson's alarm: the total went one way, what happened inside the parts the other."""
    kpi, total = found.kpi, found.change
    if not is_opposite or total is None:
        return ""
    rates = [
        (part, part.value_2 - part.value_1)
        for part in parts
        if part.value_1 is not None and part.value_2 is not None
    ]
    moved = [(part, step) for part, step in rates if abs(step) > SAME]
    against = [part for part, step in moved if step * total < 0]
    first, second = (wording.amount(v, kpi.unit) for v in (found.value_1, found.value_2))
    went, other = ("fell", "rose") if total < 0 else ("rose", "fell")
    kinds = _kinds(found.by)
    if against and len(against) == len(moved):
        names = "" if NAMES_PEOPLE in found.by else f" ({wording.listed(_names(against), 4)})"
        inside = f"in every {kinds}{names} it {other}"
    else:
        inside = f"inside the {_plural(kinds)}, taken together, it {other}"
    said = f"Over all it {went} from {first} to {second}; {inside}."
    gained = _mover(parts, total)
    if gained is not None and NAMES_PEOPLE not in found.by:
        one, two = (wording.amount(s, "share") for s in (gained.share_1, gained.share_2))
        more = "more" if (gained.share_2 or 0) > (gained.share_1 or 0) else "less"
        said += f" {wording.capital(more)} of the work went to {gained.member}: {one} → {two}."
    return f"{said} Judge each {kinds}, not the total; ask why the work moved."


def spoken(found: Bridge, missing: Sequence[str]) -> Bridge:
    """The answer with its finding, the chart's heading and its note."""
    return replace(
        found, finding=_finding(found), heading=_heading(found), note=_note(found, missing)
    )


def _finding(found: Bridge) -> str:
    kpi, total = found.kpi, found.change
    if total is None or (found.why_not and not found.parts):
        return f"The change of {wording.lowered(kpi.label)} cannot be explained yet"
    members = "".join(f", {member}" for _, member in found.cohort.members)
    label = f"{kpi.label}{members}," if members else kpi.label
    each = " a month" if kpi.kind == "count" else ""
    if abs(total) <= SAME:
        return f"{label} did not change from {found.before.label} to {found.after.label}"
    went = f"{label} {'fell' if total < 0 else 'rose'} by {size(total, kpi.unit)}{each}"
    kinds = _kinds(found.by)
    named = NAMES_PEOPLE not in found.by
    if found.reversal:
        every = "in every" in found.reversal
        moved = _mover(found.parts, total)
        other = "rose" if total < 0 else "fell"
        inside = f"although it {other} {'in every' if every else 'inside the'} "
        inside += kinds if every else _plural(kinds)
        where = f": work moved to {moved.member}" if moved and named and _gained(moved) else ""
        return f"{went} {inside}{where or ': the work moved'}"
    if found.unsure:
        return f"{went}; no part of it can be told from chance"
    both = (found.rate or 0.0, found.mix or 0.0)
    if min(map(abs, both)) > abs(total):
        inside, shift = (signed(one, kpi.unit) for one in both)
        return f"{went}: {inside} inside the {_plural(kinds)}, {shift} by the shift of work"
    if _is_chance(found):
        return f"{went}; inside the {_plural(kinds)} no more than chance"
    top = next((p for p in found.parts if not p.is_others and p.effect * total > 0), None)
    if top is None or not named:
        return went
    return f"{went}; most of it through {top.member}, {signed(top.effect, kpi.unit)}"


def _is_chance(found: Bridge) -> bool:
    """Whether what happened inside the members outweighs the mix and is no more than chance."""
    around = [part.rate_interval for part in found.parts]
    if found.rate is None or abs(found.rate) < abs(found.mix or 0) or None in around:
        return False
    return all((one.low or 0) <= 0 <= (one.high or 0) for one in around if one is not None)


def _heading(found: Bridge) -> str:
    unit, kinds = found.kpi.unit, _plural(_kinds(found.by))
    if found.rate is None or found.mix is None:
        return f"What each of the {kinds} added" if found.parts else ""
    verbs = [("added" if one > 0 else "took away") for one in (found.rate, found.mix)]
    amounts = [signed(one, unit).lstrip("+\u2212") for one in (found.rate, found.mix)]
    return (
        f"What happened inside the {kinds} {verbs[0]} {amounts[0]}, "
        f"the shift of work {verbs[1]} {amounts[1]}"
    )


def _note(found: Bridge, missing: Sequence[str]) -> str:
    said = []
    if found.kpi.kind == "count":
        said.append("Counts a month. A count has no rate and no mix; the trend judges it.")
    elif found.parts and found.unsure is None:
        said.append("Chance is not drawn: the method needs a share of whole cases.")
    elif found.unsure:
        said.append("Every 95 % interval holds 0: no part can be told from chance.")
    if found.grouped:
        names = (
            wording.counted(len(found.grouped), "member")
            if NAMES_PEOPLE in found.by
            else wording.listed(found.grouped, 5)
        )
        said.append(f"Others, each with few cases: {names}.")
    if missing and found.parts:
        said.append(f"No figure for {wording.listed(missing)}.")
    return " ".join(said)


def _kinds(by: Sequence[str]) -> str:
    return " and ".join(name.replace("_", " ") for name in by)


def _plural(kinds: str) -> str:
    """`channels`, `categories`; joint ones are cells."""
    if " and " in kinds:
        return f"cells of {kinds}"
    return f"{kinds[:-1]}ies" if kinds.endswith("y") else f"{kinds}s"


def _names(parts: Sequence[Part]) -> list[str]:
    return [part.member for part in parts]


def _gained(part: Part) -> bool:
    return (part.share_2 or 0) > (part.share_1 or 0)


def _mover(parts: Sequence[Part], total: float) -> Part | None:
    """The part whose share of the work moved the total most; one that gained, if any did."""
    pushed = [p for p in parts if p.mix is not None and p.mix * total > 0 and not p.is_others]
    order = sorted(pushed, key=lambda p: (not _gained(p), -abs(p.mix or 0), p.member))
    return order[0] if order else None
