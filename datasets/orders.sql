-- Purchases of a generated shop. From August 2026 the store customers of Busan–Gyeongnam stop one after the other.
-- reads:   nothing; draws joining day, region and channel of a customer as customers.sql does
-- params:  $as_of  last day; earlier days never change when it moves on
-- returns: order_id, customer_id, ordered_on, amount (KRW), channel
-- grain:   one row per purchase
--
-- Each customer has a fortnightly slot that starts on his own weekday, and buys in it with his own probability on a day
-- that the hash picks. So no month-end is special, and a day once generated stays.
with draws as (
  select
    n,
    'C' || lpad(n::varchar, 5, '0') as customer_id,
    (hash('joined ' || n) % 1000003) / 1000003.0 as joined_draw,
    (hash('region ' || n) % 1000003) / 1000003.0 as region_draw,
    (hash('channel ' || n) % 1000003) / 1000003.0 as channel_draw,
    (hash('ticket ' || n) % 1000003) / 1000003.0 as ticket_draw
  from range(1, 12201) as numbers(n)
),
traits as (
  select
    customer_id,
    ticket_draw,
    case
      when joined_draw < 0.95 then date '2019-01-01' + (joined_draw / 0.95 * 1825)::integer
      else date '2024-01-01' + ((joined_draw - 0.95) / 0.05 * 1095)::integer
    end as joined_on,
    region_draw between 0.52 and 0.72 as is_in_busan,
    case
      when channel_draw < if(is_in_busan, 0.70, 0.45) then '매장'
      when channel_draw < if(is_in_busan, 0.88, 0.83) then '모바일 앱'
      else '온라인몰'
    end as channel,
    (hash('offset ' || customer_id) % 14)::integer as slot_offset,
    (hash('rhythm ' || customer_id) % 1000003) / 1000003.0 as rhythm
  from draws
),
habits as (
  select
    *,
    -- Each of those who stop has a last day of his own between 1 August and 25 October.
    if(is_in_busan and channel = '매장', date '2026-08-01' + (hash('last day ' || customer_id) % 86)::integer, null) as stops_on,
    -- Four kinds of buyers: devoted, regular, now and then, rare.
    case
      when rhythm < 0.14 then 0.95 + 0.04 * (rhythm / 0.14)
      when rhythm < 0.36 then 0.18 + 0.18 * ((rhythm - 0.14) / 0.22)
      when rhythm < 0.68 then 0.07 + 0.09 * ((rhythm - 0.36) / 0.32)
      else 0.045 + 0.03 * ((rhythm - 0.68) / 0.32)
    end as chance,
    24000 + 120000 * ticket_draw * ticket_draw * ticket_draw + if(ticket_draw > 0.985, 400000, 0) as ticket
  from traits
  where joined_on <= cast($as_of as date)
),
slots as (
  select slot::integer as slot from range(0, (cast($as_of as date) - date '2024-01-01') // 14 + 2) as slots(slot)
),
chances as (
  select
    habits.*,
    slot,
    date '2023-12-18' + slot_offset + slot * 14 + (hash('day ' || customer_id || ' ' || slot) % 14)::integer as ordered_on,
    (hash('visit ' || customer_id || ' ' || slot) % 1000003) / 1000003.0 as buys_draw,
    (hash('amount ' || customer_id || ' ' || slot) % 1000003) / 1000003.0 as amount_draw,
    (hash('channel ' || customer_id || ' ' || slot) % 100)::integer as channel_draw
  from habits, slots
)
select
  customer_id || '-' || lpad(slot::varchar, 4, '0') as order_id,
  customer_id,
  ordered_on,
  -- Whole hundreds of won, a long tail to the right.
  (floor(ticket * (0.45 + 0.8 * amount_draw + 0.9 * amount_draw * amount_draw * amount_draw) / 100) * 100)::decimal(14, 0)
    as amount,
  case
    when channel_draw < 80 then channel
    when channel_draw < 88 then '매장'
    when channel_draw < 96 then '모바일 앱'
    else '온라인몰'
  end as channel
from chances
where
  ordered_on between greatest(date '2024-01-01', joined_on) and cast($as_of as date)
  and ordered_on < coalesce(stops_on, date '9999-12-31')
  -- A calm season: gift months up, February down.
  and buys_draw < chance * [1.00, 0.98, 1.00, 1.00, 1.02, 1.00, 1.00, 0.99, 1.01, 1.01, 1.00, 1.02][month(ordered_on)]
order by customer_id, slot
