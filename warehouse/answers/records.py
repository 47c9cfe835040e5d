"""The rows behind any figure: counted by judgement, and some of them at a time.

They are counted once (`tally`) and fetched a page at a time (`page`), so that turning a page of a
month with half a million rows costs one ordered look and holds no more than the page.
"""

from typing import Any

from warehouse.access import Viewer
from warehouse.answers import wording
from warehouse.answers.record_query import FIXED, Behind, behind, found_in, listed
from warehouse.answers.record_shapes import Asked, File, Page, Tally, state_of
from warehouse.answers.stored import provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Formula
from warehouse.compose import COUNTED, IN_NUMERATOR
from warehouse.connection import Database, reading

PAGE = 50  # rows of a page
TALLY = """
select judgement, src_file, count(*) as rows, {matching} as matching,
    sum(to_numerator) as numerator, sum(to_denominator) as denominator, sum(to_cases) as cases
from ({judged}) as judged
group by all"""
MEDIAN = "select quantile_cont(case_value, 0.5) from ({judged}) as judged"
FILES = "select file_id, name, sha256, loaded_at from load_file"


def tally(build: BuildRef, asked: Asked, *, viewer: Viewer) -> Tally:
    """All rows of the figure by what became of them, the figure from them, and their files.

    Raises:
        InputRefused: no such KPI, formula, dimension, state or column.
        NotAllowed: the viewer may not see rows.
    """
    viewer.need("see_rows")
    with reading(build.path) as database:
        found = behind(database, asked, viewer)
        matching = (
            f"count(*) filter ({found_in(found.shown['record'])})" if asked.search else "count(*)"
        )
        bound = used(found.sql, found.bound) | ({"search": asked.search} if asked.search else {})
        groups = database.rows(TALLY.format(judged=found.sql, matching=matching), bound)
        value = _value(database, found, groups)
        files = {row[0]: row[1:] for row in database.rows(FILES)}
        origin = provenance(database, build, asked.cohort.source)
    judgements = _summed((row[0], row[2]) for row in groups)
    numerator, denominator, n = (_total(groups, place) for place in (4, 5, 6))
    least = found.catalogue.answers["withheld_below"]
    is_withheld = found.formula.kind != "count" and 0 < (n or 0) < least
    figure = None if is_withheld else value
    return Tally(
        finding=_finding(found, asked, judgements, (numerator, denominator, figure), is_withheld),
        accounted=_accounted(judgements),
        kpi=found.kpi,
        formula=found.formula,
        asked=asked,
        judgements=judgements,
        matches=_summed((row[0], row[3]) for row in groups),
        numerator=numerator,
        denominator=denominator,
        value=figure,
        n=int(n or 0),
        is_withheld=is_withheld,
        files=_files(groups, files),
        columns=found.columns,
        provenance=origin,
    )


def page(
    build: BuildRef, asked: Asked, number: int = 1, *, size: int = PAGE, viewer: Viewer
) -> Page:
    """One page of the rows that were asked for, the first is 1; none beyond the last.

    Raises:
        InputRefused: no such KPI, formula, dimension, state or column.
        NotAllowed: the viewer may not see rows.
    """
    viewer.need("see_rows")
    with reading(build.path) as database:
        found = behind(database, asked, viewer)
        names = chosen(found, asked)
        query = f"{listed(found, asked, names)} limit $page_size offset $page_from"
        bound = {**found.bound, "page_size": size, "page_from": (max(number, 1) - 1) * size}
        rows = database.rows(query, used(query, bound))
    return Page((*FIXED, *names), tuple(rows))


def chosen(found: Behind, asked: Asked) -> tuple[str, ...]:
    """The columns that were chosen, else the usual ones."""
    names = asked.columns or tuple(one.name for one in found.columns if one.is_usual)
    return tuple(dict.fromkeys(name for name in names if name not in FIXED))


def used(sql: str, bound: dict[str, Any]) -> dict[str, Any]:
    """The values that a statement names; DuckDB refuses others."""
    return {name: value for name, value in bound.items() if f"${name}" in sql}


def _summed(pairs: Any) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for name, number in pairs:
        found[name] = found.get(name, 0) + number
    kept = [IN_NUMERATOR, COUNTED]
    return tuple(sorted(found.items(), key=lambda one: (
        kept.index(one[0]) if one[0] in kept else len(kept), -one[1], one[0],
    )))  # fmt: skip


