-- One row per source of contact legs: what it is known to record; null = it has none of the kind.
select
    source_id,
    bool_or(wait_s is not null) filter (where outcome = 'answered') as knows_waits,
    bool_or(wait_s is not null) filter (where outcome = 'abandoned_queue') as knows_patience,
    bool_or(is_resolved is not null) as states_resolution,
    bool_or(outcome = 'callback_requested') as offers_callbacks
from contact_leg
group by all
