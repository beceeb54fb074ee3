-- Use of the app of the demo retailer. From May 2026 on some customers of the stores come here.
-- reads:   nothing
-- params:  $as_of  last day; earlier days never change when it moves on
-- returns: customer_id, visited_on, visits, amount (KRW; 0 = nothing bought, negative = return)
-- grain:   one row per customer and day
--
-- Each customer has a slot of three weeks, and comes in it once or not at all, on a day that the hash picks.
with people as (
  select
    n::integer as n,
    'R' || lpad(n::varchar, 5, '0') as customer_id,
    (hash('channel home ' || n) % 1000003) / 1000003.0 as home_draw,
    hash('channel rhythm ' || n) % 100 < 45 as is_active,
    hash('channel showroom ' || n) % 100 < 10 as is_showroomer,
    if(
      n <= 12000,
      date '2019-01-01' + ((hash('channel joined ' || n) % 1000003) / 1000003.0 * 2720)::integer,
      date '2026-07-07' + ((hash('channel joined ' || n) % 1000003) / 1000003.0 * 540)::integer
    ) as known_from,
    -- One in ten falls asleep for good in the course of 2026.
    if(hash('channel asleep ' || n) % 100 < 10, date '2026-01-01' + (hash('channel last ' || n) % 240)::integer, date '2099-12-31')
      as known_to,
    -- The plant: more than a fifth of those who are at home in the stores move to the app between May and July 2026.
    if(hash('channel moves ' || n) % 1000 < 220, date '2026-05-01' + (hash('channel moves on ' || n) % 70)::integer, date '2099-12-31')
      as moves_on
  from range(1, 13001) as numbers(n)
),
turns as (
  select *, (hash('channel app visit', n, slot) % 1000003) / 1000003.0 as visit_draw
  from people, (select slot::integer as slot from range(0, (cast($as_of as date) - date '2025-08-04') // 21 + 1) as slots(slot))
  -- Nobody comes more often than that.
  where (hash('channel app visit', n, slot) % 1000003) / 1000003.0 < 0.60
),
days as (
  select
    *,
    date '2025-08-04' + slot * 21 + (hash('channel app day', n, slot) % 21)::integer as visited_on,
    (hash('channel app amount', n, slot) % 1000003) / 1000003.0 as amount_draw,
    (hash('channel app buys', n, slot) % 1000003) / 1000003.0 as buys_draw
  from turns
)
select
  customer_id,
  visited_on,
  1 as visits,
  (floor(if(buys_draw < 0.45 and not (is_showroomer and home_draw < 0.46), 15000 + 120000 * amount_draw * amount_draw, 0) / 100) * 100)::decimal(14, 0) as amount
from days
where
  visited_on between known_from and least(known_to, cast($as_of as date))
  and visit_draw < case when home_draw between 0.72 and 0.92 or (home_draw < 0.46 and visited_on >= moves_on) then if(is_active, 0.60, 0.28) when is_showroomer and home_draw < 0.46 then 0.22 else if(is_active, 0.05, 0.03) end
