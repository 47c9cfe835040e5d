-- One row per complaint and per contact: complaints over contacts needs both in one month.
with
complaint_month as (select distinct received_month as month from fact_complaint),
contact_month as (
    select distinct month
    from local_leg
    where outcome = 'answered'
    union
    select month from interval_case where answered > 0
)
select
    source_id, src_file, src_row, record, local_at, received_month as month, as_of,
    channel, region, provider, product, category, customer_segment, vulnerable,
    true as is_complaint, 1 as complaints, cast(0 as bigint) as contacts,
    contact_month.month is not null as has_other
from fact_complaint
left join contact_month on contact_month.month = fact_complaint.received_month
union all by name
select
    source_id, src_file, src_row, record, local_at, fact_contact.month, as_of,
    channel, region, provider, product, category, customer_segment, vulnerable,
    false as is_complaint, 0 as complaints, interactions as contacts,
    complaint_month.month is not null as has_other,
    direction, is_test, is_replaced
from fact_contact
left join complaint_month on complaint_month.month = fact_contact.month
