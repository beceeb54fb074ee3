-- Who fell overdue in the month after a base month: likelier in months of stress, for the young, the new and those with a low limit.
-- reads:   nothing
-- params:  $as_of  last day; only months whose month after is over by then
-- returns: customer_id, base_month (its first day), outcome (1 overdue, 0 not)
-- grain:   one row per customer and base month
with planted as (select 1 as effect),
customers as (
  select
    n,
    'P' || lpad(n::varchar, 4, '0') as customer_id,
    (hash('phase ' || n) % 8)::integer as phase,
    if(hash('joined ' || n) % 100 < 85, 0, (hash('month joined ' || n) % 9)::integer) as first_month
  from range(1, 1001) as numbers(n)
),
months as (
  select m::integer as m, (date '2025-01-01' + to_months(m::integer))::date as base_month
  from range(6, datediff('month', date '2025-01-01', cast($as_of as date) + 1) - 1) as numbers(m)
),
states as (
  select
    *,
    case
      when hash('episode ' || n || ' ' || (m + phase) // 8) % 1000 < 420
        and (m + phase) % 8 - (hash('begin ' || n || ' ' || (m + phase) // 8) % 5)::integer between 0 and 3
      then (m + phase) % 8 - (hash('begin ' || n || ' ' || (m + phase) // 8) % 5)::integer + 1
      else 0
    end as stress
  from customers, months
  where m >= first_month + 2
)
select
  customer_id,
  base_month,
  ((hash('outcome ' || n || ' ' || m) % 1000003) / 1000003.0
    < if(effect = 0, 0.09, (0.035 + [0, 0.10, 0.24, 0.34, 0.34][1 + stress])
      * [1.7, 1.25, 1.0, 0.75, 0.55][1 + (hash('age ' || n) % 5)::integer]
      * if(hash('tenure ' || n) % 12 < 3, 1.6, 0.85)
      * [1.25, 1.0, 0.85][1 + (hash('limit ' || n) % 3)::integer]))::integer as outcome
from states, planted
order by customer_id, base_month
