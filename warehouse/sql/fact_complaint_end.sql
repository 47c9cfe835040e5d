-- One row per complaint that has ended, booked by its end; like_it counts the other complaints of
-- the same root cause and source that were received in the 12 months up to the end of that month.
with
received as (
    select source_id, root_cause, received_month, count(*) as complaints
    from fact_complaint
    where root_cause is not null
    group by all
),
alike as (
    select
        ended.source_id, ended.record,
        -- the complaint itself was received in the span unless it took more than 12 months
        sum(received.complaints) - max(cast(
            ended.received_month > ended.ended_month - to_months(policy.recurrence_months) as int
        )) as like_it
    from fact_complaint as ended
    cross join policy
    join received
        on received.source_id = ended.source_id
        and received.root_cause = ended.root_cause
        and received.received_month <= ended.ended_month
        and received.received_month > ended.ended_month - to_months(policy.recurrence_months)
    where ended.ended_month is not null
    group by all
)
select fact_complaint.*, alike.like_it
from fact_complaint
left join alike using (source_id, record)
where fact_complaint.ended_month is not null
