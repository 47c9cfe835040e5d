"""Saved views: the small panel beside a page's heading that saves, opens, renames and deletes them.

A view is an address under a name. One whose page, KPI, source or member is gone says so.
"""

from urllib.parse import parse_qsl, urlencode

import streamlit as st

from pages import NAVIGATION
from pages.parts import forms, offers, reads, travelling, wording
from warehouse.errors import CareError
from warehouse.home import home
from warehouse.registers import views
from warehouse.registers.ledger import Ledger, registers
from warehouse.registers.views import View

PASSING = ("rows", "new", "event", "rebase", "record", "page")  # opened sections are no view
PAGES = {entry.url: entry for entry in NAVIGATION}


def panel() -> None:
    """The popover; nothing for who may not see the registers, or outside the frame."""
    url = st.session_state.get(travelling.PLACE, "")
    if url not in PAGES or "see_registers" not in reads.viewer().rights:
        return
    ledger = registers(home())
    found = views.in_use(ledger, reads.viewer())
    with st.popover("Views", type="tertiary", icon=":material/bookmark:"):
        forms.saved()
        for one in found:
            _listed(one)
        if not found:
            st.caption("No view is saved yet. A view is this page with its filters, under a name.")
        _save(ledger, url)
        if found:
            _change(ledger, found)


def address(url: str) -> str:
    """The page at hand with its filters, as a view keeps it."""
    kept = {name: value for name, value in st.query_params.items() if name not in PASSING}
    return f"{url}?{urlencode(kept)}" if kept else url


def gone(view: View) -> str:
    """What a view names that is not there any more; empty where it opens as it was saved."""
    if view.page not in PAGES:
        return f"there is no page {view.page!r} any more"
    asked = dict(parse_qsl(view.query))
    try:
        known = {"source": offers.sources(), **offers.every_dimension()}
        if asked.get("kpi") and offers.kpi(asked["kpi"]) is None:
            return f"the KPI {asked['kpi']!r} is not in the catalogue any more"
    except CareError:
        return "nothing is loaded"
    for name, value in asked.items():
        if name in known and value not in known[name]:
            return f"{wording.words(name)} {value!r} is not in this build"
    return ""


def _listed(view: View) -> None:
    """A link to the view exactly as it was saved, or what is missing of it."""
    missing = gone(view)
    if missing:
        said = f"**{wording.plain(view.title)}** cannot be opened as saved: "
        st.markdown(said + wording.plain(missing))
        return
    entry = PAGES[view.page]
    st.page_link(
        f"pages/{entry.file}", label=wording.plain(view.title), icon=entry.icon,
        query_params=dict(parse_qsl(view.query)), help=f"{entry.title}, by {view.opened_by}",
    )  # fmt: skip


def _save(ledger: Ledger, url: str) -> None:
    key = forms.key("view")
    title = st.text_input("Save this page with its filters as", key=f"{key}_title", max_chars=80)
    if st.button("Save", key=f"{key}_save", disabled=not title.strip()):
        given = {"title": title, "address": address(url)}
        if forms.send(lambda: views.add(ledger, reads.viewer(), given)):
            forms.forget("view")
            st.rerun()


def _change(ledger: Ledger, found: list[View]) -> None:
    """Rename or delete one; its history stays in the ledger."""
    names = {one.view_id: one for one in found}
    chosen = st.selectbox(
        "Rename or delete", list(names), index=None, placeholder="Choose a view",
        format_func=lambda one: names[one].title, key=forms.key("views_change"),
    )  # fmt: skip
    if chosen is None:
        return
    view, who = names[chosen], reads.viewer()
    title = st.text_input("New name", view.title, key=f"{forms.key(chosen)}_title", max_chars=80)
    with st.container(horizontal=True):
        renamed = st.button("Rename", key=f"{chosen}_rename", disabled=title == view.title)
        deleted = st.button("Delete", key=f"{chosen}_delete")
    if renamed:
        done = forms.send(lambda: views.rename(ledger, who, chosen, view.revision, title))
    elif deleted:
        done = forms.send(lambda: views.delete(ledger, who, chosen, view.revision))
    else:
        return
    if done:
        forms.forget("views_change")
        forms.forget(chosen)
        st.rerun()
