"""Exactly the rows that were asked for, as a zip with a manifest from which the figure comes out.

Besides the chosen columns each row carries what it gives to the figure: `to_numerator`,
`to_denominator`, `to_cases` and `case_value`, null where it is left out.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse import compose, zipped
from warehouse.access import Viewer
from warehouse.answers.record_query import GIVES, Behind, behind, listed
from warehouse.answers.record_shapes import Asked, Tally
from warehouse.answers.records import chosen, tally, used
from warehouse.answers.stored import one_of
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Formula
from warehouse.connection import reading
from warehouse.zipped import FORMS, Form, Written

SUMMED = {
    "median": "the median of case_value over the rows in which it is not null, interpolated",
    "count": "the sum of to_numerator",
}
RATIO = "{scale} × the sum of to_numerator over the sum of to_denominator"
SAMPLED = (
    "the {size} rows with the smallest md5 of seed|source_id|record, as text (the record as it is "
    "shown): the same seed picks the same rows"
)


def exported(build: BuildRef, asked: Asked, form: Form, *, viewer: Viewer) -> bytes:
    """The rows as the bytes of a zip, for a browser to take.

    Raises:
        InputRefused: no such KPI, formula, dimension, state, column or form, or more rows than the
            form holds.
        NotAllowed: the viewer may not see rows.
    """
    return _taken(build, asked, form, None, viewer)


def export(build: BuildRef, asked: Asked, form: Form, out: Path, *, viewer: Viewer) -> Written:
    """Write the rows into the zip `out`; as `exported` else."""
    return _taken(build, asked, form, out, viewer)


def _taken(build: BuildRef, asked: Asked, form: Form, out: Path | None, viewer: Viewer) -> Any:
    viewer.need("see_rows")
    one_of(form, FORMS, "form of a file")
    counted = tally(build, asked, viewer=viewer)
    with reading(build.path) as database:
        found = behind(database, asked, viewer)
        names = [*(name for name in chosen(found, asked) if name not in GIVES), *GIVES]
        query = listed(found, asked, names)
        manifest = _manifest(build, asked, found, counted, viewer)
        parts: dict[str, Any] = {"name": _name(asked), "form": form, "manifest": manifest}
        bound = used(query, found.bound)
        if out is None:
            return zipped.as_bytes(database, query, bound, **parts)
        return zipped.write(database, query, bound, **parts, out=out)


def _name(asked: Asked) -> str:
    return f"{asked.kpi_id}_{asked.span.text}".replace("..", "_to_")


def _manifest(
    build: BuildRef, asked: Asked, found: Behind, counted: Tally, viewer: Viewer
) -> dict[str, Any]:
    """What a reader needs to know of the rows, and to compute the figure from them again."""
    kpi = found.kpi
    return {
        "what": "rows behind a figure",
        "kpi": {"id": kpi.id, "label": kpi.label, "unit": found.formula.unit},
        "period": {"first": asked.span.first, "last": asked.span.last},
        "definitions": [
            {
                "in_force_from": None if period.since.year == 1 else period.since,
                **_formula(period.formula),
                "sql": compose.readable(found.fact, period.formula),
            }
            for period in kpi.periods(asked.formula)
            if period.since <= asked.span.last and period.until > asked.span.first
        ],
        "filters": _filters(asked),
        "order": {"by": asked.order or "local_at", "descending": asked.descending},
        "all_rows": {
            "rows": counted.total,
            "judgements": dict(counted.judgements),
            "numerator": counted.numerator,
            "denominator": counted.denominator,
            "n": counted.n,
            "value": counted.value,
        },
        "is_all_rows": asked.is_whole,
        "recompute": _recompute(found, asked),
        "source_files": [
            {"name": one.name, "sha256": one.sha256, "loaded_at": one.loaded_at, "rows": one.rows}
            for one in counted.files
        ],
        "build": build.id,
        "build_sha256": build.sha256,
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "taken_by": viewer.name,
    }


def _formula(formula: Formula) -> dict[str, Any]:
    return {
        "formula": formula.name or "headline",
        "kind": formula.kind,
        "numerator": formula.numerator,
        "denominator": formula.denominator,
        "value": formula.value,
        "scale": formula.scale,
        "exclusions": [{"reason": one.reason, "when": one.when} for one in formula.exclusions],
    }


def _filters(asked: Asked) -> dict[str, Any]:
    """What narrows the rows; empty and absent ones are left out."""
    sample = {"size": asked.size, "seed": asked.seed, "rule": SAMPLED.format(size=asked.size)}
    told = {
        "source": asked.cohort.source,
        "members": dict(asked.members),
        "value_from": asked.low,
        "value_below": asked.high,
        "state": "" if asked.state == "all" else asked.state,
        "reason": asked.reason,
        "search": asked.search,
        "sample": sample if asked.size else {},
    }
    return {name: value for name, value in told.items() if value not in ("", None, {})}


def _recompute(found: Behind, asked: Asked) -> str:
    if not asked.is_whole:
        return "not from these rows alone: they are a part of the figure's"
    if found.parts > 1:
        return "by definition, each over its own months"
    kind = found.formula.kind
    return SUMMED.get(kind) or RATIO.format(scale=found.formula.scale)
