"""The page on rows: cards, narrowing, the table a page at a time, columns and order."""

import streamlit as st

from pages.charts import accounted
from pages.parts import behind, blocks, evidence, inputs, lines, offers, reading, subject, wording
from warehouse.answers.record_shapes import Asked, Page, Tally
from warehouse.answers.records import PAGE
from warehouse.catalogue.stories import table_of

TALL = 520  # px of the table
NUMBERS = "Rows by what became of them"
STORY = ("record", "of", "from")  # what the address says of one record
HOW_TO_READ = (
    "Each row of the table is one row of the data that the KPI is computed from. **In the figure** "
    "says *counted in the numerator*, *counted*, or *excluded* and why: of several reasons the "
    "first that holds. Numerator, others and left out are all rows there are.\n\n"
    "Times are the site's; columns named UTC are not. A keyed hash is never shown whole. What is "
    "held back in quarantine is no row yet: the page *Rows and totals* has it."
)


def filters(about: Asked, kpis: dict[str, str]) -> None:
    """KPI, period, source and cohort; what narrows further is named with a way to take it back."""
    row = inputs.row(*behind.PARAMS)
    hanging = ("by", "member", *behind.RANGE, *behind.PART, "columns", "order", "desc")
    first = next(iter(kpis), "")
    inputs.choice(row.filters, "kpi", "KPI", kpis, first, clears=(*hanging, "period"))
    inputs.choice(
        row.filters, "period", "Period", behind.periods(about), offers.newest(about.kpi_id),
        clears=behind.PART,
    )  # fmt: skip
    if len(offers.sources()) > 2:
        clears = ("member", *behind.PART)
        inputs.choice(row.filters, "source", "Source", offers.sources(), clears=clears)
    subject.split(row, subject.trend(kpis))
    further = [(f"{wording.words(name)} {member}", {name: ""}) for name, member in about.only]
    if about.low is not None or about.high is not None:
        further.append((limits(about), dict.fromkeys(behind.RANGE, "")))
    for words, clears_ in further:
        row.filters.button(
            f"{blocks.plain(words)} ✕", key=f"drop_{words}", help="Take this filter back",
            on_click=inputs.goto, kwargs={**clears_, "page": ""},
        )  # fmt: skip


def limits(about: Asked) -> str:
    """`15 s to 30 s`, `from 60 s`, `below 5`."""
    kpi = offers.kpi(about.kpi_id)
    unit = kpi.unit if kpi else "score"
    low, high = (
        None if one is None else wording.amount(one, unit) for one in (about.low, about.high)
    )
    if low and high:
        return f"{low} to below {high}"
    return f"from {low}" if low else f"below {high}"


def caption(found: Tally) -> str:
    """The page's name, KPI, period and whom."""
    asked = found.asked
    told = [f"{wording.words(name)} {member}" for name, member in asked.members]
    if asked.low is not None or asked.high is not None:
        told.append(limits(asked))
    whom = ", ".join([wording.scope(asked.cohort.source), *told])
    return f"Records · {found.kpi.label} · {asked.span.label} · {whom}"


def cards(found: Tally, about: Asked) -> None:
    """From the figure to the files in five steps."""
    place = behind.address(about.kpi_id, about.span.text, about.cohort)
    place.pop("period")
    formula, origin = found.formula, found.provenance
    sums = f"{_sum(found.numerator)} ÷ {_sum(found.denominator)}"
    if formula.kind == "median":
        sums = f"median of {wording.counted(found.n, 'value')}"
    elif formula.kind == "count":
        sums = f"sum of {_sum(found.numerator)}"
    elif formula.scale != 1:
        sums += f" × {wording.whole(formula.scale)}"
    value = wording.amount(found.value, formula.unit, int(found.denominator or 0))
    files = wording.counted(len(found.files), "export")
    told = (
        ("1 · The figure", f"**{value}**  \nn {wording.count(found.n)}", "trends", "On the trend"),
        ("2 · The formula", f"**{sums}**  \n{_definition(found)}", "definitions", "Definition"),
        (
            "3 · The rows",
            f"**{wording.counted(found.total, 'row')}**  \ncounted or left out",
            "",
            "",
        ),
        (
            "4 · The checks",
            f"**{reading.checks(origin)}**  \nof the build",
            "data_quality",
            "Checks",
        ),
        ("5 · The files", f"**{files}**  \nnamed below", "accounting", "Rows and totals"),
    )
    for column, (title, words, page, label) in zip(st.columns(5, gap="small"), told, strict=True):
        with column.container(border=True, height="stretch", gap="xsmall"):
            st.caption(title)
            st.markdown(words)
            if page == "trends":
                blocks.link(page, label, **place)
            elif page:
                blocks.link(page, label, kpi=about.kpi_id)


def _sum(value: float | None) -> str:
    return wording.quantity(value)


def _definition(found: Tally) -> str:
    """Which version is in force: `as defined from Jan 2025`."""
    past = [v.valid_from for v in found.kpi.versions if v.valid_from and v.what == "definition"]
    known = [day for day in past if day <= found.asked.span.last]
    return f"as defined from {wording.month_name(max(known))}" if known else "as always defined"


