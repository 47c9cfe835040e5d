-- One row per ticket and agreed target (first reply, resolution), booked by the ticket's creation.
select
    * exclude (sla_first_reply_met, sla_resolution_met),
    'first reply' as target,
    sla_first_reply_met as is_met,
    first_reply_at is not null as is_settled
from fact_ticket
union all by name
select
    * exclude (sla_first_reply_met, sla_resolution_met),
    'resolution' as target,
    sla_resolution_met as is_met,
    resolved_at is not null as is_settled
from fact_ticket
