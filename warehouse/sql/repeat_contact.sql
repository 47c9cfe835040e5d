-- One row per handled inbound interaction of a known customer that has another one near it: how
-- many contacts of the same customer on the same reason came earlier and later, in any channel and
-- from any source, with 0 < gap ≤ window. Call-backs that we made and wrong numbers are none.
-- Whole microseconds, because a window over intervals takes four times as long; and one hash of
-- customer and reason: that two of ten million share one is a chance of one in a million.
with
contact as (
    select
        leg.rowid as leg_row,
        epoch_us(coalesce(leg.queued_at, leg.started_at)) as entered_us,
        hash(
            coalesce(whole.customer_key, leg.customer_key),
            coalesce(whole.reason, leg.reason)
        ) as issue
    from contact_leg as leg
    left join interaction_of_legs as whole on whole.leg_row = leg.rowid
    where coalesce(whole.is_first, true)
        and coalesce(whole.is_answered, leg.outcome = 'answered')
        and leg.direction = 'inbound'
        and not coalesce(leg.is_test, false)
        and leg.channel <> 'callback'
        and coalesce(leg.initiation <> 'callback', true)
        and coalesce(lower(replace(leg.disposition, ' ', '_')) <> 'wrong_number', true)
        and coalesce(whole.customer_key, leg.customer_key) is not null
),
counted as (
    select
        leg_row,
        count(*) over (
            partition by issue order by entered_us
            range between repeat_window_days * 86400000000 preceding and 1 preceding
        ) as earlier,
        count(*) over (
            partition by issue order by entered_us
            range between 1 following and repeat_window_days * 86400000000 following
        ) as later
    from contact
    cross join policy
)
select leg_row, earlier, later
from counted
where earlier + later > 0