def accounting(found: Tally) -> None:
    """The bar of all rows; a press on a part shows its rows."""
    blocks.part(found.accounted, _reasons(found))
    picture = accounted.figure(found, inputs.theme(), narrow=inputs.is_phone())
    evidence.chart(picture, "accounted", accounted.alt(found), picks="state", table=NUMBERS)
    with blocks.footer():
        blocks.numbers(
            [
                {"In the figure": lines.said(name), "Rows": wording.count(number)}
                for name, number in found.judgements
            ],
            NUMBERS,
            ("Rows",),
        )


def _reasons(found: Tally) -> str:
    told = accounted.reasons(found)
    return f"Left out: {told}." if told else "No row is left out."


def states(found: Tally, *, short: bool) -> dict[str, str]:
    """All, in the numerator, others, left out – each with its number."""
    names = {"all": "All"}
    if found.of("numerator"):
        names["numerator"] = "Numerator" if short else "In the numerator"
    others = "Others" if short else "Others counted"
    names["counted"] = others if "numerator" in names else "Counted"
    names["excluded"] = "Out" if short else "Left out"
    return {state: f"{words} {wording.whole(found.of(state))}" for state, words in names.items()}


def narrowing(row: inputs.Row, found: Tally) -> None:
    """A state, one reason, a search."""
    names = states(found, short=inputs.is_phone())
    told = {"": "any"} | {
        name: (f"{name} ({wording.whole(number)})") for name, number in found.reasons
    }
    with row.filters:
        st.text_input(
            "Search record", found.asked.search, key="in_search_record", width=230,
            placeholder="Search record", label_visibility="collapsed", icon=":material/search:",
            on_change=lambda: inputs.goto(
                search=st.session_state["in_search_record"].strip(), page=""
            ),
        )  # fmt: skip
    if len(told) > 1 and found.asked.state in ("all", "excluded"):
        inputs.choice(row.filters, "reason", "Because", told, clears=("page",))
    inputs.switch(row.switches, "state", "Rows", names, "all", clears=("reason", "page"))


def shaping(row: inputs.Row, found: Tally, about: Asked) -> None:
    """Order, columns and a sample by chance."""
    inputs.choice(row.filters, "order", "Order", behind.orders(found), clears=("page",))
    inputs.choice(
        row.filters, "desc", "Direction", {"": "rising", "1": "falling"}, clears=("page",)
    )
    usual = [one.name for one in found.columns if one.is_usual]
    place = row.filters.popover(f"Columns: {len(about.columns or usual)}")
    place.multiselect(
        "Columns", [one.name for one in found.columns], list(about.columns) or usual,
        format_func=wording.column, key="in_columns",
        on_change=lambda: inputs.goto(columns=",".join(st.session_state["in_columns"])),
    )  # fmt: skip
    place.caption("Personal columns stand here only for who may see people.")
    place = row.filters.popover(
        f"Sample: {about.size} by chance" if about.size else "Sample: all rows"
    )
    inputs.select(place, "sample", "Rows picked by chance", behind.SAMPLES, clears=("page",))
    if about.size:
        place.text_input(
            "Seed", about.seed, key="in_seed",
            on_change=lambda: inputs.goto(seed=st.session_state["in_seed"].strip()),
        )  # fmt: skip
    place.caption(
        "The same seed picks the same rows, from this page or by hand: the manifest says how."
    )


def table(found: Tally, rows: Page, number: int) -> None:
    """The page of rows; a selected one offers its story."""
    if not rows.rows:
        st.caption("No row fits: take a filter back, or search for less.")
        return
    shown = lines.shown(rows)
    picked = blocks.grid(
        shown, "Rows behind the figure", widths=lines.WIDTHS,
        right=lines.figures(found.columns), key=f"rows_{number}",
        height=min(TALL, 38 + blocks.ROW * len(shown)),
    )  # fmt: skip
    if picked is not None:
        row = dict(zip(rows.columns, rows.rows[picked], strict=True))
        fact = found.formula.fact
        with blocks.chosen(str(row["record"]), lines.said(row["judgement"])):
            if table_of(fact):
                story = {"record": row["record"], "of": table_of(fact), "from": row["source_id"]}
                st.button("Its whole story", key="story", on_click=inputs.goto, kwargs=story)
            else:
                st.caption("Made of many records: there is no single story.")


def paging(found: Tally, number: int) -> None:
    """Where in the rows the page stands, and the way on."""
    total, first = found.picked, (number - 1) * PAGE + 1
    last = min(number * PAGE, total)
    with blocks.footer():
        st.caption(
            (f"{wording.whole(first)} – {wording.whole(last)} of {wording.counted(total, 'row')}"),
            width="content",
        )
        for label, target, there in (
            ("First", 1, number > 1),
            ("Previous", number - 1, number > 1),
            ("Next", number + 1, last < total),
            ("Last", -(-total // PAGE), last < total),
        ):
            st.button(
                label, type="tertiary", key=f"page_{label}", disabled=not there,
                on_click=inputs.goto, kwargs={"page": "" if target == 1 else str(target)},
            )  # fmt: skip
        blocks.how_to_read(HOW_TO_READ)
