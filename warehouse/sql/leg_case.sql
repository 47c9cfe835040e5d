-- One row per contact leg: a queue entry with its counts of 0 or 1, and what its interaction says.
-- An interaction of several legs is counted on its first answered one, with the sums of all;
-- null = the export does not say. wait_s and handle_s in seconds.
select
    leg.source_id, leg.src_file, leg.src_row, leg.leg_id as record,
    leg.entered_at, leg.local_at, leg.as_of,
    leg.month,
    leg.channel, leg.queue_name as queue, leg.team, leg.agent,
    leg.region, leg.site, leg.provider, leg.product,
    coalesce(leg.reason, whole.reason) as category,
    leg.priority, leg.complexity, leg.customer_segment,
    case leg.is_vulnerable when true then 'vulnerable' when false then 'not vulnerable' end
        as vulnerable,
    leg.hour, leg.weekday, leg.peak,
    leg.direction, leg.outcome, leg.is_acd, leg.is_test,
    leg.channel = 'callback' or coalesce(leg.initiation = 'callback', false) as is_callback,
    coalesce(lower(replace(leg.disposition, ' ', '_')) = 'wrong_number', false) as is_wrong_number,
    leg.knows_waits, leg.knows_patience, leg.states_resolution, leg.offers_callbacks,
    cast(leg.outcome in ('answered', 'abandoned_queue', 'callback_requested', 'overflow',
        'no_agent', 'voicemail') as bigint) as offered,
    cast(leg.outcome = 'answered' as bigint) as answered,
    cast(leg.outcome = 'abandoned_queue' as bigint) as abandoned,
    cast(leg.outcome = 'abandoned_queue' and coalesce(leg.wait_s <= policy.short_abandon_s, false)
        as bigint) as short_abandoned,
    cast(leg.outcome = 'callback_requested' as bigint) as callbacks_requested,
    cast(case leg.channel
        when 'voice' then policy.service_level_voice_s
        when 'chat' then policy.service_level_chat_s
        when 'message' then policy.service_level_chat_s
    end as decimal(18, 3)) as threshold_s,
    leg.wait_s,
    coalesce(whole.is_first, true) as is_first,
    coalesce(whole.is_answered, leg.outcome = 'answered') as interaction_answered,
    cast(leg.outcome = 'answered'
        and coalesce(whole.is_first_answered, true) as bigint)
        as interactions,
    cast(if(whole.leg_row is null, leg.transferred_out, whole.was_transferred) as bigint)
        as transferred,
    cast(leg.outcome = 'answered' and leg.handle_s is not null as bigint) as handled,
    leg.handle_s,
    if(whole.leg_row is null, leg.handle_s, whole.handle_s) as interaction_handle_s,
    cast(if(leg.hold_count is null and leg.hold_s is null, null,
        coalesce(leg.hold_count, 0) > 0 or coalesce(leg.hold_s, 0) > 0) as bigint) as held,
    leg.hold_s,
    cast(leg.callback_reached_at is not null and leg.callback_reached_at <= leg.callback_due_at
        as bigint) as callbacks_in_time,
    leg.callback_due_at,
    coalesce(whole.is_identified, leg.customer_key is not null) as is_identified,
    if(whole.leg_row is null, leg.is_resolved, whole.is_resolved) as is_resolved,
    leg.entered_at <= leg.as_of - to_days(policy.repeat_window_days) as is_mature,
    coalesce(chain.earlier, 0) as earlier, coalesce(chain.later, 0) as later,
    leg.rating, leg.rating_max
from staffed_leg as leg
cross join policy
left join interaction_of_legs as whole on whole.leg_row = leg.leg_row
left join repeat_contact as chain on chain.leg_row = leg.leg_row
