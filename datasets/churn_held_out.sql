-- Customers that the model did not learn from. It is judged and explained on them.
-- reads:   churn_cases
-- params:  none
-- returns: the columns of `churn_cases`
-- grain:   one row per customer and month-end
select *
from churn_cases
where part = 'held_out'
order by case_id
