"""Legs as Amazon Connect contact records: one JSON object a line, keys as the tool has them.

Attributes that the contact flow sets (all text, absent when unknown): reason, product,
complexity (simple, standard, complex), region, segment, vulnerable (true, false), site,
provider, resolved (true, false: the agent's own statement), callbackDue and callbackReached
(UTC instants on the record that asked for the call-back), test (true), lang, menu, and on
re-sent records SurveyScore (1–5). The customer is CustomerEndpoint.Address, null where the
number was withheld.
"""

from collections.abc import Sequence

import polars as pl

from pipelines.sample.months import DAY_S, Month
from pipelines.sample.organisation import COMPLEXITIES
from pipelines.sample.world import World
from pipelines.sample.writing import filled, instant, looked_up, number, quoted, truth

ACCOUNT = "123456789012"
INSTANCE = f"arn:aws:connect:eu-west-2:{ACCOUNT}:instance/11111111-2222-4333-a444-555555555555"
RESENT_DAYS = (1, 6)
SCORES = (0.06, 0.06, 0.10, 0.34, 0.44)  # of the survey score that a re-sent record carries

RECORD = f"""
    {{"AWSAccountId":"{ACCOUNT}","AWSContactTraceRecordFormatVersion":"2017-03-10",
    "Agent":$agent,"AgentConnectionAttempts":$attempts,"AnsweringMachineDetectionStatus":null,
    "Attributes":$attributes,"Campaign":{{"CampaignId":null}},"Channel":$channel,
    "ConnectedToSystemTimestamp":$start,"ContactDetails":{{}},"ContactId":$leg_id,
    "CustomerEndpoint":$customer,"DisconnectReason":$reason,"DisconnectTimestamp":$end,
    "InitialContactId":$initial_id,"InitiationMethod":$method,"InitiationTimestamp":$start,
    "InstanceARN":"{INSTANCE}","LastUpdateTimestamp":$updated,
    "MediaStreams":[{{"Type":$media}}],"NextContactId":$next_id,
    "PreviousContactId":$previous_id,"Queue":$queue,"Recording":null,"Recordings":null,
    "References":[],"ScheduledTimestamp":null,"SystemEndpoint":$endpoint,
    "TransferCompletedTimestamp":$transferred,"TransferredToEndpoint":null,"VoiceIdResult":null}}
"""
AGENT = f"""
    {{"ARN":"{INSTANCE}/agent/$agent","AfterContactWorkDuration":$acw,
    "AfterContactWorkEndTimestamp":$acw_end,"AfterContactWorkStartTimestamp":$leave,
    "AgentInteractionDuration":$talk,"ConnectedToAgentTimestamp":$connect,
    "CustomerHoldDuration":$hold,"HierarchyGroups":{{"Level1":{{
    "ARN":"{INSTANCE}/agent-group/$team","GroupName":$group}},"Level2":null,"Level3":null,
    "Level4":null,"Level5":null}},"LongestHoldDuration":$hold,"NumberOfHolds":$holds,
    "RoutingProfile":{{"ARN":"{INSTANCE}/routing-profile/1","Name":"Voice and chat"}},
    "Username":$username}}
"""
QUEUE = f"""
    {{"ARN":"{INSTANCE}/queue/$queue","DequeueTimestamp":$dequeue,"Duration":$wait,
    "EnqueueTimestamp":$enqueue,"Name":$name}}
"""
# The number range with six digits more than a British number has: it rings nowhere.
CUSTOMER = '{"Address":"+447700900$digits","Type":"TELEPHONE_NUMBER"}'
SYSTEM = '{"Address":"+442079460000","Type":"TELEPHONE_NUMBER"}'


def records(world: World, month: Month, legs: pl.DataFrame) -> pl.DataFrame:
    """The records of a month: updated_s (Int64), is_resent, is_plain (Boolean), line (String).

    Re-sent ones stand beside their first version, with a newer LastUpdateTimestamp that may
    lie in a later month. is_plain marks calls that never met a queue or an agent.
    """
    dice = world.dice("records", month)
    legs = legs.with_columns(
        score=pl.lit(None, dtype=pl.String),
        is_resent=pl.lit(False),
        by_agent=dice.chance("hung up", 0.3),
    )
    share = world.effects.dirt["resent_share"]
    first, last = RESENT_DAYS
    again = legs.filter(pl.col("talk_s").is_not_null() & dice.chance("resent", share)).with_columns(
        updated_s=pl.col("updated_s") + dice.whole("later", first * DAY_S, last * DAY_S),
        score=(1 + dice.pick("score", SCORES)).cast(pl.String),
        is_resent=pl.lit(True),
    )
    again = again.filter(pl.col("updated_s") < world.span.end_s)
    is_plain = pl.col("outcome") == "not_queued"
    both = pl.concat([legs, again])
    return both.select("updated_s", "is_resent", is_plain=is_plain, line=_record(world))


