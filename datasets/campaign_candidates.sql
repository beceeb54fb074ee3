-- Customers who may be contacted in the month after as-of: those that `campaign_contacts` will hold a month later, without an outcome yet.
-- reads:   nothing
-- params:  $as_of
-- returns: customer_id, seven features known on the as-of day and a region
-- grain:   one row per customer; 10,000 a month
with months as (
  select (date_trunc('month', cast($as_of as date)) + interval 1 month)::date as month_start
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
)
select
  'K' || person as customer_id,
  affiliate_visits,
  average_basket,
  days_since_visit,
  app_sessions,
  distance_km,
  coupons_used,
  age,
  region
from drawn
order by customer_id
