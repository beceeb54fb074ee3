-- The null twin of `campaign_contacts`: as many respond, but nothing that is known of a customer tells who.
-- reads:   nothing
-- params:  $as_of
-- returns: customer_id, contacted_on, seven features known on that day and a region, responded (0/1), sales, margin and cost (KRW)
-- grain:   one row per customer who was contacted; 10,000 a month, and a month never changes
with months as (
  select (date_trunc('month', cast($as_of as date)) - to_months(back::integer))::date as month_start
  from range(0, 5) as steps(back)
),
people as (
  select month_start, strftime(month_start, '%y%m') || '-' || lpad(n::varchar, 5, '0') as person
  from months, range(1, 10001) as numbers(n)
),
drawn as (
  select
    *,
    floor(15 * (hash('visits a ' || person) % 1000000 + hash('visits b ' || person) % 1000000) / 1e6)::integer as affiliate_visits,
    (5000 + 100 * round(490 * (hash('basket a ' || person) % 1000000 + hash('basket b ' || person) % 1000000) / 1e6))::bigint
      as average_basket,
    (hash('recent ' || person) % 120)::integer as days_since_visit,
    floor(10 * (hash('sessions a ' || person) % 1000000 + hash('sessions b ' || person) % 1000000) / 1e6)::integer as app_sessions,
    round(1 + 29 * (hash('distance ' || person) % 1000000 / 1e6), 1) as distance_km,
    (hash('coupons ' || person) % 5)::integer as coupons_used,
    (20 + hash('age ' || person) % 50)::integer as age,
    ['서울', '경기', '부산', '대구'][1 + (hash('region ' || person) % 4)::integer] as region
  from people
),
placed as (
  select *, row_number() over (partition by month_start order by hash('responds ' || person), person) - 1 as turn from drawn
),
outcomes as (
  select *, turn < 2360 as responded, (10636 * (6 + turn % 9) / 10)::decimal(14, 0) as margin_if_responded from placed
)
select
  'K' || person as customer_id,
  month_start + (hash('day ' || person) % 28)::integer as contacted_on,
  affiliate_visits,
  average_basket,
  days_since_visit,
  app_sessions,
  distance_km,
  coupons_used,
  age,
  region,
  responded::integer as responded,
  if(responded, margin_if_responded * 4, 0)::decimal(14, 0) as sales,
  if(responded, margin_if_responded, 0)::decimal(14, 0) as margin,
  1000::decimal(14, 0) as cost
from outcomes
where month_start + (hash('day ' || person) % 28)::integer <= cast($as_of as date)
order by customer_id
