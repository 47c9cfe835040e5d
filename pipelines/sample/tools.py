"""The tools as they export: each keeps what spills over into its next file.

Files of a sample: amazon_connect/contact-records-YYYY-MM.jsonl ·
zendesk/export_YYYY_MM_DD_bb01_1.json (monthly, taken on the day after) ·
zendesk/satisfaction_ratings_YYYY_Qn.json · qualtrics/Bluebird Care Survey_… .csv and
qualtrics/Distribution history_YYYY_Qn.csv (quarterly) · people/quality_scorecards_YYYY.csv,
people/roster.csv, people/training.csv, people/complaint_codings.csv,
people/customer_months.csv.
"""

from pathlib import Path

import polars as pl

from pipelines.sample import connect, quality, qualtrics, surveys, zendesk
from pipelines.sample.dirt import spoilt_contacts, spoilt_tickets, torn
from pipelines.sample.months import Month
from pipelines.sample.tickets import export_date, happens_after, happens_in, month_tickets
from pipelines.sample.world import World
from pipelines.sample.writing import write_lines


def closes_quarter(month: Month) -> bool:
    """Whether a quarterly export is taken after this month."""
    return month.back == -1 or month.first.month % 3 == 0


def quarter_name(month: Month) -> str:
    """The calendar quarter in file names."""
    year, quarter = month.quarter
    return f"{year}_Q{quarter}"


class Telephony:
    """Contact records: one file a month."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.later: pl.DataFrame | None = None
        self.last_lines = pl.Series("line", [], dtype=pl.String)
        folder.mkdir(parents=True)

    def write(self, month: Month, legs: pl.DataFrame) -> None:
        """Write the records of a month, and those sent again that arrive in it."""
        world = self.world
        made = connect.records(world, month, legs)
        if self.later is not None:
            made = pl.concat([self.later, made])
        due = ~pl.col("is_resent") | (pl.col("updated_s") < month.end_s)
        here, self.later = (
            made.filter(due).sort("updated_s", maintain_order=True),
            made.filter(~due),
        )
        fresh = here.filter(~pl.col("is_resent"))
        lines = pl.concat(
            [
                self.last_lines,
                torn(world, month, here["line"], "contact_torn"),
                spoilt_contacts(world, month, fresh.filter("is_plain")["line"]).alias("line"),
            ]
        )
        world.dirt["contact_resent"] += here.height - fresh.height
        world.dirt["contact_overlap"] += self.last_lines.len()
        world.rows["contacts"] += fresh.height
        world.rows["contact_lines"] += lines.len()
        self.last_lines = fresh["line"].tail(int(world.effects.dirt["overlap_count"]))
        write_lines(self.folder / f"contact-records-{month.first:%Y-%m}.jsonl", lines)


class TicketDesk:
    """Tickets touched in a month, as they stood at its end; ratings once a quarter."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.open: pl.DataFrame | None = None
        self.rated: list[pl.DataFrame] = []
        self.last_lines = pl.Series("line", [], dtype=pl.String)
        folder.mkdir(parents=True)

    def write(self, month: Month, legs: pl.DataFrame) -> pl.DataFrame:
        """Write the month's export; returns the tickets that were opened in it."""
        world, opened = self.world, month_tickets(self.world, month, legs)
        alive = opened if self.open is None else pl.concat([self.open, opened])
        touched = alive.filter(happens_in(month)).sort("ticket_id")
        made = zendesk.lines(world, touched, month.end_s - 1)
        lines = pl.concat(
            [
                self.last_lines,
                torn(world, month, made["line"], "ticket_torn"),
                spoilt_tickets(
                    world, month, made.filter(~pl.col("is_complaint"))["line"].head(1)
                ).alias("line"),
            ]
        )
        world.dirt["ticket_overlap"] += self.last_lines.len()
        world.rows["ticket_versions"] += made.height
        world.rows["ticket_lines"] += lines.len()
        self.last_lines = made["line"].tail(int(world.effects.dirt["ticket_overlap_count"]))
        write_lines(self.folder / f"export_{export_date(month):%Y_%m_%d}_bb01_1.json", lines)
        self._count(opened)
        self._rate(month, alive)
        self.open = alive.filter(happens_after(month))
        return opened

    def _count(self, opened: pl.DataFrame) -> None:
        rows, end = self.world.rows, self.world.span.end_s
        rows["complaints"] += int(opened["is_complaint"].sum())
        rows["escalations"] += opened.filter(pl.col("raised") < end).height
        self.world.dirt["ticket_deleted"] += opened.filter(pl.col("deleted") < end).height

    def _rate(self, month: Month, alive: pl.DataFrame) -> None:
        moment = pl.col("offered"), pl.col("rated")
        self.rated.append(
            alive.filter(
                pl.any_horizontal(
                    at.is_between(month.begin_s, month.end_s - 1).fill_null(False) for at in moment
                )
            )
        )
        if not closes_quarter(month):
            return
        ever = pl.concat(self.rated).unique("ticket_id", keep="last", maintain_order=True)
        seen = zendesk.as_at(self.world, ever.sort("ticket_id"), month.end_s - 1)
        lines = zendesk.rating_lines(self.world, seen)
        self.world.rows["rating_lines"] += lines.len()
        joined = ",\n".join(f"  {line}" for line in lines)
        text = (
            f'{{\n "satisfaction_ratings": [\n{joined}\n ],\n "count": {lines.len()},\n'
            ' "next_page": null,\n "previous_page": null\n}'
        )
        path = self.folder / f"satisfaction_ratings_{quarter_name(month)}.json"
        path.write_text(text, encoding="utf-8")
        self.rated = []


