-- Customers of an invented shop with two scores, the outcome, and what each of four variables adds to the log odds.
-- reads:   nothing
-- params:  none
-- returns: case_id, age, visits, gap_days, is_member, add_age, add_visits, add_gap, add_member, score, plain_score, responded
-- grain:   one row per case
with draws as (
  select
    n as case_id,
    20 + (hash('age ' || n) % 51)::integer as age,
    1 + (pow((hash('visits ' || n) % 10000) / 10000.0, 2) * 39)::integer as visits,
    1 + (hash('gap ' || n) % 180)::integer as gap_days,
    hash('member ' || n) % 100 < 38 as is_member,
    (hash('noise ' || n) % 10000) / 10000.0 - 0.5 as noise,
    -- What is peculiar to the case, as in a model whose variables work together.
    0.3 * ((hash('own a ' || n) % 1000 + hash('more a ' || n) % 1000) / 2000.0 - 0.5) as own_a,
    0.3 * ((hash('own b ' || n) % 1000 + hash('more b ' || n) % 1000) / 2000.0 - 0.5) as own_b,
    0.3 * ((hash('own c ' || n) % 1000 + hash('more c ' || n) % 1000) / 2000.0 - 0.5) as own_c,
    0.3 * ((hash('own d ' || n) % 1000 + hash('more d ' || n) % 1000) / 2000.0 - 0.5) as own_d,
    (hash('outcome ' || n) % 1000003) / 1000003.0 as luck
  from range(1, 3001) as numbers(n)
),
added as (
  select
    *,
    -- Responses rise to the age of 38 and fall behind it; visits help less and less; a long gap hurts.
    1.1 * exp(-pow((age - 38) / 12.0, 2)) - 0.5 + [own_a, own_b, own_c, own_d][1] as add_age,
    1.5 * (1 - exp(-visits / 8.0)) - 0.8 + [own_a, own_b, own_c, own_d][2] as add_visits,
    0.7 - 1.5 * gap_days / 180.0 + [own_a, own_b, own_c, own_d][3] as add_gap,
    if(is_member, 0.55, -0.34) + [own_a, own_b, own_c, own_d][4] as add_member
  from draws
)
select
  case_id::integer as case_id,
  age, visits, gap_days, is_member,
  round(add_age, 4)::double as add_age,
  round(add_visits, 4)::double as add_visits,
  round(add_gap, 4)::double as add_gap,
  round(add_member, 4)::double as add_member,
  round(1 / (1 + exp(1.3 - add_age - add_visits - add_gap - add_member - 0.5 * noise)), 6)::double as score,
  round(1 / (1 + exp(1.4 - 0.5 * add_visits - 0.5 * add_gap - 3 * noise)), 6)::double as plain_score,
  luck < 1 / (1 + exp(1.3 - add_age - add_visits - add_gap - add_member)) as responded
from added