def _total(groups: list[tuple[Any, ...]], place: int) -> float | None:
    parts = [row[place] for row in groups if row[place] is not None]
    return float(sum(parts)) if parts else None


def _value(database: Database, found: Behind, groups: list[tuple[Any, ...]]) -> float | None:
    """The figure from these rows; None where two definitions were in force, or nothing counts."""
    if found.parts > 1 or not any(state_of(row[0]) != "excluded" for row in groups):
        return None
    formula = found.formula
    if formula.kind == "median":
        query = MEDIAN.format(judged=found.sql)
        middle = database.value(query, used(query, found.bound))
        return None if middle is None else float(middle)
    numerator, denominator = _total(groups, 4), _total(groups, 5)
    if formula.kind == "count":
        return numerator or 0.0
    return formula.scale * (numerator or 0.0) / denominator if denominator else None


def _files(groups: list[tuple[Any, ...]], known: dict[int, tuple[Any, ...]]) -> tuple[File, ...]:
    counts: dict[int, int] = {}
    for row in groups:
        if row[1] is not None:
            counts[row[1]] = counts.get(row[1], 0) + row[2]
    listed = []
    for file_id, number in counts.items():
        name, sha256, loaded_at = known.get(file_id, (f"file {file_id}", "", None))
        listed.append(File(name, sha256, loaded_at, number))
    return tuple(sorted(listed, key=lambda one: (-one.rows, one.name)))


def _accounted(judgements: tuple[tuple[str, int], ...]) -> str:
    """`1,042 in the numerator + 16,622 others counted + 702 left out = 18,366 rows`."""
    by = dict.fromkeys(("numerator", "counted", "excluded"), 0)
    for name, number in judgements:
        by[state_of(name)] += number
    total = sum(by.values())
    if not total:
        return "No row belongs to this figure"
    words = {"numerator": "in the numerator", "counted": "counted", "excluded": "left out"}
    if by["numerator"]:
        words["counted"] = "others counted"
    else:
        by.pop("numerator")
    said = " + ".join(f"{wording.whole(number)} {words[state]}" for state, number in by.items())
    return f"Every row is accounted for: {said} = {wording.counted(total, 'row')}"


def _finding(
    found: Behind,
    asked: Asked,
    judgements: tuple[tuple[str, int], ...],
    figure: tuple[float | None, float | None, float | None],
    is_withheld: bool,
) -> str:
    """`5.9 % is 1,042 of 17,664; 702 rows are left out`."""
    numerator, denominator, value = figure
    out = sum(number for name, number in judgements if state_of(name) == "excluded")
    total = sum(number for _, number in judgements)
    label = wording.lowered(found.kpi.label)
    if not total:
        return f"No row is behind {label} of {asked.span.label}"
    kept, verb = total - out, "is" if out == 1 else "are"
    rest = f"{wording.counted(out, 'row')} {verb} left out" if out else "no row is left out"
    if value is None:
        few = (
            "fewer than five cases count"
            if is_withheld
            else f"{wording.counted(kept, 'row')} count"
        )
        if found.parts > 1:
            few += f" by {wording.number(found.parts)} definitions"
        return f"No figure of {label}: {few}, {rest}"
    return f"{_told(found.formula, value, numerator, denominator, kept)}; {rest}"


def _told(
    formula: Formula,
    value: float,
    numerator: float | None,
    denominator: float | None,
    kept: int,
) -> str:
    """What the value is made of."""
    said = wording.amount(value, formula.unit, int(denominator or kept))
    if formula.kind == "median":
        return f"{said} is the median of {wording.counted(kept, 'case')}"
    if formula.kind == "count":
        return f"{said} from {wording.counted(kept, 'row')}"
    of = f"{wording.whole(denominator)}" if denominator else wording.NONE
    if formula.kind == "mean":
        return f"{said} is the mean of {of} cases"
    if formula.kind == "nps":
        return f"{said} from {of} answers"
    per = f" × {wording.whole(formula.scale)}" if formula.scale != 1 else ""
    return f"{said} is {wording.whole(numerator or 0)} of {of}{per}"
