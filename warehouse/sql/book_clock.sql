-- One row: the newest source, by which months of the program's own books are judged as over. They
-- belong to no source; the oldest would keep them provisional once a tool is no longer used.
select source_id, site_zone, as_of, local_as_of
from source_clock
qualify row_number() over (order by as_of desc nulls last, source_id) = 1
