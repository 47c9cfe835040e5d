"""Invitations and responses as Qualtrics exports: responses and distribution history.

Responses: CSV with a byte-order mark and three header rows (column, question, ImportId with the
zone of the times). Columns by ImportId: QID1 = NPS 0–10, QID2 = CSAT in five words, QID3_1 =
effort in seven words, QID6 = solved at first contact (Yes, No), QID5_TEXT = free text;
embedded data: ticket_id, ContactId (the journey's first ContactId), ContactDate (site's day),
Channel, Region, Segment, Agent (the agent's e-mail).
"""

import csv
import io
import json

import polars as pl

from pipelines.sample.world import World

SURVEY = "Bluebird Care Survey"
LINK = "https://bluebird.eu.qualtrics.com/jfe/form/SV_x?Q_DL="
BOM = "\ufeff"
CSAT = ("Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied")
CES = (
    "Strongly disagree",
    "Disagree",
    "Somewhat disagree",
    "Neither agree nor disagree",
    "Somewhat agree",
    "Agree",
    "Strongly agree",
)
COMMENTS = (
    "Quick and friendly.",
    "Had to explain it twice.",
    "Thank you, all sorted",
    'multi-line\nanswer, "quoted"',
)
NAMES = (
    ("Brandt", "Ivo"),
    ("Núñez", "José"),
    ("Wei", "Li"),
    ("O'Neil", "Mary"),
    ("Smith", "Zoë"),
    ("Khan", "A."),
)
LINE_BREAK, PREVIEW = "\n", "Survey Preview"
# Column | question text (a slash is a line break) | ImportId.
COLUMNS = tuple(
    tuple(line.split(" | "))
    for line in """
StartDate | Start Date | startDate
EndDate | End Date | endDate
Status | Response Type | status
IPAddress | IP Address | ipAddress
Progress | Progress | progress
Duration (in seconds) | Duration (in seconds) | duration
Finished | Finished | finished
RecordedDate | Recorded Date | recordedDate
ResponseId | Response ID | _recordId
RecipientLastName | Recipient Last Name | recipientLastName
RecipientFirstName | Recipient First Name | recipientFirstName
RecipientEmail | Recipient Email | recipientEmail
ExternalReference | External Data Reference | externalDataReference
LocationLatitude | Location Latitude | locationLatitude
LocationLongitude | Location Longitude | locationLongitude
DistributionChannel | Distribution Channel | distributionChannel
UserLanguage | User Language | userLanguage
Q1_NPS_GROUP | How likely are you to recommend Bluebird Water to a friend? - Group | QID1_NPS_GROUP
Q1 | How likely are you to recommend Bluebird Water to a friend? | QID1
Q2 | Overall, how satisfied were you/with the support you received? | QID2
Q3_1 | Bluebird made it easy to handle my issue - Effort | QID3_1
Q6 | Was your issue solved at first contact? | QID6
Q5 | Anything else? | QID5_TEXT
ticket_id | ticket_id | ticket_id
ContactId | ContactId | ContactId
ContactDate | ContactDate | ContactDate
Channel | Channel | Channel
Region | Region | Region
Segment | Segment | Segment
Agent | Agent | Agent
Q5 - Topics | Q5 - Topics | QID5_TEXT_0a1b2c3d4e5f60718293a4b5Topics
""".strip().splitlines()
)
DATES = ("startDate", "endDate")
HISTORY = (
    "contactId",
    "contactLookupId",
    "distributionId",
    "status",
    "surveyLink",
    "contactFrequencyRuleId",
    "responseId",
    "responseCompletedAt",
    "sentAt",
    "openedAt",
    "responseStartedAt",
    "surveySessionId",
)


