-- One row per interaction: all legs of a contact, described by its first leg.
-- earlier and later count the handled inbound contacts of the same customer on the same reason,
-- in any channel and from any source, with 0 < gap ≤ window; call-backs that we made are none.
with
contact as (
    select
        *,
        interaction_answered
            and direction = 'inbound'
            and not coalesce(is_test, false)
            and customer_key is not null
            and not (channel = 'callback' or coalesce(initiation = 'callback', false))
            and coalesce(lower(replace(disposition, ' ', '_')) <> 'wrong_number', true)
            as is_in_chain
    from leg_case
    where is_first
)
select
    source_id, src_file, src_row, contact_id as record, at, local_at, month, as_of,
    channel, queue_name as queue, team, agent, region, site, provider, product,
    reason as category, priority, complexity, customer_segment, vulnerable, hour, weekday, peak,
    direction, is_test, interaction_answered as is_answered, interaction_transferred as is_transferred,
    customer_key, is_in_chain,
    channel = 'callback' or coalesce(initiation = 'callback', false) as is_callback,
    coalesce(lower(replace(disposition, ' ', '_')) = 'wrong_number', false) as is_wrong_number,
    is_resolved, states_resolution,
    at <= as_of - to_days(repeat_window_days) as is_mature,
    count(*) over (
        partition by is_in_chain, customer_key, reason order by at
        range between to_days(repeat_window_days) preceding and interval 1 microsecond preceding
    ) as earlier,
    count(*) over (
        partition by is_in_chain, customer_key, reason order by at
        range between interval 1 microsecond following and to_days(repeat_window_days) following
    ) as later
from contact
cross join policy
