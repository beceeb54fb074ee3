-- What was seen and what the model says over the values of each variable, on customers that the model did not learn from.
-- reads:   churn_reasons, churn_held_out
-- params:  none
-- returns: feature, step, level, from_number, to_number, customers, leavers, rate, low, high (95 %, Wilson), mean_score
-- grain:   one row per variable and step: up to ten groups of a number from the lowest values to the highest, or a level
with described as (
  select
    feature,
    contributions.number,
    if(contributions.number is null, coalesce(value, '–'), null) as level,
    least(floor(contributions.level * 10), 9)::integer as place,
    score,
    has_left
  from churn_reasons.contributions
  join churn_reasons.rows using (case_id)
  join churn_held_out using (case_id)
  -- A missing value of a number has no place among the values.
  where contributions.number is not null or feature not in (select feature from churn_reasons.contributions where number is not null)
),
grouped as (
  select
    feature,
    place,
    level,
    min(number) as from_number,
    max(number) as to_number,
    count(*) as customers,
    count(*) filter (has_left) as leavers,
    avg(score order by score) as mean_score
  from described
  group by feature, place, level
)
select
  feature,
  (row_number() over (partition by feature order by place, level))::integer as step,
  level,
  from_number,
  to_number,
  customers,
  leavers,
  leavers / customers as rate,
  greatest((leavers + 1.9207 - 1.96 * sqrt(leavers * (customers - leavers) / customers + 0.9604)) / (customers + 3.8416), 0) as low,
  (leavers + 1.9207 + 1.96 * sqrt(leavers * (customers - leavers) / customers + 0.9604)) / (customers + 3.8416) as high,
  mean_score
from grouped
order by feature, step
