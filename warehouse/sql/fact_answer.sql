-- One row per answer to a survey question, and per rating that was asked at the end of a contact.
-- position is the answer on its scale, 0 = worst and 1 = best; booked by the day of the contact.
with
asked as (
    select
        answer.source_id, answer.src_file, answer.src_row,
        answer.response_id || ' ' || answer.question_id as record,
        coalesce(response.contact_on, cast(timezone(clock.site_zone, response.submitted_at) as date))
            as contact_on,
        clock.as_of, answer.metric, answer.value_num, answer.scale_min, answer.scale_max,
        coalesce(answer.scale_low_is_good, false) as scale_low_is_good,
        coalesce(answer.is_na, false) as is_na,
        coalesce(answer.is_skipped, false) as is_skipped,
        response.completeness, response.weight, coalesce(response.is_test, false) as is_test,
        coalesce(response.is_spam, false) as is_spam,
        response.survey_id as survey, response.channel, response.region, response.customer_segment,
        response.agent_ref
    from survey_answer as answer
    join survey_response as response using (source_id, response_id)
    join source_clock as clock using (source_id)
),
answered as (
    select
        asked.* exclude (agent_ref), roster.team, roster.site, roster.provider,
        coalesce(roster.agent_id, asked.agent_ref) as agent
    from asked
    left join roster
        on roster.agent_ref = asked.agent_ref
        and asked.contact_on between roster.from_on and roster.to_on
    union all by name
    select
        source_id, src_file, src_row, record, cast(local_at as date) as contact_on, as_of,
        'csat' as metric, rating as value_num, 1 as scale_min, rating_max as scale_max,
        false as scale_low_is_good, false as is_na, false as is_skipped,
        coalesce(is_test, false) as is_test, false as is_spam,
        channel, queue, team, agent, region, site, provider, product,
        category, complexity, customer_segment, vulnerable
    from leg_case
    where rating is not null
)
select
    *,
    cast(contact_on as timestamp) as local_at,
    cast(date_trunc('month', contact_on) as date) as month,
    case
        when value_num between scale_min and scale_max and scale_min < scale_max
        then if(scale_low_is_good, scale_max - value_num, value_num - scale_min)
    end as steps_up,
    scale_max - scale_min as steps
from answered
