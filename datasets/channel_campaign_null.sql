-- Null twin of `channel_campaign`: as many respond, and nothing that is known of them has to do with it.
-- reads:   nothing
-- params:  $as_of  the campaign is there once its fortnight of response is over
-- returns: customer_id, contacted_on, contacted_by (channel of channel_costs), responded (0/1), revenue and margin (KRW)
-- grain:   one row per customer who was contacted
with people as (
  select
    n::integer as n,
    'R' || lpad(n::varchar, 5, '0') as customer_id,
    (hash('channel home ' || n) % 1000003) / 1000003.0 as home_draw,
    (hash('channel revenue ' || n) % 1000003) / 1000003.0 as revenue_draw
  from range(1, 12001) as numbers(n)
),
turned as (select *, row_number() over (order by hash('channel responds ' || n), n) as turn from people),
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
    turn <= 1200 as responded
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
