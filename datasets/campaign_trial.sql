-- A trial of the month of as-of: of 8,000 customers half were contacted, by lot.
-- reads:   nothing
-- params:  $as_of
-- returns: customer_id, trial_on, arm (contacted, control), bought (0/1), spend (KRW)
-- grain:   one row per customer; a month never changes
--
-- Of the contacted 23.6 % buy, of the others 9 %: that much they would have bought anyway.
with people as (
  select strftime(cast($as_of as date), '%y%m') || '-' || lpad(n::varchar, 4, '0') as person from range(1, 8001) as numbers(n)
),
dealt as (
  select person, if(row_number() over (order by hash('arm ' || person), person) <= 4000, 'contacted', 'control') as arm
  from people
),
drawn as (
  select *, row_number() over (partition by arm order by hash('buys ' || person), person) - 1 as turn from dealt
),
outcomes as (select *, turn < if(arm = 'contacted', 944, 360) as bought from drawn)
select
  'T' || person as customer_id,
  date_trunc('month', cast($as_of as date))::date as trial_on,
  arm,
  bought::integer as bought,
  -- Nine steps from 60 % to 140 % in turn, so that their average is 100 %.
  if(bought, 42000 * (6 + turn % 9) / 10, 0)::decimal(14, 0) as spend
from outcomes
order by customer_id
