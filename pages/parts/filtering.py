"""The filter bar: one member of any number of dimensions at once, each a parameter of the address.

`?channel=voice&region=North` restores the page. A member that the build does not know is dropped
with a note; one that the KPI at hand cannot be narrowed to stays, and the page says so.
"""

from collections.abc import Collection

import streamlit as st

from pages.parts import inputs, offers, travelling, wording

Members = tuple[tuple[str, str], ...]
NAMED = 2  # members named on the bar's button; beyond it they are counted
CLEARS = ("rows", "page")  # what hangs on the cohort


def asked(kpi_id: str = "", but: Collection[str] = ()) -> Members:
    """The members that the address names and the page can use.

    Args:
        kpi_id: the KPI that they narrow; empty for all of them.
        but: dimensions that the page compares, and so cannot hold fixed.
    """
    found: list[tuple[str, str]] = []
    for name, members in offers.every_dimension().items():
        value = inputs.chosen(name, members) if name in st.query_params else ""
        if not value:
            continue
        if name in but:
            travelling.unused(f"{wording.words(name)} {value}, which is what is compared")
        elif kpi_id and value not in offers.members(kpi_id, name):
            kpi = offers.kpi(kpi_id)
            label = kpi.label if kpi else kpi_id
            travelling.unused(f"{wording.words(name)} {value}, which {label} does not know")
        else:
            found.append((name, value))
    return tuple(found)


def pair(by: str = "by", member: str = "member") -> None:
    """An older address names one member by two parameters: write it as one."""
    name, value = st.query_params.get(by, ""), st.query_params.get(member, "")
    if name in offers.every_dimension() and value:
        inputs.goto(**{name: value, by: "", member: ""})


def bar(row: inputs.Row, kpi_id: str, members: Members, but: Collection[str] = ()) -> None:
    """One popover that shows what holds, with a box for each dimension; on a phone the boxes."""
    splits = offers.dimensions(kpi_id) if kpi_id else offers.words(offers.every_dimension())
    splits = {name: label for name, label in splits.items() if name not in but}
    if not splits:
        return
    place = row.filters if inputs.is_phone() else row.filters.popover(said(members))
    columns = [place] if inputs.is_phone() else place.columns(2)
    for index, (name, label) in enumerate(splits.items()):
        own = offers.members(kpi_id, name) if kpi_id else offers.every_dimension()[name]
        inputs.select(columns[index % len(columns)], name, label, {"": "all"} | own, clears=CLEARS)
    if members:
        place.button(
            "Take all filters back", key="filters_cleared", on_click=inputs.goto,
            kwargs=dict.fromkeys([*(name for name, _ in members), *CLEARS], ""),
        )  # fmt: skip


def said(members: Members) -> str:
    """The bar's button: `Filters: none`, `Filters: voice, North`, `Filters: 4`."""
    if len(members) > NAMED:
        return f"Filters: {len(members)}"
    return f"Filters: {', '.join(member for _, member in members) or 'none'}"
