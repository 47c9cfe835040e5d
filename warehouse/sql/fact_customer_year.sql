-- One row per customer who was active at the end of a month, and the month twelve months later, of
-- which the same source has a list: is_kept = still active at its end; null = not said, or not on it.
with
customer as (
    select
        source_id, coalesce(customer_ref, customer_key) as record, month,
        bool_or(is_active) as is_active, min(src_file) as src_file, min(src_row) as src_row
    from customer_month
    group by all
),
listed as (
    select distinct source_id, month from customer
)
select
    began.source_id, began.record, cast(listed.month as timestamp) as local_at, listed.month,
    began.month as began_month, ended.is_active as is_kept, ended.record is not null as is_listed,
    coalesce(ended.src_file, began.src_file) as src_file,
    coalesce(ended.src_row, began.src_row) as src_row
from customer as began
join listed
    on listed.source_id = began.source_id and listed.month = began.month + interval 12 months
left join customer as ended
    on ended.source_id = began.source_id
    and ended.record = began.record
    and ended.month = listed.month
where began.is_active
