"""Rows to take along, and the files that they came from."""

from collections.abc import Callable

import streamlit as st

from pages.parts import blocks, reads, wording
from warehouse import zipped
from warehouse.answers.record_export import exported
from warehouse.answers.record_shapes import Asked, Tally
from warehouse.zipped import FORMS, Form

MANY = 100_000  # rows, from which writing a worksheet takes minutes


def buttons(found: Tally, about: Asked) -> None:
    """Exactly the rows that were asked for, in each form that holds them."""
    total = found.picked
    with blocks.footer():
        for form in FORMS:
            why = zipped.too_many(total, form)
            st.download_button(
                f"{form.upper()}, {wording.counted(total, 'row')}",
                data=file(about, form),
                file_name=f"{about.kpi_id}_{about.span.text}_{form}.zip",
                mime="application/zip",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
                key=f"take_{form}",
                disabled=bool(why) or not total,
            )
    said = "Exactly these rows, in a zip with a manifest: formula, filters, SHA-256, build."
    if total > MANY:
        said += " XLSX of so many rows takes minutes; the others take seconds."
    why = zipped.too_many(total, "xlsx")
    st.caption(f"{said} No XLSX: {why}." if why else said)


def file(about: Asked, form: Form) -> Callable[[], bytes]:
    """The zip, made only when somebody presses the button, and not kept."""

    def write() -> bytes:
        return exported(reads.build(), about, form, viewer=reads.viewer())

    return write


def files(found: Tally) -> None:
    """The exports that the rows came from."""
    blocks.part(
        f"From {wording.counted(len(found.files), 'file')}",
        "With the rows of each, its SHA-256 and when it was loaded.",
    )
    if not found.files:
        st.caption("These rows are computed from many records; none stands in one line of a file.")
        return
    lines = [
        {
            "File": one.name,
            "Rows": wording.count(one.rows),
            "SHA-256": wording.short_hash(one.sha256) if one.sha256 else wording.NONE,
            "Loaded": wording.instant(one.loaded_at),
        }
        for one in found.files
    ]
    blocks.grid(lines, "Files", right=("Rows",), height=min(300, 38 + blocks.ROW * len(lines)))
