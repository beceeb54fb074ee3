-- The last campaign went to all: each answer brought 11.
-- reads:   personality
-- params:  none
-- returns: customer_id, contacted_on, contacted_by, responded, revenue, margin
-- grain:   one row per customer
select
  customer_id,
  date '2014-07-01' as contacted_on,
  'lms' as contacted_by,
  response as responded,
  response * revenue as revenue,
  response * revenue as margin
from personality
