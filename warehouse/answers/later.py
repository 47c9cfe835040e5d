"""What customers did in the months after an experience: left, or bought again.

Association, not cause: who was content may have stayed anyway. One customer counts once an
experience, with the first of its kind; months after it that are not loaded are not known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warehouse import compose, facts
from warehouse.access import Viewer
from warehouse.answers.shapes import Provenance
from warehouse.answers.stored import catalogue_of, formula_of, provenance
from warehouse.build import BuildRef
from warehouse.catalogue.kpis import Catalogue, Formula
from warehouse.connection import Database, reading
from warehouse.stats.intervals import Interval, wilson
from warehouse.stats.two_samples import two_shares

MONTHS = 3
SATISFACTION, FIRST_CONTACT, COMPLAINT = "satisfaction", "first_contact", "complaint"
EXPERIENCED = """
with
behaviour as (
    select
        customer_key, month, is_active,
        lead(is_active, $months) over later as later_active,
        lead(month, $months) over later = month + to_months($months) as is_followed,
        sum(purchases) over following as purchases,
        count(purchases) over following as known,
        min(customer_key) over (partition by coalesce(customer_ref, customer_key)) as person
    from customer_month
    window later as (partition by customer_key order by month),
        following as (
            partition by customer_key order by month
            rows between 1 following and $months following
        )
),
answered as (
    select source_id, record, month, {numerator} > 0 as is_good
    from {relation}
    where {month} is not null and not ({out})
),
experience as (
    select 'satisfaction' as kind, is_good, response.customer_key, answered.month
    from answered
    join survey_answer as answer
        on answer.source_id = answered.source_id
        and answer.response_id || ' ' || answer.question_id = answered.record
    join survey_response as response
        on response.source_id = answer.source_id and response.response_id = answer.response_id
    union all
    select 'first_contact', later = 0, journey.customer_key, month
    from leg_case
    join (select source_id, leg_id as record, customer_key from contact_leg) as journey
        using (source_id, record)
    where interactions = 1 and direction = 'inbound' and is_mature and later is not null
        and not coalesce(is_test, false)
    union all
    select 'complaint', false, coded.customer_key, received_month
    from fact_complaint
    join (select source_id, complaint_id as record, customer_key from complaint) as coded
        using (source_id, record)
),
complainant as (
    select distinct behaviour.person
    from experience
    join behaviour using (customer_key)
    where kind = 'complaint'
),
compared as (
    from experience where customer_key is not null
    union all
    select 'complaint', true, customer_key, month
    from behaviour
    anti join complainant using (person)
    where exists (from complainant) and customer_key = person
),
first_one as (
    select kind, is_good, customer_key, min(month) as month
    from compared
    group by all
)
select kind, is_good,
    count(*) filter (where later_active is not null) as followed,
    count(*) filter (where not later_active) as gone,
    count(*) filter (where known = $months) as watched,
    count(*) filter (where known = $months and purchases > 0) as bought
from first_one
join behaviour using (customer_key, month)
where behaviour.is_active and behaviour.is_followed
group by all
order by all"""


@dataclass(frozen=True)
class Share:
    """A share 0–1 of n customers; None with too few to show."""

    value: float | None
    interval: Interval | None
    n: int


@dataclass(frozen=True)
class Outcome:
    """Customers with one experience: `left` and `bought_again` within the months after it."""

    kind: str
    is_good: bool
    left: Share
    bought_again: Share


@dataclass(frozen=True)
class Later:
    """`outcomes` by experience; `apart` holds the difference in the share that left, bad less good.

    Both are empty without a monthly list of customers, or where none of its keys occurs.
    """

    months: int
    outcomes: tuple[Outcome, ...]
    apart: tuple[tuple[str, float, Interval], ...]
    has_list: bool
    provenance: Provenance


def later(build: BuildRef, *, months: int = MONTHS, viewer: Viewer) -> Later:
    """What followed on satisfaction, first-contact resolution and complaints, over all history.

    `months` is how long customers are followed, 1 or more; the month of the experience itself is
    left out, and only customers who were active in it count.

    Raises:
        NotAllowed: the viewer may not see figures.
        ValueError: no months.
    """
    viewer.need("see_figures")
    if months < 1:
        raise ValueError(f"customers are followed for a month at least, found {months!r}")
    with reading(build.path) as database:
        catalogue = catalogue_of(database)
        facts.as_written(database)
        has_list = _has_list(database)
        formula = _satisfied(catalogue)
        rows = _rows(database, catalogue, formula, months) if has_list and formula else []
        origin = provenance(database, build)
    least = catalogue.answers["withheld_below"]
    outcomes = tuple(
        Outcome(kind, bool(good), _share(gone, n, least), _share(bought, watched, least))
        for kind, good, n, gone, watched, bought in rows
    )
    return Later(months, outcomes, tuple(_apart(rows, least)), has_list, origin)


def _has_list(database: Database) -> bool:
    there = database.rows(
        "select 1 from information_schema.tables where table_name = 'customer_month'"
    )
    return bool(there and database.value("select count(*) from customer_month"))


def _satisfied(catalogue: Catalogue) -> Formula | None:
    """The first share of satisfied answers that the catalogue declares."""
    found = (
        formula_of(kpi)
        for kpi in catalogue.kpis.values()
        if kpi.fact == "fact_answer" and kpi.kind == "proportion" and kpi.outcome == "satisfaction"
    )
    return next(found, None)


def _rows(
    database: Database, catalogue: Catalogue, formula: Formula, months: int
) -> list[tuple[Any, ...]]:
    query = EXPERIENCED.format(
        numerator=f"({formula.numerator})",
        relation=compose.relation(catalogue.facts[formula.fact]),
        month=formula.month,
        out=compose.left_out(formula),
    )
    return database.rows(query.replace("$months", str(int(months))))


def _share(hits: int, n: int, least: int) -> Share:
    if n < least:
        return Share(None, None, n)
    return Share(hits / n, wilson(hits, n), n)


def _apart(rows: Sequence[tuple[Any, ...]], least: int) -> list[tuple[str, float, Interval]]:
    """Bad less good experiences, by Newcombe's interval."""
    found = []
    sizes = {(kind, bool(good)): (gone, n) for kind, good, n, gone, _, _ in rows}
    for kind in dict.fromkeys(row[0] for row in rows):
        good, bad = sizes.get((kind, True)), sizes.get((kind, False))
        if good and bad and min(good[1], bad[1]) >= least:
            compared = two_shares(*good, *bad)
            if compared is not None:
                found.append((kind, compared.difference, compared.interval))
    return found
