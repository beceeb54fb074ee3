-- A scenario: what if the customers move in the next half year as they did in the last one?
-- reads:   channel_360, channel_shift, channel_costs
-- params:  none of its own
-- returns: channel, place, customers, share, next_share, low, high (of next_share, 95 %), unit_cost
-- grain:   one row per channel that somebody preferred
--
-- Share of each channel now times the part of its customers that went to the other channel. The interval knows of the number
-- of customers only, not of anything that may be different next time.
with now as (
  select preferred_channel as channel, count(*) as customers, count(*) / sum(count(*)) over () as share
  from channel_360
  where preferred_channel is not null
  group by 1
),
parts as (
  select *, customers / sum(customers) over (partition by channel_before) as part, sum(customers) over (partition by channel_before) as n
  from channel_shift
),
known as (
  select now.share, parts.channel_now, parts.part, parts.n from now join parts on parts.channel_before = now.channel
  union all
  -- Nobody was there before: they are taken to stay.
  select share, channel, 1, null from now where channel not in (select channel_before from channel_shift)
),
next as (
  select channel_now as channel, sum(share * part) as next_share, 1.96 * sqrt(sum(coalesce(share * share * part * (1 - part) / n, 0))) as half_width
  from known
  group by 1
)
select
  costs.channel,
  costs.place,
  coalesce(now.customers, 0) as customers,
  coalesce(now.share, 0) as share,
  round(coalesce(next.next_share, 0), 12) as next_share,
  round(greatest(coalesce(next.next_share - half_width, 0), 0), 12) as low,
  round(least(coalesce(next.next_share + half_width, 0), 1), 12) as high,
  costs.unit_cost
from channel_costs as costs
left join now using (channel)
left join next using (channel)
where (now.channel is not null or next.channel is not null) and exists (select 1 from channel_shift)
