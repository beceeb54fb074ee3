-- What each source holds, and how many of the customers it tells something of.
-- reads:   channel_customers, channel_store, channel_web, channel_app, channel_calls, channel_external, channel_campaign
-- params:  $as_of
-- returns: source, place, rows, matched (customers of the register found in it), coverage (of the register), strangers
--          (customers of it that the register does not know), first_day, last_day, future_rows, returns
-- grain:   one row per source
with rows as (
  select 1 as place, 'register' as source, customer_id, joined_on as day, null::decimal(18, 2) as amount from channel_customers
  union all
  select 2, 'store', customer_id, visited_on, amount from channel_store
  union all
  select 3, 'web', customer_id, visited_on, amount from channel_web
  union all
  select 4, 'app', customer_id, visited_on, amount from channel_app
  union all
  select 5, 'call', customer_id, visited_on, amount from channel_calls
  union all
  select 6, 'external', customer_id, null, null from channel_external
  union all
  select 7, 'campaign', customer_id, contacted_on, null from channel_campaign
),
sources as (
  select *
  from (
    values (1, 'register'), (2, 'store'), (3, 'web'), (4, 'app'), (5, 'call'), (6, 'external'), (7, 'campaign')
  ) as sources(place, source)
)
select
  sources.source,
  sources.place,
  count(rows.customer_id) as rows,
  count(distinct register.customer_id) as matched,
  count(distinct register.customer_id) / nullif((select count(distinct customer_id) from channel_customers), 0) as coverage,
  count(distinct rows.customer_id) filter (register.customer_id is null) as strangers,
  min(rows.day) as first_day,
  max(rows.day) as last_day,
  count(*) filter (rows.day > cast($as_of as date)) as future_rows,
  count(*) filter (rows.amount < 0) as returns
from sources
left join rows using (place)
left join (select distinct customer_id from channel_customers) as register on register.customer_id = rows.customer_id
group by all
