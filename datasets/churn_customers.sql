-- Card customers at a month-end, and whether they had closed the card a month later. Five truths are planted, see below.
-- reads:   nothing
-- params:  $as_of  last month-end that is there; whether a customer left is known when the month after has ended
-- returns: customer_id, seen_on, age, monthly_spend (thousand won), overdue_days, card_type, app_visits, phone_last_digit, has_left
-- grain:   one row per customer; each month another 1,200 customers are looked at
with months as (
  select
    n::integer as n,
    last_day((date '2025-01-01' + to_months(n::integer))) as seen_on,
    last_day((date '2025-01-01' + to_months(n::integer + 1))) as known_on
  from range(0, 600) as numbers(n)
  where last_day((date '2025-01-01' + to_months(n::integer))) <= cast($as_of as date)
),
draws as (
  select
    months.*,
    'K' || lpad((months.n * 1200 + i)::varchar, 6, '0') as customer_id,
    (hash('age ' || months.n || ' ' || i) % 1000003) / 1000003.0 as age_draw,
    (hash('older ' || months.n || ' ' || i) % 1000003) / 1000003.0 as older_draw,
    (hash('spend ' || months.n || ' ' || i) % 1000003) / 1000003.0 as spend_draw,
    (hash('overdue ' || months.n || ' ' || i) % 1000003) / 1000003.0 as overdue_draw,
    (hash('card ' || months.n || ' ' || i) % 1000003) / 1000003.0 as card_draw,
    (hash('visits ' || months.n || ' ' || i) % 1000003) / 1000003.0 as visits_draw,
    (hash('digit ' || months.n || ' ' || i) % 10)::integer as phone_last_digit,
    (hash('left ' || months.n || ' ' || i) % 1000003) / 1000003.0 as left_draw
  from months, range(1, 1201) as customers(i)
),
traits as (
  select
    *,
    19 + floor(30 * age_draw + 30 * older_draw)::integer as age,
    50 + floor(1400 * spend_draw)::integer as monthly_spend,
    -- Three in ten are never late.
    if(overdue_draw < 0.3, 0, 1 + floor(30 * (overdue_draw - 0.3) / 0.7)::integer) as overdue_days,
    case when card_draw < 0.5 then 'Classic' when card_draw < 0.85 then 'Gold' else 'Platinum' end as card_type,
    -- Visits to the app mean nothing, but from October 2026 on there are twice as many: a new app.
    case
      when visits_draw < 0.03 then null
      else floor(24 * visits_draw * visits_draw * if(seen_on >= date '2026-10-01', 2, 1))::integer
    end as app_visits
  from draws
),
chances as (
  select
    *,
    1 / (1 + exp(-(
      -4.1
      -- A straight line: the less somebody spends, the likelier he leaves.
      - 0.95 * (monthly_spend - 750) / 400
      -- A threshold: it matters whether somebody is more than fifteen days late, not by how much.
      + if(overdue_days > 15, 2.0, 0)
      -- A hill with its top at 40.
      + 2.2 * exp(-pow((age - 40) / 9.0, 2))
      -- A category.
      + case card_type when 'Classic' then 0.6 when 'Platinum' then -0.8 else 0 end
      -- The last digit of the phone number is useless.
    ))) as chance
  from traits
)
select
  customer_id,
  seen_on,
  age,
  monthly_spend,
  overdue_days,
  card_type,
  app_visits,
  phone_last_digit,
  if(known_on <= cast($as_of as date), left_draw < chance, null) as has_left
from chances
order by customer_id
