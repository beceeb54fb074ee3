-- The predicted chance of 200 cases of gallery_cases at each step of one variable, all others as they are.
-- reads:   gallery_cases
-- params:  none
-- returns: variable, case_id, setting, chance
-- grain:   one row per variable, case and step
with cases as (select * from gallery_cases where case_id <= 200),
steps as (
  select 'age' as variable, 20 + 2.5 * n as setting from range(21) as numbers(n)
  union all
  select 'visits', 1 + 2.0 * n from range(20) as numbers(n)
),
moved as (
  select
    variable, case_id, setting,
    add_age + add_visits + add_gap + add_member
      - if(variable = 'age', add_age, add_visits)
      + if(variable = 'age', 1.1 * exp(-pow((setting - 38) / 12.0, 2)) - 0.5, 1.5 * (1 - exp(-setting / 8.0)) - 0.8) as log_odds
  from cases, steps
)
select variable, case_id, setting::double as setting, round(1 / (1 + exp(1.3 - log_odds)), 6)::double as chance from moved
