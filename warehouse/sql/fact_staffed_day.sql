-- One row per agent and local day on the workforce plan, booked by the day's month: what was
-- planned, staffed, not available and spent on contacts. Days after the export's time are left out.
select
    day.source_id, day.src_file, day.src_row,
    day.agent_id || ' ' || day.day as record,
    clock.as_of,
    cast(day.day as timestamp) as local_at,
    cast(date_trunc('month', day.day) as date) as month,
    day.agent_id as agent, roster.team, roster.site, roster.provider,
    day.scheduled_s, day.staffed_s, day.unavailable_s, day.contact_s, day.absence
from staffed_day as day
join source_clock as clock using (source_id)
left join roster on roster.agent_ref = day.agent_id and day.day between roster.from_on and roster.to_on
where day.day <= cast(clock.local_as_of as date)
