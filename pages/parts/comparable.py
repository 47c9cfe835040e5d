"""Words and tables of the page on benchmarks, and how to declare one."""

import streamlit as st

from pages.parts import blocks, offers, states, wording
from warehouse.answers.benchmarks import OLD, Benchmarks, Beside
from warehouse.benchmarks import FILE, Benchmark, declared
from warehouse.catalogue.kpis import Kpi
from warehouse.home import home

TABLE = "Benchmarks beside our figures"
PLACES = {
    "above": "theirs above our interval",
    "below": "theirs below our interval",
    "within": "inside our interval: not told apart",
    "unknown": "our figure has no interval or too few cases",
}
HOW_TO_READ = (
    "Each line has a scale of its own. The dot is our newest closed month with its 95 % interval, "
    "the open square the benchmark, a pale bar the range that its source gives. **Blue: ours is "
    "better; orange: worse** – only where the benchmark lies wholly outside our interval.\n\n"
    "A benchmark is **no target and gives no verdict**: it was counted by others, by their "
    "definition, on their customers. Read the note before the number."
)
LACKING = (
    "A figure of others is only worth its source, and an invented one would be believed. Write "
    "yours into benchmarks.toml in the folder of your settings; it needs no load."
)
EXAMPLE = """[[benchmark]]
kpi = "{kpi}"
value = {value}                 # in the unit of the KPI; shares 0-1
unit = "{unit}"
# low = 0.04                 # the range, where the source gives one
# high = 0.09
# formula = "of_offered"     # where the source computes by another formula of the KPI
source = "who published it, title, page or table"
date = {date}            # the day that the figure is of, or was published on
comparability = "whose customers, which channels, by which definition"
"""


def kpis() -> dict[str, Kpi]:
    """Every KPI of the build by its id."""
    found = offers.offered()
    return {kpi.id: kpi for kpi in (*found.kpis, *found.waiting)}


def told() -> tuple[Benchmark, ...]:
    """What the organisation declared; read anew at every visit, because it needs no load."""
    return declared(home(), kpis())


def caption(answer: Benchmarks, source: str) -> str:
    """The page's name, and how many KPIs have no benchmark."""
    said = f"Benchmarks · {wording.scope(source)}"
    if answer.rows:
        said += f" · {wording.counted(answer.without, 'KPI')} without one"
    return said


def table(answer: Benchmarks) -> list[dict[str, str]]:
    """Every benchmark with source, date, age and note beside our figure with n and interval."""
    return [_row(row) for row in answer.rows]


def _row(row: Beside) -> dict[str, str]:
    told, own, unit = row.benchmark, row.own, row.benchmark.unit
    label = row.kpi.label + (f" ({wording.words(told.formula)})" if told.formula else "")
    theirs = wording.amount(told.value, unit)
    if told.low is not None:
        theirs += f" ({wording.interval(told.low, told.high, unit)})"
    return {
        "KPI": blocks.plain(label),
        "Ours": ours(row),
        "Benchmark": theirs,
        "Where it lies": PLACES[row.place] if own else blocks.plain(row.gap),
        "Source": blocks.plain(told.source),
        "Date": f"{wording.day_name(told.published)}, {age(row)}",
        "How far comparable": blocks.plain(told.comparability),
    }


def ours(row: Beside) -> str:
    """`6.4 % (5.9 – 6.9 %), n 17,664, Sep 2025`; an en dash without a figure."""
    own, unit = row.own, row.benchmark.unit
    if own is None:
        return wording.NONE
    around = wording.interval(own.low, own.high, unit, own.n)
    said = wording.amount(own.value, unit, own.n)
    said += f" ({around})" if around != wording.NONE else ""
    return f"{said}, n {wording.count(own.n)}, {wording.month_name(own.month)}"


def age(row: Beside) -> str:
    """`7 months old`; from 24 months on in bold that it is old."""
    if row.age is None:
        return "age not known"
    said = f"{wording.counted(row.age, 'month')} old"
    return f"**older than {OLD} months** ({said})" if row.is_old else said


def teach(answer: Benchmarks) -> None:
    """What to write for a first benchmark, with an example that is no figure of anybody."""
    states.empty("No benchmark is declared, so none is shown", LACKING)
    blocks.part(
        f"What to write into {FILE}", "An example of the form; put in what your source says."
    )
    found = [kpi for kpi in kpis().values() if kpi.unit == "share" and kpi.target is not None]
    kpi = next(iter(found), None)
    day = answer.provenance.as_of
    st.code(
        EXAMPLE.format(
            kpi=kpi.id if kpi else "id_of_a_kpi",
            unit=kpi.unit if kpi else "share",
            value="0.00",
            date=f"{day:%Y-%m-%d}" if day else "2025-03-01",
        ),
        language=None,  # in one ink: colours are for judgement only
        wrap_lines=True,
    )
    blocks.note(
        "No benchmark is shown without source, date and a note on how far it can be compared; the "
        "unit has to be that of the KPI. A KPI’s id stands in the address of its page."
    )
