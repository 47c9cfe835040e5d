-- A small build on which every check has something to look at and none fails. The shop has thirty
-- calls a day from January to March 2025, twelve complaints a month, and two rows or so of
-- everything else. The depot, for what is compared over months, has 120 rows of everything a month
-- from November 2024 to March 2025, its rows numbered from 100000.

insert into source values
  ('shop', 'shop', 'Shop', 'Europe/London', timestamptz '2025-03-31 22:59:00+00', 31,
   timestamptz '2025-03-31 22:59:00+00', timestamptz '2025-04-01 06:00:00+00');
insert into load_file values
  (1, 'shop', 'shop', 'shop.csv', 'abc', 1000, 10, 100, 97, 1, 1, 1,
   timestamptz '2025-04-01 06:00:00+00', 'Europe/London');
insert into exclusion values (1, 'spam', 1);
insert into quarantine values (1, 'shop', 7, 'no time', '{}');

insert into contact_leg by name
select
  'shop' as source_id, 1 as src_file, n as src_row, 'leg' || n as leg_id, 'contact' || n as contact_id,
  'voice' as channel, 'inbound' as direction, 'customer' || n as customer_key, 'anna' as agent_ref,
  began as started_at, began + interval 10 second as queued_at, began + interval 30 second as answered_at,
  began + interval 150 second as ended_at, 10 as ivr_s, 20 as wait_s, 5 as ring_s, 90 as talk_s,
  10 as hold_s, 20 as acw_s, 120 as handle_s, 'answered' as outcome, 4 as rating, 5 as rating_max
