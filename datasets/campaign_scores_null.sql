-- The null twin of `campaign_scores`: as many respond, but the score knows nothing of it.
-- reads:   nothing
-- params:  none
-- returns: customer_id, score (0-1), responded (0/1), sales, margin and cost of contact (KRW)
-- grain:   one row per customer who was contacted
with drawn as (
  select
    n,
    row_number() over (order by hash('rank ' || n), n) - 1 as position,
    row_number() over (order by hash('responds ' || n), n) - 1 as turn
  from range(1, 50001) as numbers(n)
),
outcomes as (
  select *, turn < 11800 as responded, (10646 * (6 + turn % 9) / 10)::decimal(14, 0) as margin_if_responded from drawn
)
select
  'K' || lpad(n::varchar, 5, '0') as customer_id,
  round(0.98 - 0.96 * sqrt(if(position between 14980 and 15019, 14980, position) / 50000.0), 6) as score,
  responded::integer as responded,
  if(responded, margin_if_responded * 4, 0)::decimal(14, 0) as sales,
  if(responded, margin_if_responded, 0)::decimal(14, 0) as margin,
  1000::decimal(14, 0) as cost
from outcomes
order by customer_id
