-- Customers of this month, whose outcome is not known yet: those held out where there are none.
-- reads:   churn_cases
-- params:  none
-- returns: the columns of `churn_cases`
-- grain:   one row per customer and month-end
select *
from churn_cases
where part = 'now' or (part = 'held_out' and not exists (select 1 from churn_cases where part = 'now'))
order by case_id
