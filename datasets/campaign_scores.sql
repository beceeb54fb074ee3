-- A campaign to 50,000 customers whose score is worth something: response falls from 62 % in the best tenth to 6 %.
-- reads:   nothing
-- params:  none
-- returns: customer_id, score (0-1), responded (0/1), sales, margin and cost of contact (KRW)
-- grain:   one row per customer who was contacted
--
-- Counts are exact by construction: 5,000 customers a tenth, of whom the given number respond, and the margins of the
-- responders of a tenth average the given multiple of the cost. Chance only decides who they are.
with drawn as (
  select n, row_number() over (order by hash('rank ' || n), n) - 1 as position from range(1, 50001) as numbers(n)
),
tenths as (select *, (position // 5000)::integer + 1 as tenth from drawn),
placed as (
  select *, row_number() over (partition by tenth order by hash('responds ' || n), n) - 1 as turn from tenths
),
outcomes as (
  select
    *,
    turn < [3100, 2000, 1500, 1225, 1000, 925, 750, 575, 425, 300][tenth] as responded,
    -- Nine steps from 60 % to 140 % in turn, so that their average is 100 %.
    ([17400, 12000, 9500, 8000, 7000, 6500, 5500, 5000, 5000, 5000][tenth] * (6 + turn % 9) / 10)::decimal(14, 0)
      as margin_if_responded
  from placed
)
select
  'K' || lpad(n::varchar, 5, '0') as customer_id,
  -- Forty customers around the third border share one score, as scores of trees often do.
  round(0.98 - 0.96 * sqrt(if(position between 14980 and 15019, 14980, position) / 50000.0), 6) as score,
  responded::integer as responded,
  if(responded, margin_if_responded * 4, 0)::decimal(14, 0) as sales,
  if(responded, margin_if_responded, 0)::decimal(14, 0) as margin,
  1000::decimal(14, 0) as cost
from outcomes
order by customer_id
