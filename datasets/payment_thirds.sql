-- Judged cases by the variable of each hypothesis: its lowest and its highest third.
-- reads:   payment_hypotheses, payment_derived, payment_base_cases
-- params:  none
-- returns: hypothesis, case_id, third (low, high), outcome
-- grain:   one row per hypothesis and judged case in the lowest or highest third of its values
--
-- Equal values stay together: where more than a third share one value, low is what lies below it and high what lies above.
with written as (
  select derived.case_id, base.judged_outcome as outcome, to_json(derived) as cells
  from payment_derived as derived
  join payment_base_cases as base on base.case_id = derived.case_id
  where base.judged_outcome is not null
),
valued as (
  select
    hypothesis.hypothesis,
    case_id,
    outcome,
    cast(json_extract_string(cells, '$."' || hypothesis.feature || '"') as double) as value
  from written, payment_hypotheses as hypothesis
),
borders as (
  select hypothesis, quantile_disc(value, 1 / 3) as lower, quantile_disc(value, 2 / 3) as upper
  from valued
  where value is not null
  group by hypothesis
),
placed as (
  select
    valued.*,
    case
      when value < lower or (value = lower and lower < upper) then 'low'
      when value > upper or (value = upper and lower < upper) then 'high'
    end as third
  from valued
  join borders using (hypothesis)
)
select hypothesis, case_id, third, outcome
from placed
where third is not null
order by hypothesis, case_id
