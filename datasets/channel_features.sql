-- What was known of each customer on a day: use of channels in the six months up to it, with register and external data.
-- reads:   channel_customers, channel_external, channel_touches, channel_campaign
-- params:  $as_of
-- returns: customer_id, look, seen_on, further columns of the register and of the external data, tenure_days, visits_<channel>,
--          visits, purchases, spend, days_since_last, channels_used, preferred_channel, the four counts behind O2O
-- grain:   one row per customer and look: now (as-of), before (six months earlier), campaign (the day before the contact)
--
-- All three looks go through the same lines, so that the model learns from what the customers of today are scored by.
with looks as (
  select customer_id, 'now' as look, cast($as_of as date) as seen_on from channel_customers
  union all
  select customer_id, 'before', (cast($as_of as date) - interval 6 month)::date from channel_customers
  union all
  select customer_id, 'campaign', contacted_on - 1 from channel_campaign where contacted_on <= cast($as_of as date)
),
seen as (
  select looks.*, touches.channel, touches.visited_on, touches.visits, touches.amount, touches.visited_on > (seen_on - interval 6 month)::date as in_window
  from looks
  left join channel_touches as touches on touches.customer_id = looks.customer_id and touches.visited_on <= looks.seen_on
),
by_channel as (
  select
    customer_id,
    look,
    seen_on,
    channel,
    max(visited_on) as last_day,
    coalesce(sum(visits) filter (in_window), 0)::bigint as visits,
    -- A return takes money back and is no visit that was bought on.
    count(*) filter (in_window and amount > 0) as purchases,
    coalesce(sum(amount) filter (in_window), 0)::decimal(18, 2) as spend
  from seen
  group by all
),
summed as (
  select
    customer_id,
    look,
    seen_on,
    coalesce(sum(visits) filter (channel = 'store'), 0)::bigint as visits_store,
    coalesce(sum(visits) filter (channel = 'web'), 0)::bigint as visits_web,
    coalesce(sum(visits) filter (channel = 'app'), 0)::bigint as visits_app,
    coalesce(sum(visits) filter (channel = 'call'), 0)::bigint as visits_call,
    sum(visits)::bigint as visits,
    sum(purchases)::bigint as purchases,
    sum(spend)::decimal(18, 2) as spend,
    (seen_on - max(last_day))::integer as days_since_last,
    count(*) filter (visits > 0) as channels_used,
    -- Most visits; of equals the one used last, then by name.
    first(channel order by visits desc, last_day desc, channel) filter (visits > 0) as preferred_channel,
    coalesce(sum(purchases) filter (channel = 'store'), 0)::bigint as purchases_offline,
    coalesce(sum(purchases) filter (channel in ('web', 'app')), 0)::bigint as purchases_online
  from by_channel
  group by customer_id, look, seen_on
)
select
  summed.customer_id,
  summed.look,
  summed.seen_on,
  register.* exclude (customer_id, joined_on),
  external.* exclude (customer_id),
  (summed.seen_on - register.joined_on)::integer as tenure_days,
  summed.* exclude (customer_id, look, seen_on)
from summed
join channel_customers as register on register.customer_id = summed.customer_id
left join channel_external as external on external.customer_id = summed.customer_id
-- Whoever joined later was not there to be looked at.
where register.joined_on <= summed.seen_on
