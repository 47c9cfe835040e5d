"""What pages are built of: heading, parts, verdicts, facts, tables, provenance, links."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NoReturn

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages import NAVIGATION
from pages.charts import sparkline
from pages.charts import theme as look
from pages.parts import banner, inputs, reads, travelling, viewing, wording
from pages.parts.wording import plain
from warehouse.answers.shapes import Provenance
from warehouse.home import home

PICKED = "table_last_selected_in"
LONG_SQL = 480  # px, from which it scrolls
ROW = 34  # px of a table row: a cell picture is drawn for 28
HERE = Path(__file__).parent
URLS = {entry.url: entry for entry in NAVIGATION}


def heading(finding: str, caption: str, *, figures: bool = False) -> None:
    """The one h1 of a page, a finding from the answer, and the page's name beneath it.

    `figures`: whether the page shows figures, so that late data are named.
    """
    with st.container(gap="xxsmall"):
        st.title(plain(finding.rstrip(".")), anchor=False)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(plain(caption), width="stretch")
            if figures:
                viewing.panel()
    banner.shown(figures=figures)
    travelling.told()
    inputs.notes()


def part(title: str, caption: str = "") -> None:
    """The heading of a chart or table, and what it shows."""
    with st.container(gap="xxsmall"):
        st.subheader(plain(title), anchor=False)
        if caption:
            st.caption(plain(caption))


def picture(name: str, size: int = 22) -> str:
    """An icon in markdown, without alternative text: its words always stand beside it."""
    return f"![]({sparkline.inline(name, size)})"


def labelled(icon: str, words: str) -> str:
    """An icon and its words for a cell of a written table."""
    return picture(icon) + wording.unbroken(f" {words}")


def wide(words: str, spaces: int) -> str:
    """Words followed by no-break spaces, which keep a column of a written table from shrinking.

    Such a table gives its columns what their longest unbroken text needs; a picture counts for
    nothing there, and so would be squeezed or parted from its words (Streamlit 1.67).
    """
    return words + "\u00a0" * max(spaces - len(words), 0)


def verdict(icon: str, words: str, why: str) -> None:
    """An icon, its words in bold and the reason in grey."""
    with st.container(horizontal=True, wrap=False, gap="small", vertical_alignment="top"):
        st.markdown(picture(icon, 26), width=28)
        reason = f"  \n:small[:gray[{plain(why)}]]" if why else ""
        st.markdown(f"**{plain(words)}**{reason}", width="stretch")


def facts(pairs: Iterable[tuple[str, str]], label: str) -> None:
    """Names and values, two columns with hairlines between rows."""
    shown = {f":gray[{plain(name)}]": plain(value) for name, value in pairs}
    st.table(shown, border="horizontal", alt=label)


def note(words: str) -> None:
    """A grey remark that belongs to what stands above it."""
    with st.container(border=True):
        st.markdown(words)


def grid(
    rows: Sequence[Mapping[str, str | None]],
    label: str,
    *,
    widths: Mapping[str, int] | None = None,
    right: Iterable[str] = (),
    images: Iterable[str] = (),
    key: str | None = None,
    on_pick: Callable[[int], None] | None = None,
    height: int | Literal["content"] = "content",
    width: int | None = None,
) -> int | None:
    """A dense, sortable table of ready words.

    Args:
        rows: one mapping a row, all with the same keys, in order.
        label: what the table is, for who cannot see it.
        widths: px of columns; the others share what is left.
        right: columns of figures.
        images: columns of pictures.
        key: makes rows selectable.
        on_pick: gets the index of a selected row before the page is drawn again.
        height: px, or the height of its content.
        width: px; as wide as there is room when None.

    Returns:
        The index of the row whose cell was selected; None when nothing was, or when another
        table of the page was the last one to be selected in.
    """
    sizes, figures, pictures = widths or {}, set(right), set(images)
    config: dict[str, Any] = {}
    for name in rows[0] if rows else ():
        if name in pictures:
            config[name] = st.column_config.ImageColumn(
                "" if not name.strip() else name, width=sizes.get(name)
            )
        else:
            side: Literal["left", "right"] = "right" if name in figures else "left"
            config[name] = st.column_config.TextColumn(name, width=sizes.get(name), alignment=side)
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    options: dict[str, Any] = {
        "hide_index": True,
        "row_height": ROW,
        "column_config": config,
        "alt": label,
        "width": width or "stretch",
    }
    if key is None:
        st.dataframe(frame, height=height, **options)
        return None

    def picked() -> None:
        st.session_state[PICKED] = key
        cells = st.session_state[key]["selection"]["cells"]
        if cells and on_pick is not None:
            on_pick(int(cells[0][0]))

    found = st.dataframe(
        frame, height=height, key=key, on_select=picked, selection_mode="single-cell", **options
    )
    cells = found["selection"]["cells"]
    return int(cells[0][0]) if cells and st.session_state.get(PICKED) == key else None


def chosen(title: str, remark: str = "") -> DeltaGenerator:
    """What can be done with the selected row, at the lower edge of the window.

    A table never leaves the page by itself: the Tab key selects its first cell on the way past.
    """
    bar = st.bottom.container(
        border=True, horizontal=True, vertical_alignment="center", gap="medium"
    )
    rest = f" :gray[{plain(remark)}]" if remark else ""
    bar.markdown(f"**{plain(title)}**{rest}", width="content")
    return bar


def written(rows: Sequence[Mapping[str, str]], label: str, *, stacks: bool = False) -> None:
    """A short table to be read and printed; cells are markdown. `label` is for screen readers.

    `stacks`: whether a phone gets a paragraph a row, as words too long to stand side by side need:
    such a table would scroll sideways, which the keyboard cannot do.
    """
    if stacks and inputs.is_phone():
        for (_, first), *others in (list(row.items()) for row in rows):
            told = "".join(f"  \n:gray[{name}] {words}" for name, words in others if words)
            st.markdown(f"**{first}**{told}")
        return
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    st.table(frame, border="horizontal", hide_index=True, alt=label)


def goto(url: str, **params: str) -> NoReturn:
    """Leave for another page of the house, with the filters of this one."""
    along = travelling.carried(url) | params
    st.switch_page(f"pages/{URLS[url].file}", query_params={k: v for k, v in along.items() if v})


def numbers(rows: Sequence[Mapping[str, str | None]], label: str, right: Iterable[str]) -> None:
    """A chart's numbers, one click away."""
    with st.popover("Numbers as a table", type="tertiary"):
        height: int | Literal["content"] = "content" if len(rows) < 14 else 460
        grid(rows, label, right=right, height=height, width=None if inputs.is_phone() else 780)


