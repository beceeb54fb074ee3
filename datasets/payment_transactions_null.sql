-- Payments in which nothing is planted: the null twin of `payment_transactions`, the same customers and rhythm without stress and new channel.
-- reads:   nothing
-- params:  $as_of  last day; what was recorded by an earlier day never changes when it moves on
-- returns: customer_id, merchant_id, category, paid_at, amount (KRW, negative for a refund), channel, recorded_on (day at which the row arrived)
-- grain:   one row per payment
--
-- A customer has six slots a month and uses each with a chance of his own. From June 2026 on a new way to pay takes over. After an overdue month
-- small payments are booked back into it: they are there to be refused (recorded_on), for they know the outcome.
with planted as (select 0 as episodes, 0 as drift, false as late_bookings),
customers as (
  select
    n,
    'P' || lpad(n::varchar, 4, '0') as customer_id,
    (hash('phase ' || n) % 8)::integer as phase,
    if(hash('joined ' || n) % 100 < 85, 0, (hash('month joined ' || n) % 9)::integer) as first_month,
    0.30 + 0.37 * (hash('rhythm ' || n) % 1000003) / 1000003.0 as chance,
    16000 + 90000 * ((hash('ticket ' || n) % 1000003) / 1000003.0) ** 2 as ticket
  from range(1, 1001) as numbers(n)
),
months as (
  select m::integer as m, (date '2025-01-01' + to_months(m::integer))::date as first_day
  from range(0, datediff('month', date '2025-01-01', cast($as_of as date)) + 1) as numbers(m)
),
-- Months in a stress that lasts four; 0 outside of one. `payment_outcomes` holds the same rule.
states as (
  select
    customers.*,
    months.*,
    case
      when hash('episode ' || n || ' ' || (m + phase) // 8) % 1000 < 420
        and (m + phase) % 8 - (hash('begin ' || n || ' ' || (m + phase) // 8) % 5)::integer between 0 and 3
      then episodes * ((m + phase) % 8 - (hash('begin ' || n || ' ' || (m + phase) // 8) % 5)::integer + 1)
      else 0
    end as stress
  from customers, months, planted
  where m >= first_month
),
draws as (
  select
    *,
    (hash('day ' || n || ' ' || m || ' ' || slot) % day(last_day(first_day)))::integer as day_draw,
    (hash('night ' || n || ' ' || m || ' ' || slot) % 1000003) / 1000003.0 as night_draw,
    (hash('hour ' || n || ' ' || m || ' ' || slot) % 56)::integer as hour_draw,
    (hash('minute ' || n || ' ' || m || ' ' || slot) % 60)::integer as minute_draw,
    (hash('amount ' || n || ' ' || m || ' ' || slot) % 1000003) / 1000003.0 as amount_draw,
    (hash('odd ' || n || ' ' || m || ' ' || slot) % 1000)::integer as odd_draw,
    (hash('category ' || n || ' ' || m || ' ' || slot) % 100)::integer as category_draw,
    (hash('taste ' || n) % 100)::integer as taste_draw,
    (hash('shop ' || n || ' ' || m || ' ' || slot) % 1000003) / 1000003.0 as shop_draw,
    (hash('channel ' || n || ' ' || m || ' ' || slot) % 100)::integer as channel_draw,
    (hash('recorded ' || n || ' ' || m || ' ' || slot) % 100)::integer as recorded_draw
  from states, planted, range(0, 6) as slots(slot)
  where (hash('pays ' || n || ' ' || m || ' ' || slot) % 1000003) / 1000003.0 < chance * if(stress > 0, 0.62, 1.0)
),
regular as (
  select
    customer_id,
    -- Each customer goes mostly to a few shops of his own.
    'M' || lpad((hash('merchant ' || if(shop_draw < 0.7, n::varchar || ' ' || floor(shop_draw * 10), 'all ' || floor(shop_draw * 4000))) % 900 + 100)::varchar, 4, '0')
      as merchant_id,
    [
      'grocery', 'grocery', 'dining', 'dining', 'transport', 'online_shop', 'online_shop', 'health', 'leisure', 'convenience', 'subscription', 'education'
    ][1 + if(category_draw < 40, taste_draw, category_draw * 7 + hour_draw) % 12] as category,
    first_day
      + to_days(day_draw)
      + to_hours(if(night_draw < if(stress > 0, 0.46, 0.10), [22, 23, 0, 1][1 + hour_draw % 4], 8 + hour_draw % 14))
      + to_minutes(minute_draw) as paid_at,
    (case
      when odd_draw < 4 then 0
      when odd_draw < 16 then -1
      else 1
    end * floor(ticket * (0.35 + 1.1 * amount_draw ** 3) * if(stress > 0, 0.8, 1.0) / 100) * 100)::decimal(14, 0) as amount,
    case
      when drift = 1 and channel_draw < 8 + 16 * greatest(0, m - 16) then 'mobile_pay'
      when channel_draw < 8 then 'mobile_pay'
      when channel_draw < 55 then 'store'
      when channel_draw < 88 then 'online'
      else 'auto_pay'
    end as channel,
    (first_day + to_days(day_draw) + to_days(if(recorded_draw < 97, 0, recorded_draw - 94)))::date as recorded_on
  from draws
),
-- The late bookings: one to three for each overdue month, by the rule of `payment_outcomes`.
overdue as (
  select n, customer_id, m, first_day
  from states, planted
  where
    late_bookings
    and m between greatest(6, first_month + 2) and datediff('month', date '2025-01-01', cast($as_of as date))
    and (hash('outcome ' || n || ' ' || m) % 1000003) / 1000003.0
      < (0.035 + [0, 0.10, 0.24, 0.34, 0.34][1 + stress])
        * [1.7, 1.25, 1.0, 0.75, 0.55][1 + (hash('age ' || n) % 5)::integer]
        * if(hash('tenure ' || n) % 12 < 3, 1.6, 0.85)
        * [1.25, 1.0, 0.85][1 + (hash('limit ' || n) % 3)::integer]
),
late as (
  select
    customer_id,
    'M0099' as merchant_id,
    'online_shop' as category,
    first_day + to_days(20 + turn::integer) + to_hours(23) + to_minutes(30) as paid_at,
    (1000 + 100 * (hash('late ' || n || ' ' || m || ' ' || turn) % 40)::integer)::decimal(14, 0) as amount,
    'online' as channel,
    (first_day + interval 1 month + to_days(4 + (hash('booked ' || n || ' ' || m || ' ' || turn) % 10)::integer))::date as recorded_on
  from overdue, range(0, 3) as turns(turn)
  where turn <= (hash('turns ' || n || ' ' || m) % 3)::integer
)
select customer_id, merchant_id, category, paid_at, amount, channel, recorded_on
from (from regular union all by name from late)
where paid_at::date <= cast($as_of as date) and recorded_on <= cast($as_of as date)
order by customer_id, paid_at, merchant_id, amount
