"""From text to values: numbers, durations, instants with their zone, pseudonyms.

What cannot be read becomes null here; the caller turns a null that was text into a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

from pipelines.json_lines import LIST_JOINT
from pipelines.months import english

PROBLEMS = {
    "datetime": "is not an instant in the declared formats, or one that a clock change skips "
    "or repeats",
    "date": "is not a date in the declared formats",
    "number": "is not a number",
    "integer": "is not a whole number",
    "duration": "is not a duration (h:mm:ss)",
    "day_fraction": "is not a duration",
    "boolean": "is neither true nor false",
    "epoch": "is not a number of seconds",
    "day_number": "is not a day number of a spreadsheet, or a time that a clock change skips or "
    "repeats",
}
TRUE = ["true", "TRUE", "True", "1", "yes", "Yes", "YES", "Y", "y", "t"]
FALSE = ["false", "FALSE", "False", "0", "no", "No", "NO", "N", "n", "f"]
Ambiguous = Literal["earliest", "latest", "null"]
AMBIGUOUS: dict[str, Ambiguous] = {
    "quarantine": "null",
    "shift": "null",
    "earliest": "earliest",
    "latest": "latest",
}
MICROSECONDS = pl.Datetime("us")
MONTHS = 12
EPOCHAL = 1980  # a later year is an instant and no duration since 1970
EARLIEST = 1000  # no export holds an earlier year
SPANS = {"": "", "day": "1d", "month": "1mo"}  # what end_of may say, in Polars' words


@dataclass(frozen=True)
class Moment:
    """How naive times of a file become instants; zone '' = the file carries offsets only.

    Attributes:
        settled: the one format of each column for which the whole file decided.
        months: languages of the months' names.
        swapped: day and month of every day up to the 12th are exchanged in the file.
    """

    zone: str
    formats: tuple[str, ...]
    ambiguous: str
    nonexistent: str
    settled: dict[str, tuple[str, ...]] = field(default_factory=dict)
    months: tuple[str, ...] = ()
    swapped: bool = False

    def formats_of(self, spec: dict[str, Any]) -> tuple[str, ...]:
        """The formats that a cell of this spec may have, in the order to try them."""
        return self.settled.get(spec.get("from", ""), spec.get("formats", self.formats))


def cast(
    raw: pl.Expr, kind: str, spec: dict[str, Any], moment: Moment, pseudonym: Callable[[str], str]
) -> pl.Expr:
    """The text as the kind; null where it cannot be."""
    if kind in ("datetime", "date"):
        return _datetime(raw, spec, moment) if kind == "datetime" else _date(raw, spec, moment)
    if kind == "boolean":
        return _boolean(raw, spec)
    if kind == "day_number":
        return _local(_day_number(raw), spec.get("zone", moment.zone), moment)
    if kind == "hash":
        return _hashed(raw, spec, pseudonym)
    simple: dict[str, Callable[[pl.Expr], pl.Expr]] = {
        "text": lambda text: text,
        "number": lambda text: text.str.replace_all(",", "").cast(pl.Float64, strict=False),
        "integer": _integer,
        "duration": _duration,
        "day_fraction": lambda text: text.cast(pl.Float64, strict=False) * 86_400,
        "list": lambda text: _list(text, spec),
        "epoch": lambda text: (
            pl.from_epoch(text.cast(pl.Float64, strict=False).cast(pl.Int64, strict=False), "s")
            .dt.cast_time_unit("us")
            .dt.replace_time_zone("UTC")
        ),
    }
    return simple[kind](raw)


def _integer(text: pl.Expr) -> pl.Expr:
    number = text.str.replace_all(",", "").cast(pl.Float64, strict=False)
    return pl.when(number == number.round()).then(number).cast(pl.Int64, strict=False)


def _boolean(raw: pl.Expr, spec: dict[str, Any]) -> pl.Expr:
    true, false = spec.get("true", TRUE), spec.get("false", FALSE)
    return (
        pl.when(raw.is_in([str(word) for word in true]))
        .then(True)
        .when(raw.is_in([str(word) for word in false]))
        .then(False)
    )


def _duration(text: pl.Expr) -> pl.Expr:
    """Seconds of [-]h:mm:ss[.f], m:ss, or 1970-01-02 09:46:18 since 1970; hours may pass 24."""
    since = text.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    parts = text.str.strip_prefix("-").str.split(":")
    count = parts.list.len()
    piece = [parts.list.get(i, null_on_oob=True).cast(pl.Float64, strict=False) for i in range(3)]
    seconds = (
        pl.when(count == 3)
        .then(piece[0] * 3600 + piece[1] * 60 + piece[2])
        .when(count == 2)
        .then(piece[0] * 60 + piece[1])
    )
    signed = pl.when(text.str.starts_with("-")).then(-seconds).otherwise(seconds)
    after = pl.when(since.dt.year() < EPOCHAL).then(since.dt.timestamp("ms") / 1000)
    return pl.coalesce(signed, after)


def _list(text: pl.Expr, spec: dict[str, Any]) -> pl.Expr:
    joint = (
        pl.when(text.str.contains(LIST_JOINT, literal=True))
        .then(text.str.split(LIST_JOINT))
        .otherwise(text.str.split(spec.get("separator", ",")))
    )
    if spec.get("from", "").endswith("[]"):  # its items are apart already, a single one too
        joint = text.str.split(LIST_JOINT)
    items = joint.list.eval(pl.element().str.strip_chars())
    return items.list.eval(pl.element().filter(pl.element() != ""))


def _hashed(raw: pl.Expr, spec: dict[str, Any], pseudonym: Callable[[str], str]) -> pl.Expr:
    rule = spec.get("normalise", "text")
    if rule == "phone":
        plain = raw.str.replace_all(r"[^0-9+]", "").str.replace(r"^00", "+")
    else:
        plain = raw.str.strip_chars().str.to_lowercase()

    def keyed(values: pl.Series) -> pl.Series:
        distinct = values.drop_nulls().unique()
        hashes = pl.Series([pseudonym(text) for text in distinct], dtype=pl.String)
        return values.replace_strict(distinct, hashes, default=None, return_dtype=pl.String)

    return plain.map_batches(keyed, return_dtype=pl.String, is_elementwise=True)


def _date(raw: pl.Expr, spec: dict[str, Any], moment: Moment) -> pl.Expr:
    return pl.coalesce([naive(raw, fmt, moment).dt.date() for fmt in moment.formats_of(spec)])


def _datetime(raw: pl.Expr, spec: dict[str, Any], moment: Moment) -> pl.Expr:
    zone, span = spec.get("zone", moment.zone), SPANS[spec.get("end_of", "")]
    return pl.coalesce([_instant(raw, f, zone, moment, span) for f in moment.formats_of(spec)])


def naive(raw: pl.Expr, fmt: str, moment: Moment) -> pl.Expr:
    """The local time as it is written; null where the format does not read it."""
    if moment.months and ("%b" in fmt or "%B" in fmt):
        raw = english(raw, moment.months)
    if any(mark in fmt for mark in ("%H", "%I", "%k", "%T", "%R")):
        read = raw.str.to_datetime(fmt, time_unit="us", strict=False)
    else:
        read = raw.str.to_date(fmt, strict=False).cast(MICROSECONDS)
    if moment.swapped:
        read = swapped_back(read)
    # %Y takes 26 for the year 26
    return pl.when(read.dt.year() >= EARLIEST).then(read) if "%Y" in fmt else read


def swapped_back(read: pl.Expr) -> pl.Expr:
    """Day and month exchanged wherever the day can be a month."""
    month = pl.when(read.dt.day() <= MONTHS).then(read.dt.day())
    turned = read.dt.replace(month=month, day=read.dt.month())
    return pl.when(read.dt.day() <= MONTHS).then(turned).otherwise(read)


def _day_number(raw: pl.Expr) -> pl.Expr:
    """Local time of days since 1899-12-30, as spreadsheets count them, to the second."""
    seconds = (raw.cast(pl.Float64, strict=False) * 86_400).round()
    since = pl.datetime(1899, 12, 30, time_unit="us")
    return since + pl.duration(microseconds=seconds * 1_000_000)


def _instant(raw: pl.Expr, fmt: str, zone: str, moment: Moment, span: str) -> pl.Expr:
    """UTC instants; a local time that a clock change skips or repeats follows the policy.

    span: "1d" or "1mo" for the end of the day or month, by the local calendar; "" for the instant.
    """
    if "GMT%z" in fmt:
        raw = _whole_offset(raw)
    if "%z" in fmt:
        return raw.str.to_datetime(fmt, time_unit="us", strict=False, time_zone="UTC")
    clock = naive(raw, fmt, moment)
    if span:
        clock = clock.dt.truncate(span).dt.offset_by(span)
    if fmt.endswith("Z"):
        return clock.dt.replace_time_zone("UTC")
    return _local(clock, zone, moment)


def _local(clock: pl.Expr, zone: str, moment: Moment) -> pl.Expr:
    """The instants at which the clock on the wall of the zone shows those times."""
    local = _placed(clock, zone, AMBIGUOUS[moment.ambiguous])
    if moment.nonexistent == "shift":
        later = _placed(clock.dt.offset_by("1h"), zone, "null")
        # a repeated hour exists, it is merely not decided
        local = pl.when(_placed(clock, zone, "earliest").is_null()).then(later).otherwise(local)
    return local


def _whole_offset(raw: pl.Expr) -> pl.Expr:
    """GMT, GMT+1 and GMT+5:30, as Google writes them, with hours and minutes in two digits."""
    text = raw.str.replace(r"GMT$", "GMT+00:00").str.replace(r"GMT([+-])(\d)(:|$)", "GMT${1}0$2$3")
    return text.str.replace(r"(GMT[+-]\d\d)$", "$1:00")


def _placed(clock: pl.Expr, zone: str, ambiguous: Ambiguous) -> pl.Expr:
    return clock.dt.replace_time_zone(
        zone, ambiguous=ambiguous, non_existent="null"
    ).dt.convert_time_zone("UTC")
