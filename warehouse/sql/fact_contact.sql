-- One row per queue entry, or per queue and period where a tool reports intervals only.
-- Counts are 0 or 1 for a queue entry and sums for an interval; null = the export does not say.
-- wait_s belongs to answered contacts, handle_s to handled ones; seconds. What a whole interaction
-- says (interactions, transferred, earlier, later) is counted on one leg of it.
select
    source_id, src_file, src_row, leg_id as record, contact_id as interaction,
    false as is_interval, false as is_replaced, entered_at, local_at, month, as_of,
    channel, queue_name as queue, team, agent, region, site, provider, product,
    reason as category, priority, complexity, customer_segment, vulnerable, hour, weekday, peak,
    direction, is_callback, outcome, is_acd, is_test, knows_waits, knows_patience, offers_callbacks,
    cast(outcome in ('answered', 'abandoned_queue', 'callback_requested', 'overflow', 'no_agent',
        'voicemail') as bigint) as offered,
    cast(is_answered as bigint) as answered,
    cast(outcome = 'abandoned_queue' as bigint) as abandoned,
    cast(outcome = 'abandoned_queue' and coalesce(wait_s <= short_abandon_s, false) as bigint)
        as short_abandoned,
    cast(outcome = 'callback_requested' as bigint) as callbacks_requested,
    cast(null as bigint) as answered_within,
    cast(null as decimal(18, 3)) as counted_within_s,
    cast(case channel
        when 'voice' then service_level_voice_s
        when 'chat' then service_level_chat_s
        when 'message' then service_level_chat_s
    end as decimal(18, 3)) as threshold_s,
    wait_s,
    cast(is_first_answered as bigint) as interactions,
    cast(interaction_transferred as bigint) as transferred,
    cast(is_answered and handle_s is not null as bigint) as handled,
    handle_s,
    interaction_handle_s,
    cast(if(hold_count is null and hold_s is null, null,
        coalesce(hold_count, 0) > 0 or coalesce(hold_s, 0) > 0) as bigint) as held,
    hold_s,
    cast(outcome = 'callback_requested' as bigint) as callbacks_offered,
    cast(null as bigint) as callback_base,
    cast(callback_reached_at is not null and callback_reached_at <= callback_due_at as bigint)
        as callbacks_in_time,
    callback_due_at,
    is_first, interaction_answered, is_wrong_number, customer_key, is_resolved, states_resolution,
    entered_at <= as_of - to_days(repeat_window_days) as is_mature,
    earlier, later
from leg_case
cross join policy
left join repeat_contact using (leg_row)
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
