-- One row per contact leg with the agent who took it and that agent's team on the day.
select
    leg.* replace (
        coalesce(leg.site, roster.site) as site,
        coalesce(leg.provider, roster.provider) as provider
    ),
    roster.team,
    coalesce(roster.agent_id, leg.agent_ref) as agent
from local_leg as leg
left join roster
    on roster.agent_ref = leg.agent_ref
    and leg.day between roster.from_on and roster.to_on
