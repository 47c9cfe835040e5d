-- One row per complaint and month from its receipt to its end, months that were over by the
-- source's as_of only; overdue = open at the month's end, past the resolution deadline.
with
monthly as (
    select
        *,
        cast(unnest(generate_series(
            received_month,
            least(
                coalesce(ended_month, date '9999-12-01'),
                date_trunc('month', timezone(site_zone, as_of)) - interval 1 month
            ),
            interval 1 month
        )) as date) as month
    from fact_complaint
)
select
    *,
    ended_month is not null and ended_month = month as is_over,
    resolve_due_on < month + interval 1 month as is_overdue
from monthly
