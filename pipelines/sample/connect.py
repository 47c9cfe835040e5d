"""Legs as Amazon Connect contact records: one JSON object a line, keys as the tool has them.

Attributes that the contact flow sets (all text, absent when unknown): reason, product,
complexity (simple, standard, complex), region, segment, vulnerable (true, false), site,
provider, resolved (true, false: the agent's own statement), callbackDue and callbackReached
(UTC instants on the record that asked for the call-back), test (true), lang, menu, and on some
re-sent records SurveyScore (1–5). The customer is CustomerEndpoint.Address, null where the
number was withheld.
"""

import polars as pl

from pipelines.sample.months import Month
from pipelines.sample.organisation import COMPLEXITIES
from pipelines.sample.people import Agent
from pipelines.sample.world import World
from pipelines.sample.writing import Piece, instant, joined, looked_up, number, quoted, truth

ACCOUNT = "123456789012"
INSTANCE = f"arn:aws:connect:eu-west-2:{ACCOUNT}:instance/11111111-2222-4333-a444-555555555555"
NUMBERS = "+447700900"  # with six digits more than a British number has: it rings nowhere
NO_ENTRIES = "".join(f',"Level{level}":null' for level in range(2, 6))
RESENT_DAYS = (1, 6)
SCORES = (0.06, 0.06, 0.10, 0.34, 0.44)  # of the survey score that a re-sent record carries


def records(world: World, month: Month, legs: pl.DataFrame) -> pl.DataFrame:
    """The records of a month: updated_s (Int64), is_resent, is_plain (Boolean), line (String).

    Re-sent ones stand beside their first version, with a newer LastUpdateTimestamp that may
    lie in a later month. is_plain marks calls that never met a queue or an agent.
    """
    dice = world.dice("records", month)
    legs = legs.with_columns(
        score=pl.lit(None, dtype=pl.String), is_resent=pl.lit(False),
        by_agent=dice.chance("hung up", 0.3),
    )
    again = legs.filter(
        pl.col("talk_s").is_not_null() & dice.chance("resent", world.effects.dirt["resent_share"])
    ).with_columns(
        updated_s=pl.col("updated_s") + dice.whole("later", RESENT_DAYS[0] * 86_400,
                                                   RESENT_DAYS[1] * 86_400),
        score=(1 + dice.pick("score", SCORES)).cast(pl.String), is_resent=pl.lit(True),
    )
    again = again.filter(pl.col("updated_s") < world.span.end_s)
    return pl.concat([legs, again]).select(
        "updated_s", "is_resent", is_plain=pl.col("outcome") == "not_queued",
        line=_record(world),
    )


def _record(world: World) -> pl.Expr:
    chat = pl.col("is_chat")
    pieces: list[Piece] = [
        f'{{"AWSAccountId":"{ACCOUNT}","AWSContactTraceRecordFormatVersion":"2017-03-10","Agent":',
        _agent(world.agents, world),
        ',"AgentConnectionAttempts":', number(pl.col("talk_s").is_not_null().cast(pl.Int8)),
        ',"AnsweringMachineDetectionStatus":null,"Attributes":', _attributes(world),
        ',"Campaign":{"CampaignId":null},"Channel":', truth(chat, '"CHAT"', '"VOICE"'),
        ',"ConnectedToSystemTimestamp":', instant(pl.col("start_s")),
        ',"ContactDetails":{},"ContactId":', quoted(pl.col("leg_id")),
        ',"CustomerEndpoint":', _customer(),
        ',"DisconnectReason":', _disconnect_reason(),
        ',"DisconnectTimestamp":', instant(pl.col("end_s")),
        ',"InitialContactId":', quoted(pl.col("initial_id")),
        ',"InitiationMethod":', quoted(pl.col("method")),
        ',"InitiationTimestamp":', instant(pl.col("start_s")),
        f',"InstanceARN":"{INSTANCE}","LastUpdateTimestamp":', instant(pl.col("updated_s")),
        ',"MediaStreams":[{"Type":', truth(chat, '"CHAT"', '"AUDIO"'),
        '}],"NextContactId":', quoted(pl.col("next_id")),
        ',"PreviousContactId":', quoted(pl.col("previous_id")),
        ',"Queue":', _queue(world),
        ',"Recording":null,"Recordings":null,"References":[],"ScheduledTimestamp":null',
        ',"SystemEndpoint":',
        truth(chat, "null", '{"Address":"+442079460000","Type":"TELEPHONE_NUMBER"}'),
        ',"TransferCompletedTimestamp":', _transferred(),
        ',"TransferredToEndpoint":null,"VoiceIdResult":null}',
    ]
    return joined(pieces)


