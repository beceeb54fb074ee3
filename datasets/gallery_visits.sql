-- Customers of an invented shop: visits and spending in a year, by age group.
-- reads:   nothing
-- params:  none
-- returns: customer, age_group, visits, spend, stay
-- grain:   one row per customer
with draws as (
  select
    n,
    (hash('a ' || n) % 1000003 + 1) / 1000004.0 as a,
    (hash('b ' || n) % 1000003 + 1) / 1000004.0 as b,
    (hash('c ' || n) % 1000003 + 1) / 1000004.0 as c,
    (hash('age ' || n) % 1000) / 1000.0 as d
  from range(1, 24312) as numbers(n)
),
-- Two independent normal draws each (Box–Muller).
normal as (
  select
    n, c,
    sqrt(-2 * ln(a)) * cos(2 * pi() * b) as z,
    sqrt(-2 * ln(a)) * sin(2 * pi() * b) as w,
    case when d < 0.2 then 20 when d < 0.5 then 30 when d < 0.8 then 40 else 50 end as age_group
  from draws
)
select
  n::integer as customer,
  age_group,
  round(greatest(1, exp(2.3 + 0.5 * z)), 1)::decimal(8, 1) as visits,
  round(exp(2.3 + 0.5 * z) * exp(2.2 + 0.012 * (age_group - 20) + 0.35 * w), 0)::integer * 1000::decimal(12, 0) as spend,
  round(greatest(1, 8 + 0.4 * age_group + 6 * w + 10 * c), 1)::decimal(6, 1) as stay
from normal
