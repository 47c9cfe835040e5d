"""A batch of text cells becomes rows of the canonical tables, or reasons why not.

Every source row ends in exactly one place: excluded by the profile (with the declared reason),
in quarantine (with what is wrong), or mapped to at least one canonical row.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import mkdtemp

import polars as pl

from pipelines.conditions import condition
from pipelines.exports import STANDS
from pipelines.expressions import Check, Compiled, Context, canonical, compiled, dtype
from pipelines.grouping import MEMBERS, Grouping
from pipelines.mapping import Profile, TableMap, Variant
from pipelines.repairs import Repairs
from warehouse.catalogue.tables import tables
from warehouse.errors import InputRefused

BLANK = "blank line"
ABSENT = "is missing"
HOMELESS = "no table of the profile takes this row"
MASK = "(withheld)"


@dataclass(frozen=True)
class Conformed:
    """What a batch came to.

    Attributes:
        tables: canonical rows by table, with src_row; source_id and src_file are added later.
        quarantine: row_number UInt32, reason String, record String (JSON, personal cells masked).
        excluded: records by declared reason.
        read: records of the batch.
        groups: src_row UInt32 and records UInt32, for rows that were made of several records.
        repaired: declared repair -> usable records in which it changed a cell.
    """

    tables: dict[str, pl.DataFrame]
    quarantine: pl.DataFrame
    excluded: dict[str, int]
    read: int
    groups: pl.DataFrame | None = None
    repaired: dict[str, int] = field(default_factory=dict)


class Conformer:
    """A profile compiled for one file."""

    def __init__(self, profile: Profile, context: Context, folder: Path | None = None) -> None:
        """`folder` is for the records that wait to be grouped."""
        self._profile = profile
        group, explode = profile.reader.group, bool(profile.reader.explode)
        self._grouping = group and Grouping(
            group, folder or Path(mkdtemp()), inside=explode and not group.keep_rows
        )
        self._context = context
        self._repairs = Repairs(profile, context.moment)
        self._variants = [
            (table.name, variant.where, *self._compiled(table, variant))
            for table in profile.tables
            for variant in table.variants
        ]

    def _compiled(
        self, table: TableMap, variant: Variant
    ) -> tuple[list[pl.Expr], list[tuple[str, Check]]]:
        columns, checks = [], []
        for name, column in tables()[table.name].columns.items():
            done = (
                Compiled(pl.lit(None, dtype(column.type)))
                if name not in variant.columns
                else canonical(variant.columns[name], column.type, self._context)
            )
            columns.append(done.value.alias(name))
            checks += [(name, check) for check in done.checks]
            if column.required:
                shown = pl.lit(None, pl.String)
                checks.append((name, Check(done.value.is_null(), shown, ABSENT)))
        updated = (
            compiled(table.updated_at, "datetime", self._context)
            if table.updated_at
            else (Compiled(pl.lit(None)))
        )
        stamp = updated.value.cast(pl.Datetime("us", "UTC")).alias("source_updated_at")
        checks += [("source_updated_at", check) for check in updated.checks]
        return [stamp, *columns], checks

    def conform(self, batch: pl.DataFrame) -> Conformed:
        """The batch taken apart; row numbers survive into every part."""
        cells = self._cleaned(batch)
        self._refuse(cells)
        fate = cells.select("row_number", self._excluded().alias("excluded"), "torn")
        left_out = fate.filter(pl.col("excluded").is_not_null())
        torn = fate.filter(pl.col("torn").is_not_null() & pl.col("excluded").is_null())
        usable = cells.filter(self._excluded().is_null() & pl.col("torn").is_null())
        bad = [torn.select("row_number", pl.col("torn").alias("reason")), self._rejected(usable)]
        usable = usable.join(bad[1], on="row_number", how="anti")
        if self._profile.reader.explode:  # a record is left out when all of its items are
            others = pl.concat([part.select("row_number") for part in (usable, *bad)])
            left_out = left_out.join(others, on="row_number", how="anti").unique("row_number")
        if self._grouping and self._grouping.inside:
            usable = self._grouping.grouped(usable)
        elif self._grouping:
            self._grouping.wait(usable)
            usable = usable.clear()
        done = self._placed(usable, bad, cells)
        excluded = dict(left_out.group_by("excluded").len().iter_rows())
        return replace(done, excluded=excluded, read=batch["row_number"].n_unique())

    def rest(self) -> Iterator[Conformed]:
        """What became of the records that had to wait for others; call it after the last batch."""
        for rows in self._grouping.rest() if self._grouping else ():
            yield self._placed(rows, [], rows)

    def _placed(
        self, usable: pl.DataFrame, bad: list[pl.DataFrame], cells: pl.DataFrame
    ) -> Conformed:
        """Rows in their tables, and those that are bad or have no table in quarantine."""
        waits = self._grouping and usable.is_empty()
        found, problems = ({}, []) if waits else self._tables(usable)
        none = usable.select("row_number", pl.lit("").alias("reason")).clear()
        bad = [none, *bad, *problems]
        quarantine = pl.concat(bad).unique("row_number", keep="first", maintain_order=True)
        kept = {
            name: frame.join(quarantine, left_on="src_row", right_on="row_number", how="anti")
            for name, frame in found.items()
        }
        nothing = usable.select(pl.col("row_number").alias("src_row")).clear()
        seen = pl.concat([nothing, *(f.select("src_row") for f in kept.values())]).unique()
        homeless = (
            usable.select("row_number")
            .unique(maintain_order=True)
            .join(
                pl.concat(
                    [seen.rename({"src_row": "row_number"}), quarantine.select("row_number")]
                ),
                on="row_number",
                how="anti",
            )
            .with_columns(pl.lit(HOMELESS).alias("reason"))
        )
        quarantine = self._with_records(pl.concat([quarantine, homeless]), cells)
        fit = usable.join(quarantine, on="row_number", how="anti")
        repaired = self._repairs.counted(fit)
        if MEMBERS not in usable.columns or (self._grouping and self._grouping.inside):
            return Conformed(kept, quarantine, {}, 0, None, repaired)
        members = usable.select(pl.col("row_number").alias("src_row"), MEMBERS)
        quarantine = (
            quarantine.join(members, left_on="row_number", right_on="src_row", how="left")
            .with_columns(pl.coalesce(MEMBERS, pl.concat_list("row_number")).alias("row_number"))
            .explode("row_number")
            .drop(MEMBERS)
        )
        groups = members.select("src_row", pl.col(MEMBERS).list.len().alias("records"))
        several = groups.filter(pl.col("records") > 1)
        return Conformed(kept, quarantine, {}, 0, several, repaired)

    def _cleaned(self, batch: pl.DataFrame) -> pl.DataFrame:
        used = list(self._profile.used)
        stripped = pl.col(used).str.strip_chars()
        tokens = list(self._profile.null_tokens)
        batch = batch.with_columns(stripped)
        return batch.with_columns(
            pl.when(~pl.col(used).is_in(tokens)).then(pl.col(used)).name.keep()
        )

    def _refuse(self, cells: pl.DataFrame) -> None:
        for rule in self._profile.refuses:
            hit = cells.filter(condition(rule.when))["row_number"]
            if len(hit):
                raise InputRefused(
                    f"Cannot load {self._context.file_name!r}",
                    f"{rule.reason} (row {hit[0]}, {len(hit)} of {cells.height} rows looked at)",
                    "Export it again, whole and as the tool writes it.",
                    STANDS,
                )

    def _excluded(self) -> pl.Expr:
        blank = pl.all_horizontal([pl.col(name).is_null() for name in self._profile.used])
        reasons: list[pl.Expr] = [pl.when(blank & pl.col("torn").is_null()).then(pl.lit(BLANK))]
        reasons += [
            pl.when(condition(rule.when)).then(pl.lit(rule.reason))
            for rule in self._profile.excludes
        ]
        return pl.coalesce(reasons)

    def _rejected(self, usable: pl.DataFrame) -> pl.DataFrame:
        reasons: list[pl.Expr] = [
            pl.when(condition(rule.when)).then(pl.lit(rule.reason))
            for rule in self._profile.rejects
        ]
        reason = pl.coalesce(reasons or [pl.lit(None, pl.String)])
        return usable.select("row_number", reason.alias("reason")).filter(
            pl.col("reason").is_not_null()
        )

    def _tables(self, usable: pl.DataFrame) -> tuple[dict[str, pl.DataFrame], list[pl.DataFrame]]:
        parts: dict[str, list[pl.DataFrame]] = {}
        problems = []
        for name, where, columns, checks in self._variants:
            rows = usable.filter(condition(where)) if where else usable
            required = [c.name for c in tables()[name].columns.values() if c.required]
            failed = [check.failed for _, check in checks if check.problem != ABSENT]
            out = rows.select(
                pl.col("row_number").alias("src_row"),
                *columns,
                pl.any_horizontal([*failed, False]).alias("failed"),
            )
            out = out.with_columns(
                pl.any_horizontal(
                    pl.col("failed").fill_null(False), pl.col(required).is_null()
                ).alias("failed")
            )
            if out["failed"].any():
                problems.append(self._reasons(rows.filter(out["failed"]), checks))
            parts.setdefault(name, []).append(out.filter(~pl.col("failed")).drop("failed"))
        return {name: pl.concat(frames) for name, frames in parts.items()}, problems

    @staticmethod
    def _reasons(rows: pl.DataFrame, checks: list[tuple[str, Check]]) -> pl.DataFrame:
        """The first problem of each row, quoting the cell."""
        messages = [
            pl.when(check.failed.fill_null(False)).then(
                pl.concat_str(
                    pl.lit(f"{name}: "),
                    pl.when(check.shown.is_not_null())
                    .then(pl.format("'{}' ", check.shown.cast(pl.String).str.slice(0, 80)))
                    .otherwise(pl.lit("")),
                    pl.lit(check.problem),
                )
            )
            for name, check in checks
        ]
        return rows.select("row_number", pl.coalesce(messages).alias("reason"))

    def _with_records(self, quarantine: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
        """Reasons with the mapped cells beside them, personal ones masked."""
        quarantine = quarantine.cast({"row_number": pl.UInt32})
        first = cells.drop("torn", MEMBERS, strict=False).unique("row_number", keep="first")
        rows = quarantine.join(first, on="row_number", how="left", maintain_order="left")
        hidden = self._profile.personal
        records = [
            json.dumps(
                {
                    key: MASK if key in hidden and value is not None else value
                    for key, value in row.items()
                    if value is not None
                },
                ensure_ascii=False,
            )
            for row in rows.drop("row_number", "reason").iter_rows(named=True)
        ]
        masked = [
            self._masked(reason, row)
            for reason, row in zip(rows["reason"], rows.iter_rows(named=True), strict=True)
        ]
        return pl.DataFrame(
            {"row_number": rows["row_number"], "reason": masked, "record": records},
            schema={"row_number": pl.UInt32, "reason": pl.String, "record": pl.String},
        )

    def _masked(self, reason: str, row: dict[str, str | None]) -> str:
        for name in self._profile.personal:
            if row.get(name) and f"'{row[name]}'" in reason:
                reason = reason.replace(f"'{row[name]}'", MASK)
        return reason
