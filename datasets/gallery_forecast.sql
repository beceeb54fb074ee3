-- Sales of an invented shop in billions: 18 months observed, 6 expected with two bands that widen with the distance.
-- reads:   nothing
-- params:  none
-- returns: month, observed, expected, low_50, high_50, low_90, high_90
-- grain:   one row per month
with months as (
  select n, (date '2025-05-01' + to_months(n::integer))::date as month,
    3.1 + 0.035 * n + 0.22 * sin(n * pi() / 6) + 0.16 * ((hash('noise ' || n) % 1000) / 1000.0 - 0.5) as level
  from range(24) as numbers(n)
)
select
  month,
  if(n < 18, level, null)::decimal(8, 3) as observed,
  if(n < 18, null, 3.1 + 0.035 * n + 0.22 * sin(n * pi() / 6))::decimal(8, 3) as expected,
  if(n < 18, null, 3.1 + 0.035 * n + 0.22 * sin(n * pi() / 6) - 0.06 * sqrt(n - 17))::decimal(8, 3) as low_50,
  if(n < 18, null, 3.1 + 0.035 * n + 0.22 * sin(n * pi() / 6) + 0.06 * sqrt(n - 17))::decimal(8, 3) as high_50,
  if(n < 18, null, 3.1 + 0.035 * n + 0.22 * sin(n * pi() / 6) - 0.15 * sqrt(n - 17))::decimal(8, 3) as low_90,
  if(n < 18, null, 3.1 + 0.035 * n + 0.22 * sin(n * pi() / 6) + 0.15 * sqrt(n - 17))::decimal(8, 3) as high_90
from months
