-- Grade table of the published case, as it stands there: sales are given down to grade 4.
-- reads:   nothing
-- params:  none
-- returns: grade, lift, cumulative_sales (share), mark
-- grain:   one row per grade
select grade::integer as grade, lift::decimal(3, 1) as lift, cumulative_sales::double as cumulative_sales, mark
from (values
  (1, 6.1, 0.5, null), (2, 4.0, 0.7, null), (3, 2.1, 0.8, null), (4, 1.3, 0.9, null), (5, 0.9, null, null),
  (6, 0.7, null, 'Max'), (7, 0.5, null, null), (8, 0.3, null, null), (9, 0.1, null, null), (10, 0.0, null, null)
) as t(grade, lift, cumulative_sales, mark)
