"""Records that belong together: an event log's lines become one row a leg, or learn of each other.

Records wait in Parquet files until the whole export is read; they are then taken key by key, so
that memory holds a part of the groups and never the file.
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipelines.conditions import condition
from pipelines.mapping import Group, Spec

AT_ONCE = 2_000_000  # records that are grouped in memory together
NTH = "nth"
MEMBERS = "members"  # numbers of the records that a group was made of


class Grouping:
    """The grouping of one file's usable records.

    Args:
        inside: groups never reach beyond one record (whose items they group).
    """

    def __init__(self, group: Group, folder: Path, *, inside: bool) -> None:
        self._group = group
        self._folder = folder
        self.inside = inside
        self._waiting: list[Path] = []
        self._records = 0

    def wait(self, cells: pl.DataFrame) -> None:
        """Put records aside until `rest`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{len(self._waiting):06}.parquet"
        cells.write_parquet(file, compression="lz4")
        self._waiting.append(file)
        self._records += cells.height

    def rest(self) -> Iterator[pl.DataFrame]:
        """The groups of all records that wait, in parts; the files are removed."""
        parts = 1 + self._records // AT_ONCE
        key = pl.concat_str(self._group.by, separator="\x1f", ignore_nulls=True).hash()
        for part in range(parts):
            if self._waiting:
                scan = pl.scan_parquet(self._waiting).filter(key % parts == part)
                yield self.grouped(scan.collect().sort("row_number", maintain_order=True))
        for file in self._waiting:
            file.unlink()
        self._waiting = []

    def grouped(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Records with the group's columns beside them, or one row a group.

        Returns:
            Text columns, row_number (of the group's first record), torn and, for one row a
            group, `members`.
        """
        group = self._group
        by = ["row_number", *group.by] if self.inside else list(group.by)
        if group.starts:
            # what stands before the first start belongs to the first group
            nth = condition(group.starts).cast(pl.UInt32).cum_sum().over(by)
            cells = cells.with_columns(pl.max_horizontal(nth, 1).cast(pl.String).alias(NTH))
            by.append(NTH)
        if group.keep_rows:
            for name, spec in group.columns.items():
                cells = cells.with_columns(_value(spec).over(by).alias(name))
            return cells
        values = [_value(spec).alias(name) for name, spec in group.columns.items()]
        numbers = pl.col("row_number").unique(maintain_order=True).alias(MEMBERS)
        rows = cells.group_by(by, maintain_order=True).agg(
            *([] if self.inside else [pl.col("row_number").first()]), numbers, *values
        )
        return rows.with_columns(pl.lit(None, pl.String).alias("torn"))


def _value(spec: Spec) -> pl.Expr:
    """One text for the records of a group, of those where the condition holds."""
    kind = next(key for key in Group.FUNCTIONS if key in spec)
    cell = pl.col(spec[kind])
    if "where" in spec:
        cell = cell.filter(condition(spec["where"]))
    if kind in ("first", "last"):
        present = cell.drop_nulls()
        return present.first() if kind == "first" else present.last()
    if kind == "count":
        return cell.drop_nulls().len().cast(pl.String)
    number = cell.cast(pl.Float64, strict=False)
    some = number.is_not_null().any()
    total = {"sum": number.sum(), "min": number.min(), "max": number.max()}[kind]
    return pl.when(some).then(total).cast(pl.String)
