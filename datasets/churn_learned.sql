-- Customers that the model learns from.
-- reads:   churn_cases
-- params:  none
-- returns: the columns of `churn_cases`
-- grain:   one row per customer and month-end
select *
from churn_cases
where part = 'learned'
order by case_id
