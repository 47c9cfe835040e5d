"""Dirty rows are in the files exactly as often as the truth says, and the clean ones are whole."""

from collections import Counter

import polars as pl

from tests.pipelines.sample import reading
from tests.pipelines.sample.conftest import CONTACTS


def test_no_ticket_knows_what_happens_after_its_export(sample):
    times = ("created_at", "updated_at")
    for ticket in sample.tickets:
        taken = ticket["file"][7:17].replace("_", "-")
        moments = [ticket[name] for name in times] + [ticket["metric_set"]["solved_at"]]
        moments += [
            reading.custom(ticket, field)
            for field in (360020, 360021, 360023, 360024, 360025, 360031, 360034)
        ]
        # An export is taken at local midnight, which in summer is 23:00 UTC of the day before.
        assert all(at is None or at < taken or "25:61" in at for at in moments)


def test_tickets_are_counted_and_later_exports_supersede_earlier_ones(sample, newest):
    rows, dirt = sample.truth.rows, sample.truth.dirt
    spoilt = [t for t in sample.tickets if t["id"] >= reading.FIRST_SPOILT_TICKET]

    assert len(newest) == rows["tickets"]
    assert len(sample.tickets) == rows["ticket_versions"] + dirt["ticket_overlap"] + len(spoilt)
    assert sum("complaint" in t["tags"] for t in newest) == rows["complaints"]
    assert sum("escalated" in t["tags"] for t in newest) == rows["escalations"]
    assert sum(t["status"] == "deleted" for t in newest) == dirt["ticket_deleted"]


def test_dirty_contact_records_are_those_that_were_counted(sample):
    dirt, lines = sample.truth.dirt, sample.lines
    named = lines.filter(pl.col("ContactId").is_not_null())
    versions = named.unique(["ContactId", "LastUpdateTimestamp"])
    torn = sum(
        reading.whole_lines(path, reading.RECORD_END)[1]
        for path in reading.contact_files(sample.folder)
    )
    is_reversed = pl.col("DisconnectTimestamp") < pl.col("InitiationTimestamp")

    assert versions.height - named["ContactId"].n_unique() == dirt["contact_resent"] > 500
    assert named.height - versions.height == dirt["contact_overlap"] == 25 * 20
    assert torn == dirt["contact_torn"] == 4
    assert lines["start"].null_count() == dirt["contact_unparseable_time"] == 5
    assert (
        lines.filter(is_reversed, pl.col("start").is_not_null()).height
        == dirt["contact_reversed_time"]
        == 13
    )
    assert (lines["Channel"] == "VIDEO").sum() == dirt["contact_unknown_channel"] == 6
    assert lines["ContactId"].null_count() == dirt["contact_missing_id"] == 3
    assert lines.height + torn == sample.truth.rows["contact_lines"]


def test_clean_contacts_are_exactly_as_many_as_were_asked_for(sample):
    spoilt = sum(
        sample.truth.dirt[f"contact_{kind}"]
        for kind in ("reversed_time", "unparseable_time", "unknown_channel", "missing_id")
    )

    assert sample.records.height == CONTACTS
    assert (
        sample.lines.height
        - spoilt
        - sample.truth.dirt["contact_resent"]
        - sample.truth.dirt["contact_overlap"]
        == CONTACTS
    )


def test_dirty_tickets_are_those_that_were_counted(sample):
    dirt = sample.truth.dirt
    torn = sum(
        reading.whole_lines(path, reading.TICKET_END)[1]
        for path in (sample.folder / "zendesk").glob("export_*.json")
    )
    statuses = Counter(ticket["status"] for ticket in sample.tickets)
    versions = Counter((t["id"], t["updated_at"]) for t in sample.tickets)

    assert torn == dirt["ticket_torn"] == 3
    assert (
        sum("25:61" in t["created_at"] for t in sample.tickets)
        == dirt["ticket_unparseable_time"]
        == 2
    )
    assert statuses["waiting_for_parts"] == dirt["ticket_unknown_status"] == 4
    assert versions.total() - len(versions) == dirt["ticket_overlap"] == 25 * 15


def test_dirty_responses_are_those_that_were_counted(sample):
    dirt, rows = sample.truth.dirt, reading.responses(sample.folder)
    distinct = rows.unique("ResponseId")
    statuses = Counter(distinct["Status"].to_list())
    denver = [
        pl.col(name)
        .str.to_datetime()
        .dt.replace_time_zone("America/Denver", ambiguous="null")
        .is_null()
        for name in ("StartDate", "EndDate", "RecordedDate")
    ]

    assert rows.height - distinct.height == dirt["response_overlap"] == 9 * 5
    assert statuses["Survey Preview"] == dirt["response_preview"] > 20
    assert statuses["Spam"] == dirt["response_spam"] > 5
    assert (distinct["Finished"] == "False").sum() == dirt["response_partial"] > 100
    assert (distinct["Q1"].cast(pl.Int64) > 10).sum() == dirt["response_out_of_scale"] == 2
    assert distinct.filter(pl.any_horizontal(denver)).height == dirt["response_ambiguous_time"]


def test_scorecards_above_the_maximum_are_those_that_were_counted(sample):
    rows = reading.scorecards(sample.folder)

    assert (
        (rows["points"] > rows["max_points"]).sum()
        == sample.truth.dirt["quality_above_maximum"]
        == 2
    )
    assert rows["evaluation_id"].n_unique() == sample.truth.rows["evaluations"]
