"""Tickets as a Zendesk JSON export: one {"ticket": {…}} a line, as at the end of a month.

Custom fields (id: meaning; text unless said otherwise, null where it does not apply):
360011 category · 360012 complaint (true, false) · 360013 region · 360014 vulnerable (true,
false) · 360015 segment · 360016 product · 360017 provider · 360018 complexity · 360019 id of
the contact behind it · 360020 reopened at · 360021 acknowledged at · 360022 kind of
acknowledgement · 360023 first substantive response at · 360024 decision communicated at ·
360025 complaint closed at · 360026 outcome · 360027 root cause · 360028 severity (number 1–3)
· 360029 stage (number 1–3) · 360030 referred outside (true, false) · 360031 escalated at ·
360032 level (number) · 360033 reason of the escalation · 360034 escalation answered at ·
360035 answered by (number) · 360036 standard case (true, false) · 360037 remedy.
Instants are UTC. Complaints carry the tag `complaint` and form 36078, escalated tickets
`escalated`.
"""

import polars as pl

from pipelines.sample.metric_sets import metric_set
from pipelines.sample.organisation import COMPLEXITIES
from pipelines.sample.tickets import EVENTS, FIRST_TICKET
from pipelines.sample.world import World
from pipelines.sample.writing import filled, instant, looked_up, number, quoted, truth

SITE = "https://bluebird.zendesk.com/api/v2"
FORM, COMPLAINT_FORM, FIRST_GROUP, FIRST_FIELD = 36077, 36078, 36001, 360011
TYPES = ("question", "incident", "problem", "task")
PRIORITIES = ("urgent", "high", "normal", "low")
REQUESTER_BASE = 19_000_000_000_000
FIRST_RATING = 7000
TICKET = f"""
    {{"ticket":{{"url":"{SITE}/tickets/$id.json","id":$id,"external_id":null,
    "via":{{"channel":$via,"source":{{"from":{{}},"to":{{}},"rel":null}}}},
    "created_at":$created,"updated_at":$updated,"generated_timestamp":$generated,
    "type":$type,"subject":$subject,"raw_subject":$subject,"description":"line 1\\nline 2",
    "priority":$priority,"status":$status,"recipient":null,"requester_id":$requester,
    "submitter_id":$requester,"assignee_id":$assignee,"organization_id":null,
    "group_id":$group,"collaborator_ids":[],"follower_ids":[],"has_incidents":false,
    "is_public":true,"due_at":null,"tags":[$tags],"custom_fields":[$fields],
    "satisfaction_rating":$rating,"ticket_form_id":$form,"brand_id":36055,
    "allow_channelback":false,"metric_set":$metrics}}}}
"""
GIVEN = """
    {"score":$score,"id":$id,"comment":$comment,"reason":"No reason provided","reason_id":0}
"""
RATING = f"""
    {{"id":$id,"url":"{SITE}/satisfaction_ratings/$id.json","assignee_id":$assignee,
    "group_id":$group,"requester_id":$requester,"ticket_id":$ticket,"score":$score,
    "comment":$comment,"reason":"No reason provided","reason_id":0,"created_at":$offered,
    "updated_at":$updated}}
"""
SUBJECTS = {
    "billing": "Bill looks wrong",
    "payment": "Payment not shown",
    "meter_reading": "Meter reading",
    "leak": "Leak in the street",
    "no_water": "No water",
    "water_quality": "Colour and taste of the water",
    "sewer": "Blocked sewer",
    "moving_home": "Change of address",
    "complaint_follow_up": "My complaint",
}


def lines(world: World, tickets: pl.DataFrame, cut_s: int) -> pl.DataFrame:
    """Each ticket as it stood at `cut_s` (epoch): ticket_id, updated_s, line (String)."""
    seen = as_at(world, tickets, cut_s)
    return seen.select("ticket_id", "updated_s", "is_complaint", line=_ticket(world))


def as_at(world: World, tickets: pl.DataFrame, cut_s: int) -> pl.DataFrame:
    """Tickets without what happens after `cut_s`; adds updated_s, status and is_solved."""
    known = tickets.with_columns(
        pl.when(pl.col(name) <= cut_s).then(name).alias(name) for name in (*EVENTS, "offered")
    )
    again = pl.col("reopened").is_not_null() & pl.col("solved").is_null()
    first_only = pl.when(again).then(None).otherwise("solved_first")
    known = known.with_columns(
        solved=pl.coalesce("solved", first_only),
        replies=pl.when(pl.col("replied").is_null()).then(0).otherwise("replies"),
        updated_s=pl.max_horizontal(EVENTS),
    )
    done, draw = pl.col("solved").is_not_null(), pl.col("ticket_id") * 7919 % 100
    return known.with_columns(
        is_solved=done,
        status=pl.when(pl.col("deleted").is_not_null())
        .then(pl.lit("deleted"))
        .when(pl.col("closed").is_not_null())
        .then(pl.lit("closed"))
        .when(done)
        .then(pl.lit("solved"))
        .when(pl.col("assigned").is_null())
        .then(pl.lit("new"))
        .when(again | (draw < 60))
        .then(pl.lit("open"))
        .when(draw < 85)
        .then(pl.lit("pending"))
        .otherwise(pl.lit("hold")),
        local_s=world.span.local(pl.col("created")),
        assignee_id=pl.lit(pl.Series([agent.zendesk_id for agent in world.agents])).gather(
            pl.col("agent").cast(pl.UInt32)
        ),
    )


