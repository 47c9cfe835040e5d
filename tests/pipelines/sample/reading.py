"""Reads generated sample files with polars alone, as a stranger to the pipelines would."""

import io
import json
from pathlib import Path
from typing import Any

import polars as pl

ATTRIBUTES = [
    "reason",
    "region",
    "segment",
    "product",
    "complexity",
    "site",
    "provider",
    "vulnerable",
    "resolved",
    "callbackDue",
    "callbackReached",
    "SurveyScore",
    "test",
]
TEXT, NUMBER = pl.String(), pl.Int64()
RECORD = {
    **dict.fromkeys(
        [
            "ContactId",
            "Channel",
            "InitiationMethod",
            "InitiationTimestamp",
            "DisconnectTimestamp",
            "LastUpdateTimestamp",
            "InitialContactId",
            "NextContactId",
            "PreviousContactId",
        ],
        TEXT,
    ),
    "Queue": pl.Struct({"Name": TEXT, "Duration": NUMBER}),
    "Agent": pl.Struct(
        {
            "Username": TEXT,
            "AgentInteractionDuration": NUMBER,
            "CustomerHoldDuration": NUMBER,
            "AfterContactWorkDuration": NUMBER,
        }
    ),
    "CustomerEndpoint": pl.Struct({"Address": TEXT}),
    "Attributes": pl.Struct(dict.fromkeys(ATTRIBUTES, TEXT)),
}
SATISFIED = ("Satisfied", "Very satisfied")
FIRST_SPOILT_TICKET = 9_900_000
RECORD_END, TICKET_END = b'"VoiceIdResult":null}', b"}}}}"


def whole_lines(path: Path, end: bytes) -> tuple[list[bytes], int]:
    """The lines that end as a record ends, and how many do not."""
    lines = path.read_bytes().splitlines()
    whole = [line for line in lines if line.endswith(end)]
    return whole, len(lines) - len(whole)


def contact_files(folder: Path) -> list[Path]:
    """The files of contact records, oldest first."""
    return sorted((folder / "amazon_connect").glob("*.jsonl"))


def contact_lines(folder: Path) -> pl.DataFrame:
    """Every record that is whole JSON, as it stands in the files, with `file` and flat names."""
    frames = []
    for path in contact_files(folder):
        text = b"\n".join(whole_lines(path, RECORD_END)[0])
        frame = pl.read_ndjson(io.BytesIO(text), schema=RECORD)
        frames.append(frame.with_columns(file=pl.lit(path.stem[-7:])))
    agent, queue = pl.col("Agent").struct, pl.col("Queue").struct
    return (
        pl.concat(frames)
        .with_columns(
            queue=queue.field("Name"),
            wait_s=queue.field("Duration"),
            agent=agent.field("Username"),
            handle_s=agent.field("AgentInteractionDuration")
            + agent.field("CustomerHoldDuration")
            + agent.field("AfterContactWorkDuration"),
            customer=pl.col("CustomerEndpoint").struct.field("Address"),
            start=pl.col("InitiationTimestamp").str.to_datetime(
                "%Y-%m-%dT%H:%M:%SZ", time_zone="UTC", strict=False
            ),
        )
        .unnest("Attributes")
    )


def contacts(lines: pl.DataFrame) -> pl.DataFrame:
    """One row a good contact record: an id, a start, a known channel; the newest copy of it.

    Test contacts are left out. Adds local, month and outcome (answered, abandoned, not_queued,
    callback_requested).
    """
    good = lines.filter(
        pl.col("ContactId").is_not_null(),
        pl.col("start").is_not_null(),
        pl.col("Channel").is_in(["VOICE", "CHAT"]),
        pl.col("DisconnectTimestamp") > pl.col("InitiationTimestamp"),
    )
    newest = good.sort("LastUpdateTimestamp").unique("ContactId", keep="last", maintain_order=True)
    local = pl.col("start").dt.convert_time_zone("Europe/London").dt.replace_time_zone(None)
    called_back = newest.filter(pl.col("InitiationMethod") == "CALLBACK")["PreviousContactId"]
    outcome = (
        pl.when(pl.col("agent").is_not_null())
        .then(pl.lit("answered"))
        .when(pl.col("queue").is_null())
        .then(pl.lit("not_queued"))
        .when(pl.col("ContactId").is_in(called_back.implode()))
        .then(pl.lit("callback_requested"))
        .otherwise(pl.lit("abandoned"))
    )
    return newest.with_columns(local=local, outcome=outcome).with_columns(
        month=pl.col("local").dt.truncate("1mo").dt.date()
    )


