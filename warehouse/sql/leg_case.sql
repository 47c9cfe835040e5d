-- One row per contact leg, in its site's local time and with what its whole interaction says.
-- An interaction of several legs is counted on its first answered one, with the sums of all.
with
known as (
    select
        source_id,
        bool_or(wait_s is not null) filter (where outcome = 'answered') as knows_waits,
        bool_or(wait_s is not null) filter (where outcome = 'abandoned_queue') as knows_patience,
        bool_or(is_resolved is not null) as states_resolution,
        bool_or(outcome = 'callback_requested') as offers_callbacks
    from contact_leg
    group by all
),
local as (
    select
        leg.*,
        leg.rowid as leg_row,
        coalesce(leg.queued_at, leg.started_at) as entered_at,
        make_timestamp(epoch_us(coalesce(leg.queued_at, leg.started_at)) + half_hour.ahead_us)
            as local_at,
        clock.as_of,
        coalesce(known.knows_waits, false) as knows_waits,
        coalesce(known.knows_patience, true) as knows_patience,
        coalesce(known.states_resolution, false) as states_resolution,
        known.offers_callbacks
    from contact_leg as leg
    join source_clock as clock using (source_id)
    join half_hour
        on half_hour.site_zone = clock.site_zone
        and half_hour.half_hour = epoch_us(coalesce(leg.queued_at, leg.started_at)) // 1800000000
    join known using (source_id)
)
select
    local.* exclude (
        site, provider, customer_key, reason, is_resolved, source_updated_at, leg_seq, entry_point,
        ivr_s, ring_s, talk_s, acw_s, handle_basis, wait_basis, first_human_message_at, rona_count,
        outcome_raw, ended_by, transferred_out, transfer_kind, ticket_ref
    ),
    cast(date_trunc('month', local.local_at) as date) as month,
    roster.team,
    coalesce(roster.agent_id, local.agent_ref) as agent,
    coalesce(local.site, roster.site) as site,
    coalesce(local.provider, roster.provider) as provider,
    case local.is_vulnerable when true then 'vulnerable' when false then 'not vulnerable' end
        as vulnerable,
    lpad(cast(hour(local.local_at) as text), 2, '0') || ':00' as hour,
    dayname(local.local_at) as weekday,
    case when peak_hour.hour is null then 'off-peak' else 'peak' end as peak,
    local.outcome = 'answered' as is_answered,
    local.channel = 'callback' or coalesce(local.initiation = 'callback', false) as is_callback,
    coalesce(lower(replace(local.disposition, ' ', '_')) = 'wrong_number', false)
        as is_wrong_number,
    coalesce(whole.first_leg_id, local.leg_id) = local.leg_id as is_first,
    local.outcome = 'answered'
        and coalesce(whole.first_answered_leg_id, local.leg_id) = local.leg_id as is_first_answered,
    coalesce(whole.is_answered, local.outcome = 'answered') as interaction_answered,
    if(whole.contact_id is null, local.handle_s, whole.handle_s) as interaction_handle_s,
    if(whole.contact_id is null, local.transferred_out, whole.was_transferred)
        as interaction_transferred,
    if(whole.contact_id is null, local.is_resolved, whole.is_resolved) as is_resolved,
    if(whole.contact_id is null, local.customer_key, whole.customer_key) as customer_key,
    coalesce(local.reason, whole.reason) as reason
from local
left join interaction_of_legs as whole
    on whole.source_id = local.source_id and whole.contact_id = local.contact_id
left join roster
    on roster.agent_ref = local.agent_ref
    and cast(local.local_at as date) between roster.from_on and roster.to_on
left join peak_hour
    on peak_hour.source_id = local.source_id
    and peak_hour.weekday = isodow(local.local_at)
    and peak_hour.hour = hour(local.local_at)