def how_to_read(words: str) -> None:
    """How a chart is read, one click away."""
    with st.popover("How to read this", type="tertiary"):
        st.markdown(words)


def link(url: str, label: str, **params: str) -> None:
    """A link to another page of the house, with what it shall show and the filters of this one.

    Nothing where the viewer may not open that page: the navigation does not know it then.
    """
    if URLS[url].needs not in reads.viewer().rights:
        return
    entry, along = URLS[url], travelling.carried(url) | params
    st.page_link(
        f"pages/{entry.file}",
        label=label,
        icon="",
        query_params={k: v for k, v in along.items() if v},
    )


def footer() -> DeltaGenerator:
    """The line of plain links under a chart."""
    return st.container(horizontal=True, gap="small", vertical_alignment="center")


def sql(text: str) -> None:
    """SQL as it ran, in one ink: colours are for judgement only.

    What scrolls is a container, which the button to copy lets the keyboard into.
    """
    place = st.container(height=LONG_SQL if text.count("\n") > 24 else "content", border=False)
    place.code(text, language=None, wrap_lines=True)


def provenance(answer: Provenance, *more: str) -> None:
    """Where the figures come from, in one line."""
    sources = ", ".join(answer.sources)
    said = [
        f"Build {answer.build_id}",
        f"published {wording.instant(answer.published_at, home().settings.site_zone)}",
        f"data to {wording.day_name(answer.as_of.date() if answer.as_of else None)}",
        f"{answer.checks_passed} of {answer.checks_run} checks passed",
        f"source{'s' if len(answer.sources) > 1 else ''} {sources}" if sources else "",
        *more,
    ]
    st.caption(plain(" · ".join(part for part in said if part)))


def printed() -> None:
    """How any page looks on paper: no menu, no buttons, light, nothing cut."""
    st.html(HERE / "print.css")
    if inputs.theme() == "dark":
        st.html(HERE / "print_dark.css")


def wordmark() -> str:
    """The product's name as a picture in the ink of the theme."""
    return sparkline.icon("wordmark").replace("#6B7684", look.tokens(inputs.theme()).ink)