def abandonment(records: pl.DataFrame) -> float:
    """Abandoned after more than five seconds ÷ queue entries without shorter ones."""
    queued = records.filter(pl.col("queue").is_not_null(), pl.col("test").is_null())
    is_short = (pl.col("outcome") == "abandoned") & (pl.col("wait_s") <= 5)
    longer = queued.filter(~is_short)
    return longer.filter(pl.col("outcome") == "abandoned").height / longer.height


def answered_voice(records: pl.DataFrame) -> pl.DataFrame:
    """Answered entries of voice queues, call-backs left out."""
    return records.filter(
        pl.col("outcome") == "answered",
        pl.col("queue").is_not_null(),
        pl.col("Channel") == "VOICE",
        pl.col("InitiationMethod") != "CALLBACK",
    )


def issue_starts(records: pl.DataFrame) -> pl.DataFrame:
    """Answered, identified first contacts with `is_resolved`: none later in 7 × 24 hours.

    An issue starts with a contact that follows none of the same customer and reason in the
    window; transfers and call-backs belong to the contact that they continue.
    """
    journeys = records.filter(
        pl.col("InitialContactId").is_null(),
        pl.col("customer").is_not_null(),
        pl.col("reason").is_not_null(),
        pl.col("test").is_null(),
        pl.col("outcome").is_in(["answered", "callback_requested"]),
    ).sort("customer", "reason", "start")
    week, same = pl.duration(days=7), ["customer", "reason"]
    since = pl.col("start") - pl.col("start").shift(1).over(same)
    until = pl.col("start").shift(-1).over(same) - pl.col("start")
    return journeys.with_columns(
        is_resolved=(until > week).fill_null(True), is_start=(since > week).fill_null(True)
    ).filter("is_start")


def ticket_lines(folder: Path) -> list[dict[str, Any]]:
    """Every ticket that is whole JSON, as it stands in the exports, oldest export first."""
    found = []
    for path in sorted((folder / "zendesk").glob("export_*.json")):
        lines, _ = whole_lines(path, TICKET_END)
        found += [json.loads(line)["ticket"] | {"file": path.name} for line in lines]
    return found


def custom(ticket: dict[str, Any], field: int) -> Any:
    """The value of a custom field."""
    return next(entry["value"] for entry in ticket["custom_fields"] if entry["id"] == field)


def responses(folder: Path) -> pl.DataFrame:
    """Every survey response as it stands in the files, all text, with `file`."""
    files = sorted((folder / "qualtrics").glob("Bluebird Care Survey_*.csv"))
    return pl.concat(
        pl.read_csv(path, skip_rows_after_header=2, infer_schema=False).with_columns(
            file=pl.lit(path.name)
        )
        for path in files
    )


def invitations(folder: Path) -> pl.DataFrame:
    """Every invitation of the distribution histories, all text."""
    files = sorted((folder / "qualtrics").glob("Distribution history_*.csv"))
    return pl.concat(pl.read_csv(path, infer_schema=False) for path in files)


def scorecards(folder: Path) -> pl.DataFrame:
    """Every scored criterion, all text but the points."""
    files = sorted((folder / "people").glob("quality_scorecards_*.csv"))
    rows = pl.concat(pl.read_csv(path, infer_schema=False) for path in files)
    return rows.with_columns(pl.col("points", "max_points").cast(pl.Float64))
