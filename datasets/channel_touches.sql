-- Every contact of a customer with a channel, from all four sources, up to the day looked from.
-- reads:   channel_store, channel_web, channel_app, channel_calls
-- params:  $as_of  later days are left out (channel_coverage counts them)
-- returns: channel (code), customer_id, visited_on, visits, amount
-- grain:   one row per row of a source
select *
from (
  select 'store' as channel, customer_id, visited_on, visits, amount from channel_store
  union all
  select 'web', customer_id, visited_on, visits, amount from channel_web
  union all
  select 'app', customer_id, visited_on, visits, amount from channel_app
  union all
  select 'call', customer_id, visited_on, visits, amount from channel_calls
)
where visited_on <= cast($as_of as date)