def _record(world: World) -> pl.Expr:
    chat, was_handled = pl.col("is_chat"), pl.col("talk_s").is_not_null()
    handed_on = pl.col("next_id").is_not_null() & was_handled
    ended = instant(pl.col("end_s"))
    return filled(
        RECORD,
        agent=_when(was_handled, _agent(world)),
        attempts=number(was_handled.cast(pl.Int8)),
        attributes=_attributes(world),
        channel=truth(chat, '"CHAT"', '"VOICE"'),
        start=instant(pl.col("start_s")),
        leg_id=quoted(pl.col("leg_id")),
        customer=_when(pl.col("is_known"), filled(CUSTOMER, digits=_digits())),
        reason=_disconnect_reason(was_handled, handed_on),
        end=ended,
        initial_id=quoted(pl.col("initial_id")),
        method=quoted(pl.col("method")),
        updated=instant(pl.col("updated_s")),
        media=truth(chat, '"CHAT"', '"AUDIO"'),
        next_id=quoted(pl.col("next_id")),
        previous_id=quoted(pl.col("previous_id")),
        queue=_when(pl.col("queue").is_not_null(), _queue(world)),
        endpoint=truth(chat, "null", SYSTEM),
        transferred=_when(handed_on, ended),
    )


def _agent(world: World) -> pl.Expr:
    there, team = world.organisation, pl.col("team")
    groups = ["Care" if team.queue else there.outsourcer for team in there.teams]
    leave = pl.col("leave_s")
    return filled(
        AGENT,
        agent=number(pl.col("agent")),
        acw=number(pl.col("acw_s")),
        acw_end=instant(leave + pl.col("acw_s")),
        leave=instant(leave),
        talk=number(pl.col("talk_s")),
        connect=instant(pl.col("connect_s")),
        hold=number(pl.col("hold_s")),
        team=number(team),
        group=looked_up(groups, team),
        holds=number(pl.col("holds")),
        username=looked_up([agent.username for agent in world.agents], pl.col("agent")),
    )


def _queue(world: World) -> pl.Expr:
    return filled(
        QUEUE,
        queue=number(pl.col("queue")),
        dequeue=instant(pl.col("dequeue_s")),
        wait=number(pl.col("wait_s")),
        enqueue=instant(pl.col("enqueue_s")),
        name=looked_up(world.organisation.queues, pl.col("queue")),
    )


def _attributes(world: World) -> pl.Expr:
    there, asked = world.organisation, pl.col("queue").is_not_null()
    routed = pl.col("outcome") != "not_queued"
    sites = [team.site for team in there.teams]
    providers = [there.provider(team) for team in there.teams]
    reasons = [reason.name for reason in there.reasons]
    products = [reason.product for reason in there.reasons]
    regions = [region.name for region in there.regions]
    segments = [segment.name for segment in there.segments]
    always = pl.lit(True)
    parts = (
        _attribute("reason", looked_up(reasons, pl.col("reason")), asked),
        _attribute("product", looked_up(products, pl.col("reason")), asked),
        _attribute("complexity", looked_up(COMPLEXITIES, pl.col("complexity")), asked),
        _attribute("region", looked_up(regions, pl.col("region")), always),
        _attribute("segment", looked_up(segments, pl.col("segment")), always),
        _attribute("site", looked_up(sites, pl.col("team")), routed),
        _attribute("provider", looked_up(providers, pl.col("team")), routed),
        _attribute("vulnerable", _yes_no("is_vulnerable"), always),
        _attribute("resolved", _yes_no("is_resolved"), pl.col("is_resolved").is_not_null()),
        _moment("callbackDue", "callback_due_s"),
        _moment("callbackReached", "callback_reached_s"),
        _attribute("SurveyScore", quoted(pl.col("score")), pl.col("score").is_not_null()),
        _attribute("test", pl.lit('"true"'), pl.col("is_test")),
    )
    menu = pl.col("queue").fill_null(0).cast(pl.String)
    return filled('{"lang":"en","menu":"$menu"$rest}', menu=menu, rest=pl.concat_str(*parts))


def _attribute(name: str, text: pl.Expr, where: pl.Expr) -> pl.Expr:
    return pl.when(where).then(pl.lit(f',"{name}":') + text).otherwise(pl.lit(""))


def _moment(name: str, column: str) -> pl.Expr:
    return _attribute(name, instant(pl.col(column)), pl.col(column).is_not_null())


def _yes_no(column: str) -> pl.Expr:
    return truth(pl.col(column), '"true"', '"false"')


def _digits() -> pl.Expr:
    return pl.col("customer").cast(pl.String).str.zfill(6)


def _when(where: pl.Expr, text: pl.Expr) -> pl.Expr:
    return pl.when(where).then(text).otherwise(pl.lit("null"))


def _disconnect_reason(was_handled: pl.Expr, handed_on: pl.Expr) -> pl.Expr:
    in_menu = pl.col("outcome") == "not_queued"
    words: Sequence[tuple[pl.Expr, str]] = (
        (handed_on, "null"),
        (was_handled & pl.col("by_agent"), '"AGENT_DISCONNECT"'),
        (in_menu & ~pl.col("by_agent"), '"CONTACT_FLOW_DISCONNECT"'),
    )
    reason = pl.lit('"CUSTOMER_DISCONNECT"')
    for where, word in reversed(words):
        reason = pl.when(where).then(pl.lit(word)).otherwise(reason)
    return reason
