"""Column specs of a profile as Polars expressions: text cells in, canonical values out.

Each compiled spec carries the checks that a row must pass: a cell that is there but cannot be
read as what the profile says makes the row unusable, never a guess.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines import casts
from pipelines.casts import Moment
from pipelines.conditions import condition
from pipelines.mapping import Spec

DTYPES: dict[str, pl.DataType] = {
    "TEXT": pl.String(),
    "BOOLEAN": pl.Boolean(),
    "INTEGER": pl.Int32(),
    "BIGINT": pl.Int64(),
    "DATE": pl.Date(),
    "TIMESTAMPTZ": pl.Datetime("us", "UTC"),
    "TEXT[]": pl.List(pl.String),
}
NATURAL = {
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DATE": "date",
    "TIMESTAMPTZ": "datetime",
    "TEXT[]": "list",
    "TEXT": "text",
}


@dataclass(frozen=True)
class Check:
    """Rows where `failed` holds are unusable; `shown` is the cell to quote."""

    failed: pl.Expr
    shown: pl.Expr
    problem: str


@dataclass(frozen=True)
class Compiled:
    """A value and the checks on the way to it."""

    value: pl.Expr
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Context:
    """What a file brings besides its cells."""

    file_name: str
    moment: Moment
    maps: dict[str, dict[str, str]]
    pseudonym: Callable[[str], str]


def dtype(sql_type: str) -> pl.DataType:
    """The Polars type of a canonical column's SQL type."""
    if sql_type.startswith("DECIMAL"):
        precision, scale = (int(part) for part in re.findall(r"\d+", sql_type))
        return pl.Decimal(precision, scale)
    return DTYPES[sql_type]


def canonical(spec: Spec, sql_type: str, context: Context) -> Compiled:
    """A spec compiled for a canonical column, in the column's own type."""
    natural = "number" if sql_type.startswith("DECIMAL") else NATURAL[sql_type]
    done = compiled(spec, natural, context)
    return Compiled(done.value.cast(dtype(sql_type), strict=False), done.checks)


def compiled(spec: Spec, natural: str, context: Context) -> Compiled:
    """A spec whose result is of the natural kind unless its `as` says otherwise."""
    kind = spec.get("as", natural)
    raw, checks = _raw(spec, kind, context)
    if "pattern" in spec:
        raw, extra = _extracted(raw, spec)
        checks += extra
    if "split" in spec:
        raw = raw.str.split(spec["split"]).list.first()
    if "map" in spec:
        raw, extra = _mapped(raw, spec, context)
        checks += extra
    value, extra = _cast(raw, kind, spec, context)
    checks += extra
    if "scale" in spec:
        value = value * spec["scale"]
    if "plus_s" in spec:
        seconds = compiled(spec["plus_s"], "number", context)
        value = value + pl.duration(microseconds=(seconds.value * 1_000_000).round())
        checks += seconds.checks
    for key, sign in (("minus", -1), ("times", 0)):
        if key in spec:
            other = compiled(spec[key], "number", context)
            value = value * other.value if sign == 0 else value - other.value
            checks += other.checks
    if "min" in spec:
        value = pl.when(value >= spec["min"]).then(value)
    if "when" in spec:
        holds = condition(spec["when"])
        value = pl.when(holds).then(value)
        checks = tuple(Check(c.failed & holds, c.shown, c.problem) for c in checks)
    return Compiled(value, checks)


def _raw(spec: Spec, kind: str, context: Context) -> tuple[pl.Expr, tuple[Check, ...]]:
    """The spec's source: text cells, or the typed result of other specs."""
    if "from" in spec:
        return pl.col(spec["from"]), ()
    if "const" in spec:
        return pl.lit(spec["const"]), ()
    if "template" in spec:
        return _template(spec, context), ()
    if "file" in spec:
        found = re.search(spec["file"], context.file_name)
        return pl.lit(found.group(1) if found else None, pl.String), ()
    if "join" in spec:
        parts, checks = _parts(spec["join"], "text", context)
        texts = [part.cast(pl.String) for part in parts]
        if "gaps" in spec:
            texts = [text.fill_null(spec["gaps"]) for text in texts]
        return pl.concat_str(texts, separator=spec.get("with", "#")), checks
    if "coalesce" in spec:
        return _combined(spec["coalesce"], kind, context, pl.coalesce)
    if "sum" in spec:
        parts, checks = _parts(spec["sum"], "number", context)
        some = pl.any_horizontal([part.is_not_null() for part in parts])
        return pl.when(some).then(pl.sum_horizontal(parts)), checks
    if "between" in spec:
        (start, end), checks = _parts(spec["between"], "datetime", context)
        return (end - start).dt.total_milliseconds() / 1000, checks
    if "case" in spec:
        return _case(spec, kind, context)
    return pl.lit(None), ()


