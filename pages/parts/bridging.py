"""Filters and words of the page on change: two periods, one to three dimensions, a restriction."""

from dataclasses import dataclass

import streamlit as st

from pages.charts import bridge as drawn
from pages.parts import behind, blocks, filtering, inputs, offers, wording
from warehouse.answers.change_cells import BETWEEN
from warehouse.answers.change_shapes import Bridge, Part
from warehouse.answers.change_words import signed
from warehouse.answers.shapes import Cohort
from warehouse.answers.spans import Span, span_from
from warehouse.errors import InputRefused
from warehouse.period import month_add, quarter_months, quarter_of

PARAMS = ("kpi", "source", "from", "to", "by", "by2", "by3")
HANGING = (*PARAMS[2:], "member", "rows")
SPLITS = ("by", "by2", "by3")
RANGES = (6, 12)  # months
FIGURES = ("Cases", "Inside", "95 %", "Shift", "Shift, 95 %", "Together")
WIDTHS = {"Value": 118, "Share of cases": 104, "Together": 74}
TALL = 420  # px
HOW_TO_READ = (
    "From the dark bar at the left to the one at the right. **Inside each**: what a member adds "
    "because its own value rose or fell. **Shift of work**: what it adds because its share of the "
    "cases grew or shrank while its value lies above or below the whole. Both together make the "
    "change exactly (Kitagawa 1955).\n\n"
    "Blue helps, orange hurts; **grey is no more than chance** (its 95 % interval, drawn a "
    "thousand times, holds 0) or rests on fewer than 30 cases. Violet: the KPI has no better side. "
    "Parts with fewer than 30 cases in both periods are taken together as others; what names no "
    "member is *not stated*. A part says where the change lies, not what caused it."
)


@dataclass(frozen=True)
class Asked:
    """What the address asks; the spans are None where the KPI has no two periods to compare."""

    kpi_id: str
    before: Span | None
    after: Span | None
    by: tuple[str, ...]
    cohort: Cohort


def kpis() -> dict[str, str]:
    """KPIs that can be split and are no median."""
    found = {kpi.id: kpi for kpi in offers.offered().kpis}
    return {
        name: kpi.label
        for name, kpi in found.items()
        if kpi.kind != "median" and offers.dimensions(name)
    }


def spans(kpi_id: str) -> dict[str, Span]:
    """Quarters, then months, then half years and years back from the newest; newest first."""
    months = sorted(m for t in offers.months(kpi_id) if (m := offers.month(t)) is not None)
    newest = offers.month(offers.newest(kpi_id))
    closed = [month for month in months if newest and month <= newest]
    there = set(closed)
    found = [
        Span(month, month_add(month, 2))
        for month in closed
        if quarter_of(month) == month and there.issuperset(quarter_months(month))
    ]
    singles = [Span(month, month) for month in closed]
    ranges = []
    for length in RANGES:
        for last in closed[::-1][::length]:
            first = month_add(last, 1 - length)
            if first >= closed[0]:
                ranges.append(Span(first, last))
    return {one.text: one for one in [*found[::-1], *singles[::-1], *ranges]}


def asked(kpis: dict[str, str]) -> Asked:
    """What the address says; two neighbouring quarters where it says nothing, else months."""
    kpi_id = inputs.chosen("kpi", kpis, next(iter(kpis), ""))
    source = inputs.chosen("source", offers.sources())
    splits = offers.dimensions(kpi_id)
    named = [inputs.chosen("by", splits, next(iter(splits), ""))]
    named += [inputs.chosen(param, splits) for param in SPLITS[1:]]
    by = tuple(dict.fromkeys(name for name in named if name))
    filtering.pair("where", "is")
    whom = Cohort.of(source, filtering.asked(kpi_id, but=by))
    known = spans(kpi_id)
    after = span("to", known, _newest(known))
    before = span("from", earlier(known, after), _before(known, after))
    return Asked(kpi_id, before, after, by, whom)


def first_of(known: dict[str, Span]) -> str:
    """The period to begin with: the month that the address names, else the newest quarter."""
    month = st.query_params.get("month", "")
    return month if month in known else next(iter(known), "")


