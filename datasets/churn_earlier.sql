-- Customers that the earlier model learns from: the same ones where there are no earlier months.
-- reads:   churn_cases
-- params:  none
-- returns: the columns of `churn_cases`
-- grain:   one row per customer and month-end
select *
from churn_cases
where part = 'earlier' or (part = 'learned' and not exists (select 1 from churn_cases where part = 'earlier'))
order by case_id
