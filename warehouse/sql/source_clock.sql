-- One row per source: the zone that its months follow and the moment it is judged as of.
-- A source that dates nothing (a roster) is judged as of the newest moment of all sources.
with
judged as (
    select
        source_id,
        min(site_zone) as site_zone,
        coalesce(max(as_of), (select max(as_of) from source)) as as_of
    from source
    group by source_id
)
select source_id, site_zone, as_of, timezone(site_zone, as_of) as local_as_of
from judged