def _newest(known: dict[str, Span]) -> str:
    """The newest period that has one of the same length right before it."""
    return next((text for text, one in known.items() if _before(known, one)), "")


def _before(known: dict[str, Span], after: Span | None) -> str:
    if after is None:
        return ""
    last = month_add(after.first, -1)
    wanted = Span(month_add(last, 1 - len(after.months)), last).text
    return wanted if wanted in known else next(iter(earlier(known, after)), "")


def earlier(known: dict[str, Span], after: Span | None) -> dict[str, Span]:
    """The periods that end before another one begins."""
    return {text: one for text, one in known.items() if after and one.last < after.first}


def span(param: str, known: dict[str, Span], default: str) -> Span | None:
    """A period that is offered, or any range of months that the address writes within them."""
    text = st.query_params.get(param, default)
    try:
        found = span_from(text) if text else None
    except InputRefused:
        found = None
    months = {month for one in known.values() for month in one.months}
    if found is not None and months.issuperset(found.months):
        return found
    return known.get(inputs.chosen(param, known, default))


def filters(row: inputs.Row, about: Asked, kpis: dict[str, str]) -> None:
    """KPI, both periods, what to split by, and a restriction to one member."""
    known = spans(about.kpi_id)
    inputs.choice(row.filters, "kpi", "KPI", kpis, next(iter(kpis), ""), clears=HANGING)
    if about.before and about.after:
        before = {**earlier(known, about.after), about.before.text: about.before}
        after = {about.after.text: about.after, **known}
        told = {text: one.label for text, one in before.items()}
        default = _before(known, about.after)
        inputs.choice(row.filters, "from", "From", told, default, clears=("rows",))
        told = {text: one.label for text, one in after.items()}
        inputs.choice(row.filters, "to", "To", told, _newest(known), clears=("from", "rows"))
    if len(offers.sources()) > 2:
        inputs.choice(row.filters, "source", "Source", offers.sources(), clears=("member", "rows"))
    _splits(row, about)
    filtering.bar(row, about.kpi_id, about.cohort.members, about.by)


def _splits(row: inputs.Row, about: Asked) -> None:
    splits = offers.dimensions(about.kpi_id)
    if not splits:
        return
    place = row.filters
    if not inputs.is_phone():
        place = place.popover(f"By: {' and '.join(splits[one].lower() for one in about.by)}")
    clears = ("member", "rows")
    inputs.select(place, "by", "Split by", splits, next(iter(splits)), clears=clears)
    for param, label in zip(SPLITS[1:], ("and by", "and by, too"), strict=True):
        others = {"": "nothing else"} | splits
        inputs.select(place, param, label, others, clears=clears)


def caption(answer: Bridge) -> str:
    """The page's name, the KPI, both periods and n."""
    whom = wording.whom(answer.cohort)
    by = " and ".join(wording.words(name) for name in answer.by)
    return (
        f"Change · {answer.kpi.label} · {answer.before.label} → {answer.after.label} · {whom} · "
        f"by {by} · n {wording.count(answer.n_1)} → {wording.count(answer.n_2)}"
    )


def shown_as(answer: Bridge, *, narrow: bool) -> str:
    """What the bars are."""
    unit = "points" if answer.kpi.unit == "share" else wording.words(answer.kpi.unit)
    cut = drawn.is_cut(answer, narrow=narrow)
    said = f"{wording.capital(unit)} of {wording.lowered(answer.kpi.label)}."
    return f"{said} {'Total bars are cut at the foot; the' if cut else 'The'} parts add up exactly."


