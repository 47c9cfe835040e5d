"""What the page on distributions says below the picture: the tail, the longest cases, the open."""

import streamlit as st

from pages.charts import lasting as drawn
from pages.parts import behind, blocks, evidence, inputs, wording
from warehouse.answers.spread_shapes import Distribution, Lasting
from warehouse.catalogue.stories import table_of

FIGURES = ("Value", "Cases beyond", "Of all time")
TABLE = "Cases that still last"
CURVE_FIGURES = ("Time", "Last longer", "95 % interval", "Under observation")
HOW_TO_READ = (
    "The curve falls wherever a case ends; the band holds the true curve with 95 % (Kaplan–Meier, "
    "log–log). A case that is not over counts for as long as it was watched and then leaves the "
    "count beneath. The ended cases alone leave those out that take longest, so they look too "
    "fast. Where fewer than about ten are under observation the curve says little. A median that "
    "is not reached is more than the longest case on record, never a number."
)


def tail(answer: Distribution) -> None:
    """Beyond the high percentiles, and the single cases that lie furthest."""
    if not answer.tail:
        return
    worst = "lowest" if answer.kpi.better == "higher" else "longest"
    worst = worst if answer.kpi.unit in ("seconds", "hours") or worst == "lowest" else "highest"
    left, right = st.columns([0.5, 0.5], gap="medium")
    with left:
        blocks.part("The tail", _tail_words(answer))
        blocks.grid(tail_table(answer), "The tail in numbers", right=FIGURES)
    with right:
        blocks.part(
            f"The {worst} cases",
            "By their record in the source. The rows of the month, above, have all.",
        )
        if answer.cases:
            picked = blocks.grid(
                cases_table(answer), f"The {worst} cases", right=("Value",), key="worst_cases"
            )
            if picked is not None:
                _told(answer, picked)
        else:
            st.caption("Shown to who may see rows.")


def _told(answer: Distribution, picked: int) -> None:
    """The way to the story of a selected case."""
    record, source, value = answer.cases[picked]
    remark = wording.amount(value, answer.kpi.unit)
    behind.story(record, record, source, table_of(answer.kpi.fact), remark)


def _tail_words(answer: Distribution) -> str:
    """What share of all time the slowest tenth makes up; empty for others than durations."""
    percentile, _, cases, share = answer.tail[0]
    if share is None:
        return "The cases beyond each percentile, on the worse side."
    return (
        f"The {wording.count(cases)} cases beyond P{percentile} make up "
        f"{wording.amount(share, 'share')} of all the time."
    )


def tail_table(answer: Distribution) -> list[dict[str, str | None]]:
    """Percentile, value, cases beyond, their share of all time."""
    return [
        {
            "Beyond": f"P{percentile}",
            "Value": wording.amount(value, answer.kpi.unit),
            "Cases beyond": wording.count(cases),
            "Of all time": wording.amount(share, "share"),
        }
        for percentile, value, cases, share in answer.tail
    ]


def cases_table(answer: Distribution) -> list[dict[str, str | None]]:
    """The worst cases by record and source."""
    return [
        {
            "Record": record,
            "Source": source,
            "Value": wording.amount(value, answer.kpi.unit),
        }
        for record, source, value in answer.cases
    ]


def lasting(answer: Distribution) -> None:
    """The survival curve where cases can be open."""
    found = answer.lasting
    if found is None:
        return
    blocks.part(f"Counting those that did not end: {title(found)}", found.sentence)
    if found.enough:
        picture = drawn.figure(found, inputs.theme(), narrow=inputs.is_phone())
        evidence.chart(picture, f"lasting_{answer.kpi.id}", drawn.alt(found), table=TABLE)
    with blocks.footer():
        blocks.numbers(curve_table(found), TABLE, CURVE_FIGURES)
        blocks.how_to_read(HOW_TO_READ)
    st.caption(
        f"Cases that began in {wording.month_name(answer.month)}, as of the export. "
        f"{wording.counted(found.left_out, 'row')} left out, as the definition says."
    )


def title(found: Lasting) -> str:
    """The median in few words."""
    if not found.enough:
        return "too few have ended"
    if found.median is None:
        return f"median more than {wording.amount(found.longest, found.unit)}"
    return f"median {wording.amount(found.median, found.unit)}"


def curve_table(found: Lasting) -> list[dict[str, str | None]]:
    """The curve at the round times at which the cases under observation are counted."""
    table: list[dict[str, str | None]] = []
    for time, at_risk in found.at_risk:
        share, low, high = next(
            (share, low, high) for t, share, low, high in reversed(found.curve) if t <= time
        )
        table.append(
            {
                "Time": wording.amount(time, found.unit),
                "Last longer": wording.amount(share, "share"),
                "95 % interval": wording.interval(low, high, "share"),
                "Under observation": wording.count(at_risk),
            }
        )
    return table
