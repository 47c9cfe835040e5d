-- One row per name of an agent in a tool and spell in one team; spells of one agent never overlap.
-- A name that stands for two agents is nobody's.
with
assignment as (
    select agent_id, team, site, provider, valid_from_on, valid_to_on
    from agent_assignment
    qualify row_number() over (partition by agent_id, valid_from_on order by source_id, team) = 1
),
spell as (
    select
        agent_id, team, site, provider, valid_from_on,
        least(
            coalesce(valid_to_on, date '9999-12-31'),
            coalesce(
                (lead(valid_from_on) over (partition by agent_id order by valid_from_on)) - 1,
                date '9999-12-31'
            )
        ) as valid_to_on
    from assignment
),
alias as (
    select agent_ref, min(agent_id) as agent_id
    from agent_alias
    group by agent_ref
    having count(distinct agent_id) = 1
),
name as (
    select agent_ref, agent_id from alias
    union all
    select agent_id, agent_id
    from (select agent_id from agent union select agent_id from agent_assignment)
    where agent_id not in (select agent_ref from agent_alias)
)
select
    name.agent_ref,
    name.agent_id,
    spell.team,
    spell.site,
    spell.provider,
    coalesce(spell.valid_from_on, date '0001-01-01') as from_on,
    coalesce(spell.valid_to_on, date '9999-12-31') as to_on
from name
left join spell using (agent_id)