def facts(answer: Bridge) -> list[tuple[str, str]]:
    """The whole change in its parts, and the threefold form beside it."""
    unit = answer.kpi.unit

    def told(value: float | None) -> str:
        return wording.NONE if value is None else signed(value, unit)

    found = [("Change", told(answer.change))]
    if answer.rate is not None:
        found += [("Inside the parts", told(answer.rate)), ("Shift of work", told(answer.mix))]
    if answer.rate_interval:
        found.append(("Inside, 95 % interval", _interval(answer.rate_interval, unit)))
    if answer.crossed:
        rate, *mixes = answer.crossed
        found.append(("Inside every joint cell", told(rate)))
        for name, mix in zip(answer.by, mixes, strict=True):
            found.append((f"Shift between {wording.words(name)}", told(mix)))
    if answer.seen_from_before:
        names = ("Values alone, mix as before", "Mix alone, values as before", "Interaction")
        found += [
            (name, told(one)) for name, one in zip(names, answer.seen_from_before, strict=True)
        ]
    return found


def _interval(interval: object, unit: str) -> str:
    low, high = getattr(interval, "low", None), getattr(interval, "high", None)
    if low is None or high is None:
        return wording.NONE
    return f"{drawn.short(low, unit)} to {drawn.short(high, unit)}"


def table(answer: Bridge) -> list[dict[str, str | None]]:
    """Ranked by the size of what each adds, others last."""
    unit = answer.kpi.unit
    head = wording.capital(" · ".join(wording.words(name) for name in answer.by))
    rows: list[dict[str, str | None]] = []
    for part in answer.parts:
        row: dict[str, str | None] = {head: part.member, "Value": values(part, unit)}
        if part.share_1 is not None:
            row["Share of cases"] = _pair(part.share_1, part.share_2, "share", 0)
        row["Cases"] = f"{wording.count(part.n_1)} → {wording.count(part.n_2)}"
        row["Together"] = drawn.short(part.effect, unit)
        rows.append(row)
    return rows


def all_numbers(answer: Bridge) -> list[dict[str, str | None]]:
    """The table with the effects apart and their intervals."""
    unit = answer.kpi.unit
    return [
        row
        | {
            "Inside": wording.NONE if part.rate is None else drawn.short(part.rate, unit),
            "95 %": _interval(part.rate_interval, unit),
            "Shift": wording.NONE if part.mix is None else drawn.short(part.mix, unit),
            "Shift, 95 %": _interval(part.mix_interval, unit),
        }
        for row, part in zip(table(answer), answer.parts, strict=True)
    ]


def values(part: Part, unit: str) -> str:
    """`74.0 → 75.5 %`."""
    return _pair(part.value_1, part.value_2, unit, 1)


def _pair(first: float | None, second: float | None, unit: str, decimals: int) -> str:
    if first is None or second is None or unit != "share":
        return f"{wording.amount(first, unit)} → {wording.amount(second, unit)}"
    one, two = (wording.decimal(value * 100, decimals) for value in (first, second))
    return f"{one} → {two}{wording.NARROW}%"


def ranked(answer: Bridge) -> None:
    """The table; selecting a member of a single dimension opens its rows."""
    shown = table(answer)

    def pick(index: int) -> None:
        part = answer.parts[index]
        single = len(answer.by) == 1 and not part.is_others
        inputs.goto(member=part.member if single else "", rows=f"{answer.after.last:%Y-%m}")

    picked = blocks.grid(
        shown,
        f"{answer.kpi.label}, what each part adds",
        widths=WIDTHS,
        right=("Value", "Share of cases", "Cases", "Together"),
        key=f"change_{answer.kpi.id}_{'_'.join(answer.by)}",
        on_pick=pick,
        height=min(TALL, 38 + blocks.ROW * len(shown)),
    )
    if picked is not None and not answer.parts[picked].is_others:
        _rows_of(answer, answer.parts[picked].member)


def _rows_of(answer: Bridge, member: str) -> None:
    """The rows of a selected part, of both periods."""
    names = member.split(BETWEEN)
    if len(names) != len(answer.by):
        return  # a member's own name holds what joins names
    cohort = answer.cohort
    pairs = (*zip(answer.by, names, strict=True), *cohort.members)
    whom = Cohort.of(cohort.source, pairs)
    with blocks.chosen(member):
        for span in (answer.after, answer.before):
            behind.link(f"Rows of {span.label}", answer.kpi.id, span.text, whom)