def header(world: World) -> str:
    """The three header rows, byte-order mark first."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator=LINE_BREAK)
    rows.writerow([column for column, _, _ in COLUMNS])
    rows.writerow([text.replace("/", LINE_BREAK) for _, text, _ in COLUMNS])
    zone = {"timeZone": world.organisation.survey_zone}
    rows.writerow(
        [
            json.dumps({"ImportId": key} | (zone if key in DATES else {}), separators=(",", ":"))
            for _, _, key in COLUMNS
        ]
    )
    return BOM + out.getvalue()


def history_header() -> str:
    """The header row of a distribution history, byte-order mark first."""
    return BOM + ",".join(HISTORY) + LINE_BREAK


def history(invitations: pl.DataFrame) -> pl.DataFrame:
    """Distribution history: one row an invitation, as known at the end of the sample."""
    recorded = pl.col("recorded_s").is_not_null()
    status = (
        pl.when(pl.col("state") != "")
        .then("state")
        .when(recorded & pl.col("is_whole"))
        .then(pl.lit("SurveyFinished"))
        .when(recorded)
        .then(pl.lit("SurveyPartiallyFinished"))
        .when(pl.col("started_s").is_not_null())
        .then(pl.lit("SurveyStarted"))
        .when(pl.col("opened_s").is_not_null())
        .then(pl.lit("Opened"))
        .otherwise(pl.lit("Success"))
    )
    blank = pl.lit(None, dtype=pl.String)
    was_sent = ~pl.col("state").is_in(["Pending", "Blocked"])
    mailing = "EMD_" + pl.col("link_key").str.slice(0, 15)
    done = recorded & pl.col("is_whole")
    return invitations.select(
        contactId="CID_" + pl.col("contact_key").str.slice(0, 15),
        contactLookupId="CGC_" + pl.col("contact_key").str.slice(15, 15),
        distributionId=mailing,
        status=status,
        surveyLink=LINK + mailing,
        contactFrequencyRuleId=blank,
        responseId=pl.when(done).then(response_id()),
        responseCompletedAt=pl.when(done).then(_utc("finished_s")),
        sentAt=pl.when(was_sent).then(_utc("sent_s")),
        openedAt=_utc("opened_s"),
        responseStartedAt=_utc("started_s"),
        surveySessionId=blank,
    )


def responses(world: World, recorded: pl.DataFrame) -> pl.DataFrame:
    """Responses, columns as in the header; `recorded` has the columns of surveys.py and status."""
    number, key = pl.col("customer").cast(pl.String).str.zfill(6), pl.col("response_key")
    person = (pl.col("customer") % len(NAMES)).cast(pl.UInt32)
    known = {
        "StartDate": local_time(world, "started_s"),
        "EndDate": local_time(world, "finished_s"),
        "Status": pl.col("status"),
        "IPAddress": pl.concat_str(
            pl.lit("2001:db8:"), key.str.slice(16, 4), pl.lit("::"), key.str.slice(20, 4)
        ),
        "Progress": pl.when("is_whole").then(100).otherwise(40),
        "Duration (in seconds)": pl.col("duration_s"),
        "Finished": _either("is_whole", "True", "False"),
        "RecordedDate": local_time(world, "recorded_s"),
        "ResponseId": response_id(),
        "RecipientLastName": _word([last for last, _ in NAMES], person),
        "RecipientFirstName": _word([first for _, first in NAMES], person),
        "RecipientEmail": "customer" + number + "@mail.example",
        "ExternalReference": "C" + number,
        "DistributionChannel": pl.lit("email"),
        "UserLanguage": pl.lit("EN"),
    }
    known |= _answers() | _embedded(world)
    blank = pl.lit(None, dtype=pl.String)
    return recorded.select(known.get(column, blank).alias(column) for column, _, _ in COLUMNS)


def _answers() -> dict[str, pl.Expr]:
    nps = pl.col("nps")
    place = (nps >= 7).cast(pl.Int8) + (nps >= 9).cast(pl.Int8)
    return {
        "Q1_NPS_GROUP": _word(("Detractor", "Passive", "Promoter"), place),
        "Q1": nps,
        "Q2": _word(CSAT, pl.col("csat") - 1),
        "Q3_1": _word(CES, pl.col("ces") - 1),
        "Q6": _either("is_resolved_said", "Yes", "No"),
        "Q5": _word(COMMENTS, pl.col("comment")),
    }


def _embedded(world: World) -> dict[str, pl.Expr]:
    """Embedded data; a preview belongs to no contact."""
    there, is_real = world.organisation, pl.col("status") != PREVIEW
    day = pl.col("contact_day").cast(pl.Date).cast(pl.String)
    return {
        "ticket_id": pl.col("ticket_id"),
        "ContactId": pl.when(is_real).then("contact_id"),
        "ContactDate": pl.when(is_real).then(day),
        "Channel": _either("is_chat", "chat", "voice"),
        "Region": _word([region.name for region in there.regions], pl.col("region")),
        "Segment": _word([segment.name for segment in there.segments], pl.col("segment")),
        "Agent": _word([agent.email for agent in world.agents], pl.col("agent")),
    }


def response_id() -> pl.Expr:
    """The id that responses and distribution history share."""
    return "R_" + pl.col("response_key").str.slice(0, 15)


def local_time(world: World, column: str) -> pl.Expr:
    """Epoch seconds in the survey account's zone, without offset, as the export writes them."""
    there = pl.from_epoch(pl.col(column), time_unit="s").dt.convert_time_zone(
        world.organisation.survey_zone
    )
    return there.dt.strftime("%Y-%m-%d %H:%M:%S")


def is_ambiguous(world: World, column: str) -> pl.Expr:
    """Whether the written time falls into the hour that the clock change runs through twice."""
    zone = world.organisation.survey_zone
    local = (
        pl.from_epoch(pl.col(column), time_unit="s")
        .dt.convert_time_zone(zone)
        .dt.replace_time_zone(None)
    )
    return local.dt.replace_time_zone(zone, ambiguous="null").is_null() & local.is_not_null()


def _utc(column: str) -> pl.Expr:
    return pl.from_epoch(pl.col(column), time_unit="s").dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def _word(table: tuple[str, ...] | list[str], place: pl.Expr) -> pl.Expr:
    return pl.lit(pl.Series(table)).gather(place.cast(pl.UInt32))


def _either(column: str, yes: str, no: str) -> pl.Expr:
    """One of two words; null where the column is null."""
    where = pl.col(column)
    return pl.when(where).then(pl.lit(yes)).when(~where).then(pl.lit(no))
