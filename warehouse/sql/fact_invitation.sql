-- One row per survey invitation, booked by the local day on which it was sent.
with
local as (
    select
        invitation.*,
        clock.as_of,
        make_timestamp(epoch_us(invitation.sent_at) + half_hour.ahead_us) as local_at
    from survey_invitation as invitation
    join source_clock as clock using (source_id)
    left join half_hour
        on half_hour.site_zone = clock.site_zone
        and half_hour.half_hour = epoch_us(invitation.sent_at) // 1800000000
)
select
    local.source_id, local.src_file, local.src_row, local.invitation_id as record, local.as_of,
    local.sent_at, local.local_at,
    cast(date_trunc('month', local.local_at) as date) as month,
    local.survey_id as survey, local.channel, local.region, local.customer_segment,
    roster.team, roster.site, roster.provider,
    coalesce(roster.agent_id, local.agent_ref) as agent,
    local.delivery,
    local.completed_at is not null
        or coalesce(response.completeness = 'complete', false) as is_complete
from local
left join survey_response as response
    on response.source_id = local.source_id
    and response.response_id = local.response_id
left join roster
    on roster.agent_ref = local.agent_ref
    and cast(local.local_at as date) between roster.from_on and roster.to_on
