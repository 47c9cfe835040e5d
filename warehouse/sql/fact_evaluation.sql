-- One row per quality evaluation; its score is the form's own, else the points of its items.
with
item as (
    select
        source_id, evaluation_id,
        sum(points) filter (where not coalesce(is_na, false)) as points,
        sum(max_points) filter (where not coalesce(is_na, false)) as max_points,
        bool_or(critical_failed) as critical_failed
    from quality_item
    group by all
)
select
    evaluation.source_id, evaluation.src_file, evaluation.src_row,
    evaluation.evaluation_id as record, clock.as_of,
    evaluation.evaluated_at,
    timezone(clock.site_zone, evaluation.evaluated_at) as local_at,
    cast(date_trunc('month', timezone(clock.site_zone, evaluation.evaluated_at)) as date) as month,
    evaluation.form_name as form, evaluation.form_version, evaluation.channel,
    roster.team, roster.site, roster.provider,
    coalesce(roster.agent_id, evaluation.agent_ref) as agent,
    evaluation.status, coalesce(evaluation.is_calibration, false) as is_calibration,
    coalesce(evaluation.score_pct,
        cast(if(item.max_points > 0, 100 * item.points / item.max_points, null) as decimal(9, 3)))
        as score,
    item.critical_failed
from quality_evaluation as evaluation
join source_clock as clock using (source_id)
left join item using (source_id, evaluation_id)
left join roster
    on roster.agent_ref = evaluation.agent_ref
    and cast(timezone(clock.site_zone, evaluation.evaluated_at) as date)
        between roster.from_on and roster.to_on
