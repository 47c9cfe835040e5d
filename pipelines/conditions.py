"""Conditions of a profile as Polars expressions over text cells; null never fulfils one."""

from typing import Any

import polars as pl


def condition(declared: dict[str, Any]) -> pl.Expr:
    """True or false for every row.

    `{column, equals | in | not_in | matches | empty | above | below | column_above |
    before_column | equals_column}`, or `{all = […]}`, `{any = […]}`, `{not = {…}}`.
    `before_column` compares text, which for ISO 8601 instants of one zone is the order of time.
    """
    if "all" in declared:
        return pl.all_horizontal([condition(inner) for inner in declared["all"]])
    if "any" in declared:
        return pl.any_horizontal([condition(inner) for inner in declared["any"]])
    if "not" in declared:
        return ~condition(declared["not"])
    cell = pl.col(declared["column"])
    tests = [_test(cell, key, value) for key, value in declared.items() if key != "column"]
    return pl.all_horizontal(tests).fill_null(False)


def _test(cell: pl.Expr, key: str, value: Any) -> pl.Expr:
    if key == "equals":
        return cell == str(value)
    if key == "in":
        return cell.is_in([str(item) for item in value])
    if key == "not_in":
        return ~cell.is_in([str(item) for item in value])
    if key == "matches":
        return cell.str.contains(value)
    if key == "empty":
        return cell.is_null() if value else cell.is_not_null()
    if key == "before_column":
        return cell < pl.col(value)
    if key == "equals_column":
        return cell == pl.col(value)
    number = cell.cast(pl.Float64, strict=False)
    if key == "column_above":
        return number > pl.col(value).cast(pl.Float64, strict=False)
    return number > value if key == "above" else number < value
