-- The campaign of 6 July 2026 to all 12,000 customers; 1,200 respond.
-- reads:   nothing
-- params:  $as_of  the campaign is there once its fortnight of response is over
-- returns: customer_id, contacted_on, contacted_by (channel of channel_costs), responded (0/1), revenue and margin (KRW)
-- grain:   one row per customer who was contacted
--
-- Counts are exact by construction: 1,084 of the responders are among the 30 % who used two or more coupons and spend 67,800
-- won or more elsewhere (541, 338 and 205 in the thirds by that spending), 116 among all others.
with people as (
  select
    n::integer as n,
    'R' || lpad(n::varchar, 5, '0') as customer_id,
    (hash('channel home ' || n) % 1000003) / 1000003.0 as home_draw,
    (hash('channel revenue ' || n) % 1000003) / 1000003.0 as revenue_draw,
    (hash('channel coupons ' || n) % 1000003) / 1000003.0 >= 0.496
      and hash('channel matched ' || n) % 100 < 85
      and (hash('channel spend ' || n) % 1000003) / 1000003.0 >= 0.3 as is_hot,
    (hash('channel spend ' || n) % 1000003) / 1000003.0 as spend_draw,
    -- Those who come often respond a little sooner.
    (hash('channel responds ' || n) % 1000003) / 1000003.0 - if(hash('channel rhythm ' || n) % 100 < 45, 0.3, 0) as turn_draw
  from range(1, 12001) as numbers(n)
),
sized as (
  select
    *,
    if(is_hot, (row_number() over (partition by is_hot order by spend_draw desc, n) - 1) * 3 // count(*) over (partition by is_hot), 3) as tier
  from people
),
turned as (select *, row_number() over (partition by tier order by turn_draw, n) as turn from sized),
contacted as (
  select
    *,
    case
      -- A fifth, picked by the hash, was contacted by the channel of their own; all others by LMS.
      when hash('channel trial ' || n) % 5 > 0 then 'lms'
      when home_draw < 0.46 then if(hash('channel moves ' || n) % 1000 < 220, 'app', 'store')
      when home_draw < 0.72 then 'web'
      when home_draw < 0.92 then 'app'
      else 'call'
    end as contacted_by,
    turn <= [541, 338, 205, 116][tier + 1] as responded
  from turned
)
select
  customer_id,
  date '2026-07-06' as contacted_on,
  contacted_by,
  responded::integer as responded,
  if(responded, floor((12000 + 16000 * revenue_draw) / 100) * 100, 0)::decimal(14, 0) as revenue,
  if(responded, floor((12000 + 16000 * revenue_draw) / 100) * 15, 0)::decimal(14, 0) as margin
from contacted
where date '2026-07-06' + 14 <= cast($as_of as date)
