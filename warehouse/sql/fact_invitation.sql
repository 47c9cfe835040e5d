-- One row per survey invitation, booked by the day on which it was sent.
select
    invitation.source_id, invitation.src_file, invitation.src_row,
    invitation.invitation_id as record, clock.as_of,
    invitation.sent_at,
    timezone(clock.site_zone, invitation.sent_at) as local_at,
    cast(date_trunc('month', timezone(clock.site_zone, invitation.sent_at)) as date) as month,
    invitation.survey_id as survey, invitation.channel, invitation.region,
    invitation.customer_segment,
    roster.team, roster.site, roster.provider,
    coalesce(roster.agent_id, invitation.agent_ref) as agent,
    invitation.delivery,
    invitation.completed_at is not null
        or coalesce(response.completeness = 'complete', false) as is_complete
from survey_invitation as invitation
join source_clock as clock using (source_id)
left join survey_response as response
    on response.source_id = invitation.source_id
    and response.response_id = invitation.response_id
left join roster
    on roster.agent_ref = invitation.agent_ref
    and cast(invitation.sent_at as date) between roster.from_on and roster.to_on