def _agent(agents: list[Agent], world: World) -> pl.Expr:
    there = world.organisation
    who = pl.col("agent").cast(pl.UInt32)
    groups = ['{"Level1":{"ARN":"%s/agent-group/%d","GroupName":"%s"}%s}' % (
        INSTANCE, n + 1, "Care" if team.queue else there.outsourcer, NO_ENTRIES)
        for n, team in enumerate(there.teams)]
    filled = joined([
        f'{{"ARN":"{INSTANCE}/agent/', number(pl.col("agent")),
        '","AfterContactWorkDuration":', number(pl.col("acw_s")),
        ',"AfterContactWorkEndTimestamp":', instant(pl.col("leave_s") + pl.col("acw_s")),
        ',"AfterContactWorkStartTimestamp":', instant(pl.col("leave_s")),
        ',"AgentInteractionDuration":', number(pl.col("talk_s")),
        ',"ConnectedToAgentTimestamp":', instant(pl.col("connect_s")),
        ',"CustomerHoldDuration":', number(pl.col("hold_s")),
        ',"HierarchyGroups":', pl.lit(pl.Series(groups)).gather(pl.col("team").cast(pl.UInt32)),
        ',"LongestHoldDuration":', number(pl.col("hold_s")),
        ',"NumberOfHolds":', number(pl.col("holds")),
        f',"RoutingProfile":{{"ARN":"{INSTANCE}/routing-profile/1","Name":"Voice and chat"}}'
        ',"Username":', looked_up([agent.username for agent in agents], who), "}",
    ])
    return pl.when(pl.col("talk_s").is_not_null()).then(filled).otherwise(pl.lit("null"))


def _attributes(world: World) -> pl.Expr:
    there = world.organisation
    asked = pl.col("queue").is_not_null()
    routed = pl.col("outcome") != "not_queued"
    teams = there.teams

    def known(name: str, words: list[str], at: str, where: pl.Expr) -> pl.Expr:
        table = pl.Series([f',"{name}":"{word}"' for word in words])
        text = pl.lit(table).gather(pl.col(at).cast(pl.UInt32))
        return pl.when(where).then(text).otherwise(pl.lit(""))

    return joined([
        '{"lang":"en","menu":"', pl.col("queue").fill_null(0).cast(pl.String), '"',
        known("reason", [reason.name for reason in there.reasons], "reason", asked),
        known("product", [reason.product for reason in there.reasons], "reason", asked),
        known("complexity", list(COMPLEXITIES), "complexity", asked),
        known("region", [region.name for region in there.regions], "region", pl.lit(True)),
        known("segment", [part.name for part in there.segments], "segment", pl.lit(True)),
        known("site", [team.site for team in teams], "team", routed),
        known("provider", [there.provider(team) for team in teams], "team", routed),
        ',"vulnerable":', truth(pl.col("is_vulnerable"), '"true"', '"false"'),
        _given("resolved", truth(pl.col("is_resolved"), '"true"', '"false"'), "is_resolved"),
        _given("callbackDue", instant(pl.col("callback_due_s")), "callback_due_s"),
        _given("callbackReached", instant(pl.col("callback_reached_s")), "callback_reached_s"),
        _given("SurveyScore", quoted(pl.col("score")), "score"),
        pl.when("is_test").then(pl.lit(',"test":"true"')).otherwise(pl.lit("")), "}",
    ])


def _given(name: str, text: pl.Expr, column: str) -> pl.Expr:
    filled = pl.lit(f',"{name}":') + text
    return pl.when(pl.col(column).is_not_null()).then(filled).otherwise(pl.lit(""))


def _customer() -> pl.Expr:
    digits = pl.col("customer").cast(pl.String).str.zfill(6)
    filled = joined([f'{{"Address":"{NUMBERS}', digits, '","Type":"TELEPHONE_NUMBER"}'])
    return pl.when("is_known").then(filled).otherwise(pl.lit("null"))


def _disconnect_reason() -> pl.Expr:
    return (
        pl.when(pl.col("next_id").is_not_null() & pl.col("talk_s").is_not_null())
        .then(pl.lit("null"))
        .when(pl.col("talk_s").is_not_null() & pl.col("by_agent"))
        .then(pl.lit('"AGENT_DISCONNECT"'))
        .when((pl.col("outcome") == "not_queued") & ~pl.col("by_agent"))
        .then(pl.lit('"CONTACT_FLOW_DISCONNECT"'))
        .otherwise(pl.lit('"CUSTOMER_DISCONNECT"'))
    )


def _queue(world: World) -> pl.Expr:
    filled = joined([
        f'{{"ARN":"{INSTANCE}/queue/', number(pl.col("queue")),
        '","DequeueTimestamp":', instant(pl.col("dequeue_s")),
        ',"Duration":', number(pl.col("wait_s")),
        ',"EnqueueTimestamp":', instant(pl.col("enqueue_s")),
        ',"Name":', looked_up(world.organisation.queues, pl.col("queue")), "}",
    ])
    return pl.when(pl.col("queue").is_not_null()).then(filled).otherwise(pl.lit("null"))


def _transferred() -> pl.Expr:
    handed = pl.col("next_id").is_not_null() & pl.col("talk_s").is_not_null()
    return pl.when(handed).then(instant(pl.col("end_s"))).otherwise(pl.lit("null"))
