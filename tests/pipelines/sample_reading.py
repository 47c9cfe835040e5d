"""Reads generated sample files with polars alone, as a stranger to the pipelines would."""

import io
import json
from pathlib import Path

import polars as pl

ATTRIBUTES = (
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
)
TEXT = pl.String()
QUEUE = pl.Struct({"Name": TEXT, "EnqueueTimestamp": TEXT, "Duration": pl.Int64()})
AGENT = pl.Struct(
    {
        "Username": TEXT,
        "ConnectedToAgentTimestamp": TEXT,
        "AgentInteractionDuration": pl.Int64(),
        "CustomerHoldDuration": pl.Int64(),
        "AfterContactWorkDuration": pl.Int64(),
    }
)
RECORD = {
    "ContactId": TEXT,
    "Channel": TEXT,
    "InitiationMethod": TEXT,
    "InitiationTimestamp": TEXT,
    "DisconnectTimestamp": TEXT,
    "LastUpdateTimestamp": TEXT,
    "InitialContactId": TEXT,
    "NextContactId": TEXT,
    "PreviousContactId": TEXT,
    "Queue": QUEUE,
    "Agent": AGENT,
    "CustomerEndpoint": pl.Struct({"Address": TEXT}),
    "Attributes": pl.Struct(dict.fromkeys(ATTRIBUTES, TEXT)),
}
ZONE = "Europe/London"


def whole_lines(path: Path, end: str) -> tuple[bytes, int]:
    """The lines that end as a record ends, and how many do not."""
    lines = path.read_bytes().splitlines(keepends=True)
    whole = [line for line in lines if line.rstrip(b"\n").endswith(end.encode())]
    return b"".join(whole), len(lines) - len(whole)


def contact_lines(folder: Path) -> pl.DataFrame:
    """Every readable contact record as it stands in the files, with `file` and flat names."""
    frames = []
    for path in sorted((folder / "amazon_connect").glob("*.jsonl")):
        text, _ = whole_lines(path, '"VoiceIdResult":null}')
        frames.append(
            pl.read_ndjson(io.BytesIO(text), schema=RECORD).with_columns(
                file=pl.lit(path.stem[-7:])
            )
        )
    flat = pl.concat(frames).with_columns(
        queue=pl.col("Queue").struct.field("Name"),
        wait_s=pl.col("Queue").struct.field("Duration"),
        agent=pl.col("Agent").struct.field("Username"),
        talk_s=pl.col("Agent").struct.field("AgentInteractionDuration"),
        hold_s=pl.col("Agent").struct.field("CustomerHoldDuration"),
        acw_s=pl.col("Agent").struct.field("AfterContactWorkDuration"),
        customer=pl.col("CustomerEndpoint").struct.field("Address"),
    )
    return flat.unnest("Attributes")


def contacts(folder: Path) -> pl.DataFrame:
    """One row a good contact record: newest copy, known channel, readable start, an id."""
    lines = contact_lines(folder)
    good = (
        lines.filter(
            pl.col("ContactId").is_not_null(),
            pl.col("Channel").is_in(["VOICE", "CHAT"]),
            pl.col("start").is_not_null(),
            pl.col("DisconnectTimestamp") > pl.col("InitiationTimestamp"),
        )
        if "start" in lines.columns
        else _started(lines)
    )
    newest = good.sort("LastUpdateTimestamp").unique("ContactId", keep="last", maintain_order=True)
    chain = newest.filter(pl.col("InitiationMethod") == "CALLBACK")["PreviousContactId"]
    return newest.with_columns(
        month=pl.col("local").dt.truncate("1mo").dt.date(),
        outcome=pl.when(pl.col("agent").is_not_null())
        .then(pl.lit("answered"))
        .when(pl.col("queue").is_null())
        .then(pl.lit("not_queued"))
        .when(pl.col("ContactId").is_in(chain.implode()))
        .then(pl.lit("callback_requested"))
        .otherwise(pl.lit("abandoned")),
    ).sort("start", "ContactId")


def _started(lines: pl.DataFrame) -> pl.DataFrame:
    start = pl.col("InitiationTimestamp").str.to_datetime(
        "%Y-%m-%dT%H:%M:%SZ", time_zone="UTC", strict=False
    )
    return (
        lines.with_columns(start=start)
        .filter(
            pl.col("start").is_not_null(),
            pl.col("ContactId").is_not_null(),
            pl.col("Channel").is_in(["VOICE", "CHAT"]),
            pl.col("DisconnectTimestamp") > pl.col("InitiationTimestamp"),
        )
        .with_columns(local=pl.col("start").dt.convert_time_zone(ZONE))
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
        pl.col("InitiationMethod") != "OUTBOUND",
    ).sort("customer", "reason", "start", "ContactId")
    week, same = pl.duration(days=7), ["customer", "reason"]
    since = pl.col("start") - pl.col("start").shift(1).over(same)
    until = pl.col("start").shift(-1).over(same) - pl.col("start")
    return journeys.with_columns(
        is_resolved=(until > week).fill_null(True), is_start=(since > week).fill_null(True)
    ).filter("is_start")


def ticket_lines(folder: Path) -> list[dict[str, object]]:
    """Every readable ticket as it stands in the exports, oldest export first."""
    found = []
    for path in sorted((folder / "zendesk").glob("export_*.json")):
        text, _ = whole_lines(path, "}}}}")
        found += [json.loads(line)["ticket"] | {"file": path.name} for line in text.splitlines()]
    return found
