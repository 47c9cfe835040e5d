-- One row per complaint, and per customer on the list of a month (all keys of one customer together):
-- complaints over customers needs both in one month. is_active = still a customer at its end;
-- is_listed = the complainant is on that month's list, which may hold some of the customers only.
with
listed as (
    select
        source_id, coalesce(customer_ref, customer_key) as record, month,
        bool_or(is_active) as is_active, min(src_file) as src_file, min(src_row) as src_row
    from customer_month
    group by all
),
complaint_month as (select distinct received_month as month from fact_complaint),
list_month as (select distinct month from listed),
key_month as (select distinct customer_key, month from customer_month)
select
    fact.source_id, fact.src_file, fact.src_row, fact.record, fact.local_at,
    fact.received_month as month,
    true as is_complaint, 1 as complaints, cast(0 as bigint) as customers, true as is_active,
    key_month.month is not null as is_listed,
    list_month.month is not null as has_other
from fact_complaint as fact
left join complaint
    on complaint.source_id = fact.source_id and complaint.complaint_id = fact.record
left join list_month on list_month.month = fact.received_month
left join key_month
    on key_month.month = fact.received_month and key_month.customer_key = complaint.customer_key
union all by name
select
    source_id, src_file, src_row, record, cast(listed.month as timestamp) as local_at, listed.month,
    false as is_complaint, 0 as complaints, cast(1 as bigint) as customers, is_active,
    true as is_listed,
    complaint_month.month is not null as has_other
from listed
left join complaint_month on complaint_month.month = listed.month
