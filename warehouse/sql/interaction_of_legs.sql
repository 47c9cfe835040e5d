-- One row per interaction of several legs: what its legs say together.
-- first_leg_id is its first leg, first_answered_leg_id the first that an agent answered.
with
of_many as (
    select source_id, contact_id
    from contact_leg
    group by all
    having count(*) > 1
),
leg as (
    select
        *,
        (coalesce(queued_at, started_at), coalesce(leg_seq, 0), leg_id) as place,
        outcome = 'answered' as is_answered
    from contact_leg
    semi join of_many using (source_id, contact_id)
)
select
    source_id,
    contact_id,
    arg_min(leg_id, place) as first_leg_id,
    arg_min(leg_id, place) filter (where is_answered) as first_answered_leg_id,
    sum(handle_s) filter (where is_answered) as handle_s,
    bool_or(transferred_out) filter (where is_answered) as was_transferred,
    bool_or(is_answered) as is_answered,
    bool_or(is_resolved) as is_resolved,
    arg_min(customer_key, place) as customer_key,
    arg_min(reason, place) as reason
from leg
group by all
