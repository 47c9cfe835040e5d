-- One row per leg of an interaction of several legs: what all its legs say together.
-- is_first marks its first leg, is_first_answered the first that an agent answered. Legs are found
-- by a hash of their interaction first: that costs a third of comparing ten million names.
with
of_many as (
    select hash(source_id, contact_id) as place
    from contact_leg
    group by all
    having count(*) > 1
),
leg as (
    select
        rowid as leg_row, source_id, contact_id, leg_id, handle_s, transferred_out, is_resolved,
        customer_key, reason,
        (coalesce(queued_at, started_at), coalesce(leg_seq, 0), leg_id) as place,
        outcome = 'answered' as is_answered
    from contact_leg
    where hash(source_id, contact_id) in (select place from of_many)
),
whole as (
    select
        source_id,
        contact_id,
        arg_min(leg_row, place) as first_leg_row,
        arg_min(leg_row, place) filter (where is_answered) as first_answered_row,
        sum(handle_s) filter (where is_answered) as handle_s,
        bool_or(transferred_out) filter (where is_answered) as was_transferred,
        bool_or(is_answered) as is_answered,
        bool_or(is_resolved) as is_resolved,
        arg_min(customer_key, place) as customer_key,
        arg_min(reason, place) as reason
    from leg
    group by all
    having count(*) > 1
)
select
    leg.leg_row,
    leg.leg_row = whole.first_leg_row as is_first,
    leg.leg_row is not distinct from whole.first_answered_row as is_first_answered,
    coalesce(whole.customer_key, leg.customer_key) is not null as is_identified,
    whole.* exclude (source_id, contact_id, first_leg_row, first_answered_row)
from leg
join whole using (source_id, contact_id)
