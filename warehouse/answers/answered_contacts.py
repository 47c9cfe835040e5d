"""Answers of a period with the contact that each is about, and everybody who was served in it."""

import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import polars as pl

from warehouse import compose, facts
from warehouse.answers import wording
from warehouse.answers.spans import Span
from warehouse.catalogue.kpis import Catalogue, Formula
from warehouse.compose import NOT_STATED
from warehouse.connection import Database

DECLARED = Path(__file__).with_name("drivers.toml")
CONTACTS = """
select journey.contact_id, month, {drivers}
from leg_case as leg
join (select source_id, leg_id as record, contact_id from contact_leg) as journey
    using (source_id, record)
where interactions = 1 and direction = 'inbound' and not coalesce(is_test, false)
qualify count(*) over (partition by journey.contact_id) = 1"""
ANSWERS = """
with contact as ({contacts}),
counted as (
    select source_id, record, {numerator} as numerator, {denominator} as denominator
    from {relation}
    where {month} between $first and $last and $source in ('', source_id) and not ({out})
),
placed as (
    select counted.*, coalesce(response.contact_ref, rated.contact_id) as contact_id
    from counted
    left join survey_answer as answer
        on answer.source_id = counted.source_id
        and answer.response_id || ' ' || answer.question_id = counted.record
    left join survey_response as response
        on response.source_id = answer.source_id and response.response_id = answer.response_id
    left join contact_leg as rated
        on rated.source_id = counted.source_id and rated.leg_id = counted.record
)
select cast(numerator as double) as numerator, cast(denominator as double) as denominator,
    contact.contact_id is not null as is_linked, {names}
from placed
left join contact using (contact_id)"""
SERVED = """
with contact as ({contacts})
select {names}, count(*) as served
from contact
where month between $first and $last
group by all"""


@dataclass(frozen=True)
class Driver:
    """Something that contacts differ in; `edges` in seconds cut a number into bands."""

    id: str
    label: str
    expression: str
    edges: tuple[int, ...]
    is_balanced: bool
    is_weight: bool

    def groups(self) -> tuple[str, ...]:
        """The names of its bands in order; empty where members are names."""
        if not self.edges:
            return ()
        ends = [wording.amount(edge, "seconds") for edge in self.edges]
        middle = [f"over {a} to {b}" for a, b in pairwise(ends)]
        return (f"up to {ends[0]}", *middle, f"over {ends[-1]}")

    def column(self) -> str:
        """The SQL expression of a contact's group, "not stated" where it is not known."""
        if not self.edges:
            return f"coalesce(cast({self.expression} as text), '{NOT_STATED}')"
        names = [name.replace("'", "''") for name in self.groups()]
        cases = " ".join(
            f"when {self.expression} <= {edge} then '{name}'"
            for edge, name in zip(self.edges, names, strict=False)
        )
        known = f"when {self.expression} is null then '{NOT_STATED}'"
        return f"case {known} {cases} else '{names[-1]}' end"


def drivers() -> tuple[Driver, ...]:
    """What contacts are compared by, as declared."""
    declared = tomllib.loads(DECLARED.read_text(encoding="utf-8"))["driver"]
    return tuple(
        Driver(
            id=one["id"],
            label=one["label"],
            expression=one["expression"],
            edges=tuple(one.get("edges", ())),
            is_balanced=one.get("balance", False),
            is_weight=one.get("weight", False),
        )
        for one in declared
    )


def answers(
    database: Database, catalogue: Catalogue, formula: Formula, span: Span, source: str
) -> pl.DataFrame:
    """One row a counted answer: numerator, denominator, is_linked, and the group by each driver.

    Groups are null where the answer names no contact of this build.
    """
    facts.as_written(database)
    fact = catalogue.facts[formula.fact]
    names = ", ".join(f"contact.{driver.id}" for driver in drivers())
    query = ANSWERS.format(
        contacts=_contacts(),
        numerator=formula.numerator,
        denominator=formula.denominator,
        relation=compose.relation(fact),
        month=formula.month,
        out=compose.left_out(formula),
        names=names,
    )
    bound = {"first": span.first, "last": span.last, "source": source}
    return database.frame(query, bound)


def served(database: Database, span: Span) -> pl.DataFrame:
    """Answered interactions of the period by the groups of every driver, with their number."""
    facts.as_written(database)
    names = ", ".join(driver.id for driver in drivers())
    query = SERVED.format(contacts=_contacts(), names=names)
    return database.frame(query, {"first": span.first, "last": span.last})


def _contacts() -> str:
    columns = ", ".join(f"{driver.column()} as {driver.id}" for driver in drivers())
    return CONTACTS.format(drivers=columns)
