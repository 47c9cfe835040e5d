-- One row per handled inbound interaction of a known customer: how many contacts of the same
-- customer on the same reason came earlier and later, in any channel and from any source, with
-- 0 < gap ≤ window. Call-backs that we made and wrong numbers are none.
-- Whole microseconds, because a window over intervals takes four times as long.
select
    leg_row,
    count(*) over (
        partition by customer_key, reason order by epoch_us(entered_at)
        range between repeat_window_days * 86400000000 preceding and 1 preceding
    ) as earlier,
    count(*) over (
        partition by customer_key, reason order by epoch_us(entered_at)
        range between 1 following and repeat_window_days * 86400000000 following
    ) as later
from leg_case
cross join policy
where is_first
    and interaction_answered
    and direction = 'inbound'
    and customer_key is not null
    and not coalesce(is_test, false)
    and not is_callback
    and not is_wrong_number
