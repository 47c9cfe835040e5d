-- One row per calendar day in which a complaint's clock may run: how many working days have begun
-- since the first of them. The Nth working day after a day is the first whose number is N higher.
with
bound as (
    select
        cast(min(received_at) as date) - 1 as first_on,
        cast(greatest(max(received_at), max(clock.as_of)) as date) + 90 as last_on
    from complaint
    join source_clock as clock using (source_id)
),
day as (
    select cast(unnest(generate_series(first_on, last_on, interval 1 day)) as date) as day
    from bound
)
select
    day.day,
    sum(case when closed_day.day is null then 1 else 0 end) over (order by day.day) as number
from day
left join (select distinct day from closed_day) as closed_day using (day)
