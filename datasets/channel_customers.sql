-- Register of the demo retailer: whom it knows at all.
-- reads:   nothing
-- params:  $as_of  those who joined later are not there yet; who is there never changes
-- returns: customer_id, joined_on, age, coupons_used (last year), store_km (to the nearest store)
-- grain:   one row per customer
with drawn as (
  select
    n::integer as n,
    (hash('channel joined ' || n) % 1000003) / 1000003.0 as joined_draw,
    (hash('channel age ' || n) % 1000003) / 1000003.0 as age_draw,
    (hash('channel coupons ' || n) % 1000003) / 1000003.0 as coupon_draw,
    (hash('channel distance ' || n) % 1000003) / 1000003.0 as distance_draw
  from range(1, 13001) as numbers(n)
),
joined as (
  select
    *,
    -- The first 12,000 were there before the campaign of July 2026, the others join one by one after it.
    if(n <= 12000, date '2019-01-01' + (joined_draw * 2720)::integer, date '2026-07-07' + (joined_draw * 540)::integer)
      as joined_on
  from drawn
)
select
  'R' || lpad(n::varchar, 5, '0') as customer_id,
  joined_on,
  (22 + 52 * age_draw)::integer as age,
  case
    when coupon_draw < 0.25 then 0
    when coupon_draw < 0.496 then 1
    when coupon_draw < 0.68 then 2
    when coupon_draw < 0.82 then 3
    when coupon_draw < 0.92 then 4
    else 5
  end as coupons_used,
  round(0.3 + 24 * distance_draw * distance_draw, 1)::decimal(5, 1) as store_km
from joined
where joined_on <= cast($as_of as date)