def _parts(
    items: list[Any], kind: str, context: Context
) -> tuple[list[pl.Expr], tuple[Check, ...]]:
    done = [
        compiled(item if isinstance(item, dict) else {"from": item}, kind, context)
        for item in items
    ]
    return [part.value for part in done], tuple(check for part in done for check in part.checks)


def _combined(
    items: list[Any], kind: str, context: Context, combine: Callable[[list[pl.Expr]], pl.Expr]
) -> tuple[pl.Expr, tuple[Check, ...]]:
    parts, checks = _parts(items, kind, context)
    return combine(parts), checks


def _case(spec: Spec, kind: str, context: Context) -> tuple[pl.Expr, tuple[Check, ...]]:
    otherwise = spec.get("else")
    last = compiled(
        otherwise if isinstance(otherwise, dict) else {"const": otherwise}, kind, context
    )
    value, checks = last.value, last.checks
    for branch in reversed(spec["case"]):
        then = compiled(branch["then"], kind, context)
        holds = condition(branch["when"])
        value = pl.when(holds).then(then.value).otherwise(value)
        checks = tuple(Check(c.failed & holds, c.shown, c.problem) for c in then.checks) + tuple(
            Check(c.failed & ~holds, c.shown, c.problem) for c in checks
        )
    return value, checks


def _template(spec: Spec, context: Context) -> pl.Expr:
    text = spec["template"]
    if "file" in spec:
        found = re.search(spec["file"], context.file_name)
        if not found:
            return pl.lit(None, pl.String)
        text = text.replace("{file}", found.group(1))
    pieces = re.split(r"({[^{}]+})", text)
    parts = [
        pl.col(piece[1:-1]) if piece.startswith("{") else pl.lit(piece) for piece in pieces if piece
    ]
    return pl.concat_str(parts, ignore_nulls=False)


def _extracted(raw: pl.Expr, spec: Spec) -> tuple[pl.Expr, tuple[Check, ...]]:
    found = raw.str.extract(spec["pattern"], 1)
    if spec.get("lenient"):
        return found, ()
    unlike = raw.is_not_null() & found.is_null()
    return found, (Check(unlike, raw, f"does not look like {spec['pattern']}"),)


def _mapped(raw: pl.Expr, spec: Spec, context: Context) -> tuple[pl.Expr, tuple[Check, ...]]:
    declared = spec["map"]
    table = context.maps.get(declared, {}) if isinstance(declared, str) else declared
    known = {str(key): str(value) for key, value in table.items()}
    hit = raw.replace_strict(
        list(known), list(known.values()), default=None, return_dtype=pl.String
    )
    if "else" in spec:
        return pl.when(raw.is_not_null() & hit.is_null()).then(pl.lit(spec["else"])).otherwise(
            hit
        ), ()
    allowed = ", ".join(sorted(known)[:8])
    return hit, (Check(raw.is_not_null() & hit.is_null(), raw, f"is none of {allowed}"),)


def _cast(
    raw: pl.Expr, kind: str, spec: Spec, context: Context
) -> tuple[pl.Expr, tuple[Check, ...]]:
    typed = not {"sum", "between", "case", "coalesce"}.isdisjoint(spec)
    if typed or ("const" in spec and not isinstance(spec["const"], str)):
        return raw, ()
    value = casts.cast(raw, kind, spec, context.moment, context.pseudonym)
    if kind in ("text", "list", "hash") or spec.get("lenient"):
        return value, ()
    return value, (Check(raw.is_not_null() & value.is_null(), raw, casts.PROBLEMS[kind]),)