from (
  select n, timestamptz '2025-01-01 09:00:00+00' + (n // 30) * interval 1 day
    + (n % 30) * interval 10 minute as began
  from range(90 * 30) as numbers(n)
);
insert into queue_interval by name
select
  'shop' as source_id, 1 as src_file, n as src_row, 'interval' || n as interval_id,
  'voice' as channel, date '2025-01-01' + n::integer as period_start_on,
  timestamptz '2025-01-02 00:00:00+00' + n * interval 1 day as period_end_at,
  100 as offered, 90 as answered, 6 as abandoned, 80 as answered_within, 20 as threshold_s,
  10 as callbacks_offered, 5 as callbacks_in_time, 90 as handled, 9000 as handle_s
from range(2) as numbers(n);

insert into ticket by name
select
  'shop' as source_id, 1 as src_file, n as src_row, 'ticket' || n as ticket_id, 'T-' || n as ticket_number,
  began as created_at, 'closed' as status, 2 as priority, began + interval 1 hour as first_reply_at,
  began + interval 1 day as first_resolved_at, began + interval 2 day as resolved_at,
  began + interval 3 day as closed_at, 1 as reply_count, 0 as reopen_count,
  3600 as first_reply_s_calendar, 86400 as resolution_s_calendar, true as sla_first_reply_met
from (select n, timestamptz '2025-02-03 10:00:00+00' + n * interval 1 day as began from range(2) as numbers(n));
insert into ticket_event by name
select
  'shop' as source_id, 1 as src_file, ticket.src_row as src_row, 'event' || src_row as event_id, ticket_id,
  created_at as event_at, 'created' as event_type
from ticket;
insert into ticket_event by name
select 'shop' as source_id, 1 as src_file, 11 as src_row, 'event11' as event_id, ticket_id,
  first_reply_at as event_at, 'first_reply' as event_type
from ticket where ticket_id = 'ticket0';
insert into ticket_event by name
select 'shop' as source_id, 1 as src_file, 12 as src_row, 'event12' as event_id, ticket_id,
  closed_at as event_at, 'closed' as event_type
from ticket where ticket_id = 'ticket0';
insert into escalation by name
select
  'shop' as source_id, 1 as src_file, 1 as src_row, 'escalation1' as escalation_id, 'T-1' as record_ref,
  timestamptz '2025-02-05 10:00:00+00' as raised_at, 1 as level, 'safety' as reason,
  timestamptz '2025-02-06 10:00:00+00' as answered_at;

insert into complaint by name
select
  'shop' as source_id, 1 as src_file, n as src_row, 'complaint' || n as complaint_id,
  if(n < 12, 'T-' || (n % 2), null) as link_ticket_id, 'contact' || (100 + n) as link_contact_id, began as received_at, 'phone' as channel, 'delivery' as category,
  2 as severity, began + interval 1 hour as acknowledged_at, began + interval 1 day as first_response_at,
  began + interval 2 day as resolved_at, began + interval 2 day as closed_at, 'upheld' as outcome
from (
  select n, timestamptz '2025-01-10 12:00:00+00' + (n // 12) * interval 31 day
    + (n % 12) * interval 1 day as began
  from range(36) as numbers(n)
);

insert into survey_response by name
select
  'shop' as source_id, 1 as src_file, n as src_row, 'response' || n as response_id, 'survey' as survey_id,
  began as started_at, began + interval 300 second as submitted_at, 300 as duration_s,
  'complete' as completeness, false as is_test, 1 as weight,
  nullif('network' || n, 'network0') as network_key, nullif('place' || n, 'place0') as place_key
from (select n, timestamptz '2025-03-03 10:00:00+00' + n * interval 1 day as began from range(4) as numbers(n));
insert into survey_answer by name
select
  'shop' as source_id, 1 as src_file, n as src_row, 'response' || n as response_id, 'q1' as question_id,
  'csat' as metric, 4 as value_num, 1 as scale_min, 5 as scale_max
from range(4) as numbers(n);
insert into survey_invitation by name
select
  'shop' as source_id, 1 as src_file, n as src_row, 'invitation' || n as invitation_id,
  'survey' as survey_id, 'delivered' as delivery, timestamptz '2025-03-02 10:00:00+00' as sent_at,
  timestamptz '2025-03-06 10:00:00+00' as completed_at, 'response' || n as response_id
from range(4) as numbers(n);

insert into quality_evaluation by name
select
  'shop' as source_id, 1 as src_file, n as src_row, 'evaluation' || n as evaluation_id,
  timestamptz '2025-03-05 10:00:00+00' as evaluated_at, 'anna' as agent_ref, 88 as score_pct,
  'final' as status, false as is_calibration
from range(2) as numbers(n);
insert into quality_item by name
select
  'shop' as source_id, 1 as src_file, n as src_row, 'evaluation' || n as evaluation_id, 'greeting' as item_id,
  3 as points, 4 as max_points, true as is_critical, false as critical_failed
from range(2) as numbers(n);

insert into agent by name
select
  'shop' as source_id, 1 as src_file, 1 as src_row, 'a1' as agent_id, 'Anna' as agent_name,
  date '2020-01-01' as employment_start_on, date '2030-01-01' as employment_end_on;
insert into agent_assignment by name
select
  'shop' as source_id, 1 as src_file, 1 as src_row, 'a1' as agent_id, 'north' as team,
  date '2020-01-01' as valid_from_on, date '2025-03-31' as valid_to_on;
insert into agent_alias by name
select 'shop' as source_id, 1 as src_file, 1 as src_row, 'anna' as agent_ref, 'a1' as agent_id;
insert into training_record by name
select
  'shop' as source_id, 1 as src_file, 1 as src_row, 'a1' as agent_id, 'refresher' as course_code,
  date '2025-01-10' as assigned_on, date '2025-02-10' as completed_on, date '2026-02-10' as expires_on,
  90 as score_pct;
insert into source_total by name
select
  'totals' as source_id, 2 as src_file, n as src_row, 'shop' as of_source, 'complaint' as measure,
  date '2025-01-01' + to_months(n::integer) as month, 12 as value
from range(3) as numbers(n);
insert into load_file by name
select
  2 as file_id, 'totals' as source_id, 3 as rows_read, 3 as accepted, 0 as superseded, 0 as excluded,
  0 as quarantined;
insert into source by name
select 'totals' as source_id, 'UTC' as site_zone, 31 as cadence_days;

update contact_leg set ticket_ref = 'T-0' where src_row = 1;

insert into source by name
select
  'depot' as source_id, 'UTC' as site_zone, 31 as cadence_days,
  timestamptz '2025-04-01 00:00:00+00' as as_of, timestamptz '2025-03-31 23:00:00+00' as newest_event_at,
  timestamptz '2025-04-01 06:00:00+00' as newest_load_at;
insert into load_file by name
select
  3 as file_id, 'depot' as source_id, 600 as rows_read, 600 as accepted, 0 as superseded, 0 as excluded,
  0 as quarantined;
create temp table depot as
select
  'depot' as source_id, 3 as src_file, 100000 + n as src_row, n,
  timestamptz '2024-11-01 00:00:00+00' + to_months((n // 120)::integer) + (n % 120) * interval 5 hour as began
from range(600) as numbers(n);

insert into contact_leg by name
select
  source_id, src_file, src_row, 'depot' || n as leg_id, 'depot' || n as contact_id,
  'voice' as channel, 'inbound' as direction, 'desk' as queue_name, 'customer' || n as customer_key,
  began as started_at, began as queued_at, began + interval 300 second as ended_at,
  if(n % 4 = 0, 'abandoned_queue', 'answered') as outcome, 60 as wait_s, 'delivery' as reason,
  'north' as region, n % 20 = 1 as transferred_out,
  if(n % 20 = 1, began + interval 1 day, null) as callback_due_at,
  if(n % 4 = 0, null, 'anna') as agent_ref, if(n % 4 = 0, null, began + interval 60 second) as answered_at,
  if(n % 4 = 0, null, 90) as talk_s, if(n % 4 = 0, null, 20) as acw_s, if(n % 4 = 0, null, 120) as handle_s
from depot;
insert into queue_interval by name
select
  'depot' as source_id, 3 as src_file, 100000 as src_row, 'desk january' as interval_id,
  'desk' as queue_name, 'voice' as channel, date '2025-01-01' as period_start_on,
  timestamptz '2025-02-01 00:00:00+00' as period_end_at, 120 as offered, 90 as answered;
insert into ticket by name
select
  source_id, src_file, src_row, 'depot' || n as ticket_id, began as created_at, 'open' as status,
  'email' as channel, if(n % 2 = 0, 'delivery', 'bill') as category, 2 as priority,
  'desk' as group_name, began + interval 1 hour as updated_at
from depot;
insert into complaint by name
select
  source_id, src_file, src_row, 'depot' || n as complaint_id, began as received_at, 'email' as channel,
  'delivery' as category, 'parcel' as product, 2 as severity, 'north' as region,
  began + interval 1 hour as acknowledged_at, 'cause' || (n % 4) as root_cause,
  n % 10 = 0 as referred_external
from depot;
insert into survey_invitation by name
select
  source_id, src_file, src_row, 'depot' || n as invitation_id, 'survey' as survey_id, 'email' as channel,
  'delivered' as delivery, began as sent_at,
  if(n % 2 = 0, began + interval 1 hour, null) as completed_at
from depot;
insert into survey_response by name
select
  source_id, src_file, src_row, 'depot' || n as response_id, 'survey' as survey_id, 'email' as channel,
  began as started_at, began + interval 300 second as submitted_at, 'complete' as completeness,
  'EN' as language, 'depot' || n as contact_ref
from depot;
insert into survey_answer by name
select
  source_id, src_file, src_row, 'depot' || n as response_id, 'q1' as question_id, 'csat' as metric,
  1 + n % 5 as value_num, 1 as scale_min, 5 as scale_max
from depot;
insert into quality_evaluation by name
select
  source_id, src_file, src_row, 'depot' || n as evaluation_id, began + interval 1 hour as evaluated_at,
  'anna' as agent_ref, 'eva' as evaluator_ref, 'depot' || n as interaction_ref, 'call' as form_name,
  '1' as form_version, 'voice' as channel, 80 + n % 20 as score_pct, 'final' as status
from depot;
drop table depot;

insert into complaint_coding by name
select
  'shop' as source_id, 1 as src_file, n as src_row, 'complaint' || (n // 2) as complaint_id,
  'coder' || (n % 2) as coder_ref, date '2025-03-20' as coded_on, 'billing' as category
from range(8) as coding(n);
insert into customer_month by name
select
  'shop' as source_id, 1 as src_file, n as src_row, 'customer' || (n % 30) as customer_key,
  date '2024-03-01' + to_months((n // 30)::integer) as month, 1 as purchases, n < 389 as is_active
from range(390) as numbers(n);
insert into staffed_day by name
select
  'shop' as source_id, 1 as src_file, n as src_row, agent.agent_id,
  date '2025-03-01' + n::integer as day, 28800 as scheduled_s, 27000 as staffed_s,
  1800 as unavailable_s, 18000 as contact_s
from range(10) as numbers(n)
cross join (select min(agent_id) as agent_id from agent) as agent;

insert into action_revision
select
  'A-' || n // 2 as action_id, 1 + n % 2 as revision,
  (select max(loaded_at) from load_file) - to_days((10 - n)::integer) as written_at,
  n % 2 = 1 as is_done, date '2025-04-30' as original_due_on
from range(8) as numbers(n);
insert into risk_revision
select
  'R-' || n // 2 as risk_id, 1 + n % 2 as revision,
  (select max(loaded_at) from load_file) - to_days((10 - n)::integer) as written_at,
  true as is_open, 3 as level, false as is_above_appetite
from range(8) as numbers(n);
