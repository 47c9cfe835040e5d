"""The trend page below its chart: second opinions, and small multiples by one dimension."""

import streamlit as st

from pages.charts import multiples as drawn
from pages.parts import blocks, evidence, inputs, offers, reading, reads, wording
from pages.parts.subject import Subject
from warehouse.answers.annotations import Annotations
from warehouse.answers.multiples import Multiples, multiples
from warehouse.answers.shapes import Trend

LEAST_CHANCE = 0.1  # marks; less is not worth a digit
PEOPLE = ("agent",)  # control charts of single people are no subject of a review


def section(about: Subject, notes: Annotations) -> None:
    """One small chart a member, or nothing where the KPI cannot be split."""
    splits = {
        name: words for name, words in offers.dimensions(about.kpi_id).items() if name not in PEOPLE
    }
    if not splits:
        return
    held = [name for name, _ in about.cohort.members if name in splits]
    first = held[0] if held else next(iter(splits))
    chosen = inputs.chosen("panels", splits, first)
    answer = reads.ask(multiples, about.kpi_id, chosen, source=about.cohort.source, notes=notes)
    narrowed = " Of everybody: the filters above do not narrow it." if held else ""
    blocks.part(answer.finding, caption(answer) + narrowed)
    if len(splits) > 1:
        inputs.choice(inputs.row().filters, "panels", "By", splits, first)
    if not answer.panels:
        return
    phone = inputs.is_phone()
    picture = drawn.figure(answer, inputs.theme(), narrow=phone)
    label = f"{answer.kpi.label} by {wording.words(chosen)} and month"
    evidence.chart(picture, f"panels_{about.kpi_id}_{chosen}", drawn.alt(answer), table=label)
    with blocks.footer():
        blocks.numbers(months_table(answer), label, [one.member for one in answer.panels])
        for panel in answer.panels:
            st.button(
                panel.member, type="tertiary", key=f"panel_{panel.member}", on_click=inputs.goto,
                kwargs={chosen: panel.member, "rows": ""},
            )  # fmt: skip


def months_table(answer: Multiples) -> list[dict[str, str | None]]:
    """A month in each row, newest first, a member in each column: value and n."""
    unit = answer.kpi.unit
    found = {one.member: {month.month: month for month in one.months} for one in answer.panels}
    months = sorted({month for line in found.values() for month in line}, reverse=True)
    return [
        {
            "Month": wording.month_name(month),
            **{
                member: wording.NONE
                if (one := line.get(month)) is None or one.value is None
                else f"{wording.amount(one.value, unit, one.n)} (n {wording.count(one.n)})"
                for member, line in found.items()
            },
        }
        for month in months
    ]


def opinions(answer: Trend) -> None:
    """How sure the verdict is: a table, on a phone one paragraph a method."""
    if not answer.opinions:
        return
    blocks.part(*reading.sure(answer))
    lines = reading.opinions(answer)
    if not inputs.is_phone():
        blocks.written(lines, "Second opinions, each with its n")
        return
    for line in lines:
        st.markdown(
            f"**{line['Method']}** :gray[n {line['n']} · {line['Stands']}]  \n{line['Says']}"
        )


def caption(answer: Multiples) -> str:
    """How the panels are ordered, what chance alone would mark, and who is not drawn."""
    said = [
        "One scale, own limits for each; ordered by signal, not by rate. A name opens its trend."
    ]
    if answer.false_alarms is not None:
        few, least = answer.false_alarms < LEAST_CHANCE, wording.decimal(LEAST_CHANCE, 1)
        chance = (
            f"fewer than {least}" if few else f"about {wording.decimal(answer.false_alarms, 1)}"
        )
        said.append(f"Chance alone marks {chance} of them a month.")
    if answer.others:
        said.append(
            f"Not drawn: {wording.counted(len(answer.others), 'further member')}, most of them "
            "with too few cases."
        )
    return " ".join(said)