def _ticket(world: World) -> pl.Expr:
    there = world.organisation
    subjects = [SUBJECTS[reason.name] for reason in there.reasons]
    assigned = pl.col("assigned").is_not_null()
    return filled(
        TICKET,
        id=number(pl.col("ticket_id")),
        via=quoted(pl.col("via")),
        created=instant(pl.col("created")),
        updated=instant(pl.col("updated_s")),
        generated=number(pl.col("updated_s")),
        type=looked_up(TYPES, pl.col("type")),
        subject=looked_up(subjects, pl.col("reason")),
        priority=looked_up(PRIORITIES, pl.col("priority")),
        status=quoted(pl.col("status")),
        requester=_requester(),
        assignee=number(pl.when(assigned).then("assignee_id")),
        group=_group(world),
        tags=_tags(world),
        fields=_fields(world),
        rating=_rating(),
        form=truth(pl.col("is_complaint"), str(COMPLAINT_FORM), str(FORM)),
        metrics=metric_set(),
    )


def _group(world: World) -> pl.Expr:
    complaints = world.organisation.queues.index("Complaints")
    team = pl.when("is_complaint").then(complaints).otherwise("team")
    return number(team.cast(pl.Int64) + FIRST_GROUP)


def _requester() -> pl.Expr:
    return number(pl.col("customer").cast(pl.Int64) + REQUESTER_BASE)


def _tags(world: World) -> pl.Expr:
    def tag(name: str, where: pl.Expr) -> pl.Expr:
        return pl.when(where).then(pl.lit(f',"{name}"')).otherwise(pl.lit(""))

    reasons = [reason.name for reason in world.organisation.reasons]
    return pl.concat_str(
        looked_up(reasons, pl.col("reason")),
        tag("complaint", pl.col("is_complaint")),
        tag("escalated", pl.col("raised").is_not_null()),
        tag("priority_register", pl.col("is_vulnerable")),
    )


def _fields(world: World) -> pl.Expr:
    values = (*_about(world), *_complaint(), *_escalation())
    pieces = []
    for n, value in enumerate(values):
        text = f'{"," if n else ""}{{"id":{FIRST_FIELD + n},"value":'
        pieces += [pl.lit(text), value, pl.lit("}")]
    return pl.concat_str(pieces)


def _about(world: World) -> list[pl.Expr]:
    """Fields 360011 to 360020."""
    there = world.organisation
    outsourcer, own = f'"{there.outsourcer}"', f'"{there.name}"'
    return [
        looked_up([reason.name for reason in there.reasons], pl.col("reason")),
        truth(pl.col("is_complaint")),
        looked_up([region.name for region in there.regions], pl.col("region")),
        truth(pl.col("is_vulnerable")),
        looked_up([segment.name for segment in there.segments], pl.col("segment")),
        looked_up([reason.product for reason in there.reasons], pl.col("reason")),
        truth(pl.col("is_outsourced"), outsourcer, own),
        looked_up(COMPLEXITIES, pl.col("complexity")),
        quoted(pl.col("contact_id")),
        instant(pl.col("reopened")),
    ]


def _complaint() -> list[pl.Expr]:
    """Fields 360021 to 360030; findings are known once the decision is."""
    decided = pl.col("decided").is_not_null()
    acknowledged = pl.col("acknowledged").is_not_null()
    return [
        instant(pl.col("acknowledged")),
        quoted(pl.when(acknowledged).then("acknowledgement")),
        instant(pl.col("responded")),
        instant(pl.col("decided")),
        instant(pl.when("is_complaint").then("solved")),
        quoted(pl.when(decided).then("outcome")),
        quoted(pl.when(decided).then("root_cause")),
        number(pl.col("severity")),
        number(pl.col("complaint_stage")),
        truth(pl.col("is_referred")),
    ]


def _escalation() -> list[pl.Expr]:
    """Fields 360031 to 360035, and of complaints 360036 and 360037."""
    raised, answered = pl.col("raised").is_not_null(), pl.col("answered").is_not_null()
    return [
        instant(pl.col("raised")),
        number(pl.when(raised).then("level")),
        quoted(pl.when(raised).then("why")),
        instant(pl.col("answered")),
        number(pl.when(answered).then("answered_by")),
        truth(pl.col("is_standard")),
        quoted(pl.when(pl.col("decided").is_not_null()).then("remedy")),
    ]


def _rating() -> pl.Expr:
    rated = pl.col("rated").is_not_null()
    score = quoted(pl.when(rated).then("rating"))
    given = filled(GIVEN, score=score, id=number(rating_id()), comment=_comment())
    offered = pl.when(pl.col("offered").is_not_null())
    asked = offered.then(pl.lit('{"score":"offered"}')).otherwise(pl.lit('{"score":"unoffered"}'))
    return pl.when(rated).then(given).otherwise(asked)


def rating_id() -> pl.Expr:
    """The id of a ticket's satisfaction rating."""
    return pl.col("ticket_id") - FIRST_TICKET + FIRST_RATING


def _comment() -> pl.Expr:
    good, rated = pl.col("rating") == "good", pl.col("rated").is_not_null()
    words = pl.when(good).then(pl.lit('"quick, thanks"')).otherwise(pl.lit('"took too long"'))
    return pl.when(rated & pl.col("has_comment")).then(words).otherwise(pl.lit("null"))


def rating_lines(world: World, tickets: pl.DataFrame) -> pl.Series:
    """Satisfaction ratings offered so far, one JSON object each; tickets as `as_at` gives them."""
    rated = pl.col("rated").is_not_null()
    line = filled(
        RATING,
        id=number(rating_id()),
        assignee=number(pl.col("assignee_id")),
        group=_group(world),
        requester=_requester(),
        ticket=number(pl.col("ticket_id")),
        score=quoted(pl.when(rated).then("rating").otherwise(pl.lit("offered"))),
        comment=_comment(),
        offered=instant(pl.col("offered")),
        updated=instant(pl.coalesce("rated", "offered")),
    )
    return tickets.select(line).to_series()
