-- Customers of affiliated shops who were contacted in the last five months, and what came of it.
-- reads:   nothing
-- params:  $as_of
-- returns: customer_id, contacted_on, seven features known on that day and a region, responded (0/1), sales, margin and cost (KRW)
-- grain:   one row per customer who was contacted; 10,000 a month, and a month never changes
--
-- A hidden sum of six features ranks the customers of a month; by tenths of that rank they respond at 62, 40, 30, 24.5, 20, 18.5, 15, 11.5,
-- 8.5 and 6 %, and the margin of a responder is 17.4, 12, 9.5, 8, 7, 6.5, 5.5, 5, 5 and 5 times the cost. Age and region count for nothing.
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
ranked as (
  select
    *,
    row_number() over (
      partition by month_start
      order by
        0.082 * affiliate_visits + 0.0000225 * average_basket - 0.0101 * days_since_visit
          + 0.0858 * app_sessions - 0.0358 * distance_km + 0.177 * coupons_used desc,
        person
    ) - 1 as position
  from drawn
),
tenths as (select *, (position // 1000)::integer + 1 as tenth from ranked),
rated as (
  select
    *,
    -- Per mille, and how many of the tenth respond up to here: responders stand at even distances, so that every slice of a tenth responds alike.
    [620, 400, 300, 245, 200, 185, 150, 115, 85, 60][tenth] as rate,
    (position % 1000) * [620, 400, 300, 245, 200, 185, 150, 115, 85, 60][tenth] // 1000 as turn
  from tenths
),
outcomes as (
  select
    *,
    (position % 1000 + 1) * rate // 1000 > turn as responded,
    -- Nine steps from 60 % to 140 % in turn, so that their average is 100 %.
    ([17400, 12000, 9500, 8000, 7000, 6500, 5500, 5000, 5000, 5000][tenth] * (6 + turn % 9) / 10)::decimal(14, 0)
      as margin_if_responded
  from rated
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
