"""The scorecard: every KPI once – is it changing, and will it meet its target?"""

import streamlit as st

from pages.parts import (
    annotating,
    blocks,
    cards,
    filtering,
    inputs,
    marking,
    offers,
    reads,
    scoring,
    turning,
)
from warehouse.answers.scorecard import scorecard

PARAMS = ("source", "only")
ORDERS = {"outcome": "By outcome", "worst": "Worst first"}
VIEWS = {"cards": "Cards", "table": "Table"}
MARKS = {"concern": "Concern", "misses": "Misses target"}

source = inputs.chosen("source", offers.sources(), "")
members = filtering.asked()
with st.skeleton(height=600):
    card = reads.ask(scorecard, source=source, members=members, notes=annotating.notes())
    marks = marking.marks(source)

blocks.heading(card.finding, turning.caption(card, st.query_params.get("only", "")), figures=True)
filters, switches = inputs.row(*PARAMS, *offers.every_dimension())
inputs.choice(filters, "source", "Source", offers.sources(), "")
filtering.bar(inputs.Row(filters, switches), "", members)
phone = inputs.is_phone()
order = "worst" if phone else inputs.switch(switches, "order", "Order", ORDERS, "outcome")
only = inputs.pills(filters if phone else switches, "only", "Only", MARKS)
if not phone:
    with switches:
        blocks.link("meeting", "Meeting mode", source=source)
view = inputs.switch(switches, "view", "Shown as", VIEWS, "cards" if phone else "table")
shown = scoring.shown(card, order, only)
theme = inputs.theme()

if card.since:
    st.markdown(turning.changed(card), width="stretch")
if not phone:
    left, right = st.columns([0.3, 0.7], gap="small")
    with left.container(border=True, height="stretch"):
        cards.to_act_on(shown.all_rows, card.month)
    with right.container(border=True, height="stretch"):
        cards.grid(shown.all_rows)
data = marking.summary(marks, (row.kpi.id for row in shown.all_rows))
st.caption(f"{turning.budget(card)} {data}", width="stretch")

if not shown.groups:
    cards.none_left(only)
for name, rows in shown.groups:
    if view == "cards":
        cards.listed(rows, card.month, theme, marks)
        continue
    title = scoring.title(name, rows)
    picked = blocks.grid(
        scoring.cells(title, rows, card, theme, marks),
        f"{name}: state, value, interval, target, sparkline, n, data and owner of each KPI",
        widths=scoring.widths(title, card),
        right=scoring.figures(card),
        images=scoring.PICTURES,
        key=f"table_{name}_{order}",
    )
    if picked is not None:
        cards.chosen(rows[picked], card.month, source, marks.get(rows[picked].kpi.id))

cards.gaps(card.missing)
with blocks.footer():
    blocks.how_to_read(scoring.HOW_TO_READ)
    blocks.link("definitions", "Definitions")
    blocks.link("data_quality", "Checks")
blocks.provenance(card.provenance)
