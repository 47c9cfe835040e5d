-- One row per queue entry, or per queue and period where a tool reports intervals only.
-- Counts are 0 or 1 for a queue entry and sums for an interval; null = the export does not say.
-- wait_s belongs to answered contacts, handle_s to handled ones; seconds. What a whole interaction
-- says (interactions, transferred, earlier, later) is counted on one leg of it.
select
    * exclude (rating, rating_max),
    false as is_interval,
    false as is_replaced,
    cast(null as bigint) as answered_within,
    cast(null as decimal(18, 3)) as counted_within_s,
    callbacks_requested as callbacks_offered,
    cast(null as bigint) as callback_base
from leg_case
union all by name
select
    source_id, src_file, src_row, interval_id as record,
    true as is_interval, is_replaced, period_end_at as entered_at,
    cast(period_start_on as timestamp) as local_at, month, as_of,
    channel, queue_name as queue, region, provider,
    'inbound' as direction,
    offered, answered, abandoned, coalesce(short_abandoned, 0) as short_abandoned,
    answered_within,
    threshold_s as counted_within_s,
    coalesce(threshold_s, case channel
        when 'voice' then service_level_voice_s
        when 'chat' then service_level_chat_s
        when 'message' then service_level_chat_s
    end) as threshold_s,
    wait_s,
    answered as interactions,
    handled,
    handle_s,
    handle_s as interaction_handle_s,
    hold_s,
    callbacks_offered, callback_base, callbacks_in_time
from interval_case
cross join policy