class SurveyTool:
    """Responses by the day they were recorded, distribution history by the day of sending."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.pending: list[pl.DataFrame] = []
        self.last_rows: pl.DataFrame | None = None
        self.served = pl.DataFrame(
            {"score": [], "contacts": []}, schema={"score": pl.Int64, "contacts": pl.UInt32}
        )
        folder.mkdir(parents=True)

    def write(self, month: Month, legs: pl.DataFrame, tickets: pl.DataFrame) -> None:
        """Invite after the contacts of a month; write the quarter's files when it is over."""
        world = self.world
        contacts = surveys.served(world, month, legs)
        self.served = (
            pl.concat([self.served, contacts.group_by("score").agg(pl.len().alias("contacts"))])
            .group_by("score")
            .agg(pl.col("contacts").sum())
        )
        sent = surveys.invited(world, month, contacts)
        world.rows["invitations"] += sent.height
        self._history(month, qualtrics.history(sent))
        known = tickets.filter(pl.col("contact_id").is_not_null()).unique(
            "contact_id", keep="first", maintain_order=True
        )
        answered = sent.filter(pl.col("recorded_s").is_not_null()).join(
            known.select("contact_id", "ticket_id"),
            on="contact_id",
            how="left",
            maintain_order="left",
        )
        self.pending.append(_marked(world, month, answered))
        if closes_quarter(month):
            self._responses(month)

    def _history(self, month: Month, rows: pl.DataFrame) -> None:
        path = self.folder / f"Distribution history_{quarter_name(month)}.csv"
        if not path.exists():
            path.write_text(qualtrics.history_header(), encoding="utf-8")
        _append_rows(path, rows)

    def _responses(self, month: Month) -> None:
        world, waiting = self.world, pl.concat(self.pending)
        here = waiting.filter(pl.col("recorded_s") < month.end_s).sort("recorded_s", "response_key")
        self.pending = [waiting.filter(pl.col("recorded_s") >= month.end_s)]
        _count_responses(world, here)
        rows = qualtrics.responses(world, here)
        count = int(world.effects.dirt["response_overlap_count"])
        again = rows.clear() if self.last_rows is None else self.last_rows
        world.dirt["response_overlap"] += again.height
        world.rows["response_lines"] += rows.height + again.height
        self.last_rows = rows.tail(count)
        taken = export_date(month)
        path = self.folder / f"{qualtrics.SURVEY}_{taken:%B} {taken.day}, {taken.year}_07.00.csv"
        path.write_text(qualtrics.header(world), encoding="utf-8")
        _append_rows(path, pl.concat([again, rows]))


class QualitySheet:
    """Scorecards: one file a year."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        folder.mkdir(parents=True)

    def write(self, month: Month, legs: pl.DataFrame) -> None:
        """Append the month's evaluations."""
        world = self.world
        rows = quality.scorecards(world, month, legs)
        if world.is_due("quality_above_maximum_every", month) and rows.height:
            wrong = pl.int_range(pl.len()) == 0
            rows = rows.with_columns(
                points=pl.when(wrong).then(pl.lit("45")).otherwise("points"),
                answer=pl.when(wrong).then(pl.lit("Yes")).otherwise("answer"),
            )
            world.dirt["quality_above_maximum"] += 1
        world.rows["quality_lines"] += rows.height
        path = self.folder / f"quality_scorecards_{month.first.year}.csv"
        if not path.exists():
            path.write_text(",".join(quality.COLUMNS) + "\n", encoding="utf-8")
        _append_rows(path, rows)


def _marked(world: World, month: Month, answered: pl.DataFrame) -> pl.DataFrame:
    """Responses with their status; previews of the survey's authors stand beside them."""
    dice, dirt = world.dice("survey dirt", month), world.effects.dirt
    spam = pl.col("is_whole") & dice.chance("spam", dirt["spam_share"])
    marked = answered.with_columns(
        status=pl.when(spam).then(pl.lit("Spam")).otherwise(pl.lit("IP Address"))
    )
    if world.is_due("out_of_scale_every", month):
        first = (pl.col("is_whole") & pl.col("nps").is_not_null()).cum_sum() == 1
        chosen = first & pl.col("is_whole") & pl.col("nps").is_not_null()
        marked = marked.with_columns(nps=pl.when(chosen).then(11).otherwise("nps"))
    preview = marked.filter(
        pl.col("is_whole"), dice.chance("preview", dirt["preview_share"])
    ).with_columns(
        status=pl.lit(qualtrics.PREVIEW),
        ticket_id=pl.lit(None, dtype=pl.Int64),
        response_key=pl.col("response_key").str.reverse(),
        customer=pl.lit(0, dtype=pl.UInt32),
    )
    return pl.concat([marked, preview])


def _count_responses(world: World, rows: pl.DataFrame) -> None:
    real = rows.filter(pl.col("status") != qualtrics.PREVIEW)
    world.rows["responses"] += real.height
    world.dirt["response_preview"] += rows.height - real.height
    world.dirt["response_spam"] += real.filter(pl.col("status") == "Spam").height
    world.dirt["response_partial"] += real.filter(~pl.col("is_whole")).height
    world.dirt["response_out_of_scale"] += rows.filter(pl.col("nps") > 10).height
    twice = pl.any_horizontal(
        qualtrics.is_ambiguous(world, name) for name in ("started_s", "finished_s", "recorded_s")
    )
    world.dirt["response_ambiguous_time"] += rows.filter(twice).height


def _append_rows(path: Path, rows: pl.DataFrame) -> None:
    with path.open("ab") as handle:
        rows.write_csv(handle, include_header=False)
