-- Customer 360: all that is known of a customer at as-of, in one row.
-- reads:   channel_features, channel_segments, channel_costs
-- params:  none of its own
-- returns: the columns of channel_features, channel (preferred, or that of the base contact), channel_before, segment, o2o
-- grain:   one row per customer
--
-- o2o: both = buys in stores and online; browses_online = buys in stores, looks online twice or more and buys nothing there;
-- lives_near = buys online only, a store within 3 km; else none.
with belongs as (
  select customer_id, arg_min(segment, place) as segment
  from channel_features
  join channel_segments on
    (joined_within_days is null or tenure_days <= joined_within_days)
    and (unseen_for_days is null or coalesce(days_since_last, 100000) >= unseen_for_days)
    and (spend_from is null or spend >= spend_from)
  where look = 'now'
  group by customer_id
)
select
  customer.* exclude (look),
  coalesce(customer.preferred_channel, (select min(channel) from channel_costs where is_base)) as channel,
  before.preferred_channel as channel_before,
  belongs.segment,
  case
    when customer.purchases_offline > 0 and customer.purchases_online > 0 then 'both'
    when customer.purchases_offline > 0 and customer.visits_web + customer.visits_app >= 2 then 'browses_online'
    when customer.purchases_online > 0 and customer.purchases_offline = 0 and customer.store_km <= 3 then 'lives_near'
    else 'none'
  end as o2o
from channel_features as customer
left join belongs using (customer_id)
left join channel_features as before on before.customer_id = customer.customer_id and before.look = 'before'
where customer.look = 'now'
